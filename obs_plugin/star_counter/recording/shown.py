"""Pictures of videos as a player shows them: upright, and without the comb of two interlaced fields."""

from __future__ import annotations

import struct
from typing import Any

from .library import av
from .opening import LIBRARY_ERRORS

# The pictures of one video have few forms; those of a damaged one may have many.
_MOST_FORMS = 8
# AV_FIELD_BB and AV_FIELD_TB: the bottom field, of every second line from the second on, is shown first.
_BOTTOM_FIRST = (3, 4)
# By whether a display matrix lays the picture on its side, and the signs of the two numbers that matter then:
# x' of x and y' of y, or else x' of y and y' of x. Filters of FFmpeg that do the same.
_TURNS: dict[tuple[bool, bool, bool], list[tuple[str, str]]] = {
    (False, True, True): [],
    (False, False, False): [("hflip", ""), ("vflip", "")],
    (False, False, True): [("hflip", "")],
    (False, True, False): [("vflip", "")],
    (True, False, True): [("transpose", "clock")],
    (True, True, False): [("transpose", "cclock")],
    (True, True, True): [("transpose", "cclock_flip")],
    (True, False, False): [("transpose", "clock_flip")],
}


class Shown:
    """Turns pictures upright, and makes one of interlaced ones' first field, which has every second line.

    Measured on a simulated run whose two fields are of two frames of the game: by the first field all counts
    are on their frames and 1 of 602 readings is unsure; woven together, some are a frame early and 8 are
    unsure; FFmpeg's bwdif, which looks at the frames before and after, leaves 10 unsure. The console draws no
    more than 240 lines, which is a field.
    """

    def __init__(self, field_order: int, first: av.VideoFrame | None):
        """``field_order`` is FFmpeg's AVFieldOrder, of the codec: it tells which field is shown first.

        How the ``first`` picture is turned, all are; None where there is no picture.
        """
        self._field = "bottom" if field_order in _BOTTOM_FIRST else "top"
        # Not asked of each picture: PyAV ties the two together, so that pictures stay until Python clears up.
        self._turns = _turns_of(first) if first else []
        self._graphs: dict[tuple, av.filter.Graph | None] = {}

    def of(self, picture: av.VideoFrame) -> av.VideoFrame:
        """The picture as it is shown: the same one, mostly."""
        if not picture.interlaced_frame and not self._turns:
            return picture
        form = picture.width, picture.height, picture.format.name, picture.interlaced_frame
        if form not in self._graphs:
            if len(self._graphs) == _MOST_FORMS:
                self._graphs.clear()
            self._graphs[form] = _graph(picture, self._filters(picture) + self._turns)
        graph = self._graphs[form]
        if graph is None:
            return picture
        graph.push(picture)
        shown = graph.pull()
        assert isinstance(shown, av.VideoFrame)
        return shown

    def _filters(self, picture: av.VideoFrame) -> list[tuple[str, str]]:
        filters = []
        if picture.interlaced_frame and picture.height > 1:
            size = f"width={picture.width}:height={picture.height}"
            filters += [("field", self._field), ("scale", f"{size}:flags=neighbor")]
        return filters


def _turns_of(picture: av.VideoFrame) -> list[tuple[str, str]]:
    try:
        matrix: Any = picture.side_data.get("DISPLAYMATRIX")
    except LIBRARY_ERRORS:  # PyAV knows not all that may come with a picture: Exif, for one
        return []
    return _turns(bytes(matrix)) if matrix else []


def _turns(matrix: bytes) -> list[tuple[str, str]]:
    """The filters that turn a picture as its display matrix says, in quarters: phones' are."""
    across, to_down, _, to_across, down = struct.unpack("=5i", matrix[:20])
    is_aside = abs(to_down) > abs(across)
    first, second = (to_across, to_down) if is_aside else (across, down)
    return _TURNS[is_aside, first >= 0, second >= 0]


def _graph(picture: av.VideoFrame, filters: list[tuple[str, str]]) -> av.filter.Graph | None:
    """What applies these filters to pictures of this one's form; None where there are none."""
    if not filters:
        return None
    graph = av.filter.Graph()
    graph.threads = 1
    source = graph.add_buffer(
        width=picture.width, height=picture.height, format=picture.format, time_base=picture.time_base
    )
    nodes = [graph.add(name, arguments) for name, arguments in filters]
    graph.link_nodes(source, *nodes, graph.add("buffersink")).configure()
    return graph
