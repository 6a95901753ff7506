"""Minutes of other games and menus through the real reader and tracker: what is told there is invented."""

from __future__ import annotations

import argparse
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from star_counter.cli.options import number
from star_counter.reading.frame import Frame, Reading
from star_counter.reading.reader import Reader
from star_counter.tracking.event import RUN, Event
from star_counter.tracking.tracker import Tracker
from tools.processes import processes
from tools.simulation.camera import Camera
from tools.simulation.elsewhere.program import FPS, Program
from tools.simulation.elsewhere.shows import SHOWS
from tools.simulation.play import Play

from . import table
from .soak_command import add_seed_and_workers

_DESCRIPTION = """\
Shows so many minutes of other games, menus, desktops, talk, noise and screens to the real reader and the real
tracker: a third of them with no run known, a third in the middle of a run that goes on afterwards, and a
third the same with the game's own numbers (lives, coins, a file's stars) where the counter is. Prints how
many events were invented, by kind, and a line for each. The same seed shows the same.
"""
#: The game's own digits where the counter's are: a reader cannot know better, and only the tracker can.
NUMBERS = "numbers"
#: What may be invented. Screens are black and white in other games, too.
KINDS = ("star", "count", "reset", *RUN, "vanished", "appeared")
#: How long a program is, in seconds, and how long a run is played before it and after it.
PROGRAM, PLAYED = 120.0, 30.0

_BATCH = 16
# Frames for which the counter is shown before a run is paused.
_SHOWN = 30
_BEFORE, _AFTER = "the run", "the run again"
_OTHERS = tuple(name for name in SHOWS if name != NUMBERS)
# Runs are paused somewhere after their first stars, and before their end.
_PAUSED_BETWEEN = (150.0, 700.0)


class Job(NamedTuple):
    """A program, before which a run may be played that goes on after it."""

    seed: int
    seconds: float = PROGRAM
    kinds: tuple[str, ...] = _OTHERS
    is_paused: bool = False

    @property
    def name(self) -> str:
        """What is played, in short."""
        what = "the game's numbers" if NUMBERS in self.kinds else "others"
        return f"{what}, a run paused" if self.is_paused else what


class Told(NamedTuple):
    """What was told, and in which show: "" in the run, before or after the program."""

    event: Event
    show: str


@dataclass
class Outcome:
    """What came of a job. ``invented``: what was told and did not happen. ``looked``, ``sure``: the frames of
    each show, and those in which a count was read surely. ``is_right``: whether the count was, at the end."""

    job: Job
    invented: list[Told] = field(default_factory=list)
    looked: Counter[str] = field(default_factory=Counter)
    sure: Counter[str] = field(default_factory=Counter)
    is_right: bool = True


def jobs(minutes: float, seed: int) -> list[Job]:
    """Programs for so many minutes: of three one without a run, one in a run, and one with numbers in it."""
    count = max(3, round(minutes * 60 / PROGRAM))
    seconds = minutes * 60 / count
    kinds = itertools.cycle([(_OTHERS, False), (_OTHERS, True), ((NUMBERS,), True)])
    rng = np.random.default_rng(seed)
    return [
        Job(int(rng.integers(2**31)), seconds, shows, is_paused)
        for _, (shows, is_paused) in zip(range(count), kinds, strict=False)
    ]


def run(all_jobs: list[Job], workers: int) -> list[Outcome]:
    """Plays all jobs in worker processes."""
    with processes(workers) as pool:
        return list(pool.map(play_through, all_jobs))


def play_through(job: Job) -> Outcome:
    """Plays a job through a reader and a tracker."""
    tracker, outcome, around = Tracker(), Outcome(job), _Run(job) if job.is_paused else None
    told: list[Told] = []
    for frame, show, reading in _read(_frames(job, around)):
        told += [Told(event, show) for event in tracker.update(frame.number, frame.time, reading)]
        if show not in (_BEFORE, _AFTER):
            outcome.looked[show] += 1
            outcome.sure[show] += reading.count() is not None
    true = Counter({"vanished": 1, "appeared": 1}) if around else Counter[str]()
    true += around.happened if around else Counter()
    for one in told:
        if one.event.kind in KINDS and one.show != _BEFORE:
            true[one.event.kind] -= 1
            if true[one.event.kind] < 0:
                outcome.invented.append(one)
    outcome.is_right = around is None or tracker.stars == around.stars
    return outcome


