"""What a whole run comes to: its facts in words, and where Mario was when."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

from ..splitting.retiming import Attempt
from ..tracking.event import DEATHS
from ..words import clock_text
from .parsing import Run

_LESS = (("undo", "undone"), ("skip", "skipped"))
_PLACES = {"entered": "course", "left": "castle"}


class Stay(NamedTuple):
    """How long Mario was at a place, "course" or "castle": from and to, in seconds of the run."""

    place: str
    begin: float
    end: float


def stays(run: Run, zero: float) -> list[Stay]:
    """Where Mario was, from the first counter on; none where no course was seen to begin or end.

    After a game over he is nowhere, until the counter is seen again.
    """
    changes = list(_changes(run))
    places = [place for _, place in changes]
    if not any(kind in places for kind in _PLACES.values()):
        return []
    first = next((event.time for event in run.events if event.to_count is not None), changes[0][0])
    end = run.ends[0].time if run.ends else run.events[-1].time
    before = {"course": "castle", "castle": "course"}.get(places[0], "")
    moments = [(first, before), *changes, (end, "")]
    return [
        Stay(place, begin - zero, until - zero)
        for (begin, place), (until, _) in itertools.pairwise(moments)
        if place and begin < until <= end
    ]


def _changes(run: Run) -> Iterator[tuple[float, str]]:
    """When Mario came to another place, and to which: "" for the menus after a game over."""
    is_in_menu = False
    for event in sorted(run.events, key=lambda event: event.time):
        if event.kind in _PLACES:
            yield event.time, _PLACES[event.kind]
        elif event.kind == "game_over":
            yield event.time, ""
        elif is_in_menu and event.shows_counter:
            yield event.time, "castle"
        is_in_menu = event.is_in_menu(is_in_menu)


def facts(run: Run, where: list[Stay], length: float | None) -> Iterator[tuple[str, str]]:
    """What stands at the head of the page: names and values, empty where there is none.

    ``where`` is that of `stays`, ``length`` the seconds of the run's last row, None where there is none.
    """
    yield "Date", f"{run.began:%Y-%m-%d, %H:%M}" if run.began else ""
    yield "Route", run.route
    yield "Length", "" if length is None else clock_text(length, 0)
    counts = [event.to_count for event in run.events if event.to_count is not None]
    yield "Stars", f"{counts[0]} → {counts[-1]}" if counts else "not seen"
    kinds = [entry.line["action"] for entry in run.entries if entry.type == "action"]
    others = [f"{kinds.count(kind)} {word}" for kind, word in _LESS if kind in kinds]
    yield "Splits", f"{kinds.count('split')}" + (f" ({', '.join(others)})" if others else "")
    events = [event.kind for event in run.events]
    deaths = sum(kind in DEATHS for kind in events)
    yield "Deaths", f"{deaths}" if deaths else ""
    for place, name in (("course", "In courses"), ("castle", "In the castle")):
        seconds = sum(stay.end - stay.begin for stay in where if stay.place == place)
        yield name, clock_text(seconds, 0) if seconds else ""
    if "coins" in events:
        yield "100 coins", f"{events.count('coins')}×"


def end_time(run: Run, attempt: Attempt) -> float | None:
    """The run's time: at the star's burst, if a person told it, or else at the cross; None without an end."""
    if attempt.end:
        return attempt.end.time - attempt.zero
    return run.ends[-1].time - attempt.zero if run.ends else None
