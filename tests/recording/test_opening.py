"""Files that are no recordings, or hurt: one sentence with their name, and nothing else is opened."""

import os
import socket
import struct
import threading
import warnings
import zlib
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import psutil
import pytest
from PIL import Image, features

from star_counter.hud import Rect
from star_counter.problem import Problem
from star_counter.recording.files import Recording, picture
from star_counter.recording.opening import MOST_PIXELS, is_picture, open_picture
from tests import posix

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="9" height="9"/></svg>'


def frames(path):
    """All frames of a file, as the command reads it."""
    return [picture(path)] if is_picture(path) else list(Recording(path))


def problem_of(path):
    with pytest.raises(Problem) as told:
        frames(path)
    return str(told.value)


def write(path, count=3, size=(64, 48), **tags):
    with av.open(str(path), "w") as container:
        container.metadata.update(tags)
        stream = container.add_stream("libx264", rate=30, options={"preset": "ultrafast"})
        (stream.width, stream.height), stream.pix_fmt = size, "yuv420p"
        container.start_encoding()
        for level in range(count):
            pixels = np.full((size[1], size[0], 3), 2 * level, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    return path


def png(width, height):
    """The beginning of a picture of that size."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(999)))


@contextmanager
def nobody():
    """The system's own judgement of rights, which it does not have of its master."""
    if not posix.IS_ROOT:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_drawing_is_no_video(tmp_path):
    (tmp_path / "svg.png").write_text(SVG)
    assert problem_of(tmp_path / "svg.png").startswith(
        f"{tmp_path / 'svg.png'} holds no video that can be read"
    )


@pytest.mark.parametrize("what", ["a drawing", "too large a crop"])
def test_what_is_refused_is_closed(tmp_path, what):
    """Else it could not be deleted on Windows as long as the error is remembered."""
    if what == "a drawing":
        path = tmp_path / "v.png"
        path.write_text(SVG)
    else:
        path = tmp_path / "v.mp4"
        write(path)
    before = posix.open_files(psutil.Process())
    with pytest.raises(Problem) as remembered:
        Recording(path, Rect(0, 0, 640, 480))
    assert posix.open_files(psutil.Process()) == before
    assert remembered.value.__traceback__


def test_a_video_of_an_unknown_codec_is_told(tmp_path):
    video = write(tmp_path / "v.mp4")
    video.write_bytes(video.read_bytes().replace(b"avc1", b"xyz1"))
    assert "v.mp4 holds no video that can be read" in problem_of(video)


def test_a_tag_of_any_bytes_is_no_matter(tmp_path):
    video = write(tmp_path / "v.mp4", title="quite a run")
    video.write_bytes(video.read_bytes().replace(b"quite a run", b"q\xff\xfe\x00e a run"))
    assert len(frames(video)) == 3


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow reads no AVIF")
def test_a_damaged_avif_is_told(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "p.avif")
    data = bytearray((tmp_path / "p.avif").read_bytes())
    place = data.index(b"mdat") + 4
    data[place : place + 100] = bytes(100)
    (tmp_path / "p.avif").write_bytes(data)
    assert "p.avif cannot be read as a video or a picture: it is damaged" in problem_of(tmp_path / "p.avif")


def test_what_is_no_file_is_refused_and_waited_for_by_nobody(tmp_path):
    posix.mkfifo(tmp_path / "fifo.mp4")
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "empty.mp4").touch()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.png"))
    told = {}

    def ask():
        for name in ("fifo.mp4", "folder.mp4", "empty.mp4", "socket.png"):
            for opened in (is_picture, open_picture, Recording):
                with pytest.raises(Problem) as refused:
                    opened(tmp_path / name)
                told.setdefault(name, set()).add(str(refused.value).removeprefix(f"{tmp_path}/{name} "))

    asking = threading.Thread(target=ask, daemon=True)  # who opens a pipe waits for ever
    asking.start()
    asking.join(30)
    assert told == {
        "fifo.mp4": {"is a pipe or a device: give a file."},
        "folder.mp4": {"is a folder: give the files in it."},
        "empty.mp4": {"is empty: record or copy it again."},
        "socket.png": {"is a pipe or a device: give a file."},
    }


