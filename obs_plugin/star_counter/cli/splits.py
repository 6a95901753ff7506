"""The command ``star-counter splits``: when a recorded run was split, by a route."""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..problem import Problem
from ..recording.files import Recording, readings
from ..recording.opening import is_picture
from ..splitting.formats import lss
from ..splitting.formats.route_files import find
from ..splitting.route import Route
from ..splitting.splitter import Action, Splitter
from ..tracking.event import Event
from ..tracking.tracker import Tracker
from ..words import clock_text, file_text, stars_text
from .model import load
from .options import MOST_SECONDS, add_form, add_place, check_form, example_crop, number, where_help
from .output import check_out, tell, write
from .placing import place_in

_DESCRIPTION = "Reads a recorded run and tells when each split of a route was, and why."

_PRINTED = """\
when a run begins:
  Times count from the video's first frame, unless you say otherwise: --start 12.5 has the run begin at
  12.5 s of the video. --counter-at 49.27 says what a timer shows when the counter is first seen: 49.27
  for a new file in the US game and 46.54 in the Japanese one. Each reset begins another run; its time
  counts by --counter-at.

what is printed:
  A table of each run's splits. --json prints one JSON object a run. --to lss writes the last run as
  splits for LiveSplit, --to chapters the chapters of a YouTube video: the splits, and the stars between
  them; none begins in the ten seconds after another one, as YouTube would show none at all. Splits by
  hand have no time: the video does not show them.

examples:
  star-counter splits run.mp4 --route 16
  star-counter splits run.mp4 --route 16 --crop {crop}
  star-counter splits run.mp4 --route my.toml --hud 0,0,2,2 --counter-at 49.27 --to lss --out run.lss
  star-counter splits run.mp4 --route 70 --hud 0,0,2,2 --to chapters
"""

#: What a timer shows when the counter of a new file is first seen in the US game, in seconds.
COUNTER_AT = 49.27
#: YouTube wants chapters to be so long at least, in seconds.
_SHORTEST_CHAPTER = 10.0


@dataclass
class Run:
    """What happened in one run: ``start`` is the second of the video at which its time is 0."""

    start: float
    actions: list[Action] = field(default_factory=list)
    stars: list[Event] = field(default_factory=list)

    def splits(self, route: Route) -> list[Action | None]:
        """The action that ended each split of the route; None: skipped, by hand, or never reached."""
        ended: dict[int, Action] = {}
        for action in self.actions:
            if action.kind == "split" and action.index is not None:
                ended[action.index] = action
            elif action.kind == "undo" and action.index is not None:
                ended.pop(action.index, None)
        return [ended.get(index) for index in range(len(route.splits))]


