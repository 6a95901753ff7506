"""How probable each star count is, given all readings so far: a hidden Markov model.

A state is a pair: the true count, and the count that is read in its place. They are mostly the same. A
misread count stays misread for a while, because the picture behind it stays: thirty equal readings a second
are not thirty witnesses. So another reading is either another count or the beginning of a misreading, and how
long it lasts decides which.
"""

from __future__ import annotations

import operator

import numpy as np

from .. import LEAST_CONFIDENCE, MOST_STARS
from .parts.flag import chance

#: A frame shows the counter when some count has this probability: without one, all have about 0.01.
SEEN = 0.5
#: A star every so many seconds, while the counter is seen. Runs of 16 to 120 stars take 40 to 60; to be sure
#: within four frames of the game takes a little more trust.
SECONDS_A_STAR = 20.0
#: Any other change (a loaded file, a save state), every so many seconds while the counter is seen …
SECONDS_A_JUMP = 600.0
#: … and while it is not: files are loaded and games are reset where there is no counter.
SECONDS_A_HIDDEN_JUMP = 60.0
#: Of the hidden jumps, as many lead back to the start.
RESET_SHARE = 0.3
#: How many seconds a misreading lasts on average: as long as the picture behind the digits stays alike.
MISREAD_SECONDS = 0.3
#: How much of the time a count is misread at least, whatever the video looks like.
MISREAD_SHARE = 0.001
#: And each count as much as the readings of the last so many seconds gave it besides the best one: the
#: model's probabilities are calibrated.
LEARNT_OVER = 20.0  # seconds
#: What is read of a picture may have nothing to do with it, with this probability a class.
FLOOR = 0.004

_COUNTS = MOST_STARS + 1
# What such a reading gives other counts does not matter.
_NEARLY_SURE = 0.9999
# What is learnt changes slowly: it is taken over so often.
_LEARNING_STEP = 0.5  # seconds
# A frame of the game.
_FRAME = 1 / 30  # seconds
# So much time may be taken at once as if it were one.
_MOMENT = 0.2  # seconds
_ONES = np.ones(_COUNTS, np.float32)
# Row by count: it alone is seen.
_SURE = np.eye(_COUNTS, dtype=np.float32)
# A count that differs in more than one digit is this much less likely to be read instead.
_FAR = 0.02


def _likeness() -> np.ndarray:
    """Row by count: what it is misread as, float32 (121, 121); rows sum to 1."""
    names = [str(count) for count in range(_COUNTS)]
    weights = np.where([[_is_near(one, other) for other in names] for one in names], 1.0, _FAR)
    np.fill_diagonal(weights, 0)
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def _is_near(one: str, other: str) -> bool:
    """Whether two counts differ in one digit alone."""
    return len(one) == len(other) and sum(map(operator.ne, one, other)) == 1


