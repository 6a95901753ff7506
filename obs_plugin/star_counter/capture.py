"""The pixels of OBS sources: rendered on the GPU in a tick, mapped one tick later.

All tiles (each player's counter crop and small picture of the game) go into one texture, so that a tick
stages and maps once, however many players there are.

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
from collections import deque
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from .hud import Rect
from .problem import Problem

# libobs/graphics/graphics.h
_GS_RGBA, _GS_ZS_NONE = 3, 0
_GS_CLEAR_COLOR = 1
_GS_BLEND_ZERO, _GS_BLEND_ONE = 0, 1

_pointer, _u32, _int, _float, _bool = (
    ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_float, ctypes.c_bool,
)  # fmt: skip


class _Vec4(ctypes.Structure):
    _fields_ = (("v", ctypes.c_float * 4),)


_SIGNATURES = {
    "obs_enter_graphics": (None,),
    "obs_leave_graphics": (None,),
    "gs_texrender_create": (_pointer, _int, _int),
    "gs_texrender_destroy": (None, _pointer),
    "gs_texrender_reset": (None, _pointer),
    "gs_texrender_begin": (_bool, _pointer, _u32, _u32),
    "gs_texrender_end": (None, _pointer),
    "gs_texrender_get_texture": (_pointer, _pointer),
    "gs_stagesurface_create": (_pointer, _u32, _u32, _int),
    "gs_stagesurface_destroy": (None, _pointer),
    "gs_stagesurface_map": (_bool, _pointer, ctypes.POINTER(_pointer), ctypes.POINTER(_u32)),
    "gs_stagesurface_unmap": (None, _pointer),
    "gs_stage_texture": (None, _pointer, _pointer),
    "gs_set_viewport": (None, _int, _int, _int, _int),
    "gs_ortho": (None, _float, _float, _float, _float, _float, _float),
    "gs_clear": (None, _u32, ctypes.POINTER(_Vec4), _float, ctypes.c_uint8),
    "gs_blend_state_push": (None,),
    "gs_blend_state_pop": (None,),
    "gs_blend_function": (None, _int, _int),
    "obs_source_video_render": (None, _pointer),
}

_OUTDATED = "This OBS is too old or too new for the star counter: it needs OBS Studio 28 or newer."


class Libobs:
    """The functions of libobs used here, as attributes. To be made outside of a tick; raises `Problem`."""

    def __init__(self):
        # The library is loaded already. Only Windows needs its name: elsewhere the process itself has its
        # symbols, whatever the file is called in this version.
        try:
            library = ctypes.PyDLL("obs.dll" if sys.platform == "win32" else None)
            functions = {name: getattr(library, name) for name in _SIGNATURES}
        except (OSError, AttributeError) as error:
            raise Problem(f"{_OUTDATED} ({error})") from error
        for name, (result, *arguments) in _SIGNATURES.items():
            function = functions[name]
            function.restype, function.argtypes = result, arguments
            setattr(self, name, function)


if hasattr(operator, "call"):

    def _step(function: Any, *arguments: Any) -> tuple:
        return (function, *arguments)

    _call = operator.call
else:  # Python 3.10

    def _step(function: Any, *arguments: Any) -> tuple:
        return (functools.partial(function, *arguments),)

    _call = functools.partial.__call__


def _run(program: list[tuple]) -> list:
    """Runs the steps of a program in one loop in C and returns their results."""
    return list(itertools.starmap(_call, program))


class Tile(NamedTuple):
    """A part of a source, to be rendered ``width`` x ``height`` pixels large.

    ``source`` is the address of an `obs_source_t` that lives until the tick ends; ``part`` is in the
    source's pixels.
    """

    source: int
    part: Rect
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    """What `Camera.tick` rendered one tick ago: the ``tag`` given then, and the tiles' pixels."""

    tag: Any
    _data: bytes
    _row_length: int
    _sizes: tuple[tuple[int, int], ...]

    def tiles(self) -> list[np.ndarray]:
        """The tiles in the order given, each (height, width, 4) uint8: RGB, and the source's transparency.

        Outside of a source all four are 0; where it is transparent its colours are premultiplied.
        """
        rows = np.frombuffer(self._data, np.uint8).reshape(-1, self._row_length)
        tiles, top = [], 0
        for width, height in self._sizes:
            tiles.append(rows[top : top + height, : width * 4].reshape(height, width, 4))
            top += height
        return tiles


