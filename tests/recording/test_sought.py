"""The index of a recording that is read in parts."""

import pytest

from star_counter.problem import Problem
from star_counter.reading.reader import Reader
from star_counter.recording.sought import Sought
from tests.reading import models
from tests.recording.videos import blots, write


def test_of_key_frames_one_a_second_is_read(tmp_path):
    """Where every frame is one, hours of them would fill the memory."""
    recording = Sought(write(tmp_path / "v.mkv", blots(96, 64, 100), "mjpeg", "yuvj420p"))
    recording.index(Reader())
    assert [key.number for key in recording.keys] == [0, 30, 60, 90]
    assert [one.number for one in recording.read(range(100))] == list(range(100))


def test_what_is_wrong_with_the_model_is_not_the_recordings_fault(tmp_path):
    recording = Sought(write(tmp_path / "v.mkv", blots(96, 64, 3)))
    with pytest.raises(Problem, match="fails when it reads a picture"):
        recording.index(Reader(models.raising(tmp_path / "bad.onnx")))
