"""From readings to events: what happened in the run, and on which frame."""

from __future__ import annotations

from dataclasses import dataclass

from .reader import LEAST_CONFIDENCE, Reading

#: One more star is believed at once: the game changes the counter on the frame of the touch. Any other change
#: (a loaded file, a reset, the first count) must be read in this many frames with no other count between.
READINGS_FOR_A_JUMP = 5


@dataclass(frozen=True)
class Event:
    """Something that happened; ``frame`` and ``time`` (seconds) are those in which it first showed.

    ``kind`` is "count" (the count became known, or jumped), "star" (one more), "black" or "white" (a screen
    began), "black_end" or "white_end" (it ended; ``first`` and ``last`` are its frames).
    """

    kind: str
    frame: int
    time: float
    from_count: int | None = None
    to_count: int | None = None
    first: int | None = None
    last: int | None = None

    def as_dict(self) -> dict:
        """The event as it is written to JSON: only what its kind has."""
        event = {"event": self.kind, "frame": self.frame, "time": round(self.time, 3)}
        if self.kind in ("count", "star"):
            return event | {"from": self.from_count, "to": self.to_count}
        if self.kind.endswith("_end"):
            return event | {"first": self.first, "last": self.last}
        return event

    def __str__(self) -> str:
        at = f"frame {self.frame}, {self.time:.2f} s"
        if self.kind == "star":
            return f"star {self.from_count} → {self.to_count} ({at})"
        if self.kind == "count":
            return f"count {self.to_count} ({at})"
        if self.kind.endswith("_end"):
            return f"{self.kind.removesuffix('_end')} screen ended, frames {self.first} to {self.last} ({at})"
        return f"{self.kind} screen began ({at})"


@dataclass(frozen=True)
class _Moment:
    frame: int
    time: float


class Tracker:
    """Follows one player's readings. Holds no clock and no I/O: the same readings give the same events."""

    def __init__(self, least_confidence: float = LEAST_CONFIDENCE):
        self.least_confidence = least_confidence
        self.stars: int | None = None
        self.screen: str | None = None
        self.blacks = 0
        self.whites = 0
        self._candidate: int | None = None
        self._candidate_since = _Moment(0, 0.0)
        self._candidate_readings = 0
        self._screen_first = 0
        self._last_frame = 0

    def update(self, frame: int, time: float, reading: Reading) -> list[Event]:
        """Takes the reading of the next frame and returns what happened in it."""
        now = _Moment(frame, time)
        events = self._follow_screen(now, reading.screen) + self._follow_count(
            now, reading.count(self.least_confidence)
        )
        self._last_frame = frame
        return events

    def _follow_screen(self, now: _Moment, screen: str | None) -> list[Event]:
        if screen == self.screen:
            return []
        events = []
        if self.screen:
            ended = f"{self.screen}_end"
            events.append(Event(ended, now.frame, now.time, first=self._screen_first, last=self._last_frame))
        if screen:
            self._screen_first = now.frame
            self.blacks += screen == "black"
            self.whites += screen == "white"
            events.append(Event(screen, now.frame, now.time))
        self.screen = screen
        return events

    def _follow_count(self, now: _Moment, count: int | None) -> list[Event]:
        if count is None:
            return []
        if count == self.stars:
            self._candidate = None
            return []
        if count != self._candidate:
            self._candidate, self._candidate_since, self._candidate_readings = count, now, 0
        self._candidate_readings += 1
        is_next = self.stars is not None and count == self.stars + 1
        if not is_next and self._candidate_readings < READINGS_FOR_A_JUMP:
            return []
        since, before = self._candidate_since, self.stars
        self.stars, self._candidate = count, None
        return [Event("star" if is_next else "count", since.frame, since.time, before, count)]
