"""Processes that share work, beside a video that is decoded on several threads."""

import gc

import pytest

from star_counter.recording.files import Recording
from tools.processes import processes
from tools.simulation.video import render


@pytest.fixture
def no_collection():
    """What holds itself stays until it is collected here or there."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_a_video_that_is_thrown_away_there_stops_nothing(tmp_path, no_collection):
    render(tmp_path / "run.mp4", seconds=2)
    recording = Recording(tmp_path / "run.mp4")
    next(iter(recording))
    del recording  # it holds itself: a copy of this process would have it still
    pool = processes(1)
    try:
        assert pool.submit(gc.collect).result(timeout=60) >= 0
    finally:
        pool.shutdown(wait=False)
