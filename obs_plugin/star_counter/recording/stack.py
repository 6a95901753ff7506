"""Cuts one part out of several pictures, and converts all of it at once: calls cost more than pixels."""

from __future__ import annotations

from collections.abc import Sequence

import av
import numpy as np

from ..hud import Rect

# What can be stacked, by FFmpeg's names: 8 bits, a plane of brightness and two of colours, half as
# wide and high; and the form that their samples get, which have a colour for each two of a row.
_FORMS = {"yuv420p": "yuv422p", "yuvj420p": "yuvj422p"}
#: So many pictures are stacked at most.
MOST = 16


def can_stack(picture: av.VideoFrame, box: Rect, size: tuple[int, int] | None) -> bool:
    """Whether parts of such pictures can be stacked: FFmpeg converts odd heights in another way."""
    is_even = size is not None or int(box.height) % 2 == 0
    return picture.format.name in _FORMS and is_even and all(plane.line_size > 0 for plane in picture.planes)


class Stack:
    """The same part of several pictures of one form, one below the other, as their planes have it.

    Converted together they get the pixels that FFmpeg's filters crop and scale give each of them.
    """

    def __init__(self, picture: av.VideoFrame, box: Rect, size: tuple[int, int] | None, colours: str):
        """``box`` is the part, in whole blocks of colour; with ``size`` it is point-sampled to that width and
        height. ``colours`` tells the scale filter the colour matrix.
        """
        self._space = picture.colorspace, picture.color_range
        self._time_base = picture.time_base
        half_box = Rect(box.x // 2, box.y // 2, -(-box.width // 2), -(-box.height // 2))
        self._planes: Sequence[_Cut | _Samples]
        if size:
            # FFmpeg rounds colours in its way where it scales: each sample is there twice, to be scaled to
            # half the width.
            half = -(-size[0] // 2), size[1]
            self._planes = _Samples(box, size), _Samples(half_box, half), _Samples(half_box, half)
            self._form = _FORMS[picture.format.name]
            self._scale = f"{colours}:flags=neighbor:width={size[0]}:height=ih"
        else:
            self._planes = _Cut(box), _Cut(half_box), _Cut(half_box)
            self._form, self._scale = picture.format.name, colours
        self._makers: dict[int, tuple[av.VideoFrame, av.filter.Graph]] = {}
        self._taken = 0

    @property
    def is_empty(self) -> bool:
        """Whether no picture was taken."""
        return not self._taken

    @property
    def is_full(self) -> bool:
        """Whether no more pictures can be taken."""
        return self._taken == MOST

    def take(self, picture: av.VideoFrame) -> None:
        """Takes the next picture."""
        for plane, pixels in zip(self._planes, picture.planes, strict=True):
            plane.take(pixels, self._taken)
        self._taken += 1

    def taken(self) -> tuple[np.ndarray, list[int]]:
        """The part of all pictures since the last call, at least one: uint8 RGB (n, height, width, 3).

        And for each picture which of them shows it: the first of those in a row that are equal.
        """
        count, self._taken = self._taken, 0
        is_new = np.ones(count, bool)
        is_new[1:] = np.any([plane.changes(count) for plane in self._planes], axis=0)
        return self._converted(count), np.maximum.accumulate(np.arange(count) * is_new).tolist()

    def _converted(self, count: int) -> np.ndarray:
        most = 1 << (count - 1).bit_length()  # the filters are made for few heights
        if most not in self._makers:
            self._makers[most] = self._maker(most)
        stacked, graph = self._makers[most]
        for plane, pixels in zip(self._planes, stacked.planes, strict=True):
            rows = plane.slots[:count].reshape(-1, plane.slots.shape[2])
            _array(pixels)[: len(rows), : rows.shape[1]] = rows
        graph.push(stacked)
        shown = graph.pull().to_ndarray()
        return shown.reshape(most, -1, *shown.shape[1:])[:count]

    def _maker(self, most: int) -> tuple[av.VideoFrame, av.filter.Graph]:
        """A picture for so many parts, and what converts it."""
        _, height, width = self._planes[0].slots.shape
        stacked = av.VideoFrame(width, most * height, self._form)
        stacked.colorspace, stacked.color_range = self._space
        stacked.time_base = self._time_base
        graph = av.filter.Graph()
        graph.threads = 1
        graph.link_nodes(
            graph.add_buffer(
                width=stacked.width,
                height=stacked.height,
                format=stacked.format,
                time_base=stacked.time_base,
            ),
            graph.add("scale", self._scale),
            graph.add("format", "rgb24"),
            graph.add("buffersink"),
        ).configure()
        return stacked, graph


class _Plane:
    """What is cut out of one plane of pictures: ``slots``, uint8 (`MOST`, height, width)."""

    def __init__(self, height: int, width: int):
        self.slots = np.zeros((MOST, height, width), np.uint8)

    def changes(self, count: int) -> np.ndarray:
        """Whether each of the first slots but the first one differs from the one before."""
        return (self.slots[1:count] != self.slots[: count - 1]).any(axis=(1, 2))


class _Cut(_Plane):
    """A rectangle of a plane."""

    def __init__(self, box: Rect):
        super().__init__(int(box.height), int(box.width))
        self._place = box.slices

    def take(self, plane: av.video.plane.VideoPlane, slot: int) -> None:
        self.slots[slot] = _array(plane)[self._place]


class _Samples(_Plane):
    """Samples of a rectangle of a plane, each of them twice."""

    def __init__(self, box: Rect, size: tuple[int, int]):
        super().__init__(size[1], 2 * size[0])
        self._rows = int(box.y) + _nearest(int(box.height), size[1])
        self._columns = np.repeat(int(box.x) + _nearest(int(box.width), size[0]), 2)
        self._line, self._places = 0, np.empty(0, np.intp)

    def take(self, plane: av.video.plane.VideoPlane, slot: int) -> None:
        if plane.line_size != self._line:
            self._line = plane.line_size
            self._places = self._rows[:, None] * self._line + self._columns
        np.frombuffer(memoryview(plane), np.uint8).take(self._places, out=self.slots[slot], mode="clip")


def _array(plane: av.video.plane.VideoPlane) -> np.ndarray:
    """The rows of a plane, with what fills them up at their ends."""
    return np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)


def _nearest(length: int, samples: int) -> np.ndarray:
    """Which of so many pixels are sampled: as FFmpeg's scale filter does with flags=neighbor."""
    step = ((length << 16) + samples // 2) // samples
    first = ((step - (1 << 16)) >> 1) + (1 << 15)
    return np.clip((first + np.arange(samples) * step) >> 16, 0, length - 1)
