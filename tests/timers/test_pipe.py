"""LiveSplit's named pipe, as far as it can be tried without Windows: a terminal stands in for it."""

import array
import os
import sys
import threading
import time
import tty

import pytest

from star_counter.timers import open_timer, pipe
from star_counter.timers.streams import Lines
from tests.timers.conftest import wait_for

if sys.platform == "win32":
    pytest.skip("there are no terminals", allow_module_level=True)

import fcntl
import termios


def waiting(file):
    """How many bytes can be read at once."""
    count = array.array("i", [0])
    fcntl.ioctl(file, termios.FIONREAD, count)
    return count[0]


@pytest.fixture
def server(monkeypatch):
    """The server's end of the pipe."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    monkeypatch.setattr(pipe, "PATH", os.ttyname(theirs))
    monkeypatch.setattr(pipe, "_waiting", waiting)
    yield ours
    os.close(ours)
    os.close(theirs)


def test_lines_go_there_and_back(server):
    lines = Lines(pipe.PipeStream(threading.Event()))
    lines.send("getsplitindex", "split")
    assert os.read(server, 100) == b"getsplitindex\r\nsplit\r\n"
    os.write(server, b"3\r\nRun")
    assert lines.receive(5) == "3"
    with pytest.raises(TimeoutError):
        lines.receive(0.05)
    os.write(server, b"ning\n")
    assert lines.receive(5) == "Running"
    lines.close()


def test_a_silent_pipe_delays_no_close(server):
    timer = open_timer("livesplit_pipe")
    wait_for(lambda: os.read(server, 100))
    started = time.monotonic()
    timer.close()
    assert time.monotonic() - started < 1
