"""From readings to events: what happened in the run, and on which frame."""

from __future__ import annotations

import itertools
import math
from collections import deque

import numpy as np

from .. import LEAST_CONFIDENCE
from ..reading.frame import Reading
from ..reading.model_form import CLASSES
from .attempts import Attempts
from .belief import FLOOR, SEEN, Belief
from .event import DEATHS, Event, Moment
from .parts.coins import MANY
from .presence import COMPANY, LATELY, LONGEST_ALONE, LONGEST_BLINK, Company, Presence
from .quiet import SOON, QuietRun
from .run import LONGEST_STEP
from .screens import Screens

#: A count other than the next one is believed after so many sure readings at least: a loading screen or a
#: broken frame can look like any count, and after a long absence any count is possible.
LEAST_READINGS = 3
#: A star is taken while the counter is shown, or while a blink or a fade hides it: where the old count was
#: not seen for longer than this, the next one is a count like any other.
STAR_ABSENCE = 4.0  # seconds
#: And none is taken so soon after another: Mario's dance lasts for 80 frames of the game.
STARS_APART = 2.0  # seconds
#: A count that is back at the start after so long an absence of the counter is a new run, and no loaded file:
#: a reset shows the logo, the title and the file select before the counter.
RESET_ABSENCE = 10.0  # seconds

# Frames that said something are kept, to find the first one with the new count: some jumps take seconds to be
# believed.
_REMEMBERED = 600
# Without a counter every class has a probability of about 0.01: from here on a frame says something …
_HEARD = 0.1
# So long after the counter is back a fade may still hide the coins, and from so many coins on there may be
# 100 soon: eight come at once.
_SCENE_BEGINS = 0.7  # seconds
_NEARLY_MANY = 85
# A count that is so sure gets no surer.
_SETTLED = 0.99
_NO_COUNTER = Reading(np.full(len(CLASSES), 1 / len(CLASSES), np.float32))


