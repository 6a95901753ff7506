"""LiveSplit's named pipe, as far as it can be tried without Windows: a terminal stands in for it."""

import os
import threading
import time

import pytest

from star_counter.timers import open_timer, pipe
from star_counter.timers.streams import Lines
from tests.timers.conftest import wait_for


def test_lines_go_there_and_back(terminal):
    lines = Lines(pipe.PipeStream(threading.Event()))
    lines.send("getsplitindex", "split")
    assert os.read(terminal, 100) == b"getsplitindex\r\nsplit\r\n"
    os.write(terminal, b"3\r\nRun")
    assert lines.receive(5) == "3"
    with pytest.raises(TimeoutError):
        lines.receive(0.05)
    os.write(terminal, b"ning\n")
    assert lines.receive(5) == "Running"
    lines.close()


def test_a_silent_pipe_delays_no_close(terminal):
    timer = open_timer("livesplit_pipe")
    wait_for(lambda: os.read(terminal, 100))
    started = time.monotonic()
    timer.close()
    assert time.monotonic() - started < 1
