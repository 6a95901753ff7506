"""The command ``star-counter splits``: when a recorded run was split, by a route."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..problem import Problem
from ..reading.frame import FrameAfterGap
from ..reading.reader import Reader
from ..recording.files import Recording, readings
from ..recording.opening import is_picture
from ..recording.quick import follow
from ..recording.sought import Sought, Unsought
from ..splitting.formats.route_files import find
from ..splitting.retiming import COUNTER_AT, LATEST_CROSS, Attempt, chapters, to_lss
from ..splitting.route import Route
from ..splitting.splitter import LOGO_AT, Splitter
from ..splitting.waiting import waits_for_all
from ..tracking.attempts import Attempts
from ..tracking.event import Event, Moment
from ..tracking.tracker import Tracker
from ..words import clock_text, file_text
from .following import add_follow, opened
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
from .output import check_out, tell, tell_slow, write
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
  Times are those that a video player shows, in seconds or as 1:02:03.5. A frame may be told by its time, too:
  --end 151234 is a frame's number, and --end 1:24:01.13 the frame that is nearest to that time.

what is read:
  Not every frame: the key frames first, and between two of them all only where the stars, the place, the
  lives or the camera differ, where no counter is seen, and where the route waits for a screen, an exit,
  an entry, a door, a pipe or a cross. The splits, the stars and the beginnings of runs are the same, on
  the same frames, as with --thorough, which reads every frame; it takes several times as long. What no
  split waits for and no two key frames show, such as a death in the castle, may pass unseen. A video
  without an index, with joined parts, or with key frames more than 10 s apart, is read whole anyway, and
  so is one that --follow follows.

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
# Where a video ends before a time that is told by so many seconds, the time is not in it.
_AFTER_END = 1.0


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
    """Runs the command; what could not be read of a damaged video is the problem that is returned."""
    check_form(options)
    check_out(options.out, options.video, Path(options.route))
    if not options.follow and is_picture(options.video):
        raise Problem(f"{file_text(options.video)} is a picture: give a recording of the run.")
    route = find(options.route)
    runs, problem = _play(route, options)
    names = [split.name for split in route.splits]
    if options.json:
        for one in runs:
            print(json.dumps(_as_dict(one, route)))
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
    return [problem] if problem else []


@dataclass
class _Run(Attempt):
    """What happened in one run of a video. ``is_whole``: its beginning was seen."""

    is_whole: bool = False


class _Runs:
    """The runs of a video, by its events: at least one."""

    def __init__(self, route: Route, options: argparse.Namespace):
        self.runs = [_Run(options.start or 0.0)]
        self.is_begun = False  # the counter was seen
        self._route, self._options = route, options
        self.splitter, self._attempts = Splitter(route, start_at="logo", logo_reset="always"), Attempts()
        self._has_zero = options.start is not None  # that of the run at hand is known already

    def update(self, event: Event) -> None:
        """Takes the next event."""
        if self._attempts.begins(event) and self.is_begun:
            self.runs.append(_Run(0.0, event.frame))
            self._has_zero = False
        run = self.runs[-1]
        self._set_zero(run, event)
        self.is_begun |= event.to_count is not None
        actions = self.splitter.update([event])
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

    def mark(self, logo: Moment | None, end: Moment | None) -> None:
        """Takes the frames that the options tell."""
        if logo is not None:
            run = min(self.runs, key=lambda one: abs(one.begun - logo.frame))
            run.zero = logo.time - LOGO_AT
        if end is not None:
            before = [one for one in self.runs if one.begun <= end.frame]
            before[-1].end = end


class _Told:
    """A frame that an option tells, by its number, or by the time to which it is the nearest."""

    def __init__(self, option: str, told: int | float | None):
        self._option, self._told = option, told
        self._found: Moment | None = None
        self._last = Moment(0, 0.0)

    @property
    def is_told(self) -> bool:
        """Whether one is told."""
        return self._told is not None

    def update(self, now: Moment) -> None:
        """Takes the next frame of the video."""
        self._last = now
        if self._told is None:
            return
        if isinstance(self._told, int):
            is_nearer = now.frame == self._told
        else:
            found = self._found
            is_nearer = found is None or abs(now.time - self._told) < abs(found.time - self._told)
        if is_nearer:
            self._found = now

    def moment(self) -> Moment | None:
        """That frame; None where none is told. Raises `Problem` where the video has no such frame."""
        if self._told is None:
            return None
        last = self._last
        if self._found is None:
            raise Problem(
                f"{self._option} {self._told}: the video has frames 0 to {last.frame}: give one of them."
            )
        if isinstance(self._told, float) and self._told > last.time + _AFTER_END:
            raise Problem(
                f"{self._option} {clock_text(self._told)}: the video ends at {clock_text(last.time)}: give a "
                "time in it."
            )
        return self._found


def _play(route: Route, options: argparse.Namespace) -> tuple[list[_Run], Problem | None]:
    """All runs in the video, at least one, and what is wrong with the video."""
    reader = load(options.model)
    if options.thorough or options.follow:
        with opened(options.video, options, reader) as recording:
            return _Played(route, options).thoroughly(recording, reader)
    place = whole_place_in(options.video, options, reader)
    try:
        return _Played(route, options).quickly(Sought(options.video, *place), reader)
    except Unsought as why:
        tell_slow(options.video, why)
    return _Played(route, options).thoroughly(Recording(options.video, *place), reader)


class _Played:
    """A video that is played once."""

    def __init__(self, route: Route, options: argparse.Namespace):
        self._tracker = Tracker(options.confidence, route.start_count)
        self._runs = _Runs(route, options)
        self._logo, self._end = _Told("--logo", options.logo), _Told("--end", options.end)
        self._until = 0.0  # the time of the last frame

    def quickly(self, recording: Sought, reader: Reader) -> tuple[list[_Run], Problem | None]:
        """Reads what must be; raises `Unsought` where the video is none for that."""
        recording.index(reader)
        problem = self._play(follow(recording, self._tracker, self._is_waiting), recording.frames)
        is_any_told = self._logo.is_told or self._end.is_told
        for number in range(0 if is_any_told else recording.frames - 1, recording.frames):
            self._pass(number, recording.time_of(number))
        return self._finished(), problem

    def thoroughly(self, recording: Recording, reader: Reader) -> tuple[list[_Run], Problem | None]:
        """Reads every frame."""
        problem = self._play(self._steps(recording, reader), recording.length)
        return self._finished(), problem

    def _steps(self, recording: Recording, reader: Reader) -> Iterator[tuple[int, list[Event]]]:
        """The numbers of all frames, and what the tracker says then."""
        for frame, reading in readings(recording, reader):
            self._pass(frame.number, frame.time)
            if isinstance(frame, FrameAfterGap):
                self._tracker.skip()
            yield frame.number, self._tracker.update(frame.number, frame.time, reading)

    def _pass(self, number: int, time: float) -> None:
        """Takes the number and the time of the next frame, for what the options tell."""
        self._until = time
        for told in (self._logo, self._end):
            told.update(Moment(number, time))

    def _play(self, steps: Iterator[tuple[int, list[Event]]], length: int | None) -> Problem | None:
        """Takes what happened, frame by frame; returns what is wrong with the video."""
        try:
            with tqdm(total=length, unit=" frames", disable=None, leave=False) as progress:
                for number, events in steps:
                    for event in events:
                        self._runs.update(event)
                    progress.update(number + 1 - progress.n)
        except Problem as told:
            if not self._runs.is_begun:
                raise
            return told
        return None

    def _finished(self) -> list[_Run]:
        """All runs, once the video is over."""
        self._runs.mark(self._logo.moment(), self._end.moment())
        for one in self._runs.runs:
            one.until = self._until
        return self._runs.runs

    def _is_waiting(self) -> bool:
        return waits_for_all(self._runs.splitter, self._tracker.stars)


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
