"""Frames that options tell: where the logo is, and where the star bursts."""

from __future__ import annotations

from ...problem import Problem
from ...tracking.event import Moment
from ...words import clock_text

# Where a video ends before a time that is told by so many seconds, the time is not in it.
_AFTER_END = 1.0


class Told:
    """A frame that an option tells, by its number, or by the time to which it is the nearest."""

    def __init__(self, option: str, told: int | float | None):
        self._option, self._told = option, told
        self._found: Moment | None = None
        self._last = Moment(0, 0.0)

    @property
    def is_told(self) -> bool:
        """Whether one is told."""
        return self._told is not None

    def update(self, now: Moment) -> None:
        """Takes the next frame of the video."""
        self._last = now
        if self._told is None:
            return
        if isinstance(self._told, int):
            is_nearer = now.frame == self._told
        else:
            found = self._found
            is_nearer = found is None or abs(now.time - self._told) < abs(found.time - self._told)
        if is_nearer:
            self._found = now

    def moment(self) -> Moment | None:
        """That frame; None where none is told. Raises `Problem` where the video has no such frame."""
        if self._told is None:
            return None
        last = self._last
        if self._found is None:
            raise Problem(
                f"{self._option} {self._told}: the video has frames 0 to {last.frame}: give one of them."
            )
        if isinstance(self._told, float) and self._told > last.time + _AFTER_END:
            raise Problem(
                f"{self._option} {clock_text(self._told)}: the video ends at {clock_text(last.time)}: give a "
                "time in it."
            )
        return self._found
