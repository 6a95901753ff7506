"""Whether something is shown, given all readings so far: a hidden Markov model of two states."""

from __future__ import annotations

import math
from collections import deque
from typing import NamedTuple

from ..event import Moment

#: So sure a flag must be to turn.
LEAST_SURE = 0.9
#: A reading that is surer than this may still have nothing to do with what is shown.
_FLOOR = 0.02
#: How many frames are kept, to find the first one of what is believed now.
_REMEMBERED = 128
_ALIKE = 1e-4  # seconds
# What is less probable is as good as impossible.
_SETTLED = 2e-3
# So probably a flag is read right where nothing goes on.
_CALM = 0.95
# Where frames are passed over, they are so many at least, and each takes so long.
_PASSED, _FRAME = 3, 1 / 30  # seconds


class Rates(NamedTuple):
    """How long a flag is off and on, how rarely it is misread, and for how long: in seconds, on average."""

    off: float
    on: float
    misread_every: float
    misread_for: float


class Flag:
    """Whether something is shown. A misreading lasts a while: equal readings are not as many witnesses."""

    def __init__(self, rates: Rates):
        self._rates = rates
        self.is_on = False
        #: Since when it is as it is; None before the first change.
        self.since: Moment | None = None
        # How probable each pair is: off or on, and whether that is read (first) or misread.
        self._off, self._on = (1.0, 0.0), (0.0, 0.0)
        self._last = Moment(0, 0.0)
        self._seconds, self._chances = 0.0, [0.0] * len(rates)
        self._heard: deque[tuple[Moment, float]] = deque(maxlen=_REMEMBERED)

    @property
    def probability(self) -> float:
        """How probable it is that it is on."""
        return sum(self._on)

    @property
    def first_on(self) -> Moment:
        """The first frame of what speaks for on, up to the newest frame."""
        return self._first(1.0)

    def update(self, now: Moment, seconds: float, seen: float) -> bool:
        """Takes how probably the next frame shows it; ``seconds`` after the last. Whether the flag turned."""
        self._last = now
        if self._is_settled(seen):
            return False
        self._move(seconds)
        seen = min(max(seen, _FLOOR), 1 - _FLOOR)
        off, on = self._off, self._on
        off, on = (off[0] * (1 - seen), off[1] * seen), (on[0] * seen, on[1] * (1 - seen))
        total = sum(off) + sum(on)
        self._off, self._on = (off[0] / total, off[1] / total), (on[0] / total, on[1] / total)
        self._heard.append((now, math.log(seen / (1 - seen))))
        return self._turn(not self.is_on) if self._is_contrary() else False

    def pass_over(self, now: Moment, seen: float) -> None:
        """Takes how probably a frame shows what is believed already, and some before it for the same."""
        for _ in range(_PASSED):
            self.update(now, _FRAME, seen)

    @property
    def is_settled(self) -> bool:
        """Whether the last frames showed what is believed."""
        return (self._on[0] if self.is_on else self._off[0]) >= _CALM

    def clear(self) -> None:
        """Says that it is off, and what was heard is done with."""
        self.is_on, self._off, self._on = False, (1.0, 0.0), (0.0, 0.0)
        self._heard.clear()

    def _is_settled(self, seen: float) -> bool:
        """Whether a frame shows what is believed already, and nothing more can be learnt."""
        if self.is_on:
            return seen >= 1 - _FLOOR and self._on[0] > 1 - _SETTLED
        return seen <= _FLOOR and self._off[0] > 1 - _SETTLED

    def _is_contrary(self) -> bool:
        on = self.probability
        return (1 - on if self.is_on else on) >= LEAST_SURE

    def _turn(self, is_on: bool) -> bool:
        self.since = self._first(1.0 if is_on else -1.0)
        self.is_on = is_on
        # What was heard before tells nothing of the next change.
        while self._heard and self._heard[0][0] < self.since:
            self._heard.popleft()
        return True

    def _first(self, sign: float) -> Moment:
        """The frame from which on most speaks for on (1) or off (-1)."""
        best, total, first = -math.inf, 0.0, self._last
        for moment, ratio in reversed(self._heard):
            total += sign * ratio
            if total > best:
                best, first = total, moment
        return first

    def _move(self, seconds: float) -> None:
        """What may have happened since the last frame: a change, a misreading's begin or end."""
        if abs(seconds - self._seconds) > _ALIKE:  # frames follow each other evenly
            self._seconds = seconds
            self._chances = [chance(seconds, every) for every in self._rates]
        comes, goes, begins, ends = self._chances
        off, on = self._off, self._on
        right = off[0] * (1 - comes) + on[0] * goes, on[0] * (1 - goes) + off[0] * comes
        wrong = off[1] * (1 - comes) + on[1] * goes, on[1] * (1 - goes) + off[1] * comes
        self._off = right[0] * (1 - begins) + wrong[0] * ends, wrong[0] * (1 - ends) + right[0] * begins
        self._on = right[1] * (1 - begins) + wrong[1] * ends, wrong[1] * (1 - ends) + right[1] * begins


def chance(seconds: float, every: float) -> float:
    """The probability that something which happens ``every`` so many seconds happens in ``seconds``."""
    return 1 - math.exp(-seconds / every)