class Camera:
    """Renders tiles of sources, one below the other, into one texture, and reads it back.

    Its GPU objects have the size of the tiles it was made for; other sizes need a new camera.
    """

    def __init__(self, obs: Libobs, sizes: tuple[tuple[int, int], ...]):
        """Makes the GPU objects for tiles of these (width, height), in pixels."""
        self.sizes = sizes
        self._width = max(width for width, _ in sizes)
        self._height = sum(height for _, height in sizes)
        self._obs = obs
        self._enter, self._leave = _step(obs.obs_enter_graphics), _step(obs.obs_leave_graphics)
        made = _run([
            self._enter,
            _step(obs.gs_texrender_create, _GS_RGBA, _GS_ZS_NONE),
            _step(obs.gs_stagesurface_create, self._width, self._height, _GS_RGBA),
            _step(obs.gs_stagesurface_create, self._width, self._height, _GS_RGBA),
            self._leave,
        ])  # fmt: skip
        self._target = _pointer(made[1])
        self._data, self._row_length, self._black = _pointer(), _u32(), _Vec4()
        self._surfaces = deque(self._surface(_pointer(address)) for address in made[2:4])
        self._staged: _Surface | None = None
        self._mapped: _Surface | None = None
        self._texture: _pointer | None = None
        self._tiles: list[Tile] = []
        self._rendering: list[tuple] = []

    def tick(self, tiles: list[Tile], tag: Any) -> Picture | None:
        """Renders the tiles, in the sizes the camera was made for, and returns the last tick's picture.

        Without tiles nothing is rendered. Returns None where the last tick rendered nothing. Must be called
        from a tick.
        """
        if tiles and tiles != self._tiles:
            self._tiles, self._rendering = list(tiles), self._render(tiles)
            if self._texture is None:  # it exists only once something was rendered
                self._make_texture()
        taken, staged = self._staged, None
        program = [self._enter]
        if self._mapped:
            program.append(self._mapped.unmap)
        if tiles:
            staged = self._surfaces[0]
            staged.tag = tag
            self._surfaces.rotate()
            program += self._rendering
            program.append(_step(self._obs.gs_stage_texture, staged.pointer, self._texture))
        if taken:
            program.append(taken.map)
        program.append(self._leave)
        *_, is_mapped, _ = _run(program)
        self._staged = staged
        self._mapped = taken if taken and is_mapped else None
        return self._picture(taken.tag) if self._mapped else None

    def _picture(self, tag: Any) -> Picture:
        # Copied here, outside of graphics; the surface stays mapped until the next tick.
        row_length = self._row_length.value
        return Picture(tag, ctypes.string_at(self._data, row_length * self._height), row_length, self.sizes)

    def _make_texture(self) -> None:
        get = _step(self._obs.gs_texrender_get_texture, self._target)
        *_, texture, _ = _run([self._enter, *self._rendering, get, self._leave])
        if not texture:
            raise RuntimeError("OBS could not render into a texture")
        self._texture = _pointer(texture)

    def _surface(self, pointer: _pointer) -> _Surface:
        obs = self._obs
        map_it = _step(obs.gs_stagesurface_map, pointer, self._data, self._row_length)
        return _Surface(pointer, map_it, _step(obs.gs_stagesurface_unmap, pointer))

    def close(self) -> None:
        """Frees the GPU objects."""
        obs = self._obs
        program = [self._enter]
        if self._mapped:
            program.append(self._mapped.unmap)
        program += [_step(obs.gs_stagesurface_destroy, surface.pointer) for surface in self._surfaces]
        _run([*program, _step(obs.gs_texrender_destroy, self._target), self._leave])

    def _render(self, tiles: list[Tile]) -> list[tuple]:
        obs = self._obs
        program = [
            _step(obs.gs_texrender_reset, self._target),
            _step(obs.gs_texrender_begin, self._target, self._width, self._height),
            _step(obs.gs_clear, _GS_CLEAR_COLOR, self._black, 0.0, 0),
            _step(obs.gs_blend_state_push),
            _step(obs.gs_blend_function, _GS_BLEND_ONE, _GS_BLEND_ZERO),
        ]
        top = 0
        for tile in tiles:
            part = tile.part
            program += [
                _step(obs.gs_set_viewport, 0, top, tile.width, tile.height),
                _step(obs.gs_ortho, part.x, part.x + part.width, part.y, part.y + part.height, -100.0, 100.0),
                _step(obs.obs_source_video_render, tile.source),
            ]
            top += tile.height
        return [*program, _step(obs.gs_blend_state_pop), _step(obs.gs_texrender_end, self._target)]


@dataclass
class _Surface:
    """A stage surface with the steps that map and unmap it, and the tag of what was staged in it."""

    pointer: _pointer
    map: tuple
    unmap: tuple
    tag: Any = None
