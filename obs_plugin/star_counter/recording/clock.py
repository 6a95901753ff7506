"""The times of a video's frames: those that a player shows."""

from __future__ import annotations

import heapq
from fractions import Fraction

from .library import av

# A stamp that lies so many seconds before the last one is where another recording was joined; less is damage.
_JOINED = 1.0
# So far ahead a transport stream's stamps are another recording's, too: broadcasts set their clock anew, and
# FFmpeg takes a lower stamp for one that has passed the 33 bits it has. It uses the same limit.
_AHEAD = 10.0
_TRANSPORT = "mpegts"
# No decoder keeps so many frames back; where frames have no stamps, those of their packets are of no use.
_MOST_AWAITED = 1000


class Clock:
    """Times frames in seconds from the start of the whole file, where the first of its sounds or pictures is.

    That is the time that players show. A video's own first frame is later where the sound begins before it,
    by as much in an .mkv as in an .mp4 of the same run. Where other recordings were joined to the first,
    their times count on from its end.
    """

    def __init__(self, container: av.container.InputContainer, stream: av.VideoStream, rate: float):
        """``rate`` is the usual one, in frames a second, where packets do not tell how long they are."""
        assert stream.time_base is not None, "every stream of a file has one"
        #: A stamp counts so many seconds.
        self.unit = stream.time_base
        start = stream.start_time or 0
        if container.start_time is not None:
            start = round(Fraction(container.start_time, av.time_base) / self.unit)
        self._start = start
        self._is_transport = container.format.name == _TRANSPORT
        self._added = 0  # to the file's stamps
        self._usual_length = self._length = round(1 / rate / self.unit)
        self._last: int | None = None  # the stamp of the last packet, in the order of decoding
        #: When, in seconds, another recording begins.
        self.joins: list[float] = []

    def take(self, packet: av.Packet) -> None:
        """Takes the next packet of the video in its order, and has its stamps count on where they jumped."""
        stamp = packet.pts if packet.dts is None else packet.dts
        if stamp is None:
            return
        if self._last is not None and self._is_jump(stamp + self._added - self._last):
            self._added = self._last + self._length - stamp
            first = stamp if packet.pts is None else packet.pts
            self.joins.append(self.time(first + self._added))
        self._last, self._length = stamp + self._added, packet.duration or self._usual_length
        if self._added:
            packet.dts = None if packet.dts is None else packet.dts + self._added
            packet.pts = None if packet.pts is None else packet.pts + self._added

    @property
    def start(self) -> float:
        """The file's own stamp of its start, in seconds."""
        return self.seconds(self._start)

    def time(self, stamp: int) -> float:
        """The time of a frame with that stamp."""
        return self.seconds(stamp - self._start)

    def seconds(self, length: int) -> float:
        """A length in the unit of stamps, in seconds."""
        return length * self.unit.numerator / self.unit.denominator

    def stamp(self, time: float) -> int:
        """The stamp of a frame at that time, where nothing was joined."""
        return self._start + round(time / self.unit)

    def _is_jump(self, step: int) -> bool:
        seconds = self.seconds(step)
        return seconds < -_JOINED or (self._is_transport and seconds > _AHEAD)


class Numbers:
    """Numbers a video's frames from 0, those that cannot be decoded, too."""

    def __init__(self) -> None:
        self._awaited: list[int] = []  # the stamps of packets whose frames are to come, a heap
        self._next = 0

    def take(self, packet: av.Packet) -> None:
        """Takes the next packet of the video, with the stamps that its `Clock` gave it."""
        if packet.pts is not None and not packet.is_discard and len(self._awaited) < _MOST_AWAITED:
            heapq.heappush(self._awaited, packet.pts)

    def number(self, picture: av.VideoFrame, *, is_damaged: bool) -> int:
        """The number of the next frame of the video; ``is_damaged``: frames before it may be lost.

        Else packets without a frame are none of the file's: some codecs have them beside the frames.
        """
        passed = 0
        while self._awaited and picture.pts is not None and self._awaited[0] <= picture.pts:
            passed += heapq.heappop(self._awaited) < picture.pts
        number = self._next + (passed if is_damaged and self._next else 0)
        self._next = number + 1
        return number
