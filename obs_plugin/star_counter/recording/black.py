"""What black is in a video, which some captures make grey: looked up in pictures from all over it."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ..hud import Rect
from ..reading.frame import GAME_SIZE
from ..reading.levels import Levels
from .clock import Clock
from .library import av
from .opening import LIBRARY_ERRORS, open_video, video_stream
from .shown import Shown
from .tones import tone_mapping
from .views import View

# Of so many key frames all over a run one shows something black; shorter videos, in seconds, show too little.
_PICTURES, _SHORTEST = 16, 10.0

#: Makes the RGB of a video's pictures, uint8, ordinary.
Colours = Callable[[np.ndarray], np.ndarray]


def true_colours(codec: av.VideoCodecContext, path: Path, game: Rect, length: float) -> Colours | None:
    """What makes the colours of a video ordinary; None where they are.

    ``game`` is where the game lies on its pictures, in whole pixels, and ``length`` the video's in seconds.
    It is the same for a file however it is read.
    """
    tones = tone_mapping(codec)
    table = _learned(path, game, length) if length >= _SHORTEST else None
    if table is None:
        return tones
    return (lambda rgb: table[tones(rgb)]) if tones else (lambda rgb: table[rgb])


@functools.lru_cache(maxsize=16)
def _learned(path: Path, game: Rect, length: float) -> np.ndarray | None:
    """The level that each should be: see `Levels.table`."""
    levels = Levels()
    with contextlib.closing(open_video(path)) as container:
        stream = video_stream(path, container)
        stream.codec_context.skip_frame = "NONKEY"
        clock = Clock(container, stream, 1.0)  # of one key frame at a time the rate is no matter
        tones, shown = tone_mapping(stream.codec_context), None
        for second in np.arange(_PICTURES) * length / _PICTURES:
            try:
                container.seek(clock.stamp(second), stream=stream)
                picture = next(container.decode(stream))
                shown = shown or Shown(stream.codec_context.field_order, picture)
                upright = shown.of(picture)
                small = View(upright, game, GAME_SIZE).of(upright)
            except LIBRARY_ERRORS:  # damaged there, or not to be sought in
                continue
            levels.learn(tones(small) if tones else small)
    return levels.table
