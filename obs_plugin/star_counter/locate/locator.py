"""Finds the star counter in pictures of anything.

Places whose colours could be a counter's are proposed cheaply; the model that reads counters reads them; and
where it reads a count, a drawn counter with that count is laid over, as exactly as it fits. It is believed
where it fits well, and better with its star than with the icon of another counter or as the file select
writes it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from .. import MOST_STARS
from ..hud import BOX, COINS_X, COUNTER, GAME, STARS_X, HudGrid, HudPlaces, Rect, count_characters
from ..reading.reader import Reader
from .drawn_counter import STAR, in_file_select
from .fitting import Match, Spot
from .parts_by_icons import fit_whole
from .proposals import Proposal, propose

#: Higher pictures are halved: the counter is larger in them, too.
LARGEST_HEIGHT = 1200
# How many proposals are read, and in which batches: between two of them the search can be stopped.
_READ, _BATCH = 240, 40
# How surely the model must see a count for a place to be looked at closer, and how many places are, of large
# counters and of small ones.
_LEAST_SEEN, _CHECKED = 0.4, 6
# Other places on one that fits so well, whatever its icon, are not looked at; nor are places that differ by
# less than so many HUD units and such a share of the scale from one that was.
_TAKEN, _SAME_PLACE, _SAME_SCALE = 0.7, 4.0, 0.15
# How well something fits that is no counter, and from which fit on a counter is sure. On drawn screens true
# ones fit 0.71 to 0.94, and what is none mostly 0.5 to 0.65.
_CHANCE_FIT, _SURE_FIT = 0.5, 0.7
# Up to which share of the other icons' misfit the star's is surely a star's, from which on it is doubted, and
# from which on surely none. On drawn and real screens stars have up to 0.8 (99 of 100), and coins and heads
# 1.05 and more; where a HUD unit is less than a pixel, or much was compressed, both come near 1.
_STAR, _DOUBTFUL_STAR, _NO_STAR = 0.75, 0.95, 1.1
# From the coins' counter to the stars', in HUD units, and how surely a count is read there.
_COINS_TO_STARS, _LEAST_BESIDE = STARS_X - COINS_X, 0.7
# By how much the writing of the file select must fit better, and how much it counts that it explains more. On
# 297 of its counters that was 0.023 and more (99 of 100: 0.034), and on 307 of the game's 0.018 at most.
_BETTER_IN_FILE_SELECT, _UNEXPLAINED_COUNTS = 0.025, 0.3
# Below so many pixels a HUD unit the file select's writing looks as the counter's. There a counter must have
# at least this share of its game on the picture, which the stars of a file would not have; and no stars of
# another file beside it, in HUD units across and down (n64decomp/sm64, src/menu/file_select.c).
_SMALL_WRITING, _LEAST_ON_PICTURE, _NEXT_FILE = 0.9, 0.88, (117, 40)
# What is looked at to place a found one more exactly, in HUD units.
_AROUND = Rect(BOX.x - 40, BOX.y - 30, BOX.width + 80, BOX.height + 60)
# The share of a frame's search that is told while places are proposed.
_PROPOSING = 0.9
# How often a counter is laid over a place at most, and from how many sizes a found one is placed again.
_MATCHES, _CLIMBS = 3, 3
# Which of the model's classes are counts.
_COUNTS = slice(MOST_STARS + 1)
# A counter is read in crops that lie about right: right, off by these HUD units, and of these sizes.
_MISPLACED = ((0, 0, 1.0), (-2, 1, 1.0), (2, -1, 1.0), (0, 0, 0.93), (0, 0, 1.07))
#: A counter must be so sure to be believed, and from the second on the search ends.
BELIEVED, SURE = 0.7, 0.85
# How exactly the height is measured: a share that the drawing's style costs, and one at a pixel a HUD unit,
# which falls with the square of the scale (measured on drawn screens of 0.7 to 9 pixels a unit).
_HEIGHT_DOUBT, _SMALL_HEIGHT_DOUBT = 0.011, 0.03
# The shapes of HUD units, sx / sy, and how many pictures have about that one: square; the 224 rows that NTSC
# shows stretched to 4:3; and 4:3 stretched to 16:9. The rest has any shape between the last two numbers.
_SHAPES, _SHAPE_SPREAD = {1.0: 0.5, 14 / 15: 0.15, 4 / 3: 0.1}, 0.015
_OTHER_SHAPES = 0.25 / math.log(1.4 / 0.85)


@dataclass(frozen=True)
class Found:
    """A star counter.

    ``grid``: where the HUD grid lies, as in the US game: a Japanese game's own begins 5 units to the left.
    ``crop``: the counter crop in whole pixels, which may stick out of the picture as far as `Rect.fits` says.
    ``count``: the stars it shows. ``confidence``: 0 to 1. ``frame``: the number of the frame that shows it.
    ``places``: where the HUD's other parts are read, each None where it is not seen and the others don't
    tell.
    """

    grid: HudGrid
    crop: Rect
    count: int
    confidence: float
    frame: int
    places: HudPlaces


@dataclass(frozen=True)
class _Candidate:
    """A count that was laid over a picture.

    Where, how surely it is read, how well it fits, and how sure it is, 0 to 1, that it counts stars and not
    something else.
    """

    grid: HudGrid
    count: int
    read: float
    fit: float
    stars: float

    @property
    def confidence(self) -> float:
        """How sure it is that this is a star counter, 0 to 1."""
        fit = min(1.0, max(0.0, (self.fit - _CHANCE_FIT) / (_SURE_FIT - _CHANCE_FIT)))
        return self.stars * self.read * fit


class _Stopped(Exception):
    """The search was stopped."""


class _Watch:
    """Tells how far the search is, and ends it where it is to stop."""

    def __init__(self, progress: Callable[[float], None] | None, stop: Callable[[], bool] | None):
        self._progress, self._stop, self._done = progress, stop, 0.0

    def report(self, done: float | None = None) -> None:
        """The share that is done, where there is more than before; raises `_Stopped`."""
        if self._stop and self._stop():
            raise _Stopped
        if done is not None:
            self._done = max(self._done, done)
        if self._progress:
            self._progress(self._done)


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
    watch, found = _Watch(progress, stop), []
    try:
        for number, image in enumerate(images):
            best = _locate_one(image, reader, watch, number / len(images), 1 / len(images))
            found += [(best, number)] if best else []
            if best and best.confidence >= SURE:
                break
        if not found:
            return None
        best, shown = max(found, key=lambda one: one[0].confidence)
        alike = list(_alike(best, shown, images, reader, watch))
        grid = _steadied(best, alike)
        places = fit_whole(alike, grid).places
        watch.report(1.0)
    except _Stopped:
        return None
    crop = grid.place(COUNTER).pixels()
    if not crop.fits(*images[0].size):  # it would be refused where it is to be read
        return None
    return Found(grid, crop, best.count, best.confidence, shown, places)


def _locate_one(
    image: Image.Image, reader: Reader, watch: _Watch, done: float, share: float
) -> _Candidate | None:
    """The surest counter of one picture, if there is one; the search is ``done``, and this is a ``share``."""
    halvings = 0
    while image.height >> halvings > LARGEST_HEIGHT:
        halvings += 1
    small = image.reduce(2**halvings) if halvings else image
    candidates: list[_Candidate] = []
    for proposals in propose(small, lambda proposed: watch.report(done + _PROPOSING * share * proposed)):
        proposals = proposals[:_READ]
        seen = _seen(small, [proposal.grid for proposal in proposals], reader, watch)
        places = [grid.scaled(2**halvings, 2**halvings) for grid in _likeliest(proposals, seen)]
        _check(places, image, reader, watch, candidates)
        if any(candidate.confidence >= SURE for candidate in candidates):
            break
    return max(_free(candidates), key=lambda candidate: candidate.confidence, default=None)


def _check(
    places: Sequence[HudGrid],
    image: Image.Image,
    reader: Reader,
    watch: _Watch,
    candidates: list[_Candidate],
) -> None:
    """Adds what lies at the places to the candidates, the likeliest first, until one is surely a counter."""
    checked = 0
    for grid in places:
        if checked == _CHECKED:
            break
        watch.report()
        if any(_was_checked(grid, candidate) for candidate in candidates):
            continue
        checked += 1
        candidate = _checked(image, grid, reader)
        candidates += [candidate] if candidate else []
        if candidate and candidate.confidence >= SURE:
            break


def _seen(image: Image.Image, grids: Sequence[HudGrid], reader: Reader, watch: _Watch) -> list[float]:
    """How surely a count is read on each of the grids."""
    seen: list[float] = []
    for start in range(0, len(grids), _BATCH):
        seen += _read(image, grids[start : start + _BATCH], reader)[:, _COUNTS].max(axis=1).tolist()
        watch.report()
    return seen


def _read(image: Image.Image, grids: Iterable[HudGrid], reader: Reader) -> np.ndarray:
    """What the model reads in the counter crops of the grids: its probabilities, float32 (grids, 123)."""
    crops = (grid.place(COUNTER).pixels() for grid in grids)
    return reader.probabilities(np.asarray(image.crop(crop.corners)) for crop in crops)


def _likeliest(proposals: Sequence[Proposal], seen: Sequence[float]) -> list[HudGrid]:
    """The grids where a count is ``seen``, from the likeliest on."""
    read = [
        (proposal.fit * sure, proposal.grid)
        for proposal, sure in zip(proposals, seen, strict=True)
        if sure >= _LEAST_SEEN
    ]
    return [grid for _, grid in sorted(read, key=lambda one: -one[0])]


def _was_checked(grid: HudGrid, candidate: _Candidate) -> bool:
    """Whether what lies at a grid was looked at already."""
    if candidate.fit >= _TAKEN and _overlap(grid, candidate.grid):
        return True
    here, there = grid.place(BOX), candidate.grid.place(BOX)
    right = (here.x + here.width / 2 - there.x - there.width / 2) / candidate.grid.sx
    down = (here.y + here.height / 2 - there.y - there.height / 2) / candidate.grid.sy
    return max(abs(right), abs(down)) < _SAME_PLACE and _is_as_large(grid, candidate.grid)


def _free(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Those that are counters, and on which nothing lies that fits better: a part of one is none."""
    return [one for one in candidates if one.confidence >= BELIEVED and not _lies_under(one, candidates)]


