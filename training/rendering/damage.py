"""What happens to a picture between the console and the reader.

Every damage takes a float32 RGB picture (0-255) and ``scale``, its pixels a HUD unit, and returns one of the
same shape. `STEPS` lists them in the order in which they happen, each with the share of pictures it hits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import cv2
import numpy as np

Rng = np.random.Generator
Damage = Callable[[np.ndarray, float, Rng], np.ndarray]

_LUMA = np.array([0.299, 0.587, 0.114])
_HUE_AXIS = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / np.sqrt(3)
# Widths of blurs and noise stop to grow with the picture from this scale on: captures are sharp at 3x, too.
_LARGEST_SCALE = 3.0
# H.264 codes blocks of this many pixels.
_MACROBLOCK = 16


@dataclass(frozen=True)
class Step:
    """A damage and the share of pictures that it hits."""

    damage: Damage
    share: float


def degrade(picture: np.ndarray, scale: float, rng: Rng, steps: Sequence[Step] | None = None) -> np.ndarray:
    """A random selection of ``steps`` (`STEPS`), in order; float32 RGB in, uint8 RGB of its shape out."""
    scale = min(scale, _LARGEST_SCALE)
    for step in STEPS if steps is None else steps:
        if rng.random() < step.share:
            picture = step.damage(picture, scale, rng)
    return np.clip(picture, 0, 255).astype(np.uint8)


def colours(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """Hue, saturation, contrast and brightness."""
    angle = rng.normal(0, 0.07) if rng.random() < 0.9 else rng.uniform(-0.35, 0.35)
    saturation = rng.uniform(0.65, 1.35) if rng.random() < 0.9 else rng.uniform(0.35, 1.6)
    contrast, brightness = rng.uniform(0.7, 1.3), rng.uniform(-25, 25)
    cosine = np.cos(angle)
    hue = np.full((3, 3), (1 - cosine) / 3) + cosine * np.eye(3) + np.sin(angle) * _HUE_AXIS
    grey = np.ones((3, 1)) * _LUMA
    matrix = (saturation * np.eye(3) + (1 - saturation) * grey) @ hue * contrast
    return cv2.transform(picture, matrix.astype(np.float32)) + np.float32(brightness + 77 * (1 - contrast))


def gamma(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """Middle tones brighter or darker."""
    return 255 * np.power(np.clip(picture / 255, 0, 1), np.float32(np.exp(rng.normal(0, 0.22))))


def limited_range(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """16-235 taken for 0-255, or the other way round."""
    if rng.random() < 0.5:
        return picture * np.float32(219 / 255) + 16
    return (picture - 16) * np.float32(255 / 219)


def washed_out(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """A capture card whose black is grey or whose white is: pale or dark pictures without contrast."""
    if rng.random() < 0.6:
        black, white = rng.uniform(15, 80), rng.uniform(170, 250)
    else:
        black, white = rng.uniform(0, 25), rng.uniform(70, 170)
    return picture * np.float32((white - black) / 255) + np.float32(black)


def tone_mapped(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """A source of HDR that is shown as if it were none: pale colours, dull whites.

    Its picture is as bright as the game's white in HDR, 100 to 300 nits, and coded by HLG's curve (BT.2100),
    of which a white of 1000 nits is the end.
    """
    light = np.clip(picture / 255, 0, 1) ** np.float32(2.2) * np.float32(rng.uniform(0.1, 0.3))
    coded = np.where(
        light <= 1 / 12,
        np.sqrt(3 * light),
        0.17883277 * np.log(np.maximum(12 * light - 0.28466892, 1e-4)) + 0.55991073,
    )
    grey = coded @ _LUMA.astype(np.float32)
    saturation = np.float32(rng.uniform(0.5, 0.9))
    return 255 * (saturation * coded + (1 - saturation) * grey[..., None]).astype(np.float32)


def fade(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """A fade to black or white, at most 60 % done."""
    done = rng.uniform(0, 0.6)
    return picture * np.float32(1 - done) + np.float32(255 * done if rng.random() < 0.5 else 0)


def dither(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """15-bit colour with the console's checkered dithering."""
    y, x = np.indices(picture.shape[:2], np.float32)
    pattern = ((x + y) % 2)[..., None] * 4
    return np.floor((np.clip(picture, 0, 255) + pattern) / 8) * np.float32(8)


