"""Text in the fonts of other games and of the system, and numbers that change."""

from __future__ import annotations

import functools
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

Rng = np.random.Generator

_FONTS = Path("/usr/share/fonts/truetype")
_STROKED = tuple(range(8))  # OpenCV's own
_PAINTS = (
    (255, 255, 255), (255, 224, 40), (240, 40, 30), (40, 40, 40), (90, 220, 90), (70, 160, 255),
    (255, 140, 20), (200, 200, 210), (0, 0, 0),
)  # fmt: skip
_WORDS = (
    "Continue", "Options", "Quit", "Load", "Save", "Player", "Score", "Time", "World", "Level", "Items",
)  # fmt: skip
# How a number is written.
_FORMS = ("{}", "x{}", "×{}", "x {}", "{:02}", "x{:02}", "{:03}", "{}/8", "{}%", "${}")


@functools.lru_cache(maxsize=1)
def system_fonts() -> list[Path]:
    """The fonts of the system that are there."""
    return sorted(_FONTS.rglob("*.ttf"))


class Font:
    """A font with its size, colours and outline."""

    def __init__(self, rng: Rng, height: float, *, is_alike: bool = False):
        """``height``: of a digit, in pixels. ``is_alike``: bold, slanted, red over yellow in a dark rim, as
        the game's own digits are.
        """
        files = system_fonts()
        self._file = files[int(rng.integers(len(files)))] if files and rng.random() < 0.6 else None
        self._stroked = int(rng.choice(_STROKED)) | (cv2.FONT_ITALIC if rng.random() < 0.4 else 0)
        self._height = height
        paints = rng.permutation(len(_PAINTS))
        self._paint, self._rim = _PAINTS[paints[0]], _PAINTS[paints[1]]
        self._lower = _PAINTS[paints[2]] if rng.random() < 0.3 else self._paint
        self._outline = int(rng.integers(0, 4)) if rng.random() < 0.7 else 0
        self._slant = float(rng.uniform(0, 0.3)) if rng.random() < 0.3 else 0.0
        self._weight = int(rng.integers(1, 5))
        if is_alike:
            self._paint, self._lower, self._rim = (225, 40, 20), (255, 220, 40), (60, 20, 10)
            self._outline = int(rng.integers(1, 3))
            self._slant, self._weight = float(rng.uniform(0.1, 0.3)), int(rng.integers(2, 6))
        self._sprite = functools.lru_cache(maxsize=64)(self._drawn)

    def write(self, picture: np.ndarray, text: str, x: float, y: float) -> None:
        """Writes into a picture, in place; ``x`` and ``y`` are the upper left corner."""
        colours, alpha = self._sprite(text)
        left, top = int(x), int(y)
        height, width = picture.shape[:2]
        inside = (
            slice(max(0, top), min(height, top + alpha.shape[0])),
            slice(max(0, left), min(width, left + alpha.shape[1])),
        )
        if inside[0].start >= inside[0].stop or inside[1].start >= inside[1].stop:
            return
        cut = (
            slice(inside[0].start - top, inside[0].stop - top),
            slice(inside[1].start - left, inside[1].stop - left),
        )
        part, opaque = picture[inside], alpha[cut][..., None]
        part[:] = part + (colours[cut].astype(np.float32) - part) * opaque

    def _drawn(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Its colours, uint8 RGB, and how opaque it is, float32 0-1."""
        ink = self._with_system(text) if self._file else self._with_strokes(text)
        if self._slant:
            shift = np.array([[1, -self._slant, self._slant * ink.shape[0]], [0, 1, 0]], np.float32)
            ink = cv2.warpAffine(ink, shift, (int(ink.shape[1] + self._slant * ink.shape[0]), ink.shape[0]))
        rim = cv2.dilate(ink, np.ones((2 * self._outline + 1,) * 2, np.uint8)) if self._outline else ink
        share = np.linspace(0, 1, ink.shape[0], dtype=np.float32)[:, None, None]
        fill = np.asarray(self._paint, np.float32) * (1 - share) + np.asarray(self._lower, np.float32) * share
        inner = ink[..., None].astype(np.float32) / 255
        colours = np.asarray(self._rim, np.float32) * (1 - inner) + fill * inner
        return colours.astype(np.uint8), rim.astype(np.float32) / 255

    def _with_system(self, text: str) -> np.ndarray:
        font = ImageFont.truetype(str(self._file), max(6, round(self._height * 1.37)))
        left, top, right, bottom = font.getbbox(text)
        size = int(right - left) + 12, int(bottom - top) + 12
        image = Image.new("L", size)
        ImageDraw.Draw(image).text((6 - left, 6 - top), text, font=font, fill=255)
        return np.asarray(image)

    def _with_strokes(self, text: str) -> np.ndarray:
        text = text.replace("×", "x")
        (_, high), _ = cv2.getTextSize("0", self._stroked, 1.0, 1)
        scale = self._height / high
        (width, high), below = cv2.getTextSize(text, self._stroked, scale, self._weight)
        ink = np.zeros((high + below + 12, width + 12), np.uint8)
        cv2.putText(ink, text, (6, high + 6), self._stroked, scale, 255, self._weight, cv2.LINE_AA)
        return ink


class Readout:
    """A number of a game's HUD, or a clock, which changes with time."""

    def __init__(self, rng: Rng, at: tuple[float, float], height: float, *, is_alike: bool = False):
        """``at``: its upper left corner; ``height``: of a digit; in pixels."""
        self._font, self._at = Font(rng, height, is_alike=is_alike), at
        self._form = str(rng.choice(_FORMS))
        self._is_clock = rng.random() < 0.25
        self._number = int(rng.integers(0, 121))
        self._step = int(rng.choice([1, 1, 1, -1, 5, 10]))
        self._every = int(rng.choice([3, 30, 90, 400, 10_000]))  # frames

    def draw(self, picture: np.ndarray, number: int) -> None:
        """Draws what it shows in frame ``number`` of a show, in place."""
        if self._is_clock:
            minutes, seconds = divmod(self._number + number // 30, 60)
            text = f"{minutes}:{seconds:02}" + (f".{number * 10 // 3 % 100:02}" if self._every < 100 else "")
        else:
            if number and number % self._every == 0:
                self._number = max(0, self._number + self._step)
            text = self._form.format(self._number)
        self._font.write(picture, text, *self._at)


def words(rng: Rng) -> str:
    """Some words of a menu."""
    return " ".join(rng.choice(_WORDS, int(rng.integers(1, 4))))
