"""Pictures of every form that videos have: upright, in ordinary colours, where they belong."""

import struct
from fractions import Fraction

import av
import numpy as np
import pytest

from star_counter.hud import HudGrid, Rect
from star_counter.problem import Problem
from star_counter.recording.files import Recording
from tests.recording.videos import blots, cut, noise, write

PQ, HLG, BT2020 = 16, 18, 9
# A display matrix's four numbers, as (x' of x, y' of x, x' of y, y' of y).
ORIENTATIONS = [
    (1, 0, 0, 1),
    (-1, 0, 0, -1),
    (0, 1, -1, 0),
    (0, -1, 1, 0),
    (-1, 0, 0, 1),
    (1, 0, 0, -1),
    (0, 1, 1, 0),
    (0, -1, -1, 0),
]


@pytest.mark.parametrize(
    ("codec", "form", "name", "size"),
    [
        ("libx264", "yuv444p", "v.mkv", (341, 251)),
        ("libx264", "yuv422p10le", "v.mp4", (342, 250)),
        ("libx265", "yuv420p10le", "v.mp4", (342, 250)),
        ("libx265", "yuv444p", "v.mkv", (342, 250)),
        ("libsvtav1", "yuv420p", "v.mp4", (342, 250)),
        ("libsvtav1", "yuv420p10le", "v.mkv", (342, 250)),
        ("libvpx-vp9", "yuv444p", "v.webm", (341, 251)),
        ("libvpx", "yuv420p", "v.webm", (341, 251)),
        ("prores_ks", "yuv422p10le", "v.mov", (341, 251)),
        ("prores_ks", "yuva444p10le", "v.mov", (341, 251)),
        ("dnxhd", "yuv422p", "v.mov", (1280, 720)),
        ("mpeg2video", "yuv420p", "v.ts", (342, 250)),
        ("mpeg4", "yuv420p", "v.avi", (342, 250)),
        ("mjpeg", "yuvj422p", "v.avi", (341, 251)),
        ("rawvideo", "yuyv422", "v.avi", (342, 250)),
    ],
)
def test_every_codec_has_its_pictures_at_their_times(tmp_path, codec, form, name, size):
    options = {
        "libx264": {"crf": "8"},
        "libx265": {"crf": "4", "preset": "ultrafast", "x265-params": "log-level=none:pools=1"},
        "libsvtav1": {"crf": "5", "preset": "12"},
        "libvpx-vp9": {"crf": "5", "b": "20M", "cpu-used": "8"},
        "libvpx": {"crf": "4", "b": "20M", "cpu-used": "8"},
        "dnxhd": {"profile": "dnxhr_hq"},
        "mpeg2video": {"b": "20M"},
        "mpeg4": {"b": "20M"},
        "mjpeg": {"q": "2", "b": "20M"},
    }.get(codec, {})
    pictures = list(blots(*size, frames=5))
    crop = (101, 33, 95, 53)
    video = write(tmp_path / name, pictures, codec, form, options=options)
    with av.open(str(video)) as container:
        decoded = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    recording = Recording(video, Rect(*crop))
    assert (recording.width, recording.height) == size
    frames = list(recording)
    assert [frame.number for frame in frames] == list(range(5))
    assert [frame.time for frame in frames] == pytest.approx([n / 30 for n in range(5)], abs=0.001)
    for frame, pixels, whole in zip(frames, pictures, decoded, strict=True):
        assert np.abs(frame.crop.astype(int) - cut(whole, crop)).mean() < 4
        assert np.abs(frame.crop.astype(int) - cut(pixels, crop)).mean() < 30  # some encoders keep little


def turn(video, matrix):
    """Writes a display matrix into an .mp4 or .mov, as phones do."""
    data = bytearray(video.read_bytes())
    place = data.index(b"tkhd") + 4 + 40
    x_of_x, y_of_x, x_of_y, y_of_y = (65536 * number for number in matrix)
    data[place : place + 36] = struct.pack(">9i", x_of_x, y_of_x, 0, x_of_y, y_of_y, 0, 0, 0, 1 << 30)
    video.write_bytes(data)
    return video


def turned(pixels, matrix):
    x_of_x, y_of_x, x_of_y, y_of_y = matrix
    if not x_of_x:
        pixels = pixels.transpose(1, 0, 2)
    return pixels[:: y_of_x + y_of_y, :: x_of_x + x_of_y]


@pytest.mark.parametrize("matrix", ORIENTATIONS)
def test_a_phones_video_is_read_upright(tmp_path, matrix):
    pictures = noise(81, 49)
    video = turn(write(tmp_path / "v.mov", pictures, "png", "rgb24"), matrix)
    expected = [turned(pixels, matrix) for pixels in pictures]
    crop = (11, 7, 29, 31)
    recording = Recording(video, Rect(*crop))
    assert (recording.height, recording.width) == expected[0].shape[:2]
    np.testing.assert_array_equal(recording.crop_at(0.0), cut(expected[0], crop))
    for frame, pixels in zip(Recording(video, Rect(*crop)), expected, strict=True):
        np.testing.assert_array_equal(frame.crop, cut(pixels, crop))


