"""Where the HUD's other parts are read while one plays: cut out of wider pixels, corrected in small steps.

Runs on the worker's thread.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from .. import MOST_STARS
from ..hud import PART_CROPS, PARTS, HudPlaces
from ..locate.place_keeper import SHIFTS, PlaceKeeper, Read, cut, moved, widened
from ..problem import Problem
from ..reading.frame import CAMERAS, Frame, Reading
from ..reading.reader import Reader
from ..tracking.belief import SEEN


class Shift(NamedTuple):
    """How far a part is read from where it was placed, in HUD units."""

    right: float
    down: float


#: By part, what was corrected.
Shifts = Mapping[str, Shift]


def corrected(places: HudPlaces, shifts: Shifts) -> HudPlaces:
    """Where the parts are read that were placed there."""
    return HudPlaces(**{
        part: moved(place, PART_CROPS[part], *shifts[part]) if part in shifts else place
        for part, place in places._asdict().items()
        if place
    })  # fmt: skip


def wide(places: HudPlaces, shifts: Shifts) -> HudPlaces:
    """The pixels to be taken of each part: around where it is read, in whole pixels."""
    return HudPlaces(**{
        part: widened(place, PART_CROPS[part]).pixels()
        for part, place in corrected(places, shifts)._asdict().items()
        if place
    })  # fmt: skip


class Correcting:
    """Corrects where one player's parts are read."""

    def __init__(self):
        self._keepers = {part: PlaceKeeper() for part in PARTS}

    @property
    def shifts(self) -> Shifts:
        """How far each part is read from where it was placed; only those that were moved."""
        return {
            part: Shift(keeper.right, keeper.down)
            for part, keeper in self._keepers.items()
            if keeper.right or keeper.down
        }

    def update(self, frame: Frame, reading: Reading, reader: Reader) -> None:
        """Takes a frame with its `wide` parts, and what was read of it; tries other places where a part reads
        badly while the counter is seen."""
        if reading.seen < SEEN:
            return
        for part, keeper in self._keepers.items():
            probabilities, pixels = getattr(reading, part), getattr(frame, part)
            if probabilities is None:
                continue
            read = _read(part, probabilities)
            if not keeper.is_due(frame.time, read):
                continue
            crops = [cut(pixels, PART_CROPS[part], *shift) for shift in SHIFTS]
            with contextlib.suppress(Problem):  # it is told where it comes with a reading
                rows = reader.cameras(crops) if part == "camera" else reader.probabilities(crops)
                keeper.tried(read, [_read(part, row) for row in rows])


def narrow(frame: Frame) -> Frame:
    """The frame with its `wide` parts cut to what the models read."""
    lives, coins, camera = (
        None if pixels is None else cut(pixels, PART_CROPS[part])
        for part, pixels in zip(PARTS, (frame.lives, frame.coins, frame.camera), strict=True)
    )
    return replace(frame, lives=lives, coins=coins, camera=camera)


def _read(part: str, probabilities: np.ndarray) -> Read:
    best = int(probabilities.argmax())
    is_none = best == CAMERAS.index("none") if part == "camera" else best > MOST_STARS
    return None if is_none else best, float(probabilities[best])
