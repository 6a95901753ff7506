"""The command ``python -m tools.bench soak``."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from star_counter.cli.options import MOST_SEED, number, whole_number

from . import soak, soak_report
from .soak_jobs import jobs
from .table import show

_DESCRIPTION = """\
Plays parts of runs for so many simulated hours, of all lengths, frame rates and layouts, at clean, stream
and harsh quality, with frames lost and the crop misplaced, through the real reader and the real tracker.
Prints how many stars, screens and events of the run were missed or invented, and on which frame they were
dated; writes a line for each mistake (mistakes.txt) and pictures of the counter around the worst
(mistakes.png). The same seed plays the same.
"""


def add_command(commands: argparse._SubParsersAction) -> None:
    """Adds the command to the parser; its ``do`` takes the options and returns the exit status."""
    parser = commands.add_parser(
        "soak",
        help="play for hours through the reader and the tracker, and compare",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--hours", type=number(0.01, 10_000), default=12.0, metavar="N", help="simulated hours (default: 12)"
    )
    add_seed_and_workers(parser, "which parts of which runs")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("build/soak"),
        metavar="FOLDER",
        help="where the mistakes and their pictures are written (default: build/soak)",
    )
    parser.set_defaults(do=_soak)


def add_seed_and_workers(parser: argparse.ArgumentParser, chosen: str) -> None:
    """Adds what all that plays for long takes; ``chosen``: what the seed decides."""
    parser.add_argument("--seed", type=whole_number(0, MOST_SEED), default=0, help=f"{chosen} (default: 0)")
    parser.add_argument(
        "--workers",
        type=whole_number(1, 1000),
        default=os.cpu_count(),
        help="processes (default: one a core)",
    )


def _soak(options: argparse.Namespace) -> int:
    begun = time.monotonic()
    outcomes = soak.run(jobs(options.hours, options.seed), options.workers)
    show(soak_report.rows(outcomes))
    print("", *soak_report.of_the_run(outcomes), sep="\n")
    print(f"\nPlayed in {(time.monotonic() - begun) / 60:.0f} minutes. The mistakes:")
    print(*soak_report.write_report(options.out, outcomes), sep="\n")
    return 0
