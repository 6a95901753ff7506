"""What can lie behind a counter: procedural pictures, hard on purpose.

A bank holds pictures of 300x200 HUD units. Each of `KINDS` draws one kind of them, as float32 RGB (0-255).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

Rng = np.random.Generator

WIDTH, HEIGHT = 300, 200

_LAVA_AND_GOLD = (
    (255, 60, 0), (250, 200, 30), (200, 30, 20), (255, 140, 20), (120, 70, 30), (190, 150, 80),
    (255, 230, 90),
)  # fmt: skip
_NATURE = ((40, 150, 40), (90, 120, 40), (40, 90, 160), (20, 60, 60), (80, 190, 240), (100, 160, 90))
_OCTAVES = ((3, 1.0), (8, 0.7), (24, 0.45), (80, 0.25))


def bank(size: int, rng: Rng) -> list[np.ndarray]:
    """``size`` backgrounds, uint8 (200, 300, 3), the kinds in turn."""
    return [draw(KINDS[index % len(KINDS)], rng) for index in range(size)]


def draw(kind: Callable[[Rng], np.ndarray], rng: Rng) -> np.ndarray:
    """One background of a kind, uint8 (200, 300, 3), half of them with things in the foreground."""
    picture = np.ascontiguousarray(kind(rng), np.float32)
    if rng.random() < 0.5:
        _add_things(picture, rng)
    return np.clip(picture, 0, 255).astype(np.uint8)


def behind(pictures: Sequence[np.ndarray], width: int, height: int, scale: float, rng: Rng) -> np.ndarray:
    """A random part of the bank for a picture of that size in pixels, at ``scale`` pixels a HUD unit.

    Returns float32 (height, width, 3), 0-255.
    """
    if rng.random() < 0.08:
        return np.full((height, width, 3), _plain(rng), np.float32)
    zoom = scale * rng.uniform(0.3, 1.6)
    part = _part(pictures[int(rng.integers(len(pictures)))], width / zoom, height / zoom, rng)
    how = cv2.INTER_LINEAR if rng.random() < 0.8 else cv2.INTER_NEAREST
    picture = cv2.resize(part, (width, height), interpolation=how).astype(np.float32)
    tint = 1 + rng.normal(0, 0.12, 3)
    picture = picture * (rng.uniform(0.5, 1.25) * tint).astype(np.float32) + np.float32(rng.uniform(-25, 25))
    if rng.random() < 0.1:
        picture = _beside(picture, pictures[int(rng.integers(len(pictures)))], rng)
    return np.clip(picture, 0, 255)


def _plain(rng: Rng) -> np.ndarray:
    return rng.uniform(0, 255, 3) if rng.random() < 0.7 else np.full(3, rng.uniform(0, 255))


def _part(picture: np.ndarray, width: float, height: float, rng: Rng) -> np.ndarray:
    width, height = int(np.clip(width, 4, WIDTH)), int(np.clip(height, 4, HEIGHT))
    left, top = rng.integers(0, WIDTH - width + 1), rng.integers(0, HEIGHT - height + 1)
    part = picture[top : top + height, left : left + width]
    return np.ascontiguousarray(part[:, ::-1] if rng.random() < 0.5 else part)


def _beside(picture: np.ndarray, other: np.ndarray, rng: Rng) -> np.ndarray:
    """The picture, and another one beyond a straight edge at any angle."""
    height, width = picture.shape[:2]
    other = cv2.resize(other[: HEIGHT // 2, : WIDTH // 2], (width, height)).astype(np.float32)
    angle = rng.uniform(0, np.pi)
    y, x = np.ogrid[0:height, 0:width]
    side = (x - width * rng.uniform(0.1, 0.9)) * np.cos(angle) + (
        y - height * rng.uniform(0.1, 0.9)
    ) * np.sin(angle)
    return np.where(side[..., None] > 0, other, picture)


def colour(rng: Rng) -> np.ndarray:
    """A random colour, RGB 0-255; half of them saturated more than chance would have it."""
    if rng.random() < 0.5:
        return rng.uniform(0, 255, 3)
    hsv = np.array([[[rng.uniform(0, 180), rng.uniform(40, 255), rng.uniform(30, 255)]]], np.uint8)
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0, 0].astype(np.float64)


def noise(rng: Rng, octaves: Sequence[tuple[int, float]] = _OCTAVES, how: int | None = None) -> np.ndarray:
    """Coloured noise of several sizes, mean 0 and deviation 1: (200, 300, 3).

    ``octaves``: rows of noise, and their weight. ``how``: the interpolation between them, smooth or blocky.
    """
    picture = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for rows, weight in octaves:
        grid = (rows, rows * 3 // 2)
        grains = rng.normal(0, rng.uniform(0, 0.7), (*grid, 3)) + rng.normal(0, 0.8, (*grid, 1))
        each = how if how is not None else cv2.INTER_CUBIC if rng.random() < 0.6 else cv2.INTER_NEAREST
        picture += weight * cv2.resize(grains.astype(np.float32), (WIDTH, HEIGHT), interpolation=each)
    return (picture - picture.mean()) / (picture.std() + 1e-6)


def _coordinates() -> tuple[np.ndarray, np.ndarray]:
    y, x = np.indices((HEIGHT, WIDTH), np.float32)
    return y, x


def _choice(colours: Sequence[tuple[int, int, int]], rng: Rng) -> np.ndarray:
    return np.asarray(colours[int(rng.integers(len(colours)))], np.float64)


def stone(rng: Rng) -> np.ndarray:
    """Blotches of any colour."""
    return colour(rng) + noise(rng) * rng.uniform(8, 55) * rng.uniform(0.4, 1.2, 3)


def sky(rng: Rng) -> np.ndarray:
    """A gradient, often blue, often with clouds."""
    y, x = _coordinates()
    start, end = colour(rng), colour(rng)
    if rng.random() < 0.5:
        start = np.array([rng.uniform(20, 140), rng.uniform(80, 200), rng.uniform(180, 255)])
    if rng.random() < 0.6:
        end = start + rng.uniform(-20, 120, 3)
    mix = (y / HEIGHT) * rng.uniform(0.5, 2) + (x / WIDTH) * rng.uniform(-1, 1)
    mix = (mix - np.floor(mix) if rng.random() < 0.2 else np.clip(mix, 0, 1))[..., None]
    picture = start * (1 - mix) + end * mix
    if rng.random() < 0.6:
        clouds = noise(rng, ((3, 1), (7, 0.6), (20, 0.3)), cv2.INTER_CUBIC)[..., :1]
        picture = picture + np.clip(clouds, 0, 3) * rng.uniform(0, 60)
    return picture


def bricks(rng: Rng) -> np.ndarray:
    """Rows of bricks of slightly different colours, with joints."""
    y, x = _coordinates()
    brick_height, brick_width = int(rng.integers(6, 40)), int(rng.integers(10, 80))
    row = (y // brick_height).astype(int)
    x = x + (row % 2) * brick_width / 2
    column = (x // brick_width).astype(int)
    base = colour(rng)
    shades = rng.normal(0, rng.uniform(4, 30), (60, 60))
    picture = base + shades[row % 60, column % 60][..., None]
    joints = (y % brick_height < max(1, brick_height * 0.1)) | (x % brick_width < max(1, brick_width * 0.1))
    picture[joints] = base * rng.uniform(0.3, 1.5)
    return picture + noise(rng) * rng.uniform(2, 14)


def stripes(rng: Rng) -> np.ndarray:
    """Waves, planks or a checkerboard of two colours, at any angle."""
    y, x = _coordinates()
    angle = rng.uniform(0, np.pi)
    wave = np.sin((x * np.cos(angle) + y * np.sin(angle)) * rng.uniform(0.03, 0.6))
    if rng.random() < 0.5:
        wave = np.sign(wave)
    if rng.random() < 0.4:
        wave = wave * np.sign(np.sin((y * np.cos(angle) - x * np.sin(angle)) * rng.uniform(0.03, 0.6)))
    mix = (wave[..., None] + 1) / 2
    return colour(rng) * mix + colour(rng) * (1 - mix) + noise(rng) * rng.uniform(0, 20)


def polygons(rng: Rng) -> np.ndarray:
    """Flat triangles to pentagons, as the game's far scenery looks."""
    picture = np.ascontiguousarray(colour(rng) + noise(rng) * rng.uniform(0, 15), np.float32)
    for _ in range(rng.integers(4, 30)):
        centre = rng.uniform(0, 1, (1, 2)) * [WIDTH, HEIGHT]
        corners = centre + rng.normal(0, rng.uniform(10, 70), (rng.integers(3, 6), 2))
        cv2.fillPoly(picture, [corners.astype(np.int32)], colour(rng).tolist(), cv2.LINE_AA)
    return picture + noise(rng) * rng.uniform(0, 12)


