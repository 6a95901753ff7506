"""How surely, how exactly and how fast the counter is found on drawn screens."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from star_counter.hud import COUNTER, HudGrid, Rect
from star_counter.locate.locator import Found, locate
from star_counter.reading.reader import Reader
from tools.simulation.layouts import KINDS, NOTHING, Screen, Screens, Size

from .table import Row

# The finder was tuned on screens of other seeds, below 1000.
_SEED = 5000
_SIZES = {"720p": (1280, 720), "1080p": (1920, 1080), "4K": (3840, 2160)}
_NOTHING_SIZES = ((320, 240), (640, 480), (1280, 720), (1920, 1080))
# A part of the HUD is placed right where it is off by so many HUD units at most.
_RIGHT = 2.0
# Below so many pixels a HUD unit a counter is less than 20 pixels high.
_SMALL = 1.2

Results = list[tuple[Screen, Found | None]]


def rows(
    kinds: Iterable[str] = KINDS,
    nothing: Iterable[str] = NOTHING,
    sizes: Mapping[str, Size] = _SIZES,
    *,
    each: int = 12,
    nothing_each: int = 15,
    clips: int = 3,
    frames: int = 8,
    rounds: int = 5,
) -> Iterator[Row]:
    """Screens with a counter and without, clips, and the time that they take.

    ``each``, ``nothing_each`` and ``clips`` are how many there are of each kind; clips have so many
    ``frames``. A screen of each of the ``sizes`` is timed in so many rounds.
    """
    screens, reader = Screens(_SEED), Reader()
    results = [
        (screen, locate([screen.picture], reader))
        for screen in (screens.screen(kind) for kind in kinds for _ in range(each))
    ]
    for kind in kinds:
        yield _found(kind, [result for result in results if result[0].kind == kind])
    yield _found("all", results)
    small = [result for result in results if _is_small(result[0])]
    large = [result for result in results if not _is_small(result[0])]
    yield from _precision(f"from {_SMALL} pixels a unit on", large)
    yield from _precision("smaller", small)
    yield from _places(results)
    yield from _false_finds(screens, reader, nothing, nothing_each)
    yield from _clips(screens, reader, [kind for kind in kinds for _ in range(clips)], frames)
    yield from _times(screens, reader, sizes, rounds)


def _is_small(screen: Screen) -> bool:
    return screen.grid is not None and screen.grid.sy < _SMALL


def _found(kind: str, results: Results) -> Row:
    right = [screen for screen, found in results if found and found.count == screen.count]
    return Row(f"{kind}: found, of {len(results)}", 100 * len(right) / len(results), "%", "100")


def _precision(which: str, results: Results) -> Iterator[Row]:
    """How far off those are that were found; nothing where none was."""
    off = [misplaced(found.grid, screen.grid) for screen, found in results if found and screen.grid]
    if not off:
        return
    units, scales = np.transpose(off) * [[1], [100]]
    yield Row(f"{which}: crop off by, 95 % of {len(off)}", np.quantile(units, 0.95), "HUD px", "≤ 1.5")
    yield Row(f"{which}: crop off by, worst", units.max(), "HUD px", "≤ 1.5")
    yield Row(f"{which}: scale off by, median", np.median(scales), "%", "≤ 3")
    yield Row(f"{which}: scale off by, 95 %", np.quantile(scales, 0.95), "%", "≤ 3")
    yield Row(f"{which}: scale off by, worst", scales.max(), "%", "≤ 3")


def _places(results: Results) -> Iterator[Row]:
    """How exactly the HUD's other parts are placed, where they are shown and where the others tell."""
    shown: list[float] = []
    hidden: list[float] = []
    for screen, found in results:
        if found and screen.grid and screen.places:
            for name, place in found.places._asdict().items():
                off = _off(place, getattr(screen.places, name), screen.grid)
                (shown if name in screen.shown else hidden).append(off)
    if not shown or not hidden:
        return
    right = sum(off <= _RIGHT for off in shown)
    yield Row(
        f"parts placed to {_RIGHT:g} HUD px, of {len(shown)} shown", 100 * right / len(shown), "%", "≥ 95"
    )
    wrong = sum(_RIGHT < off < np.inf for off in shown + hidden)
    yield Row(f"parts placed elsewhere, of {len(shown)} shown and {len(hidden)} not", wrong, "", "0")


def _off(place: Rect | None, true: Rect, grid: HudGrid) -> float:
    """How far off the worst edge of a place is, in HUD units; infinite where there is none."""
    if place is None:
        return np.inf
    scales = (grid.sx, grid.sy, grid.sx, grid.sy)
    edges = zip(place.corners, true.corners, scales, strict=True)
    return max(abs(one - other) / scale for one, other, scale in edges)


def _false_finds(screens: Screens, reader: Reader, kinds: Iterable[str], each: int) -> Iterator[Row]:
    false = pictures = 0
    for kind in kinds:
        sizes = [_NOTHING_SIZES[number % len(_NOTHING_SIZES)] for number in range(each)]
        here = sum(locate([screens.nothing(kind, size).picture], reader) is not None for size in sizes)
        false, pictures = false + here, pictures + each
        yield Row(f"{kind}: found on {each} screens without one", here, "")
    yield Row(f"found on {pictures} screens without one", 100 * false / pictures, "%", "≤ 1")


def _clips(screens: Screens, reader: Reader, kinds: Iterable[str], length: int) -> Iterator[Row]:
    """What more frames of one source do."""
    clips = [screens.clip(kind, length) for kind in kinds]
    for frames in (1, length):
        results = [(clip[0], locate([screen.picture for screen in clip[:frames]], reader)) for clip in clips]
        yield _found(f"{frames} frames", results)
        yield from _precision(f"{frames} frames", results)


def _times(screens: Screens, reader: Reader, sizes: Mapping[str, Size], rounds: int) -> Iterator[Row]:
    for name, size in sizes.items():
        for what, picture in (
            ("full", screens.screen("stretched", size).picture),
            ("corner", screens.screen("corner", size).picture),
            ("no counter", screens.nothing("timers", size).picture),
        ):
            yield Row(f"{name}, {what}: one frame", _seconds(picture, reader, rounds), "CPU s", "≤ 1")


def _seconds(picture: np.ndarray, reader: Reader, rounds: int) -> float:
    times = []
    for _ in range(rounds):
        started = time.process_time()
        locate([picture], reader)
        times.append(time.process_time() - started)
    return statistics.median(times)


def misplaced(found: HudGrid, true: HudGrid) -> tuple[float, float]:
    """How far off a found grid puts the crop: HUD units at its worst edge, and the worse scale's share."""
    crop, right = found.place(COUNTER), true.place(COUNTER)
    edges = (
        (crop.x - right.x) / true.sx,
        (crop.y - right.y) / true.sy,
        (crop.x + crop.width - right.x - right.width) / true.sx,
        (crop.y + crop.height - right.y - right.height) / true.sy,
    )
    scale = max(abs(found.sx / true.sx - 1), abs(found.sy / true.sy - 1))
    return max(map(abs, edges)), scale
