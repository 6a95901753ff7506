"""`make matrix`: `make demo` and `make test` on bare systems, and a table of what came of it."""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from pathlib import Path
from typing import NamedTuple

from star_counter.problem import Problem

from .systems import SYSTEMS, Chroot

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "matrix"
LOGS = BUILD / "logs"
#: How often the script is reloaded in OBS, in one of the tests.
RELOADS = "25"

_COLUMNS = "{:<14}{:<10}{:<8}{:<10}{:>8}{:>8}{:>9}{:>14}   {}"
_HEAD = ("system", "OBS", "Python", "demo", "passed", "failed", "skipped", "seconds", "")


class Outcome(NamedTuple):
    """What came of one system: a row of the table."""

    system: str
    obs: str = ""
    python: str = ""
    demo: str = ""
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: str = ""
    note: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.matrix", description=__doc__)
    parser.add_argument(
        "systems", nargs="*", metavar="SYSTEM", help=f"of {', '.join(SYSTEMS)} (default: all)"
    )
    systems = parser.parse_args().systems or list(SYSTEMS)
    if unknown := [suite for suite in systems if suite not in SYSTEMS]:
        parser.error(f"there is no system {unknown[0]}: choose from {', '.join(SYSTEMS)}")
    if os.getuid():
        print("Bare systems need root, who may mount and chroot: nothing was run. Try “sudo make matrix”.")
        return 0
    print(_COLUMNS.format(*_HEAD), flush=True)
    outcomes = []
    for suite in systems:
        outcomes.append(_outcome(suite))
        print(_COLUMNS.format(*outcomes[-1]).rstrip(), flush=True)
    print(f"The logs are in {os.path.relpath(LOGS)}.")
    return int(any(one.failed or one.note.startswith("make") for one in outcomes))


def _outcome(suite: str) -> Outcome:
    chroot, system = Chroot(suite, BUILD / suite), SYSTEMS[suite].name
    LOGS.mkdir(parents=True, exist_ok=True)
    try:
        with (LOGS / f"{suite}-setup.log").open("w") as log:
            chroot.make(log)
            chroot.clone(ROOT, log)
    except Problem as problem:
        return Outcome(system, note=f"not run: {problem}")
    codes, logs, seconds = {}, {}, {}
    for what in ("demo", "test"):
        file, begun = LOGS / f"{suite}-{what}.log", time.monotonic()
        with file.open("w") as log:
            codes[what] = chroot.run("make", what, log=log, STAR_COUNTER_RELOADS=RELOADS)
        logs[what], seconds[what] = file.read_text(errors="replace"), time.monotonic() - begun
    return Outcome(
        system,
        _found(r"\bOBS (\d+(?:\.\d+)+)", chroot.read("build/demo/obs/obs.log")),
        chroot.read(".uv/player"),
        _found(r"^(\d+ of \d+) events right", logs["demo"]),
        tests(logs["test"], "passed"),
        tests(logs["test"], "failed|errors?"),
        tests(logs["test"], "skipped"),
        " + ".join(f"{each:.0f}" for each in seconds.values()),
        ", ".join(f"make {what} failed" for what, code in codes.items() if code),
    )


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    return found[1] if found else "none"


def tests(log: str, kind: str) -> int:
    """How many tests of a kind, such as "passed", pytest's last lines in a log tell of."""
    last = re.findall(r"^=+ (.* in [\d.]+s\b.*) =+$", log, re.MULTILINE)
    return sum(int(number) for line in last for number in re.findall(rf"(\d+) (?:{kind})\b", line))


if __name__ == "__main__":
    sys.exit(main())