class Tracker:
    """Follows one player's readings. Holds no clock and no I/O: the same readings give the same events.

    ``least_sure``: how probable a count must be to be believed. ``start_count``: the stars that a run begins
    with.
    """

    def __init__(self, least_sure: float = LEAST_CONFIDENCE, start_count: int = 0):
        self.least_sure = least_sure
        #: The star count; None until it is known.
        self.stars: int | None = None
        #: Whether the last frame showed another count than the one that is believed: the next one decides.
        self.is_deciding = False
        self.blacks = 0
        self.whites = 0
        #: How often Mario died in this run.
        self.deaths = 0
        self._start_counts: tuple[int, ...] = (start_count,)  # a run begins with one of them
        self._belief = Belief(start_count)
        self._screens = Screens()
        self._presence, self._company = Presence(), Company()
        self._run = QuietRun(least_sure)
        self._attempts = Attempts()
        # Frames with a counter that may be a run's first, or a demo's.
        self._waiting: list[tuple[Moment, Reading]] = []
        self._now = self._hidden = Moment(0, 0.0)  # the last frame; the last one without a counter
        self._heard: deque[tuple[Moment, np.ndarray]] = deque(maxlen=_REMEMBERED)
        self._last_frame: Moment | None = None
        self._star = -math.inf  # when the last one was taken, in seconds

    @property
    def screen(self) -> str | None:
        """The screen that is shown: "black", "white" or None."""
        return self._screens.shown

    @property
    def sure(self) -> float:
        """How probable the most probable count is."""
        return float(self._belief.counts.max())

    def start_with(self, count: int) -> None:
        """Runs begin with that count from now on; one that is on may begin anew with the old one, too."""
        if count == self._start_counts[-1]:
            return
        is_on = self.stars is not None and self.stars not in self._start_counts
        self._start_counts = (self._start_counts[-1], count) if is_on else (count,)
        self._belief.expect_starts(*self._start_counts)

    @property
    def lives(self) -> int | None:
        """How many lives there are; None where that is not known."""
        return self._run.lives.number

    @property
    def coins(self) -> int | None:
        """How many coins there are, in a course; None where that is not known."""
        return self._run.coins.number if self.place in ("course", "arena") else None

    @property
    def camera(self) -> str | None:
        """The camera's icon that was seen last, one of `CAMERAS`; None where it was not looked at."""
        return self._run.camera.icon

    @property
    def place(self) -> str:
        """Where the run is: "course", "castle", "arena", or "" where that is not known."""
        return self._run.place

    @property
    def attempt(self) -> int:
        """How many runs there were, the one that was on at first included."""
        return self._attempts.number

    @property
    def unseen(self) -> tuple[str, ...]:
        """The parts of the HUD that are looked at and never seen: what rests on them is not told."""
        return self._run.parts.unseen

    @property
    def saw_coins(self) -> bool:
        """Whether coins were ever seen."""
        return self._run.coins.were_seen

    @property
    def tells_most(self) -> str:
        """Whether the "lives" or the "coins" tell more in the next frame, where both cost too much.

        The coins as a scene begins, since they tell where it is, and just before 100; else the lives, mostly.
        """
        is_new = self._now.time - self._hidden.time < _SCENE_BEGINS
        if is_new or _NEARLY_MANY <= (self.coins or 0) < MANY:
            return "coins"
        return ("lives", "lives", "coins")[self._now.frame % 3]

    def skip(self) -> None:
        """Takes that time is missing before the next frame: what was seen until then says nothing of it."""
        self._presence.skip()

    def update(self, frame: int, time: float, reading: Reading) -> list[Event]:
        """Takes the reading of the next frame and returns what happened, up to that frame.

        Each is dated to the frame that showed it first, which may lie before what was told already: a jump
        takes seconds to be believed, and a death is dated to the fade, though it is known only where the
        lives fall.
        """
        now = self._now = Moment(frame, time)
        events = self._follow_screens(now, reading)
        if self.screen or reading.seen < SEEN:
            self._hidden = now
        at_start = self.stars in self._start_counts and reading.count() == self.stars
        told = self._run.update(now, reading, events, self.stars, at_start)
        counted = self._follow_counter(now, reading)
        self.is_deciding = reading.seen >= SEEN and int(reading.counts.argmax()) != self.stars
        told = sorted(events + counted + told, key=lambda event: event.frame)
        self._follow_attempts(told)
        return told

    @property
    def is_settled(self) -> bool:
        """Whether nothing is to be decided: more frames like the last one change nothing that is known."""
        if self.screen or not self._screens.is_settled or not self._run.is_settled(self._now):
            return False
        if self._is_unseen:
            return self._presence.is_settled
        is_known = self.stars is not None and not self.is_deciding and self.sure >= _SETTLED
        return is_known and self._presence.is_settled and self._run.is_on

    @property
    def is_idle(self) -> bool:
        """Whether there is no counter, and more frames like the last one tell nothing but how long."""
        return (
            self._is_unseen and self._screens.is_settled and self._presence.is_settled and self._run.is_idle
        )

    def expects(self, frame: int, time: float, reading: Reading) -> bool:
        """Whether a frame of the run, ten seconds later at most, shows nothing but what is known."""
        is_same = not self._is_unseen and int(reading.counts.argmax()) == self.stars
        if not is_same or reading.seen < SEEN:
            return False
        is_soon = time - self._now.time <= SOON
        is_alike = self._company.expects(reading, is_soon=is_soon)
        return is_alike and self._run.expects(Moment(frame, time), reading)

    def pass_over(self, frame: int, time: float, reading: Reading) -> None:
        """Takes the reading of a frame up to which nothing happened, and all before it for the same.

        So it was decided by `is_settled`, and `expects` for one with a counter.
        """
        now, seconds = Moment(frame, time), max(0.0, time - self._now.time)
        self._now = now
        if reading.seen < SEEN:
            self._hidden = now
        self._screens.pass_over(now, reading)
        self._company.pass_over(now, seconds, reading, self.stars)
        self._run.pass_over(now, seconds, reading)
        if self._is_unseen:
            self._belief.update(seconds, _NO_COUNTER.counts)
        else:
            self._belief.pass_over(seconds, reading.counts)
        if self._run.is_on and reading.seen >= _HEARD:
            self._heard.append((now, reading.counts))
        self._last_frame = now

    @property
    def _is_unseen(self) -> bool:
        """Whether the last frame showed no counter."""
        return self._hidden == self._now

    def _follow_counter(self, now: Moment, reading: Reading) -> list[Event]:
        """What happened to the counter. That of a title's demo says nothing of a run."""
        if self._run.is_on:
            waiting, self._waiting = [*self._waiting, (now, reading)], []
        elif self._run.is_undecided and reading.seen >= SEEN:
            self._waiting.append((now, reading))
            return []
        else:
            waiting, self._waiting = [(now, _NO_COUNTER)], []
        events = []
        for moment, one in waiting:
            events += self._follow_presence(moment, one)
            events += self._follow_count(moment, one)
            self._last_frame = moment
        return events

    def _follow_screens(self, now: Moment, reading: Reading) -> list[Event]:
        events = self._screens.update(now, reading)
        for event in events:
            self.blacks += event.kind == "black"
            self.whites += event.kind == "white"
        if events:
            self._presence.explain()
        return events

    def _follow_attempts(self, events: list[Event]) -> None:
        for event in events:
            before = self.attempt
            self._attempts.begins(event)
            if self.attempt != before:
                self.deaths = 0
            self.deaths += event.kind in DEATHS

    def _follow_presence(self, now: Moment, reading: Reading) -> list[Event]:
        if self.stars is None:
            return []
        is_seen = reading.seen >= SEEN
        if is_seen and self._presence.is_gone:
            is_seen = not self._company.is_missing(now, COMPANY, now)
        return self._presence.update(now, int(reading.counts.argmax()) if is_seen else None)

    def _follow_count(self, now: Moment, reading: Reading) -> list[Event]:
        counts = reading.counts
        self._company.update(now, reading, self.stars)
        seconds = now.time - self._last_frame.time if self._last_frame else 0.0
        self._belief.update(min(max(seconds, 0.0), LONGEST_STEP), counts)
        if reading.seen >= _HEARD:
            self._heard.append((now, counts))
        best = int(self._belief.counts.argmax())
        if reading.seen < SEEN or int(counts.argmax()) != best or best == self.stars:
            return []
        if self.sure < self.least_sure:
            return []
        shown = self._since_first(best)
        if not self._is_enough(now, best, shown[0][0]):
            return []
        readings = sum(bool(counts[best] >= LEAST_CONFIDENCE) for _, counts in shown)
        event = self._change(best, shown[0][0], readings)
        if event.kind == "star":
            event, self._star = self._run.take_star(event), event.time
        self.stars = best
        # What was heard before tells nothing of the next change.
        self._heard = deque(shown, maxlen=_REMEMBERED)
        return [event]

    def _is_enough(self, now: Moment, new: int, since: Moment) -> bool:
        """Whether enough sure readings were of a new count lately, and other parts of the HUD beside it."""
        heard = itertools.takewhile(lambda one: now.time - one[0].time <= LATELY, reversed(self._heard))
        lately = [int(counts.argmax()) for _, counts in heard if counts.max() >= LEAST_CONFIDENCE]
        others = len({*lately} - {new, self.stars})
        is_star = (
            self.stars is not None
            and new == self.stars + 1
            and since.time - self._star >= STARS_APART
            and self._absence_before(since) <= STAR_ABSENCE
        )
        alone = LONGEST_ALONE if is_star else COMPANY
        if self._company.is_missing(now, alone, since):
            return False
        return lately.count(new) >= (2 * others if is_star else LEAST_READINGS + others)

    def _change(self, new: int, since: Moment, readings: int) -> Event:
        """The event of a count that is believed now, and was shown since that moment."""
        old = self.stars
        kind = "count"
        if old is not None and new == old + 1:
            kind = "star"
        elif old is not None and new in self._start_counts and self._absence_before(since) >= RESET_ABSENCE:
            kind = "reset"
            self._start_counts = self._start_counts[-1:]
            self._belief.expect_starts(*self._start_counts)
        return Event(kind, *since, old, new, sure=self.sure, decided=self._now.frame, readings=readings)

    def _since_first(self, new: int) -> list[tuple[Moment, np.ndarray]]:
        """What was heard since the count changed: from where on most speaks for the new one, not the old."""
        heard = list(self._heard)
        rows = np.stack([counts for _, counts in heard])
        for_new = rows[:, new]
        for_old = np.full_like(for_new, 1 / len(CLASSES)) if self.stars is None else rows[:, self.stars]
        ratios = np.log((for_new + FLOOR) / (for_old + FLOOR))
        first = int(np.cumsum(ratios[::-1])[::-1].argmax())
        while for_new[first] < max(_HEARD, for_old[first]):  # the newest one shows it
            first += 1
        # A frame that was misread long before the counter came back is not the first one that shows it.
        speaking = [first, *(first + 1 + np.flatnonzero(for_new[first + 1 :] >= _HEARD))]
        for index, after in itertools.pairwise(speaking):
            if for_new[index] >= SEEN or heard[after][0].time - heard[index][0].time <= LONGEST_BLINK:
                break
            first = int(after)
        return heard[first:]

    def _absence_before(self, since: Moment) -> float:
        """How many seconds before a change the old count was seen for the last time."""
        times = [
            at.time for at, counts in self._heard if at.frame < since.frame and counts[self.stars] >= SEEN
        ]
        return since.time - times[-1] if times else math.inf
