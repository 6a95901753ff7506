"""The command ``star-counter``: reads recordings and pictures of the game."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from . import LEAST_CONFIDENCE, LEAST_SURE, __version__
from .hud import COUNTER, HUD_HEIGHT, HUD_WIDTH, HudGrid, Rect
from .problem import Problem

try:
    from tqdm import tqdm

    from .event import Event
    from .reader import BUNDLED_MODEL, Frame, Reader, Reading
    from .recording import Recording, is_picture, picture, readings
    from .tracker import Tracker
except ModuleNotFoundError as missing:
    sys.exit(
        f"The package {missing.name} is missing: run  python -m pip install numpy onnxruntime pillow av tqdm"
    )

_ALL = "all"

_DESCRIPTION = "Reads the star count of Super Mario 64 from videos and pictures, and what happened when."

_WHERE = """\
where the counter is:
  Tell it once for all files, in one of two ways:

  --crop X,Y,W,H      The counter crop in the file's pixels: its left and top edge, its width and
                      height. It begins a little right of the star, inside the "x", and ends at the
                      right of the last digit, with some room above and below: for a game that fills
                      a picture of 640x480 it is {crop}. Open a frame in a paint program to measure it.
  --crop all          The whole file is the counter crop.
  --hud OX,OY,SX,SY   Where the game's HUD, which is drawn on a grid of 320x240, lies in the file:
                      picture x = OX + SX * HUD x, picture y = OY + SY * HUD y. For a game that fills
                      a picture of 640x480 it is 0,0,2,2.

what is printed:
  For a picture, the count that it shows. For a video, its events, dated to the first frame that shows
  them: the count became known or jumped ("count"), one more star ("star"), back at the start
  ("reset"), a black or white screen began, covered all of the picture, or ended, the counter
  vanished or appeared. With --json, one object a line: {{"file", "count", "confidence", "screen"}}
  for a picture, {{"event", "frame", "time", ...}} for a video; frames count from 0, times are in
  seconds. With several files, each object has "file".

examples:
  star-counter read run.mp4 --crop {crop}
  star-counter read run.mp4 --hud 0,0,2,2 --json --readings > run.jsonl
