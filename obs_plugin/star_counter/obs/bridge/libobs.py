"""The functions of libobs, called without giving up Python's lock.

What keeps OBS from hanging: another Python thread must never run while this one holds the graphics mutex,
for if that thread enters graphics while it holds the GIL, both wait for ever. So the functions are bound
with PyDLL, which keeps the GIL, and a tick's calls run in one loop in C: no bytecode runs in between, and
so the interpreter has no occasion to switch threads.
"""

from __future__ import annotations

import ctypes
import functools
import itertools
import operator
import sys
from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from ...problem import Problem

pointer, u32, _int, _float, _bool = (
    ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_float, ctypes.c_bool,
)  # fmt: skip


class Vec4(ctypes.Structure):
    """Four floats, as a colour."""

    _fields_ = (("v", ctypes.c_float * 4),)


_SIGNATURES = {
    "obs_enter_graphics": (None,),
    "obs_leave_graphics": (None,),
    "gs_texrender_create": (pointer, _int, _int),
    "gs_texrender_destroy": (None, pointer),
    "gs_texrender_reset": (None, pointer),
    "gs_texrender_begin": (_bool, pointer, u32, u32),
    "gs_texrender_end": (None, pointer),
    "gs_texrender_get_texture": (pointer, pointer),
    "gs_stagesurface_create": (pointer, u32, u32, _int),
    "gs_stagesurface_destroy": (None, pointer),
    "gs_stagesurface_map": (_bool, pointer, ctypes.POINTER(pointer), ctypes.POINTER(u32)),
    "gs_stagesurface_unmap": (None, pointer),
    "gs_stage_texture": (None, pointer, pointer),
    "gs_set_viewport": (None, _int, _int, _int, _int),
    "gs_ortho": (None, _float, _float, _float, _float, _float, _float),
    "gs_clear": (None, u32, ctypes.POINTER(Vec4), _float, ctypes.c_uint8),
    "gs_blend_state_push": (None,),
    "gs_blend_state_pop": (None,),
    "gs_blend_function": (None, _int, _int),
    "obs_source_video_render": (None, pointer),
}

#: What is told where OBS lacks a function that is called here.
OUTDATED = (
    "This OBS is too old or too new for the star counter: get OBS 28 or newer, and the newest star counter."
)


def bind(signatures: Mapping[str, Sequence], otherwise: str) -> dict[str, Callable]:
    """Functions of libobs by their names; a signature is the type of the result, then those of the arguments.

    To be called outside of a tick. Raises `Problem` with the sentence ``otherwise`` where one is missing.
    """
    # The library is loaded already. Only Windows needs its name: elsewhere the process itself has its
    # symbols, whatever the file is called in this version.
    try:
        library = ctypes.PyDLL("obs.dll" if sys.platform == "win32" else None)
        functions = {name: getattr(library, name) for name in signatures}
    except (OSError, AttributeError) as error:
        raise Problem(f"{otherwise} ({error})") from error
    for name, (result, *arguments) in signatures.items():
        functions[name].restype, functions[name].argtypes = result, arguments
    return functions


class Libobs(SimpleNamespace):
    """What `Camera` needs of libobs, as attributes. To be made outside of a tick; raises `Problem`."""

    def __init__(self):
        super().__init__(**bind(_SIGNATURES, OUTDATED))


_call: Callable
if hasattr(operator, "call"):

    def step(function: Callable, *arguments: Any) -> tuple:
        """A call, to be run in a program."""
        return (function, *arguments)

    _call = operator.call
else:  # Python 3.10

    def step(function: Callable, *arguments: Any) -> tuple:
        """A call, to be run in a program."""
        return (functools.partial(function, *arguments),)

    _call = functools.partial.__call__


def run(program: list[tuple]) -> list:
    """Runs the steps of a program in one loop in C and returns their results."""
    return list(itertools.starmap(_call, program))
