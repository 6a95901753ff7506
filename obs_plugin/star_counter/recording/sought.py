"""A recording that is read in parts: its key frames first, then on from any of them."""

from __future__ import annotations

import bisect
import itertools
from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from ..problem import Problem
from ..reading.frame import Frame
from ..reading.reader import Reader
from .clock import Clock
from .damage import PAUSE
from .files import KEY_FRAMES_APART, Recording, readings
from .index import IndexPart, Keys, Stamps, Unsought
from .library import av
from .opening import LIBRARY_ERRORS
from .quick import TOGETHER, Read

# Of each so many seconds one key frame is read: in some recordings every frame is one.
_CLOSEST_KEYS = 1.0
# Frames are stored in another order than they are shown in, but never so far from each other.
_REORDERED = 1.0  # seconds
_NOTHING = np.empty((0, 0, 3), np.uint8)


class Sought(Recording):
    """A recording that is read on from any of its key frames.

    Its frames have the numbers, the times and the pixels that `Recording` gives them. `index` comes first.
    """

    _indexed: Keys | None = None  # to be closed with it

    def index(self, reader: Reader, parts: Iterable[IndexPart] | None = None) -> None:
        """Takes the parts of its index, which it reads itself where there are none.

        Raises `Unsought` where the key frames, and when all others are shown, are not enough to read it.
        """
        stored, keys, expected = array("q"), Keys(), 0
        self._indexed = keys
        for part in parts or [self.index_part(reader)]:
            is_one_too_many = bool(keys) and _span(keys.times[-1]) == _span(part.keys[0].time)
            for key in part.keys[is_one_too_many:]:
                keys.append(key)
            stored += part.stamps
            expected += part.expected - is_one_too_many
        stamps = Stamps(self._sorted(np.frombuffer(stored, np.int64)))
        keys.renumber(stamps.number(stamp) for stamp in keys.numbers)
        self.use(reader, stamps, keys)
        self._check_keys(keys, expected)

    def close(self) -> None:
        super().close()
        if self._indexed is not None:
            self._indexed.close()

    def seams(self, number: int) -> list[int]:
        """The stamps of so many key frames, or fewer, that part it into about as long parts."""
        seams: list[int] = []
        last = self._stream.start_time or 0
        for part in range(1, number + 1):
            self._seek(self._clock.stamp(self.duration * part / (number + 1)))
            packet = next(self._packets())
            if packet.is_keyframe and packet.pts is not None and packet.pts > last:
                last = packet.pts
                seams.append(last)
        return seams

    def index_part(self, reader: Reader, begin: int | None = None, end: int | None = None) -> IndexPart:
        """Reads the key frames, and when all others are shown, from the key frame with one stamp up to that
        with another; without them all of it."""
        self._clock = Clock(self._container, self._stream, self.fps)  # that has taken no packet yet
        self._stored = array("q")  # the time stamps of the frames, as they are stored
        self._expected = 0  # how many of the key frames are read
        self._seek((self._stream.start_time or 0) if begin is None else begin)
        frames = self._key_frames(self._packets_of(begin, end))
        keys = [Read(frame.number, frame.time, reading) for frame, reading in readings(frames, reader)]
        if self._damage.is_open or not keys:
            raise Unsought("not all of it can be read")
        return IndexPart(self._stored, keys, self._expected)

    def use(self, reader: Reader, stamps: Stamps, keys: Sequence[Read]) -> None:
        """Takes a part of the index of another `Sought` of the same file: its frames, and its key frames."""
        self._reader = reader
        #: When the frames are shown.
        self.stamps = stamps
        #: The key frames, by their numbers.
        self.keys = keys
        self._key_numbers = keys.numbers if isinstance(keys, Keys) else [key.number for key in keys]
        self._following: Iterator[tuple[int, av.VideoFrame]] = iter(())
        self._kept: dict[int, av.VideoFrame] = {}  # the last ones that came
        self._at = self.frames  # the number of the very last one

    @property
    def frames(self) -> int:
        """The number of frames."""
        return self.stamps.end

    def time_of(self, number: int) -> float:
        """When the frame of that number is shown, in seconds."""
        return self._clock.time(self.stamps.stamp(number))

    @property
    def together(self) -> int:
        """How many frames are looked at together."""
        return max(1, round(self.fps * TOGETHER))

    def read(self, numbers: Sequence[int]) -> list[Read]:
        """Reads the frames of these ascending numbers; raises `Unsought` where one is not as in the index.

        The file is decoded on to each, or from the last key frame before it.
        """
        found = {number: key for number in numbers if (key := self._key(number))}
        unread = [number for number in numbers if number not in found]
        frames = [self._frame(self._picture(number), number) for number in unread]
        read = self._reader.read(frames) if frames else []
        both = zip(frames, read, strict=True)
        found |= {frame.number: Read(frame.number, frame.time, reading) for frame, reading in both}
        return [found[number] for number in numbers]

    def finish(self) -> None:
        """Raises what `Recording` raises at its end."""
        self._picture(self.frames - 1)
        for _ in self._following:
            pass

    def _key(self, number: int) -> Read | None:
        """That key frame; None where it is none."""
        place = bisect.bisect_left(self._key_numbers, number)
        is_one = place < len(self.keys) and self._key_numbers[place] == number
        return self.keys[place] if is_one else None

    def _packets_of(self, begin: int | None, end: int | None) -> Iterator[av.Packet]:
        """The packets from the key frame with one stamp up to that with another, and an empty one."""
        packets = self._packets()
        if begin is not None:  # some files are sought in by whole seconds
            packets = itertools.dropwhile(lambda packet: packet.size and packet.pts != begin, packets)
        for packet in packets:
            if end is not None and packet.pts == end:
                yield self._end()
                return
            yield packet

    def _key_frames(self, packets: Iterator[av.Packet]) -> Iterator[Frame]:
        """The key frames, numbered by their time stamps; keeps the stamps of all frames."""
        last: int | None = None
        for packet in packets:
            if packet.size:
                span = _span(self._clock.time(self._store(packet)))
                if not packet.is_keyframe or span == last:
                    continue
                last = span
                self._expected += 1
            for picture in self._decode_packet(packet):
                if picture.pts is None:
                    raise Unsought("some of its frames have no time")
                yield self._frame(picture, picture.pts)

    def _store(self, packet: av.Packet) -> int:
        """Keeps when the frame of that packet is shown, and returns it."""
        if packet.pts is None:
            raise Unsought("some of its frames have no time")
        self._clock.take(packet)
        if self._clock.joins:
            raise Unsought("its times jump")
        if packet.is_discard or packet.is_corrupt:
            raise Unsought("not all of it can be read")
        self._stored.append(packet.pts)
        return packet.pts

    def _picture(self, number: int) -> av.VideoFrame:
        """The picture of that frame; those before it that are looked at together are kept, too."""
        if number not in self._kept:
            key = self._key_numbers[bisect.bisect_right(self._key_numbers, number) - 1]
            if number <= self._at or key > self._at + self.together:
                self._seek(self.stamps.stamp(key))
                self._following = self._pictures_from(key)
            self._kept.clear()
            for at, picture in self._following:
                self._at, self._kept[at] = at, picture
                self._kept.pop(at - self.together, None)
                if at == number:
                    break
        return self._kept[number]

    def _pictures_from(self, key: int) -> Iterator[tuple[int, av.VideoFrame]]:
        """All pictures from that key frame on, by their numbers; raises at the end as `finish`."""
        expected, length = key, 0.0
        for picture in self._decode():
            number = self.stamps.number(picture.pts)
            if number < key:  # some files are sought in by whole seconds
                continue
            if number != expected:
                raise Unsought("its frames are not where its key frames are")
            expected, length = number + 1, self._length(picture)
            yield number, picture
        if expected != self.frames or self._damage.is_open:
            raise Unsought("not all of it can be read")
        last = Frame(expected - 1, self.time_of(expected - 1), _NOTHING, _NOTHING)
        self.read_to = last.time + length
        self._check_end(last)

    def _frame(self, picture: av.VideoFrame, number: int) -> Frame:
        time = self._time(picture, number)
        try:
            parts = self._cut(picture, time)
        except Problem as problem:
            raise Unsought("not all of it can be read") from problem
        if parts is None or picture.is_corrupt or self._damage.is_open:
            raise Unsought("not all of it can be read")
        return Frame(number, time, **parts)

    def _seek(self, stamp: int) -> None:
        try:
            self._container.seek(stamp, stream=self._stream)
        except LIBRARY_ERRORS as error:
            raise Unsought("it cannot be sought in") from error

    def _sorted(self, stamps: np.ndarray) -> np.ndarray:
        """The time stamps of all frames as they are shown."""
        latest = np.maximum.accumulate(stamps)
        latest -= stamps
        farthest_back = self._clock.seconds(int(latest.max()))
        stamps.sort()
        steps = np.subtract(stamps[1:], stamps[:-1], out=latest[1:])
        is_odd = farthest_back > _REORDERED or (steps <= 0).any()
        if is_odd or (len(steps) and self._clock.seconds(int(steps.max())) > PAUSE):
            raise Unsought("its frames have odd times")
        return stamps

    def _check_keys(self, keys: Keys, expected: int) -> None:
        numbers, times = list(keys.numbers), [*keys.times, self.time_of(self.frames - 1)]
        if len(numbers) != expected or numbers != sorted(numbers):
            raise Unsought("its key frames cannot be read alone")
        if numbers[0] or not self._early or self._early[0].pts != self.stamps.stamp(0):
            raise Unsought("it cannot be sought in")
        if max(after - before for before, after in itertools.pairwise(times)) > KEY_FRAMES_APART:
            raise Unsought(f"its key frames lie more than {KEY_FRAMES_APART:g} s apart")


def _span(time: float) -> int:
    """In which of the spans of which one key frame is read that time lies."""
    return int(time // _CLOSEST_KEYS)