"""

_NO_PLACE = (
    "star-counter cannot find the counter by itself yet. Say where it is, in pixels, with --crop X,Y,W,H: "
    "for a game that fills a picture of 640x480 that is --crop {crop} (for another size, scale it). Or give "
    "the HUD grid with --hud OX,OY,SX,SY. 'star-counter read --help' explains both."
)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status: 0, 1 where a file could not be read, 130 when stopped."""
    for stream in (
        sys.stdout,
        sys.stderr,
    ):  # a terminal that lacks a letter of a file's name is no reason to fail
        stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(_join_values(sys.argv[1:] if argv is None else argv))
    try:
        problems = _read(options)
    except Problem as problem:
        problems = [problem]
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever reads the output has closed it; Python would complain once more when it flushes it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="star-counter", description=_DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"star-counter {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    read = commands.add_parser(
        "read",
        help="print what videos and pictures show",
        description=_DESCRIPTION,
        epilog=_WHERE.format(crop=_example_crop()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    read.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a video or a picture")
    place = read.add_mutually_exclusive_group()
    place.add_argument("--crop", type=_crop, metavar="X,Y,W,H", help='the counter crop, or "all": see below')
    place.add_argument("--hud", type=_hud, metavar="OX,OY,SX,SY", help="the HUD grid: see below")
    read.add_argument("--json", action="store_true", help="print one JSON object a line")
    read.add_argument("--readings", action="store_true", help="for videos: print what each frame shows, too")
    read.add_argument(
        "--confidence",
        type=_confidence,
        metavar="C",
        help=f"how sure a count must be, 0 to 1 (default: {LEAST_CONFIDENCE} for a picture, and {LEAST_SURE} "
        "for a video, after many pictures)",
    )
    read.add_argument(
        "--model", type=Path, default=BUNDLED_MODEL, metavar="FILE", help="another model than the bundled one"
    )
    return parser


def _join_values(argv: Sequence[str]) -> list[str]:
    """``--hud -5,2,1,1`` as ``--hud=-5,2,1,1``: argparse takes what begins with a minus for an option."""
    joined = []
    for argument in argv:
        if joined and joined[-1] in ("--crop", "--hud"):
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def _numbers(text: str, names: str) -> list[float]:
    try:
        numbers = [float(number) for number in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 4 or not all(abs(number) < 1e6 for number in numbers):
        raise argparse.ArgumentTypeError(f"{text!r} should be four numbers {names}")
    if min(numbers[2:]) <= 0:
        raise argparse.ArgumentTypeError(f"in {text!r} the last two of {names} should be above 0")
    return numbers


def _crop(text: str) -> Rect | str:
    return _ALL if text == _ALL else Rect(*_numbers(text, "X,Y,W,H"))


def _hud(text: str) -> HudGrid:
    return HudGrid(*_numbers(text, "OX,OY,SX,SY"))


def _confidence(text: str) -> float:
    try:
        confidence = float(text)
    except ValueError:
        confidence = -1
    if not 0 <= confidence <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} should be a number from 0 to 1")
    return confidence


def _example_crop() -> str:
    crop = HudGrid(0, 0, 640 / HUD_WIDTH, 480 / HUD_HEIGHT).place(COUNTER).pixels()
    return ",".join(map(str, crop))


def _read(options: argparse.Namespace) -> list[Problem]:
    """Reads all files and returns what went wrong with some."""
    if options.crop is None and options.hud is None:
        raise Problem(_NO_PLACE.format(crop=_example_crop()))
    reader = Reader(options.model)
    problems = []
    for path in options.files:
        try:
            if is_picture(path):
                _read_picture(path, reader, options)
            else:
                _read_video(path, reader, options)
        except Problem as problem:
            problems.append(problem)
    return problems


def _read_picture(path: Path, reader: Reader, options: argparse.Namespace) -> None:
    (reading,) = reader.read([picture(path, *_place(options))])
    seen = _seen(reading, options.confidence)
    if options.json:
        _print_json({"file": str(path)} | seen)
    else:
        width = max(len(str(file)) for file in options.files)
        print(f"{path!s:<{width}}  {_seen_text(seen)}", flush=True)


def _read_video(path: Path, reader: Reader, options: argparse.Namespace) -> None:
    tracker = Tracker(LEAST_SURE if options.confidence is None else options.confidence)
    recording = Recording(path, *_place(options))
    name = {"file": str(path)} if len(options.files) > 1 else {}
    if not options.json:
        print(path, flush=True)
    # None: no bar where stderr is not a terminal.
    with tqdm(total=recording.length, unit=" frames", disable=None, leave=False) as progress:
        for frame, reading in readings(recording, reader):
            for event in tracker.update(frame.number, frame.time, reading):
                _print_event(event, name, options)
            if options.readings:
                _print_reading(frame, reading, tracker.stars, name, options)
            progress.update()


def _place(options: argparse.Namespace) -> tuple[Rect | None, HudGrid | None]:
    return (None if options.crop == _ALL else options.crop), options.hud


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


def _seen(reading: Reading, least_confidence: float | None) -> dict:
    return {
        "count": reading.count(LEAST_CONFIDENCE if least_confidence is None else least_confidence),
        "confidence": round(reading.confidence, 4),
        "screen": reading.screen,
    }


def _seen_text(seen: dict) -> str:
    if seen["screen"]:
        return f"{seen['screen']} screen"
    if seen["count"] is None:
        return "no counter"
    return f"count {seen['count']:<3}  (confidence {seen['confidence']:.3f})"


def _print_json(item: dict) -> None:
    with tqdm.external_write_mode():
        print(json.dumps(item), flush=True)


def _print_line(frame: int, time: float, text: str) -> None:
    with tqdm.external_write_mode():
        print(f"{time:10.2f} s  frame {frame:>6}  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
