"""One player's counter, found and kept found: when it is looked for, and what is told. Runs in ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ...hud import Rect
from ...reading.reader import Reader
from ..bridge.libobs import Libobs
from .search import EVERY, STILLS, Search, has_moved
from .stills import Shooting, Still, StillSource

# After so many seconds without a counter it is looked for in the whole picture, as it may have moved; then
# after twice as many each time, and at last every so many: a search takes a core for one to five seconds.
_FIRST_LOOK, _LONGEST_BETWEEN_LOOKS = 15.0, 240.0
# And after so many where the source has another size.
_AFTER_RESIZING = 2.0

MOVED = "The counter has moved: press “Find the counter”."


class Finder:
    """Looks for one player's counter. Times are a tick's, in seconds."""

    def __init__(self):
        #: The whole source as it was looked at last.
        self.still: Still | None = None
        #: What came of the search that the player asked for.
        self.outcome = ""
        #: That the counter has moved, while it is so.
        self.notice = ""
        self._search: Search | None = None
        self._shootings: list[Shooting] = []
        self._now = 0.0
        self._seen_at: float | None = None  # or when it was first watched
        self._resized_at = -math.inf
        self._look_at = math.inf
        self._was_seen = False

    @property
    def progress(self) -> float | None:
        """How much of the search that the player asked for is done, 0 to 1; None where none runs."""
        return self._search.progress if self._search and self._search.is_asked else None

    def request_still(self) -> Shooting:
        """Has a still taken, in the ticks to come."""
        self._shootings.append(Shooting(1))
        return self._shootings[-1]

    def begin_search(self, reader: Reader, taken: Iterable[Rect], is_asked: bool) -> Search:
        """A new search, in place of one that runs. ``taken``: the counters of others; ``is_asked``: by the
        player, who is told what comes of it."""
        self.stop()
        if is_asked:
            self.forget()
        shooting = Shooting(STILLS, EVERY)
        self._shootings.append(shooting)
        self._search = Search(shooting, reader, tuple(taken), is_asked)
        return self._search

    def stop(self) -> None:
        """Has the search end soon."""
        if self._search:
            self._search.stop()

    def forget(self) -> None:
        """Forgets what was told."""
        self.outcome = self.notice = ""

    def counter_seen(self, now: float) -> None:
        """Takes that the counter is read where it is looked at."""
        self._seen_at, self._was_seen = now, True
        if self.is_settled(now):
            self.notice = ""
        self._look_at = now + (_FIRST_LOOK if self.is_settled(now) else _AFTER_RESIZING)

    def resized(self, now: float) -> None:
        """Takes that the source has another size."""
        self._resized_at = now
        self._look_at = min(self._look_at, now + _AFTER_RESIZING)

    def is_settled(self, now: float) -> bool:
        """Whether the source has had its size for a while."""
        return now - self._resized_at >= _AFTER_RESIZING

    def is_due(self, now: float, keeps_found: bool) -> bool:
        """Whether it is time to look for the counter unasked: once, to tell that it has moved, or, where it
        is to be ``keeps_found``, again and again."""
        self._now = now
        if self._seen_at is None:
            self._seen_at, self._look_at = now, now + _FIRST_LOOK
        if now < self._look_at or self._search or not (keeps_found or self._was_seen):
            return False
        pause = min(now - self._seen_at, _LONGEST_BETWEEN_LOOKS)
        self._look_at = now + pause if keeps_found else math.inf
        return True

    def found(self, crop: Rect, keeps_found: bool) -> Search | None:
        """The search that found a better crop than ``crop``, once: when it has ended."""
        search = self._search
        if search is None or not search.is_over:
            return None
        self._search = None
        self.still = search.still or self.still
        if search.is_asked:
            self.outcome = search.outcome
            return search if search.crop else None
        is_back = self._seen_at is not None and self._now - self._seen_at < _AFTER_RESIZING
        if search.crop is None or is_back or not has_moved(crop, search.crop):
            return None
        if keeps_found:
            return search
        self.notice = MOVED
        return None

    def shoot(self, libobs: Libobs, now: float, source: StillSource, may_take: bool) -> bool:
        """Takes a still where one is due and may be taken; whether one was."""
        has_taken = False
        for shooting in self._shootings:
            has_taken |= shooting.tick(libobs, now, source, may_take and not has_taken)
        self._shootings = [shooting for shooting in self._shootings if not shooting.is_over]
        return has_taken

    @property
    def is_shooting(self) -> bool:
        """Whether stills are to be taken, or to be handed over."""
        return bool(self._shootings)

    def close(self) -> None:
        """Stops the search and frees the GPU objects. No tick may be running."""
        self.stop()
        for shooting in self._shootings:
            shooting.cancel()
            shooting.close()
