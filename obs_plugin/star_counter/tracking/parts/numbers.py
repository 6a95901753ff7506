"""How probable each number of lives or coins is, given all readings so far.

A hidden Markov model like that of the stars (`belief`), but small: a state is a true number and whether it is
read or misread. What it is misread as needs no state of its own: a misreading looks like the frame before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ... import LEAST_CONFIDENCE, MOST_STARS
from ..belief import FLOOR, SEEN
from ..event import Moment
from .flag import chance

#: How many numbers the model can read.
NUMBERS = MOST_STARS + 1
#: How many seconds a misreading lasts on average, and how much of the time a number is misread.
MISREAD_SECONDS, MISREAD_SHARE = 0.3, 0.002
#: Another number is believed after so many sure readings at least.
LEAST_READINGS = 2
#: The first number is, as any is possible then.
LEAST_FIRST_READINGS = 4

# A misreading that begins shows one of so many numbers: mostly one digit alone is misread.
_LIKENESS = 1 / 20
_REMEMBERED = 90
# Nothing more can be learnt of a number that is so sure, while it is read.
_SETTLED = 0.999
_ONES = np.ones(NUMBERS, np.float32)


class Change(NamedTuple):
    """The number was another one before; ``first`` is the first frame that shows the new one."""

    before: int | None
    now: int
    first: Moment
    sure: float


class Steps(NamedTuple):
    """How often a number changes while it is read, a second: up by 1, 2, 3 …, down by one, to any."""

    up: Sequence[float]
    down: float
    jump: float


class Numbers:
    """Follows one number of the HUD.

    ``hidden``: how often it changes to any other while it is not read, in times a second.
    """

    def __init__(self, hidden: float, least_sure: float = LEAST_CONFIDENCE):
        self._hidden, self._least_sure = hidden, least_sure
        self.forget()

    def forget(self) -> None:
        """Any number is possible from now on."""
        #: The number; None until it is known.
        self.number: int | None = None
        #: When it was read surely for the last time.
        self.read: Moment | None = None
        self._right, self._wrong = _ONES / NUMBERS, np.zeros_like(_ONES)
        self._before: np.ndarray | None = None  # the last reading
        self._unread = 0.0  # for so many seconds
        self._heard: deque[tuple[Moment, np.ndarray]] = deque(maxlen=_REMEMBERED)

    @property
    def probabilities(self) -> np.ndarray:
        """float32 (121,): how probable each number is."""
        return self._right + self._wrong

    @property
    def is_settled(self) -> bool:
        """Whether the number is sure, or none was ever read."""
        if self.number is None:
            return not self._heard
        return bool(self._right[self.number] >= _SETTLED)

    def keep(self, now: Moment) -> None:
        """Takes that it was read in that frame as it is known."""
        if self.number is not None:
            self.read, self._unread = now, 0.0

    def pass_over(self, seconds: float) -> None:
        """Takes that the number was not looked at for so long."""
        self._unread += seconds

    def expect(self, number: int, probability: float) -> None:
        """Says that something happened which made it this number, so probably."""
        self._right *= np.float32(1 - probability)
        self._wrong *= np.float32(1 - probability)
        self._right[number] += np.float32(probability)

    def update(self, now: Moment, seconds: float, counts: np.ndarray, steps: Steps) -> Change | None:
        """Takes the next reading (float32 (121,)), so many ``seconds`` after the last one."""
        best = int(counts.argmax())
        seen = counts[best]
        if seen < SEEN:
            self._unread += seconds
            return None
        self._heard.append((now, counts))
        if seen >= LEAST_CONFIDENCE and best == self.number:
            self.read = now
            if self._right[best] >= _SETTLED:
                self._before, self._unread = counts, 0.0
                return None
        self._move(seconds, steps)
        self._weigh(seconds, counts, float(seen))
        return self._decide(best)

    def _decide(self, best: int) -> Change | None:
        sure = float(self.probabilities[best])
        if best == self.number or sure < self._least_sure:
            return None
        heard = list(self._heard)
        rows = np.stack([counts for _, counts in heard])
        for_old = None if self.number is None else rows[:, self.number]
        first = first_of(rows[:, best], for_old)
        readings = int(np.count_nonzero(rows[first:, best] >= LEAST_CONFIDENCE))
        if readings < (LEAST_FIRST_READINGS if self.number is None else LEAST_READINGS):
            return None
        change = Change(self.number, best, heard[first][0], sure)
        self.number = best
        self.read = heard[-1][0]
        self._heard.clear()
        return change

    def _move(self, seconds: float, steps: Steps) -> None:
        """What may have happened since the last reading."""
        total = self._right + self._wrong
        moves = chance(seconds, 1.0)
        jump = chance(self._unread, 1 / self._hidden) + moves * steps.jump
        self._unread = 0.0
        new = np.full_like(total, jump / NUMBERS)
        leaves = jump
        for step, rate in enumerate(steps.up, 1):
            rises = moves * rate
            new[step:] += np.float32(rises) * total[:-step]
            leaves += rises
        falls = moves * steps.down
        new[:-1] += np.float32(falls) * total[1:]
        stay = max(0.0, 1 - leaves - falls)
        ends = chance(seconds, MISREAD_SECONDS)
        begins = ends * MISREAD_SHARE
        self._began = self._right * np.float32(stay * begins)
        self._right = (
            new + self._right * np.float32(stay * (1 - begins)) + self._wrong * np.float32(stay * ends)
        )
        self._wrong = self._wrong * np.float32(stay * (1 - ends))

    def _weigh(self, seconds: float, counts: np.ndarray, seen: float) -> None:
        """How much a reading speaks for each number. Unsure ones, alike for a while, are one witness."""
        same = 0.0 if self._before is None else float(self._before @ counts)
        others = 1 - counts
        evidence, as_before = counts + np.float32(FLOOR), same + FLOOR
        if seen < LEAST_CONFIDENCE and seconds < MISREAD_SECONDS:
            weight = seconds / MISREAD_SECONDS
            evidence, others, as_before = evidence**weight, others**weight, as_before**weight
        self._right *= evidence
        self._wrong *= others * np.float32(as_before)
        self._wrong += self._began * others * np.float32(_LIKENESS)
        total = self._right @ _ONES + self._wrong @ _ONES
        self._right /= total
        self._wrong /= total
        self._before = counts


def first_of(for_new: np.ndarray, for_old: np.ndarray | None) -> int:
    """The first of some readings from which on most speaks for a new number, not for the old one."""
    old = 1 / NUMBERS if for_old is None else for_old
    ratios = np.log((for_new + FLOOR) / (old + FLOOR))
    return int(np.cumsum(ratios[::-1])[::-1].argmax())
