"""Hours of simulated play through the real reader and tracker, compared with what truly happened."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from star_counter.reading.frame import Frame
from star_counter.reading.model_form import model_input
from star_counter.reading.reader import Reader
from star_counter.splitting.formats.route_files import find
from star_counter.splitting.route import Route
from star_counter.splitting.splitter import KINDS, Splitter
from star_counter.tracking.event import Event
from star_counter.tracking.tracker import Tracker
from tools.simulation.camera import QUALITIES, Camera
from tools.simulation.play import Play
from tools.simulation.runs import ROUTES
from tools.simulation.truth import Moment
from training.evaluation.contact_sheets import COLUMNS, Labelled, write

from .table import Row

#: How long a part of a run is played, in seconds.
PART = 900.0
# A run is over after this many seconds at the latest; its parts begin anywhere before.
_LONGEST = {name: 60 * route.minutes[0] for name, route in ROUTES.items()}
_BATCH = 16
# How far an event may be from the true one, in seconds, to be the same at all. Fades have no sharp ends.
_STAR_TOLERANCE, _CHANGE_TOLERANCE, _SCREEN_TOLERANCE = 3.0, 3.0, 0.6
# A star of which the tracker is sure after more frames of the game than this is late.
_LATE = 4.0
# What happens in the last seconds of a part may not be decided yet.
_UNDECIDED = 6.0
_SCREENS = ("black", "white")
# Pictures are shown of so many mistakes in so many parts, and of so many frames of the game around each.
_SHOWN_PARTS, _SHOWN_MISTAKES = 6, 4
_AROUND = range(-3, COLUMNS - 3)


class Job(NamedTuple):
    """A part of a run before a camera."""

    run: str
    camera: Camera
    seed: int
    start: float
    seconds: float

    def play(self) -> Play:
        return Play(self.run, self.camera, self.seed, self.seconds, start=self.start)

    def __str__(self) -> str:
        how = f"{self.camera.quality}, {self.camera.fps} fps, {self.camera.version.name}"
        return f"{self.run} stars from {self.start:.0f} s, seed {self.seed}, {how}"


class Mistake(NamedTuple):
    """What went wrong: in words, on which frame."""

    what: str
    frame: int


@dataclass
class Outcome:
    """What came of a job. ``delays``: frames of the game from a star's first frame to its event."""

    job: Job
    frames: int = 0
    true_stars: int = 0
    exact_stars: int = 0
    delays: list[float] = field(default_factory=list)
    true_changes: int = 0
    true_screens: int = 0
    true_splits: int = 0
    tracker_seconds: float = 0.0
    missed: dict[str, list[Mistake]] = field(default_factory=dict)
    invented: dict[str, list[Mistake]] = field(default_factory=dict)
    misdated: list[Mistake] = field(default_factory=list)
    late: list[Mistake] = field(default_factory=list)

    @property
    def mistakes(self) -> list[Mistake]:
        """All of them, by frame."""
        kinds = [*self.missed.values(), *self.invented.values(), self.misdated, self.late]
        return sorted(itertools.chain(*kinds), key=lambda mistake: mistake.frame)


def jobs(hours: float, seed: int = 0, part: float = PART) -> list[Job]:
    """Runs in parts of ``part`` seconds, for so many hours: qualities and routes in turn, the rest random."""
    rng = np.random.default_rng(seed)
    kinds = itertools.cycle(itertools.product(ROUTES, QUALITIES))
    seconds = 3600 * hours
    lengths = [min(part, seconds - begun) for begun in np.arange(0, seconds, part)]
    return [
        Job(
            run,
            Camera.random(rng, quality),
            int(rng.integers(2**31)),
            float(rng.uniform(0, max(0.0, _LONGEST[run] - length))),
            float(length),
        )
        for length, (run, quality) in zip(lengths, kinds, strict=False)
    ]


def run(all_jobs: list[Job], workers: int) -> list[Outcome]:
    """Plays all jobs in worker processes."""
    outcomes = {}
    with ProcessPoolExecutor(workers) as pool:
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
    true, route = play.events, find(job.run)
    true_splits, splits = _splits([_as_event(event) for event in true], route), _splits(found, route)
    # A screen that lost frames leave but one of is no event, and no invention either.
    told = [event.as_dict() for event in found if not _is_glimpse(event, true, glimpses)]
    _compare(outcome, true + true_splits, told + splits)
    return outcome


