"""The lives: one more, and one less where a death led to."""

from __future__ import annotations

import numpy as np

from ... import LEAST_CONFIDENCE
from ..event import Moment
from .numbers import Change, Numbers, Steps

#: So many may come at once: while they are counted up, some pass between two looks.
MOST_AT_ONCE = 3
#: More lives are rare; after a black screen one may be less, which is a death for certain.
_UP = (1 / 60, 1 / 600, 1 / 1200)
_USUAL, _AFTER_BLACK = Steps(_UP, down=1 / 600, jump=1 / 2000), Steps(_UP, down=1 / 4, jump=1 / 2000)
# While they are not read: in times a second.
_HIDDEN = 1 / 120


class Lives:
    """Follows the lives."""

    def __init__(self, least_sure: float = LEAST_CONFIDENCE):
        self._numbers = Numbers(_HIDDEN, least_sure)
        self._last: Moment | None = None

    @property
    def number(self) -> int | None:
        """How many there are; None where that is not known."""
        return self._numbers.number

    @property
    def read(self) -> Moment | None:
        """When the number was read surely for the last time."""
        return self._numbers.read

    @property
    def is_settled(self) -> bool:
        """Whether the last frame showed no other number than the one that is known."""
        return self._numbers.is_settled

    def pass_over(self, now: Moment, seconds: float, *, is_read: bool) -> None:
        """Takes that it is the same up to that frame, or was not read for so many seconds."""
        self._last = now
        if is_read:
            self._numbers.keep(now)
        else:
            self._numbers.pass_over(seconds)

    def forget(self) -> None:
        """Any number is possible from now on: another run, or another file."""
        self._numbers.forget()

    def update(self, now: Moment, counts: np.ndarray, may_fall: bool) -> Change | None:
        """Takes the next reading (float32 (121,)); ``may_fall``: a black screen has just ended."""
        seconds = now.time - self._last.time if self._last else 0.0
        self._last = now
        return self._numbers.update(now, max(seconds, 0.0), counts, _AFTER_BLACK if may_fall else _USUAL)