def _frames(job: Job, around: _Run | None) -> Iterator[tuple[Frame, str]]:
    """What is shown, frame by frame, and in which show."""
    number, time = 0, 0.0
    if around:
        for frame in around.part():
            yield frame, _BEFORE
            number, time = frame.number + 1, frame.time + 1 / FPS
    yield from Program(job.seed, job.seconds, job.kinds).frames(number, time)
    if around:
        around.happened.clear()
        frames = round(job.seconds * FPS)
        for frame in around.part():
            later = replace(frame, number=frame.number + frames, time=frame.time + frames / FPS)
            yield later, _AFTER


def _read(shown: Iterator[tuple[Frame, str]]) -> Iterator[tuple[Frame, str, Reading]]:
    reader = Reader()
    while batch := list(itertools.islice(shown, _BATCH)):
        readings = reader.read([frame for frame, _ in batch])
        for (frame, show), reading in zip(batch, readings, strict=True):
            yield frame, show, reading


class _Run:
    """A run that is paused: the same place of it goes on later."""

    def __init__(self, job: Job):
        rng = np.random.default_rng(job.seed)
        camera = Camera(fps=FPS, quality=str(rng.choice(["clean", "stream"])), seed=job.seed)
        self._play = Play("16", camera, job.seed, start=float(rng.uniform(*_PAUSED_BETWEEN)))
        self._moments = self._play.moments()
        #: The count that was shown last, and how often what happened.
        self.stars: int | None = None
        self.happened: Counter[str] = Counter()

    def part(self) -> Iterator[Frame]:
        """Plays on, until stars were shown for a while, and no cutscene."""
        shown, before = 0, self._told()
        for index, (frame, moment) in enumerate(self._moments):
            yield frame
            self.stars = self.stars if moment.count is None else moment.count
            shown = shown + 1 if moment.count and moment.camera != "cross" else 0
            if index >= PLAYED * FPS and shown >= _SHOWN:
                break
        self.happened += self._told() - before

    def _told(self) -> Counter[str]:
        return Counter(event["event"] for event in self._play.events)


def rows(outcomes: list[Outcome]) -> Iterator[table.Row]:
    """The table, a block for each kind of job."""
    for name in dict.fromkeys(outcome.job.name for outcome in outcomes):
        of_name = [outcome for outcome in outcomes if outcome.job.name == name]
        hours = sum(outcome.job.seconds for outcome in of_name) / 3600
        yield table.Row(f"{name}: shown", hours, "h")
        found = Counter(told.event.kind for outcome in of_name for told in outcome.invented)
        for kind in KINDS:
            if found[kind] or kind == "star":
                yield table.Row(f"{name}: {kind} invented", found[kind] / hours, "an hour", "0")
        if any(outcome.job.is_paused for outcome in of_name):
            wrong = sum(not outcome.is_right for outcome in of_name)
            yield table.Row(f"{name}: the count wrong after it", wrong, f"of {len(of_name)}", "0")
    looked: Counter[str] = sum((outcome.looked for outcome in outcomes), Counter())
    sure: Counter[str] = sum((outcome.sure for outcome in outcomes), Counter())
    for show, frames in looked.items():
        yield table.Row(f"{show}: frames in which a count is read surely", 100 * sure[show] / frames, "%")


def lines(outcomes: list[Outcome]) -> Iterator[str]:
    """A line for each event that was invented."""
    for outcome in outcomes:
        for event, during in outcome.invented:
            yield f"seed {outcome.job.seed}, {outcome.job.name}, {during}: {event}"


def add_command(commands: argparse._SubParsersAction) -> None:
    """Adds the command to the parser; its ``do`` takes the options and returns the exit status."""
    parser = commands.add_parser(
        "elsewhere",
        help="what is invented in other games and menus",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--minutes", type=number(0.1, 10_000), default=60.0, metavar="N", help="how long (default: 60)"
    )
    add_seed_and_workers(parser, "which pictures")
    parser.set_defaults(do=_elsewhere)


def _elsewhere(options: argparse.Namespace) -> int:
    outcomes = run(jobs(options.minutes, options.seed), options.workers)
    table.show(rows(outcomes))
    print("", *lines(outcomes), sep="\n")
    return 0