def composite(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """An analogue signal: colours bleed sideways, away from their edges; brightness less so."""
    height, width = picture.shape[:2]
    ycc = cv2.cvtColor(np.clip(picture, 0, 255) / np.float32(255), cv2.COLOR_RGB2YCrCb)
    luma, chroma = ycc[..., 0], np.ascontiguousarray(ycc[..., 1:])
    chroma = cv2.GaussianBlur(
        chroma, (0, 0), rng.uniform(0.4, 1.6) * scale, sigmaY=0.05 + rng.uniform(0, 0.4) * scale
    )
    shift = np.array([[1, 0, rng.uniform(-0.8, 0.8) * scale], [0, 1, 0]], np.float32)
    chroma = cv2.warpAffine(chroma, shift, (width, height), borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.6:
        luma = cv2.GaussianBlur(luma, (0, 0), rng.uniform(0.2, 0.7) * scale, sigmaY=0.05)
    return cv2.cvtColor(np.dstack([luma, chroma]), cv2.COLOR_YCrCb2RGB) * 255


def dot_crawl(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """An analogue signal whose colours are taken for brightness: a fine pattern where they are strong."""
    height, width = picture.shape[:2]
    ycc = cv2.cvtColor(np.clip(picture, 0, 255) / np.float32(255), cv2.COLOR_RGB2YCrCb)
    # The carrier has 455 half waves a line, which the game's 320 units and the blanking beside them share:
    # 0.6 of a wave a unit. It is turned by half a wave in each line, and runs on from picture to picture.
    y, x = np.indices((height, width), np.float32)
    phase = 2 * np.pi * (0.6 * x / scale + 0.5 * np.floor(y / scale) + rng.random())
    strength = np.float32(rng.uniform(0.3, 1.2))
    ycc[..., 0] += strength * (
        (ycc[..., 1] - 0.5) * np.cos(phase) + (ycc[..., 2] - 0.5) * np.sin(phase)
    ).astype(np.float32)
    return cv2.cvtColor(ycc, cv2.COLOR_YCrCb2RGB) * 255


def one_field(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """Deinterlaced: half of the rows alone, the others made up from them, or each two mixed."""
    kind = rng.random()
    if kind < 0.4:
        below = np.vstack([picture[1:], picture[-1:]])
        return (picture + below) / 2
    kept = picture[rng.integers(2) :: 2]
    how = cv2.INTER_NEAREST if kind < 0.6 else cv2.INTER_LINEAR
    return cv2.resize(kept, picture.shape[1::-1], interpolation=how)


def scanlines(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """A filter that darkens the picture between the game's lines, as old screens do."""
    line = np.arange(len(picture), dtype=np.float32) / np.float32(scale * rng.choice([1, 1, 0.5]))
    wave = 0.5 + 0.5 * np.cos(2 * np.pi * (line + np.float32(rng.random())))
    depth = np.float32(rng.uniform(0.15, 0.7))
    return picture * (1 - depth * wave[:, None, None])


def scaled_twice(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """A recording of a smaller recording."""
    height, width = picture.shape[:2]
    share = rng.uniform(np.clip(0.55 / scale, 0.45, 0.8), 0.95)
    down, up = rng.choice([cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_NEAREST], 2, p=[0.5, 0.4, 0.1])
    small = cv2.resize(
        picture, (max(12, round(width * share)), max(8, round(height * share))), interpolation=int(down)
    )
    up = cv2.INTER_CUBIC if up == cv2.INTER_AREA else int(up)
    return cv2.resize(small, (width, height), interpolation=up)


def interlace(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """Every other row from another moment or weaker: half frames, and scanline filters."""
    picture = picture.copy()
    rows = picture[rng.integers(2) :: 2]
    if rng.random() < 0.5:
        rows[:] = np.roll(
            rows, int(rng.choice([-1, 1])) * max(1, round(rng.uniform(0.3, 1.2) * scale)), axis=1
        )
    else:
        rows *= np.float32(rng.uniform(0.5, 0.95))
    return picture


def ghost(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """A weak copy of the picture beside it."""
    distance = max(1, round(rng.uniform(0.5, 4) * scale)) * int(rng.choice([-1, 1]))
    strength = np.float32(rng.uniform(0.08, 0.35))
    return picture * (1 - strength) + np.roll(picture, distance, axis=1) * strength


def blur(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """Out of focus, or sideways only."""
    if rng.random() < 0.83:
        return cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.15, 0.75) * scale**0.8)
    return cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.15, 0.9) * scale, sigmaY=0.1)


def sharpen(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """Unsharp masking, with its bright and dark fringes."""
    soft = cv2.GaussianBlur(picture, (0, 0), 0.8 * scale**0.7)
    return picture + (picture - soft) * np.float32(rng.uniform(0.3, 1.2))


def grain(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """Noise of each pixel."""
    deviation = rng.uniform(1, 12) if rng.random() < 0.9 else rng.uniform(10, 25)
    return picture + rng.standard_normal(picture.shape, np.float32) * np.float32(deviation)


def jpeg(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """JPEG at the source's resolution; where the crop lies among the 8x8 blocks is random."""
    height, width = picture.shape[:2]
    quality = int(rng.integers(10, 96) if rng.random() < 0.5 else rng.integers(35, 95))
    top, left = (int(phase) for phase in rng.integers(0, 8, 2))
    source = np.clip(picture, 0, 255).astype(np.uint8)
    source = cv2.copyMakeBorder(source, top, 8, left, 8, cv2.BORDER_REFLECT_101)
    # The codec's own colour order is BGR, and brightness must not take the weight of another channel.
    _, packed = cv2.imencode(".jpg", source[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    assert decoded is not None, "it was encoded right before"
    decoded = np.ascontiguousarray(decoded[top : top + height, left : left + width, ::-1])
    if quality < 50 and rng.random() < 0.5:
        decoded = _deblock(decoded, scale, rng)
    return decoded.astype(np.float32)


def h264(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """H.264 at the source's resolution: the second of two pictures, coded from the first as streams are.

    The first is the same but for noise, or moved by a little: still scenes and moving ones.
    """
    height, width = picture.shape[:2]
    top, left = (int(phase) for phase in rng.integers(0, _MACROBLOCK, 2))
    below, beside = _MACROBLOCK - (top + height) % _MACROBLOCK, _MACROBLOCK - (left + width) % _MACROBLOCK
    source = np.clip(picture, 0, 255).astype(np.uint8)
    source = cv2.copyMakeBorder(source, top, below, left, beside, cv2.BORDER_REFLECT_101)
    if rng.random() < 0.5:
        earlier = np.roll(source, rng.integers(-3, 4, 2), (0, 1))
    else:
        earlier = cv2.add(source, rng.integers(0, 12, source.shape, np.uint8))
    decoded = _coded([earlier, source], crf=int(rng.integers(18, 40)))
    return decoded[top : top + height, left : left + width].astype(np.float32)


def _coded(pictures: list[np.ndarray], crf: int) -> np.ndarray:
    """The last of the pictures, uint8 RGB, after H.264 at a constant rate factor."""
    height, width = pictures[0].shape[:2]
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.thread_count = Fraction(1, 30), 1
    encoder.options = {"crf": str(crf), "preset": "veryfast", "tune": "zerolatency"}
    decoder = av.CodecContext.create("h264", "r")
    decoder.thread_count = 1
    packets = [packet for picture in pictures for packet in encoder.encode(_frame(picture))]
    packets += encoder.encode(None)
    frames = [frame for packet in packets for frame in decoder.decode(packet)] + decoder.decode(None)
    return cv2.cvtColor(frames[-1].to_ndarray(), cv2.COLOR_YUV2RGB_I420)


def _frame(picture: np.ndarray) -> av.VideoFrame:
    # OpenCV turns RGB to 4:2:0 and back in a third of the time that FFmpeg takes.
    planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420), np.uint8)
    return av.VideoFrame.from_ndarray(planes, format="yuv420p")


def _deblock(picture: np.ndarray, scale: float, rng: Rng) -> np.ndarray:
    """What players' filters make of coarse blocks."""
    if scale > 1.3 and rng.random() < 0.4:
        return cv2.medianBlur(picture, 3)
    return cv2.bilateralFilter(picture, 5, 40, 2)


STEPS = (
    Step(dither, 0.1),
    Step(colours, 1.0),
    Step(gamma, 0.5),
    Step(limited_range, 0.06),
    Step(washed_out, 0.08),
    Step(tone_mapped, 0.03),
    Step(fade, 0.12),
    Step(composite, 0.26),
    Step(dot_crawl, 0.06),
    Step(interlace, 0.04),
    Step(one_field, 0.06),
    Step(scaled_twice, 0.15),
    Step(scanlines, 0.04),
    Step(ghost, 0.05),
    Step(blur, 0.52),
    Step(sharpen, 0.1),
    Step(grain, 0.45),
    Step(jpeg, 0.5),
    Step(h264, 0.2),
)
