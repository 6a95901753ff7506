"""The pixels of OBS sources: rendered on the GPU in a tick, mapped one tick later.

All tiles (each player's crops and small picture of the game) go into one texture, so that a tick stages and
maps once, however many players there are.

While this thread holds the graphics mutex, no other Python thread may run: see `libobs`.
"""

from __future__ import annotations

import ctypes
import itertools
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ...hud import Rect
from .libobs import Libobs, Vec4, pointer, run, step, u32

# libobs/graphics/graphics.h
_GS_RGBA, _GS_ZS_NONE = 3, 0
_GS_CLEAR_COLOR = 1
_GS_BLEND_ZERO, _GS_BLEND_ONE = 0, 1

# Tiles that come in turns are rendered by programs that are kept; so many at most, as places change.
_MOST_PROGRAMS = 12


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
    _places: tuple[Rect, ...]

    def tiles(self) -> list[np.ndarray]:
        """The tiles in the order given, each (height, width, 4) uint8: RGB, and the source's transparency.

        Outside of a source all four are 0; where it is transparent its colours are premultiplied.
        """
        rows = np.frombuffer(self._data, np.uint8).reshape(-1, self._row_length // 4, 4)
        return [rows[place.slices] for place in self._places]


def places(sizes: Sequence[tuple[int, int]]) -> tuple[Rect, ...]:
    """Where tiles of these (width, height) lie on a texture: in rows, which are as long as wastes least."""
    lengths = itertools.accumulate(width for width, _ in sizes)
    widest = max(width for width, _ in sizes)
    return min((_rows(sizes, length) for length in lengths if length >= widest), key=_area)


def _rows(sizes: Sequence[tuple[int, int]], length: int) -> tuple[Rect, ...]:
    placed, left, top, lowest = [], 0, 0, 0
    for width, height in sizes:
        if left + width > length:
            left, top = 0, lowest
        placed.append(Rect(left, top, width, height))
        left, lowest = left + width, max(lowest, top + height)
    return tuple(placed)


def _area(places: Sequence[Rect]) -> float:
    _, _, rights, lowers = zip(*(place.corners for place in places), strict=True)
    return max(rights) * max(lowers)


class Camera:
    """Renders tiles of sources, side by side, into one texture, and reads it back.

    Its GPU objects have the size of the tiles it was made for; other sizes need a new camera.
    """

    def __init__(self, obs: Libobs, sizes: tuple[tuple[int, int], ...]):
        """Makes the GPU objects for tiles of these (width, height), in pixels."""
        self.sizes = sizes
        self._places = places(sizes)
        _, _, rights, lowers = zip(*(place.corners for place in self._places), strict=True)
        self._width, self._height = int(max(rights)), int(max(lowers))
        self._obs = obs
        self._enter, self._leave = step(obs.obs_enter_graphics), step(obs.obs_leave_graphics)
        made = run([
            self._enter,
            step(obs.gs_texrender_create, _GS_RGBA, _GS_ZS_NONE),
            step(obs.gs_stagesurface_create, self._width, self._height, _GS_RGBA),
            step(obs.gs_stagesurface_create, self._width, self._height, _GS_RGBA),
            self._leave,
        ])  # fmt: skip
        self._target = pointer(made[1])
        self._data, self._row_length, self._black = pointer(), u32(), Vec4()
        self._surfaces = deque(self._surface(pointer(address)) for address in made[2:4])
        self._staged: _Surface | None = None
        self._mapped: _Surface | None = None
        self._texture: ctypes.c_void_p | None = None
        self._programs: dict[tuple[Tile, ...], list[tuple]] = {}

    def tick(self, tiles: Sequence[Tile], tag: Any) -> Picture | None:
        """Renders the tiles, in the sizes the camera was made for, and returns the last tick's picture.

        Without tiles nothing is rendered. Returns None where the last tick rendered nothing. Must be called
        from a tick.
        """
        rendering = self._program(tuple(tiles)) if tiles else []
        taken, staged = self._staged, None
        program = [self._enter]
        if self._mapped:
            program.append(self._mapped.unmap)
        if tiles:
            staged = self._surfaces[0]
            staged.tag = tag
            self._surfaces.rotate()
            program += rendering
            program.append(step(self._obs.gs_stage_texture, staged.pointer, self._texture))
        if taken:
            program.append(taken.map)
        program.append(self._leave)
        *_, is_mapped, _ = run(program)
        self._staged = staged
        self._mapped = taken if taken and is_mapped else None
        return self._picture(self._mapped.tag) if self._mapped else None

    def _picture(self, tag: Any) -> Picture:
        # Copied here, outside of graphics; the surface stays mapped until the next tick.
        row_length = self._row_length.value
        return Picture(tag, ctypes.string_at(self._data, row_length * self._height), row_length, self._places)

    def _program(self, tiles: tuple[Tile, ...]) -> list[tuple]:
        """What renders the tiles."""
        program = self._programs.get(tiles)
        if program is None:
            if len(self._programs) == _MOST_PROGRAMS:
                self._programs.clear()
            program = self._programs[tiles] = self._render(tiles)
            if self._texture is None:  # it exists only once something was rendered
                self._make_texture(program)
        return program

    def _make_texture(self, rendering: list[tuple]) -> None:
        get = step(self._obs.gs_texrender_get_texture, self._target)
        *_, texture, _ = run([self._enter, *rendering, get, self._leave])
        if not texture:
            raise RuntimeError("OBS could not render into a texture")
        self._texture = pointer(texture)

    def _surface(self, address: ctypes.c_void_p) -> _Surface:
        obs = self._obs
        map_it = step(obs.gs_stagesurface_map, address, self._data, self._row_length)
        return _Surface(address, map_it, step(obs.gs_stagesurface_unmap, address))

    def close(self) -> None:
        """Frees the GPU objects."""
        obs = self._obs
        program = [self._enter]
        if self._mapped:
            program.append(self._mapped.unmap)
        program += [step(obs.gs_stagesurface_destroy, surface.pointer) for surface in self._surfaces]
        run([*program, step(obs.gs_texrender_destroy, self._target), self._leave])

    def _render(self, tiles: tuple[Tile, ...]) -> list[tuple]:
        obs = self._obs
        program = [
            step(obs.gs_texrender_reset, self._target),
            step(obs.gs_texrender_begin, self._target, self._width, self._height),
            step(obs.gs_clear, _GS_CLEAR_COLOR, self._black, 0.0, 0),
            step(obs.gs_blend_state_push),
            step(obs.gs_blend_function, _GS_BLEND_ONE, _GS_BLEND_ZERO),
        ]
        for tile, place in zip(tiles, self._places, strict=True):
            left, upper, right, lower = tile.part.corners
            program += [
                step(obs.gs_set_viewport, *map(int, place)),
                step(obs.gs_ortho, left, right, upper, lower, -100.0, 100.0),
                step(obs.obs_source_video_render, tile.source),
            ]
        return [*program, step(obs.gs_blend_state_pop), step(obs.gs_texrender_end, self._target)]


@dataclass
class _Surface:
    """A stage surface with the steps that map and unmap it, and the tag of what was staged in it."""

    pointer: ctypes.c_void_p
    map: tuple
    unmap: tuple
    tag: Any = None
