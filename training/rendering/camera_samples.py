"""Labelled pictures of the camera's icon as its classifier reads them, and of what is none."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from star_counter.hud import CAMERA, GLYPH_SIZE, Rect
from star_counter.reading.model_form import CAMERA_FORM, CAMERAS

from . import backgrounds, counter, damage
from .counter import Placed
from .glyphs import Alphabet, Style
from .icons import CAMERA as CAMERA_ICON
from .icons import DOWN, HEAD, UP
from .view import View, cut_edge, lay_over, resized, scaled

Rng = np.random.Generator

#: The label of a picture of which nothing should be claimed: half an icon, one that is covered or fades.
UNSURE = len(CAMERAS)

_SHARES = {"none": 0.3, "lakitu": 0.19, "mario": 0.19, "cross": 0.22, UNSURE: 0.1}
# The icons as drawn on a canvas with room around the crop, however misplaced.
_CANVAS = Rect(CAMERA.x - 32, CAMERA.y - 32, CAMERA.width + 64, CAMERA.height + 64)
_ICONS = Rect(266, 205, 2 * GLYPH_SIZE, GLYPH_SIZE)
# HUD units that a crop may be off, and the sizes that it may have.
_FARTHEST, _SIZES = 9.0, (0.84, 1.2)
# In the pause and on the course-complete screen (n64decomp/sm64, src/game/hud.c, ingame_menu.c).
_DARKENED = 145 / 255


def darken(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """The pause."""
    return picture * np.float32(_DARKENED)


STEPS = (damage.Step(darken, 0.1), damage.Step(damage.fade, 0.1), *damage.STEPS)

# What lies behind the icon and looks like it: Mario's red and blue, his skin, Lakitu's orange, carpets,
# bricks, pink of the cross on red.
_ICON_COLOURS = (
    (230, 20, 20), (180, 30, 30), (200, 60, 80), (30, 40, 210), (245, 165, 30), (220, 120, 10), (150, 85, 5),
    (230, 165, 105), (120, 60, 20), (250, 250, 250), (30, 30, 30), (110, 110, 110),
)  # fmt: skip


class CameraRenderer:
    """Draws labelled pictures from banks of alphabets and backgrounds, all of them from one seed."""

    def __init__(self, seed: int | tuple[int, ...], alphabets: int = 100, pictures: int = 60):
        self._rng = np.random.default_rng(seed)
        styles = [Style.random(self._rng) for _ in range(alphabets)]
        self._alphabets = [Alphabet.drawn(style, self._rng) for style in styles]
        self._backgrounds = backgrounds.bank(pictures, self._rng)

    def batch(self, size: int) -> tuple[np.ndarray, np.ndarray]:
        """``size`` pictures, uint8 (size, 32, 48, 3), and their labels, uint8 (size,)."""
        width, height = CAMERA_FORM.size
        images = np.empty((size, height, width, 3), np.uint8)
        labels = np.empty(size, np.uint8)
        for index in range(size):
            images[index], labels[index] = self.sample()
        return images, labels

    def sample(self) -> tuple[np.ndarray, int]:
        """One picture, uint8 (32, 48, 3), and its label: an index of `CAMERAS`, or `UNSURE`."""
        label = int(self._rng.choice(UNSURE + 1, p=list(_SHARES.values())))
        if label == UNSURE:
            return self.unsure(), UNSURE
        return (self.icon(CAMERAS[label]) if label else self.nothing()), label

    def icon(
        self,
        mode: str,
        crop: Rect | None = None,
        scale: float | None = None,
        steps: Sequence[damage.Step] | None = None,
    ) -> np.ndarray:
        """A camera and its mode after all that may happen to them; uint8 (32, 48, 3).

        The crop on the HUD grid, pixels a HUD unit, and damages are random where they are not given.
        """
        rng = self._rng
        view = self._view(crop or self._crop(), scale)
        picture = self._with(self._behind(view), self._icons(mode), view)
        kind = rng.random()
        if kind < 0.08:
            cut_edge(picture, rng)
        elif kind < 0.18:
            self._mark(picture, view, rng.uniform(0, 0.18))
        elif kind < 0.21:
            picture = self._text(picture, view)
        return self._finished(picture, view, steps)

    def nothing(self, scale: float | None = None, kind: str | None = None) -> np.ndarray:
        """A picture with neither a camera nor a mode; uint8 (32, 48, 3). ``kind``: one of `NOTHINGS`."""
        rng = self._rng
        view = self._view(self._crop(), scale)
        picture = NOTHINGS[kind or str(rng.choice(list(NOTHINGS)))](self, self._behind(view), view)
        return self._finished(picture, view, None)

    def unsure(self) -> np.ndarray:
        """Half an icon, one that is covered, or one of the two; uint8 (32, 48, 3)."""
        rng = self._rng
        icons, crop = self._icons(str(rng.choice(CAMERAS[1:]))), self._crop()
        kind = int(rng.integers(4))
        if kind == 0:  # the crop lies so far off that it cuts the icons
            right, down = rng.uniform(-9, 9, 2)
            if rng.random() < 0.7:
                # The mode is what is cut off: half of it at the least.
                right = _ICONS.x + _ICONS.width - rng.uniform(8, 16) - crop.x - crop.width
            else:
                down = rng.choice([-1, 1]) * rng.uniform(17, 24)
            crop = crop._replace(x=crop.x + right, y=crop.y + down)
        elif kind == 1:
            icons = [icons[int(rng.integers(2))]]
        view = self._view(crop, None)
        picture = self._with(self._behind(view), icons, view)
        if kind == 2:
            self._mark(picture, view, rng.uniform(0.6, 1))
        elif kind == 3:
            done = rng.uniform(0.75, 0.88)
            picture = picture * np.float32(1 - done) + np.float32(rng.choice([0, 255]) * done)
        return self._finished(picture, view, damage.STEPS)

    def _crop(self) -> Rect:
        """A crop that is off by what a fit of the grid leaves, or by more: the icons stay in it."""
        rng = self._rng
        is_near = rng.random() < 0.4
        dx, dy = rng.normal(0, 1, 2) if is_near else rng.uniform(-_FARTHEST, _FARTHEST, 2)
        kx, ky = np.exp(rng.normal(0, 0.02, 2)) if rng.random() < 0.5 else rng.uniform(*_SIZES, 2)
        width, height = CAMERA.width * kx, CAMERA.height * ky
        x = CAMERA.x + CAMERA.width / 2 + dx - width / 2
        y = CAMERA.y + CAMERA.height / 2 + dy - height / 2
        return Rect(
            float(np.clip(x, _ICONS.x + _ICONS.width - width, _ICONS.x)),
            float(np.clip(y, _ICONS.y + _ICONS.height - height, _ICONS.y)),
            width,
            height,
        )

    def _view(self, crop: Rect, scale: float | None) -> View:
        return View.random(crop, self._rng) if scale is None else View.scaled(crop, scale)

    def _icons(self, mode: str) -> list[Placed]:
        arrow = self._rng.choice(["", "", "", UP, DOWN, DOWN])
        return counter.camera_icon(mode, arrow=str(arrow) or None)

    def _with(self, picture: np.ndarray, icons: list[Placed], view: View) -> np.ndarray:
        alphabet = self._alphabets[self._rng.integers(len(self._alphabets))]
        drawn = scaled(counter.draw(icons, alphabet, _CANVAS), _CANVAS, alphabet.scale, view, self._rng)
        return lay_over(picture, drawn, view, self._rng)

    def _behind(self, view: View) -> np.ndarray:
        rng = self._rng
        picture = backgrounds.behind(self._backgrounds, view.width, view.height, view.scale, rng)
        if rng.random() < 0.12:  # a carpet, bricks, Mario's overalls right behind the icon
            paint = np.asarray(_ICON_COLOURS[rng.integers(len(_ICON_COLOURS))], np.float32)
            picture = picture * np.float32(0.25) + paint * np.float32(rng.uniform(0.5, 0.9))
        if rng.random() < 0.35:
            picture = np.ascontiguousarray(picture, np.float32)
            _add_shapes(picture, view.scale, rng)
        return picture

    def _mark(self, picture: np.ndarray, view: View, share: float) -> None:
        """Covers a share of the mode, from any of its sides: a player's bar, the edge of a page, in place."""
        rng, crop = self._rng, view.crop
        kx, ky = view.width / crop.width, view.height / crop.height
        left, top = (_ICONS.x + GLYPH_SIZE - crop.x) * kx, (_ICONS.y - crop.y) * ky
        right, bottom = left + GLYPH_SIZE * kx, top + GLYPH_SIZE * ky
        far = 30 * max(kx, ky)
        side = int(rng.integers(3))
        if side == 0:
            box = (right - share * (right - left), top - far, right + far, bottom + far)
        else:
            height = share * (bottom - top)
            low, high = (top - far, top + height) if side == 1 else (bottom - height, bottom + far)
            box = (left - far * rng.integers(2), low, right + far, high)
        x0, y0, x1, y1 = (max(0, round(float(edge))) for edge in box)
        paint = rng.uniform(0, 255, 3) if rng.random() < 0.6 else np.full(3, rng.choice([0, 40, 255]))
        picture[y0:y1, x0:x1] = paint

    def _finished(self, picture: np.ndarray, view: View, steps: Sequence[damage.Step] | None) -> np.ndarray:
        steps = STEPS if steps is None else steps
        return resized(damage.degrade(picture, view.scale, self._rng, steps), CAMERA_FORM.size, self._rng)

    def _scene(self, picture: np.ndarray, view: View) -> np.ndarray:
        return picture

    def _plain(self, picture: np.ndarray, view: View) -> np.ndarray:
        level = self._rng.choice([0, 255, self._rng.uniform(0, 255)])
        paint = self._rng.uniform(0, 255, 3) if self._rng.random() < 0.5 else level
        return np.full_like(picture, paint)

    def _noise(self, picture: np.ndarray, view: View) -> np.ndarray:
        rng = self._rng
        return rng.normal(rng.uniform(30, 220), rng.uniform(20, 90), picture.shape).astype(np.float32)

    def _text(self, picture: np.ndarray, view: View) -> np.ndarray:
        return backgrounds.with_text(picture, view.scale, self._rng)

    def _shapes(self, picture: np.ndarray, view: View) -> np.ndarray:
        picture = np.ascontiguousarray(picture, np.float32)
        for _ in range(3):
            _add_shapes(picture, view.scale, self._rng)
        return picture

    def _glyphs(self, picture: np.ndarray, view: View) -> np.ndarray:
        """Other characters of the HUD: digits, stars, coins, arrows."""
        rng = self._rng
        others = [glyph for glyph in self._alphabets[0].sprites if glyph not in _OF_CAMERA]
        placed = [
            Placed(str(rng.choice(others)), *rng.uniform((250, 190), (300, 226)))
            for _ in range(rng.integers(1, 4))
        ]
        return self._with(picture, placed, view)


