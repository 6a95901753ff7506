"""`make bench`: what the star counter costs, as a table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from simulation.video import render
from star_counter.problem import Problem

from . import locate, model, obs, recording, table, timer

_BUILD = Path(__file__).resolve().parents[1] / "build" / "bench"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--minutes", type=float, default=10, help="how long the memory is watched (default: 10)"
    )
    minutes = parser.parse_args().minutes
    try:
        table.show(_rows(minutes))
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _rows(minutes: float):
    _BUILD.mkdir(parents=True, exist_ok=True)
    yield from model.rows()
    yield from locate.rows()
    yield from recording.rows(_BUILD)
    video = _BUILD / "run.mp4"
    render(video)
    yield from timer.rows(video)
    yield from obs.rows(video, minutes)


if __name__ == "__main__":
    sys.exit(main())