def cave(rng: Rng) -> np.ndarray:
    """Almost black."""
    return rng.uniform(0, 45, 3) + noise(rng) * rng.uniform(1, 22) * rng.uniform(0.3, 1, 3)


def lava_and_gold(rng: Rng) -> np.ndarray:
    """The colours of the digits themselves, and of wood and carpets."""
    base = _choice(_LAVA_AND_GOLD, rng) * rng.uniform(0.6, 1.05)
    return base + noise(rng) * rng.uniform(3, 40) * np.array([0.8, 0.8, 0.4])


def snow(rng: Rng) -> np.ndarray:
    """Almost white."""
    return rng.uniform(190, 255) + rng.uniform(-25, 10, 3) + noise(rng) * rng.uniform(1, 22)


def grass_and_water(rng: Rng) -> np.ndarray:
    """Fine structure in green and blue."""
    texture = noise(rng, ((5, 0.6), (15, 0.8), (50, 0.7), (100, 0.4)))
    return _choice(_NATURE, rng) * rng.uniform(0.5, 1.3) + texture * rng.uniform(5, 40)


#: Stone twice: most of the game's walls and floors are of that kind.
KINDS = (stone, stone, sky, bricks, stripes, polygons, cave, lava_and_gold, snow, grass_and_water)


def _add_things(picture: np.ndarray, rng: Rng) -> None:
    for _ in range(rng.integers(1, 8)):
        x, y = int(rng.uniform(0, WIDTH)), int(rng.uniform(0, HEIGHT))
        kind, paint = rng.random(), colour(rng).tolist()
        if kind < 0.4:
            corner = (int(x + rng.uniform(3, 90)), int(y + rng.uniform(3, 90)))
            cv2.rectangle(picture, (x, y), corner, paint, -1)
        elif kind < 0.7:
            end = (int(x + rng.normal(0, 90)), int(y + rng.normal(0, 90)))
            cv2.line(picture, (x, y), end, paint, int(rng.integers(1, 9)), cv2.LINE_AA)
        else:
            axes = (int(rng.uniform(3, 40)), int(rng.uniform(3, 40)))
            cv2.ellipse(picture, (x, y), axes, rng.uniform(0, 180), 0, 360, paint, -1, cv2.LINE_AA)


