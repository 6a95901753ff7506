"""Where the game puts its counters on the HUD grid, and the counters drawn there.

Positions from n64decomp/sm64, src/game/hud.c, for the US, Japanese and European games.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from star_counter.hud import HUD_HEIGHT, HUD_WIDTH, Rect

from .glyphs import COIN, HEAD, SIZE, STAR, TIMES, Alphabet, digit_span

#: HUD units from one digit to the next.
ADVANCE = 12
#: The part of the HUD grid on which star counters are drawn: wider than any misplaced crop.
CANVAS = Rect(236, 0, 88, 48)
WHOLE_HUD = Rect(0, 0, HUD_WIDTH, HUD_HEIGHT)

# HUD x of the icon of each counter; "×" follows after 16 units, the first digit 30 units after the icon.
_LIVES_X, _COINS_X, _STARS_X = 22, 168, 242
_TIMES_OFFSET, _DIGITS_OFFSET = 16, 30
_FIRST_WITHOUT_TIMES = 100


@dataclass(frozen=True)
class Layout:
    """Where a version of the game draws its star counter: ``shift`` right of the US one, and its top."""

    name: str
    shift: int
    top: int


US = Layout("US", 0, 15)
JP = Layout("JP", 5, 15)
PAL = Layout("PAL", 0, 14)


class Placed(NamedTuple):
    """A character and the HUD coordinates of its upper left corner."""

    glyph: str
    x: float
    y: float


def star_counter(count: int, layout: Layout = US, *, keeps_times: bool = False) -> list[Placed]:
    """The star counter's characters; some ports keep "×" before three digits."""
    icon_x = _STARS_X + layout.shift
    has_times = keeps_times or count < _FIRST_WITHOUT_TIMES
    return _counter(STAR, icon_x, layout.top, count, has_times)


def lives_counter(count: int, top: int = US.top) -> list[Placed]:
    """The lives counter's characters, at the HUD's left."""
    return _counter(HEAD, _LIVES_X, top, count, has_times=True)


def coins_counter(count: int, top: int = US.top) -> list[Placed]:
    """The coins counter's characters, in the HUD's middle."""
    return _counter(COIN, _COINS_X, top, count, has_times=True)


def _counter(icon: str, x: float, y: float, count: int, has_times: bool) -> list[Placed]:
    times = [Placed(TIMES, x + _TIMES_OFFSET, y)] if has_times else []
    first = x + (_DIGITS_OFFSET if has_times else _TIMES_OFFSET)
    digits = [Placed(digit, first + ADVANCE * place, y) for place, digit in enumerate(str(count))]
    return [Placed(icon, x, y), *times, *digits]


def ink(characters: Iterable[Placed]) -> Rect:
    """The rectangle around the ink of the digits, in HUD units."""
    digits = [character for character in characters if character.glyph.isdigit()]
    left = min(digit.x + digit_span(digit.glyph)[0] for digit in digits)
    right = max(digit.x + digit_span(digit.glyph)[1] for digit in digits)
    return Rect(left, digits[0].y, right - left, SIZE)


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
