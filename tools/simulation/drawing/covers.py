"""Fades: what they hide of the picture, and of what is on it."""

from __future__ import annotations

import functools

import cv2
import numpy as np

from star_counter.hud import HUD_HEIGHT, HUD_WIDTH, Rect

from ..story.tape import Cover

_CENTRE = np.array([HUD_WIDTH / 2, HUD_HEIGHT / 2])
# Shapes that close over the picture: the distances of their corners from the centre, evenly around it from
# the top on, and the HUD units of a distance of 1 when the fade begins. The whole picture is seen then.
_CORNERS = {
    "star": ([1, 0.45] * 5, 560.0),
    "cap": ([1, 0.98, 0.94, 1.05, 1.05, 0.9, 0.86, 0.9, 0.86, 0.9, 1.05, 1.05, 0.94, 0.98], 262.0),
    "horns": ([0.86, 0.9, 1.2, 0.84, 0.9, 0.84, 0.8, 0.78, 0.8, 0.84, 0.9, 0.84, 1.2, 0.9], 280.0),
}
_CIRCLE_OPEN = 245.0
# A plain fade hides the HUD from this share on: so far the shipped network reads the three counters (on ten
# places, black and white; the least 0.80, most often 0.88). From the other share on it may be hidden: so far
# it reads all of them in streams before white skies.
_HIDDEN, _NEARLY_HIDDEN = 0.88, 0.65


def paint(cover: Cover) -> int:
    """The fade's colour, in each channel."""
    return {"black": 0, "white": 255}[cover.colour]


@functools.lru_cache(maxsize=512)
def hole(cover: Cover, width: int = HUD_WIDTH) -> np.ndarray:
    """Where a shaped fade shows the game still (255): uint8 (240, width). Nobody may write into it."""
    hole = np.zeros((HUD_HEIGHT, HUD_WIDTH), np.uint8)
    if cover.shape == "circle":
        cv2.circle(hole, _CENTRE.astype(int).tolist(), round(_CIRCLE_OPEN * (1 - cover.done)), 255, -1)
    else:
        corners, radius = _CORNERS[cover.shape]
        angles = np.arange(len(corners)) / len(corners) * 2 * np.pi - np.pi / 2
        directions = np.stack([np.cos(angles), np.sin(angles)], 1)
        points = _CENTRE + radius * (1 - cover.done) * np.array(corners)[:, None] * directions
        cv2.fillPoly(hole, [np.round(points).astype(np.int32)], 255)
    if width == HUD_WIDTH:
        return hole
    return cv2.resize(hole, (width, HUD_HEIGHT), interpolation=cv2.INTER_NEAREST)


def lay(picture: np.ndarray, cover: Cover) -> np.ndarray:
    """The picture under a fade."""
    if cover.done >= 1:
        return np.full_like(picture, paint(cover))
    if cover.shape == "plain":
        return cv2.convertScaleAbs(picture, alpha=1 - cover.done, beta=paint(cover) * cover.done)
    closed = np.full_like(picture, paint(cover))
    cv2.copyTo(picture, hole(cover, picture.shape[1]), closed)
    return closed


def shows(cover: Cover | None, part: Rect, width: int = HUD_WIDTH) -> bool:
    """Whether a part of the picture can be seen under a fade: all of it, or a little of its light."""
    if cover is None:
        return True
    if cover.shape == "plain" or cover.done >= 1:
        return cover.done <= _HIDDEN
    return bool(hole(cover, width)[part.pixels().slices].all())


def shows_some(cover: Cover | None, part: Rect, width: int = HUD_WIDTH) -> bool:
    """Whether a fade covers a part of the picture, but not all of it, or leaves very little of its light."""
    if cover is None:
        return False
    if cover.shape == "plain" or cover.done >= 1:
        return _NEARLY_HIDDEN <= cover.done < 1
    seen = hole(cover, width)[part.pixels().slices]
    return bool(seen.any() and not seen.all())


def hides(cover: Cover | None) -> bool:
    """Whether a fade hides or dims anything: shaped ones begin outside the picture."""
    if cover is None:
        return False
    if cover.shape == "plain" or cover.done >= 1:
        return cover.done > 0
    return not hole(cover).all()
