"""Cuts the parts that are read out of a video's pictures, as RGB."""

from __future__ import annotations

import numpy as np

from ..hud import Rect
from .library import av

# A crop is widened to whole blocks of this many pixels before its colours are converted: the colours of up
# to 4x4 pixels are stored as one sample.
_COLOUR_BLOCK = 4
# AVCOL_SPC_UNSPECIFIED of FFmpeg: the file does not say which colour matrix it was made with.
_UNTAGGED = 2
# What players take for granted in an untagged video: BT.601 up to this height (PAL's), BT.709 above.
_SD_HEIGHT = 576


class View:
    """Cuts one part out of pictures of one form, as RGB."""

    def __init__(self, picture: av.VideoFrame, part: Rect, size: tuple[int, int] | None = None):
        """``part`` has whole numbers; with ``size`` it is point-sampled to that width and height.

        Where it sticks out of the pictures, it is black.
        """
        whole, part = part, part.clipped(picture.width, picture.height)
        left, top = (int(edge) // _COLOUR_BLOCK * _COLOUR_BLOCK for edge in (part.x, part.y))
        right = _next_block(part.x + part.width, picture.width)
        bottom = _next_block(part.y + part.height, picture.height)
        scale = _colours(picture) + (f":width={size[0]}:height={size[1]}:flags=neighbor" if size else "")
        self._graph = av.filter.Graph()
        self._graph.threads = 1  # the parts are small: sharing them out costs more than it saves
        self._graph.link_nodes(
            self._graph.add_buffer(
                width=picture.width, height=picture.height, format=picture.format, time_base=picture.time_base
            ),
            self._graph.add("crop", f"{right - left}:{bottom - top}:{left}:{top}:exact=1"),
            self._graph.add("scale", scale),
            self._graph.add("format", "rgb24"),
            self._graph.add("buffersink"),
        ).configure()
        self._inner = None if size else Rect(whole.x - left, whole.y - top, whole.width, whole.height)

    def of(self, picture: av.VideoFrame) -> np.ndarray:
        """The part of that picture: (height, width, 3), uint8 RGB."""
        self._graph.push(picture)
        shown = self._graph.pull().to_ndarray()
        return shown if self._inner is None else self._inner.cut(shown)


def form_of(picture: av.VideoFrame) -> tuple:
    """All that a `View` depends on; it can change in the middle of a file."""
    return picture.width, picture.height, picture.format.name, picture.colorspace, picture.color_range


def _next_block(edge: float, end: int) -> int:
    return min(-(-int(edge) // _COLOUR_BLOCK) * _COLOUR_BLOCK, end)


def _colours(picture: av.VideoFrame) -> str:
    """How the scale filter is told the colour matrix: tagged frames tell it themselves."""
    if picture.colorspace != _UNTAGGED:
        return "in_color_matrix=auto"
    return f"in_color_matrix={'bt601' if picture.height <= _SD_HEIGHT else 'bt709'}"
