"""Finds the counter in a file, where the command was not told its place."""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

from ... import MOST_STARS
from ...hud import COUNTER, HudGrid, HudPlaces, Rect
from ...locate.locator import BELIEVED, SURE, Found, locate
from ...locate.parts_by_icons import WholeHud, fit_whole
from ...locate.parts_by_reading import better_read
from ...problem import Problem
from ...progress import Told, bar
from ...reading.reader import Reader
from ...recording.damage import unreadable
from ...recording.files import Recording, picture
from ...recording.opening import is_picture
from ...words import file_text, stars_text
from ..options import Place, told_place
from ..output import tell

if TYPE_CHECKING:
    from tqdm import tqdm

# A video is searched in so many frames, so many at a time: the first one that shows the counter surely ends
# the search, and those beside it make the place more exact.
_FRAMES, _TOGETHER = 16, 4
# Of so many frames in a row one is searched first: by this one, then the others. The counter may be hidden
# for long, and the video's ends may be without it.
_ORDER = (2, 1, 0, 3)


# For a video, and for a picture.
_ADVICE = (
    "if it shows one, give its place with --crop X,Y,W,H, measured in the frame that 'star-counter locate "
    "VIDEO --picture OUT.png' writes.",
    "if it shows one, give its place with --crop X,Y,W,H; if it is the counter alone, give --crop all.",
)


#: The counter crop, the HUD grid, and where the HUD's other parts are: what a `Recording` is told.
WholePlace = tuple[Rect | None, HudGrid | None, HudPlaces]


class NoCounter(Problem):
    """No counter was found, in a file that can be read."""


class Sight(NamedTuple):
    """What a file shows: a counter, if one was found, and the whole frame that shows it, uint8 RGB."""

    found: Found | None
    frame: np.ndarray


def place_in(path: Path, options: argparse.Namespace, reader: Reader) -> Place:
    """Where the counter is in a file: as the options tell, or as it is found, which is told on stderr.

    Raises `Problem` where it is not found, or the file cannot be read.
    """
    told = told_place(options)
    if told:
        return told
    found, _ = _found_in(path, reader)
    return found.crop, found.grid


def whole_place_in(path: Path, options: argparse.Namespace, reader: Reader) -> WholePlace:
    """As `place_in`, and where the HUD's other parts are: where they are seen, or where the counter has them.

    They are nowhere where the whole file is the counter crop.
    """
    told = told_place(options)
    if told is None:
        found, frame = _found_in(path, reader)
        return found.crop, found.grid, better_read(frame, found.places, found.grid, reader)
    crop, grid = told
    counter = grid or (HudGrid.from_counter(crop) if crop else None)
    return crop, grid, _places_in(path, counter, reader) if counter else HudPlaces()


def _found_in(path: Path, reader: Reader) -> tuple[Found, np.ndarray]:
    """The counter that is found in a file, which is told on stderr, and the frame that shows it."""
    found, frame = locate_in(path, reader)
    if found is None:
        raise NoCounter(f"No counter was found in {file_text(path)}: {_ADVICE[is_picture(path)]}")
    tell(_text(path, found))
    return found, frame


def _places_in(path: Path, grid: HudGrid, reader: Reader) -> HudPlaces:
    """Where the other parts are, by the frame that shows most of them of some that show the counter."""
    frames = [picture(path).crop] if is_picture(path) else _frames(path)
    showing = (frame for frame in frames if is_picture(path) or _shows_counter(frame, grid, reader))
    best: tuple[WholeHud, np.ndarray] | None = None
    for frame in itertools.islice(showing, _TOGETHER):
        whole = fit_whole([Image.fromarray(frame)], grid)
        if best is None or len(whole.seen) > len(best[0].seen):
            best = whole, frame
    return better_read(best[1], best[0].places, grid, reader) if best else grid.places()


def _shows_counter(frame: np.ndarray, grid: HudGrid, reader: Reader) -> bool:
    crop = grid.place(COUNTER).pixels()
    if not crop.fits(frame.shape[1], frame.shape[0]):
        return False
    return bool(reader.probabilities([crop.cut(frame)])[0, : MOST_STARS + 1].max() >= BELIEVED)


def locate_in(path: Path, reader: Reader) -> Sight:
    """The surest counter that is seen in a picture or in frames of a video; raises `Problem` as they do."""
    batches, total = ([[picture(path).crop]], 1) if is_picture(path) else (_batches(path), _FRAMES)
    sights: list[Sight] = []
    with bar(f"Looking for the counter in {file_text(path)}", total, "pictures") as shown:
        for frames in batches:
            found = _located(frames, reader, shown)
            sights.append(Sight(found, frames[found.frame if found else 0]))
            if found and found.confidence >= SURE:
                break
    return max(sights, key=lambda sight: sight.found.confidence if sight.found else 0.0)


def _located(frames: list[np.ndarray], reader: Reader, shown: tqdm | Told) -> Found | None:
    before = shown.n

    def show(done: float) -> None:
        shown.update(before + done * len(frames) - shown.n)

    return locate(frames, reader, progress=show)


def _batches(path: Path) -> Iterator[list[np.ndarray]]:
    """The frames in which a video is searched, some at a time."""
    frames = _frames(path)
    while batch := list(itertools.islice(frames, _TOGETHER)):
        yield batch


def _frames(path: Path) -> Iterator[np.ndarray]:
    """The frames in which a video is searched, in their order; raises `Problem` where none can be read.

    They are as large as its first one: places are told on that, and scaled to what follows.
    """
    for frames in (_spread, _from_start):
        is_any = False
        with closing(Recording(path)) as recording:
            for frame in frames(recording):
                is_any = True
                if frame.shape[:2] == (recording.height, recording.width):
                    yield frame
        if is_any:
            return
    raise unreadable(path)


def _spread(recording: Recording) -> Iterator[np.ndarray]:
    """Whole frames spread over the video; none where it does not tell its length or cannot be sought in."""
    if not recording.duration:
        return
    for first in _ORDER:
        for number in range(first, _FRAMES, len(_ORDER)):
            frame = recording.crop_at((number + 0.5) / _FRAMES * recording.duration)
            if frame is not None:
                yield frame


def _from_start(recording: Recording) -> Iterator[np.ndarray]:
    """Whole frames of the first quarter of an hour, ever farther apart: who knows how long the video is."""
    return recording.crops_from_start(2 * 1.5**number - 2 for number in range(_FRAMES))


def _text(path: Path, found: Found) -> str:
    crop = ",".join(map(str, found.crop))
    sure = int(found.confidence * 100)  # rounded down: nothing is 100 % sure
    return f"{file_text(path)}: the counter is at --crop {crop} ({stars_text(found.count)}, {sure} % sure)."
