"""Videos and pictures that were damaged, cut, joined or mislabelled: what is whole, or one sentence."""

import io
import math
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, features

from star_counter.problem import Problem
from star_counter.reading.frame import GAME_SIZE
from star_counter.recording.files import Recording, picture
from star_counter.recording.opening import is_picture
from tests import posix

from .outcomes import check_plain, fuzzed, outcome

WIDTH, HEIGHT, FRAMES = 64, 48, 6
PICTURES = ("png", "jpeg", "webp", "gif", "bmp", "tiff", "ppm", *(["avif"] if features.check("avif") else []))
#: Of each kind of file its codec, and how its pixels are kept.
VIDEOS = {
    "mp4": ("libx264", "yuv420p"),
    "mov": ("png", "rgb24"),
    "mkv": ("ffv1", "bgr0"),
    "webm": ("libvpx", "yuv420p"),
    "ts": ("mpeg2video", "yuv420p"),
    "avi": ("mpeg4", "yuv420p"),
    "flv": ("flv", "yuv420p"),
    "h264": ("libx264", "yuv420p"),
}
KINDS = (*PICTURES, "animated.gif", "animated.webp", *VIDEOS)


def pixels(number):
    """Blocks in colours, of which encoders have something to do."""
    blocks = np.random.default_rng(number).integers(0, 256, (HEIGHT // 8, WIDTH // 8, 3), np.uint8)
    return blocks.repeat(8, axis=0).repeat(8, axis=1)


@cache
def whole(kind):
    """A file of that kind that is whole."""
    if kind in VIDEOS:
        return _video(kind, *VIDEOS[kind])
    first, *others = (Image.fromarray(pixels(number)) for number in range(FRAMES))
    file, form = io.BytesIO(), kind.rpartition(".")[2]
    first.save(file, form, **({"save_all": True, "append_images": others} if "." in kind else {}))
    return file.getvalue()


def _video(kind, codec, form):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"v.{kind}")
        with av.open(str(path), "w", options={"fflags": "bitexact"}) as container:
            container.metadata["title"] = "a run"
            stream = container.add_stream(codec, rate=30)
            stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, form
            stream.codec_context.gop_size, stream.codec_context.thread_count = 3, 1
            for number in range(FRAMES):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels(number), format="rgb24")))
            container.mux(stream.encode())
        return path.read_bytes()


@st.composite
def damaged(draw):
    """A file of one kind, with some damages, and the ending that it has."""
    data, name = bytearray(whole(draw(st.sampled_from(KINDS)))), draw(st.sampled_from(KINDS))
    for _ in range(draw(st.integers(0, 4))):
        other = whole(draw(st.sampled_from(KINDS)))
        # Most damage is done near the beginning, where the files say what they are.
        start = draw(st.integers(0, min(len(data), 400)) | st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(1, 64)))
        damage = draw(st.sampled_from(("bits", "cut", "zeros", "bytes", "twice", "head", "joined", "size")))
        if damage == "bits" and start < end:
            data[start] ^= 1 << draw(st.integers(0, 7))
        elif damage == "cut":
            del data[start:]
        elif damage == "zeros":
            data[start:end] = bytes(end - start)
        elif damage == "bytes":
            data[start:end] = draw(st.binary(max_size=64))
        elif damage == "twice":
            data[start:start] = data[start:end]
        elif damage == "head":
            data[:start] = other[:start]
        elif damage == "joined":
            data += other
        elif damage == "size":  # numbers that are read as lengths
            data[start : start + 4] = draw(st.sampled_from((b"\xff" * 4, b"\x7f\xff\xff\xff", bytes(4))))
    return bytes(data), name


def read(path):
    """All frames of a file, those before a `Problem`, too; and whether a search finds what it looks for."""
    if is_picture(path):
        return check([picture(path)])
    frames = []
    with closing(Recording(path)) as recording:
        try:
            for frame in recording:
                frames.append(frame)
        finally:
            check(frames)
    with closing(Recording(path)) as again:
        again.crop_at(again.duration / 2)
    with closing(Recording(path)) as again:
        list(again.crops_from_start((0.0, 0.1, 9.0)))
    return frames


def check(frames):
    """Fails where frames are not such as the tracker takes."""
    times = [frame.time for frame in frames]
    assert times == sorted(times) and all(map(math.isfinite, times))
    for frame in frames:
        assert frame.crop.dtype == np.uint8 and frame.crop.ndim == 3 and frame.crop.shape[2] == 3
        assert frame.game.shape == (GAME_SIZE[1], GAME_SIZE[0], 3)
    return frames


@fuzzed
@given(damaged())
@example((b"", "png"))
@example((b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "png"))
@example((whole("mp4").replace(b"avc1", b"xyz1"), "mp4"))
@example((whole("mp4").replace(b"a run", b"a \xffun"), "mp4"))
@example((whole("ts") * 3, "ts"))
def test_any_file_gives_its_frames_or_a_sentence(file):
    data, kind = file
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"v.{kind}")
        path.write_bytes(data)
        given_ = outcome(lambda: read(path), len(data))
        if isinstance(given_, Problem):
            assert f"v.{kind}" in str(given_)


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_file_gives_all_its_frames(tmp_path, kind):
    path = tmp_path / f"v.{kind}"
    path.write_bytes(whole(kind))
    is_one = kind in PICTURES or kind == "animated.webp"
    assert len(read(path)) == (1 if is_one else FRAMES)


@fuzzed
@given(st.binary(min_size=1, max_size=40))
def test_any_name_of_a_file_is_told_plainly(name):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, posix.name_of(name.translate(None, b"\0/") or b"x"))
        with pytest.raises(Problem) as told:
            is_picture(path)
        check_plain(str(told.value))