_BRIGHT_THINGS = (
    (255, 220, 30), (240, 180, 20), (255, 60, 20), (255, 140, 0), (210, 20, 20), (255, 255, 120),
    (200, 150, 40),
)  # fmt: skip


def add_coins(picture: np.ndarray, scale: float, rng: Rng) -> None:
    """Draws discs in the colours of coins, flames and the power meter into a float32 picture, in place."""
    height, width = picture.shape[:2]
    for _ in range(rng.integers(1, 5)):
        paint = _choice(_BRIGHT_THINGS, rng) * rng.uniform(0.7, 1)
        centre = (int(rng.uniform(0, width)), int(rng.uniform(0, height)))
        axes = tuple(int(max(1, radius)) for radius in rng.uniform(2, 9, 2) * scale)
        cv2.ellipse(picture, centre, axes, rng.uniform(0, 180), 0, 360, paint.tolist(), -1, cv2.LINE_AA)


def with_text(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """The picture, float32 RGB, with some words on it in any font; ``scale`` pixels a HUD unit."""
    height, width = picture.shape[:2]
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    letters = list("ABCDEFGHIKLMNOPRSTUVWXYZabcdeghknoprst.:!0123456789")
    for _ in range(rng.integers(1, 4)):
        text = "".join(rng.choice(letters, int(rng.integers(1, 7))))
        where = (int(rng.uniform(-5, width * 0.7)), int(rng.uniform(0.2, 1) * height))
        font, thickness = int(rng.integers(0, 8)), int(rng.integers(1, 4))
        size, paint = rng.uniform(0.3, 1) * scale**0.8, rng.uniform(0, 255, 3).tolist()
        cv2.putText(picture, text, where, font, size, paint, thickness, cv2.LINE_AA)
    return picture.astype(np.float32)
