"""Whether a black screen with no life left was the game over."""

from __future__ import annotations

import math

#: So sure it must be.
LEAST_SURE = 0.95

# So much its prior, and each frame of the game without the HUD that is not black, is evidence.
_IN_COURSE, _IN_CASTLE, _PICTURE = 0.0, -6.0, 0.12
_TICK = 1 / 30  # seconds


class GameOver:
    """A black screen came with no life left: the game over, if no level is shown after it."""

    def __init__(self, *, was_castle: bool):
        self._odds = _IN_CASTLE if was_castle else _IN_COURSE

    def look(self, seconds: float, is_picture: bool) -> None:
        """Takes whether a frame shows something, but no HUD."""
        if is_picture:
            self._odds += min(seconds / _TICK, 1.0) * _PICTURE

    @property
    def sure(self) -> float:
        """How sure it is."""
        return 1 / (1 + math.exp(-self._odds))
