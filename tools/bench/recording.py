"""How fast `star-counter read` reads a recording, beside PyAV decoding it and nothing else."""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import av

from star_counter.cli.many.archive import ARCHIVE
from star_counter.hud import Rect
from star_counter.reading.reader import Reader
from star_counter.recording.files import Recording, readings
from star_counter.tracking.tracker import Tracker
from tools.simulation.video import render

from .table import Row

_FPS = 60
# Of a run of 70 stars so much is split, with a key frame every so many seconds, as streams have them.
_SPLIT_SECONDS, _KEY_FRAMES = 600.0, 2.0


def rows(build: Path, *, seconds: float | None = None, rounds: int = 5) -> Iterator[Row]:
    """Times on the demo run, or its first ``seconds``, 640x480 at 60 fps, rendered into ``build``."""
    video = build / "run_60fps.mp4"
    truth = render(video, fps=_FPS, seconds=seconds)
    crop, frames, reader = Rect(*truth["crop"]), truth["frames"], Reader()
    rates, shares = [], []
    for _ in range(rounds):  # in turn: other work on the machine slows both
        decoding = _seconds(_decode, video)
        reading = _seconds(_read, video, crop, reader)
        rates.append(frames / reading / _FPS)
        shares.append(decoding / reading)
    command = _seconds(_run_command, video, crop)
    yield Row("star-counter read, 640×480 at 60 fps", statistics.median(rates), "× real", "≥ 10")
    yield Row("the same, speed / PyAV alone decoding", statistics.median(shares), "×", "≥ 0.85")
    yield Row("the whole command, its start included", frames / command / _FPS, "× real", "≥ 10")
    yield Row("two files at once, against one after the other", _at_once(video, crop, rounds), "×", "≥ 1.8")
    yield from _splits(build / "run_70.mp4", seconds or _SPLIT_SECONDS)


def _splits(video: Path, seconds: float) -> Iterator[Row]:
    truth = render(video, run="70", fps=_FPS, seconds=seconds, key_frames=_KEY_FRAMES)
    crop, length = Rect(*truth["crop"]), truth["frames"] / _FPS
    by_keys = _seconds(_run_command, video, crop, "splits", "--route", "70")
    thorough = _seconds(_run_command, video, crop, "splits", "--route", "70", "--thorough")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield Row("star-counter splits, key frames every 2 s", length / by_keys, "× real", "≥ 150")
    yield Row("the same with --thorough", length / thorough, "× real")
    yield Row("memory of these commands, at most", memory, "MB", "≤ 300")


def _seconds(work, *arguments) -> float:
    started = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - started


def _decode(video: Path) -> None:
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for _ in container.decode(stream):
            pass


def _read(video: Path, crop: Rect, reader: Reader) -> None:
    tracker = Tracker()
    for frame, reading in readings(Recording(video, crop), reader):
        tracker.update(frame.number, frame.time, reading)


def _at_once(video: Path, crop: Rect, rounds: int) -> float:
    """How much sooner two videos are read by two processes than by one: the median, their start included."""
    gains = []
    with tempfile.TemporaryDirectory() as folder:
        for number in (1, 2):
            shutil.copy(video, Path(folder) / f"{number}.mp4")
        for _ in range(rounds):
            times = [_seconds(_run_afresh, Path(folder), crop, jobs) for jobs in (1, 2)]
            gains.append(times[0] / times[1])
    return statistics.median(gains)


def _run_afresh(folder: Path, crop: Rect, jobs: int) -> None:
    (folder / ARCHIVE).unlink(missing_ok=True)
    _run_command(folder, crop, "read", "--jobs", str(jobs))


def _run_command(video: Path, crop: Rect, name: str = "read", *options: str) -> None:
    command = [sys.executable, "-m", "star_counter.cli", name, "--json", "--crop", ",".join(map(str, crop))]
    subprocess.run([*command, *options, video], check=True, stdout=subprocess.DEVNULL)
