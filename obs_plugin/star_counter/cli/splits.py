"""The command ``star-counter splits``: when a recorded run was split, by a route."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..problem import Problem
from ..reading.reader import Reader
from ..recording.files import Recording, readings
from ..recording.joined import Joined
from ..recording.opening import is_picture
from ..splitting.formats.route_files import find
from ..splitting.retiming import COUNTER_AT, LATEST_CROSS, Attempt, chapters, to_lss
from ..splitting.route import Route
from ..splitting.splitter import LOGO_AT, Splitter
from ..tracking.attempts import Attempts
from ..tracking.event import Event, Moment
from ..tracking.tracker import Tracker
from ..words import clock_text, file_text
from .many.given import add_files, files_of
from .many.joining import add_join, in_order, joined
from .many.progress import frames_bar
from .many.reading import Batch, show_result, way
from .many.records import event_of, record_of
from .many.summary import Tally, table
from .model import load
from .options import (
    MOST_SECONDS,
    add_form,
    add_place,
    check_form,
    example_crop,
    number,
    where_help,
    whole_number,
)
from .output import check_out, tell_short, write
from .placing import whole_place_in

_DESCRIPTION = "Reads a recorded run and tells when each split of a route was, and why."

_PRINTED = """\
when a run begins, and when it ends:
  Times count from the start-up logo where the video shows it: its first frame is 1.33 s into the run
  by the rules. Where it does not, they count from the video's first frame, unless you say otherwise:
  --start 12.5 has the run begin at 12.5 s of the video; --logo 372 tells the logo's first frame;
  --counter-at 49.27 says what a timer shows when the counter is first seen: 49.27 for a new file in
  the US game and 46.54 in the Japanese one. Each reset begins another run; without a logo its time
  counts by --counter-at.
  By the rules time ends where the big star bursts into dust. The camera's cross, which a route can split
  by, comes up to 1.5 s later: --end 151234 tells the first frame in which the star bursts, and the last
  split is there.

what is printed:
  A table of each run's splits. --json prints one JSON object a run. --to lss writes all runs as the
  attempts in one file of splits for LiveSplit, --to chapters the chapters of a YouTube video: the
  splits, and the stars between them; none begins in the ten seconds after another one, as YouTube
  would show none at all. Splits by hand have no time: the video does not show them.

examples:
  star-counter splits run.mp4 --route 16
  star-counter splits run.mp4 --route 16 --crop {crop}
  star-counter splits run.mp4 --route my.toml --hud 0,0,2,2 --counter-at 49.27 --to lss --out run.lss
  star-counter splits run.mp4 --route 16 --end 29514 --to lss --out run.lss
  star-counter splits run.mp4 --route 70 --hud 0,0,2,2 --to chapters
