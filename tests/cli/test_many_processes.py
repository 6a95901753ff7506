"""Many files at once: the processes that read them, which may be killed, and end with the command."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest

from star_counter.cli.many import workers
from star_counter.cli.many.archive import ARCHIVE
from star_counter.cli.many.processes import ctrl_c_later
from star_counter.cli.videos.given import videos_in
from tests import posix
from tests.cli.videos import COMMAND, CROP, command, cut, wait_for, wait_for_the_end_of


def test_nothing_but_the_places_is_told_beside_the_result(folder):
    """Processes that are ended leave nothing behind that Python would warn of."""
    done = subprocess.run([*COMMAND, "read", str(folder)], capture_output=True, encoding="utf-8", check=True)
    told = done.stderr.splitlines()
    assert len(told) == len(videos_in(folder))
    assert all("the counter is at --crop" in line for line in told)


def test_killed_at_any_moment_it_goes_on_and_prints_the_same(folder, video):
    """And no process of it is left behind, and no file but the archive."""
    posix.signals()
    for number in range(5):
        cut(video, folder / f"more {number}.mp4", 110)
    names = {path.name for path in folder.iterdir()}
    expected = subprocess.run(command(folder), capture_output=True, check=True).stdout
    (folder / ARCHIVE).unlink()
    kept = [0]
    for _ in range(40):
        with subprocess.Popen(command(folder), stdout=subprocess.PIPE, start_new_session=True) as process:
            wait_for(lambda: process.poll() is not None or _kept(folder) > kept[-1])
            process.kill()
            out = process.stdout.read()
        wait_for_the_end_of(process.pid)
        kept.append(_kept(folder))
        assert kept[-1] >= kept[-2]
        if process.returncode != -signal.SIGKILL:
            break
    assert len(kept) > 4  # it was killed several times
    assert out == expected
    assert {path.name for path in folder.iterdir()} == names | {ARCHIVE}


def _kept(folder):
    """How many files' results are kept."""
    try:
        with closing(sqlite3.connect(f"file:{folder / ARCHIVE}?mode=ro", uri=True)) as file:
            return file.execute("SELECT count(*) FROM results").fetchone()[0]
    except sqlite3.OperationalError:  # not there yet, or being written
        return 0


@pytest.mark.parametrize("seconds", [None, 0.5, 0.9, 1.3])
def test_ctrl_c_stops_all(folder, seconds):
    """After the first line, and while the processes start; there is much to read."""
    posix.signals()
    for number in range(5):
        shutil.copy(folder / "run 9.mkv", folder / f"more {number}.mkv")
    with subprocess.Popen(
        command(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        if seconds is None:
            process.stdout.readline()
        else:
            time.sleep(seconds)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        assert (process.wait(timeout=30), process.stderr.read()) == (130, "Stopped.\n")
    wait_for_the_end_of(process.pid)


def test_ctrl_c_waits_while_a_process_is_started_even_if_another_thread_takes_it():
    posix.signals()
    done, started = threading.Event(), []
    other = threading.Thread(target=done.wait)
    other.start()

    def start():
        with ctrl_c_later():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.1)
            started.append("a process")

    with pytest.raises(KeyboardInterrupt):
        start()
    done.set()
    other.join()
    assert started == ["a process"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_process_that_dies_is_told_and_the_others_go_on(run, folder, monkeypatch):
    take = workers._Worker.take

    def die(self, number, path):
        take(self, number, path)
        if path.name == "a.mp4":
            self._process.kill()

    monkeypatch.setattr(workers._Worker, "take", die)
    status, out, err = run("read", folder, "--crop", CROP, "--json", "--jobs", "1")
    assert status == 1
    (told,) = err.splitlines()
    assert told.startswith(f"{folder / 'a.mp4'} could not be read, as the process that read it was ended")
    assert {json.loads(line)["file"] for line in out.splitlines()} == {
        str(folder / "run 9.mkv"),
        str(folder / "run 10.mp4"),
    }


@pytest.mark.skipif(sys.platform != "linux", reason="measured as Linux tells it")
def test_memory_does_not_grow_with_the_files(video, tmp_path):
    """Of the command itself, and of the process that reads, which has one file after the other."""
    code = (
        "import re, resource, sys; from pathlib import Path; from star_counter.cli.main import main;"
        "status = main(sys.argv[1:]); "
        "own = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text());"
        "reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss;"
        "print(status, int(own[1]) // 1024, reader // 1024, file=sys.stderr)"
    )
    megabytes = []
    for count in (2, 30):
        folder = tmp_path / str(count)
        folder.mkdir()
        for number in range(count):
            cut(video, folder / f"{number}.mp4", 110)
        arguments = ["read", folder, "--crop", CROP, "--jobs", "1", "--json", "--readings"]
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        status, *used = map(int, done.stderr.split())
        assert status == 0
        megabytes.append(used)
    for few, many in zip(*megabytes, strict=True):
        assert many < few + 15 and many < 300