def add_command(commands: Any) -> None:
    """Adds the command to argparse's subparsers; its ``run`` takes the options and returns the problems."""
    parser = commands.add_parser(
        "splits",
        help="tell when a recorded run was split, by a route",
        description=_DESCRIPTION,
        epilog=where_help() + "\n" + _PRINTED.format(crop=example_crop()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("video", type=Path, metavar="VIDEO", help="the recording")
    parser.add_argument("--route", required=True, metavar="R", help="a route file, or 16, 70 or 120")
    add_place(parser)
    begin = parser.add_mutually_exclusive_group()
    seconds = number(-MOST_SECONDS, MOST_SECONDS)
    begin.add_argument(
        "--start", type=seconds, default=0.0, metavar="S", help="the run begins at that second"
    )
    begin.add_argument(
        "--counter-at", type=seconds, metavar="S", help="what a timer shows when the counter is first seen"
    )
    add_form(parser, ("lss", "chapters"), "splits for LiveSplit, or chapters for YouTube")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Problem]:
    """Runs the command; what could not be read of a damaged video is the problem that is returned."""
    check_form(options)
    check_out(options.out, options.video, Path(options.route))
    if is_picture(options.video):
        raise Problem(f"{file_text(options.video)} is a picture: give a recording of the run.")
    route = find(options.route)
    runs, problem = _play(route, options)
    if options.json:
        for one in runs:
            print(json.dumps(_as_dict(one, route)))
    elif options.to:
        write(_lss(runs[-1], route) if options.to == "lss" else _chapters(runs, route), options.out)
    else:
        print("\n\n".join("\n".join(_table(number, one, route)) for number, one in enumerate(runs, 1)))
    return [problem] if problem else []


def _play(route: Route, options: argparse.Namespace) -> tuple[list[Run], Problem | None]:
    """All runs in the video, at least one, and what is wrong with the video."""
    tracker = Tracker(options.confidence, route.start_count)
    splitter = Splitter(route)
    reader = load(options.model)
    recording = Recording(options.video, *place_in(options.video, options, reader))
    counter_at = COUNTER_AT if options.counter_at is None else options.counter_at
    runs, is_begun = [Run(options.start)], False
    try:
        with tqdm(total=recording.length, unit=" frames", disable=None, leave=False) as progress:
            for frame, reading in readings(recording, reader):
                for event in tracker.update(frame.number, frame.time, reading):
                    if event.kind == "reset":
                        runs.append(Run(_begin(event, counter_at)))
                    elif event.kind == "count" and not is_begun and options.counter_at is not None:
                        runs[-1].start = _begin(event, counter_at)
                    is_begun |= event.to_count is not None
                    runs[-1].actions += splitter.update([event])
                    runs[-1].stars += [event] if event.kind == "star" else []
                progress.update()
    except Problem as problem:
        if not is_begun:
            raise
        return runs, problem
    return runs, None


def _begin(event: Event, counter_at: float) -> float:
    return event.time - counter_at


def _cause(action: Action) -> Event:
    assert action.event is not None, "only a player's button causes none"
    return action.event


def _as_dict(run: Run, route: Route) -> dict[str, Any]:
    splits = []
    for split, action in zip(route.splits, run.splits(route), strict=True):
        item: dict[str, Any] = {
            "name": split.name,
            "stars": split.stars,
            "after": str(split.condition),
            "time": None,
        }
        if action:
            item |= {"time": round(action.time - run.start, 3), "video_time": round(action.time, 3)}
            item |= {"frame": _cause(action).frame, "reason": action.reason}
        splits.append(item)
    return {"route": route.title, "start": round(run.start, 3), "splits": splits}


def _table(number: int, run: Run, route: Route) -> list[str]:
    width = max(len(split.name) for split in route.splits)
    lines = [f"{route.title}, run {number} (from {clock_text(run.start)} of the video)", ""]
    lines.append(f"{'':>3} {'split':<{width}} {'time':>11} {'segment':>11} {'frame':>8}  why")
    before = 0.0
    for index, (split, action) in enumerate(zip(route.splits, run.splits(route), strict=True), 1):
        if action is None:
            lines.append(f"{index:>3} {split.name:<{width}} {'–':>11} {'–':>11} {'–':>8}  {split.condition}")
            before = math.nan
            continue
        time = action.time - run.start
        segment = "–" if math.isnan(before) else clock_text(time - before)
        why = action.reason.removeprefix(f"{split.name}: ")
        times = f"{clock_text(time):>11} {segment:>11} {_cause(action).frame:>8}"
        lines.append(f"{index:>3} {split.name:<{width}} {times}  {why}")
        before = time
    return lines


def _lss(run: Run, route: Route) -> str:
    times = [action.time - run.start if action else None for action in run.splits(route)]
    while times and times[-1] is None:
        times.pop()
    names = tuple(split.name for split in route.splits)
    return lss.to_xml(lss.SplitsFile(names, category=route.title, times=tuple(times)))


def _chapters(runs: list[Run], route: Route) -> str:
    """A line for each chapter: after a split begins the next one's; a star begins one where there is room."""
    splits = {0.0: route.splits[0].name}
    stars: dict[float, str] = {}
    for one in runs:
        ended = one.splits(route)
        for index, action in enumerate(ended[:-1]):
            if action:
                splits[_cause(action).time] = route.splits[index + 1].name
        stars |= {event.time: stars_text(event.to_count) for event in one.stars if event.to_count is not None}
    chapters = dict(_apart(sorted(splits.items())))
    if len(chapters) < len(splits):
        short = ", ".join(name for time, name in sorted(splits.items()) if time not in chapters)
        tell(f"Left out, as they are too short for YouTube: {short}.")
    for time, name in sorted(stars.items()):
        if all(abs(time - other) >= _SHORTEST_CHAPTER for other in chapters):
            chapters[time] = name
    return "".join(f"{clock_text(time, 0)} {name}\n" for time, name in sorted(chapters.items()))


def _apart(chapters: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """The chapters without those that begin too soon after another one."""
    kept: list[tuple[float, str]] = []
    for time, name in chapters:
        if not kept or time - kept[-1][0] >= _SHORTEST_CHAPTER:
            kept.append((time, name))
    return kept
