"""The page of a folder of videos: its pictures, and what is wrong with some."""

import argparse
import base64
import io
import sqlite3
from contextlib import closing

import numpy as np
import pytest
from PIL import Image

from star_counter.cli.many import pages
from star_counter.cli.many.archive import ARCHIVE
from star_counter.tracking.event import Event
from tests import posix
from tests.cli.videos import CROP, cut
from tests.recording.videos import write

# The steps of grey of the frames of a stream: three a second, so that each tells its time.
RATE, STEP = 30, 2


def stream(path, first):
    """Three seconds of a transport stream whose grey grows, from that level on."""
    levels = first + STEP * np.arange(3 * RATE) // 3
    pictures = [np.full((48, 64, 3), level, np.uint8) for level in levels]
    return write(path, pictures, "libx264", "yuv420p", options={"bf": "0", "crf": "1", "g": "15"})


def levels(path, seconds, told):
    """The grey of the pictures of counts that were believed at these times, by their numbers."""
    events = [Event("star", round(second * RATE), second, 0, 1) for second in seconds]
    options = argparse.Namespace(crop="all", hud=None, confidence=0.9, model=None)
    found = {}
    for record in pages._picture_records(path, None, {path: (events, told)}, options):
        png = io.BytesIO(base64.b64decode(record["png"]))
        found[record["number"]] = float(np.asarray(Image.open(png)).mean())
    return found


def test_pictures_of_joined_streams_are_those_of_their_times(tmp_path):
    parts = [stream(tmp_path / f"{first}.ts", first).read_bytes() for first in (20, 130)]
    (tmp_path / "v.ts").write_bytes(b"".join(parts))
    found = levels(tmp_path / "v.ts", [0.5, 2.5, 3.5, 4.5, 7.0], "The times jump.")
    assert list(found) == [0, 1, 2, 3]
    assert list(found.values()) == pytest.approx([30, 70, 140, 160], abs=2)


def test_pictures_of_a_whole_stream_are_those_of_their_times(tmp_path):
    found = levels(stream(tmp_path / "v.ts", 20), [2.5, 0.5], "")
    assert found == {0: pytest.approx(70, abs=2), 1: pytest.approx(30, abs=2)}


@pytest.fixture
def joined(video, tmp_path):
    """A folder with a recording to which another one was joined."""
    folder = tmp_path / "videos"
    folder.mkdir()
    parts = [cut(video, tmp_path / f"{frames}.ts", frames).read_bytes() for frames in (110, 340)]
    (folder / "v.ts").write_bytes(b"".join(parts))
    return folder


def test_a_joined_recording_has_all_its_pictures_and_is_told_once(run, joined):
    status, out, err = run("report", joined, "--crop", CROP)
    assert (status, out) == (1, f"{joined / pages.PAGE}\n")
    assert len(err.splitlines()) == 1 and err.startswith(f"The times of {joined / 'v.ts'} jump at 0:03.00")
    page = (joined / pages.PAGE).read_text(encoding="utf-8")
    assert page.count('src="data:image/png;base64,') == 1 + 2  # the count known, and each star


def test_pictures_that_are_damaged_in_what_is_kept_are_told(run, video, tmp_path):
    cut(video, tmp_path / "a.mp4", 340)
    assert run("report", tmp_path, "--crop", CROP)[0] == 0
    with closing(sqlite3.connect(tmp_path / ARCHIVE)) as file, file:
        file.execute("UPDATE records SET lines = 'nonsense' WHERE what LIKE '[\"pictures\"%'")
    status, out, err = run("report", tmp_path, "--crop", CROP)
    assert (status, out) == (1, f"{tmp_path / pages.PAGE}\n")
    assert err == f"What is kept of {tmp_path / 'a.mp4'} is damaged: delete {ARCHIVE}, and run it again.\n"


def test_a_page_of_videos_does_not_follow_a_link(run, tmp_path):
    (tmp_path / "a.mp4").touch()
    posix.link(tmp_path / pages.PAGE, tmp_path / "victim")
    (tmp_path / "victim").write_text("mine")
    status, out, err = run("report", tmp_path, "--crop", CROP)
    told = "is there and no page of the star counter: give --out the name of another."
    assert (status, out, err) == (1, "", f"{tmp_path / pages.PAGE} {told}\n")
    assert (tmp_path / "victim").read_text() == "mine"


def test_a_picture_from_elsewhere_that_is_larger_than_a_counter_is_none():
    file = io.BytesIO()
    Image.new("L", (5000, 40)).save(file, "PNG")
    with pytest.raises(ValueError, match="no picture of a counter"):
        pages._decode({}, {"number": 1, "png": base64.b64encode(file.getvalue()).decode()})
