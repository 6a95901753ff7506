"""The parts of one recording, which several processes read: this one, and others ahead of it.

The others take parts that this one has not come to, and do what it would, with a copy of what follows the
recording as it is then. What they have read is taken when this one comes there, and what they have not is
read here: the same is told, however many there are. Where this one would have to wait for a part, it reads
another one ahead meanwhile, just as they do.
"""

from __future__ import annotations

import bisect
import contextlib
import itertools
import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ...hud import HudGrid, HudPlaces, Rect
from ...reading.reader import Reader
from ...recording.index import IndexPart, Stamps, Unsought
from ...recording.quick import Read, Source, all_frames, by_keys
from ...recording.sought import Sought
from ...tracking.event import Event
from ...tracking.tracker import Tracker
from ..many.processes import PROCESSES, begin, ctrl_c_later
from ..many.progress import over_index
from ..model import load
from ..windows import is_wine

Place = tuple[Rect | None, HudGrid | None, HudPlaces]

#: A part lasts so many seconds at least, and what has fewer parts is read by one process.
SHORTEST_PART, LEAST_PARTS = 10.0, 8
#: Where only some frames are read, a part lasts longer: what follows it ahead has to find out first what is
#: known there, by all frames of a second or two. So there are so many parts for each process, none longer.
PARTS_EACH, LONGEST_PART = 6, 120.0
# The index has so many parts at most: what a file says of its length may be wrong.
_MOST_PARTS = 1000
# More processes do not help: what follows the recording is one of them.
_MOST_PROCESSES = 8
# So many parts ahead are read at most, for each of the others.
_FARTHEST = 4
# So much is given to each of them at once, so that it never waits for this one.
_AT_ONCE = 2


class Work(Protocol):
    """Reads what is to be read of a recording. It can be copied to another process at any moment."""

    def __call__(self, source: Source, after: int) -> None:
        """Reads it from behind that key frame to its end, in a copy."""


@dataclass
class ByKeys:
    """Reads what `by_keys` does, with what that takes, and ``take``, which takes the events."""

    tracker: Tracker
    is_waiting: Callable[[], bool]
    take: Callable[[list[Event]], None]

    def __call__(self, source: Source, after: int) -> None:
        self.tracker.skip()
        for _, events in by_keys(source, self.tracker, self.is_waiting, after):
            self.take(events)


def every_frame(source: Source, after: int) -> None:
    """Reads all that is in it."""
    for _ in all_frames(source, after):
        pass


@contextlib.contextmanager
def indexed(
    video: Path, place: Place, reader: Reader, model: Path, jobs: int, work: Work
) -> Iterator[Sought | Shared]:
    """A recording whose key frames were read, by so many processes together where it is long.

    Raises `Unsought` where it cannot be read in parts, or every frame is to be read, and by one process.
    """
    with contextlib.ExitStack() as closing:
        sought = closing.enter_context(contextlib.closing(Sought(video, *place)))
        is_long = sought.duration >= LEAST_PARTS * SHORTEST_PART
        processes = min(jobs, _MOST_PROCESSES) if is_long and not is_wine() else 1
        others = [closing.enter_context(_Other(video, place, model)) for _ in range(1, processes)]
        if work is every_frame and not others:
            raise Unsought("one process reads them all")
        ends = _ends_of_index(sought) if is_long else [(None, None)]
        sought.index(reader, over_index(_index_parts(sought, reader, others, ends), len(ends)))
        length = SHORTEST_PART if work is every_frame else sought.duration / (PARTS_EACH * processes)
        length = min(max(length, SHORTEST_PART), LONGEST_PART)
        yield Shared(sought, others, work, length) if others else sought


def _ends_of_index(sought: Sought) -> list[tuple[int | None, int | None]]:
    """The time stamps between which each part of a recording's index lies, so that none takes much memory."""
    parts = min(max(LEAST_PARTS, round(sought.duration / LONGEST_PART)), _MOST_PARTS)
    return list(itertools.pairwise([None, *sought.seams(parts - 1), None]))


def _index_parts(
    sought: Sought, reader: Reader, others: Sequence[_Other], ends: Sequence[tuple[int | None, int | None]]
) -> Iterator[IndexPart]:
    """The parts of the index of a recording in their order; each process reads some, in turn."""
    turn = 1 + len(others)
    asked: dict[int, Future[IndexPart]] = {}
    for number in range(len(ends)):
        for upcoming in range(number, min(number + 2 * turn, len(ends))):
            if upcoming % turn and upcoming not in asked:
                asked[upcoming] = others[upcoming % turn - 1].index(*ends[upcoming])
        yield _done(asked.pop(number, None)) or sought.index_part(reader, *ends[number])


def _done(future: Future[IndexPart] | None) -> IndexPart | None:
    """What another process has read; None where that failed, so that this one fails, and tells it."""
    try:
        return future.result() if future else None
    except Exception:
        return None


