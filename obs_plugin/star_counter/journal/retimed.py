"""A journal's run as an attempt at its route: from which moment to which its time counts."""

from __future__ import annotations

from datetime import datetime, timezone

from ..problem import Problem
from ..splitting.retiming import Attempt, check_end
from ..splitting.splitter import LOGO_AT, Action
from ..tracking.event import Event, Moment
from .parsing import MOST_SPLITS, Entry, Run, number_of, text_of, whole_of

_FILMS = {"logo": "the logo", "grand_star": "the grand star"}


def attempt(
    run: Run, *, logo: int | None = None, counter_at: float | None = None, end: int | None = None
) -> Attempt:
    """The run as an attempt.

    ``logo`` and ``end`` are frames of its films, in which a person saw the logo first and the star burst;
    ``counter_at`` is what a timer shows when the counter is first seen. Without them time counts from the
    logo, or else from the journal's first entry. Raises `Problem` where the films have no such frame, or the
    run cannot have ended there.
    """
    marked = None if logo is None else _marked(run, "logo", "--logo", logo)
    seen = Attempt(
        _zero(run, marked, counter_at),
        actions=[_action(entry) for entry in run.entries if entry.type == "action"],
        stars=[event for event in run.events if event.kind == "star"],
        end=None if end is None else _marked(run, "grand_star", "--end", end),
        started=_started(run),
        until=max((event.time for event in run.events), default=None),
    )
    check_end(seen, _names(run))
    return seen


def logo_of(run: Run) -> Event | None:
    """The logo that the run began with: the last one before its first count."""
    logo = None
    for event in run.events:
        if event.kind == "logo":
            logo = event
        elif event.to_count is not None:
            break
    return logo


def split_names(run: Run) -> list[str]:
    """The names of the route's splits; in an old journal those that were split, and numbers for the others.

    Raises `Problem` where there are none.
    """
    names = _names(run)
    if not names:
        raise Problem("This run has no splits: choose a route in the script's window before you play.")
    return names


def _names(run: Run) -> list[str]:
    """As `split_names`, empty where there are none."""
    names = list(run.splits)
    for entry in run.entries:
        index = whole_of(entry.line, "split") if entry.type == "action" else None
        if index is not None and not run.splits and 0 <= index < MOST_SPLITS:
            names += [f"Split {number}" for number in range(len(names) + 1, index + 2)]
            names[index] = text_of(entry.line, "reason").rpartition(": ")[0] or names[index]
    return names


def _zero(run: Run, marked: Moment | None, counter_at: float | None) -> float:
    """The second of the events at which the run's time is 0."""
    logo = marked or logo_of(run)
    first = next((event for event in run.events if event.to_count is not None), None)
    if counter_at is not None and first and not marked:
        return first.time - counter_at
    if logo:
        return logo.time - LOGO_AT
    return next((time for entry in run.entries if (time := run.time_of(entry)) is not None), 0.0)


def _started(run: Run) -> datetime | None:
    try:
        return run.began.astimezone(timezone.utc) if run.began else None
    except (OverflowError, ValueError, OSError):  # no journal began in the year 1
        return None


def _action(entry: Entry) -> Action:
    line = entry.line
    time = number_of(line, "time")
    assert time is not None, "a line of an action has it, or it could not be read"
    return Action(line["action"], whole_of(line, "split"), entry.event, time, text_of(line, "reason"))


def _marked(run: Run, kind: str, option: str, frame: int) -> Moment:
    """The moment of a frame in the films of a kind."""
    moments = [
        moment for entry in run.films if entry.event and entry.event.kind == kind for moment, _ in entry.film
    ]
    for moment in moments:
        if moment.frame == frame:
            return moment
    if not moments:
        raise Problem(
            f"{option} {frame}: this run's journal has no film of {_FILMS[kind]}: leave {option} out."
        )
    first, last = moments[0].frame, moments[-1].frame
    raise Problem(
        f"{option} {frame}: the film of {_FILMS[kind]} has frames {first} to {last}: give one of them."
    )
