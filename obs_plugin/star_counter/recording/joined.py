"""Recordings one after the other, as one: the parts of a stream."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from ..problem import Problem
from ..reading.frame import Frame, FrameAfterGap
from .files import Recording


class Joined:
    """The frames of several recordings, as those of one `Recording`: numbers and times count on.

    The first frame of each part is one frame later than the last one of the part before: so programs cut a
    stream. ``length`` is the number of frames, roughly; None where a part does not tell its own.
    """

    def __init__(self, parts: Sequence[Path], opened: Callable[[Path], Recording]):
        """``opened`` opens a part. Raises `Problem` where one cannot be: without it the run is another."""
        self._parts, self._open = parts, opened
        lengths = [self._length(part) for part in parts]
        self.length = None if None in lengths else sum(length or 0 for length in lengths)

    def __iter__(self) -> Iterator[Frame]:
        """Decodes the parts, once. When all that can be read has been, a `Problem` says what is missing."""
        missing: list[Problem] = []
        number, time, is_after_gap = 0, 0.0, False  # of the next part's first frame
        for part in self._parts:
            last, later = None, 0.0
            with self._opened(part) as recording:
                try:
                    for frame in recording:
                        if last is None and part is not self._parts[0]:  # whose times are as they are
                            later = time + frame.number / recording.fps - frame.time
                        moved = replace(frame, number=number + frame.number, time=later + frame.time)
                        yield FrameAfterGap(**vars(moved)) if is_after_gap else moved
                        last, is_after_gap = frame, False
                except Problem as problem:
                    missing.append(problem)
                    is_after_gap = True
            if last:
                number, time = number + last.number + 1, later + last.time + 1 / recording.fps
        if missing:
            raise Problem(" ".join(map(str, missing)))

    def _length(self, part: Path) -> int | None:
        with self._opened(part) as recording:
            return recording.length

    def _opened(self, part: Path) -> closing[Recording]:
        gc.collect()  # PyAV's files hold themselves: what the decoders of the parts before keep would add up
        return closing(self._open(part))
