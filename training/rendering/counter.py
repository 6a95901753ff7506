"""The game's counters and the camera's icons, drawn where they are on the HUD grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from star_counter.hud import (
    COINS_X,
    GAP,
    GLYPH_SIZE,
    LIVES_X,
    STARS_X,
    TOP,
    US,
    Layout,
    Rect,
    count_characters,
    left_edges,
)

from .glyphs import STAR, Alphabet, digit_span
from .icons import CAMERA, COIN, CROSS, DOWN, HEAD, LAKITU, UP

#: The part of the HUD grid on which star counters are drawn: wider than any misplaced crop.
CANVAS = Rect(236, 0, 88, 48)

#: The camera's modes and the icons that show them: in Mario's mode the same head as that of the lives.
MODES = {"lakitu": LAKITU, "mario": HEAD, "cross": CROSS}

# Upper left corners (n64decomp/sm64, src/game/hud.c, render_hud_camera_status).
_CAMERA_AT, _MODE_AT = (266, 205), (282, 205)
_ARROWS_AT = {UP: (270, 197), DOWN: (270, 221)}


class Placed(NamedTuple):
    """A character and the HUD coordinates of its upper left corner."""

    glyph: str
    x: float
    y: float


def star_counter(count: int, layout: Layout = US, *, keeps_times: bool = False) -> list[Placed]:
    """The star counter's characters; some ports keep "×" before three digits."""
    return _counter(STAR, STARS_X + layout.shift, layout.top, count, keeps_times=keeps_times)


def lives_counter(count: int, top: int = TOP) -> list[Placed]:
    """The lives counter's characters, at the HUD's left."""
    return _counter(HEAD, LIVES_X, top, count, keeps_times=True)


def coins_counter(count: int, top: int = TOP) -> list[Placed]:
    """The coins counter's characters, in the HUD's middle."""
    return _counter(COIN, COINS_X, top, count, keeps_times=True)


def camera_icon(mode: str, *, arrow: str | None = None) -> list[Placed]:
    """The camera and its mode, one of `MODES`, at the lower right.

    ``arrow``: `icons.UP` above it or `icons.DOWN` below, where C-up or C-down is on.
    """
    icons = [Placed(CAMERA, *_CAMERA_AT), Placed(MODES[mode], *_MODE_AT)]
    return icons if arrow is None else [*icons, Placed(arrow, *_ARROWS_AT[arrow])]


def stars_of_file(count: int, x: int, y: int) -> list[Placed]:
    """How the file select shows a file's stars, below 100: as the counter, but a little farther apart."""
    times, *digits = count_characters(count)
    return _placed(STAR, x, y, (times, GAP, *digits))


def _counter(icon: str, x: int, y: int, count: int, *, keeps_times: bool) -> list[Placed]:
    return _placed(icon, x, y, count_characters(count, keeps_times=keeps_times))


def _placed(icon: str, x: int, y: int, characters: Sequence[str]) -> list[Placed]:
    places = zip(characters, left_edges(characters, x), strict=True)
    return [Placed(icon, x, y), *(Placed(one, left, y) for one, left in places if one != GAP)]


def ink(characters: Iterable[Placed]) -> Rect:
    """The rectangle around the ink of the digits, in HUD units."""
    digits = [character for character in characters if character.glyph.isdigit()]
    left = min(digit.x + digit_span(digit.glyph)[0] for digit in digits)
    right = max(digit.x + digit_span(digit.glyph)[1] for digit in digits)
    return Rect(left, digits[0].y, right - left, GLYPH_SIZE)


def draw(characters: Iterable[Placed], alphabet: Alphabet, part: Rect = CANVAS) -> np.ndarray:
    """Draws characters onto a transparent canvas that shows a part of the HUD grid.

    Returns premultiplied float32 RGBA (part.height * scale, part.width * scale, 4), colours 0-255, alpha 0-1.
    What lies outside the part is cut off.
    """
    scale = alphabet.scale
    canvas = np.zeros((round(part.height * scale), round(part.width * scale), 4), np.float32)
    for glyph, x, y in characters:
        _lay_over(canvas, alphabet.sprites[glyph], round((x - part.x) * scale), round((y - part.y) * scale))
    return canvas


def _lay_over(canvas: np.ndarray, sprite: np.ndarray, x: int, y: int) -> None:
    height, width = canvas.shape[:2]
    left, top = max(0, x), max(0, y)
    right, bottom = min(width, x + sprite.shape[1]), min(height, y + sprite.shape[0])
    if left >= right or top >= bottom:
        return
    visible = sprite[top - y : bottom - y, left - x : right - x]
    under = canvas[top:bottom, left:right]
    under *= 1 - visible[..., 3:]
    under += visible
