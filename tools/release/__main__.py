"""The zip that players install, in build/release; with wheels it needs no network on Windows."""

from __future__ import annotations

import argparse
import sys

from star_counter import __version__
from star_counter.problem import Problem

from .archive import NAME, ROOT, build
from .wheels import fetched, of_windows

RELEASES, WHEELS = ROOT / "build" / "release", ROOT / "build" / "wheels"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.release", description="Builds the zip that players install."
    )
    parser.add_argument(
        "--with-wheels",
        action="store_true",
        help="bring along what the script needs in OBS's Python on Windows (100 MB, which are fetched)",
    )
    options = parser.parse_args(arguments)
    try:
        content = build(wheels=fetched(of_windows(), WHEELS) if options.with_wheels else ())
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    variant = "-with-wheels-windows" if options.with_wheels else ""
    path = RELEASES / f"{NAME}-{__version__}{variant}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(f"{path}: {len(content) / 1024:,.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
