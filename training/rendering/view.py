"""How a source shows a part of the HUD grid: scaled, laid over the game, cut, and in a reader's size."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from star_counter.hud import Rect

Rng = np.random.Generator


@dataclass(frozen=True)
class View:
    """A crop of the HUD grid as a source shows it: ``width`` x ``height`` pixels, ``scale`` pixels a unit."""

    crop: Rect
    width: int
    height: int
    scale: float

    @classmethod
    def random(cls, crop: Rect, rng: Rng) -> View:
        """From a small window (0.45x) to a large one (5x), with square pixels or nearly so."""
        kind = rng.random()
        if kind < 0.12:
            scale = np.exp(rng.uniform(np.log(0.45), np.log(0.7)))
        else:
            scale = np.exp(rng.uniform(np.log(0.7), np.log(3.2))) if kind < 0.87 else rng.uniform(2.5, 5)
        if rng.random() < 0.3:
            scale = float(max(1, round(scale)))
        stretch_x, stretch_y = np.exp(rng.normal(0, 0.03, 2)) if rng.random() < 0.7 else (1.0, 1.0)
        return cls.scaled(crop, scale, stretch_x, stretch_y)

    @classmethod
    def scaled(cls, crop: Rect, scale: float, stretch_x: float = 1.0, stretch_y: float = 1.0) -> View:
        """The crop at a scale, at least 20 x 12 pixels."""
        width = max(20, round(crop.width * scale * stretch_x))
        height = max(12, round(crop.height * scale * stretch_y))
        return cls(crop, width, height, float(scale))


def scaled(canvas: np.ndarray, part: Rect, canvas_scale: int, view: View, rng: Rng) -> np.ndarray:
    """What the view shows of a canvas of a part of the grid, scaled as consoles and windows do."""
    step_x, step_y = (
        canvas_scale * view.crop.width / view.width,
        canvas_scale * view.crop.height / view.height,
    )
    # Centre of a view's pixel -> centre of a canvas' pixel.
    left = (view.crop.x - part.x) * canvas_scale + 0.5 * step_x - 0.5
    top = (view.crop.y - part.y) * canvas_scale + 0.5 * step_y - 0.5
    matrix = np.array([[step_x, 0, left], [0, step_y, top]], np.float32)
    growth = view.scale / canvas_scale
    if growth < 0.9:  # averaging, before warpAffine takes single samples
        canvas = cv2.GaussianBlur(
            canvas, (0, 0), 0.45 / growth - 0.35 if growth < 0.6 else 0.4 - 0.2 * growth
        )
    if canvas_scale == 1 and 1 < growth < 3.3 and rng.random() < 0.08:
        return _three_point(canvas, matrix, view)
    flags = _interpolation(growth, rng) | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(canvas, matrix, (view.width, view.height), flags=flags)


def _interpolation(growth: float, rng: Rng) -> int:
    kind = rng.random()
    if growth < 1:
        return cv2.INTER_LINEAR if kind < 0.75 else cv2.INTER_CUBIC if kind < 0.9 else cv2.INTER_NEAREST
    return cv2.INTER_NEAREST if kind < 0.45 else cv2.INTER_LINEAR if kind < 0.85 else cv2.INTER_CUBIC


def _three_point(canvas: np.ndarray, matrix: np.ndarray, view: View) -> np.ndarray:
    """The console's own filter: it mixes the three nearest texels of four."""
    height, width = canvas.shape[:2]
    x = np.arange(view.width, dtype=np.float32) * matrix[0, 0] + matrix[0, 2]
    y = np.arange(view.height, dtype=np.float32) * matrix[1, 1] + matrix[1, 2]
    column, row = np.floor(x).astype(int), np.floor(y).astype(int)
    across, down = (x - column)[None, :, None], (y - row)[:, None, None]

    def texel(dx: int, dy: int) -> np.ndarray:
        rows, columns = np.clip(row + dy, 0, height - 1), np.clip(column + dx, 0, width - 1)
        return canvas[rows[:, None], columns[None, :]]

    upper_left, upper_right, lower_left, lower_right = texel(0, 0), texel(1, 0), texel(0, 1), texel(1, 1)
    near = upper_left + across * (upper_right - upper_left) + down * (lower_left - upper_left)
    far = lower_right + (1 - across) * (lower_left - lower_right) + (1 - down) * (upper_right - lower_right)
    return np.where(across + down < 1, near, far).astype(np.float32)


def lay_over(picture: np.ndarray, characters: np.ndarray, view: View, rng: Rng) -> np.ndarray:
    """Characters over a picture; some hard at the edge, outlined, shadowed or weak, as ports show them."""
    colour, alpha = np.clip(characters[..., :3], 0, 255), np.clip(characters[..., 3:], 0, 1)
    kind = rng.random()
    if kind < 0.13:
        alpha = np.clip(alpha * np.float32(rng.uniform(1.5, 4)), 0, 1)
    elif kind < 0.22:
        picture = picture * (1 - _outline(alpha[..., 0], view.scale, rng) * np.float32(rng.uniform(0.3, 0.9)))
    elif kind < 0.27:
        strength = np.float32(rng.uniform(0.55, 1))
        colour, alpha = colour * strength, alpha * strength
    return picture * (1 - alpha) + colour


def _outline(alpha: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """Where a drop shadow or an outline lies, 0-1: (height, width, 1)."""
    if rng.random() < 0.5:
        return cv2.dilate(alpha, np.ones((3, 3), np.uint8))[..., None]
    right, down = rng.uniform(0.3, 1, 2) * scale
    shift = np.array([[1, 0, right], [0, 1, down]], np.float32)
    return cv2.warpAffine(alpha, shift, (alpha.shape[1], alpha.shape[0]))[..., None]


def cut_edge(picture: np.ndarray, rng: Rng) -> None:
    """Ends the picture in a plain border, at the right or at the top, in place."""
    height, width = picture.shape[:2]
    paint = 0 if rng.random() < 0.7 else rng.uniform(0, 255, 3)
    if rng.random() < 0.6:
        picture[:, int(width * rng.uniform(0.9, 1)) :] = paint
    else:
        picture[: int(height * rng.uniform(0, 0.18))] = paint


def resized(picture: np.ndarray, size: tuple[int, int], rng: Rng) -> np.ndarray:
    """The picture in a network's size, by any of the filters that readers use."""
    kind = rng.random()
    if picture.shape[1] > size[0]:
        how = cv2.INTER_AREA if kind < 0.7 else cv2.INTER_LINEAR if kind < 0.93 else cv2.INTER_CUBIC
    elif kind < 0.5:
        how = cv2.INTER_CUBIC
    elif kind < 0.8:
        how = cv2.INTER_LINEAR
    else:
        how = cv2.INTER_NEAREST if kind < 0.85 else cv2.INTER_LANCZOS4
    return cv2.resize(picture, size, interpolation=how)
