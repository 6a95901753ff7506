"""Keeps the place of a part of the HUD where it reads well, in small steps, while one plays.

A place that follows from the counter's crop alone, or that a scene's change has moved, may lie some HUD units
off. So the part's pixels are taken with a margin around them, and now and then, while it doesn't read well,
crops are cut out of these that lie to each side: no more pixels are taken for that.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from ..hud import Rect

#: HUD units around a part that are taken with it. The models read crops that lie so far off any way, so that
#: a part up to twice as far off is seen in one of the shifted crops.
MARGIN = 4
#: Where else it is read, in HUD units right and down of its place, when `PlaceKeeper.is_due` says so.
SHIFTS = ((-MARGIN, 0), (MARGIN, 0), (0, -MARGIN), (0, MARGIN))
#: A part reads well from this probability on.
WELL = 0.9
# How far it moves at once, and from where it was placed at most, across and down, in HUD units: so far off a
# grid that follows from the counter alone has the parts of real captures.
_STEP, _FARTHEST = 1.0, (6.0, 13.0)
# How many tries in a row must say the same before it moves, and the seconds between two of them: at first,
# and after so many in vain. Coins are not there for minutes.
_AGREEING, _EVERY, _RARELY, _IN_VAIN = 3, 0.5, 4.0, 12
# What is read at the place itself is something else from this probability on.
_LIKELY = 0.5

#: What is read of a part, None for no such part, and its probability.
Read = tuple[Hashable | None, float]


class PlaceKeeper:
    """Where one part is read: ``right`` and ``down`` of where it was placed, in HUD units."""

    def __init__(self):
        self.right = self.down = 0.0
        self._next, self._in_vain = 0.0, 0
        self._said: tuple | None = None
        self._agreeing = 0

    def is_due(self, time: float, read: Read) -> bool:
        """Told each reading at the place, says whether the `SHIFTS` are to be read in the same frame.

        ``time`` is in seconds, and rises.
        """
        value, probability = read
        if value is not None and probability >= WELL:
            self._forget()
            self._next, self._in_vain = time + _EVERY, 0
            return False
        if time < self._next:
            return False
        self._next = time + (_EVERY if self._in_vain < _IN_VAIN else _RARELY)
        return True

    def tried(self, read: Read, shifted: Sequence[Read]) -> bool:
        """Told what is read at the place and at each of the `SHIFTS`, says whether the place has moved."""
        said = _said(read, shifted)
        self._in_vain = 0 if said else self._in_vain + 1
        self._agreeing = self._agreeing + 1 if said and said == self._said else int(said is not None)
        self._said = said
        if said is None or self._agreeing < _AGREEING:
            return False
        self._forget()
        before = self.right, self.down
        _, right, down = said
        self.right = _within(self.right + _STEP * right, _FARTHEST[0])
        self.down = _within(self.down + _STEP * down, _FARTHEST[1])
        return (self.right, self.down) != before

    def _forget(self) -> None:
        self._said, self._agreeing = None, 0


def moved(place: Rect, part: Rect, right: float, down: float) -> Rect:
    """A part's place so many HUD units farther right and down; ``part`` as the HUD grid has it."""
    return place.moved(right * place.width / part.width, down * place.height / part.height)


def widened(place: Rect, part: Rect) -> Rect:
    """A part's place, with the margin around it that `cut` wants; ``part`` as the HUD grid has it."""
    right, down = MARGIN * place.width / part.width, MARGIN * place.height / part.height
    return Rect(place.x - right, place.y - down, place.width + 2 * right, place.height + 2 * down)


def cut(pixels: np.ndarray, part: Rect, right: float = 0.0, down: float = 0.0) -> np.ndarray:
    """The crop of a part so many HUD units beside its place, out of the pixels (height, width, …) of a
    `widened` one."""
    height, width = pixels.shape[:2]
    x, y = width / (part.width + 2 * MARGIN), height / (part.height + 2 * MARGIN)
    crop = Rect((MARGIN + right) * x, (MARGIN + down) * y, part.width * x, part.height * y).pixels()
    return pixels[crop.slices]


def _said(read: Read, shifted: Sequence[Read]) -> tuple[Hashable, int, int] | None:
    """What reads well beside the place, and on which side: -1 to 1 right and down; None: that is open."""
    values = {value for value, probability in shifted if value is not None and probability >= WELL}
    value, probability = read
    if len(values) != 1 or (value is not None and value not in values and probability >= _LIKELY):
        return None
    told = values.pop()
    sides = [
        shift for shift, (one, sure) in zip(SHIFTS, shifted, strict=True) if one == told and sure >= WELL
    ]
    right, down = (int(np.sign(sum(side[axis] for side in sides))) for axis in (0, 1))
    return (told, right, down) if right or down else None


def _within(value: float, farthest: float) -> float:
    return min(farthest, max(-farthest, value))
