"""The command ``python -m tools.bench``: what the star counter costs.

With ``soak``: what it misses in a run; with ``elsewhere``: what it invents without one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from star_counter.cli.options import number
from star_counter.problem import Problem
from tools.simulation.video import render

from . import elsewhere, locate, model, obs, recording, soak_command, table, timer

_DESCRIPTION = "Without a command: what the star counter costs, as a table."
_BUILD = Path(__file__).resolve().parents[2] / "build" / "bench"


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    return options.do(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=_DESCRIPTION)
    parser.add_argument(
        "--minutes",
        type=number(0.1, 10_000),
        default=10,
        help="how long the memory is watched (default: 10)",
    )
    parser.set_defaults(do=_measure)
    commands = parser.add_subparsers(metavar="[COMMAND]")
    soak_command.add_command(commands)
    elsewhere.add_command(commands)
    return parser


def _measure(options: argparse.Namespace) -> int:
    try:
        table.show(_rows(options.minutes))
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _rows(minutes: float) -> Iterator[table.Row]:
    _BUILD.mkdir(parents=True, exist_ok=True)
    yield from model.rows()
    yield from locate.rows()
    yield from recording.rows(_BUILD)
    videos = {fps: _BUILD / f"run_{fps}.mp4" for fps in (60, 30)}
    for fps, video in videos.items():
        render(video, fps=fps)
    yield from timer.rows(videos)
    yield from obs.rows(videos[30], minutes)


if __name__ == "__main__":
    sys.exit(main())
