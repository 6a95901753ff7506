"""Hours of simulated play through the real reader and tracker, compared with what truly happened."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from concurrent.futures import as_completed

from tqdm import tqdm

from star_counter.reading.frame import Frame
from star_counter.reading.reader import Reader
from star_counter.splitting.formats.route_files import find, shipped
from star_counter.splitting.route import Route
from star_counter.splitting.splitter import Splitter
from star_counter.tracking.event import Event
from star_counter.tracking.tracker import Tracker
from tools.processes import processes
from tools.simulation.moment import Moment

from .soak_jobs import Job
from .soak_outcome import Outcome

_BATCH = 16
# How far a screen may be from a glimpse of it, in seconds.
_NEAR = 0.6


def run(all_jobs: list[Job], workers: int) -> list[Outcome]:
    """Plays all jobs in worker processes."""
    outcomes = {}
    with processes(workers) as pool:
        submitted = {pool.submit(play_through, job): job for job in all_jobs}
        with tqdm(
            total=sum(job.seconds for job in all_jobs) / 3600, unit="h", desc="Playing", disable=None
        ) as bar:
            for future in as_completed(submitted):
                outcomes[submitted[future]] = future.result()
                bar.update(submitted[future].seconds / 3600)
    return [outcomes[job] for job in all_jobs]


def play_through(job: Job) -> Outcome:
    """Plays a job through a reader and a tracker, and compares the events."""
    outcome, tracker, reader, play = Outcome(job), Tracker(), Reader(), job.play()
    found: list[Event] = []
    glimpses: list[tuple[str, float]] = []  # the true screen and the time of each frame that shows one
    for moments in _batches(play.moments()):
        batch = [frame for frame, _ in moments]
        glimpses += [(moment.screen, frame.time) for frame, moment in moments if moment.screen]
        readings = reader.read(batch)
        begun = time.thread_time()
        for frame, reading in zip(batch, readings, strict=True):
            found += tracker.update(frame.number, frame.time, reading)
        outcome.tracker_seconds += time.thread_time() - begun
        outcome.frames += len(batch)
    true, route = play.events, _route(job.run)
    true_splits, splits = _splits([_as_event(event) for event in play.known], route), _splits(found, route)
    # A screen that lost frames leave but one of is no event, and no invention either.
    told = [_as_dict(event) for event in found if not _is_glimpse(event, true, glimpses)]
    outcome.compare(true + true_splits, told + splits)
    return outcome


def _is_glimpse(event: Event, true: list[dict], glimpses: list[tuple[str, float]]) -> bool:
    """Whether an event is a screen that was truly there, but no true event."""

    def is_near(kind: str, time: float) -> bool:
        return kind == event.kind and abs(event.time - time) <= _NEAR

    return any(is_near(*glimpse) for glimpse in glimpses) and not any(
        is_near(one["event"], one["time"]) for one in true
    )


def _batches(moments: Iterator[tuple[Frame, Moment]]) -> Iterator[list[tuple[Frame, Moment]]]:
    while batch := list(itertools.islice(moments, _BATCH)):
        yield batch


def _route(run: str) -> Route | None:
    """The shipped route of a run, if there is one."""
    names = {path.stem for path in shipped()}
    return find(run) if run in names else None


def _splits(events: list[Event], route: Route | None) -> list[dict]:
    """What a splitter makes of events by the shipped route of the run, as events of their own."""
    if route is None:
        return []
    return [
        {"event": action.kind, "to": action.index, "frame": cause.frame, "time": cause.time}
        for action in Splitter(route).update(events)
        if (cause := action.event)  # only a player's button causes none
    ]


def _as_event(true: dict) -> Event:
    """A true event as a tracker tells it that is sure at once."""
    kept = {key: true.get(key) for key in ("first", "last", "lives", "coins", "where")}
    start, end = true.get("from"), true.get("to")
    return Event(true["event"], true["frame"], true["time"], start, end, 1.0, true["frame"], 1, **kept)


def _as_dict(event: Event) -> dict:
    """An event as the truth tells it, and when it was decided."""
    return event.as_dict() | {"decided": event.decided, "lives": event.lives, "where": event.where}
