"""How the star counter and the other icons of the HUD look, and how well a part of a picture fits that.

The characters are our own drawings of the game's, in ``glyphs.png``: RGBA with premultiplied colours, 16x16
pixels each, one a HUD unit, in the order of `GLYPHS` (``training/rendering/strip.py`` writes it).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from ..hud import BOX, GAP, STARS_X, TIMES, TOP, Rect, left_edges

STAR, COIN, HEAD = "star", "coin", "head"
CAMERA, LAKITU, CROSS = "camera", "lakitu", "cross"
#: The characters in the order of the file.
GLYPHS = (*"0123456789", TIMES, STAR, COIN, HEAD, CAMERA, LAKITU, CROSS)
GLYPH_FILE = Path(__file__).with_name("glyphs.png")
#: Any digit: the mean of all.
ANY = "any"

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
# Pixels a HUD unit on which characters are put together before they are scaled.
_FINE = 4
# A template's pixel with less ink than this says more of what lies behind, and one with more is all ink.
_LEAST_INK, _FULL_INK = 0.3, 0.5


class Placed(NamedTuple):
    """A character and the HUD coordinates of its upper left corner."""

    glyph: str
    x: int
    y: int


@dataclass(frozen=True)
class Template:
    """What a counter looks like: ``colour`` float32 RGB (height, width, 3) and ``ink`` (height, width), 0-1.

    It shows `BOX`. Where there is no ink, anything may lie behind.
    """

    colour: np.ndarray
    ink: np.ndarray

    @functools.cached_property
    def pixels(self) -> np.ndarray:
        """The flat indices of the pixels with ink."""
        return np.flatnonzero(self.ink >= _LEAST_INK)

    @functools.cached_property
    def beyond(self) -> tuple[np.ndarray, np.ndarray]:
        """Flat indices of pairs of pixels: right above or below the ink, and a HUD unit farther out."""
        height, width = self.ink.shape
        unit = max(1, round(height / BOX.height))
        full = np.pad(self.ink >= _FULL_INK, ((2 * unit, 2 * unit), (0, 0)))
        near, far = [], []
        for out in (-unit, unit):
            reach = range(1, unit + 1) if out > 0 else range(-unit, 0)
            beside = np.any([np.roll(full, by, axis=0) for by in reach], axis=0)[2 * unit : -2 * unit]
            y, x = np.nonzero(beside & (self.ink < _LEAST_INK))
            inside = (y + out >= 0) & (y + out < height)
            near.append((y * width + x)[inside])
            far.append(((y + out) * width + x)[inside])
        return np.concatenate(near), np.concatenate(far)

    @functools.cached_property
    def _weighed(self) -> tuple[np.ndarray, np.ndarray]:
        """What colours are multiplied with, float32: (3 n, 4) for the product with the template's colours, of
        mean 0 and length 1, and for the three means; (3 n,) for the mean square."""
        weight = self.ink.ravel()[self.pixels]
        weight = (weight / weight.sum())[:, None]
        colour = self.colour.reshape(-1, 3)[self.pixels]
        colour = (colour - (weight * colour).sum(axis=0)) * weight
        colour /= np.sqrt((colour**2 / weight).sum())
        means = weight[:, :, None] * np.eye(3, dtype=np.float32)
        return np.column_stack([colour.ravel(), means.reshape(-1, 3)]), weight.repeat(3)

    def fit(self, inked: np.ndarray) -> np.ndarray:
        """How well the colours of `pixels`, float32 (…, n, 3), fit: their correlation, -1 to 1, (…).

        A capture may be brighter, duller or tinted as a whole.
        """
        matrix, weight = self._weighed
        inked = inked.reshape(*inked.shape[:-2], 3 * inked.shape[-2])
        products = inked @ matrix
        power = (inked**2) @ weight - (products[..., 1:] ** 2).sum(axis=-1)
        return products[..., 0] / np.sqrt(np.maximum(power, 1.0))

    def spill(self, colours: np.ndarray) -> float:
        """How much the picture changes right beyond the ink, in deviations of the ink's own colours.

        ``colours``: those of all pixels, float32 (height * width, 3). What lies behind the counter changes
        little there; the ink of a larger counter does more.
        """
        near, far = self.beyond
        change = np.abs(colours.take(near, axis=0) - colours.take(far, axis=0)).sum(axis=1).mean()
        return float(change / max(1.0, np.sqrt(colours.take(self.pixels, axis=0).var(axis=0).sum())))

    def unexplained(self, colours: np.ndarray, part: Rect) -> float:
        """The share of the brightness's variance in a part of `BOX` that the template does not explain.

        ``colours``: those of all pixels, float32 (height * width, 3). The ink may be brighter or duller, and
        what lies behind it changes evenly. Of brightness alone: codecs blur colours beyond small shapes.
        """
        height, width = self.ink.shape
        y, x = np.indices((height, width), np.float32)
        x = ((x + 0.5) * (BOX.width / width) + BOX.x - part.x) / part.width
        y = ((y + 0.5) * (BOX.height / height) + BOX.y - part.y) / part.height
        inside = (x >= 0) & (x < 1) & (y >= 0) & (y < 1)
        x, y, ink, drawn = x[inside], y[inside], self.ink[inside], self.colour[inside] @ _LUMA / 255
        seen = colours[inside.ravel()] @ _LUMA
        causes = np.column_stack([ink * drawn, ink, 1 - ink, (1 - ink) * x, (1 - ink) * y])
        left = seen - causes @ np.linalg.lstsq(causes, seen, rcond=None)[0]
        return float(left.var() / max(1.0, seen.var()))


def in_file_select(written: Sequence[str]) -> tuple[str, ...] | None:
    """How the file select writes the same; None from 100 stars on, where it does so as the counter does."""
    is_short = written[0] == TIMES and len(written) <= 3
    return (TIMES, GAP, *written[1:]) if is_short else None


@functools.lru_cache(maxsize=256)
def template(written: Sequence[str], width: int, height: int, icon: str = STAR) -> Template:
    """The counter of an icon and the characters after it, `BOX` being ``width`` x ``height`` pixels."""
    edges = zip([icon, *written], [STARS_X, *left_edges(written)], strict=True)
    return _drawn([Placed(glyph, x, TOP) for glyph, x in edges if glyph != GAP], BOX, width, height)


@functools.lru_cache(maxsize=64)
def icons(placed: Sequence[Placed], part: Rect, detail: int) -> Template:
    """Characters anywhere on the HUD grid; it shows that part of it, ``detail`` pixels a HUD unit."""
    return _drawn(placed, part, round(part.width * detail), round(part.height * detail))


def _drawn(placed: Sequence[Placed], part: Rect, width: int, height: int) -> Template:
    canvas = np.zeros((round(part.height * _FINE), round(part.width * _FINE), 4), np.float32)
    for glyph, x, y in placed:
        _lay_over(canvas, _sprites()[glyph], round((x - part.x) * _FINE), round((y - part.y) * _FINE))
    planes = [
        Image.fromarray(canvas[..., plane]).resize((width, height), Image.Resampling.BOX)
        for plane in range(4)
    ]
    scaled = np.stack([np.asarray(plane) for plane in planes], axis=-1)
    ink = scaled[..., 3]
    return Template(scaled[..., :3] / np.maximum(ink, 1e-3)[..., None], ink)


def _lay_over(canvas: np.ndarray, sprite: np.ndarray, left: int, top: int) -> None:
    sprite = sprite.repeat(_FINE, axis=0).repeat(_FINE, axis=1)[:, : canvas.shape[1] - left]
    part = canvas[top : top + sprite.shape[0], left : left + sprite.shape[1]]
    part *= 1 - sprite[..., 3:]
    part += sprite


@functools.cache
def _sprites() -> dict[str, np.ndarray]:
    """All characters, premultiplied float32 RGBA (16, 16, 4): colours 0-255, alpha 0-1."""
    with Image.open(GLYPH_FILE) as image:
        strip = np.asarray(image, np.float32).copy()
    strip[..., 3] /= 255
    sprites = dict(zip(GLYPHS, np.split(strip, len(GLYPHS), axis=1), strict=True))
    sprites[ANY] = np.mean([sprites[digit] for digit in "0123456789"], axis=0)
    return sprites
