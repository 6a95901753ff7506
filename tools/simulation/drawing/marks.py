"""A stream's layout over the game: marks that cover parts of the HUD."""

from __future__ import annotations

import cv2
import numpy as np

from star_counter.hud import Rect

Rng = np.random.Generator

_WORDS = ("LIVE", "STREAM", "PB 1:42:07", "WORLD RECORD", "follow me", "16 STAR")
# How far a mark reaches beyond what it covers, in HUD units, from the least to the most.
_ROOM = 2, 14


class Mark:
    """A box with a word on it, which stays where it is."""

    def __init__(self, part: Rect, rng: Rng):
        """``part``: what it covers of the picture, in its pixels."""
        left, top, right, bottom = (int(edge) for edge in part.corners)
        wider, higher = (int(room) for room in rng.integers(*_ROOM, 2))
        self._corner = left - wider, top - higher
        size = right + wider - self._corner[0], bottom + higher - self._corner[1]
        self._box = np.empty((size[1], size[0], 3), np.uint8)
        self._box[:] = rng.integers(10, 120, 3)
        cv2.rectangle(self._box, (0, 0), (size[0] - 1, size[1] - 1), (220, 220, 230), 1)
        word = _WORDS[rng.integers(len(_WORDS))]
        place = (4, size[1] // 2 + 4)
        cv2.putText(self._box, word, place, cv2.FONT_HERSHEY_PLAIN, 0.8, (250, 250, 250), 1, cv2.LINE_AA)

    def lie_on(self, picture: np.ndarray) -> None:
        """Covers its part of a picture, in place."""
        x, y = self._corner
        height, width = picture.shape[:2]
        left, top = max(0, x), max(0, y)
        right, bottom = min(width, x + self._box.shape[1]), min(height, y + self._box.shape[0])
        picture[top:bottom, left:right] = self._box[top - y : bottom - y, left - x : right - x]
