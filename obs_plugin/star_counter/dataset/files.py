"""Pictures to train on, on disk: ``DATASET/<label>/<player>/<picture>``, and what waits to be sorted.

A label is a number, 0 to 122 (`model_form.CLASSES`). Beside the labels' folders lie

    unsorted/<player>/      pictures whose label a person should say: `star-counter sort`
    no_counter/<player>/    pictures that a person found to show no counter; nothing is trained on them

A picture that the star counter saved is called as in `picture_name`.
"""

from __future__ import annotations

import errno
import re
from collections import Counter
from pathlib import Path

import numpy as np
from PIL import Image

from ..problem import Problem
from ..reading.model_form import CLASSES, model_input
from ..safe_names import claim, half_of, safe_name
from ..words import file_text

UNSORTED, NO_COUNTER = "unsorted", "no_counter"
SUFFIXES = (".png", ".jpg", ".jpeg")
#: What the labels' folders are called, and their labels.
LABELS = {str(label): label for label in range(len(CLASSES))}

# Counter crops are 1.8 times as wide as high, or 1.67 in the network's size; a picture of the game is 4:3,
# 10:7 without the console's black rows, and 16:9 with borders at its sides, which is wider than any crop.
_CROP_ASPECTS = (1.5, 2.1)
_WIDEST_CROP = 320  # pixels

_NAME = re.compile(r".+_(?P<guess>\d+|black|white)_(?P<percent>\d+)(-\d+)?\.png")

# Pictures of the same label are too much alike up to this mean difference of their channels (0-255): what a
# capture's noise alone makes of a picture that stands still.
_ALIKE = 6.0
_FULL = (errno.ENOSPC, errno.EDQUOT)


def picture_name(origin: str, frame: int, guess: int, confidence: float) -> str:
    """What a picture is called: where it comes from, its frame, what it seems to show, and how surely.

    ``guess`` is a class, 0 to 122, ``confidence`` its probability: run_004711_71_085.png.
    """
    return f"{safe_name(origin)}_{frame:06}_{CLASSES[guess]}_{int(confidence * 100):03}.png"


def guess_of(name: str) -> tuple[int, int] | None:
    """The guess, 0 to 122, and its percentage, as a picture's name tells them; None where it does not."""
    told = _NAME.fullmatch(name)
    if not told or told["guess"] not in CLASSES:
        return None
    return CLASSES.index(told["guess"]), int(told["percent"])


def is_crop_size(width: int, height: int) -> bool:
    """Whether a picture of that size is taken for a counter crop, and not for one of the whole game."""
    return width <= _WIDEST_CROP and _CROP_ASPECTS[0] <= width / height <= _CROP_ASPECTS[1]


def move(source: Path, folder: Path) -> Path:
    """Moves a file into a folder and returns where it lies then; overwrites nothing. Raises `OSError`."""
    target = claim(folder, source.name)
    try:
        source.replace(target)
    except OSError:
        target.unlink()
        raise
    return target


