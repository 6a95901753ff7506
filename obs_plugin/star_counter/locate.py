"""Finds the star counter in pictures of anything.

Places whose colours could be a counter's are proposed cheaply; the model that reads counters reads them; and
where it reads a count, a drawn counter with that count is laid over, as exactly as it fits. It is believed
where it fits well, with its star, and better than with the icon of another counter.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PIL import Image

from .fitting import Fit, Spot
from .hud import COUNTER, HudGrid, Rect
from .ink import BOX, COIN, HEAD, STAR, characters
from .proposals import Proposal, propose
from .reader import GAME_SIZE, Frame, Reader, Reading

# Larger pictures are halved: the counter is larger in them, too.
_LARGEST_HEIGHT = 1200
# How many proposals are read, and in which batches: between two of them the search can be stopped.
_READ, _BATCH = 240, 40
# How surely the model must see a count for a place to be looked at closer, and how many places are.
_LEAST_SEEN, _CHECKED = 0.4, 10
# Other places on one that fits so well, whatever its icon, are not looked at; nor are places that differ by
# less than so many HUD units and such a share of the scale from one that was.
_TAKEN, _SAME_PLACE, _SAME_SCALE = 0.7, 4.0, 0.15
# How well something fits that is no counter, and from which fit on a counter is sure. On drawn screens true
# ones fit 0.71 to 0.94, and what is none mostly 0.5 to 0.65.
_CHANCE_FIT, _SURE_FIT = 0.5, 0.7
# How often a counter is laid over a place at most, and from how many sizes a found one is placed again.
_FITS, _CLIMBS = 3, 3
# A counter is read in crops that lie about right: right, off by these HUD units, and of these sizes.
_MISPLACED = ((0, 0, 1.0), (-2, 1, 1.0), (2, -1, 1.0), (0, 0, 0.93), (0, 0, 1.07))
#: A counter must be so sure to be believed, and from the second on the search ends.
LEAST_CONFIDENCE, SURE = 0.7, 0.95
_NO_GAME = np.zeros((*GAME_SIZE[::-1], 3), np.uint8)


@dataclass(frozen=True)
class Found:
    """A star counter.

    ``grid``: where the HUD grid lies, as in the US game: a Japanese game's own begins 5 units to the left.
    ``crop``: the counter crop in whole pixels, inside the picture. ``count``: the stars it shows.
    ``confidence``: 0 to 1. ``frame``: the number of the frame that shows it.
    """

    grid: HudGrid
    crop: Rect
    count: int
    confidence: float
    frame: int


class _Candidate(NamedTuple):
    """A count that was laid over a picture: where, how surely it is read, how well it fits with each icon."""

    grid: HudGrid
    count: int
    read: float
    fits: dict[str, float]

    @property
    def fit(self) -> float:
        """How well it fits, star or not."""
        return max(self.fits.values())

    @property
    def confidence(self) -> float:
        """How sure it is that this is a star counter, 0 to 1; 0 where another icon fits better."""
        if self.fits[STAR] < self.fit:
            return 0.0
        return self.read * min(1.0, max(0.0, (self.fit - _CHANCE_FIT) / (_SURE_FIT - _CHANCE_FIT)))


class _Stopped(Exception):
    """The search was stopped."""


def locate(
    frames: Sequence[np.ndarray],
    reader: Reader,
    *,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Found | None:
    """The star counter in frames of one source, uint8 RGB (height, width, 3), all of one size.

    They are searched in turn until one shows a counter surely; the others make its place more exact.
    ``progress`` is told the share that is done, and ``stop`` is asked whether to stop, both several times a
    frame. Returns None where there is no counter, and when it is stopped.
    """
    images = [Image.fromarray(frame) for frame in frames]
    found: list[tuple[_Candidate, int]] = []

    def report(done: float) -> None:
        if stop and stop():
            raise _Stopped
        if progress:
            progress(done)

    try:
        for number, image in enumerate(images):
            best = _search(image, reader, lambda done, number=number: report((number + done) / len(images)))
            found += [(best, number)] if best else []
            if best and best.confidence >= SURE:
                break
        if not found:
            return None
        best, shown = max(found, key=lambda one: one[0].confidence)
        grid = _steadied(best, images, reader, lambda: report((number + 1) / len(images)))
        report(1.0)
    except _Stopped:
        return None
    return Found(grid, _inside(grid.place(COUNTER), *images[0].size), best.count, best.confidence, shown)


def _search(image: Image.Image, reader: Reader, report: Callable[[float], None]) -> _Candidate | None:
    """The surest counter of one picture, if there is one."""
    halvings = 0
    while image.height >> halvings > _LARGEST_HEIGHT:
        halvings += 1
    small = image.reduce(2**halvings) if halvings else image
    kx, ky = image.width / small.width, image.height / small.height
    proposals = propose(small, lambda done: report(0.7 * done))[:_READ]
    readings = _read_all(small, [proposal.grid for proposal in proposals], reader, report)
    candidates, checked = [], 0
    for number, place in enumerate(_likeliest(proposals, readings)):
        grid = HudGrid(place.ox * kx, place.oy * ky, place.sx * kx, place.sy * ky)
        if not any(_is_settled(grid, candidate) for candidate in candidates):
            checked += 1
            candidate = _checked(image, grid, reader)
            candidates += [candidate] if candidate else []
            if checked == _CHECKED or (candidate and candidate.confidence >= SURE):
                break
        report(0.85 + 0.15 * number / _READ)
    return max(_free(candidates), key=lambda candidate: candidate.confidence, default=None)


def _read_all(
    image: Image.Image, grids: Sequence[HudGrid], reader: Reader, report: Callable[[float], None]
) -> list[Reading]:
    readings = []
    for start in range(0, len(grids), _BATCH):
        readings += _read(image, grids[start : start + _BATCH], reader)
        report(0.7 + 0.15 * len(readings) / len(grids))
    return readings


def _read(image: Image.Image, grids: Iterable[HudGrid], reader: Reader) -> list[Reading]:
    """What the model reads in the counter crops of the grids."""
    return reader.read([Frame(0, 0.0, _cut(image, grid), _NO_GAME) for grid in grids])


def _cut(image: Image.Image, grid: HudGrid) -> np.ndarray:
    x, y, width, height = map(int, grid.place(COUNTER).pixels())
    return np.asarray(image.crop((x, y, x + width, y + height)))


def _likeliest(proposals: Sequence[Proposal], readings: Sequence[Reading]) -> list[HudGrid]:
    """The grids where a count is read, from the likeliest on."""
    read = [
        (proposal.fit * reading.seen, proposal.grid)
        for proposal, reading in zip(proposals, readings, strict=True)
        if reading.seen >= _LEAST_SEEN
    ]
    return [grid for _, grid in sorted(read, key=lambda one: -one[0])]


def _is_settled(grid: HudGrid, candidate: _Candidate) -> bool:
    """Whether what lies at a grid was looked at already."""
    if candidate.fit >= _TAKEN and _overlap(grid, candidate.grid):
        return True
    here, there = grid.place(BOX), candidate.grid.place(BOX)
    right = (here.x + here.width / 2 - there.x - there.width / 2) / candidate.grid.sx
    down = (here.y + here.height / 2 - there.y - there.height / 2) / candidate.grid.sy
    scales = grid.sx / candidate.grid.sx - 1, grid.sy / candidate.grid.sy - 1
    return max(abs(right), abs(down)) < _SAME_PLACE and max(map(abs, scales)) < _SAME_SCALE


def _free(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Those that are counters, and on which nothing lies that fits better: a part of one is none."""
    return [
        one for one in candidates if one.confidence >= LEAST_CONFIDENCE and not _lies_under(one, candidates)
    ]


