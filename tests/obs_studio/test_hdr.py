"""Sources in HDR, of ten bits: OBS draws them in ordinary colours for the script, which asks for those."""

import av
import numpy as np
import pytest

from tests import pictures
from tools.obs_studio import scenes, star_counter_script

pytestmark = pytest.mark.obs

#: How bright white is in an HDR picture that was made of an ordinary one, in nits (ITU-R BT.2408).
WHITE = 203.0
#: From the primaries of BT.709 to those of BT.2020, and from RGB to YUV by BT.2020.
TO_2020 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
LUMA = np.array([0.2627, 0.6780, 0.0593])


#: The source's colours, as libobs numbers them.
SPACE = """
import ctypes
space = ctypes.PyDLL(None).obs_source_get_color_space
space.argtypes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p
source = obs.obs_get_source_by_name("game")
found = space(int(source), 0, None)
obs.obs_source_release(source)
found
"""
GS_CS_709_EXTENDED = 2


def pq(nits: np.ndarray) -> np.ndarray:
    """The signal, 0 to 1, by SMPTE ST 2084."""
    power = (nits / 10_000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375


def planes(picture: np.ndarray) -> list[np.ndarray]:
    """A picture's planes in HDR, of ten bits: brightness, and two of colour at half the size."""
    encoded = picture / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    signal = pq(np.clip(linear @ TO_2020.T, 0, None) * WHITE)
    luma = signal @ LUMA
    blue, red = (signal[..., 2] - luma) / 1.8814, (signal[..., 0] - luma) / 1.4746
    small = [each.reshape(each.shape[0] // 2, 2, -1, 2).mean(axis=(1, 3)) for each in (blue, red)]
    return [64 + 876 * luma, *(512 + 896 * each for each in small)]


def hdr_video(path, picture):
    """Ten seconds of one picture as PQ, without any loss."""
    height, width, _ = picture.shape
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=10)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p10le"
        stream.codec_context.color_trc, stream.codec_context.color_primaries = 16, 9  # SMPTE 2084, BT.2020
        stream.codec_context.colorspace, stream.codec_context.color_range = 9, 1
        frame = av.VideoFrame(width, height, "yuv420p10le")
        for plane, values in zip(frame.planes, planes(picture), strict=True):
            rows = np.zeros((plane.height, plane.line_size // 2), np.uint16)
            rows[:, : plane.width] = values.round()
            plane.update(rows)
        for number in range(100):
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def test_a_counter_in_hdr_is_read(start, tmp_path):
    video = hdr_video(tmp_path / "hdr.mkv", pictures.game(87))
    player = star_counter_script.player(1, "game", pictures.crop(), stars="stars")
    script = start([scenes.media("game", video)], player)
    script.wait_for_text("stars", "87")
    assert "87 stars" in script.wait_for_status("Player 1")
    assert script.obs.run_inside(SPACE, thread="ui") == GS_CS_709_EXTENDED