def _lies_under(one: _Candidate, candidates: Sequence[_Candidate]) -> bool:
    return any(other.fit > one.fit and _overlap(one.grid, other.grid) for other in candidates)


def _overlap(one: HudGrid, other: HudGrid) -> bool:
    """Whether the middle of one counter lies in the other."""
    return _is_inside(one.place(BOX), other.place(BOX)) or _is_inside(other.place(BOX), one.place(BOX))


def _is_inside(part: Rect, whole: Rect) -> bool:
    right, down = part.x + part.width / 2 - whole.x, part.y + part.height / 2 - whole.y
    return 0 <= right <= whole.width and 0 <= down <= whole.height


def _checked(
    image: Image.Image, grid: HudGrid, reader: Reader, *, is_last: bool = False
) -> _Candidate | None:
    """What is read near a grid, laid over as it fits, and read again where it lies; None where nothing is."""
    count, match, read = None, Match(grid, 0.0, ()), _read_around(image, grid, reader)
    for _ in range(_MATCHES):  # where it lies better, another count may be read, and it may fit better still
        if read.max() < _LEAST_SEEN or (int(read.argmax()) == count and _is_as_large(grid, match.grid)):
            break
        grid, count = match.grid, int(read.argmax())
        match = _best_match(image, grid, count)
        read = _read_around(image, match.grid, reader)
    if count is None or read[count] < _LEAST_SEEN or not _may_be_a_games(image, match.grid, reader):
        return None
    spot = Spot(image, match.grid)
    misfits = spot.misfits(match.written)
    icon_fit = spot.fit(match.written, min(misfits, key=misfits.__getitem__))
    against = misfits.pop(STAR) / min(misfits.values())
    select = _in_file_select(image, match) if against < _NO_STAR else None
    if select and not is_last:  # the counter may fit better there: where its height is wrong the other does
        return _checked(image, select.grid, reader, is_last=True)
    stars = 0.0 if select else _stars(image, match.grid, against, reader)
    return _Candidate(match.grid, count, float(read[count]), icon_fit, stars)


