"""What happens in a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

#: The kinds of events that rest on more of the HUD than the star counter, or on the logo.
RUN = (
    *("logo", "started", "entered", "left", "died", "extra_life", "game_over", "coins"),
    *("cutscene", "cutscene_end", "key", "grand_star", "no_grand_star"),
)
#: Those of them in which Mario dies: with the last life the game is over.
DEATHS = ("died", "game_over")

_WORDS = {
    "vanished": "counter gone",
    "appeared": "counter back",
    "logo": "start-up logo",
    "started": "run started",
    "entered": "course entered",
    "left": "course left",
    "died": "died",
    "extra_life": "extra life",
    "game_over": "game over",
    "coins": "100 coins",
    "cutscene": "cutscene",
    "cutscene_end": "cutscene over",
    "key": "key",
    "grand_star": "grand star",
    "no_grand_star": "no grand star after all",
}


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

    and, where the rest of the HUD is seen,
    "logo"          the start-up logo: the console was started or reset
    "started"       a run begins: the first counter after the logo, or after a file was chosen
    "entered", "left"           a course began, or ended
    "died"          a life was lost; dated to the first frame of the fade, and decided where the lives fall
    "extra_life", "game_over"   one life more; none left
    "coins"         100 coins in a course
    "cutscene", "cutscene_end"  the camera's cross came, and went
    "key"           a key of Bowser
    "grand_star"    the last cross of the last arena: the end of the run
    "no_grand_star" the one that was told was none: its cross ends, or the counter is back after it

    A title's demo has none of them, nor has the logo that it ends with; "left" is told with the "key"
    that led to it, but before a "died": lives fall later than the castle is seen.

    All that are no screens tell how ``sure`` the tracker is (a probability) and on which frame it
    ``decided``; those of the count how many ``readings`` spoke for it. ``lives`` are those after the event,
    ``coins`` those when a star was taken, ``where`` is "course" or "castle" (of a star), and ``rests_on``
    names what was seen that tells it ("lives", "fade" …). Each is None where it was not seen.
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
    lives: int | None = None
    coins: int | None = None
    where: str | None = None
    rests_on: tuple[str, ...] | None = None

    def as_dict(self) -> dict:
        """The event as it is written to JSON: only what its kind has."""
        event: dict[str, object] = {"event": self.kind, "frame": self.frame, "time": round(self.time, 3)}
        sure = None if self.sure is None else round(self.sure, 4)
        if self.to_count is not None:
            event |= {"from": self.from_count, "to": self.to_count, "sure": sure}
            event |= {"decided": self.decided, "readings": self.readings}
        if self.first is not None:
            event |= {"first": self.first, "last": self.last}
        rests_on = None if self.rests_on is None else list(self.rests_on)
        others: dict[str, object] = {"sure": sure, "decided": self.decided, "lives": self.lives}
        others |= {"coins": self.coins, "where": self.where, "rests_on": rests_on}
        return event | {key: value for key, value in others.items() if value is not None}

    @property
    def shows_counter(self) -> bool:
        """Whether it tells that the counter is seen, after menus."""
        return self.to_count is not None or self.kind in ("appeared", "started")

    def is_in_menu(self, was_in_menu: bool) -> bool:
        """Whether the player is in the menus after a game over once it has happened, and no counter is seen;
        ``was_in_menu``: before it."""
        return self.kind == "game_over" or (was_in_menu and not self.shows_counter)

    @property
    def text(self) -> str:
        """What happened, in words."""
        if self.kind == "star":
            return f"star {self.from_count} → {self.to_count}{self._star_details}"
        if self.kind in ("count", "reset"):
            return f"{self.kind} {self.to_count}"
        if self.kind in _WORDS:
            return _WORDS[self.kind] + self._lives_words
        colour, _, part = self.kind.partition("_")
        if part == "end":
            return f"{colour} screen over, it was on frames {self.first} to {self.last}"
        return f"{colour} screen{' full' if part else ''}"

    @property
    def _star_details(self) -> str:
        place = {"castle": " in the castle", "course": " in a course"}.get(self.where or "", "")
        coins = "" if self.coins is None else f" with {self.coins} coin{'' if self.coins == 1 else 's'}"
        return place + coins

    @property
    def _lives_words(self) -> str:
        if self.lives is None or self.kind not in ("died", "extra_life"):
            return ""
        lives = f"{self.lives} {'life' if self.lives == 1 else 'lives'}"
        return f", {lives} left" if self.kind == "died" else f", {lives} now"

    def __str__(self) -> str:
        return f"{self.text} (frame {self.frame}, {self.time:.2f} s)"
