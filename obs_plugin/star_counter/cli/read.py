"""The command ``star-counter read``: what videos and pictures show."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..hud import COINS, HudPlaces
from ..problem import Problem
from ..reading.frame import Frame, FrameAfterGap, Reading
from ..reading.reader import Reader
from ..recording import opening
from ..recording.files import Recording, picture, readings
from ..recording.opening import is_picture
from ..recording.quick import Read, all_frames, by_keys
from ..recording.sought import Unsought
from ..tracking.event import Event
from ..tracking.tracker import Tracker
from ..words import file_text, visible
from .many.progress import frames_bar
from .many.reading import Batch, show_result, way
from .many.records import event_of, record_of
from .many.summary import Tally, table
from .model import load
from .options import add_place, example_crop, where_help
from .output import tell_slow, tell_unseen
from .videos.ahead import ByKeys, Place, Work, every_frame, indexed
from .videos.following import add_follow, check_follow, opened
from .videos.given import add_files, by_one, files_of, is_many
from .videos.joining import add_join, in_order, joined, joined_text
from .videos.placing import whole_place_in

# The events of the star count.
_STARS = ("count", "star", "reset")
_DESCRIPTION = "Reads the star count of Super Mario 64 from videos and pictures, and what happened when."

_PRINTED = """\
what is printed:
  For a picture, the count that it shows. For a video, its events, dated to the first frame that shows
  them: the count became known or jumped ("count"), one more star ("star"), back at the start
  ("reset"), a black or white screen began, covered all of the picture, or ended, the counter
  vanished or appeared; and where more of the HUD is seen, the start-up logo ("logo"), a run
  began ("started"), a course began or ended ("entered", "left"), Mario "died", "extra_life",
  "game_over", 100 "coins", a "cutscene" and its end ("cutscene_end"), a "key", and the
  "grand_star" that ends a run, at the camera's cross, or that it was none ("no_grand_star").
  With --json, one object a line:
  {{"file", "count", "lives", "coins", "camera", "confidence", "screen"}} for a picture,
  {{"event", "frame", "time", ...}} for a video; frames count from 0, times are in seconds. "camera" is
  "lakitu", "mario", "cross" or "none". What is not seen is null, and so are more than 120 coins in a
  picture. With several files, each object has "file". Which parts of a video's HUD were not seen, so that
  nothing that rests on them is printed, is told on stderr.

what is read:
  Every frame, but with --stars: then the key frames first, and between two of them all only where the
  stars, the place, the lives or the camera differ, or no counter is seen. It prints "count", "star" and
  "reset", on the same frames, in a fraction of the time. A video without an index, with joined parts, or
  with key frames more than 10 s apart, is read whole, and so is what --join joins or --follow follows.

examples:
  star-counter read run.mp4
  star-counter read --stars run.mp4
  star-counter read *.png --crop {crop}
  star-counter read run.mp4 --hud 0,0,2,2 --json --readings > run.jsonl
