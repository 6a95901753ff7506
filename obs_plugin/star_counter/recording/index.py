"""The index of a recording that is read in parts: when its frames are shown, and what its key frames say."""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple, overload

import numpy as np

from .quick import Read


class Unsought(Exception):
    """The recording cannot be read in parts: the text says why, to follow "as"."""


class IndexPart(NamedTuple):
    """The index of a part of a recording.

    ``stamps``: the time stamps of its frames as they are stored. ``keys``: its key frames, with their stamps
    for numbers. ``expected``: how many they should be.
    """

    stamps: array[int]
    keys: list[Read]
    expected: int


class Stamps(NamedTuple):
    """The time stamps of frames as they are shown, int64: of the frame ``first`` and of those behind it."""

    values: np.ndarray
    first: int = 0

    @property
    def end(self) -> int:
        """The number of the frame behind the last one."""
        return self.first + len(self.values)

    def part(self, first: int, end: int) -> Stamps:
        """A copy of those of the frames from one number up to another."""
        return Stamps(self.values[first - self.first : end - self.first].copy(), first)

    def stamp(self, number: int) -> int:
        """The time stamp of that frame."""
        return int(self.values[number - self.first])

    def number(self, stamp: int | None) -> int:
        """The number of the frame with that stamp; of one before ``first``, the number before it.

        Raises `Unsought` where there is none.
        """
        place = -1 if stamp is None else int(np.searchsorted(self.values, stamp))
        if not place and self.first and self.values[0] != stamp:
            return self.first - 1
        if not 0 <= place < len(self.values) or self.values[place] != stamp:
            raise Unsought("its frames have other times than its index")
        return self.first + place


class Keys(Sequence[Read]):
    """The key frames that were read, kept in a temporary file: those of half a day have 60 MB.

    Raises `Unsought` where there is no room for it.
    """

    def __init__(self) -> None:
        try:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 (`close` closes it)
        except OSError as error:
            raise _no_room() from error
        self._ends = array("q", [0])  # of what is kept of each, in the file
        self._last: tuple[int, Read] | None = None  # the one that was asked for last
        #: Their numbers, and their times in seconds.
        self.numbers, self.times = array("q"), array("d")

    def close(self) -> None:
        """Deletes the file."""
        self._file.close()

    def append(self, key: Read) -> None:
        """Keeps one more, behind all others."""
        try:
            self._file.seek(self._ends[-1])
            self._file.write(pickle.dumps(key.reading, pickle.HIGHEST_PROTOCOL))
            self._file.flush()
        except OSError as error:
            raise _no_room() from error
        self._ends.append(self._file.tell())
        self.numbers.append(key.number)
        self.times.append(key.time)

    def renumber(self, numbers: Iterable[int]) -> None:
        """Gives all of them other numbers."""
        self.numbers, self._last = array("q", numbers), None

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> Read: ...
    @overload
    def __getitem__(self, index: slice) -> list[Read]: ...
    def __getitem__(self, index: int | slice) -> Read | list[Read]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        index = range(len(self))[index]
        if self._last is None or self._last[0] != index:
            self._file.seek(self._ends[index])
            reading = pickle.loads(self._file.read(self._ends[index + 1] - self._ends[index]))
            self._last = index, Read(self.numbers[index], self.times[index], reading)
        return self._last[1]


def _no_room() -> Unsought:
    return Unsought(f"the folder for temporary files has no room for its index ({tempfile.gettempdir()})")
