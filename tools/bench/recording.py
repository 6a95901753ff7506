"""How fast `star-counter` reads recordings, beside PyAV decoding them and nothing else."""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import av
import psutil

from star_counter.cli.many.archive import ARCHIVE
from star_counter.hud import Rect
from tools.simulation.video import render

from .table import Row

# So much of a run of 70 stars is read, with a key frame every so many seconds, as streams have them.
_FPS, _SECONDS, _KEY_FRAMES = 60, 600.0, 2.0
# And so much of the demo run, twice, by one process and by two.
_SHORT = 60.0
# So often, in seconds, the memory is looked at.
_OFTEN = 0.05


def rows(build: Path, *, seconds: float = _SECONDS, rounds: int = 3) -> Iterator[Row]:
    """Times the commands, their start included, on 640x480 at 60 fps, rendered into ``build``."""
    video, short = build / "run_70.mp4", build / "run_60fps.mp4"
    truth = render(video, run="70", fps=_FPS, seconds=seconds, key_frames=_KEY_FRAMES)
    crop, length = Rect(*truth["crop"]), truth["frames"] / _FPS
    rates, shares = [], []
    for _ in range(rounds):  # in turn: other work on the machine slows both
        decoding = _seconds(_decode, video)
        reading = _seconds(_run_command, video, crop)
        rates.append(length / reading)
        shares.append(decoding / reading)
    yield Row("star-counter read, 640×480 at 60 fps", statistics.median(rates), "× real", "≥ 10")
    yield Row("the same, speed / PyAV alone decoding", statistics.median(shares), "×", "≥ 0.85")
    by_keys = statistics.median(
        length / _seconds(_run_command, video, crop, "splits", "--route", "70") for _ in range(rounds)
    )
    yield Row("star-counter splits, key frames every 2 s", by_keys, "× real", "≥ 150")
    yield Row("memory of each process, at most", _memory(video, crop), "MB", "≤ 300")
    crop = Rect(*render(short, fps=_FPS, seconds=min(seconds, _SHORT))["crop"])
    yield Row("two files at once, against one after the other", _at_once(short, crop, rounds), "×", "≥ 1.8")


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
    assert _begun(video, crop, name, *options).wait() == 0, "it reads what was drawn"


def _begun(video: Path, crop: Rect, name: str, *options: str) -> psutil.Popen:
    """The command, which has just begun."""
    command = [sys.executable, "-m", "star_counter.cli", name, "--json", "--crop", ",".join(map(str, crop))]
    # As on players' computers, Python keeps what it has compiled.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return psutil.Popen([*command, *options, str(video)], stdout=subprocess.DEVNULL, env=kept)


def _memory(video: Path, crop: Rect) -> float:
    """How many megabytes the largest of the command's processes has at most.

    What the system tells at their end counts this process, too, as they are begun as copies of it.
    """
    most, process = 0.0, _begun(video, crop, "splits", "--route", "70")
    while process.poll() is None:
        with contextlib.suppress(psutil.Error):  # one has just ended
            processes = [process, *process.children(recursive=True)]
            most = max(most, *(one.memory_info().rss / 1e6 for one in processes))
        time.sleep(_OFTEN)
    return most
