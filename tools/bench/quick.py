"""Whether recordings that are followed by their key frames tell what every frame would tell.

The command ``python -m tools.bench quick`` compares both for hours.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from star_counter.cli.options import MOST_SEED, number, whole_number
from star_counter.recording.quick import TOGETHER, Read, Source, by_keys
from star_counter.splitting.formats.route_files import find
from star_counter.splitting.route import Route
from star_counter.splitting.splitter import Splitter
from star_counter.splitting.waiting import waits_for_all
from star_counter.tracking.event import Event
from star_counter.tracking.tracker import Tracker
from tools.simulation.camera import TICK_RATES, Camera
from tools.simulation.play import Play
from tools.simulation.story.routes import ROUTES

# How far key frames are apart: in streams, in OBS's recordings, and in those of other encoders.
_KEY_FRAMES = (2.0, 4.2, 8.3)  # seconds
# The events that are the same, whatever a route waits for.
_PROMISED = ("count", "star", "reset", "started", "logo")
_DESCRIPTION = """\
Follows readings of whole simulated runs, by key frames and by every frame.
Prints for each run whether the splits, the counts, the beginnings of runs and the logos were the same, on the
same frames, what differed first, and which share of the frames was decoded and read; ends with 1 where any
differed. Each run has another category, frame rate and distance of key frames than the one before: six have
all of each, and 72 each with each other. The same seed plays the same.
"""


class Told(NamedTuple):
    """What was told: of each action its kind, split, cause, frame and time; of each event what and when."""

    actions: list[tuple]
    events: list[tuple]


class Outcome(NamedTuple):
    """What both ways told, which share of the frames the quick one decoded and read, and how long it was."""

    quick: Told
    thorough: Told
    decoded: float
    read: float
    seconds: float


class Simulated:
    """Readings of a run as a recording with a key frame every so many frames."""

    def __init__(self, frames: Sequence[Read], every: int, fps: float):
        self._frames, self._every, self.together = frames, every, max(1, round(fps * TOGETHER))
        self.keys, self.frames = frames[::every], len(frames)
        self.decoded = self.looked_at = len(self.keys)
        self._at = 0  # the frame that was decoded last

    def read(self, numbers: Sequence[int]) -> list[Read]:
        for at in numbers:
            key = at - at % self._every
            self.looked_at += at != key
            if at > max(self._at, key):
                self.decoded += at - max(self._at, key)
                self._at = at
        return [self._frames[at] for at in numbers]

    def finish(self) -> None:
        pass


def compare(play: Play, key_frames: float, route: Route) -> Outcome:
    """Follows the readings of a run both ways; ``key_frames``: how many seconds lie between them."""
    frames = [Read(*frame) for frame in play.readings()]
    source = Simulated(frames, round(key_frames * play.camera.fps), play.camera.fps)
    quick = quickly(source, route)
    shares = source.decoded / len(frames), source.looked_at / len(frames)
    return Outcome(quick, thoroughly(frames, route), *shares, frames[-1].time)


def quickly(source: Source, route: Route) -> Told:
    """What a recording tells by its key frames."""
    tracker, splitter = Tracker(start_count=route.start_count), _splitter(route)
    steps = by_keys(source, tracker, lambda: waits_for_all(splitter, tracker.stars))
    return _told((events for _, events in steps), splitter)


def thoroughly(frames: Iterable[Read], route: Route) -> Told:
    """What it tells by every frame."""
    tracker = Tracker(start_count=route.start_count)
    return _told((tracker.update(*frame) for frame in frames), _splitter(route))


def _splitter(route: Route) -> Splitter:
    return Splitter(route, start_at="logo", logo_reset="always")


def _told(steps: Iterable[list[Event]], splitter: Splitter) -> Told:
    told = Told([], [])
    for events in steps:
        told.events.extend(
            (event.kind, event.frame, event.to_count) for event in events if event.kind in _PROMISED
        )
        for action in splitter.update(events):
            cause = action.event and (action.event.kind, action.event.frame)
            told.actions.append((action.kind, action.index, cause, round(action.time, 3)))
    return told


def add_command(commands: argparse._SubParsersAction) -> None:
    """Adds the command to the parser; its ``do`` takes the options and returns the exit status."""
    parser = commands.add_parser(
        "quick",
        help="compare reading by key frames with reading every frame",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--hours", type=number(0.01, 10_000), default=10.0, metavar="N", help="simulated hours (default: 10)"
    )
    parser.add_argument(
        "--seed", type=whole_number(0, MOST_SEED), default=0, help="what happens (default: 0)"
    )
    parser.set_defaults(do=_soak)


def _soak(options: argparse.Namespace) -> int:
    seconds, differing = 0.0, 0
    for seed, (name, fps, key_frames) in enumerate(_kinds(), options.seed):
        if seconds >= 3600 * options.hours:
            break
        play = Play(name, Camera(fps=fps, seed=seed), seed)
        outcome = compare(play, key_frames, find(name))
        seconds += outcome.seconds
        differing += outcome.quick != outcome.thorough
        print(_line(name, fps, key_frames, seed, outcome), flush=True)
    print(f"{differing} differed, in {seconds / 3600:.1f} hours.")
    return int(differing > 0)


def _kinds() -> Iterator[tuple[str, int, float]]:
    """Categories, frame rates and seconds between key frames: all 72 in turn, each time all three others."""
    routes, rates = tuple(ROUTES), tuple(TICK_RATES)
    for index in itertools.count():
        both = index + index // len(routes)
        yield routes[index % len(routes)], rates[both % len(rates)], _KEY_FRAMES[both % len(_KEY_FRAMES)]


def _line(name: str, fps: int, key_frames: float, seed: int, outcome: Outcome) -> str:
    same = "the same" if outcome.quick == outcome.thorough else f"DIFFERENT ({_first_difference(outcome)})"
    shares = f"{outcome.decoded:.0%} decoded, {outcome.read:.0%} read"
    what = f"{name} stars, {fps} fps, key frames every {key_frames:g} s, seed {seed}"
    return f"{what}: {same}, {len(outcome.thorough.actions)} actions, {shares}"


def _first_difference(outcome: Outcome) -> str:
    """What the quick way told first that is not the same, and what every frame tells there."""
    both = zip(outcome.quick, outcome.thorough, strict=True)
    pairs = itertools.chain.from_iterable(itertools.zip_longest(*told) for told in both)
    quick, thorough = next((one, other) for one, other in pairs if one != other)
    return f"{quick}, and not {thorough}"