"""

# The model reads up to 120 coins. More are now and then read as fewer, but not alike in crops that lie so
# many HUD units to either side: of 1,422 drawn numbers from 121 to 199, 108 were read in the first of these
# crops, and 2 in all; of 1,098 up to 120 all but 3 were read in all, and all of those right.
_COINS_BESIDE = (0, -3, 3)


def add_command(commands: Any) -> None:
    """Adds the command to argparse's subparsers; its ``run`` takes the options and returns the problems."""
    parser = commands.add_parser(
        "read",
        help="print what videos and pictures show",
        description=_DESCRIPTION,
        epilog=where_help() + "\n" + _PRINTED.format(crop=example_crop()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_files(parser, "a video or a picture")
    add_join(parser)
    add_place(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    more = parser.add_mutually_exclusive_group()
    more.add_argument("--readings", action="store_true", help="for videos: print what each frame shows, too")
    more.add_argument("--stars", action="store_true", help="for videos: print the stars alone, and sooner")
    add_follow(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Problem]:
    """Reads all files and returns what went wrong with some."""
    problems: list[Problem] = []
    given, options.files = options.files, files_of(options.files, problems)
    if not options.files or (options.join and problems):
        return problems
    check_follow(options, given)
    if options.join:
        return _read_joined(options)
    if is_many(given, options.files) and not options.follow:
        return problems + _read_many(options)
    opening.decode_on(options.jobs)
    reader = load(options.model)
    for path in options.files:
        try:
            for record in _read(path, reader, options):
                _show(path, record, options)
        except Problem as problem:
            problems.append(problem)
    return problems


def _read_joined(options: argparse.Namespace) -> list[Problem]:
    parts = in_order(options.files)
    if options.stars:
        tell_slow(joined_text(parts), "they are joined")
    options.files = [Path(joined_text(parts))]
    opening.decode_on(options.jobs)
    reader = load(options.model)
    whole = joined(parts, options, reader)
    for record in _read_frames(options.files[0], readings(whole, reader), whole.length, options):
        _show(options.files[0], record, options)
    return []


def _read_many(options: argparse.Namespace) -> list[Problem]:
    tallies, problems = [], []
    with contextlib.closing(batch(options.files, options).results(options.jobs)) as results:
        for result in results:
            tally = Tally(result.path, is_whole=not options.stars)
            problems += show_result(result, partial(_show_and_count, tally, options))
            tallies.append(tally)
    if not options.json:
        print("", *table(tallies), sep="\n", flush=True)
    return problems


def batch(files: Sequence[Path], options: argparse.Namespace) -> Batch:
    """Many files, to be read as the options say; the records of a video's events are those of `record_of`.

    What each frame shows is not kept: it is long.
    """
    matters = {name: getattr(options, name) for name in ("crop", "hud", "confidence", "stars")}
    what = way("read", options.model, **matters)
    work = partial(_read, options=by_one(options))
    return Batch(files, work, options.model, what, is_kept=not options.readings)


def _read(path: Path, reader: Reader, options: argparse.Namespace) -> Iterator[dict]:
    """What a file shows, one thing after the other, for `_show`."""
    if not options.follow and is_picture(path):
        return _read_picture(path, reader, options)
    return _read_video(path, reader, options)


def _read_picture(path: Path, reader: Reader, options: argparse.Namespace) -> Iterator[dict]:
    crop, grid, places = whole_place_in(path, options, reader)
    readings = reader.read([picture(path, crop, grid, beside) for beside in _beside(places)])
    seen = _seen(readings[0], options.confidence)
    if len({one.shown("coins", options.confidence) for one in readings if one.coins is not None}) > 1:
        seen["coins"] = None
    yield {"picture": seen}


def _beside(places: HudPlaces) -> list[HudPlaces]:
    """The places, and those with the coins read a little beside theirs."""
    coins = places.coins
    if coins is None:
        return [places]
    unit = coins.width / COINS.width
    return [places._replace(coins=coins.moved(right * unit, 0)) for right in _COINS_BESIDE]


def _read_video(path: Path, reader: Reader, options: argparse.Namespace) -> Iterator[dict]:
    if options.follow:
        with opened(path, options, reader) as recording:
            yield from _read_frames(path, readings(recording, reader), recording.length, options)
        return
    place, given = whole_place_in(path, options, reader), 0
    try:
        for record in _read_in_parts(path, place, reader, options):
            yield record
            given += 1
        return
    except Unsought as why:
        if options.stars:
            tell_slow(file_text(path), str(why))
    with contextlib.closing(Recording(path, *place)) as recording:
        records = _read_frames(path, readings(recording, reader), recording.length, options)
        yield from itertools.islice(records, given, None)


def _read_in_parts(path: Path, place: Place, reader: Reader, options: argparse.Namespace) -> Iterator[dict]:
    """What happened, by the key frames where the stars alone are asked for."""
    tracker = Tracker(options.confidence)
    work: Work = ByKeys(tracker, _never, _forget) if options.stars else every_frame
    with indexed(path, place, reader, options.model, options.jobs, work) as source:
        if not options.stars:
            frames = ((frame, frame.reading) for frame in all_frames(source))
            yield from _read_frames(path, frames, source.frames, options)
            return
        yield {"video": True}
        with frames_bar(source.frames) as progress:
            for number, events in by_keys(source, tracker, _never):
                yield from _records(events, options)
                progress.update(number + 1 - progress.n)


def _never() -> bool:
    """Whether something is waited for that shows briefly."""
    return False


def _forget(events: Sequence[Event]) -> None:
    """What a copy finds, this process finds, too."""


def _read_frames(
    video: Path,
    frames: Iterable[tuple[Frame | Read, Reading]],
    length: int | None,
    options: argparse.Namespace,
) -> Iterator[dict]:
    """What happened, and what each frame shows where that is asked for. Which parts were not seen is told."""
    tracker, unseen, problem = Tracker(options.confidence), set[str](), None
    yield {"video": True}
    with frames_bar(length) as progress:
        try:
            for frame, reading in frames:
                if isinstance(frame, FrameAfterGap):
                    tracker.skip()
                yield from _records(tracker.update(frame.number, frame.time, reading), options)
                unseen.update(reading.left_out, tracker.unseen)
                if options.readings:
                    seen = _seen(reading, options.confidence) | {"stars": tracker.stars}
                    yield {"reading": seen, "frame": frame.number, "time": frame.time}
                progress.update()
        except Problem as told:
            problem = told
    if not options.stars:
        tell_unseen(file_text(video), unseen)
    if problem:
        raise problem


def _records(events: Sequence[Event], options: argparse.Namespace) -> Iterator[dict]:
    for event in events:
        if event.kind in _STARS or not options.stars:
            yield {"event": record_of(event)}


def _show(path: Path, record: dict, options: argparse.Namespace) -> None:
    """Prints what `_read` gives."""
    name = {"file": str(path)} if len(options.files) > 1 else {}
    if "picture" in record:
        _show_picture(path, record["picture"], options)
    elif "event" in record:
        _show_event(event_of(record["event"]), name, options)
    elif "reading" in record:
        _show_reading(record, name, options)
    elif not options.json:
        _print(file_text(path))


def _show_and_count(tally: Tally, options: argparse.Namespace, record: dict) -> None:
    _show(tally.path, record, options)
    if "event" in record:
        tally.update(event_of(record["event"]))


def _show_picture(path: Path, seen: dict, options: argparse.Namespace) -> None:
    if options.json:
        _print_json({"file": str(path)} | seen)
    else:
        width = max(len(file_text(file)) for file in options.files)
        _print(f"{file_text(path):<{width}}  {_seen_text(seen)}")


def _show_event(event: Event, name: dict, options: argparse.Namespace) -> None:
    if options.json:
        _print_json(name | event.as_dict())
    else:
        _print_line(event.frame, event.time, event.text)


def _show_reading(record: dict, name: dict, options: argparse.Namespace) -> None:
    if options.json:
        moment = {"event": "reading", "frame": record["frame"], "time": round(record["time"], 3)}
        _print_json(name | moment | record["reading"])
    else:
        _print_line(record["frame"], record["time"], f"  {_seen_text(record['reading'])}")


def _seen(reading: Reading, least_confidence: float) -> dict:
    return {
        "count": reading.count(least_confidence),
        "lives": reading.shown("lives", least_confidence),
        "coins": reading.shown("coins", least_confidence),
        "camera": reading.mode(least_confidence),
        "confidence": round(reading.confidence, 4),
        "screen": reading.screen,
    }


def _seen_text(seen: dict) -> str:
    if seen["screen"]:
        return f"{seen['screen']} screen"
    parts = [f"{name} {seen[name]}" for name in ("lives", "coins", "camera") if seen[name] is not None]
    if seen["count"] is None:
        return ", ".join(["no counter", *parts])
    return ", ".join([f"count {seen['count']:<3}  (confidence {seen['confidence']:.3f})", *parts])


def _print_json(item: dict) -> None:
    _print(json.dumps(item))


def _print_line(frame: int, time: float, text: str) -> None:
    _print(f"{time:10.2f} s  frame {frame:>6}  {text}")


def _print(line: str) -> None:
    """Prints a line above the bar."""
    # Without the bar's lock: one thread prints, and Ctrl-C while it is taken would end in an error of tqdm's.
    with tqdm.external_write_mode(nolock=True):
        print(visible(line), flush=True)