@pytest.mark.parametrize(("order", "level"), [("tff", 200), ("bff", 40)])
@pytest.mark.parametrize("name", ["v.mkv", "v.mp4", "v.ts"])
def test_of_an_interlaced_picture_the_first_field_is_read(tmp_path, order, level, name):
    woven = np.full((96, 128, 3), 200, np.uint8)
    woven[1::2] = 40  # the bottom field, of another picture
    options = {"x264-params": f"{order}=1", "qp": "0"}
    frames = list(Recording(write(tmp_path / name, [woven] * 6, "libx264", "yuv444p", options=options)))
    assert [frame.number for frame in frames] == list(range(6))
    for frame in frames:
        assert frame.crop.shape == (96, 128, 3)
        np.testing.assert_allclose(frame.crop, level, atol=3)


def test_a_crop_is_in_the_pixels_of_the_file_whatever_their_shape(tmp_path):
    pictures = list(blots(720, 480))
    options = {"x264-params": "sar=8/9", "qp": "0"}
    video = write(tmp_path / "v.mkv", pictures, "libx264", "yuv444p", options=options)
    with av.open(str(video)) as container:
        assert container.streams.video[0].sample_aspect_ratio == Fraction(8, 9)
    recording = Recording(video, Rect(500, 19, 97, 54))
    assert (recording.width, recording.height) == (720, 480)
    for frame, pixels in zip(recording, pictures, strict=True):
        assert np.abs(frame.crop.astype(int) - cut(pixels, (500, 19, 97, 54))).mean() < 3


def boxed(width, height):
    """Pictures with a red box, an eighth of them wide and high, at an eighth of both."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[height // 8 : height // 4, width // 8 : width // 4] = 255, 0, 0
    return [pixels] * 3


def joined(folder, *sizes):
    parts = [write(folder / "part.h264", boxed(*size), "libx264", "yuv444p").read_bytes() for size in sizes]
    (folder / "v.h264").write_bytes(b"".join(parts))
    return folder / "v.h264"


@pytest.mark.parametrize("place", [{"crop": Rect(16, 12, 16, 12)}, {"grid": HudGrid(-244.5, -4.5, 1, 1)}])
def test_places_keep_to_the_picture_where_its_size_changes(tmp_path, place):
    sizes = [(128, 96), (256, 192), (64, 48), (128, 96)]
    video = joined(tmp_path, *sizes)
    whole = list(Recording(video))
    assert [frame.crop.shape[:2] for frame in whole] == [size[::-1] for size in sizes for _ in range(3)]
    frames = list(Recording(video, **place))
    first = frames[0].crop
    for frame, size in zip(frames[::3], sizes, strict=True):
        k = size[0] / 128
        assert frame.crop.shape[:2] == pytest.approx([k * side for side in first.shape[:2]], abs=1)
        np.testing.assert_allclose(frame.crop.mean((0, 1)), first.mean((0, 1)), atol=12)


def test_another_shape_is_told_with_its_time(tmp_path):
    with pytest.raises(Problem, match=r"v\.h264 changes its shape at 0:00\.\d\d, from 128x96 to 160x90"):
        list(Recording(joined(tmp_path, (128, 96), (160, 90)), Rect(16, 12, 16, 12)))


def light_of(srgb):
    """The light of an ordinary picture, 0 to 1."""
    signal = srgb / 255
    return np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)


def wide(light):
    """Light of BT.709's primaries as that of BT.2020's (ITU-R BT.2087)."""
    return light @ np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]]).T


def pq_signal(light):
    """SMPTE ST 2084 of a white of 203 cd/m²."""
    power = (light * 203 / 10_000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375


def hlg_signal(light):
    """ITU-R BT.2100 of a white at 75 %, on a screen of 1000 cd/m²."""
    white = (np.exp((0.75 - 0.55991073) / 0.17883277) + 0.28466892) / 12
    scene = light ** (1 / 1.2) * white
    high = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), high)


@pytest.mark.parametrize(("curve", "signal"), [(PQ, pq_signal), (HLG, hlg_signal)])
def test_high_dynamic_range_has_ordinary_colours(tmp_path, curve, signal):
    (pixels,) = blots(96, 64, frames=1)
    pixels[:8], pixels[8:16] = 0, 255
    coded = np.round(signal(wide(light_of(pixels))) * 65535).astype(np.uint16)
    with av.open(str(tmp_path / "v.mkv"), "w") as container:
        stream = container.add_stream("ffv1", rate=30)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "gbrp10le"
        codec = stream.codec_context
        codec.color_trc, codec.color_primaries = curve, BT2020
        frame = av.VideoFrame.from_ndarray(coded, format="rgb48le").reformat(format="gbrp10le")
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    (seen,) = Recording(tmp_path / "v.mkv")
    difference = np.abs(seen.crop.astype(int) - pixels)
    assert difference.mean() < 4
    assert seen.crop[:8].max() <= 2 and seen.crop[8:16].min() >= 253
    assert seen.dark < 0.3 and seen.bright < 0.3
