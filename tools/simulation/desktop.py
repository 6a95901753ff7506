"""What stands beside a game, or instead of it: desktops, text, timers, and the counters of other games."""

from __future__ import annotations

import cv2
import numpy as np

from star_counter.hud import Rect
from training.rendering import backgrounds

Rng = np.random.Generator
Size = tuple[int, int]

_WORDS = (
    "chat", "gg", "nice!", "WR", "1:38:21", "LIVE", "run", "120", "70", "16", "star", "file", "edit",
    "view", "help", "x5", "lol", "PB", "0:47:12", "Bowser",
)  # fmt: skip
_SPLITS = ("WF (8)", "CCM (12)", "BitDW", "SSL (16)", "LLL (20)", "HMC", "MIPS", "BitFS", "DDD", "Upstairs")
# The colours that timers show times in: ahead, behind, best and plain.
_TIMES = ((0, 204, 54), (204, 18, 0), (216, 175, 31), (255, 255, 255))
# The digits of other games, above and below, where they are of two colours.
_FONTS = (cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_COMPLEX_SMALL)
_GOLD = ((255, 214, 40), (250, 190, 20), (255, 240, 120))


def desktop(size: Size, backdrop: np.ndarray, rng: Rng) -> np.ndarray:
    """A plain screen or ``backdrop`` (of that size) with text and boxes on it, uint8 RGB."""
    if rng.random() < 0.5:
        picture = backdrop.clip(0, 255).astype(np.uint8)
    else:
        picture = np.full((size[1], size[0], 3), rng.integers(0, 256, 3), np.uint8)
    for _ in range(rng.integers(5, 30)):
        x, y = int(rng.integers(size[0])), int(rng.integers(size[1]))
        paint = backgrounds.colour(rng).tolist()
        if rng.random() < 0.2:
            corner = (x + int(rng.integers(200)), y + int(rng.integers(90)))
            cv2.rectangle(picture, (x, y), corner, paint, -1)
        write(picture, x, y, rng.uniform(0.4, 1.4), paint, rng)
    return picture


def write(picture: np.ndarray, x: int, y: int, size: float, paint, rng: Rng) -> None:
    """Some words in any font, in place; ``y`` is their base line."""
    words = " ".join(rng.choice(_WORDS, int(rng.integers(1, 6))))
    font, thickness = int(rng.integers(0, 8)), 1 + int(size > 0.9)
    cv2.putText(picture, words, (x, y), font, size, paint, thickness, cv2.LINE_AA)


def add_timer(picture: np.ndarray, place: Rect, rng: Rng) -> None:
    """A timer with its splits, their icons and a large time, in place."""
    left, top, width, height = map(int, place)
    cv2.rectangle(picture, (left, top), (left + width, top + height), (16, 16, 20), -1)
    row = max(12, height // 14)
    size = row / 34
    for number, name in enumerate(rng.choice(_SPLITS, 9)):
        y = top + row * (number + 1)
        icon = rng.choice(_GOLD).tolist() if rng.random() < 0.5 else backgrounds.colour(rng).tolist()
        add_star(picture, left + row // 2, y - row // 3, row / 3, icon)
        cv2.putText(picture, str(name), (left + row + 2, y), _FONTS[0], size, (255, 255, 255), 1, cv2.LINE_AA)
        paint = _TIMES[rng.integers(len(_TIMES))]
        time = f"{rng.integers(0, 60)}:{rng.integers(0, 60):02}"
        cv2.putText(picture, time, (left + int(width * 0.7), y), _FONTS[0], size, paint, 1, cv2.LINE_AA)
    time = f"{rng.integers(0, 2)}:{rng.integers(0, 60):02}:{rng.integers(0, 60):02}.{rng.integers(0, 10)}"
    y = top + min(height - 2, row * 12)
    large = width / 190
    paint = _TIMES[rng.integers(len(_TIMES))]
    cv2.putText(picture, time, (left + 4, y), _FONTS[rng.integers(3)], large, paint, 2, cv2.LINE_AA)


def add_star(picture: np.ndarray, x: float, y: float, radius: float, paint) -> None:
    """A five-pointed star around a place, in place."""
    angles = np.arange(10) * np.pi / 5 - np.pi / 2
    lengths = np.where(np.arange(10) % 2, 0.45, 1.0) * radius
    points = np.stack([x + lengths * np.cos(angles), y + lengths * np.sin(angles)], axis=1)
    cv2.fillPoly(picture, [np.round(points).astype(np.int32)], [float(value) for value in paint], cv2.LINE_AA)


def add_gold(picture: np.ndarray, place: Rect, scale: float, rng: Rng) -> None:
    """Things of the counter's own colours all over a place, for ``scale`` pixels a HUD unit, in place."""
    x, y, width, height = map(int, place.pixels())
    x, y = max(0, x), max(0, y)
    part = picture[y : y + height, x : x + width]
    for _ in range(3):
        backgrounds.add_coins(part, scale, rng)
    paint = rng.uniform((200, 150, 20), (255, 230, 120))
    left, top = rng.uniform((0, 0), part.shape[1::-1])
    add_star(part, left, top, rng.uniform(6, 14) * scale, paint)


def add_other_counters(picture: np.ndarray, rng: Rng) -> None:
    """Counters of other games: an icon, often a golden star, and outlined digits after it, in place."""
    height, width = picture.shape[:2]
    for _ in range(rng.integers(1, 5)):
        digits = height * rng.uniform(0.04, 0.1)
        size = digits / 22
        x, y = rng.uniform(0, 0.8) * width, rng.uniform(0.1, 0.95) * height
        if rng.random() < 0.7:
            add_star(picture, x, y - digits / 2, digits * rng.uniform(0.5, 0.7), rng.choice(_GOLD))
        else:
            centre = (int(x), int(y - digits / 2))
            cv2.circle(picture, centre, int(digits / 2), rng.choice(_GOLD).tolist(), -1, cv2.LINE_AA)
        text = f"{'x' if rng.random() < 0.7 else ''}{rng.integers(0, 130)}"
        place, font = (int(x + digits * 0.7), int(y)), _FONTS[rng.integers(len(_FONTS))]
        thick = max(1, round(size * 1.6))
        cv2.putText(picture, text, place, font, size, (20, 15, 30), thick * 3, cv2.LINE_AA)
        paints = (_GOLD[0], (255, 255, 255), (240, 60, 40), (90, 200, 90))
        paint = paints[rng.integers(len(paints))]
        cv2.putText(picture, text, place, font, size, paint, thick, cv2.LINE_AA)