class Shelf:
    """One player's pictures in a dataset: takes more while there is room, and leaves out what is alike.

    What lies there from earlier counts as well.
    """

    def __init__(self, dataset: Path, player: str, most_alike: int, most: float = float("inf")):
        """At most ``most_alike`` pictures of each label, sorted and unsorted each, and ``most`` altogether.

        Raises `Problem` where the folder cannot be read.
        """
        self._dataset, self._player = dataset, safe_name(player)
        self._most_alike, self._most = most_alike, most
        self._last: dict[tuple[str, int], np.ndarray] = {}  # as the model reads it
        try:
            present = self._present()
        except (OSError, ValueError) as error:
            raise _problem(dataset, error) from error
        self._names = {path.name for path in present}
        self._counts = Counter(kind for kind in map(_kind, present) if kind[0] != NO_COUNTER)

    @property
    def is_full(self) -> bool:
        """Whether there is no room for any picture."""
        return self._counts.total() >= self._most

    def has_room(self, guess: int, *, is_sure: bool) -> bool:
        """Whether there is room for one more picture of that class."""
        return not self.is_full and self._counts[_place(guess, is_sure), guess] < self._most_alike

    def add(
        self, origin: str, frame: int, crop: np.ndarray, guess: int, confidence: float, *, is_sure: bool
    ) -> Path | None:
        """Saves a counter crop, uint8 (height, width, 3 or 4), of any size; returns its file, or None.

        It goes to the label ``guess``, or to the unsorted ones where that is not sure. It is not saved where
        there is no room, where it is like the last one, and where it lies there already, or was sorted.
        Raises `Problem` where it cannot be written.
        """
        if not self.has_room(guess, is_sure=is_sure):
            return None
        place, small = _place(guess, is_sure), model_input(crop)
        if self._is_like_last(place, guess, small):
            return None
        self._last[place, guess] = small
        folder, name = self._dataset / place / self._player, picture_name(origin, frame, guess, confidence)
        if name in self._names:
            return None
        # Training must know it for a crop by its size: one from a game that is very large or much stretched
        # is saved as the model reads it.
        is_known = is_crop_size(crop.shape[1], crop.shape[0])
        try:
            path = _write(folder, name, np.ascontiguousarray(crop[..., :3]) if is_known else small)
        except (OSError, ValueError) as error:  # ValueError: the system cannot have a file of that name
            raise _problem(self._dataset, error) from error
        self._names.add(name)
        self._counts[place, guess] += 1
        return path

    def _present(self) -> list[Path]:
        """All of the player's pictures."""
        places = list(self._dataset.iterdir()) if self._dataset.exists() else []
        places = [place for place in places if place.name in (*LABELS, UNSORTED, NO_COUNTER)]
        return [path for place in places for path in pictures(place / self._player)]

    def _is_like_last(self, place: str, guess: int, small: np.ndarray) -> bool:
        last = self._last.get((place, guess))
        return last is not None and np.abs(small.astype(np.int16) - last).mean() <= _ALIKE


def pictures(folder: Path) -> list[Path]:
    """The pictures in a player's folder, by name; none where there is no folder. Raises `OSError`."""
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file()
    )


def players(dataset: Path) -> list[str]:
    """Whose pictures have labels, by name. Raises `OSError`."""
    folders = [label for label in dataset.iterdir() if label.name in LABELS] if dataset.is_dir() else []
    return sorted({player.name for label in folders for player in label.iterdir() if pictures(player)})


def _kind(path: Path) -> tuple[str, int]:
    """A picture's folder in the dataset, and its class; -1 where somebody else's has none."""
    place = path.parent.parent.name
    guess = guess_of(path.name)
    return place, LABELS.get(place, guess[0] if guess else -1)


def _place(guess: int, is_sure: bool) -> str:
    return str(guess) if is_sure else UNSORTED


def _write(folder: Path, name: str, picture: np.ndarray) -> Path:
    """Writes a PNG file that is there as a whole or not at all; raises `OSError`."""
    folder.mkdir(parents=True, exist_ok=True)
    with half_of(folder / name) as half:  # training leaves out what begins with a dot
        Image.fromarray(picture).save(half, "PNG", compress_level=1)
        return half.replace(claim(folder, name))


def cannot_collect(dataset: Path, reason: object, advice: str = "choose another folder for them") -> Problem:
    """That pictures cannot be collected there, and what to do."""
    return Problem(f"Pictures cannot be collected in {file_text(dataset)} ({reason}): {advice}.")


def _problem(dataset: Path, error: OSError | ValueError) -> Problem:
    reason = getattr(error, "strerror", None) or "there can be no such name"
    if getattr(error, "errno", None) in _FULL:
        return cannot_collect(dataset, reason, "make room on that disk")
    return cannot_collect(dataset, reason)
