"""H.264 over time: a stream's errors last from frame to frame, as they do in reality."""

from __future__ import annotations

from fractions import Fraction

import av
import cv2
import numpy as np

# H.264 codes blocks of this many pixels.
_MACROBLOCK = 16


class Stream:
    """Encodes and decodes pictures of one size, one after the other, without delay."""

    def __init__(self, width: int, height: int, fps: int, crf: int):
        """``crf``: the constant rate factor, from 18 (good) to 40 (bad)."""
        self._size = width, height
        self._beside, self._below = -width % _MACROBLOCK, -height % _MACROBLOCK
        encoder = av.CodecContext.create("libx264", "w")
        encoder.width, encoder.height = width + self._beside, height + self._below
        encoder.pix_fmt, encoder.time_base, encoder.thread_count = "yuv420p", Fraction(1, fps), 1
        encoder.options = {"crf": str(crf), "preset": "superfast", "tune": "zerolatency"}
        decoder = av.CodecContext.create("h264", "r")
        decoder.thread_count = 1
        self._encoder, self._decoder, self._number = encoder, decoder, 0

    def send(self, picture: np.ndarray) -> np.ndarray:
        """The picture, uint8 RGB (height, width, 3), as it arrives."""
        padded = cv2.copyMakeBorder(picture, 0, self._below, 0, self._beside, cv2.BORDER_REPLICATE)
        yuv = np.asarray(cv2.cvtColor(padded, cv2.COLOR_RGB2YUV_I420), np.uint8)
        frame = av.VideoFrame.from_ndarray(yuv, format="yuv420p")
        frame.pts, self._number = self._number, self._number + 1
        (arrived,) = [
            decoded for packet in self._encoder.encode(frame) for decoded in self._decoder.decode(packet)
        ]
        width, height = self._size
        return cv2.cvtColor(arrived.to_ndarray(), cv2.COLOR_YUV2RGB_I420)[:height, :width]
