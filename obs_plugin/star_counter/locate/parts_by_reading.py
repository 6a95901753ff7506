"""Finds the lives, the coins and the camera's icon around where a grid of the HUD says that they are.

A grid that follows from the counter alone is a short ruler: on real captures the lives lie up to 11.5 HUD
units off it, the coins 7.5, the camera 12.5 down and 5 across. What reads well there is believed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from .. import LEAST_CONFIDENCE, MOST_STARS
from ..hud import (
    COINS,
    COUNTER,
    HUD_WIDTH,
    KEEPS_LEFT,
    LEAST_WIDER,
    PART_CROPS,
    PARTS,
    HudGrid,
    HudPlaces,
    Rect,
)
from ..reading.model_form import CAMERAS
from ..reading.reader import Reader

# Which of the models' classes are counts, and icons of the camera.
_COUNTS = slice(MOST_STARS + 1)
_ICONS = slice(CAMERAS.index("none") + 1, None)
# HUD units that are tried: the models read crops that are 4 off.
_ACROSS, _DOWN = (-6, -3, 0, 3, 6), (-12, -8, -4, 0, 4, 8, 12)
# What is tried around where a part reads best, to see how far it reads: it lies in the middle of that, or so
# much right of it. Counts of one or two digits are read in crops farther left than right, those of three
# farther right than left.
_AROUND = tuple(itertools.product(range(-18, 19, 3), range(-8, 9, 4)))
_SHORT, _LONG, _THREE_DIGITS = 4.5, -3.5, 100
# How likely an icon must be for its place to be taken that is not sure.
_LIKELY = 0.5
# Of so many units between two parts a scale is measured; less is too short a ruler.
_LEAST_RULER = 60.0
# A port in widescreen keeps the lives at the picture's left edge and the coins in the middle. It fills the
# picture: the grid ends at its right edge, but for so many units, and begins so many right of its left edge.
_EDGE, _WIDER = 12.0, 40.0


class _Sight(NamedTuple):
    """Where a part was seen: ``right`` and ``down`` of the grid, HUD units; how surely, 0 to 1."""

    right: float
    down: float
    confidence: float


def find_parts(picture: np.ndarray, grid: HudGrid, reader: Reader) -> HudPlaces:
    """Where the parts lie on a picture, uint8 RGB (height, width, 3 or 4), near where the grid has them.

    Each lies where it reads best. What does not read well anywhere lies where those that do, and the counter,
    would have it; a camera that is likely and not sure where it is likeliest: there it is not told missing.
    """
    wider = _wider(picture, grid)
    seen = {
        name: _search(picture, grid, name, dict.fromkeys((0.0, -wider * KEEPS_LEFT[name])), reader)
        for name in PARTS
    }
    sure = {name: sight for name, sight in seen.items() if sight and sight.confidence >= LEAST_CONFIDENCE}
    better = _corrected(grid, [(PART_CROPS[name], sight) for name, sight in sure.items()])
    places = {name: better.place(part) for name, part in PART_CROPS.items()}
    if "lives" in sure and sure["lives"].right <= -LEAST_WIDER:
        places["coins"] = better.place(COINS.moved(sure["lives"].right * KEEPS_LEFT["coins"], 0.0))
    for name, sight in seen.items():
        if sight and (name in sure or (name == "camera" and sight.confidence >= _LIKELY)):
            places[name] = grid.place(PART_CROPS[name].moved(sight.right, sight.down))
    return HudPlaces(**places)


def better_read(picture: np.ndarray, fitted: HudPlaces, grid: HudGrid, reader: Reader) -> HudPlaces:
    """The places that fit the icons; `find_parts`'s of those parts that read better there or fit nowhere."""
    searched = find_parts(picture, grid, reader)
    fitted = fitted.filled(searched)
    strengths = zip(_strengths(picture, fitted, reader), _strengths(picture, searched, reader), strict=True)
    places = zip(fitted, searched, strengths, strict=True)
    return HudPlaces(
        *(fit if its >= min(other, LEAST_CONFIDENCE) else found for fit, found, (its, other) in places)
    )


def _strengths(picture: np.ndarray, places: HudPlaces, reader: Reader) -> list[float]:
    """How surely each of the parts is seen at its place: a count, or an icon of the camera."""
    strengths = []
    for name, place in places._asdict().items():
        pixels = place.pixels() if place else None
        if pixels is None or not pixels.fits(picture.shape[1], picture.shape[0]):
            strengths.append(0.0)
        else:
            strengths.append(float(_read(name, [pixels.cut(picture)], reader).max()))
    return strengths