class Belief:
    """The probability of each count, 0 to 120, from the readings so far."""

    def __init__(self, start_count: int = 0):
        #: float32 (121,): the probability of each count.
        self.counts = _ONES / _COUNTS
        self._least_misread = _likeness() * np.float32(MISREAD_SHARE)
        self._confused = np.zeros_like(_ONES)  # how probable each count was besides the best one
        self._misread = np.empty_like(self._least_misread)  # row by count: its share of time, misread as what
        self._take_over()
        # Row: the true count; column: the one that is read. All of it times ``_total``, to be divided later.
        self._states = self._misread / _COUNTS
        self._total = np.float32(1)
        right = np.einsum("ii->i", self._states)  # a view of the diagonal: the true count is read
        right += (1 - MISREAD_SHARE) / _COUNTS
        self._scratch = np.empty_like(self._states)
        self._jumps = _ONES / _COUNTS
        self.expect_starts(start_count)

    def expect_starts(self, *counts: int) -> None:
        """Runs begin with one of these counts from now on."""
        self._hidden_jumps = (1 - RESET_SHARE) * self._jumps
        self._hidden_jumps[list(counts)] += RESET_SHARE / len(counts)

    def update(self, seconds: float, counts: np.ndarray) -> None:
        """Takes one more frame, so many ``seconds`` after the last one.

        ``counts`` is float32 (121,), the probability of each count in it. Where none is `SEEN`, the frame
        says nothing of which one it is: a counter that is hidden, half covered or blurred.
        """
        best = int(counts.argmax())
        if counts[best] >= SEEN:
            self._learn(seconds, counts, best)
        self._take(seconds, counts, best)

    def pass_over(self, seconds: float, counts: np.ndarray) -> None:
        """Takes a frame as `update` does, and that the most probable count was seen for so many seconds.

        A moment is one frame. Longer times end with two frames, in which whatever else might have come before
        them would show: so a count that was believed until lately is given up as frame by frame.
        """
        if seconds <= _MOMENT:
            self.update(seconds, counts)
            return
        best = int(self.counts.argmax())
        for part in (seconds - 2 * _FRAME, _FRAME, _FRAME):
            self._take(part, _SURE[best], best)

    def _take(self, seconds: float, counts: np.ndarray, best: int) -> None:
        is_seen = bool(counts[best] >= SEEN)
        self._move(seconds, is_seen)
        if is_seen:
            self._states *= self._evidence(seconds, counts, counts[best])
        self.counts = self._states @ _ONES
        self._total = self.counts @ _ONES
        self.counts /= self._total

    def _evidence(self, seconds: float, counts: np.ndarray, seen: float) -> np.ndarray:
        """How much a frame speaks for each count.

        Unsure readings, alike as long as the picture behind the digits stays alike, are one witness together.
        """
        evidence = counts + np.float32(FLOOR)
        if seen >= LEAST_CONFIDENCE:
            return evidence
        return evidence ** np.float32(min(1.0, seconds / MISREAD_SECONDS))

    def _learn(self, seconds: float, counts: np.ndarray, best: int) -> None:
        """Averages what the other counts have more than by chance."""
        share = chance(seconds, LEARNT_OVER)
        self._confused *= np.float32(1 - share)
        if counts[best] < _NEARLY_SURE:  # else there is nothing to add
            others = np.maximum(counts - (1 - counts[best]) / _COUNTS, 0)
            others[best] = 0
            others *= np.float32(share)
            self._confused += others
        self._learnt += seconds
        if self._learnt >= _LEARNING_STEP:
            self._take_over()

    def _take_over(self) -> None:
        """Makes what was learnt part of what is expected."""
        np.add(self._least_misread, self._confused, out=self._misread)
        np.fill_diagonal(self._misread, 0)
        self._misread_at_all = self._misread @ _ONES
        self._learnt = 0.0  # seconds since

    def _move(self, seconds: float, is_seen: bool) -> None:
        """What may have happened since the last frame: a star, a jump, a misreading's begin or end."""
        states, counts = self._states, self.counts
        right = np.einsum("ii->i", states)  # made anew each time: in a copy of all this it would view no part
        star = chance(seconds, SECONDS_A_STAR) if is_seen else 0.0
        jump = chance(seconds, SECONDS_A_JUMP if is_seen else SECONDS_A_HIDDEN_JUMP)
        end = chance(seconds, MISREAD_SECONDS)
        stay = (1 - star) * (1 - jump)
        was_right = right * np.float32(stay / self._total)
        was_misread = counts * np.float32(stay) - was_right
        begins = was_right * np.float32(end)
        states *= np.float32(stay * (1 - end) / self._total)
        new = np.multiply(self._misread, begins[:, None], out=self._scratch)
        states += new
        right[:] = was_right - begins * self._misread_at_all + was_misread * np.float32(end)
        right += np.float32(jump) * (self._jumps if is_seen else self._hidden_jumps)
        taken = counts * np.float32(star * (1 - jump))
        right[1:] += taken[:-1]
        right[-1] += taken[-1]  # no star follows the last
