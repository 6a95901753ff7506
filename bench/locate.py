"""How surely, how exactly and how fast the counter is found on drawn screens."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from simulation.layouts import KINDS, NOTHING, Screen, Screens, misplaced
from star_counter.locate import Found, locate
from star_counter.reader import Reader

from .table import Row

_SEED = 41
_EACH = 10
_NOTHING_EACH = 24
_ROUNDS = 5


def rows() -> Iterator[Row]:
    """Screens of all kinds with a counter and without, and the time that 1080p takes."""
    screens, reader = Screens(_SEED), Reader()
    results = [
        (screen, locate([screen.picture], reader))
        for screen in (screens.screen(kind) for kind in KINDS for _ in range(_EACH))
    ]
    right = [(screen, found) for screen, found in results if found and found.count == screen.count]
    yield Row(f"found, of {len(results)} screens with a counter", 100 * len(right) / len(results), "%", "100")
    yield from _precision(right)
    false = [
        locate([screens.nothing(kind).picture], reader) is not None
        for kind in NOTHING
        for _ in range(_NOTHING_EACH)
    ]
    yield Row(f"found on {len(false)} screens without one", 100 * sum(false) / len(false), "%", "≤ 1")
    for kind in ("corner", "window"):
        picture = screens.screen(kind, (1920, 1080)).picture
        times = []
        for _ in range(_ROUNDS):
            started = time.process_time()
            locate([picture], reader)
            times.append(time.process_time() - started)
        yield Row(f"1920×1080, one frame ({kind})", statistics.median(times), "CPU s", "≤ 1")


def _precision(right: list[tuple[Screen, Found]]) -> Iterator[Row]:
    units, scales = zip(*(misplaced(found.grid, screen.grid) for screen, found in right), strict=True)
    yield Row("crop off by, median", statistics.median(units), "HUD px")
    yield Row("crop off by, worst", max(units), "HUD px", "≤ 1.5")
    yield Row("scale off by, median", 100 * statistics.median(scales), "%")
    yield Row("scale off by, worst", 100 * max(scales), "%", "≤ 3")
