"""Videos whose black is grey, as some capture cards leave it."""

import av
import numpy as np
import pytest

from star_counter.hud import HudGrid
from star_counter.reading.levels import Levels
from star_counter.reading.reader import Reader
from star_counter.recording.files import Recording, readings
from star_counter.tracking.tracker import Tracker
from tests.recording.videos import write
from tools.simulation.video import render

SECONDS = 24
GRID = HudGrid(0, 0, 1, 1)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    video = tmp_path_factory.mktemp("run") / "run.mp4"
    render(video, size=(320, 240), seconds=SECONDS, key_frames=2)
    return video


def greyer(video, path, black, white=255):
    """The same video, its black and its white of these levels."""
    table = np.round(np.linspace(black, white, 256)).astype(np.uint8)
    with av.open(str(video)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=30, options={"crf": "20", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for frame in source.decode(video=0):
            pixels = table[frame.to_ndarray(format="rgb24")]
            target.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        target.mux(stream.encode())
    return path


def events(video):
    """What happened by kind and frame: not the counter's blinking, which noise moves by a frame."""
    tracker, found = Tracker(), []
    for frame, reading in readings(Recording(video, grid=GRID), Reader()):
        found += tracker.update(frame.number, frame.time, reading)
    return [(event.kind, event.frame) for event in found if event.kind.startswith(("black", "white", "star"))]


@pytest.mark.parametrize("black", [24, 60])
def test_screens_are_seen_where_black_is_grey(run, tmp_path, black):
    true = events(run)
    assert sum(kind == "black" for kind, _ in true) >= 2
    seen = events(greyer(run, tmp_path / "grey.mp4", black))
    assert [kind for kind, _ in seen] == [kind for kind, _ in true]
    frames, true_frames = ([frame for _, frame in each] for each in (seen, true))
    assert frames == pytest.approx(true_frames, abs=2)  # when all is covered, noise tells


@pytest.mark.parametrize(("darkest", "is_kept"), [(18, True), (40, False), (90, True)])
def test_only_a_black_that_is_grey_is_changed(tmp_path, darkest, is_kept):
    """Not one that is nearly black, nor a bright scene without any."""
    picture = np.full((48, 64, 3), 120, np.uint8)
    picture[10:20] = darkest
    path = write(tmp_path / "v.mkv", [picture] * 13, times=range(0, 13_000, 1000))
    kept = [np.array_equal(frame.crop, picture) for frame in Recording(path)]
    assert kept == [is_kept] * 13


def test_black_is_the_darkest_that_was_seen():
    levels = Levels()
    for level, table in ((90, None), (40, 40), (50, 40), (15, None), (40, None)):
        levels.learn(np.full((24, 32, 3), level, np.uint8))
        if table is None:
            assert levels.table is None
        else:
            assert levels.table[table] == 8 and levels.table[255] == 255 and levels.table[0] == 0
