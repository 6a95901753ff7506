"""The command ``python -m simulation``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from bench.table import show

from .camera import TICK_RATES
from .runs import RUNS
from .video import render

_VIDEO = """\
Writes a run as a video, and what truly happens in it as JSON beside it (OUT.json): the frame rate, the
number of frames, the size, where the HUD grid and the counter crop lie, and the events with their times.
The same options give the same files.

runs:
  demo          40 seconds, much of it shorter than in the game: for make demo, and for tests
  16, 70, 120   complete runs of so many stars, from power-on to the credits: 15 to 120 minutes
"""
_SOAK = """\
Plays parts of runs for so many simulated hours, of all lengths, frame rates and layouts, at clean, stream
and harsh quality, with frames lost and the crop misplaced, through the real reader and the real tracker.
Prints how many stars and screens were missed or invented, and on which frame stars were dated; writes a line
for each mistake (mistakes.txt) and pictures of the counter around the worst (mistakes.png). The same seed
plays the same.
"""
_EXAMPLES = """\
examples:
  python -m simulation video build/demo.mp4
  python -m simulation video build/run16.mp4 --run 16 --seconds 300 --fps 60 --seed 7
  python -m simulation video build/exact.mkv --seconds 20 --size 320x240 --lossless
  star-counter read build/demo.mp4 --crop 521,19,97,54     # what the star counter makes of it
"""


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    return options.do(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulation", description="The simulated player.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_video(commands)
    _add_soak(commands)
    return parser


def _add_video(commands: argparse._SubParsersAction) -> None:
    video = commands.add_parser(
        "video",
        help="write a run as a video with its truth beside it",
        description=_VIDEO,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    video.add_argument("out", type=Path, metavar="OUT.mp4", help="video to write (.mp4, or .mkv)")
    video.add_argument("--run", choices=list(RUNS), default="demo", help="which run (default: demo)")
    video.add_argument("--seconds", type=_seconds, metavar="N", help="only so much of it (default: all)")
    video.add_argument(
        "--size",
        type=_size,
        default=(640, 480),
        metavar="WxH",
        help="width and height in pixels, even numbers (default: 640x480)",
    )
    video.add_argument(
        "--fps",
        type=int,
        choices=list(TICK_RATES),
        default=30,
        help="frames a second; with 25 and 50 the game is the European one (default: 30)",
    )
    video.add_argument("--seed", type=int, default=0, help="what happens, and where (default: 0)")
    video.add_argument("--lossless", action="store_true", help="keep every pixel (needs .mkv)")
    video.set_defaults(do=_write_video)


def _add_soak(commands: argparse._SubParsersAction) -> None:
    soak = commands.add_parser(
        "soak",
        help="play for hours through the reader and the tracker, and compare",
        description=_SOAK,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    soak.add_argument("--hours", type=float, default=12.0, metavar="N", help="simulated hours (default: 12)")
    soak.add_argument("--seed", type=int, default=0, help="which parts of which runs (default: 0)")
    soak.add_argument("--workers", type=int, default=os.cpu_count(), help="processes (default: one a core)")
    soak.add_argument(
        "--out",
        type=Path,
        default=Path("build/soak"),
        metavar="FOLDER",
        help="where the mistakes and their pictures are written (default: build/soak)",
    )
    soak.set_defaults(do=_soak)


def _soak(options: argparse.Namespace) -> int:
    from . import soak  # the model's runtime takes a second to load

    begun = time.monotonic()
    outcomes = soak.run(soak.jobs(options.hours, options.seed), options.workers)
    show(soak.rows(outcomes))
    print(f"\nPlayed in {(time.monotonic() - begun) / 60:.0f} minutes. The mistakes:")
    print(*soak.write_report(options.out, outcomes), sep="\n")
    return 0


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} should be a number of seconds") from None
    if not 0.1 <= seconds < 1e6:
        raise argparse.ArgumentTypeError(f"{text} seconds: should be 0.1 or more")
    return seconds


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = map(int, text.split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} should be two whole numbers, such as 640x480") from None
    if width < 2 or height < 2 or width % 2 or height % 2:
        raise argparse.ArgumentTypeError(f"{text}: width and height should be even numbers")
    return width, height


def _write_video(options: argparse.Namespace) -> int:
    if options.lossless and options.out.suffix != ".mkv":
        print(f"{options.out}: a lossless video needs the suffix .mkv.", file=sys.stderr)
        return 2
    truth = render(
        options.out,
        run=options.run,
        seconds=options.seconds,
        fps=options.fps,
        size=options.size,
        seed=options.seed,
        lossless=options.lossless,
    )
    print(f"{options.out}: {truth['frames']} frames, {len(truth['events'])} events")
    return 0


if __name__ == "__main__":
    sys.exit(main())