"""

_BURST = "the star bursts, as you say"
_AT_CROSS = (
    f"The last split is at the camera's cross, up to {LATEST_CROSS:g} s late by the rules: --end FRAME tells "
    "the first frame in which the star bursts."
)
# More frames than eleven days of a video have.
_MOST_FRAMES = 1_000 * MOST_SECONDS


def add_command(commands: Any) -> None:
    """Adds the command to argparse's subparsers; its ``run`` takes the options and returns the problems."""
    parser = commands.add_parser(
        "splits",
        help="tell when a recorded run was split, by a route",
        description=_DESCRIPTION,
        epilog=where_help() + "\n" + _PRINTED.format(crop=example_crop()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_files(parser, "a recording")
    add_join(parser)
    parser.add_argument(
        "--route", required=True, metavar="R", help="a route file, or 0, 1, 16, 31, 70 or 120"
    )
    add_place(parser)
    begin = parser.add_mutually_exclusive_group()
    seconds = number(-MOST_SECONDS, MOST_SECONDS)
    frame = whole_number(0, _MOST_FRAMES)
    begin.add_argument("--start", type=seconds, metavar="S", help="the run begins at that second")
    begin.add_argument("--logo", type=frame, metavar="FRAME", help="the first frame of the start-up logo")
    begin.add_argument(
        "--counter-at", type=seconds, metavar="S", help="what a timer shows when the counter is first seen"
    )
    parser.add_argument("--end", type=frame, metavar="FRAME", help="the first frame in which the star bursts")
    add_form(parser, ("lss", "chapters"), "splits for LiveSplit, or chapters for YouTube")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Problem]:
    """Runs the command; what could not be read of damaged videos is what is returned."""
    check_form(options)
    files = files_of(options.files)
    check_out(options.out, *files, Path(options.route))
    route = find(options.route)
    if not options.join and files != options.files[:1]:
        return _split_many(files, route, options)
    parts = in_order(files) if options.join else files
    runs, problem = _play(parts, route, options, load(options.model))
    _print_runs(runs.runs, route, options)
    return [problem] if problem else []


def _split_many(files: list[Path], route: Route, options: argparse.Namespace) -> list[Problem]:
    """As `run`, for several videos: each one's runs as they come, or the splits of all in one file."""
    for option in ("start", "logo", "end"):
        if getattr(options, option) is not None:
            raise Problem(f"--{option} tells about one video: give one.")
    if options.to == "chapters":
        raise Problem("Chapters are those of one video: give one.")
    matters = {name: getattr(options, name) for name in ("crop", "hud", "confidence")}
    what = way("splits", options.model, route=route, **matters)
    batch = Batch(files, partial(_events, route=route, options=options), options.model, what, options.out)
    all_runs: list[_Run] = []
    tallies, problems = [], []
    with contextlib.closing(batch.results(options.jobs)) as results:
        for result in results:
            tally, runs = Tally(result.path), _Runs(route, options)
            wrong = show_result(result, partial(_count, tally, runs))
            problems += wrong
            tallies.append(tally)
            if runs.is_begun or not wrong:
                all_runs += runs.runs
                _print_file(result.path, runs.runs, route, options)
    if options.to:
        _print_runs(all_runs, route, options)
    elif not options.json:
        print(*table(tallies), sep="\n", flush=True)
    return problems


def _events(video: Path, reader: Reader, route: Route, options: argparse.Namespace) -> Iterator[dict]:
    """What happened in a video."""
    runs, problem = _play([video], route, options, reader)
    yield from map(record_of, runs.events)
    if problem:
        raise problem


def _count(tally: Tally, runs: _Runs, record: dict) -> None:
    event = event_of(record)
    tally.update(event)
    runs.update(event)


def _print_file(video: Path, runs: list[_Run], route: Route, options: argparse.Namespace) -> None:
    """Prints the runs of one of several videos, but for what has all in one."""
    with tqdm.external_write_mode(nolock=True):
        if options.json:
            _print_json(runs, route, {"file": str(video)})
        elif not options.to:
            print(file_text(video), "", sep="\n")
            _print_runs(runs, route, options)
            print(flush=True)


def _print_runs(runs: list[_Run], route: Route, options: argparse.Namespace) -> None:
    names = [split.name for split in route.splits]
    if options.json:
        _print_json(runs, route, {})
    elif options.to == "lss":
        # One that began before the video has no times that could be compared.
        attempts = [one for one in runs if one.is_whole] or runs
        write(to_lss(attempts, names, route.title), options.out)
    elif options.to:
        text, short = chapters(runs, names)
        tell_short(short)
        write(text, options.out)
    else:
        print("\n\n".join("\n".join(_table(number, one, route)) for number, one in enumerate(runs, 1)))


def _print_json(runs: list[_Run], route: Route, name: dict) -> None:
    for one in runs:
        print(json.dumps(name | _as_dict(one, route)), flush=True)


@dataclass
class _Run(Attempt):
    """What happened in one run of a video. ``is_whole``: its beginning was seen."""

    is_whole: bool = False


class _Runs:
    """The runs of a video, by its events: at least one."""

    def __init__(self, route: Route, options: argparse.Namespace):
        self.runs, self.events = [_Run(options.start or 0.0)], list[Event]()
        self.is_begun = False  # the counter was seen
        self._route, self._options = route, options
        self._splitter, self._attempts = Splitter(route, start_at="logo", logo_reset="always"), Attempts()
        self._has_zero = options.start is not None  # that of the run at hand is known already

    def update(self, event: Event) -> None:
        """Takes the next event."""
        self.events.append(event)
        if self._attempts.begins(event) and self.is_begun:
            self.runs.append(_Run(0.0, event.frame))
            self._has_zero = False
        run = self.runs[-1]
        self._set_zero(run, event)
        self.is_begun |= event.to_count is not None
        actions = self._splitter.update([event])
        run.actions += [action for action in actions if action.index is not None]  # of splits: no start
        run.stars += [event] if event.kind == "star" else []
        begins = event.kind in ("logo", "started", "reset")
        run.is_whole |= begins or event.to_count == self._route.start_count

    def _set_zero(self, run: _Run, event: Event) -> None:
        """Takes from the logo, or else from the first counter, when a run began."""
        counter_at = self._options.counter_at
        if event.kind == "logo" and not (self._has_zero and len(self.runs) == 1):
            run.zero, run.begun, self._has_zero = event.time - LOGO_AT, event.frame, True
        elif self._has_zero:
            return
        elif event.kind in ("started", "reset") or (event.to_count is not None and counter_at is not None):
            run.zero = event.time - (COUNTER_AT if counter_at is None else counter_at)
            self._has_zero = True

    def mark(self, moments: dict[int, float], last: int) -> None:
        """Takes the frames that the options tell; ``moments`` are their times, by their numbers.

        Raises `Problem` where there is no such frame.
        """
        logo, end = self._options.logo, self._options.end
        for option, frame in (("--logo", logo), ("--end", end)):
            if frame is not None and frame not in moments:
                raise Problem(f"{option} {frame}: the video has frames 0 to {last}: give one of them.")
        if logo is not None:
            run = min(self.runs, key=lambda one: abs(one.begun - logo))
            run.zero = moments[logo] - LOGO_AT
        if end is not None:
            before = [one for one in self.runs if one.begun <= end]
            before[-1].end = Moment(end, moments[end])


def _opened(parts: Sequence[Path], options: argparse.Namespace, reader: Reader) -> Recording | Joined:
    if options.join:
        return joined(parts, options, reader)
    return Recording(parts[0], *whole_place_in(parts[0], options, reader))


def _play(
    parts: Sequence[Path], route: Route, options: argparse.Namespace, reader: Reader
) -> tuple[_Runs, Problem | None]:
    """All runs in the video, or in the parts of one stream, at least one; and what is wrong with it."""
    for part in parts:
        if is_picture(part):
            raise Problem(f"{file_text(part)} is a picture: give a recording of the run.")
    tracker = Tracker(options.confidence, route.start_count)
    recording = _opened(parts, options, reader)
    runs, moments, last, problem = _Runs(route, options), {}, 0, None
    try:
        with frames_bar(recording.length) as progress:
            for frame, reading in readings(recording, reader):
                last = frame.number
                if frame.number in (options.logo, options.end):
                    moments[frame.number] = frame.time
                for event in tracker.update(frame.number, frame.time, reading):
                    runs.update(event)
                progress.update()
    except Problem as told:
        if not runs.is_begun:
            raise
        problem = told
    runs.mark(moments, last)
    return runs, problem


def _as_dict(run: Attempt, route: Route) -> dict[str, Any]:
    splits, length = [], len(route.splits)
    times = run.times(length)
    for split, action, time in zip(route.splits, run.splits(length), times, strict=True):
        item: dict[str, Any] = {
            "name": split.name,
            "stars": split.stars,
            "after": str(split.condition),
            "time": None,
        }
        if time is not None:
            item |= {"time": round(time, 3), "video_time": round(time + run.zero, 3)}
        if action and action.event:
            item |= {"frame": action.event.frame, "reason": action.reason}
        splits.append(item)
    ends_at = run.ends_at(length)
    if run.end:
        splits[-1] |= {"frame": run.end.frame, "reason": _BURST}
    return {"route": route.title, "start": round(run.zero, 3), "ends_at": ends_at, "splits": splits}


def _table(number: int, run: Attempt, route: Route) -> list[str]:
    width, length = max(len(split.name) for split in route.splits), len(route.splits)
    lines = [f"{route.title}, run {number} (from {clock_text(run.zero)} of the video)", ""]
    lines.append(f"{'':>3} {'split':<{width}} {'time':>11} {'segment':>11} {'frame':>8}  why")
    before: float | None = 0.0
    rows = zip(route.splits, run.splits(length), run.times(length), strict=True)
    for index, (split, action, time) in enumerate(rows, 1):
        clock, segment, frame, why = "–", "–", "–", str(split.condition)
        if action and action.event:
            frame, why = str(action.event.frame), action.reason.removeprefix(f"{split.name}: ")
        if run.end and index == length:
            frame, why = str(run.end.frame), _BURST
        if time is not None:
            clock = clock_text(time)
            segment = "–" if before is None else clock_text(time - before)
        lines.append(f"{index:>3} {split.name:<{width}} {clock:>11} {segment:>11} {frame:>8}  {why}")
        before = time
    if run.ends_at(length) == "cross":
        lines += ["", _AT_CROSS]
    return lines
