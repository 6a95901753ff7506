"""What a whole run comes to: its facts in words, and where Mario was when."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

from ..splitting.retiming import Attempt
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
    """Where Mario was, from the first counter on; none where no course was seen to begin or end."""
    changes = sorted((event.time, _PLACES[event.kind]) for event in run.events if event.kind in _PLACES)
    if not changes:
        return []
    first = next((event.time for event in run.events if event.to_count is not None), changes[0][0])
    end = run.ends[0].time if run.ends else run.events[-1].time
    before = "castle" if changes[0][1] == "course" else "course"
    moments = [(first, before), *changes, (end, "")]
    return [
        Stay(place, begin - zero, until - zero)
        for (begin, place), (until, _) in itertools.pairwise(moments)
        if begin < until <= end
    ]


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
    yield "Deaths", f"{events.count('died')}" if "died" in events else ""
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
