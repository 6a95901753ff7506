"""Pictures, and videos of them."""

from fractions import Fraction

import av
import cv2
import numpy as np


def blots(width, height, frames=3, seed=0):
    """Smooth pictures in strong colours, uint8 RGB."""
    random = np.random.default_rng(seed)
    for _ in range(frames):
        seeds = random.integers(0, 256, (9, 12, 3), dtype=np.uint8)
        yield cv2.resize(seeds, (width, height), interpolation=cv2.INTER_CUBIC)


def noise(width, height, frames=3, seed=0):
    return list(np.random.default_rng(seed).integers(0, 256, (frames, height, width, 3), dtype=np.uint8))


def write(path, pictures, codec="ffv1", form="bgr0", *, matrix=None, span=None, times=None, options=None):
    """A video of RGB pictures; ``times`` are their times in ms (default: 30 fps)."""
    pictures = list(pictures)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=30, options=options or {})
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = form
        if times:
            stream.codec_context.time_base = Fraction(1, 1000)
        for number, pixels in enumerate(pictures):
            rgb = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame = rgb.reformat(format=form, dst_colorspace=matrix, dst_color_range=span)
            frame.pts = times[number] if times else number
            frame.time_base = stream.codec_context.time_base if times else Fraction(1, 30)
            if matrix:
                frame.colorspace = stream.codec_context.colorspace = matrix
            if span:
                frame.color_range = stream.codec_context.color_range = span
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def cut(pixels, crop):
    x, y, width, height = crop
    return pixels[y : y + height, x : x + width]
