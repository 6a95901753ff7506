"""Where all parts of the HUD lie, from the star counter's place and the icons that are seen.

The counter is a short ruler: a grid that follows from it alone is up to 12 HUD units off at the other end of
the picture. Mario's head and the coin give the grid's width, the camera its height, and together they tell
a Japanese game's HUD, whose stars lie elsewhere, and a port's in widescreen.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PIL import Image

from ..hud import (
    BOX,
    HUD_HEIGHT,
    HUD_WIDTH,
    JP,
    KEEPS_LEFT,
    PART_CROPS,
    PARTS,
    TOP,
    US,
    HudGrid,
    HudPlaces,
    Layout,
    Rect,
)
from .hud_icons import ICONS, Seen, look_for, place

# How far off an icon is looked for, in HUD units, to either side and above and below: 12 for the counter's
# short ruler, and 5 as the game may be Japanese.
_REACH = {"lives": (17, 4), "coins": (11, 4), "camera": (8, 15)}
# How well an icon must fit. On real pictures they fit 0.65 to 0.89, and what is none 0.57 at most.
_LEAST_FIT = 0.6
# Standard deviations: of the places of the counter and of icons, where these are known to a HUD unit and
# where exactly, and of a widescreen game's left edge, in HUD units; and of the counter's width and height,
# as shares.
_COUNTER_DOUBT, _ROUGH_DOUBT, _EXACT_DOUBT, _LEFT_DOUBT = 0.2, 0.7, 0.3, 0.8
_WIDTH_DOUBT, _HEIGHT_DOUBT = 0.015, 0.04
# What it costs, in squares of deviations, if an icon is not seen where it should be, if one is seen that does
# not lie where the others have it, and if a kind of HUD is the rarer one.
_UNSEEN, _LEFT_OUT, _RARER = 9.0, 25.0, 2.0
# A kind that costs so much more than the best one is not this HUD's. Where the others don't have a part
# within so many HUD units, or it is so doubtful, its place is not known.
_POSSIBLE, _FARTHEST_APART, _MOST_DOUBT = 6.0, 1.5, 1.1
# A port's widescreen has so many HUD units more at the left than 4:3 at least.
_LEAST_WIDER = 12.0
# So many more it has in a window of 16:9 and of 16:10, whose own edge nobody tells.
_WINDOWS = tuple(HUD_HEIGHT * shape - HUD_WIDTH for shape in (16 / 9, 16 / 10))

_COUNTER_X, _COUNTER_Y = BOX.x + BOX.width / 2, BOX.y + BOX.height / 2


@dataclass(frozen=True)
class WholeHud:
    """The HUD on a picture.

    ``grid``: where the game's grid lies; in widescreen, that of the stars. ``places``: where its other parts
    are read, each None where it is not seen and the others don't tell. ``seen``: the names of those that are.
    """

    grid: HudGrid
    places: HudPlaces
    seen: tuple[str, ...]


class _Where(NamedTuple):
    """How much of the grid's edge, of its unit, and of the game's left edge a place on a line is."""

    edges: float
    units: float
    lefts: float = 0.0


class _Line(NamedTuple):
    """A grid's left or upper edge, its unit and the game's edge, float64 (3,), and their covariance."""

    best: np.ndarray
    covariance: np.ndarray

    def at(self, where: _Where) -> tuple[float, float]:
        """A place and its standard deviation."""
        weights = np.array(where)
        return float(weights @ self.best), float(np.sqrt(weights @ self.covariance @ weights))


class _Kind(NamedTuple):
    """A version's HUD, with ``wider`` HUD units of the game left of the stars' grid: in widescreen.

    The game begins at the picture's left edge, or, ``in_window``, somewhere in the picture.
    """

    layout: Layout
    wider: float = 0.0
    in_window: bool = False

    def across(self, name: str, x: float) -> _Where:
        """Where HUD x of a part lies."""
        left = KEEPS_LEFT[name] if self.wider else 0.0
        return _Where(1 - left, x, left)

    @property
    def left(self) -> tuple[_Where, float]:
        """What tells where the game's left edge is: by the picture's, or by the width of the window."""
        return (_Where(-1, self.wider, 1), 0) if self.in_window else (_Where(0, 0, 1), -self.wider)

    def down(self, name: str, y: float) -> _Where:
        """Where HUD y of a part lies."""
        return _Where(1, y if name == "camera" else y + self.layout.top - TOP)


@dataclass(frozen=True)
class _Fit:
    """A HUD of one kind as it fits the icons ``seen``, in HUD units of the grid that they were looked for on.

    ``cost``: how unlikely it is, in squares of deviations.
    """

    kind: _Kind
    across: _Line
    down: _Line
    seen: Mapping[str, Seen]
    cost: float

    def place(self, name: str) -> tuple[Rect, float]:
        """Where a part is read, and the standard deviation of its worst edge."""
        left, top, right, bottom = PART_CROPS[name].corners
        xs = [self.across.at(self.kind.across(name, x)) for x in (left, right)]
        ys = [self.down.at(self.kind.down(name, y)) for y in (top, bottom)]
        place = Rect(xs[0][0], ys[0][0], xs[1][0] - xs[0][0], ys[1][0] - ys[0][0])
        return place, max(doubt for _, doubt in (*xs, *ys))

    def on(self, grid: HudGrid) -> HudGrid:
        """The game's own grid, where the icons were looked for on ``grid``."""
        (left, unit_x, _), (upper, unit_y, _) = self.across.best.tolist(), self.down.best.tolist()
        return HudGrid(
            grid.ox + left * grid.sx, grid.oy + upper * grid.sy, unit_x * grid.sx, unit_y * grid.sy
        )