_OF_CAMERA = {CAMERA_ICON, HEAD, *counter.MODES.values()}
#: What pictures without an icon show.
NOTHINGS = {
    "scene": CameraRenderer._scene,
    "plain": CameraRenderer._plain,
    "noise": CameraRenderer._noise,
    "text": CameraRenderer._text,
    "shapes": CameraRenderer._shapes,
    "glyphs": CameraRenderer._glyphs,
}


def _add_shapes(picture: np.ndarray, scale: float, rng: Rng) -> None:
    """Blobs, boxes and crossed bars of the icons' own colours and sizes, in place."""
    height, width = picture.shape[:2]
    for _ in range(rng.integers(1, 5)):
        paint = np.asarray(_ICON_COLOURS[rng.integers(len(_ICON_COLOURS))]) * rng.uniform(0.6, 1.1)
        paint = np.clip(paint + rng.normal(0, 12, 3), 0, 255).tolist()
        x, y = int(rng.uniform(0, width)), int(rng.uniform(0, height))
        a, b = (int(max(1, side)) for side in rng.uniform(2, 14, 2) * scale)
        kind = rng.random()
        if kind < 0.45:
            cv2.ellipse(picture, (x, y), (a, b), rng.uniform(0, 180), 0, 360, paint, -1, cv2.LINE_AA)
        elif kind < 0.8:
            corners = np.array([x, y]) + rng.normal(0, 9 * scale, (int(rng.integers(3, 6)), 2))
            cv2.fillPoly(picture, [corners.astype(np.int32)], paint, cv2.LINE_AA)
        else:  # bars: rarely two of them crossed as the cross's are
            end = (int(x + rng.normal(0, 12) * scale), int(y + rng.normal(0, 12) * scale))
            cv2.line(picture, (x, y), end, paint, int(max(1, rng.uniform(1, 5) * scale)), cv2.LINE_AA)
