"""Where one attempt at a run ends, and the next one begins."""

from __future__ import annotations

from .event import Event

#: The events that a run begins with.
BEGINNINGS = ("logo", "started", "reset")
#: The first counter of a run may be told by several events, so many seconds apart at most.
SAME_COUNTER = 3.0


class Attempts:
    """Tells attempts apart by the events of one player, which it is to be shown in their order.

    The logo, the run's start and the counter that is back at 0 begin one together, whichever of them is seen,
    and so do two logos with no count between them. A game over ends none: the run goes on from the menu.
    """

    def __init__(self):
        self._is_begun = False  # the beginning of the attempt at hand was seen
        self._counted: float | None = None  # when its first count was
        self._plays_on = False  # it was game over, and the counter has not come back
        self._is_shown = False  # the counter was seen in it
        #: How many attempts there were in which the counter was seen.
        self.number = 0

    def begins(self, event: Event) -> bool:
        """Takes the next event: whether another attempt begins with it."""
        is_beginning = event.kind in BEGINNINGS and not (event.kind == "started" and self._plays_on)
        begins = is_beginning and not self._is_at_its_beginning(event)
        if begins:
            self._counted, self._is_shown = None, False
        self._is_begun |= is_beginning
        if event.to_count is not None and self._counted is None:
            self._counted = event.time
        # A run that begins with the count that was shown last has no count of its own.
        if not self._is_shown and (event.kind == "started" or event.to_count is not None):
            self._is_shown = True
            self.number += 1
        if event.kind in ("game_over", *BEGINNINGS):
            self._plays_on = event.kind == "game_over"
        return begins

    def _is_at_its_beginning(self, event: Event) -> bool:
        if self._counted is None:
            return self._is_begun
        # A run starts with its first counter, whichever of the two is told first.
        return event.kind == "started" and abs(event.time - self._counted) <= SAME_COUNTER
