"""Recordings one after the other, as one: the parts of a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ..problem import Problem
from ..reading.frame import Frame
from .files import Recording


class Joined:
    """The frames of several recordings, as those of one `Recording`: numbers and times count on.

    The first frame of each part is one frame later than the last one of the part before: so programs cut a
    stream. ``length`` is the number of frames, roughly; None where a part does not tell its own.
    """

    def __init__(self, parts: Sequence[Path], opened: Callable[[Path], Recording]):
        """``opened`` opens a part. Raises `Problem` where one cannot be: without it the run is another."""
        self._parts, self._open = parts, opened
        lengths = [opened(part).length for part in parts]
        self.length = None if None in lengths else sum(length or 0 for length in lengths)

    def __iter__(self) -> Iterator[Frame]:
        """Decodes the parts, once. When all that can be read has been, a `Problem` says what is missing."""
        missing: list[Problem] = []
        number, time = 0, 0.0  # of the next part's first frame
        for part in self._parts:
            recording, is_begun = self._open(part), part is self._parts[0]  # whose times are as they are
            frame, later = None, 0.0
            try:
                for frame in recording:
                    if not is_begun:
                        later = time + frame.number / recording.fps - frame.time
                        is_begun = True
                    yield replace(frame, number=number + frame.number, time=later + frame.time)
            except Problem as problem:
                missing.append(problem)
            if frame:
                number, time = number + frame.number + 1, later + frame.time + 1 / recording.fps
        if missing:
            raise Problem(" ".join(map(str, missing)))
