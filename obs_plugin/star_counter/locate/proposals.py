"""Where in a picture a star counter could be, by the colours of its parts: cheap, and seldom wrong to miss.

Below 100 stars the counter is a golden star, a silver-blue "×" and digits that are red above and yellow
below; from 100 on there is no "×". These contrasts hold whatever lies behind, as all of it is mixed in alike.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ..hud import BOX, GLYPH_SIZE, STARS_X, TIMES, TOP, HudGrid, Rect, left_edges
from .drawn_counter import ANY, template

#: Pixels a HUD unit at which the counter is looked for: its parts are 8 pixels high then.
_DETAIL = 0.5
# From one scale to the next: boxes are that coarse.
_STEP = 1.15
# The horizontal scale over the vertical one: square pixels more or less, and 4:3 stretched to 16:9; and those
# of a game that is stretched upwards, or squeezed, as photographs at a slant show it.
_ASPECTS, _NARROW_ASPECTS = (0.95, 1.11, 1.31), (0.8,)
# Narrow ones are large: they are looked for from this much of the smallest scale of others on.
_NARROW_LARGER = 1.5
# The smallest scale in pixels a HUD unit: what a person can still read where the whole picture is small, and
# where it has as many pixels as 1280x720 or more: there smaller ones would take most of the time.
_SMALLEST, _SMALLEST_IN_LARGE, _LARGE_PICTURE = 0.45, 0.7, 1280 * 720
# The scale from which on a counter is large: those scales take a fifth of the time that all take.
_SMALL = 1.5
# The HUD units that a picture shows at least of the game, across and down.
_LEAST_WIDTH, _LEAST_HEIGHT = 90, 48
# The best places kept of each scale, and how far apart two of them are at least, in pixels of `_DETAIL`.
_KEPT, _APART = 10, 5
# Contrasts (0-255) below this are noise: a washed-out counter has 30.
_LEAST_CONTRAST = 12
# How many peaks of the contrast are looked at, around how many of them, and how well one must fit at least.
_PEAKS, _BETTER_PEAKS, _LEAST_FIT = 250, 20, 0.4

# What the counter looks like whatever it counts, below 100 and from there on.
_SHORT_LOOKS, _LONG_LOOKS = ((TIMES, ANY),), (("1", "0", ANY), ("1", "1", ANY), ("1", "2", "0"))
# The counter's parts, in HUD units on the US grid, without their soft edges. Equal sizes cost less.
_TIMES_X, _FIRST_X = left_edges(_SHORT_LOOKS[0])
_STAR = Rect(STARS_X + 1, TOP + 3, 14, 10)
_TIMES = Rect(_TIMES_X + 2, TOP, 12, GLYPH_SIZE)
_FIRST = Rect(_FIRST_X + 1, TOP, 12, GLYPH_SIZE)
_LONG = tuple(Rect(x + 1, TOP, 12, GLYPH_SIZE) for x in left_edges(_LONG_LOOKS[0]))
# Of digits: the tops of their halves, and the height of these.
_HALF = GLYPH_SIZE // 2
_UPPER, _LOWER = TOP, TOP + _HALF


@dataclass(frozen=True)
class Proposal:
    """A grid on which a counter could lie, and how well the picture fits there, -1 to 1."""

    grid: HudGrid
    fit: float


def propose(picture: Image.Image, report: Callable[[float], None]) -> Iterator[list[Proposal]]:
    """The places of large counters in an RGB picture, of small and of narrow ones, each the best fit first.

    ``report`` is told the share that is done, after each scale; what it raises ends the search.
    """
    width, height = picture.size
    pyramid = _Pyramid(picture)
    rounds = list(_rounds(width, height))
    # A level has the fewer pixels the larger the counters are that it is for.
    whole, done = sum(1 / (sx * sy) for scales in rounds for sx, sy in scales), 0.0
    for scales in rounds:
        found = []
        for sx, sy in scales:
            level = pyramid.scaled(_DETAIL / sx, _DETAIL / sy)
            if level is not None:
                found += _best(level, width / level.shape[1], height / level.shape[0])
            done += 1 / (sx * sy)
            report(done / whole)
        yield sorted(found, key=lambda proposal: -proposal.fit)


def _rounds(width: int, height: int) -> Iterator[list[tuple[float, float]]]:
    """The scales that are searched one after the other: the likeliest and the fastest first."""
    share = math.sqrt(min(1.0, width * height / _LARGE_PICTURE))
    smallest = max(_SMALLEST, _SMALLEST_IN_LARGE * share)
    usual = list(_scales(width, height, _ASPECTS, smallest))
    yield [scales for scales in usual if scales[1] >= _SMALL]
    yield [scales for scales in usual if scales[1] < _SMALL]
    yield list(_scales(width, height, _NARROW_ASPECTS, _NARROW_LARGER * smallest))


def _scales(
    width: int, height: int, aspects: Sequence[float], smallest: float
) -> Iterator[tuple[float, float]]:
    """Horizontal and vertical scales that a counter can have in a picture of that size, in pixels a unit."""
    sy = smallest
    while sy <= height / _LEAST_HEIGHT:
        for aspect in aspects:
            if sy * aspect <= width / _LEAST_WIDTH:
                yield sy * aspect, sy
        sy *= _STEP


class _Pyramid:
    """A picture in halved sizes, to be scaled from the nearest."""

    def __init__(self, picture: Image.Image):
        self._images = [picture]
        self.size = picture.size

    def scaled(self, kx: float, ky: float) -> np.ndarray | None:
        """The picture in ``kx`` times its width and ``ky`` times its height; None where nothing is left."""
        width, height = round(self.size[0] * kx), round(self.size[1] * ky)
        if width < BOX.width * _DETAIL or height < BOX.height * _DETAIL:
            return None
        halvings = max(0, int(np.log2(1 / max(kx, ky))))
        while len(self._images) <= halvings:
            self._images.append(self._images[-1].reduce(2))
        return np.asarray(self._images[halvings].resize((width, height), Image.Resampling.BOX))


def _best(level: np.ndarray, kx: float, ky: float) -> list[Proposal]:
    """The best places of one scale; ``kx`` and ``ky`` are the picture's pixels a pixel of the level."""
    sums = _Sums(level)
    sx, sy = kx * _DETAIL, ky * _DETAIL
    proposals = []
    for looks, contrast in ((_SHORT_LOOKS, _short(sums)), (_LONG_LOOKS, _long(sums))):
        y, x = _peaks(contrast)
        better = np.argsort(-_fits(level, y, x, looks))[:_BETTER_PEAKS]
        y, x = _around(y[better], x[better], contrast.shape)
        fits = _fits(level, y, x, looks)
        while len(fits) and fits.max() >= _LEAST_FIT:
            best = fits.argmax()
            grid = HudGrid(x[best] * kx - BOX.x * sx, y[best] * ky - BOX.y * sy, sx, sy)
            proposals.append(Proposal(grid, float(fits[best])))
            fits[(abs(x - x[best]) <= _APART) & (abs(y - y[best]) <= _APART)] = -1
    return sorted(proposals, key=lambda proposal: -proposal.fit)[:_KEPT]