def _may_be_a_games(image: Image.Image, grid: HudGrid, reader: Reader) -> bool:
    """Whether a game may have its counter there, and not the stars of a file: asked of small ones."""
    if grid.sy >= _SMALL_WRITING:
        return True
    game = grid.place(GAME)
    shown = game.clipped(*image.size)
    if shown.width * shown.height < _LEAST_ON_PICTURE * game.width * game.height:
        return False
    across, down = _NEXT_FILE[0] * grid.sx, _NEXT_FILE[1] * grid.sy
    others = [(right, below) for right in (-across, 0, across) for below in (-down, 0, down)]
    return not any(_is_counter(image, grid.moved(*other), reader) for other in others if any(other))


def _stars(image: Image.Image, grid: HudGrid, against: float, reader: Reader) -> float:
    """How sure it is by its icon that a counter counts stars, 0 to 1.

    ``against``: how badly the star fits before it, as a share of how badly the best of the other icons does.
    """
    if against <= _STAR:
        return 1.0
    if against >= _NO_STAR:
        return 0.0
    # The icon is too small or too blurred: what is beside the counter tells, the coins' on its left.
    if _is_counter(image, grid.moved(_COINS_TO_STARS * grid.sx, 0), reader):
        return 0.0
    if _is_counter(image, grid.moved(-_COINS_TO_STARS * grid.sx, 0), reader):
        return 1.0
    return min(1.0, max(0.0, (1 - against) / (1 - _DOUBTFUL_STAR)))


