"""The start-up logo: flat block letters that grow out of black (levels/intro/script.c, intro_geo.c)."""

from __future__ import annotations

import cv2
import numpy as np

from star_counter.hud import HUD_HEIGHT, HUD_WIDTH

from ..story.script import LOGO, LOGO_SHRINKS

# Sizes from the first tick on, as shares of the full size in width (sIntroScaleTable1); then 1.
_GROWTH = (
    0.016, 0.148, 0.472, 0.876, 1.250, 1.485, 1.231, 0.914, 1.023, 1.122, 1.028, 0.935,
    0.966, 1.020, 1.028, 0.996, 0.982, 0.994, 1.006, 1.002,
)  # fmt: skip
# The lines fade in from this tick on, for so many ticks.
_LINES, _LINES_FADE = 19, 26

_RED, _BLUE, _YELLOW, _GREEN = (226, 24, 24), (36, 62, 216), (248, 214, 20), (22, 150, 44)
_WOOD = (112, 62, 26)
# At full size, the letters of a word: their colours, and where the word lies: left, top, right, bottom of the
# picture, as shares of it.
_WORDS = (
    ("SUPER", (_RED, _BLUE, _YELLOW, _BLUE, _GREEN), (0.12, 0.22, 0.66, 0.41)),
    ("MARIO", (_BLUE, _GREEN, _YELLOW, _RED, _GREEN), (0.12, 0.43, 0.66, 0.63)),
    ("64", (_RED, _RED), (0.69, 0.27, 0.89, 0.60)),
)
# The letters' strokes on a grid of five columns and seven rows.
_STROKES = {
    "S": ("11111", "1....", "1....", "11111", "....1", "....1", "11111"),
    "U": ("1...1", "1...1", "1...1", "1...1", "1...1", "1...1", "11111"),
    "P": ("11111", "1...1", "1...1", "11111", "1....", "1....", "1...."),
    "E": ("11111", "1....", "1....", "1111.", "1....", "1....", "11111"),
    "R": ("11111", "1...1", "1...1", "11111", "1.1..", "1..1.", "1...1"),
    "M": ("1...1", "11.11", "11111", "1.1.1", "1...1", "1...1", "1...1"),
    "A": ("11111", "1...1", "1...1", "11111", "1...1", "1...1", "1...1"),
    "I": ("11111", "..1..", "..1..", "..1..", "..1..", "..1..", "11111"),
    "O": ("11111", "1...1", "1...1", "1...1", "1...1", "1...1", "11111"),
    "6": ("11111", "1....", "1....", "11111", "1...1", "1...1", "11111"),
    "4": ("1...1", "1...1", "1...1", "11111", "....1", "....1", "....1"),
}
# The full-size drawing is as fine as this, and reaches beyond the picture's edges: it grows beyond its size.
_FINE = 2
_MIDDLE = (0.505, 0.425)
# The size of a point; it is drawn no smaller than this.
_POINT, _LEAST = 0.02, 0.5 / HUD_WIDTH


def size(tick: int) -> float:
    """How wide the letters are at a tick since the logo's first, as a share of the full size."""
    if tick >= LOGO:
        return max(0.0, 1 - (tick - LOGO + 1) / LOGO_SHRINKS)
    return _GROWTH[tick] if tick < len(_GROWTH) else 1.0


def letters(tick: int) -> float:
    """How wide the letters are at a tick, as a share of the picture: 0 where they are but a point."""
    if size(tick) <= _POINT:
        return 0.0
    return min(1.0, size(tick) * (_WORDS[2][2][2] - _WORDS[0][2][0]))


class Logo:
    """Draws it."""

    def __init__(self) -> None:
        self._full = _full_size()

    def draw(self, tick: int) -> np.ndarray:
        """The picture at a tick since the logo's first: uint8 RGB (240, 320, 3)."""
        scale = max(size(tick), _LEAST) / _FINE
        x, y = _MIDDLE[0] * HUD_WIDTH, _MIDDLE[1] * HUD_HEIGHT
        matrix = np.array([[scale, 0, x - scale * _FINE * x], [0, scale, y - scale * _FINE * y]], np.float32)
        blur = min(20.0, 0.4 / scale) if scale < 1 / _FINE else 0.0
        full = cv2.GaussianBlur(self._full, (0, 0), blur) if blur else self._full
        picture = np.asarray(cv2.warpAffine(full, matrix, (HUD_WIDTH, HUD_HEIGHT)), np.uint8)
        if size(tick) <= _POINT and tick < LOGO:
            picture[round(y) - 1 : round(y) + 1, round(x) - 2 : round(x) + 2] = _RED
        if tick >= _LINES:
            _write_lines(picture, min(1.0, (tick - _LINES + 1) / _LINES_FADE))
        if tick >= LOGO:
            picture[:] = cv2.convertScaleAbs(picture, alpha=1 - (tick - LOGO + 1) / LOGO_SHRINKS)
        return picture


def _full_size() -> np.ndarray:
    """The letters at full size, so much finer: uint8 RGB."""
    picture = np.zeros((HUD_HEIGHT * _FINE, HUD_WIDTH * _FINE, 3), np.uint8)
    for word, colours, (left, top, right, bottom) in _WORDS:
        pitch = (right - left) * picture.shape[1] / len(word)
        for index, (letter, colour) in enumerate(zip(word, colours, strict=True)):
            x = left * picture.shape[1] + pitch * index
            height = (bottom - top) * picture.shape[0]
            _draw_letter(picture, letter, colour, (x, top * picture.shape[0], pitch * 0.9, height))
    return picture


def _draw_letter(
    picture: np.ndarray, letter: str, colour: tuple[int, int, int], place: tuple[float, float, float, float]
) -> None:
    left, top, width, height = place
    edge = _YELLOW if letter.isdigit() else None
    # Wood at the sides and below, then an edge, and the face.
    for moved, paint, grown in ((5, _WOOD, 0), (3, _WOOD, 0), (0, edge, 2), (0, colour, 0)):
        if paint is None:
            continue
        for row, strokes in enumerate(_STROKES[letter]):
            for column, stroke in enumerate(strokes):
                if stroke == "1":
                    x, y = left + column * width / 5 + moved, top + row * height / 7 + moved
                    corner = round(x - grown), round(y - grown)
                    other = round(x + width / 5 + grown), round(y + height / 7 + grown)
                    cv2.rectangle(picture, corner, other, paint, -1)


def _write_lines(picture: np.ndarray, share: float) -> None:
    """ "TM" and the line below, as bright as ``share``."""
    bright = (round(235 * share),) * 3
    font = cv2.FONT_HERSHEY_PLAIN
    cv2.putText(picture, "TM", (290, 152), font, 0.6, bright, 1, cv2.LINE_AA)
    cv2.putText(picture, "1996 a simulated game", (96, 193), font, 0.7, bright, 1, cv2.LINE_AA)
