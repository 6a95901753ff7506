"""The colours of a high-dynamic-range video on an ordinary screen, simply."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from .library import av

# FFmpeg's numbers of what a file may say: AVCOL_TRC_SMPTE2084 and AVCOL_TRC_ARIB_STD_B67, AVCOL_PRI_BT2020.
_PQ, _HLG = 16, 18
_BT2020 = 9
# ITU-R BT.2408: white that is no highlight, as a game's or a window's: in cd/m², and as a signal of HLG.
_WHITE = 203.0
_HLG_WHITE = 0.75
# ITU-R BT.2087: from the light of BT.2020's primaries to that of BT.709's.
_TO_BT709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32
)
# Light is kept in so many steps, by its square root, to be made a signal of an ordinary screen.
_STEPS = 4095


def tone_mapping(codec: av.VideoCodecContext) -> Callable[[np.ndarray], np.ndarray] | None:
    """What makes the RGB of a video's pictures, uint8, ordinary; None where it is, as the file says.

    White as games have it becomes white, and what shines more does too: a counter has no highlights.
    """
    curve = {_PQ: _pq_light, _HLG: _hlg_light}.get(codec.color_trc)
    if curve is None:
        return None
    light = curve().astype(np.float32)
    is_wide = codec.color_primaries == _BT2020
    return functools.partial(_mapped, light, is_wide)


def _mapped(light: np.ndarray, is_wide: bool, rgb: np.ndarray) -> np.ndarray:
    linear = light[rgb]
    if is_wide:
        linear = linear @ _TO_BT709.T
    steps = np.sqrt(np.clip(linear, 0.0, 1.0)) * _STEPS + 0.5
    return _screen_levels()[steps.astype(np.uint16)]


@functools.cache
def _screen_levels() -> np.ndarray:
    """The levels of sRGB for steps of light."""
    linear = (np.arange(_STEPS + 1) / _STEPS) ** 2
    signal = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.round(255 * signal).astype(np.uint8)


def _pq_light() -> np.ndarray:
    """The light of the 256 levels of PQ (SMPTE ST 2084), where white is 1."""
    root = (np.arange(256) / 255) ** (32 / 2523)
    above, below = np.maximum(root - 107 / 128, 0.0), 2413 / 128 - 2392 / 128 * root
    return 10_000 / _WHITE * (above / below) ** (8192 / 1305)


def _hlg_light() -> np.ndarray:
    """The light of the 256 levels of HLG (ITU-R BT.2100), where white is 1."""
    signal = np.append(np.arange(256) / 255, _HLG_WHITE)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    shown = scene**1.2  # of a screen of 1000 cd/m²
    return shown[:-1] / shown[-1]
