"""The command `star-counter` as a process of its own: progress, Ctrl-C, closed pipes."""

import contextlib
import json
import os
import signal
import subprocess
import sys

import pytest
from tqdm import tqdm

from star_counter import __version__
from star_counter.cli.main import main
from tests import pictures, posix

COMMAND = [sys.executable, "-m", "star_counter.cli"]
CROP = ",".join(map(str, pictures.crop()))


def test_the_command_runs_by_itself(demo, tmp_path):
    version = subprocess.run([*COMMAND, "--version"], capture_output=True, encoding="utf-8", check=True)
    assert version.stdout == f"star-counter {__version__}\n"
    result = subprocess.run(
        [*COMMAND, "read", demo[0], tmp_path / "none.png", "--crop", CROP],
        capture_output=True,
        encoding="utf-8",
    )
    assert result.returncode == 1
    assert "star 1 → 2" in result.stdout
    assert len(result.stderr.splitlines()) == 1  # no progress bar, no traceback


@pytest.mark.parametrize("place", [["--crop", CROP], []])
def test_a_terminal_shows_progress(demo, place):
    pty, termios = posix.module("pty"), posix.module("termios")
    master, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 80))
    with subprocess.Popen(
        [*COMMAND, "read", demo[0], "--json", *place], stdout=subprocess.PIPE, stderr=terminal
    ) as process:
        os.close(terminal)
        shown = b""
        while chunk := _read_terminal(master):
            shown += chunk
        lines = process.stdout.read().splitlines()
    os.close(master)
    assert b"frames" in shown and b"%" in shown
    assert all(json.loads(line) for line in lines)


def _read_terminal(master):
    try:
        return os.read(master, 65536)
    except OSError:  # Linux's way to say that the other side is closed
        return b""


@contextlib.contextmanager
def _readings(video):
    command = [*COMMAND, "read", video, "--json", "--readings", "--crop", CROP]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert json.loads(process.stdout.readline())["frame"] == 0  # lines come as they are read
        yield process


def test_it_can_be_interrupted(demo):
    posix.signals()
    with _readings(demo[0]) as process:
        process.send_signal(signal.SIGINT)
        *lines, _ = process.stdout.read().split("\n")  # the last line may be cut
        assert (process.wait(timeout=30), process.stderr.read()) == (130, "Stopped.\n")
        assert all(json.loads(line) for line in lines)


class _Interrupted:
    """A lock that Ctrl-C keeps from being taken, wherever ``with`` does not take it."""

    def __enter__(self):
        pass

    def __exit__(self, *_):
        pass

    def acquire(self):
        raise KeyboardInterrupt

    def release(self):
        raise RuntimeError("cannot release un-acquired lock")


def test_no_line_takes_the_lock_in_which_ctrl_c_is_an_error(demo, monkeypatch, capsys):
    monkeypatch.setattr(tqdm, "_lock", _Interrupted(), raising=False)
    assert main(["read", str(demo[0]), "--json", "--crop", CROP]) == 0
    assert [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()].count("star") > 0


def test_a_closed_pipe_ends_it_quietly(demo):
    with _readings(demo[0]) as process:
        process.stdout.close()
        assert process.wait(timeout=30) == 141
        assert process.stderr.read() == ""