def _is_glimpse(event: Event, true: list[dict], glimpses: list[tuple[str, float]]) -> bool:
    """Whether an event is a screen that was truly there, but no true event."""

    def is_near(kind: str, time: float) -> bool:
        return kind == event.kind and abs(event.time - time) <= _SCREEN_TOLERANCE

    return any(is_near(*glimpse) for glimpse in glimpses) and not any(
        is_near(one["event"], one["time"]) for one in true
    )


def _batches(moments: Iterator[tuple[Frame, Moment]]) -> Iterator[list[tuple[Frame, Moment]]]:
    while batch := list(itertools.islice(moments, _BATCH)):
        yield batch


def _compare(outcome: Outcome, true: list[dict], found: list[dict]) -> None:
    """Fills an outcome with what was found of the true events, and what was found besides."""
    end = outcome.job.seconds - _UNDECIDED
    camera = outcome.job.camera

    def of(events: list[dict], *kinds: str) -> list[dict]:
        # Without the first count: a part may begin under a fade that covers half of it.
        return [event for event in events if event["event"] in kinds and event.get("from", 0) is not None]

    def pairs(what: str, tolerance: float, *kinds: str) -> Iterator[tuple[dict, dict]]:
        left = of(found, *kinds)
        outcome.missed[what] = []
        for event in of(true, *kinds):
            near = [
                one for one in left if _is_same(event, one) and abs(one["time"] - event["time"]) <= tolerance
            ]
            if near:
                left.remove(near[0])
                yield event, near[0]
            elif event["time"] < end:
                outcome.missed[what].append(Mistake(f"missed: {_text(event)}", event["frame"]))
        outcome.invented[what] = [
            Mistake(f"invented: {_text(one)}", one["frame"]) for one in left if one["time"] < end
        ]

    # The first count may be seen a little before or after a fade that covers half of it.
    true, found = (
        [e for e in events if e["event"] != "count" or e["from"] is not None] for events in (true, found)
    )
    for event, one in pairs("stars", _STAR_TOLERANCE, "star"):
        outcome.true_stars += 1
        delay = (one["decided"] - event["frame"] + 1) * camera.tick_rate / camera.fps
        outcome.delays.append(delay)
        if delay > _LATE and camera.quality != "harsh":
            outcome.late.append(Mistake(f"sure after {delay:g} game frames: {_text(event)}", event["frame"]))
        if one["frame"] == event["frame"]:
            outcome.exact_stars += 1
        else:
            late = one["frame"] - event["frame"]
            outcome.misdated.append(Mistake(f"dated {late:+} frames: {_text(event)}", event["frame"]))
    outcome.true_stars += len(outcome.missed["stars"])
    outcome.true_changes = sum(1 for _ in pairs("changes", _CHANGE_TOLERANCE, "count", "reset"))
    outcome.true_changes += len(outcome.missed["changes"])
    outcome.true_splits = sum(1 for _ in pairs("splits", _STAR_TOLERANCE, *KINDS))
    outcome.true_splits += len(outcome.missed["splits"])
    outcome.true_screens = sum(1 for _ in pairs("screens", _SCREEN_TOLERANCE, *_SCREENS))
    outcome.true_screens += len(outcome.missed["screens"])


def _splits(events: list[Event], route: Route) -> list[dict]:
    """What a splitter makes of events by the shipped route of the run, as events of their own."""
    return [
        {"event": action.kind, "to": action.index, "frame": cause.frame, "time": cause.time}
        for action in Splitter(route).update(events)
        if (cause := action.event)  # only a player's button causes none
    ]


def _as_event(true: dict) -> Event:
    return Event(
        true["event"], true["frame"], true["time"], true.get("from"), true.get("to"), 1.0, true["frame"], 1
    )


def _is_same(true: dict, found: dict) -> bool:
    return (true["event"], true.get("to")) == (found["event"], found.get("to"))


def _text(event: dict) -> str:
    if "to" not in event:
        what = event["event"]
    elif "from" in event:
        what = f"{event['event']} {event['from']} → {event['to']}"
    else:
        what = f"{event['event']} {event['to']}"
    return f"{what} at {event['time']:.2f} s"


