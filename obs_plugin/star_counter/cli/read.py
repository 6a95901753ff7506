"""The command ``star-counter read``: what videos and pictures show."""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..hud import COINS, HudPlaces
from ..problem import Problem
from ..reading.frame import Frame, FrameAfterGap, Reading
from ..reading.reader import Reader
from ..recording.files import Recording, picture, readings
from ..recording.opening import is_picture
from ..recording.quick import follow
from ..recording.sought import Sought, Unsought
from ..tracking.event import Event
from ..tracking.tracker import Tracker
from ..words import file_text
from .following import add_follow, opened
from .model import load
from .options import add_place, example_crop, where_help
from .output import tell_slow
from .placing import WholePlace, whole_place_in

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
  picture. With several files, each object has "file".

what is read:
  Every frame, but with --stars: then the key frames first, and between two of them all only where the
  stars, the place, the lives or the camera differ, or no counter is seen. It prints "count", "star" and
  "reset", on the same frames, in a fraction of the time. A video without an index, with joined parts, or
  with key frames more than 10 s apart, is read whole, and so is one that --follow follows.

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
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a video or a picture")
    add_place(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    more = parser.add_mutually_exclusive_group()
    more.add_argument("--readings", action="store_true", help="for videos: print what each frame shows, too")
    more.add_argument("--stars", action="store_true", help="for videos: print the stars alone, and sooner")
    add_follow(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Problem]:
    """Reads all files and returns what went wrong with some."""
    if options.follow and len(options.files) > 1:
        raise Problem("--follow reads one recording to its end: give one file.")
    reader = load(options.model)
    problems = []
    for path in options.files:
        try:
            if not options.follow and is_picture(path):
                _read_picture(path, reader, options)
            else:
                _read_video(path, reader, options)
        except Problem as problem:
            problems.append(problem)
    return problems


def _read_picture(path: Path, reader: Reader, options: argparse.Namespace) -> None:
    crop, grid, places = whole_place_in(path, options, reader)
    readings = reader.read([picture(path, crop, grid, beside) for beside in _beside(places)])
    seen = _seen(readings[0], options.confidence)
    if len({one.shown("coins", options.confidence) for one in readings if one.coins is not None}) > 1:
        seen["coins"] = None
    if options.json:
        _print_json({"file": str(path)} | seen)
    else:
        width = max(len(file_text(file)) for file in options.files)
        print(f"{file_text(path):<{width}}  {_seen_text(seen)}", flush=True)


def _beside(places: HudPlaces) -> list[HudPlaces]:
    """The places, and those with the coins read a little beside theirs."""
    coins = places.coins
    if coins is None:
        return [places]
    unit = coins.width / COINS.width
    return [places._replace(coins=coins.moved(right * unit, 0)) for right in _COINS_BESIDE]


def _read_video(path: Path, reader: Reader, options: argparse.Namespace) -> None:
    name = {"file": str(path)} if len(options.files) > 1 else {}
    if options.stars and not options.follow:
        place = whole_place_in(path, options, reader)
        _print_name(path, options)
        _print_stars(path, place, reader, name, options)
        return
    with opened(path, options, reader) as recording:
        _print_name(path, options)
        if options.stars:
            for event in _stars(recording, reader, options):
                _print_event(event, name, options)
        else:
            _print_all(recording, reader, name, options)


def _print_name(path: Path, options: argparse.Namespace) -> None:
    if not options.json:
        print(file_text(path), flush=True)


def _print_all(recording: Recording, reader: Reader, name: dict, options: argparse.Namespace) -> None:
    """Prints all events, and what each frame shows where that is asked for."""
    tracker = Tracker(options.confidence)
    for frame, reading, events in _followed(recording, reader, tracker):
        for event in events:
            _print_event(event, name, options)
        if options.readings:
            _print_reading(frame, reading, tracker.stars, name, options)


def _followed(
    recording: Recording, reader: Reader, tracker: Tracker
) -> Iterator[tuple[Frame, Reading, list[Event]]]:
    """Every frame, what it says, and what the tracker says then."""
    # None: no bar where stderr is not a terminal.
    with tqdm(total=recording.length, unit=" frames", disable=None, leave=False) as progress:
        for frame, reading in readings(recording, reader):
            if isinstance(frame, FrameAfterGap):
                tracker.skip()
            yield frame, reading, tracker.update(frame.number, frame.time, reading)
            progress.update()


def _print_stars(
    path: Path, place: WholePlace, reader: Reader, name: dict, options: argparse.Namespace
) -> None:
    """Prints the events of the star count: by the key frames, or by every frame where those are too few."""
    printed = 0
    try:
        for event in _stars_by_keys(Sought(path, *place), reader, options):
            _print_event(event, name, options)
            printed += 1
    except Unsought as why:
        tell_slow(path, why)
        events = _stars(Recording(path, *place), reader, options)
        for event in itertools.islice(events, printed, None):
            _print_event(event, name, options)


def _stars_by_keys(recording: Sought, reader: Reader, options: argparse.Namespace) -> Iterator[Event]:
    tracker = Tracker(options.confidence)
    recording.index(reader)
    with tqdm(total=recording.frames, unit=" frames", disable=None, leave=False) as progress:
        for number, events in follow(recording, tracker, is_waiting=lambda: False):
            yield from (event for event in events if event.kind in _STARS)
            progress.update(number + 1 - progress.n)


def _stars(recording: Recording, reader: Reader, options: argparse.Namespace) -> Iterator[Event]:
    for _, _, events in _followed(recording, reader, Tracker(options.confidence)):
        yield from (event for event in events if event.kind in _STARS)


def _print_event(event: Event, name: dict, options: argparse.Namespace) -> None:
    if options.json:
        _print_json(name | event.as_dict())
    else:
        _print_line(event.frame, event.time, event.text)


def _print_reading(
    frame: Frame, reading: Reading, stars: int | None, name: dict, options: argparse.Namespace
) -> None:
    seen = _seen(reading, options.confidence)
    if options.json:
        moment = {"event": "reading", "frame": frame.number, "time": round(frame.time, 3)}
        _print_json(name | moment | seen | {"stars": stars})
    else:
        _print_line(frame.number, frame.time, f"  {_seen_text(seen)}")


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
        print(line, flush=True)
