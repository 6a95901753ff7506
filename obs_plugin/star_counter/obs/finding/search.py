"""The search for the counter in a live source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from ...hud import COUNTER, HudGrid, HudPlaces, Rect
from ...locate.locator import locate
from ...reading.reader import Reader
from ...words import stars_text
from .searcher import Job
from .stills import Shooting, Still

#: So many pictures are looked at, so many seconds apart: the counter blinks, and what is behind it moves.
STILLS, EVERY = 4, 0.25
# A counter with the star beside it, in HUD units.
_WITH_STAR = Rect(COUNTER.x - 20, COUNTER.y, COUNTER.width + 20, COUNTER.height)
# How much of the work it is to take them.
_TAKING = 0.3
# A still that does not come in so many seconds never comes.
_LONGEST_WAIT = 3.0

_NO_PICTURE = "The video source has no picture: show it, then press “Find the counter” again."
_NOT_FOUND = (
    "No star counter was found: press “Find the counter” while the game shows it (not in the title, a menu "
    "or a fade), or set the crop by hand."
)
_STOPPED = "Looking for the counter was stopped."


class Sighting(NamedTuple):
    """A counter that was found on a source.

    ``crop`` is in whole pixels of the source, and may stick out a little; ``places`` are those of the HUD's
    other parts, as `locate` has them, on the source, too. ``still`` is the picture that shows it.
    """

    crop: Rect
    places: HudPlaces
    stars: int
    confidence: float
    still: Still


class Search(Job):
    """One search for the counter on one source."""

    def __init__(self, shooting: Shooting, reader: Reader, taken: tuple[Rect, ...], is_asked: bool):
        """``taken``: the crops of other counters on the source; ``is_asked``: by the player."""
        super().__init__()
        self.is_asked = is_asked
        #: How much is done, 0 to 1.
        self.progress = 0.0
        #: The counter's crop on the source, in whole pixels; None while it is not found.
        self.crop: Rect | None = None
        #: Where the other parts of the HUD are, as `Found` has it; on the source, too.
        self.places = HudPlaces()
        #: The picture in which it was looked for last.
        self.still: Still | None = None
        self._shooting = shooting
        self._reader = reader
        self._taken = taken

    @property
    def has_pictures(self) -> bool:
        """Whether the pictures to look at are taken: the rest takes a second, or some on a busy machine."""
        return self.progress >= _TAKING

    @property
    def has_found(self) -> bool:
        """Whether there is a counter to be read."""
        return self.crop is not None

    def stop(self) -> None:
        super().stop()
        self._shooting.cancel()

    def _search(self) -> str:
        try:
            return self._locate()
        finally:
            self._shooting.cancel()

    def _locate(self) -> str:
        stills = self._stills()
        if self._is_stopped:
            return _STOPPED
        if not stills:
            return _NO_PICTURE
        self.still = stills[-1]
        sighting = look_at(stills, self._taken, self._reader, self._located, lambda: self._is_stopped)
        if self._is_stopped:
            return _STOPPED
        if sighting is None:
            return _NOT_FOUND
        self.still, self.places, self.crop = sighting.still, sighting.places, sighting.crop
        return f"The counter was found, with {stars_text(sighting.stars)} ({sighting.confidence:.0%} sure)."

    def _stills(self) -> list[Still]:
        """As many stills as come; those of the size that the source had last."""
        stills: list[Still] = []
        while len(stills) < self._shooting.wanted and not self._is_stopped:
            still = self._shooting.wait(_LONGEST_WAIT)
            if still is None:
                break
            stills.append(still)
            self.progress = _TAKING * len(stills) / self._shooting.wanted
        return [still for still in stills if still.size == stills[-1].size]

    def _located(self, done: float) -> None:
        self.progress = _TAKING + (1 - _TAKING) * done


def look_at(
    stills: Sequence[Still],
    taken: Sequence[Rect],
    reader: Reader,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Sighting | None:
    """The counter in stills of one source, all of one size, but for those with the crops ``taken``.

    None where there is none, or it was stopped; ``progress`` and ``stop`` as in `locate`.
    """
    pictures = [_without(still, taken) for still in stills]
    found = locate(pictures, reader, progress=progress, stop=stop)
    if found is None:
        return None
    still = stills[found.frame]
    places = HudPlaces(*(place and still.on_source(place).pixels() for place in found.places))
    return Sighting(still.on_source(found.crop).pixels(), places, found.count, found.confidence, still)


def _without(still: Still, taken: Sequence[Rect]) -> np.ndarray:
    """A still's pixels without the counters that are other players'."""
    pixels = still.pixels.copy() if taken else still.pixels
    for crop in taken:
        place = still.on_still(HudGrid.from_counter(crop).place(_WITH_STAR)).pixels()
        height, width = pixels.shape[:2]
        pixels[place.clipped(width, height).slices] = 0
    return pixels


def has_moved(old: Rect, new: Rect) -> bool:
    """Whether a crop lies elsewhere: by more than 1.5 HUD units, or 3 % in size.

    So exactly it is found at least; less than that the model does not mind.
    """
    old_grid, new_grid = HudGrid.from_counter(old), HudGrid.from_counter(new)
    shift = max(abs(new.x - old.x) / old_grid.sx, abs(new.y - old.y) / old_grid.sy)
    growth = max(abs(new_grid.sx / old_grid.sx - 1), abs(new_grid.sy / old_grid.sy - 1))
    return shift > 1.5 or growth > 0.03