def _lies_under(one: _Candidate, candidates: Sequence[_Candidate]) -> bool:
    return any(other.fit > one.fit and _overlap(one.grid, other.grid) for other in candidates)


def _overlap(one: HudGrid, other: HudGrid) -> bool:
    """Whether the middle of one counter lies in the other."""
    return _is_inside(one.place(BOX), other.place(BOX)) or _is_inside(other.place(BOX), one.place(BOX))


def _is_inside(part: Rect, whole: Rect) -> bool:
    right, down = part.x + part.width / 2 - whole.x, part.y + part.height / 2 - whole.y
    return 0 <= right <= whole.width and 0 <= down <= whole.height


def _checked(image: Image.Image, grid: HudGrid, reader: Reader, climbs: int = 1) -> _Candidate | None:
    """What is read near a grid, laid over as it fits, and read again where it lies; None where nothing is."""
    count, fit, read = None, Fit(grid, 0.0, ()), _read_around(image, grid, reader)
    for _ in range(_FITS):  # where it lies better, another count may be read
        if int(read.argmax()) == count or read.max() < _LEAST_SEEN:
            break
        count = int(read.argmax())
        fit = _fitted(image, fit.grid, count, climbs)
        read = _read_around(image, fit.grid, reader)
    if count is None or read[count] < _LEAST_SEEN:
        return None
    spot = Spot(image, fit.grid)
    return _Candidate(
        fit.grid,
        count,
        float(read[count]),
        {icon: spot.fit(fit.written, icon) for icon in (STAR, COIN, HEAD)},
    )


def _read_around(image: Image.Image, grid: HudGrid, reader: Reader) -> np.ndarray:
    """The mean probabilities of the counts, float32 (121,), in crops that lie about right."""
    x, y = COUNTER.x + COUNTER.width / 2, COUNTER.y + COUNTER.height / 2
    grids = [
        HudGrid(
            grid.ox + grid.sx * (x * (1 - size) + right),
            grid.oy + grid.sy * (y * (1 - size) + down),
            grid.sx * size,
            grid.sy * size,
        )
        for right, down, size in _MISPLACED
    ]
    return np.mean([reading.counts for reading in _read(image, grids, reader)], axis=0)


def _fitted(image: Image.Image, grid: HudGrid, count: int, climbs: int) -> Fit:
    """The best fit of a count near a grid; some ports keep "×" before three digits."""
    spot = Spot(image, grid)
    looks = {tuple(characters(count, keeps_times=keeps)) for keeps in (False, True)}
    return max((spot.fitted(look, climbs) for look in looks), key=lambda fit: fit.fit)


def _steadied(
    best: _Candidate, images: Sequence[Image.Image], reader: Reader, report: Callable[[], None]
) -> HudGrid:
    """Where the counter lies, more exactly, by all frames that show it; ``report`` is called for each."""
    seen = []
    for image in images:
        seen.append(_checked(image, best.grid, reader, _CLIMBS))
        report()
    grids = [
        one.grid
        for one in seen
        if one and one.confidence >= LEAST_CONFIDENCE and _overlap(one.grid, best.grid)
    ]
    return HudGrid(
        *(
            float(statistics.median(getattr(grid, name) for grid in grids or [best.grid]))
            for name in ("ox", "oy", "sx", "sy")
        )
    )


def _inside(crop: Rect, width: int, height: int) -> Rect:
    """The crop in whole pixels, without what lies outside of a picture of that size."""
    x, y, crop_width, crop_height = crop.pixels()
    left, top = max(0, x), max(0, y)
    return Rect(left, top, min(width, x + crop_width) - left, min(height, y + crop_height) - top)
