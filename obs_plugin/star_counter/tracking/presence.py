"""Whether a counter is on the screen, and whether it is one: other parts of the HUD are seen beside it."""

from __future__ import annotations

import math

from ..reading.frame import Reading
from .belief import SEEN
from .event import Event, Moment

#: Sure readings of a new count lie within so many seconds. For each other count that was surely read in that
#: time one more is needed, and two of the next count, a star: where many are read there is no counter.
LATELY = 2.0  # seconds
#: Beside a counter the lives and the camera's icon are seen: another count is believed only where one of them
#: was seen so many seconds before at most; a star, even for `LONGEST_ALONE`. Something may lie over both: it
#: does where the run's own count was shown alone for so long. Where none was ever seen, a count is believed
#: that is shown alone for so long.
COMPANY, LONGEST_ALONE, FIRST_ALONE = 0.3, 10.0, 3.0  # seconds
#: The counter is gone when it is not seen for longer than this: it blinks every 8 frames (0.32 s on PAL).
LONGEST_BLINK = 0.6  # seconds


class Presence:
    """Whether the counter is on the screen: blinks do not count."""

    def __init__(self):
        self._unseen: Moment | None = None  # since when it is not seen
        self._back: tuple[Moment, int] | None = None  # since when it is seen again, and with which count
        self._is_told = False  # that it is gone, or what hides it

    def update(self, now: Moment, count: int | None) -> list[Event]:
        """Takes the count that the next frame shows, None for none, and returns what happened."""
        if count is None:
            self._unseen, self._back = self._unseen or now, None
            if self._is_told or now.time - self._unseen.time <= LONGEST_BLINK:
                return []
            self._is_told = True
            return [Event("vanished", *self._unseen)]
        if self._unseen is None:
            return []
        if self._back is None or self._back[1] != count:
            self._back = now, count
        back, _ = self._back
        was_short = back.time - self._unseen.time <= LONGEST_BLINK
        if not was_short and back == now:
            return []  # a single frame may be misread, and several as several counts
        self._unseen, self._is_told = None, False
        return [] if was_short else [Event("appeared", *back)]

    @property
    def is_gone(self) -> bool:
        """Whether it is not seen for longer than a blink."""
        return self._is_told

    @property
    def is_settled(self) -> bool:
        """Whether the counter is not seen, which was told, or is seen, and no blink goes on."""
        return self._unseen is None or (self._is_told and self._back is None)

    def skip(self) -> None:
        """Takes that nobody knows how long the counter was not seen before the next frame."""
        if not self._is_told:
            self._unseen = self._back = None

    def explain(self) -> None:
        """Says that something else was told which hides the counter."""
        self._is_told = True


class Company:
    """Whether other parts of the HUD are seen beside the counter: numbers of other games stand alone."""

    def __init__(self):
        self._looked = self._seen = -math.inf  # when last, in seconds
        self._alone = 0.0  # seconds in which the run's count was shown alone since

    def update(
        self, now: Moment, reading: Reading, stars: int | None, longest: float = LONGEST_BLINK
    ) -> None:
        """Takes the next frame, and the run's count, None: not known.

        ``longest``: how many seconds before it were like it, at most.
        """
        if reading.seen < SEEN or not _is_looked_at(reading):
            return
        seconds, self._looked = min(now.time - self._looked, longest), now.time
        if _is_accompanied(reading):
            self._seen, self._alone = now.time, 0.0
        elif stars is not None and reading.counts[stars] >= SEEN:
            self._alone += seconds

    def pass_over(self, now: Moment, seconds: float, reading: Reading, stars: int | None) -> None:
        """Takes a frame, and all in so many seconds before it for the same."""
        self.update(now, reading, stars, max(seconds, LONGEST_BLINK))

    def expects(self, reading: Reading, *, is_soon: bool) -> bool:
        """Whether all frames up to that one may be taken for the same; ``is_soon``: they are few.

        Where the other parts go, it is counted from when; and for how long they are gone, until it is so
        long that it does not matter.
        """
        if _is_accompanied(reading) or not _is_looked_at(reading):
            return True
        return self._seen < self._looked and (is_soon or self._alone >= LONGEST_ALONE)

    def is_missing(self, now: Moment, within: float, since: Moment) -> bool:
        """Whether no part was seen in so many seconds. ``since``: when the count was shown first."""
        if now.time - self._looked > LATELY or self._alone >= LONGEST_ALONE:
            return False
        if self._seen == -math.inf:
            return now.time - since.time < FIRST_ALONE
        return now.time - self._seen > within


def _is_looked_at(reading: Reading) -> bool:
    """Whether other parts beside the counter were looked at."""
    return reading.lives is not None or reading.camera is not None


def _is_accompanied(reading: Reading) -> bool:
    """Whether any of them is seen."""
    return reading.mode(SEEN) not in (None, "none") or reading.shown("lives") is not None
