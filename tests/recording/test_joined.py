"""Recordings one after the other, and what is left of each when it is closed."""

import subprocess
import sys

import numpy as np
import pytest

from star_counter.problem import Problem
from star_counter.reading.frame import FrameAfterGap
from star_counter.recording.files import Recording
from star_counter.recording.joined import Joined
from tests import posix
from tests.recording.videos import blots, noise, write


def halved(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def test_time_is_missing_after_a_part_that_lost_its_end(tmp_path):
    parts = [write(tmp_path / f"{number}.mkv", noise(64, 48, 80, number)) for number in range(3)]
    halved(parts[1])
    frames, problems = [], []
    try:
        for frame in Joined(parts, Recording):
            frames.append(frame)
    except Problem as problem:
        problems.append(str(problem))
    gaps = [frame.number for frame in frames if isinstance(frame, FrameAfterGap)]
    assert gaps == [frames[-1].number - 79]
    assert 80 < gaps[0] < 160
    assert len(problems) == 1 and str(parts[1]) in problems[0]
    steps = np.diff([frame.time for frame in frames])
    assert steps == pytest.approx(np.full(len(steps), 1 / 30), abs=0.002)


def test_nothing_is_read_of_a_closed_recording(tmp_path):
    recording = Recording(write(tmp_path / "v.mkv", noise(64, 48, 20)))
    frames = iter(recording)
    next(frames)
    recording.close()
    assert not list(frames)


MEMORY = """
import resource, sys
from pathlib import Path
from star_counter.recording.files import Recording
from star_counter.recording.joined import Joined
read = sum(1 for _ in Joined([Path(sys.argv[1])] * int(sys.argv[2]), Recording))
print(read, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def memory(video, parts):
    """The frames of so many parts, and the most memory that reading them took, in MB."""
    command = [sys.executable, "-c", MEMORY, video, str(parts)]
    read, megabytes = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return int(read), float(megabytes)


def test_many_parts_take_no_more_memory_than_a_few(tmp_path):
    posix.module("resource")
    video = write(tmp_path / "v.mp4", blots(1920, 1080, 8), "libx264", "yuv420p")
    (few, least), (many, most) = memory(video, 3), memory(video, 25)
    assert (few, many) == (24, 200)
    assert most < least + 60  # each part would keep 10 MB
