"""Black as a source shows it: some captures make it grey.

It is learned from all that a source shows: seldom is nothing nearly black in a game, and never in its fades.
"""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np

from .frame import Frame, brightest

# So many of a small picture's 768 samples may be darker than its black: codecs and captures add noise.
_DARKER = 8
# Black is right up to this, 16 and some noise, of 255. What is never darker than the last has no black to be
# learned: it is a bright scene.
_RIGHT_BLACK, _GREYEST_BLACK = 20, 64
# What black is made: as dark as it is in a good capture.
_MADE_BLACK = 8


class Levels:
    """What black is in one source, learned from its small pictures."""

    def __init__(self):
        self._black = 255

    def learn(self, samples: np.ndarray) -> None:
        """Takes a small picture of the game, uint8 RGB (24, 32, 3)."""
        levels = brightest(samples).ravel()
        self._black = min(self._black, int(np.partition(levels, _DARKER)[_DARKER]))

    @property
    def table(self) -> np.ndarray | None:
        """The level of 0-255 that each should be, uint8 (256,); None where black is right."""
        return _table(self._black) if _RIGHT_BLACK < self._black <= _GREYEST_BLACK else None

    def normal(self, frame: Frame) -> Frame:
        """The frame with a black that is black, and learned from."""
        self.learn(frame.samples)
        table = self.table
        if table is None:
            return frame
        lives, coins, camera = (
            None if part is None else table[part] for part in (frame.lives, frame.coins, frame.camera)
        )
        crop, game = table[frame.crop], table[frame.game]
        return replace(frame, crop=crop, game=game, lives=lives, coins=coins, camera=camera)


@functools.cache
def _table(black: int) -> np.ndarray:
    levels = (np.arange(256) - black) * (255 - _MADE_BLACK) / (255 - black) + _MADE_BLACK
    return np.clip(np.round(levels), 0, 255).astype(np.uint8)