def fit_whole(images: Sequence[Image.Image], grid: HudGrid) -> WholeHud:
    """The whole HUD, where ``grid`` has the star counter right as a US game's, and its size to some percent.

    ``images`` are RGB pictures of one size that show the same HUD.
    """
    fits = _fits(images, grid)
    left = grid.ox / grid.sx
    if left >= _LEAST_WIDER:
        fits += _fits(images, grid, left)
    for wider in _WINDOWS:
        if left >= wider + _LEAST_WIDER:
            fits += _fits(images, grid, wider, in_window=True)
    best = min(fits, key=lambda fit: fit.cost)
    possible = [fit for fit in fits if fit.cost <= best.cost + _POSSIBLE]
    places = HudPlaces(**{name: _place(name, best, possible, grid, images[0].size) for name in PARTS})
    return WholeHud(best.on(grid), places, tuple(best.seen))


def _fits(
    images: Sequence[Image.Image], grid: HudGrid, wider: float = 0.0, *, in_window: bool = False
) -> list[_Fit]:
    """A fit of each version's HUD; ``wider`` and ``in_window`` as `_Kind` has them."""
    kinds, rough = [_Kind(layout, wider, in_window) for layout in (US, JP)], {}
    for name, icon in ICONS.items():
        x, y = icon.middle
        x -= wider * kinds[0].across(name, x).lefts
        seen = look_for(icon, images, grid, (x, y), _REACH[name])
        if seen.fit >= _LEAST_FIT:
            rough[name] = seen
    likeliest = min((_fit(kind, rough, _ROUGH_DOUBT) for kind in kinds), key=lambda fit: fit.cost)
    there, exact = likeliest.on(grid), {}
    for name, seen in likeliest.seen.items():
        better = place(ICONS[name], images, there, _between(seen, grid, there))
        if better.fit >= _LEAST_FIT:
            exact[name] = Seen(*_between(better, there, grid), better.fit)
    return [_fit(kind, exact, _EXACT_DOUBT) for kind in kinds]


def _between(seen: Seen, grid: HudGrid, other: HudGrid) -> tuple[float, float]:
    """HUD x and y on another grid of what is seen on one."""
    x, y = grid.ox + grid.sx * seen.x, grid.oy + grid.sy * seen.y
    return (x - other.ox) / other.sx, (y - other.oy) / other.sy


def _fit(kind: _Kind, seen: Mapping[str, Seen], doubt: float) -> _Fit:
    """The likeliest fit of a kind, to those of the icons that lie together."""
    together = (
        {name: seen[name] for name in names}
        for size in range(len(seen) + 1)
        for names in itertools.combinations(seen, size)
    )
    unseen = _UNSEEN * (len(ICONS) - len(seen))
    fits = (_fit_to(kind, one, doubt, unseen + _LEFT_OUT * (len(seen) - len(one))) for one in together)
    return min(fits, key=lambda fit: fit.cost)


def _fit_to(kind: _Kind, seen: Mapping[str, Seen], doubt: float, cost: float) -> _Fit:
    """The least squares of a kind; ``cost`` is that of what is not seen, or left out."""
    shift, rise = kind.layout.shift, kind.layout.top - TOP
    across = [
        (_Where(1, _COUNTER_X + shift), _COUNTER_X, _COUNTER_DOUBT),
        (_Where(0, 1), 1, _WIDTH_DOUBT),
        (*kind.left, _LEFT_DOUBT),
    ]
    down = [
        (_Where(1, _COUNTER_Y + rise), _COUNTER_Y, _COUNTER_DOUBT),
        (_Where(0, 1), 1, _HEIGHT_DOUBT),
        (_Where(0, 0, 1), 0, _LEFT_DOUBT),
    ]
    for name, one in seen.items():
        x, y = ICONS[name].middle
        across.append((kind.across(name, x), one.x, doubt))
        down.append((kind.down(name, y), one.y, doubt))
    (line_x, cost_x), (line_y, cost_y) = _solved(across), _solved(down)
    cost += cost_x + cost_y + _RARER * ((kind.layout != US) + (kind.wider > 0))
    return _Fit(kind, line_x, line_y, seen, cost)


def _solved(measured: Iterable[tuple[_Where, float, float]]) -> tuple[_Line, float]:
    """The least squares of places, where they are, and their standard deviations; and the sum of squares."""
    rows = np.array([(*where, at, doubt) for where, at, doubt in measured])
    weights, values = rows[:, :3] / rows[:, 4:], rows[:, 3] / rows[:, 4]
    covariance = np.linalg.inv(weights.T @ weights)
    best = covariance @ weights.T @ values
    return _Line(best, covariance), float(((weights @ best - values) ** 2).sum())


def _place(
    name: str, best: _Fit, possible: Sequence[_Fit], grid: HudGrid, size: tuple[int, int]
) -> Rect | None:
    """Where a part lies in a picture of that size, if that is known and it does."""
    place, doubt = best.place(name)
    others = (other.place(name)[0] for other in possible)
    apart = max(abs(x - y) for other in others for x, y in zip(place.corners, other.corners, strict=True))
    if doubt > _MOST_DOUBT or apart > _FARTHEST_APART:
        return None
    place = grid.place(place)
    return place if place.fits(*size) else None
