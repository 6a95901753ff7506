"""Labels whole stretches of a recording: from where a count is believed until the next one is.

A frame that was read surely as the count of its stretch has that label. So has one that was read unsurely or
wrongly, where the counter was seen all the time from a sure reading of the count before it to one after it.
The reader's readings tell whether the counter is seen; the tracker tells which count it is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from .. import LEAST_CONFIDENCE
from ..reading.frame import Frame, FrameAfterGap, Reading
from ..reading.model_form import BLACK, WHITE
from ..tracking.event import Event
from ..tracking.screens import FULL
from ..tracking.tracker import Tracker
from .collector import SEEN_AT_ALL

#: Frames are left out that are so many seconds or less before the count changes, as its first frames may have
#: been misread as the old one …
CHANGE_MARGIN = 1.0
#: … or from where the counter appears or vanishes: fades cover it little by little.
SEEN_MARGIN = 0.5
#: A frame lies no farther from the sure readings around it than so many seconds: what is read as nothing sure
#: for longer may be no counter.
LONGEST_DOUBT = 2.0
#: Frames that are farther apart than so many seconds do not tell what was between them.
LONGEST_GAP = 0.25
#: A stretch is trusted when its sure readings span so many seconds …
SHORTEST = 2.0
#: … or so many, where it does not begin with one more star: a jump may be a misreading that lasted.
SHORTEST_JUMP = 10.0
#: … and when at most such a share of its sure readings is of other counts.
MOST_WRONG = 0.3
#: So many pictures are kept of a stretch: those that were read unsurely or wrongly, those that were read
#: surely, and those whose label is not sure.
MOST_HARD, MOST_EASY, MOST_DOUBTFUL = 12, 8, 4
#: Among so many frames of a screen the middle one is chosen.
SCREEN_FRAMES = 8

_SCREENS = {"black": BLACK, "white": WHITE}


@dataclass(frozen=True)
class Sample:
    """A picture to save: its frame's number, the counter crop, and its label, 0 to 122.

    ``confidence`` is the probability that the reading gave the label. Where it is not ``is_sure``, the label
    is a guess, and a person should look at it.
    """

    number: int
    time: float
    crop: np.ndarray
    label: int
    confidence: float
    is_sure: bool


class _Spread:
    """Keeps a few of many frames, spread over time."""

    def __init__(self, most: int, every: float):
        """Keeps up to ``most`` frames, and at first one every so many seconds."""
        self._most, self._every = most, every
        self.kept: list[tuple[Frame, Reading]] = []

    def add(self, frame: Frame, reading: Reading) -> None:
        if self.kept and frame.time - self.kept[-1][0].time < self._every:
            return
        self.kept.append((frame, reading))
        if len(self.kept) > self._most:
            self.kept = self.kept[::2]
            self._every *= 2


@dataclass
class _Stretch:
    """What is known of the stretch at hand; ``label`` is None until the first count is believed."""

    label: int | None = None
    begins: str = "count"  # the kind of the event
    right: int = 0  # sure readings of the label, and how long from the first to the last one
    wrong: int = 0
    first: float = 0.0
    last: float = 0.0
    hard: _Spread = field(default_factory=lambda: _Spread(MOST_HARD, 0.25))
    easy: _Spread = field(default_factory=lambda: _Spread(MOST_EASY, 1.0))
    doubtful: _Spread = field(default_factory=lambda: _Spread(MOST_DOUBTFUL, 1.0))

    def add(self, frame: Frame, reading: Reading) -> None:
        """Takes a frame that has the label."""
        count = reading.count()
        self.wrong += count not in (None, self.label)
        (self.easy if count == self.label else self.hard).add(frame, reading)

    def count_right(self, time: float) -> None:
        """Takes the time of a sure reading of the label."""
        self.first = self.first if self.right else time
        self.last = time
        self.right += 1

    def samples(self, end: float, *, is_taken_back: bool) -> Iterable[Sample]:
        """The pictures of the stretch, which ended at that time, the best ones first."""
        shortest = SHORTEST if self.begins == "star" else SHORTEST_JUMP
        is_trusted = (
            not is_taken_back
            and self.last - self.first >= shortest
            and self.wrong <= MOST_WRONG * (self.right + self.wrong)
        )
        kept = [(*pair, is_trusted) for pair in (*self.hard.kept, *self.easy.kept)]
        if not is_trusted:
            kept = kept[:MOST_DOUBTFUL]
        for frame, reading, is_sure in (*kept, *((*pair, False) for pair in self.doubtful.kept)):
            if frame.time < end - CHANGE_MARGIN:
                yield _sample(frame, reading, self.label, is_sure=is_sure)


class Stretches:
    """Follows a recording's readings and labels its frames.

    Holds no I/O, and the crops of a few seconds and two dozen frames at most, however long the recording is.
    """

    def __init__(self, least_sure: float = LEAST_CONFIDENCE):
        """``least_sure``: how probable a count must be to be believed."""
        self._tracker = Tracker(least_sure)
        self._stretch = _Stretch()
        self._before: int | None = None  # the label of the stretch before
        # The frames that show a counter since the last one that got its label, and since when it is seen.
        self._held: deque[tuple[Frame, Reading]] = deque()
        self._seen_since: float | None = None
        self._right_since: float | None = None
        self._last_time = 0.0
        self._covered = _Spread(SCREEN_FRAMES, 0.0)  # the frames of the screen that is shown

    def update(self, frame: Frame, reading: Reading) -> list[Sample]:
        """Takes the next frame; returns the pictures of what ended with it."""
        samples: list[Sample] = []
        if isinstance(frame, FrameAfterGap):
            self._tracker.skip()
        for event in self._tracker.update(frame.number, frame.time, reading):
            samples += self._handle(event)
        self._follow_screen(frame, reading)
        self._follow_counter(frame, reading)
        self._last_time = frame.time
        return samples

    def end(self) -> list[Sample]:
        """The pictures of what the recording ended in."""
        return list(self._stretch.samples(self._last_time, is_taken_back=False))

    def _handle(self, event: Event) -> list[Sample]:
        if event.to_count is not None:
            ended, self._stretch = self._stretch, _Stretch(event.to_count, event.kind)
            is_taken_back = event.to_count == self._before
            self._before = ended.label
            self._forget()
            return list(ended.samples(event.time, is_taken_back=is_taken_back))
        colour, _, part = event.kind.partition("_")
        if colour not in _SCREENS or part != "end":
            return []
        kept, self._covered = self._covered.kept, _Spread(SCREEN_FRAMES, 0.0)
        # The middle one: the others may be of the fades.
        return [_sample(*kept[len(kept) // 2], _SCREENS[colour], is_sure=True)] if kept else []

    def _follow_screen(self, frame: Frame, reading: Reading) -> None:
        screen = self._tracker.screen
        if screen and reading.share(screen) >= FULL:
            self._covered.add(frame, reading)

    def _follow_counter(self, frame: Frame, reading: Reading) -> None:
        if self._tracker.screen or reading.seen < SEEN_AT_ALL or frame.time - self._last_time > LONGEST_GAP:
            self._forget()
            return
        if self._seen_since is None:
            self._seen_since = frame.time
        self._held.append((frame, reading))
        if self._stretch.label is not None and reading.count() == self._stretch.label:
            self._stretch.count_right(frame.time)
            if self._right_since is None:
                self._right_since = frame.time
            self._label(self._right_since + SEEN_MARGIN, frame.time - SEEN_MARGIN)
        while frame.time - self._held[0][0].time > LONGEST_DOUBT:
            self._doubt(*self._held.popleft(), self._seen_since)

    def _label(self, first: float, last: float) -> None:
        """Gives frames between these times the label, which is read surely before and after them."""
        while self._held[0][0].time <= last:
            frame, reading = self._held.popleft()
            if frame.time >= first:
                self._stretch.add(frame, reading)

    def _doubt(self, frame: Frame, reading: Reading, seen_since: float) -> None:
        """Leaves a frame to a person: for long, nothing was sure."""
        self._right_since = None
        if frame.time >= seen_since + SEEN_MARGIN and reading.count() != self._stretch.label:
            self._stretch.doubtful.add(frame, reading)

    def _forget(self) -> None:
        """The counter is hidden, or another: what is held may show either."""
        self._held.clear()
        self._seen_since = self._right_since = None


def _sample(frame: Frame, reading: Reading, label: int | None, *, is_sure: bool) -> Sample:
    guess = int(reading.counts.argmax()) if label is None else label
    confidence = float(reading.probabilities[guess])
    return Sample(frame.number, frame.time, frame.crop, guess, confidence, is_sure)