def rows(outcomes: list[Outcome]) -> Iterator[Row]:
    """The table, a block for each quality."""
    for quality in QUALITIES:
        of_quality = [outcome for outcome in outcomes if outcome.job.camera.quality == quality]
        if of_quality:
            yield from _rows_of(quality, of_quality)
    microseconds = 1e6 * _sum(outcome.tracker_seconds for outcome in outcomes)
    frames = _sum(outcome.frames for outcome in outcomes)
    yield Row("the tracker's own cost a frame", microseconds / frames, "µs", "50 at most")


def _rows_of(quality: str, outcomes: list[Outcome]) -> Iterator[Row]:
    is_harsh = quality == "harsh"
    stars = _sum(outcome.true_stars for outcome in outcomes)
    delays = sorted(delay for outcome in outcomes for delay in outcome.delays)

    def wrong(kind: str) -> tuple[int, int]:
        missed = sum(len(outcome.missed[kind]) for outcome in outcomes)
        return missed, sum(len(outcome.invented[kind]) for outcome in outcomes)

    yield Row(f"{quality}: played", _sum(outcome.job.seconds for outcome in outcomes) / 3600, "h")
    yield Row(f"{quality}: true stars", stars, "")
    target = "1 at most, of 10 h, with those invented" if is_harsh else "0"
    yield Row(f"{quality}: stars missed", wrong("stars")[0], "", target)
    yield Row(f"{quality}: stars invented", wrong("stars")[1], "", target)
    if delays:
        exact = _sum(outcome.exact_stars for outcome in outcomes)
        yield Row(
            f"{quality}: stars dated to their first frame", 100 * exact / len(delays), "%", "99.9 at least"
        )
        yield Row(f"{quality}: sure of a star after, median", median(delays), "game frames")
        target = "" if is_harsh else "4 at most"
        yield Row(f"{quality}: … 99 of 100 stars", delays[int(0.99 * len(delays))], "game frames", target)
        yield Row(f"{quality}: … the latest", delays[-1], "game frames", target)
    yield Row(f"{quality}: true jumps and resets", _sum(outcome.true_changes for outcome in outcomes), "")
    yield Row(f"{quality}: jumps and resets missed", wrong("changes")[0], "")
    yield Row(f"{quality}: jumps and resets invented", wrong("changes")[1], "")
    yield Row(f"{quality}: true splits", _sum(outcome.true_splits for outcome in outcomes), "")
    yield Row(f"{quality}: splits missed", wrong("splits")[0], "", "" if is_harsh else "0")
    yield Row(f"{quality}: splits invented", wrong("splits")[1], "", "" if is_harsh else "0")
    yield Row(f"{quality}: true black and white screens", _sum(o.true_screens for o in outcomes), "")
    yield Row(f"{quality}: screens missed", wrong("screens")[0], "", "0")
    yield Row(f"{quality}: screens invented", wrong("screens")[1], "", "0")


def _sum(values: Iterable[float]) -> float:
    return sum(values)


def write_report(out: Path, outcomes: list[Outcome]) -> list[Path]:
    """Writes all mistakes as text, and pictures of the worst, into the folder ``out``."""
    lines = [f"{o.job}: {mistake.what} (frame {mistake.frame})" for o in outcomes for mistake in o.mistakes]
    out.mkdir(parents=True, exist_ok=True)
    path = out / "mistakes.txt"
    path.write_text("".join(f"{line}\n" for line in lines) or "None.\n")
    worst = sorted((o for o in outcomes if o.mistakes), key=lambda outcome: -len(outcome.mistakes))
    pictures = [one for outcome in worst[:_SHOWN_PARTS] for one in _pictures(outcome)]
    return [path, *(write(out, {"mistakes": pictures}) if pictures else [])]


def _pictures(outcome: Outcome) -> Iterator[Labelled]:
    """The counter crops around the first mistakes of an outcome: plays it once more, up to them."""
    mistakes = outcome.mistakes[:_SHOWN_MISTAKES]
    step = outcome.job.camera.fps // outcome.job.camera.tick_rate
    captions = {
        mistake.frame + step * offset: mistake.what if offset == _AROUND[0] else f"frame {offset:+}"
        for mistake in mistakes
        for offset in _AROUND
    }
    for frame in outcome.job.play().frames():
        if frame.number in captions:
            yield model_input(frame.crop), captions[frame.number]
        if frame.number >= max(captions):
            return
