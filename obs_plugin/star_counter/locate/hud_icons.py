"""Finds the icons of the HUD's other parts, near where a grid has them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image

from ..hud import COINS_X, GLYPH_SIZE, LIVES_X, TIMES, TOP, HudGrid, Rect
from .drawn_counter import CAMERA, COIN, CROSS, HEAD, LAKITU, Placed, icons

# Pixels a HUD unit at which icons are looked for, and at which they are placed.
_ROUGH, _EXACT = 1, 2
# How far around its rough place an icon is placed, in HUD units.
_NEAR = 2


class Icon(NamedTuple):
    """What never changes of a part of the HUD, or changes between few ``looks``.

    ``part`` is where it lies on the US grid.
    """

    looks: tuple[tuple[Placed, ...], ...]
    part: Rect

    @property
    def middle(self) -> tuple[float, float]:
        """HUD x and y."""
        return self.part.x + self.part.width / 2, self.part.y + self.part.height / 2


class Seen(NamedTuple):
    """Where the middle of an icon is seen, in HUD units of the grid it was looked for on, and how well it
    fits there, -1 to 1."""

    x: float
    y: float
    fit: float


def _counter(glyph: str, x: int) -> Icon:
    look = (Placed(glyph, x, TOP), Placed(TIMES, x + GLYPH_SIZE, TOP))
    return Icon((look,), Rect(x, TOP, 2 * GLYPH_SIZE, GLYPH_SIZE))


def _camera(x: int, y: int) -> Icon:
    looks = [(Placed(CAMERA, x, y), Placed(mode, x + GLYPH_SIZE, y)) for mode in (LAKITU, HEAD, CROSS)]
    return Icon(tuple(looks), Rect(x, y, 2 * GLYPH_SIZE, GLYPH_SIZE))


#: What is looked for of each part: Mario's head and the coin with the "×" behind them, and the camera with
#: its mode (n64decomp/sm64, src/game/hud.c).
ICONS = {"lives": _counter(HEAD, LIVES_X), "coins": _counter(COIN, COINS_X), "camera": _camera(266, 205)}


def look_for(
    icon: Icon,
    images: Sequence[Image.Image],
    grid: HudGrid,
    near: tuple[float, float],
    reach: tuple[int, int],
) -> Seen:
    """Where an icon fits best, to one HUD unit; ``reach``: units around its middle, across and down.

    ``images`` are RGB pictures of one size that show the same; outside of them all is black.
    """
    fits = _fits(icon, images, grid, near, reach, _ROUGH)
    row, column = np.unravel_index(fits.argmax(), fits.shape)
    return Seen(near[0] + float(column) - reach[0], near[1] + float(row) - reach[1], float(fits.max()))


def place(icon: Icon, images: Sequence[Image.Image], grid: HudGrid, near: tuple[float, float]) -> Seen:
    """Where an icon fits best whose middle is known to a unit or two, to a tenth of one."""
    fits = _fits(icon, images, grid, near, (_NEAR, _NEAR), _EXACT)
    row, column = map(int, np.unravel_index(fits.argmax(), fits.shape))
    right = (column + _peak(fits[row], column)) / _EXACT - _NEAR
    down = (row + _peak(fits[:, column], row)) / _EXACT - _NEAR
    return Seen(near[0] + right, near[1] + down, float(fits.max()))


def _fits(
    icon: Icon,
    images: Sequence[Image.Image],
    grid: HudGrid,
    middle: tuple[float, float],
    reach: tuple[int, int],
    detail: int,
) -> np.ndarray:
    """How well the best look fits at each place around a middle, ``detail`` of them a HUD unit."""
    width, height = icon.part.width, icon.part.height
    around = Rect(
        middle[0] - width / 2 - reach[0],
        middle[1] - height / 2 - reach[1],
        width + 2 * reach[0],
        height + 2 * reach[1],
    )
    pixels = _sampled(images, grid.place(around), round(around.width * detail), round(around.height * detail))
    down, right = np.indices((2 * reach[1] * detail + 1, 2 * reach[0] * detail + 1))
    start = (down * pixels.shape[1] + right)[..., None]
    fits = []
    for look in icon.looks:
        drawn = icons(look, icon.part, detail)
        rows, columns = np.divmod(drawn.pixels, drawn.ink.shape[1])
        under = start + rows * pixels.shape[1] + columns
        fits.append(drawn.fit(pixels.reshape(-1, 3).take(under, axis=0)))
    return np.max(fits, axis=0)


def _sampled(images: Sequence[Image.Image], part: Rect, width: int, height: int) -> np.ndarray:
    """The mean of a part of the pictures, scaled to that size, float32 RGB."""
    left, top, right, bottom = part.corners
    outer = math.floor(left) - 1, math.floor(top) - 1, math.ceil(right) + 1, math.ceil(bottom) + 1
    box = left - outer[0], top - outer[1], right - outer[0], bottom - outer[1]
    scaled = (image.crop(outer).resize((width, height), Image.Resampling.BILINEAR, box) for image in images)
    return np.stack([np.asarray(image, np.float32) for image in scaled]).mean(axis=0)


def _peak(fits: np.ndarray, best: int) -> float:
    """By how much the peak of a curve lies beside its best point: that of the parabola through three."""
    if not 0 < best < len(fits) - 1:
        return 0.0
    before, at, after = fits[best - 1 : best + 2].tolist()
    bend = before - 2 * at + after
    return 0.0 if bend >= 0 else 0.5 * (before - after) / bend
