"""What happens in a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Moment(NamedTuple):
    """A frame's number and its time in seconds."""

    frame: int
    time: float


@dataclass(frozen=True)
class Event:
    """Something that happened; ``frame`` and ``time`` (seconds) are those in which it first showed.

    ``kind`` is one of
    "count"     the count became known, or jumped: from ``from_count`` to ``to_count``
    "star"      one more star
    "reset"     back at the start count after a long absence of the counter
    "vanished"  the counter is not seen any more; blinks do not count, nor does what a screen covers
    "appeared"  it is seen again, after whatever hid it for longer than a blink
    "black", "white"            a screen began: the counter's corner is covered, and most of the picture
    "black_full", "white_full"  all of the picture is
    "black_end", "white_end"    the screen is over; ``first`` and ``last`` are its frames

    The first three tell how ``sure`` the tracker is (a probability), on which frame it ``decided``, and how
    many ``readings`` spoke for it.
    """

    kind: str
    frame: int
    time: float
    from_count: int | None = None
    to_count: int | None = None
    sure: float | None = None
    decided: int | None = None
    readings: int | None = None
    first: int | None = None
    last: int | None = None

    def as_dict(self) -> dict:
        """The event as it is written to JSON: only what its kind has."""
        event: dict[str, object] = {"event": self.kind, "frame": self.frame, "time": round(self.time, 3)}
        if self.to_count is not None:
            sure = None if self.sure is None else round(self.sure, 4)
            event |= {"from": self.from_count, "to": self.to_count, "sure": sure}
            event |= {"decided": self.decided, "readings": self.readings}
        if self.first is not None:
            event |= {"first": self.first, "last": self.last}
        return event

    @property
    def text(self) -> str:
        """What happened, in words."""
        if self.kind == "star":
            return f"star {self.from_count} → {self.to_count}"
        if self.kind in ("count", "reset"):
            return f"{self.kind} {self.to_count}"
        if self.kind in ("vanished", "appeared"):
            return {"vanished": "counter gone", "appeared": "counter back"}[self.kind]
        colour, _, part = self.kind.partition("_")
        if part == "end":
            return f"{colour} screen over, it was on frames {self.first} to {self.last}"
        return f"{colour} screen{' full' if part else ''}"

    def __str__(self) -> str:
        return f"{self.text} (frame {self.frame}, {self.time:.2f} s)"
