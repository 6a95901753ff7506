"""Follows a recording by its key frames, and reads all others only where something may have happened."""

from __future__ import annotations

import bisect
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from ..reading.frame import Reading
from ..tracking.belief import SEEN
from ..tracking.event import Event
from ..tracking.tracker import Tracker

#: Frames are looked at in parts so long, of which the last one is read first.
TOGETHER = 0.13  # seconds

# The start-up logo stands for 2.5 s: where key frames lie closer, one of them shows it. None of a menu or a
# cutscene is skipped that is farther apart.
_LOGO_STANDS = 2.4  # seconds
# A menu or a screen that hides the counter no longer is no reset, which takes ten seconds.
_LONGEST_SCREEN = 6.0  # seconds
# A picture so dark, without a counter, may be on its way to the logo or from it.
_DARK = 0.4
# All of it is black from here on: no letters of the logo are in it.
_BLACK = 0.995
# So much more or less of the picture may be dark where nothing fades.
_SAME = 0.02


class Read(NamedTuple):
    """A frame that was read: its number, its time in seconds, and what it says."""

    number: int
    time: float
    reading: Reading


class Source(Protocol):
    """A recording whose key frames were read, and of which any others can be."""

    @property
    def keys(self) -> Sequence[Read]:
        """The key frames, by their numbers; the first one is the recording's first frame."""

    @property
    def frames(self) -> int:
        """The number of frames."""

    @property
    def together(self) -> int:
        """How many frames make a `TOGETHER`."""

    def read(self, numbers: Sequence[int]) -> list[Read]:
        """Reads the frames of these ascending numbers: a part's last one, and then what is to be read of the
        others, part after part."""

    def finish(self) -> None:
        """Raises `Problem` with what is wrong with the recording, once its last frame was followed."""


def by_keys(
    source: Source, tracker: Tracker, is_waiting: Callable[[], bool], after: int = -1
) -> Iterator[tuple[int, list[Event]]]:
    """The frames up to which the recording was followed, and what the tracker says then.

    ``is_waiting``: whether something is waited for that shows briefly, so that each tenth of a second is
    looked at from here on. Beside that, what lies before a key frame is left out where the tracker has
    nothing to decide and the key frame shows what it knows already; and so is a tenth of a second where its
    last frame does. ``after``: the key frame that is followed by what is to be followed.
    """
    keys = source.keys
    upcoming, number = behind(keys, after), after
    last: Read | None = None
    while number + 1 < source.frames:
        (end,) = source.read([_end_of_part(source, number, upcoming)])
        part = range(number + 1, end.number)
        is_known = last is not None and tracker.is_settled and tracker.expects(*end)
        if is_known and (_is_steady(last, end) or not is_waiting()):
            tracker.pass_over(*end)
            yield end.number, []
        else:
            first = _first_that_tells(tracker, last, end, len(part) + 1)
            for frame in (*source.read(part[first:]), end):
                yield frame.number, tracker.update(*frame)
        last = end
        upcoming += upcoming < len(keys) and keys[upcoming].number == last.number
        while not is_waiting() and (far := _quiet_until(tracker, last, keys, upcoming)) is not None:
            upcoming, last = far + 1, keys[far]
            tracker.pass_over(*last)
        number = last.number
    source.finish()


def all_frames(source: Source, after: int = -1) -> Iterator[Read]:
    """Reads all frames behind that key frame, or -1."""
    upcoming, number = behind(source.keys, after), after
    while number + 1 < source.frames:
        end = _end_of_part(source, number, upcoming)
        yield from source.read(range(number + 1, end + 1))
        upcoming += upcoming < len(source.keys) and source.keys[upcoming].number == end
        number = end
    source.finish()


def behind(keys: Sequence[Read], number: int) -> int:
    """The place of the first key frame behind that frame."""
    return bisect.bisect_right(keys, number, key=operator.attrgetter("number"))


def _end_of_part(source: Source, number: int, upcoming: int) -> int:
    """The last frame of the part after that frame: at the next key frame a part ends."""
    key = source.keys[upcoming].number if upcoming < len(source.keys) else source.frames - 1
    return min(number + source.together, key)


def _is_steady(last: Read | None, frame: Read) -> bool:
    """Whether the picture is as dark as before: a fade that begins is told by it, the counter still seen."""
    return last is not None and abs(frame.reading.dark - last.reading.dark) <= _SAME


def _first_that_tells(tracker: Tracker, last: Read | None, end: Read, length: int) -> int:
    """The first frame of a part of that length to be read, beside its end: where no counter is, few tell."""
    if last is None or not tracker.is_idle or end.reading.seen >= SEEN:
        return 0
    both = last.reading, end.reading
    if both[0].corner != both[1].corner or any(one.letters > 0 for one in both):
        return 0
    if all(one.dark >= _BLACK for one in both):
        return length // 2  # the logo begins with letters that are too small to be seen
    return 0 if any(_may_be_logo(one) for one in both) else length


def _quiet_until(tracker: Tracker, last: Read, keys: Sequence[Read], upcoming: int) -> int | None:
    """The key frame up to which nothing happened since the frame that was read last; None where it may have.

    A screen that covers some key frames is nothing, where the next one shows what is known already.
    """
    if upcoming >= len(keys) or not tracker.is_settled:
        return None
    for index in range(upcoming, len(keys)):
        key = keys[index]
        if key.reading.seen >= SEEN and tracker.expects(*key):
            return index
        if key.reading.seen >= SEEN or key.reading.letters > 0 or key.time - last.time > _LONGEST_SCREEN:
            break
    return upcoming if _is_quiet_without_counter(last, keys[upcoming]) else None


def _is_quiet_without_counter(last: Read, key: Read) -> bool:
    """The same where the key frame shows no counter: menus, cutscenes, the credits."""
    if key.time - last.time > _LOGO_STANDS or max(last.reading.seen, key.reading.seen) >= SEEN:
        return False
    return not any(_may_be_logo(one.reading) or _has_hud(one.reading) for one in (last, key))


def _has_hud(reading: Reading) -> bool:
    """Whether any other part of the HUD is seen: a fade covers the counter alone."""
    parts = reading.shown("lives", SEEN), reading.shown("coins", SEEN)
    return any(part is not None for part in parts) or reading.mode(SEEN) not in (None, "none")


def _may_be_logo(reading: Reading) -> bool:
    return reading.letters > 0 or reading.dark >= _DARK
