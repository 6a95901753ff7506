"""Tries every reader of outside data with ever new inputs: ``make fuzz``.

The tests are those of `tests/fuzz`; what fails is printed with the seed that makes it fail again.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from pathlib import Path

TESTS = Path("tests", "fuzz")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30, help="how long new inputs are tried (30)")
    parser.add_argument("--seed", type=int, help="one round with this seed, which an earlier one printed")
    parser.add_argument("tests", nargs="*", default=[str(TESTS)], help="files of tests/fuzz; all of them")
    options = parser.parse_args()
    ends, failed, number = time.monotonic() + options.minutes * 60, 0, 0
    while not number or (options.seed is None and time.monotonic() < ends):
        number += 1
        seed = random.getrandbits(32) if options.seed is None else options.seed
        begun = time.monotonic()
        status, output = _round(options.tests, seed)
        failed += status != 0
        print(
            f"round {number}, seed {seed}: {output.strip().splitlines()[-1].strip('= ')}, "
            f"{time.monotonic() - begun:.0f} s",
            flush=True,
        )
        if status:
            print(output, flush=True)
    print(f"{number - failed} of {number} rounds found nothing.")
    return 1 if failed else 0


def _round(tests: list[str], seed: int) -> tuple[int, str]:
    """Runs the tests with a seed on two processes: the exit status, and what was printed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *tests, "-q", "-n", "2", f"--hypothesis-seed={seed}"],
        env={**os.environ, "STAR_COUNTER_FUZZ": "fuzz"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


if __name__ == "__main__":
    sys.exit(main())
