"""The index of a recording that is read in parts."""

import itertools
import tempfile
from pathlib import Path

import numpy as np
import pytest

from star_counter.problem import Problem
from star_counter.reading.reader import Reader
from star_counter.recording.index import Stamps, Unsought
from star_counter.recording.sought import Sought
from tests.reading import models
from tests.recording.videos import blots, write


def test_of_key_frames_one_a_second_is_read(tmp_path, opened):
    """Where every frame is one, hours of them would fill the memory."""
    recording = opened(write(tmp_path / "v.mkv", blots(96, 64, 100), "mjpeg", "yuvj420p"))
    recording.index(Reader())
    assert [key.number for key in recording.keys] == [0, 30, 60, 90]
    assert [one.number for one in recording.read(range(100))] == list(range(100))


def test_what_is_wrong_with_the_model_is_not_the_recordings_fault(tmp_path, opened):
    recording = opened(write(tmp_path / "v.mkv", blots(96, 64, 3)))
    with pytest.raises(Problem, match="fails when it reads a picture"):
        recording.index(Reader(models.raising(tmp_path / "bad.onnx")))


def test_without_room_for_its_index_it_is_read_whole(tmp_path, opened, monkeypatch):
    recording = opened(write(tmp_path / "v.mkv", blots(96, 64, 3)))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(Unsought, match=r"folder for temporary files has no room for its index \(.*nowhere\)"):
        recording.index(Reader())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_where_its_index_fills_the_disk_it_is_read_whole(tmp_path, opened, monkeypatch):
    recording = opened(write(tmp_path / "v.mkv", blots(96, 64, 3)))
    with Path("/dev/full").open("r+b", buffering=0) as full:
        monkeypatch.setattr(tempfile, "TemporaryFile", lambda: full)
        with pytest.raises(Unsought, match="no room for its index"):
            recording.index(Reader())


def test_of_a_part_what_is_shown_before_it_counts_as_before_it():
    stamps = Stamps(np.arange(0, 1000, 10)).part(30, 40)
    assert [stamps.number(stamp) for stamp in (0, 290, 300, 390)] == [29, 29, 30, 39]
    assert (stamps.stamp(39), stamps.end) == (390, 40)
    for stamp in (None, 305, 400):
        with pytest.raises(Unsought, match="other times than its index"):
            stamps.number(stamp)


def parted(recording: Sought, reader: Reader, number: int) -> Sought:
    """Its index read in so many parts, the last one first."""
    bounds = list(itertools.pairwise([None, *recording.seams(number - 1), None]))
    assert len(bounds) == number
    parts = [recording.index_part(reader, *ends) for ends in reversed(bounds)]
    recording.index(reader, parts[::-1])
    return recording


@pytest.mark.parametrize(
    ("codec", "pixels", "suffix", "apart"),
    [
        ("libx264", "yuv420p", "mp4", 30),  # with frames that are stored in another order than they are shown
        ("libx264", "yuv420p", "mkv", 12),  # two or three key frames a second, of which one is read
        ("mjpeg", "yuvj420p", "mkv", 1),
    ],
)
def test_an_index_in_parts_is_the_one_of_the_whole(tmp_path, codec, pixels, suffix, apart, opened):
    reader = Reader()
    path = write(tmp_path / f"v.{suffix}", blots(96, 64, 300), codec, pixels, options={"g": str(apart)})
    whole = opened(path)
    whole.index(reader)
    assert len(whole.keys) >= 7
    for number in (2, 3):
        other = parted(opened(path), reader, number)
        assert list(other.stamps.values) == list(whole.stamps.values)
        assert [key[:2] for key in other.keys] == [key[:2] for key in whole.keys]
        assert [one.number for one in other.read([3, 150, 299])] == [3, 150, 299]
        other.finish()


def test_a_part_that_does_not_begin_where_it_should_leaves_the_recording_to_be_read_whole(tmp_path, opened):
    recording = opened(write(tmp_path / "v.mkv", blots(96, 64, 100)))
    with pytest.raises(Unsought):
        recording.index_part(Reader(), 7)
