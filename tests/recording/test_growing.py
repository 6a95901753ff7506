"""A recording that is read while it is written."""

import threading
import time

import pytest

from star_counter.problem import Problem
from star_counter.recording.files import Recording
from star_counter.recording.growing import Growing
from tests.recording.test_times import KEYED, even, read, write


def grow(path, data, pieces, pause):
    """Writes the file bit by bit, in a thread, as a recorder does; its first bit is there at once."""
    step = -(-len(data) // pieces)
    path.write_bytes(data[:step])

    def append():
        for start in range(step, len(data), step):
            time.sleep(pause)
            with path.open("ab") as file:
                file.write(data[start : start + step])

    thread = threading.Thread(target=append)
    thread.start()
    return thread


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("v.mkv", {}),
        ("v.mkv", {"live": "1"}),
        ("v.ts", {}),
        ("v.flv", {}),
        ("v.mp4", {"movflags": "frag_keyframe+empty_moov"}),
    ],
)
def test_a_file_that_grows_is_read_to_where_it_ends(tmp_path, name, options):
    whole = write(tmp_path / f"whole{name[1:]}", even(120), 4.0, KEYED, **options)
    thread = grow(tmp_path / name, whole.read_bytes(), 6, 0.1)
    recording = Recording(tmp_path / name, growing=Growing(tmp_path / name, 0.5))
    frames = list(recording)
    thread.join()
    expected, _ = read(whole)
    assert [frame.number for frame in frames] == list(range(120))
    assert [frame.time for frame in frames] == pytest.approx([frame.time for frame in expected], abs=0.001)
    assert recording.read_to == pytest.approx(frames[-1].time + 1 / 30, abs=0.002)


def test_what_is_there_is_read_when_it_is_ended(tmp_path):
    data = write(tmp_path / "whole.ts", even(120), options=KEYED).read_bytes()
    (tmp_path / "v.ts").write_bytes(data[: len(data) * 2 // 3])
    growing = Growing(tmp_path / "v.ts", 600)
    threading.Timer(0.3, growing.end).start()
    assert 60 < len(list(Recording(tmp_path / "v.ts", growing=growing))) < 100
    assert (growing.is_over, growing.was_ended) == (True, True)


def test_what_is_no_file_cannot_grow(tmp_path):
    with pytest.raises(Problem, match=r"none\.mkv cannot be opened \("):
        Growing(tmp_path / "none.mkv", 1)
    with pytest.raises(Problem, match="is a folder"):
        Growing(tmp_path, 1)
