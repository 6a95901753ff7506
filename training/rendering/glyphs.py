"""The characters of the HUD: own outlines, drawn by eye on a grid of 16x16 HUD units, and their shading.

The look matters more than anything else: a network trained on generic bold italic fonts reads half of the
real counters. Hence a brush-like outline of each digit, red above yellow, lit from the upper left, with a
dark rim at the lower right; "×" in silver-blue; a golden star with two eyes. The other icons are in `icons`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from star_counter.hud import GLYPH_SIZE, TIMES

from . import icons
from .surface import SUPERSAMPLING, Style, Surface, ease, fill_outline, rounded

STAR = "★"

# The outer outline of each character, then its holes.
_OUTLINES: dict[str, list[list[tuple[float, float]]]] = {
    "0": [
        [(6, 0), (11, 0), (11, 3), (13, 3), (13.4, 4.4), (15, 5), (15, 11.6), (13.7, 13), (11, 14.6),
         (9, 16), (4, 16), (3, 14.4), (1, 12.8), (0, 11.6), (0, 9), (1, 7), (2, 5), (3.2, 3), (4, 2)],
        [(9, 4), (10, 4), (10, 9.8), (11, 10), (11, 11), (9, 11.8), (7, 11.8), (6, 10.8), (6, 8), (7, 7.6),
         (7, 6), (8, 5.4)],
    ],
    "1": [
        [(8, 0), (12, 0), (12.8, 1), (14, 2), (14, 4), (13, 4.3), (13, 7), (12, 7.2), (12, 11), (11, 11.2),
         (11, 15), (10, 16), (6, 16), (5, 15), (5, 11), (6, 10.6), (6, 8), (7, 7.8), (7, 7), (4.2, 7),
         (3, 5.6), (3, 3), (4.4, 2), (6, 1.2)],
    ],
    "2": [
        [(5, 0), (11, 0), (12, 1.2), (13, 2.2), (14, 3), (14, 5), (13, 5.4), (12, 6.6), (11, 7.4), (10, 8.6),
         (9, 9.6), (9, 10), (10, 9.2), (13, 9), (14, 10.2), (15, 11), (15, 13), (13, 13.2), (12.6, 14),
         (9, 14.3), (8.6, 15), (6, 15.2), (5.8, 16), (3, 16), (2, 14.6), (0.6, 13.4), (0, 12), (1, 11),
         (3, 9), (4, 8.4), (8, 4.5), (8, 4), (7.4, 4), (4.6, 7), (2, 7), (1, 5.6), (0, 4.6), (0, 3),
         (1.2, 2), (3, 1)],
    ],
    "3": [
        [(6, 0), (11, 0), (12, 1.3), (13, 2.4), (14, 3), (14, 5), (13, 5.3), (12, 6.5), (11, 7.5), (12, 8.4),
         (13, 9.2), (14, 10.2), (15, 11), (15, 12), (13.6, 13), (12.4, 14), (11.6, 15), (11, 16), (6, 16),
         (5.4, 15), (4, 14.6), (2, 13.6), (0.8, 12.4), (0, 11.6), (0, 11), (1, 10), (2, 9), (5, 9),
         (5.2, 10), (6, 10.8), (7, 11), (8, 12), (9, 12), (9, 11), (8, 10.8), (8, 10), (7, 9.8), (7, 9),
         (6, 8.8), (6, 8), (5, 7.8), (5, 7.2), (6, 6.2), (7, 5.2), (8, 4.8), (8, 4), (7, 4), (6.8, 4.8),
         (5.2, 5.2), (4.2, 6.6), (3.8, 7), (2, 7), (1, 6), (0, 4.8), (0, 4), (1, 3), (2.6, 2), (4, 1.2)],
    ],
    "4": [
        [(7, 0), (10, 0), (11, 1), (12, 2), (12, 3), (11, 3.2), (10.4, 4.2), (10.2, 5), (11, 5.2), (12, 6),
         (12, 8), (14, 8), (14, 12), (11, 12), (11, 14), (10, 14.3), (9.2, 15.4), (9, 16), (6, 16), (6, 13),
         (1, 13), (0, 12.4), (0, 10), (1, 9.8), (1, 8), (2, 7.8), (2, 6), (3, 5.8), (3, 4), (4, 3.2),
         (5.4, 1.8)],
        [(6, 8), (7, 8), (7, 9), (6, 9)],
    ],
    "5": [
        [(4, 0), (12, 0), (13, 1.2), (14, 2), (14, 4), (7, 4), (7, 5), (10.6, 5), (12, 6.2), (13, 7),
         (14, 8.2), (15, 9), (15, 11), (14, 11.6), (13, 12.6), (12, 13.6), (11, 14.8), (9.2, 15.2), (9, 16),
         (5, 16), (4, 14.8), (3, 14), (3, 12), (5.6, 12), (6.2, 11.2), (7.8, 11), (8.3, 10.2), (9.8, 10),
         (10, 9.2), (9.8, 9), (8, 9), (7.7, 9.9), (6, 10.1), (5.7, 11), (2, 11), (1, 9.8), (0, 9), (0, 7),
         (1, 6.6), (1, 5), (2, 4.6), (2, 3), (3, 2.6), (3, 1)],
    ],
    "6": [
        [(6, 0), (10, 0), (11, 1), (11, 3), (9.6, 4), (9, 5), (11, 5), (12.4, 6.4), (14, 8.3), (15, 9),
         (15, 12), (13.4, 13.3), (12, 14.6), (11, 16), (4, 16), (3, 14.7), (1.5, 13), (0, 11.6), (0, 9),
         (1, 7.6), (2, 5.4), (3, 3.4), (4.4, 1.8)],
        [(6.2, 8.2), (7.8, 8.2), (8.9, 9.3), (8.9, 10.7), (7.8, 11.8), (6.2, 11.8), (5.1, 10.7), (5.1, 9.3)],
    ],
    "7": [
        [(4, 0), (13, 0), (14, 1), (15, 2), (15, 4), (14, 4.2), (13, 5.6), (12, 6.6), (11, 7.2), (11, 10),
         (10, 10.2), (10, 13), (9, 13.2), (9, 15), (8, 16), (4, 16), (3, 15), (3, 12), (4, 11.8), (4, 10),
         (5, 9.8), (5, 8), (6, 7.8), (6, 6.4), (8, 4.5), (8, 4), (7.3, 4), (4, 7.4), (3.8, 8), (2, 8),
         (1.2, 6.8), (0.4, 6), (0, 5), (0, 4), (1, 3), (2, 2), (3, 1)],
    ],
    "8": [
        [(3, 0), (10.6, 0), (12.6, 1.2), (14, 2.2), (15, 3.2), (14, 4.6), (12.8, 5.7), (12, 6.6), (11, 7.4),
         (11.4, 8), (13, 8.6), (15, 10), (15, 12), (13.6, 13), (12, 14.5), (11, 16), (6, 16), (4, 15),
         (2, 13.7), (0.6, 12), (0, 11), (1, 9.4), (2.4, 8.3), (3, 7.3), (2, 6.3), (0.6, 4.8), (0, 3.4),
         (1.6, 1.6)],
        [(5, 4), (8, 4), (7, 6), (5, 6)],
        [(6, 10), (9, 10), (8, 12), (6, 12)],
    ],
    "9": [
        [(3, 0), (11, 0), (13, 1.5), (14.5, 3), (14.3, 4.6), (13.4, 5.7), (12.4, 7), (12, 10), (11, 10.4),
         (10.5, 13), (10, 15), (9, 16), (5, 16), (4.2, 14), (4.2, 12.3), (5.2, 11), (5, 10), (2, 10),
         (0.8, 8.6), (0, 7.4), (0, 3.3), (1.5, 1.5)],
        [(5.6, 4), (9, 4), (8.7, 5.9), (5.6, 6)],
    ],
    TIMES: [
        [(3, 2), (5, 2), (6, 4), (7.3, 5), (8.5, 4), (10, 2), (11, 2), (12.5, 4), (14, 5.5), (12, 7.5),
         (10, 10), (11, 11.5), (12, 13), (12, 15), (9, 15), (7.3, 12.5), (6, 11.6), (5, 13), (3.5, 15),
         (1, 15), (1, 12), (3, 10), (4, 8.5), (2.5, 7), (1, 5.5), (1, 4)],
    ],
    STAR: [
        [(7, 0), (9, 0), (9.5, 2), (10.5, 4), (12, 4.4), (16, 5), (16, 7), (13.5, 9), (12.7, 10.5),
         (13, 13), (14, 14), (14, 16), (12, 16), (10.5, 14), (8, 13.6), (5.5, 14), (4, 16), (2, 16),
         (2, 13), (3, 11), (2.6, 9), (0, 7), (0, 5), (4, 4.4), (5.5, 4), (6.4, 2)],
    ],
    **icons.OUTLINES,
}  # fmt: skip
GLYPHS = tuple(_OUTLINES)
_DIGITS = "0123456789"

_FIRE = (
    (0, 2, 4, 6, 8, 10, 12, 14, 16),
    ((255, 0, 0), (255, 8, 0), (255, 40, 0), (255, 75, 0), (255, 110, 0), (255, 150, 0), (252, 185, 0),
     (252, 215, 0), (255, 235, 0)),
)  # fmt: skip
_LIT, _GILT = (250, 246, 190), (252, 222, 20)
_SILVER = (
    (2, 5, 7, 9, 11, 13, 15),
    ((70, 70, 125), (74, 74, 130), (110, 104, 155), (150, 142, 180), (180, 175, 200), (225, 224, 232),
     (245, 245, 245)),
)  # fmt: skip
_GOLD = (
    (0, 4, 8, 12, 16),
    ((250, 205, 30), (252, 195, 20), (240, 165, 15), (220, 140, 10), (190, 110, 5)),
)


def digit_span(digit: str) -> tuple[float, float]:
    """The leftmost and the rightmost ink of a digit, in HUD units from its left edge."""
    xs = [x for x, _ in _OUTLINES[digit][0]]
    return min(xs), max(xs)


@dataclass(frozen=True)
class Alphabet:
    """All characters in one style: premultiplied float32 RGBA, colours 0-255, alpha 0-1.

    Each sprite is (16 * scale, 16 * scale, 4), ``scale`` pixels a HUD unit.
    """

    scale: int
    sprites: dict[str, np.ndarray]

    @classmethod
    def drawn(cls, style: Style | None = None, rng: np.random.Generator | None = None) -> Alphabet:
        """Draws the alphabet in a style (the game's own by default); ``rng`` places the random parts."""
        style = style or Style()
        rng = rng or np.random.default_rng(0)
        return cls(style.scale, {glyph: _draw(glyph, style, rng) for glyph in _OUTLINES})


def _draw(glyph: str, style: Style, rng: np.random.Generator) -> np.ndarray:
    coverage = _coverage(glyph, style, rng)
    surface = Surface(coverage, style)
    if glyph == STAR:
        _shade_star(surface)
    elif glyph == TIMES:
        _shade_times(surface)
    elif glyph in icons.OUTLINES:
        icons.shade(glyph, surface)
    else:
        _shade_digit(glyph, surface)
    colour = surface.colour
    if style.tint or style.grain:
        gain = 1 + rng.normal(0, style.tint * 0.006, 3)
        grain = rng.normal(0, style.grain, (*coverage.shape, 1))
        colour = colour * gain + rng.normal(0, style.tint, 3) + grain
    alpha = surface.alpha[..., None]
    return np.dstack([np.clip(colour, 0, 255) * alpha, alpha]).astype(np.float32)


def _coverage(glyph: str, style: Style, rng: np.random.Generator) -> np.ndarray:
    """How much of each pixel lies inside the character, 0-1."""
    fine = np.zeros((GLYPH_SIZE * SUPERSAMPLING, GLYPH_SIZE * SUPERSAMPLING), np.uint8)
    jitter = style.jitter * (0.6 if glyph == STAR else 1.0)
    slant = style.slant if glyph in _DIGITS else 0.0
    for index, outline in enumerate(_OUTLINES[glyph]):
        is_hole = index > 0
        points = np.asarray(outline, np.float64)
        if jitter:
            points = points + rng.normal(0, jitter * (0.6 if is_hole else 1.0), points.shape)
        if style.smooth:
            points = rounded(points)
        points[:, 0] -= slant * (points[:, 1] - GLYPH_SIZE / 2)
        centre = points.mean(axis=0) if is_hole else np.full(2, GLYPH_SIZE / 2)
        points = centre + (points - centre) * (1 - 3 * style.grow if is_hole else 1 + style.grow)
        fill_outline(fine, points, 0 if is_hole else 255)
    size = GLYPH_SIZE * style.scale
    coverage = cv2.resize(fine, (size, size), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    return (coverage >= style.threshold).astype(np.float32) if style.scale == 1 else coverage


def _shade_digit(digit: str, surface: Surface) -> None:
    """Red above yellow; bright along the upper left rims, dark red along the lower right ones."""
    s, x, y = surface, surface.x, surface.y
    light, shade = s.style.light, s.style.shade
    s.fill(_FIRE, y + (x - GLYPH_SIZE / 2) * s.style.tilt)
    s.paint(s.bottom * shade, (185, 8, 0))
    s.paint(s.bottom * ease((9 - x) / 5) * (y > 13) * shade, (240, 35, 0))
    s.paint(s.right * shade, (178, 0, 0))
    s.paint(s.bottom * s.right * shade * 0.7, (145, 0, 0))
    lit_top = s.top * (1 - s.left) * (1 - s.right)
    s.paint(lit_top * light, (250, 205, 40))
    s.paint(lit_top * ease((x - 8) / 4) * light * 0.9, (255, 130, 0))
    s.paint(lit_top * (y > 4.5) * light * 0.85, (250, 240, 150))
    s.paint(s.top * s.right * light * 0.8, (225, 60, 0))
    low, outer = ease((y - 8.5) / 3.5), x < 3.2
    s.paint(s.left * (1 - outer * low) * light, _LIT)
    s.paint(s.left * (1 - outer * low) * light * s.style.gilt, _GILT)
    s.paint(s.left * outer * low * light, (255, 150, 0))
    s.paint(s.left * outer * ease((y - 11.3) / 1.2) * light * 0.9, (250, 45, 0))
    if digit == "1":  # the lit rim of its stem begins low
        s.paint(s.left * (y > 7) * (1 - ease((y - 9) / 2)) * 0.85, (255, 160, 10))
    if digit == "6":  # where its lower loop leaves the upper stroke lies its shadow
        s.paint(s.top * (x > 8) * (y > 4) * (y < 6) * shade, (150, 0, 0))
    s.paint(s.left * s.top * light, (250, 248, 200))
    s.paint(ease(s.top_left - s.left - s.top) * light * 0.35, (255, 150, 20))
    s.paint(s.left * s.bottom * shade * 0.8, (250, 50, 0))
    if digit == "0":  # its lower left rim is dark, and the inner side of its right stroke lies in half shade
        s.paint(s.left * (x > 8) * 0.75, (255, 170, 0))
        s.paint(s.left * (x > 8) * (y > 7) * 0.6, (250, 225, 90))
        s.paint(s.top * (x > 10) * (y > 2) * (y < 8) * shade, (215, 15, 0))  # where it joins the upper one
        s.paint(np.maximum(s.left, s.bottom) * (x < 9) * (y > 11) * (1 - s.top) * shade, (172, 22, 0))


def _shade_times(surface: Surface) -> None:
    """Dark blue above silver, white along the upper left rims."""
    s = surface
    light, shade = s.style.light, s.style.shade
    s.fill(_SILVER, s.y + (s.x - GLYPH_SIZE / 2) * 0.12)
    s.paint(s.right * shade, (35, 38, 80))
    s.paint(s.bottom * shade, (50, 48, 105))
    s.paint(np.maximum(s.top, s.left) * light, (250, 250, 252))
    s.paint(s.top * s.right * shade * 0.7, (205, 200, 215))


def _shade_star(surface: Surface) -> None:
    """Gold, lit at the upper left, with two eyes."""
    s, x, y = surface, surface.x, surface.y
    s.fill(_GOLD, y)
    s.paint(ease(1 - np.hypot(x - 7, y - 4.5) / 3.5), (255, 255, 110))
    s.paint(ease((x - 8.5) / 6) * np.clip((y - 2) / 4, 0.3, 1) * 0.75, (170, 95, 5))
    s.paint(np.exp(-(((x - 8) / 3.5) ** 2) - ((y - 12.8) / 1.3) ** 2) * 0.8, (150, 80, 0))
    s.paint(s.right * 0.8, (130, 70, 5))
    s.paint(s.bottom * 0.8, (135, 72, 5))
    s.paint(s.top * (1 - s.right) * 0.5, (255, 210, 40))
    eyes = ((abs(x - 6.5) < 0.55) | (abs(x - 9.5) < 0.55)) & (y > 6) & (y < 10)
    s.paint(eyes.astype(np.float32), (85, 42, 0))
