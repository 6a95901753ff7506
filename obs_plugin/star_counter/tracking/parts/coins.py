"""The coins: whether they are shown, how many there are, and that there are 100."""

from __future__ import annotations

from collections import deque

import numpy as np

from ... import LEAST_CONFIDENCE
from ..belief import SEEN
from ..event import Event, Moment
from .flag import Flag, Rates
from .numbers import LEAST_READINGS, Numbers, Steps, first_of

#: A star appears for so many coins.
MANY = 100
#: Coins come alone and in groups, one on every second frame of the game; a reading may leave one out.
_STEPS = Steps(up=(3.0, 1.0, 0.5, 0.2), down=0.0, jump=0.005)
# While they are not read: in times a second.
_HIDDEN = 0.2
_SHOWN = Rates(off=20.0, on=60.0, misread_every=60.0, misread_for=0.1)
# A level that is loaded has no coins yet; an arena keeps those of the stage before it.
_ANEW = 0.5
_REMEMBERED = 90
# A crop that lies too far left cuts the last of three digits off: from so many coins on, 10 is 100.
_NEARLY_MANY, _CUT = 95, slice(10, 13)


class Coins:
    """Follows the coins."""

    def __init__(self, least_sure: float = LEAST_CONFIDENCE):
        self._least_sure = least_sure
        self._numbers = Numbers(_HIDDEN, least_sure)
        self._shown = Flag(_SHOWN)
        self._heard: deque[tuple[Moment, float]] = deque(maxlen=_REMEMBERED)  # for 100 or more
        self._is_told = False
        #: Whether they were ever seen: where something lies over them, they never are.
        self.were_seen = False

    @property
    def number(self) -> int | None:
        """How many there are; None where that is not known."""
        return self._numbers.number

    @property
    def first(self) -> Moment:
        """The first frame that shows them, where they are shown."""
        since = self._shown.since
        return since if self._shown.is_on and since is not None else self._shown.first_on

    @property
    def are_shown(self) -> bool:
        """Whether they are shown."""
        return self._shown.is_on

    @property
    def is_settled(self) -> bool:
        """Whether more frames like the last one tell no more of whether they are shown."""
        return self._shown.is_settled

    def pass_over(self, now: Moment, seconds: float, counts: np.ndarray | None) -> None:
        """Takes the next reading, None where they were not looked at, and nothing for so long before it."""
        self._numbers.pass_over(seconds)
        if counts is None:
            return
        counts = self._meant(counts)
        seen = float(counts.max())
        if (seen >= SEEN) == self.are_shown:
            self._shown.pass_over(now, seen)
        if seen >= SEEN:
            self._count(now, seconds, counts)

    def load(self) -> None:
        """A level is loaded."""
        self._numbers.expect(0, _ANEW)

    def enter(self) -> None:
        """A course is entered: there are none, and 100 are told anew."""
        self._is_told = False

    def update(self, now: Moment, seconds: float, counts: np.ndarray, is_real: bool) -> Event | None:
        """Takes the next reading (float32 (121,)), so many ``seconds`` after the last one.

        ``is_real``: whether the run is shown for certain.
        """
        counts = self._meant(counts)
        if self._shown.update(now, seconds, float(counts.max())):
            self.were_seen = True
        is_read = self._count(now, seconds, counts)
        return self._many(now) if is_read and is_real and not self._is_told else None

    def _meant(self, counts: np.ndarray) -> np.ndarray:
        return _as_many(counts) if (self.number or 0) >= _NEARLY_MANY else counts

    def _count(self, now: Moment, seconds: float, counts: np.ndarray) -> bool:
        """Takes how many there are; whether that can be read."""
        self._numbers.update(now, seconds, counts, _STEPS)
        if counts.max() < SEEN:
            return False
        self._heard.append((now, float(counts[MANY:].sum())))
        return True

    def _many(self, now: Moment) -> Event | None:
        """The event of 100 coins, when that many are believed."""
        if self._heard[-1][1] < SEEN:
            return None
        sure = float(self._numbers.probabilities[MANY:].sum())
        if sure < self._least_sure:
            return None
        shares = np.array([share for _, share in self._heard])
        first = first_of(shares, 1 - shares)
        if np.count_nonzero(shares[first:] >= LEAST_CONFIDENCE) < LEAST_READINGS:
            return None
        self._is_told = True
        since = self._heard[first][0]
        return Event("coins", *since, sure=sure, decided=now.frame, coins=MANY, rests_on=("coins",))


def _as_many(counts: np.ndarray) -> np.ndarray:
    """A reading where there are about 100: that there are so many matters, and not which of them it is."""
    counts = counts.copy()
    many = counts[MANY:]
    many[::10] += counts[_CUT]
    counts[_CUT] = 0
    best, share = int(many.argmax()), many.sum()
    many[:] = 0
    many[best] = share
    return counts
