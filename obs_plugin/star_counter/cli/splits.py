"""The command ``star-counter splits``: when a recorded run was split, by a route."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..hud import PARTS
from ..problem import Problem
from ..reading.reader import Reader
from ..recording import opening
from ..splitting.formats.route_files import find
from ..splitting.retiming import LATEST_CROSS, Attempt, chapters, to_lss
from ..splitting.route import Route
from ..tracking.event import Event
from ..words import clock_text, file_text
from .many.reading import Batch, show_result, way
from .many.records import event_of, record_of
from .many.summary import Tally, table
from .model import load
from .options import (
    add_form,
    add_place,
    check_form,
    example_crop,
    frame_or_time,
    seconds,
    where_help,
)
from .output import check_out, tell, write
from .played.playing import play
from .played.runs import Runs, SeenRun
from .videos.following import add_follow, check_follow
from .videos.given import add_files, by_one, files_of
from .videos.joining import add_join, in_order

_DESCRIPTION = "Reads a recorded run and tells when each split of a route was, and why."

_PRINTED = """\
when a run begins, and when it ends:
  Times count from the start-up logo where the video shows it: its first frame is 1.33 s into the run
  by the rules. Where it does not, they count from 0:00 of the video, unless you say otherwise:
  --start 12.5 has the run begin at 12.5 s of the video, and nothing before is its; --logo 372 tells
  the logo's first frame;
  --counter-at 49.27 says what a timer shows when the counter is first seen: 49.27 for a new file in
  the US game and 46.54 in the Japanese one. Each reset begins another run; without a logo its time
  counts by --counter-at.
  By the rules time ends where the big star bursts into dust. The camera's cross, which a route can split
  by, comes up to 1.5 s later: --end 151234 tells the first frame in which the star bursts, and the last
  split is there.
  Times are those that a video player shows, in seconds or as 1:02:03.5. A frame may be told by its time, too:
  --end 151234 is a frame's number, and --end 1:24:01.13 the frame that is nearest to that time.

what is read:
  Not every frame: the key frames first, and between two of them all only where the stars, the place, the
  lives or the camera differ, where no counter is seen, and where the route waits for a screen, an exit,
  an entry, a door, a pipe or a cross. The splits, the stars and the beginnings of runs are the same, on
  the same frames, as with --thorough, which reads every frame; it takes several times as long. What no
  split waits for and no two key frames show, such as a death in the castle, may pass unseen. A video
  without an index, with joined parts, or with key frames more than 10 s apart, is read whole anyway, and
  so is what --join joins or --follow follows.

what is printed:
  A table of each run's splits. --json prints one JSON object a run. --to lss writes all runs as the
  attempts in one file of splits for LiveSplit, --to chapters the chapters of a YouTube video: the
  splits, and the stars between them; none begins in the ten seconds after another one, as YouTube
  would show none at all. Splits by hand have no time: the video does not show them. Nor have those that
  rest on the lives, the coins or the camera where these are not seen: which ones is told on stderr.

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
    begin.add_argument("--start", type=seconds, metavar="TIME", help="the run begins then in the video")
    begin.add_argument(
        "--logo",
        type=frame_or_time,
        metavar="FRAME",
        help="the first frame of the start-up logo, or its time",
    )
    begin.add_argument(
        "--counter-at", type=seconds, metavar="TIME", help="what a timer shows when the counter is first seen"
    )
    parser.add_argument(
        "--end", type=frame_or_time, metavar="FRAME", help="the frame in which the star bursts, or its time"
    )
    parser.add_argument("--thorough", action="store_true", help="read every frame: see below")
    add_follow(parser)
    add_form(parser, ("lss", "chapters"), "splits for LiveSplit, or chapters for YouTube")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Problem]:
    """Runs the command; what could not be read of damaged videos is what is returned."""
    check_form(options)
    problems: list[Problem] = []
    given, options.files = options.files, files_of(options.files, problems)
    if not options.files or (options.join and problems):
        return problems
    check_out(options.out, *options.files, Path(options.route))
    check_follow(options, given)
    route = find(options.route)
    if not options.join and options.files != given[:1]:
        return problems + _split_many(route, options)
    parts = in_order(options.files) if options.join else options.files
    opening.decode_on(options.jobs)
    runs, problem = play(parts, route, options, load(options.model))
    _print_runs(runs.runs, route, options)
    return [*problems, problem] if problem else problems


def _split_many(route: Route, options: argparse.Namespace) -> list[Problem]:
    """As `run`, for several videos: each one's runs as they come, or the splits of all in one file."""
    for option in ("start", "logo", "end"):
        if getattr(options, option) is not None:
            raise Problem(f"--{option} tells about one video: give one.")
    if options.to == "chapters":
        raise Problem("Chapters are those of one video: give one.")
    matters = {name: getattr(options, name) for name in ("crop", "hud", "confidence", "thorough")}
    what = way("splits", options.model, route=route, **matters)
    work = partial(_events, route=route, options=by_one(options))
    batch = Batch(options.files, work, options.model, what, out=options.out)
    all_runs: list[SeenRun] = []
    tallies, problems = [], []
    with contextlib.closing(batch.results(options.jobs)) as results:
        for result in results:
            tally, runs = Tally(result.path, is_whole=options.thorough), Runs(route, options)
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
    runs, problem = play([video], route, options, reader)
    for one in runs.taken:
        yield record_of(one) if isinstance(one, Event) else {"unseen": sorted(one)}
    if problem:
        raise problem


def _count(tally: Tally, runs: Runs, record: dict) -> None:
    if "unseen" in record:
        runs.miss(frozenset(PARTS).intersection(record["unseen"]))
        return
    event = event_of(record)
    tally.update(event)
    runs.update(event)


def _print_file(video: Path, runs: list[SeenRun], route: Route, options: argparse.Namespace) -> None:
    """Prints the runs of one of several videos, but for what has all in one."""
    with tqdm.external_write_mode(nolock=True):
        if options.json:
            _print_json(runs, route, {"file": str(video)})
        elif not options.to:
            print(file_text(video), "", sep="\n")
            _print_runs(runs, route, options)
            print(flush=True)


def _print_runs(runs: list[SeenRun], route: Route, options: argparse.Namespace) -> None:
    names = [split.name for split in route.splits]
    if options.json:
        _print_json(runs, route, {})
    elif options.to == "lss":
        # One that began before the video has no times that could be compared.
        attempts = [one for one in runs if one.is_whole] or runs
        write(to_lss(attempts, names, route.title, route.timer_file), options.out)
    elif options.to:
        text, notes = chapters(runs, names)
        for note in notes:
            tell(note)
        write(text, options.out)
    else:
        print("\n\n".join("\n".join(_table(number, one, route)) for number, one in enumerate(runs, 1)))


def _print_json(runs: list[SeenRun], route: Route, name: dict) -> None:
    for one in runs:
        print(json.dumps(name | _as_dict(one, route)), flush=True)


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