def _read(name: str, crops: Sequence[np.ndarray], reader: Reader) -> np.ndarray:
    """How surely each crop of a part shows each count, or icon of the camera: float32 (crops, classes)."""
    return reader.cameras(crops)[:, _ICONS] if name == "camera" else reader.probabilities(crops)[:, _COUNTS]


def _wider(picture: np.ndarray, grid: HudGrid) -> float:
    """How many HUD units a port in widescreen shows left of the grid; 0 where it is none."""
    width = picture.shape[1] / grid.sx
    left = grid.ox / grid.sx
    fills = abs(left + HUD_WIDTH - width) <= _EDGE
    return left if fills and left >= _WIDER else 0.0


def _search(
    picture: np.ndarray,
    grid: HudGrid,
    name: str,
    shifts: Iterable[float],
    reader: Reader,
) -> _Sight | None:
    """Where a part lies: around each of the shifts to the right, and then around where it reads best."""
    moves = [(shift + right, down) for shift, right, down in itertools.product(shifts, _ACROSS, _DOWN)]
    tried, answers = _tried(picture, grid, name, moves, reader)
    if not len(tried):
        return None
    best, class_ = np.unravel_index(answers.argmax(), answers.shape)
    confidence = float(answers[best, class_])
    if confidence < LEAST_CONFIDENCE:
        return _Sight(float(tried[best, 0]), float(tried[best, 1]), confidence)
    moves = [(tried[best][0] + right, tried[best][1] + down) for right, down in _AROUND]
    tried, answers = _tried(picture, grid, name, moves, reader)
    alike = tried[answers[:, class_] >= LEAST_CONFIDENCE]
    # What only one of them reads is chance.
    right, down = (alike.min(axis=0) + alike.max(axis=0)) / 2
    right += 0.0 if name == "camera" else _LONG if class_ >= _THREE_DIGITS else _SHORT
    place = _tried(picture, grid, name, [(right, down)], reader)[1][:, class_]
    if not len(place) or place[0] < LEAST_CONFIDENCE:
        right, down = alike[np.hypot(*(alike - (right, down)).T).argmin()]
    return _Sight(float(right), float(down), confidence if len(alike) > 1 else 0.0)


def _tried(
    picture: np.ndarray,
    grid: HudGrid,
    name: str,
    moves: Sequence[tuple[float, float]],
    reader: Reader,
) -> tuple[np.ndarray, np.ndarray]:
    """The moves that leave a part inside the picture, (n, 2), and what is read there, (n, classes)."""
    height, width = picture.shape[:2]
    rects = {move: grid.place(PART_CROPS[name].moved(*move)).pixels() for move in moves}
    rects = {move: rect for move, rect in rects.items() if rect.fits(width, height)}
    if not rects:
        return np.empty((0, 2)), np.empty((0, 0))
    return np.array(list(rects)), _read(name, [rect.cut(picture) for rect in rects.values()], reader)


def _corrected(grid: HudGrid, sights: Sequence[tuple[Rect, _Sight]]) -> HudGrid:
    """The grid on which the counter stays, and the parts lie where they were seen, as well as it can be."""
    # Where widescreen ports have a part says nothing of the scale.
    sights = [(part, sight) for part, sight in sights if sight.right > -LEAST_WIDER]
    columns = [(part.x, sight.right) for part, sight in sights if abs(part.x - COUNTER.x) >= _LEAST_RULER]
    rows = [(part.y, sight.down) for part, sight in sights if abs(part.y - COUNTER.y) >= _LEAST_RULER]
    sx, ox = _stretched(grid.sx, grid.ox, COUNTER.x, columns)
    sy, oy = _stretched(grid.sy, grid.oy, COUNTER.y, rows)
    return HudGrid(ox, oy, sx, sy)


def _stretched(
    scale: float, start: float, fixed: float, moved: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    """A scale and a start that leave ``fixed`` where it is, and move positions by so many units each."""
    if not moved:
        return scale, start
    stretch = 1 + float(np.mean([by / (position - fixed) for position, by in moved]))
    return scale * stretch, start + scale * fixed * (1 - stretch)
