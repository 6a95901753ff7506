"""A recording that is read in parts: its key frames first, then on from any of them."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterator, Sequence

import av
import numpy as np

from ..problem import Problem
from ..reading.frame import Frame
from ..reading.reader import Reader
from .clock import Clock
from .damage import PAUSE
from .files import KEY_FRAMES_APART, Recording, readings
from .opening import LIBRARY_ERRORS
from .quick import TOGETHER, Read, behind

# Of key frames that lie closer than this one is read: in some recordings every frame is one.
_CLOSEST_KEYS = 1.0  # seconds
# Frames are stored in another order than they are shown in, but never so far from each other.
_REORDERED = 1.0  # seconds
_NOTHING = np.empty((0, 0, 3), np.uint8)


class Unsought(Exception):
    """The recording cannot be read in parts: the text says why, to follow "as"."""


class Sought(Recording):
    """A recording that is read on from any of its key frames.

    Its frames have the numbers, the times and the pixels that `Recording` gives them. `index` comes first.
    """

    def index(self, reader: Reader) -> None:
        """Reads the key frames, and when all others are shown; raises `Unsought` where that is not enough."""
        self._clock = Clock(self._container, self._stream, self.fps)  # that has taken no packet yet
        self._stored = array("q")  # the time stamps of all frames, as they are stored
        self._read_keys = 0  # how many of the key frames are read
        self._seek(self._stream.start_time or 0)
        found = [
            (frame.number, frame.time, reading) for frame, reading in readings(self._key_frames(), reader)
        ]
        self.stamps = self._sorted()
        self.use(reader, self.stamps, [Read(self._number(stamp), time, one) for stamp, time, one in found])
        self._check_keys()

    def use(self, reader: Reader, stamps: np.ndarray, keys: Sequence[Read]) -> None:
        """Takes the index of another `Sought` of the same file, or some of the key frames in it."""
        self._reader = reader
        #: The time stamps of all frames, int64, as they are shown.
        self.stamps = stamps
        #: The key frames, by their numbers.
        self.keys = keys
        self._known = {key.number: key for key in keys}
        self._following: Iterator[tuple[int, av.VideoFrame]] = iter(())
        self._kept: dict[int, av.VideoFrame] = {}  # the last ones that came
        self._at = self.frames  # the number of the very last one

    @property
    def frames(self) -> int:
        """The number of frames."""
        return len(self.stamps)

    def time_of(self, number: int) -> float:
        """When the frame of that number is shown, in seconds."""
        return self._clock.time(int(self.stamps[number]))

    @property
    def together(self) -> int:
        """How many frames are looked at together."""
        return max(1, round(self.fps * TOGETHER))

    def read(self, numbers: Sequence[int]) -> list[Read]:
        """Reads the frames of these ascending numbers; raises `Unsought` where one is not as in the index.

        The file is decoded on to each, or from the last key frame before it.
        """
        unread = [number for number in numbers if number not in self._known]
        frames = [self._frame(self._picture(number), number) for number in unread]
        read = self._reader.read(frames) if frames else []
        both = zip(frames, read, strict=True)
        found = {frame.number: Read(frame.number, frame.time, reading) for frame, reading in both}
        return [found.get(number) or self._known[number] for number in numbers]

    def finish(self) -> None:
        """Raises what `Recording` raises at its end."""
        self._picture(self.frames - 1)
        for _ in self._following:
            pass

    def _key_frames(self) -> Iterator[Frame]:
        """The key frames, numbered by their time stamps; keeps the stamps of all frames."""
        last: int | None = None
        for packet in self._packets():
            if packet.size:
                stamp = self._store(packet)
                is_close = last is not None and self._clock.seconds(stamp - last) < _CLOSEST_KEYS
                if not packet.is_keyframe or is_close:
                    continue
                last = stamp
                self._read_keys += 1
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
            key = self.keys[behind(self.keys, number) - 1]
            if number <= self._at or key.number > self._at + self.together:
                self._seek(int(self.stamps[key.number]))
                self._following = self._pictures_from(key.number)
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
            number = self._number(picture.pts)
            if number < key:  # some files are sought in by whole seconds
                continue
            if number != expected:
                raise Unsought("its frames are not where its key frames are")
            expected, length = number + 1, self._length(picture)
            yield number, picture
        if expected != len(self.stamps) or self._damage.is_open:
            raise Unsought("not all of it can be read")
        last = Frame(expected - 1, self.time_of(-1), _NOTHING, _NOTHING)
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

    def _sorted(self) -> np.ndarray:
        """The time stamps of all frames as they are shown."""
        stamps = np.array(self._stored, np.int64)
        del self._stored  # of hours they are many: no copy of them is kept
        if not len(stamps):
            raise Unsought("not all of it can be read")
        latest = np.maximum.accumulate(stamps)
        latest -= stamps
        farthest_back = self._clock.seconds(int(latest.max()))
        stamps.sort()
        steps = np.subtract(stamps[1:], stamps[:-1], out=latest[1:])
        is_odd = farthest_back > _REORDERED or (steps <= 0).any()
        if is_odd or (len(steps) and self._clock.seconds(int(steps.max())) > PAUSE):
            raise Unsought("its frames have odd times")
        return stamps

    def _check_keys(self) -> None:
        if self._damage.is_open or not self.keys:
            raise Unsought("not all of it can be read")
        numbers = [key.number for key in self.keys]
        if len(numbers) != self._read_keys or numbers != sorted(numbers):
            raise Unsought("its key frames cannot be read alone")
        if numbers[0] or not self._early or self._early[0].pts != self.stamps[0]:
            raise Unsought("it cannot be sought in")
        times = [*(key.time for key in self.keys), self.time_of(-1)]
        if max(after - before for before, after in itertools.pairwise(times)) > KEY_FRAMES_APART:
            raise Unsought(f"its key frames lie more than {KEY_FRAMES_APART:g} s apart")

    def _number(self, stamp: int | None) -> int:
        number = -1 if stamp is None else int(np.searchsorted(self.stamps, stamp))
        if not 0 <= number < len(self.stamps) or self.stamps[number] != stamp:
            raise Unsought("its frames have other times than its index")
        return number
