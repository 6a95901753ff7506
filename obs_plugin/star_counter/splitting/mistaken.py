"""What was split in error, as is told later: by a death, a reset, another cross or screen."""

from __future__ import annotations

from typing import NamedTuple

from ..tracking.event import DEATHS, Event
from .route import Condition
from .seen import Seen

# What tells that a screen was not what it was taken for: of which condition, and why.
_NOT_SO = {"entered": ("door", "it was the way into a course"), "left": ("pipe", "it was the way out")}
# What tells that a split was none, and why.
_MISTAKEN = {
    "died": "it was a death",
    "game_over": "it was the game over",
    "logo": "it was a reset",
    "no_grand_star": "the game went on after it",
}


class Done(NamedTuple):
    """A split that is behind: the stars that we split or skipped it at (None where the player did), the time
    in seconds, and the event that made it so."""

    stars: int | None
    time: float
    cause: Event | None = None


def why_mistaken(event: Event, condition: Condition, done: Done, seen: Seen, *, counts_deaths: bool) -> str:
    """Why an event tells that the last split, of that condition, was none; empty where it tells nothing of
    it. ``seen``: all before the event."""
    cause = done.cause
    if cause is None:
        return ""
    if event.kind in _NOT_SO and cause == seen.last_screen:
        kind, reason = _NOT_SO[event.kind]
        if condition.kind == kind:
            return reason
    is_mistaken = False
    if event.kind == "no_grand_star":
        is_mistaken = cause.kind == "grand_star"
    elif event.kind == "logo":
        is_mistaken = cause == seen.last_black
    elif event.kind in DEATHS:
        is_exit = seen.has_left_since_black and cause == seen.last_left
        is_mistaken = is_exit or (cause == seen.last_black and not counts_deaths)
    return _MISTAKEN[event.kind] if is_mistaken else ""
