"""What characters are drawn on: how their outlines are filled, and how their surface is shaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from star_counter.hud import GLYPH_SIZE

# How many times finer than the HUD grid outlines are filled before they are averaged.
SUPERSAMPLING = 8


@dataclass(frozen=True)
class Style:
    """How an alphabet differs from the game's own.

    ``scale``: pixels a HUD unit; at 1 the edges are hard, as on the console. ``jitter``: standard deviation
    of the outlines' corners (HUD units). ``slant``: sideways shift a unit of height. ``grow``: relative
    growth of the strokes. ``threshold``: coverage from which a pixel is set (at scale 1). ``smooth``: round
    the corners. ``tilt``: how much farther the colours are at the right, a unit. ``light``, ``shade``:
    strength of the lit and the dark rims. ``gilt``: how yellow the lit rims are, cream at 0.
    ``tint``, ``grain``: standard deviation of a colour shift a character, and of noise in it (0-255).
    """

    scale: int = 1
    jitter: float = 0.0
    slant: float = 0.0
    grow: float = 0.0
    threshold: float = 0.5
    smooth: bool = False
    tilt: float = 0.3
    light: float = 1.0
    gilt: float = 0.25
    shade: float = 1.0
    tint: float = 0.0
    grain: float = 0.0

    @classmethod
    def random(cls, rng: np.random.Generator) -> Style:
        """A style that a port, a texture pack or a capture could show; mostly close to the game's."""
        scale = 1 if rng.random() < 0.72 else int(rng.choice([2, 3]))
        kind = rng.random()
        deformed = kind >= 0.15
        jitter = 0.0 if not deformed else rng.uniform(0.05, 0.22) if kind < 0.75 else rng.uniform(0.2, 0.42)
        return cls(
            scale=scale,
            jitter=jitter,
            slant=rng.normal(0, 0.035) * deformed,
            grow=float(np.clip(rng.normal(0, 0.012) * deformed, -0.03, 0.03)),
            threshold=0.5 + rng.normal(0, 0.05) * deformed,
            smooth=scale > 1 and rng.random() < 0.7,
            tilt=rng.uniform(0.15, 0.45),
            light=rng.uniform(0.6, 1.0),
            gilt=rng.uniform(0, 0.7),
            shade=rng.uniform(0.65, 1.0),
            tint=5.0,
            grain=rng.uniform(0, 9),
        )


def rounded(points: np.ndarray) -> np.ndarray:
    """Cuts each corner at a quarter of its edges (Chaikin)."""
    following = np.roll(points, -1, axis=0)
    return np.stack([points * 0.75 + following * 0.25, points * 0.25 + following * 0.75], 1).reshape(-1, 2)


def fill_outline(picture: np.ndarray, points: np.ndarray, value: int) -> None:
    """Fills an outline, in HUD units, on a picture of `SUPERSAMPLING` pixels a unit, in place."""
    fraction_bits = 4
    corners = np.round((points * SUPERSAMPLING - 0.5) * 2**fraction_bits).astype(np.int32)
    cv2.fillPoly(picture, [corners], value, cv2.LINE_8, fraction_bits)


class Surface:
    """A character being shaded: its colour (0-255), its coordinates in HUD units, and its four rims."""

    def __init__(self, coverage: np.ndarray, style: Style):
        self.alpha, self.style = coverage, style
        scale = style.scale
        self.y, self.x = (np.indices(coverage.shape, np.float32) + 0.5) / scale
        self.colour = np.zeros((*coverage.shape, 3), np.float32)
        outside = 1 - np.pad(coverage, scale)
        height, width = coverage.shape

        def rim(dx: int, dy: int) -> np.ndarray:
            top, left = scale * (1 + dy), scale * (1 + dx)
            return outside[top : top + height, left : left + width] * coverage

        self.left, self.right, self.top, self.bottom = rim(-1, 0), rim(1, 0), rim(0, -1), rim(0, 1)
        self.top_left = rim(-1, -1)

    def fill(self, ramp: tuple[Sequence[float], Sequence[tuple[int, int, int]]], at: np.ndarray) -> None:
        """Colours the whole surface by a ramp of positions and colours."""
        positions, colours = ramp
        channels = np.asarray(colours, np.float32).T
        self.colour = np.stack([np.interp(at, positions, channel) for channel in channels], -1)

    def inside(self, points: Sequence[tuple[float, float]]) -> np.ndarray:
        """How much of each pixel lies inside an outline of HUD units, 0-1."""
        fine = np.zeros((GLYPH_SIZE * SUPERSAMPLING, GLYPH_SIZE * SUPERSAMPLING), np.uint8)
        fill_outline(fine, np.asarray(points, np.float64), 255)
        size = self.alpha.shape[::-1]
        return cv2.resize(fine, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255

    def paint(self, weight: np.ndarray, colour: tuple[int, int, int]) -> None:
        """Lays a colour over the surface, as strong as ``weight`` (0-1) says."""
        weight = weight[..., None]
        self.colour = self.colour * (1 - weight) + np.asarray(colour, np.float32) * weight


def ease(value: np.ndarray) -> np.ndarray:
    """Keeps a weight between 0 and 1."""
    return np.clip(value, 0, 1)