class Shared:
    """A recording of which others read parts ahead, each about ``length`` seconds long."""

    def __init__(self, sought: Sought, others: Sequence[_Other], work: Work, length: float):
        self._sought, self._others, self._work = sought, others, work
        self.keys, self.frames, self.together = sought.keys, sought.frames, sought.together
        #: The key frames between two parts, by their places among all; and the last frame's.
        self._ends = _ends(sought.keys, length)
        self._asked: dict[int, Future[list[Read]]] = {}
        self._asked_to, self._part = -1, -1
        self._found: dict[int, Read] = {}  # what is read of this part

    def read(self, numbers: Sequence[int]) -> list[Read]:
        """Reads the frames of these ascending numbers, all of one part, as `Sought` does."""
        if numbers:
            part = bisect.bisect_left(self._ends, numbers[0], key=self._number_of_end)
            self._employ_others(part)
            self._come_to(part)
        missing = [number for number in numbers if number not in self._found]
        found = {one.number: one for one in self._sought.read(missing)}
        return [found.get(number) or self._found[number] for number in numbers]

    def finish(self) -> None:
        self._sought.finish()

    def time_of(self, number: int) -> float:
        """When the frame of that number is shown, in seconds."""
        return self._sought.time_of(number)

    def _number_of_end(self, end: int) -> int:
        return self.keys[end].number if end < len(self.keys) else self.frames - 1

    def _employ_others(self, part: int) -> None:
        """Gives each one that has little to do parts ahead of this one, as long as there are."""
        for other in [*self._others] * _AT_ONCE:
            if other.has_room and (upcoming := self._take_upcoming(part)) is not None:
                self._asked[upcoming] = other.read(self._work, *self._part_of_index(upcoming))

    def _take_upcoming(self, part: int) -> int | None:
        """Takes the next part that is to be read ahead of this one; None where there is none for now."""
        upcoming = max(self._asked_to, part) + 1
        if upcoming > min(part + _FARTHEST * len(self._others), len(self._ends) - 1):
            return None
        self._asked_to = upcoming
        return upcoming

    def _part_of_index(self, part: int) -> tuple[Stamps, Sequence[Read]]:
        """When the frames of that part are shown, and its key frames, from the last one before it on."""
        first, end = self._ends[part - 1], self._ends[part]
        keys = self.keys[first : end + 1]
        return self._sought.stamps.part(keys[0].number, self._number_of_end(end) + 1), keys

    def _come_to(self, part: int) -> None:
        if part == self._part:
            return
        self._part = part
        for passed in [one for one in self._asked if one < part]:
            del self._asked[passed]
        asked = self._asked.pop(part, None)
        self._found = self._result(asked, part) if asked else {}

    def _result(self, asked: Future[list[Read]], part: int) -> dict[int, Read]:
        """What was read of that part; nothing where that failed, so that this process fails, and tells it."""
        while not asked.done() and (upcoming := self._take_upcoming(part)) is not None:
            self._asked[upcoming] = self._read_here(upcoming)
            self._employ_others(part)
        try:
            return {one.number: one for one in asked.result()}
        except Exception:
            return {}

    def _read_here(self, part: int) -> Future[list[Read]]:
        """Reads that part ahead in this process."""
        read = Future[list[Read]]()
        stamps, _ = self._part_of_index(part)
        try:
            read.set_result(_read(self._sought, pickle.dumps(self._work), stamps))
        except Exception as error:
            read.set_exception(error)
        return read


def _ends(keys: Sequence[Read], length: float) -> list[int]:
    """The key frames at which parts of so many seconds end, by their places among all; and the place behind
    all."""
    ends, begin = [], 0
    for index, key in enumerate(keys):
        if key.time - keys[begin].time >= length:
            ends.append(index)
            begin = index
    return [*ends, len(keys)]


class _Other:
    """Another process, from this side."""

    def __init__(self, video: Path, place: Place, model: Path):
        self._pool = ProcessPoolExecutor(1, PROCESSES, initializer=begin)
        self._given: list[Future[Any]] = []  # what it has not done
        with ctrl_c_later():
            self._submit(_open, video, place, model)

    def __enter__(self) -> _Other:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    @property
    def has_room(self) -> bool:
        """Whether it can be given more."""
        self._forget_done()
        return len(self._given) < _AT_ONCE

    def index(self, begin: int | None, end: int | None) -> Future[IndexPart]:
        """Has it read the index from the key frame with one stamp up to that with another."""
        return self._submit(_index, begin, end)

    def read(self, work: Work, stamps: Stamps, keys: Sequence[Read]) -> Future[list[Read]]:
        """Has it do the work, as it is now, on these frames; the first one is the first of the key frames."""
        return self._submit(_read_part, pickle.dumps(work), stamps, keys)

    def _submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        try:
            given = self._pool.submit(function, *arguments)
        except BrokenExecutor as error:  # it was ended, as where memory is short
            given = Future[Any]()
            given.set_exception(error)
        self._forget_done()
        self._given.append(given)
        return given

    def _forget_done(self) -> None:
        self._given = [one for one in self._given if not one.done()]


class _Part:
    """A part of a recording as if it were a whole one; what is read of it is kept."""

    def __init__(self, sought: Sought, frames: int):
        self._sought, self.frames = sought, frames
        self.keys, self.together = sought.keys, sought.together
        self.found: list[Read] = []

    def read(self, numbers: Sequence[int]) -> list[Read]:
        read = self._sought.read(numbers)
        self.found += read
        return read

    def finish(self) -> None:
        pass


class _Opened:
    """What the other process has opened."""

    sought: Sought
    reader: Reader


def _open(video: Path, place: Place, model: Path) -> None:
    _Opened.reader = load(model)
    _Opened.sought = Sought(video, *place)


def _index(begin: int | None, end: int | None) -> IndexPart:
    return _Opened.sought.index_part(_Opened.reader, begin, end)


def _read_part(work: bytes, stamps: Stamps, keys: Sequence[Read]) -> list[Read]:
    _Opened.sought.use(_Opened.reader, stamps, keys)
    return _read(_Opened.sought, work, stamps)


def _read(sought: Sought, work: bytes, stamps: Stamps) -> list[Read]:
    """Does the work, as it was then, on the frames with these stamps, from behind the first of them."""
    part = _Part(sought, stamps.end)
    pickle.loads(work)(part, stamps.first)
    return part.found
