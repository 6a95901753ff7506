"""Cuts the parts that are read out of a video's pictures, as RGB."""

from __future__ import annotations

from collections.abc import Callable

import av
import numpy as np

from ..hud import Rect
from .opening import LIBRARY_ERRORS
from .stack import Stack, can_stack

# A crop is widened to whole blocks of this many pixels before its colours are converted: the colours of up
# to 4x4 pixels are stored as one sample.
_COLOUR_BLOCK = 4
# AVCOL_SPC_UNSPECIFIED of FFmpeg: the file does not say which colour matrix it was made with.
_UNTAGGED = 2
# What players take for granted in an untagged video: BT.601 up to this height (PAL's), BT.709 above.
_SD_HEIGHT = 576


class View:
    """Cuts one part out of pictures of one form, as RGB: they are taken first, and cut together."""

    def __init__(self, picture: av.VideoFrame, part: Rect, size: tuple[int, int] | None = None):
        """``part`` has whole numbers; with ``size`` it is point-sampled to that width and height.

        Where it sticks out of the pictures, it is black.
        """
        whole, part = part, part.clipped(picture.width, picture.height)
        left, top = (int(edge) // _COLOUR_BLOCK * _COLOUR_BLOCK for edge in (part.x, part.y))
        right = _next_block(part.x + part.width, picture.width)
        bottom = _next_block(part.y + part.height, picture.height)
        box, colours = Rect(left, top, right - left, bottom - top), _colours(picture)
        self._inner = None if size else Rect(whole.x - left, whole.y - top, whole.width, whole.height)
        cut = Stack if can_stack(picture, box, size) else _graph
        self._cut = cut(picture, box, size, colours)
        self._parts: list[np.ndarray] = []

    def take(self, picture: av.VideoFrame) -> None:
        """Takes the next picture."""
        if isinstance(self._cut, Stack):
            self._cut.take(picture)
            if self._cut.is_full:
                self._cut_stack(self._cut)
        else:
            self._cut.push(picture)
            self._parts.append(self._inside(self._cut.pull().to_ndarray()))

    def taken(self) -> list[np.ndarray]:
        """The part of each picture that was taken since the last call: (height, width, 3), uint8 RGB.

        Where the part is the same in two pictures in a row, it may be the same array.
        """
        if isinstance(self._cut, Stack):
            self._cut_stack(self._cut)
        parts, self._parts = self._parts, []
        return parts

    def _cut_stack(self, stack: Stack) -> None:
        if stack.is_empty:
            return
        shown, shows = stack.taken()
        parts = {number: self._inside(shown[number]) for number in set(shows)}
        self._parts += [parts[number] for number in shows]

    def _inside(self, shown: np.ndarray) -> np.ndarray:
        return shown if self._inner is None else self._inner.cut(shown)


class Cutter:
    """Cuts several parts out of pictures whose form may change: they are taken first, and cut together."""

    def __init__(self, views_of: Callable[[av.VideoFrame, float], dict[str, View]]):
        """``views_of`` gives the views of pictures of one form: of the first one, and the time it comes."""
        self._views_of = views_of
        self._form: tuple | None = None  # of the pictures that the views are for
        self._views: dict[str, View] = {}
        self._taken = 0  # by the views
        self._before: list[dict[str, np.ndarray] | None] = []  # of pictures of another form

    def take(self, picture: av.VideoFrame, time: float) -> None:
        """Takes the next picture, of that time. It is none where FFmpeg or a view raises."""
        form = _form_of(picture)
        if self._form != form:
            self._before = self.taken()
            self._views = self._views_of(picture, time)
        self._form = None
        for view in self._views.values():
            view.take(picture)
        self._form = form
        self._taken += 1

    def taken(self) -> list[dict[str, np.ndarray] | None]:
        """The parts of each picture that was taken since the last call, by the views' names.

        None where FFmpeg cannot convert it.
        """
        before, self._before = self._before, []
        count, self._taken = self._taken, 0
        try:
            cut = {name: view.taken() for name, view in self._views.items()}
        except LIBRARY_ERRORS:
            self._form, self._views = None, {}
            return [*before, *[None] * count]
        # One that only some views could take is the last one in theirs.
        return [*before, *({name: parts[number] for name, parts in cut.items()} for number in range(count))]


def _graph(picture: av.VideoFrame, box: Rect, size: tuple[int, int] | None, colours: str) -> av.filter.Graph:
    """What cuts a part out of pictures of any form, one by one."""
    scale = colours + (f":width={size[0]}:height={size[1]}:flags=neighbor" if size else "")
    graph = av.filter.Graph()
    graph.threads = 1  # the parts are small: sharing them out costs more than it saves
    graph.link_nodes(
        graph.add_buffer(
            width=picture.width, height=picture.height, format=picture.format, time_base=picture.time_base
        ),
        graph.add("crop", f"{box.width}:{box.height}:{box.x}:{box.y}:exact=1"),
        graph.add("scale", scale),
        graph.add("format", "rgb24"),
        graph.add("buffersink"),
    ).configure()
    return graph


def _form_of(picture: av.VideoFrame) -> tuple:
    """All that a `View` depends on; it can change in the middle of a file."""
    return picture.width, picture.height, picture.format.name, picture.colorspace, picture.color_range


def _next_block(edge: float, end: int) -> int:
    return min(-(-int(edge) // _COLOUR_BLOCK) * _COLOUR_BLOCK, end)


def _colours(picture: av.VideoFrame) -> str:
    """How the scale filter is told the colour matrix: tagged frames tell it themselves."""
    if picture.colorspace != _UNTAGGED:
        return "in_color_matrix=auto"
    return f"in_color_matrix={'bt601' if picture.height <= _SD_HEIGHT else 'bt709'}"