def test_a_file_that_may_not_be_read_or_has_gone_is_told(tmp_path, monkeypatch):
    posix.own_words()
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o755)
    file = Path("p.png")
    Image.new("RGB", (64, 48)).save(file)
    file.chmod(0)
    with nobody():
        assert problem_of(file) == "p.png cannot be opened (Permission denied): check its name."
    assert is_picture(file) or not posix.IS_ROOT
    file.unlink()
    with pytest.raises(Problem, match=r"p\.png cannot be opened \(No such file"):
        picture(file)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("l.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n"),
        ("l.mp4", "ffconcat version 1.0\nfile {}\n"),
        (
            "l.sdp",
            "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 33\n",
        ),
    ],
)
def test_a_list_of_other_files_opens_none_of_them(tmp_path, monkeypatch, name, content):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "v.mkv")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for other in ("v.mkv", f"http://127.0.0.1:{port}/v.mkv"):
            Path(name).write_text(content.format(other, port=port))
            assert "cannot be read as a video or a picture" in problem_of(Path(name))
        server.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody has connected
            server.accept()


@pytest.mark.parametrize("size", [(30_000, 30_000), (12_000, 12_000), (9_000, 9_000)])
def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path, size):
    assert size[0] * size[1] > MOST_PIXELS
    (tmp_path / "p.png").write_bytes(png(*size))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        assert "p.png is too large: give a picture of the game of 67 million pixels" in problem_of(
            tmp_path / "p.png"
        )
    assert not warned


def test_a_video_that_would_fill_the_memory_is_refused(tmp_path):
    video = write(tmp_path / "v.mp4")
    data = video.read_bytes()
    place = data.index(b"avc1", data.index(b"stsd")) + 28  # of the size in the index
    video.write_bytes(data[:place] + struct.pack(">HH", 30_000, 30_000) + data[place + 4 :])
    (tmp_path / "v.y4m").write_bytes(b"YUV4MPEG2 W30000 H30000 F30:1 C420\nFRAME\n" + bytes(999))
    for name in ("v.mp4", "v.y4m"):
        try:
            assert {frame.crop.shape for frame in frames(tmp_path / name)} == {(48, 64, 3)}
        except Problem as problem:
            assert name in str(problem)


def test_a_deep_grey_picture_keeps_its_levels(tmp_path):
    levels = np.arange(0, 65536, 257, np.uint16).reshape(8, 32)
    Image.fromarray(levels).save(tmp_path / "p.png")
    (frame,) = frames(tmp_path / "p.png")
    np.testing.assert_array_equal(frame.crop[..., 0], levels >> 8)


def test_of_an_animated_webp_the_first_picture_is_read(tmp_path):
    first, *others = (Image.new("RGB", (64, 48), (level, level, level)) for level in (200, 100, 0))
    first.save(tmp_path / "p.webp", save_all=True, append_images=others, lossless=True)
    (frame,) = frames(tmp_path / "p.webp")
    assert frame.crop.mean() == 200


def test_a_video_without_frames_is_told(tmp_path):
    (tmp_path / "v.y4m").write_bytes(b"YUV4MPEG2 W64 H48 F30:1 C420\n")
    assert "Not one frame of" in problem_of(tmp_path / "v.y4m")
    for name in ("v.mkv", "v.mp4", "v.ts"):
        assert f"{tmp_path / name} " in problem_of(write(tmp_path / name, count=0))


def test_joined_recordings_count_on(tmp_path):
    video = write(tmp_path / "v.ts", count=60)
    video.write_bytes(video.read_bytes() * 3)
    seen = []
    with pytest.raises(Problem, match=r"The times of .*v\.ts jump at 0:02\.00 and at 0:04\.00"):
        for frame in Recording(video):
            seen.append(frame.time)
    assert seen == pytest.approx([number / 30 for number in range(180)], abs=1e-3)


def test_a_name_is_told_in_one_plain_line(tmp_path):
    posix.own_words()
    file = tmp_path / os.fsdecode(b"run\xff\n\x1b[31m\xe2\x80\xae.mp4")
    file.write_bytes(b"no video" * 99)
    assert problem_of(file).startswith(f"{tmp_path}/run\\udcff \\x1b[31m\\u202e.mp4 cannot be read")
