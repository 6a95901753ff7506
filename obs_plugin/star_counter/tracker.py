"""From readings to events: what happened in the run, and on which frame."""

from __future__ import annotations

from dataclasses import dataclass

from .reader import LEAST_CONFIDENCE, Reading

#: One more star is believed at once: the game changes the counter on the frame of the touch. Any other change
#: (a loaded file, a reset, the first count) must be read in this many frames with no other count between.
READINGS_FOR_A_JUMP = 5

#: A screen is believed from its second frame on: codecs and captures break single frames.
READINGS_FOR_A_SCREEN = 2


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

    @property
    def text(self) -> str:
        """What happened, in words."""
        if self.kind == "star":
            return f"star {self.from_count} → {self.to_count}"
        if self.kind == "count":
            return f"count {self.to_count}"
        if self.kind.endswith("_end"):
            return (
                f"{self.kind.removesuffix('_end')} screen over, it was on frames {self.first} to {self.last}"
            )
        return f"{self.kind} screen"

    def __str__(self) -> str:
        return f"{self.text} (frame {self.frame}, {self.time:.2f} s)"


@dataclass(frozen=True)
class _Moment:
    frame: int
    time: float


class _Candidate:
    """A value that is believed only when it was read in several frames."""

    def __init__(self):
        self.forget()

    def forget(self) -> None:
        self.value: object = None
        self.since = _Moment(0, 0.0)
        self.readings = 0

    def read(self, value: object, now: _Moment) -> int:
        """Takes one more reading; returns in how many the value was read since another one was."""
        if not self.readings or value != self.value:
            self.value, self.since, self.readings = value, now, 0
        self.readings += 1
        return self.readings


class Tracker:
    """Follows one player's readings. Holds no clock and no I/O: the same readings give the same events."""

    def __init__(self, least_confidence: float = LEAST_CONFIDENCE):
        self.least_confidence = least_confidence
        self.stars: int | None = None
        self.screen: str | None = None
        self.blacks = 0
        self.whites = 0
        self._next_stars = _Candidate()
        self._next_screen = _Candidate()
        self._screen_first = 0
        self._screen_last = 0

    def update(self, frame: int, time: float, reading: Reading) -> list[Event]:
        """Takes the reading of the next frame and returns what happened in it."""
        now = _Moment(frame, time)
        screens = self._follow_screen(now, reading.screen)
        return screens + self._follow_count(now, reading.count(self.least_confidence))

    def _follow_screen(self, now: _Moment, screen: str | None) -> list[Event]:
        if screen == self.screen:
            self._next_screen.forget()
            self._screen_last = now.frame
            return []
        if self._next_screen.read(screen, now) < READINGS_FOR_A_SCREEN:
            return []
        since = self._next_screen.since
        self._next_screen.forget()
        events = []
        if self.screen:
            frames = {"first": self._screen_first, "last": self._screen_last}
            events.append(Event(f"{self.screen}_end", since.frame, since.time, **frames))
        if screen:
            self.blacks += screen == "black"
            self.whites += screen == "white"
            events.append(Event(screen, since.frame, since.time))
        self.screen, self._screen_first, self._screen_last = screen, since.frame, now.frame
        return events

    def _follow_count(self, now: _Moment, count: int | None) -> list[Event]:
        if count is None:
            return []
        if count == self.stars:
            self._next_stars.forget()
            return []
        is_next = self.stars is not None and count == self.stars + 1
        if self._next_stars.read(count, now) < READINGS_FOR_A_JUMP and not is_next:
            return []
        since, before = self._next_stars.since, self.stars
        self._next_stars.forget()
        self.stars = count
        return [Event("star" if is_next else "count", since.frame, since.time, before, count)]