def _is_counter(image: Image.Image, grid: HudGrid, reader: Reader) -> bool:
    return float(_read_around(image, grid, reader).max()) >= _LEAST_BESIDE


def _is_as_large(grid: HudGrid, other: HudGrid) -> bool:
    return max(abs(grid.sx / other.sx - 1), abs(grid.sy / other.sy - 1)) < _SAME_SCALE


def _in_file_select(image: Image.Image, match: Match) -> Match | None:
    """Where the stars of a file are shown, which is no counter, if they are: a little farther apart."""
    written = in_file_select(match.written)
    if written is None:
        return None
    here = Spot(image, match.grid)
    other = here.best_match(written)
    left = Spot(image, other.grid).unexplained(written) / here.unexplained(match.written)
    better = other.fit - match.fit + _UNEXPLAINED_COUNTS * (1 - left)
    return other if better > _BETTER_IN_FILE_SELECT else None


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
    return _read(image, grids, reader)[:, _COUNTS].mean(axis=0)


def _best_match(image: Image.Image, grid: HudGrid, count: int, climbs: int = 1) -> Match:
    """The best fit of a count near a grid; some ports keep "×" before three digits."""
    spot = Spot(image, grid)
    looks = {count_characters(count, keeps_times=keeps) for keeps in (False, True)}
    return max((spot.best_match(look, climbs) for look in looks), key=lambda match: match.fit)


def _alike(
    best: _Candidate, shown: int, images: Sequence[Image.Image], reader: Reader, watch: _Watch
) -> Iterator[Image.Image]:
    """The frames that show the counter as frame ``shown`` does."""
    for number, image in enumerate(images):
        if number == shown or _read(image, [best.grid], reader).argmax() == best.count:
            yield image
        watch.report()


def _steadied(best: _Candidate, alike: Sequence[Image.Image]) -> HudGrid:
    """Where the counter lies, more exactly: on the mean of all frames that show it.

    What lies behind the counter moves, and noise differs from frame to frame: the mean has less of both.
    """
    around = best.grid.place(_AROUND).pixels()
    parts = [np.asarray(image.crop(around.corners), np.float32) for image in alike]
    mean = Image.fromarray(np.mean(parts, axis=0).round().astype(np.uint8))
    grid = _best_match(mean, best.grid.moved(-around.x, -around.y), best.count, _CLIMBS).grid
    return _with_likely_shape(grid.moved(around.x, around.y))


def _with_likely_shape(grid: HudGrid) -> HudGrid:
    """The grid with the mean of the heights it can have: its width is measured more exactly."""
    doubt = math.hypot(_HEIGHT_DOUBT, _SMALL_HEIGHT_DOUBT / grid.sy**2)
    spread = math.hypot(_SHAPE_SPREAD, doubt)
    measured = math.log(grid.sx / grid.sy)
    weights, means = [_OTHER_SHAPES], [measured]
    for shape, share in _SHAPES.items():
        off = math.log(shape) - measured
        weights.append(share * math.exp(-((off / spread) ** 2) / 2) / (spread * math.sqrt(2 * math.pi)))
        means.append(measured + off * (doubt / spread) ** 2)
    sy = grid.sx / math.exp(np.average(means, weights=weights))
    middle = BOX.y + BOX.height / 2
    return HudGrid(float(grid.ox), float(grid.oy + (grid.sy - sy) * middle), grid.sx, sy)
