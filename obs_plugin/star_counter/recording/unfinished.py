"""What a video file says of its own end, to tell whether that is there."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator
from pathlib import Path

from .clock import Clock
from .library import av

_MATROSKA, _MP4, _GIF, _FLV = "matroska", "mp4", "gif", "flv"
# The boxes of an .mp4 that hold frames, and tell where they are in its fragments.
_OF_FRAMES = (b"mdat", b"moof")
# How many bytes a tag of an .flv has before its data; the second to the fourth are the data's length.
_FLV_TAG = 11
# With this byte a .gif ends.
_GIF_ENDS = b";"
_MOST_PADDING = 4096  # bytes behind it
# What follows the last packet in a Matroska file that is whole but has no index, as one that was written to a
# pipe: the numbers of its last block at most.
_ITS_REST = 64


def stated_end(container: av.container.InputContainer, stream: av.VideoStream, clock: Clock) -> float | None:
    """When the video ends by what its file says, on its clock; None where it does not say.

    A file may be as long as its sound, which says nothing of its pictures.
    """
    if stream.duration:
        return clock.time((stream.start_time or 0) + stream.duration)
    tag = re.fullmatch(r"(\d+):(\d+):(\d+(?:\.\d+)?)", stream.metadata.get("DURATION", ""))
    if tag:  # of Matroska: the end by the stamps of the file
        hours, minutes, seconds = tag.groups()
        return 3600 * int(hours) + 60 * int(minutes) + float(seconds) - clock.start
    if container.duration and len(container.streams) == 1:
        return container.duration / av.time_base
    return None


def breaks_off(path: Path, container: av.container.InputContainer, last: av.Packet | None) -> bool:
    """Whether a file ends within a packet; ``last`` is the last one that could be read, of whatever stream.

    FFmpeg tells it of the last packet, but not always in files that were never finished.
    """
    if last is None:
        return False
    if last.is_corrupt:
        return True
    size = path.stat().st_size
    if _MP4 in container.format.name:
        kind, end = max(_boxes(path), key=lambda box: box[1], default=(b"", 0))
        return kind in _OF_FRAMES and end > size
    if container.format.name == _GIF:
        return _last_byte(path) != _GIF_ENDS
    if container.format.name == _FLV:
        return not _ends_with_tag(path)
    if _MATROSKA not in container.format.name or container.duration or last.pos is None:
        return False
    return size > last.pos + last.size + _ITS_REST


def lacks_index(path: Path) -> bool:
    """Whether it is an .mp4 or .mov without its index, which most programs write last."""
    kinds = [kind for kind, _ in _boxes(path)]
    return kinds[:1] == [b"ftyp"] and b"mdat" in kinds and b"moov" not in kinds


def _last_byte(path: Path) -> bytes:
    """The last one that is no padding."""
    with path.open("rb") as file:
        file.seek(-min(_MOST_PADDING, path.stat().st_size), os.SEEK_END)
        return file.read().rstrip(b"\0")[-1:]


def _ends_with_tag(path: Path) -> bool:
    """Whether the last of the tags of which an .flv is made is whole: behind each stands how long it is."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END) - 4
        if end < _FLV_TAG:
            return False
        file.seek(end)
        length = int.from_bytes(file.read(4), "big")
        if not _FLV_TAG <= length <= end:
            return False
        file.seek(end - length)
        head = file.read(_FLV_TAG)
    return int.from_bytes(head[1:4], "big") == length - _FLV_TAG


def _boxes(path: Path) -> Iterator[tuple[bytes, int]]:
    """The kinds and the ends of the boxes of which an .mp4 is made."""
    at, size = 0, path.stat().st_size
    with path.open("rb") as file:
        while at + 8 <= size:
            file.seek(at)
            length, kind = struct.unpack(">I4s", file.read(8))
            if length == 1:  # what a longer one has behind its kind
                length = int.from_bytes(file.read(8), "big")
            at = at + length if length >= 8 else size  # 0: the rest of the file
            yield kind, at
