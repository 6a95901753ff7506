"""Where a video is damaged: from when to when, and how that is told."""

from __future__ import annotations

from pathlib import Path

from ..problem import Problem
from ..words import clock_text, file_text

# So many places are named, and the others counted.
_NAMED = 3
# Damage so shortly after other damage is of one place.
_TOGETHER = 1.0
# A video is steady when so many frames in a row came one after the other. One with a changing rate, as of a
# screen, may rest.
_STEADY = 30
#: Between two frames of a steady video that lie farther apart than this, something is missing.
PAUSE = 0.5  # seconds
# Between two frames of a steady video lie so many of their lengths at most: stamps are rounded.
_STEADY_STEP = 1.75


class Damage:
    """Follows the times of a video's frames and what is wrong between them."""

    def __init__(self, frame_length: float):
        """``frame_length``: that of a frame, mostly, in seconds."""
        self._frame_length = frame_length
        self._steady = 0
        self._is_hurt = False
        #: Whether frames could not be decoded.
        self.is_lossy = False
        #: The places, each from when to when: from the end of the last whole frame to the next one.
        self.places: list[tuple[float, float]] = []

    def lose(self) -> None:
        """Takes that a frame could not be decoded."""
        self.is_lossy = self._is_hurt = True

    def hurt(self) -> None:
        """Takes that something is wrong before or in the next frame."""
        self._is_hurt = True

    @property
    def is_open(self) -> bool:
        """Whether something was wrong since the last frame."""
        return self._is_hurt

    def update(self, before: float | None, time: float, length: float) -> bool:
        """Takes the next frame's time, and that of the one before and how long the file shows that one.

        The first frame has none before. Returns whether more than a moment is missing between them.
        """
        if before is None:
            if self._is_hurt:
                self._add(0.0, time)
            return False
        step = time - before
        if self._steady >= _STEADY and step - length > PAUSE:
            self._is_hurt = True
        elif not self._is_hurt:
            self._steady = self._steady + 1 if step <= _STEADY_STEP * self._frame_length else 0
        if not self._is_hurt:
            return False
        self._add(before + min(length, step), time)
        return step - length > PAUSE

    def _add(self, start: float, end: float) -> None:
        self._is_hurt = False
        if self.places and start - self.places[-1][1] < _TOGETHER:
            self.places[-1] = self.places[-1][0], end
        else:
            self.places.append((start, end))


def unreadable(path: Path) -> Problem:
    """What is wrong with a video of which nothing can be decoded."""
    return Problem(f"Not one frame of {file_text(path)} can be read: it is damaged or not finished.")


def damage_text(path: Path, places: list[tuple[float, float]]) -> str:
    """What is told of a video with these damaged places."""
    return (
        f"Frames of {file_text(path)} are missing or damaged {_times_text(places)}: what could be read was "
        "read; stars and black screens may be missing there."
    )


def joins_text(path: Path, joins: list[float]) -> str:
    """What is told of a video to which others were joined at these times."""
    return (
        f"The times of {file_text(path)} jump {_times_text([(time, time) for time in joins])}, as where "
        "recordings were joined: all of it was read, and the times count on there; check them."
    )


def early_text(path: Path, end: float, stated: float) -> str:
    """What is told of a video that ends before the time that its file states."""
    return (
        f"{file_text(path)} ends at {clock_text(end)} and should last until {clock_text(stated)}: what is "
        "there was read; copy the file again if it should be whole."
    )


def break_text(path: Path, end: float) -> str:
    """What is told of a video that breaks off, whose file does not state how long it should be."""
    return (
        f"{file_text(path)} breaks off at {clock_text(end)}: what is there was read; copy the file again "
        "if it should be whole."
    )


def _times_text(places: list[tuple[float, float]]) -> str:
    """Times in words, from and to: “at 0:01.20 and from 1:02.03 to 1:05.00”; of many, the first ones."""
    named = [_time_text(*place) for place in places[:_NAMED]]
    more = len(places) - len(named)
    if more:
        named.append(f"in {more} more places" if more > 1 else "in one more place")
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _time_text(start: float, end: float) -> str:
    first, last = clock_text(start), clock_text(end)
    return f"at {first}" if first == last else f"from {first} to {last}"
