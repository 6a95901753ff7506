"""The command ``python -m tools.simulation``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from star_counter.cli.main import STOPPED
from star_counter.cli.options import MOST_SECONDS, MOST_SEED, number, whole_number

from .camera import TICK_RATES
from .story.runs import RUNS
from .video import render

_VIDEO = """\
Writes a run as a video, and what truly happens in it as JSON beside it (OUT.json): the frame rate, the
number of frames, the size, where the HUD grid and the counter crop lie, and the events with their times.
The same options give the same files.

runs:
  demo          40 seconds, much of it shorter than in the game: for make demo, and for tests
  whole         3 minutes in which everything happens that can happen in a run, from power-on to grand star
  0 … 120       complete runs of so many stars, from power-on to the credits: 5 to 120 minutes
  0-quick …     the same without anything on the side, but for a reset and two deaths: 5 to 45 minutes
"""
_EXAMPLES = """\
examples:
  python -m tools.simulation video build/demo.mp4
  python -m tools.simulation video build/run16.mp4 --run 16 --seconds 300 --fps 60 --seed 7
  python -m tools.simulation video build/exact.mkv --seconds 20 --size 320x240 --lossless
  star-counter read build/demo.mp4 --crop 521,19,97,54     # what the star counter makes of it
"""


# Pixels a side: what H.264 has at most.
_MOST_WIDE = 4096


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return options.do(options)
    except OSError as error:  # FFmpeg's are such, too
        print(f"{options.out} cannot be written ({error.strerror}): choose another place.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return STOPPED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.simulation", description="The simulated player.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_video(commands)
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
    video.add_argument(
        "--seconds", type=number(0.1, MOST_SECONDS), metavar="N", help="only so much of it (default: all)"
    )
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
    video.add_argument(
        "--seed", type=whole_number(0, MOST_SEED), default=0, help="what happens, and where (default: 0)"
    )
    video.add_argument("--wide", action="store_true", help="as ports in widescreen draw it, such as 852x480")
    video.add_argument("--lossless", action="store_true", help="keep every pixel (needs .mkv)")
    video.set_defaults(do=_write_video)


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = map(int, text.split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} should be two whole numbers, such as 640x480") from None
    if not (2 <= width <= _MOST_WIDE and 2 <= height <= _MOST_WIDE) or width % 2 or height % 2:
        raise argparse.ArgumentTypeError(
            f"{text}: width and height should be even numbers from 2 to {_MOST_WIDE}"
        )
    return width, height


def _write_video(options: argparse.Namespace) -> int:
    if options.out.suffix not in (".mp4", ".mkv"):
        print(f"{options.out}: give a video to write, .mp4 or .mkv.", file=sys.stderr)
        return 2
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
        is_wide=options.wide,
    )
    print(f"{options.out}: {truth['frames']} frames, {len(truth['events'])} events")
    return 0


if __name__ == "__main__":
    sys.exit(main())