def _peaks(contrast: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows and columns of the highest local maxima."""
    padded = np.pad(contrast, 1, constant_values=-1000)
    rows = np.maximum(np.maximum(padded[:-2], padded[1:-1]), padded[2:])
    highest = np.maximum(np.maximum(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:])
    peaks = np.flatnonzero((contrast == highest) & (contrast >= _LEAST_CONTRAST))
    if len(peaks) > _PEAKS:
        peaks = peaks[np.argpartition(contrast.ravel()[peaks], -_PEAKS)[-_PEAKS:]]
    y, x = np.unravel_index(peaks, contrast.shape)
    return y, x


def _around(y: np.ndarray, x: np.ndarray, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Those rows and columns and the ones beside them, inside the shape."""
    down, right = np.indices((3, 3)).reshape(2, 9) - 1
    y, x = (y[:, None] + down).ravel(), (x[:, None] + right).ravel()
    inside = (y >= 0) & (x >= 0) & (y < shape[0]) & (x < shape[1])
    return y[inside], x[inside]


def _fits(level: np.ndarray, y: np.ndarray, x: np.ndarray, looks: Sequence[tuple[str, ...]]) -> np.ndarray:
    """How well the best of the looks fits at each of the places.

    The colours are taken by flat indices: by rows and columns it takes numpy four times as long.
    """
    width, colours, fits = level.shape[1], level.reshape(-1, 3), []
    for look in looks:
        drawn = template(look, round(BOX.width * _DETAIL), round(BOX.height * _DETAIL))
        rows, columns = np.divmod(drawn.pixels, drawn.ink.shape[1])
        under = (y * width + x)[:, None] + rows * width + columns
        fits.append(drawn.fit(colours.take(under, axis=0).astype(np.float32)))
    return np.max(fits, axis=0)


def _short(sums: _Sums) -> np.ndarray:
    """The contrast of a counter below 100 at each place: star and digit are more golden than the "×"."""
    contrast = np.minimum(sums.gold(_STAR), sums.gold(_FIRST))
    contrast -= sums.gold(_TIMES)
    return np.minimum(contrast, _redness(sums, _FIRST), out=contrast)


def _long(sums: _Sums) -> np.ndarray:
    """The contrast of a counter from 100 on at each place: star and digits are golden."""
    contrast = sums.gold(_STAR).copy()
    for digit in _LONG:
        np.minimum(contrast, sums.gold(digit), out=contrast)
        np.minimum(contrast, _redness(sums, digit), out=contrast)
    return contrast


def _redness(sums: _Sums, digit: Rect) -> np.ndarray:
    """How much redder a digit is above than below, and than the star: the less of both."""
    other = np.maximum(sums.red(digit._replace(y=_LOWER, height=_HALF)), sums.red(_STAR))
    return np.subtract(sums.red(digit._replace(y=_UPPER, height=_HALF)), other, out=other)


class _Sums:
    """Means over a part of the HUD grid, for the grid at every place of a level."""

    def __init__(self, level: np.ndarray):
        """``level``: uint8 RGB (height, width, 3), `_DETAIL` pixels a HUD unit."""
        red, green, blue = np.moveaxis(level.astype(np.int32), 2, 0)
        self._red, self._gold = _Means(red - green), _Means((red + green) // 2 - blue)
        self._places = (
            level.shape[0] - round(BOX.height * _DETAIL) + 1,
            level.shape[1] - round(BOX.width * _DETAIL) + 1,
        )

    def red(self, part: Rect) -> np.ndarray:
        """How much redder than green, -255 to 255."""
        return self._mean(self._red, part)

    def gold(self, part: Rect) -> np.ndarray:
        """How much yellower than blue, -255 to 255."""
        return self._mean(self._gold, part)

    def _mean(self, channel: _Means, part: Rect) -> np.ndarray:
        left, top = round((part.x - BOX.x) * _DETAIL), round((part.y - BOX.y) * _DETAIL)
        means = channel.of(round(part.width * _DETAIL), round(part.height * _DETAIL))
        return means[top : top + self._places[0], left : left + self._places[1]]


class _Means:
    """The means of a channel's boxes of any size."""

    def __init__(self, channel: np.ndarray):
        self._integral = np.zeros((channel.shape[0] + 1, channel.shape[1] + 1), np.int32)
        np.cumsum(channel, axis=1, out=self._integral[1:, 1:], dtype=np.int32)
        np.cumsum(self._integral[1:, 1:], axis=0, out=self._integral[1:, 1:])
        self._made: dict[tuple[int, int], np.ndarray] = {}

    def of(self, width: int, height: int) -> np.ndarray:
        """The mean of the box of that size whose upper left pixel is each pixel, int16."""
        if (width, height) not in self._made:
            rows = self._integral[height:] - self._integral[:-height]
            sums = rows[:, width:] - rows[:, :-width]
            self._made[width, height] = (sums * np.float32(1 / (width * height))).astype(np.int16)
        return self._made[width, height]
