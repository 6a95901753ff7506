"""`make release`: the zip that players install, in build/release."""

from __future__ import annotations

import sys

from star_counter import __version__
from star_counter.problem import Problem

from .archive import NAME, ROOT, build

RELEASES = ROOT / "build" / "release"


def main() -> int:
    try:
        content = build()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    path = RELEASES / f"{NAME}-{__version__}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(f"{path}: {len(content) / 1024:.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
