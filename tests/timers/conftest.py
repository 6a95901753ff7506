"""Links to timers, and what tests wait for."""

from __future__ import annotations

import array
import contextlib
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from star_counter.timers import Outcome, Timer, open_timer, pipe
from tools.ports import free_port


def wait_for(condition: Callable[[], Any], seconds: float = 5.0) -> Any:
    """Waits until the condition is true; returns its value."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)
    return value


def outcomes(timer: Timer, wanted: int, seconds: float = 5.0) -> list[Outcome]:
    """What became of so many commands, in the order of their reports."""
    found: list[Outcome] = []

    def are_there() -> bool:
        found.extend(report.outcome for report in timer.reports() if report.outcome)
        return len(found) >= wanted

    wait_for(are_there, seconds)
    return found


@contextlib.contextmanager
def serving(behave: Callable[[socket.socket], object]) -> Iterator[int]:
    """A server on a port of its own that does ``behave(socket)`` with each connection."""
    with (
        socket.create_server(("127.0.0.1", 0), backlog=50) as listener,
        contextlib.ExitStack() as connections,
    ):

        def run() -> None:
            while True:
                try:
                    connected, _ = listener.accept()
                except OSError:
                    return
                connections.callback(connected.close)
                with contextlib.suppress(OSError):
                    behave(connected)

        threading.Thread(target=run, daemon=True).start()
        yield listener.getsockname()[1]
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def port() -> int:
    """A port on which nothing listens."""
    return free_port()


@pytest.fixture
def link(port: int) -> Iterator[Callable[..., Timer]]:
    """Opens timers, on the port of the test; each has to close within a second at the test's end."""
    opened = []

    def begin(kind: str = "livesplit", **options: Any) -> Timer:
        opened.append(open_timer(kind, **{"port": port, **options}))
        return opened[-1]

    with contextlib.ExitStack() as closing:
        closing.callback(lambda: [_close(timer) for timer in opened])
        yield begin


def _close(timer: Timer) -> None:
    started = time.monotonic()
    timer.close()
    assert time.monotonic() - started < 1.5  # a second, on a busy machine
    assert not timer._thread.is_alive()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A terminal that stands in for LiveSplit's named pipe, which exists on Windows only: LiveSplit's end."""
    if sys.platform == "win32":
        pytest.skip("there are no terminals")
    import fcntl
    import termios
    import tty

    def waiting(file: Any) -> int:
        count = array.array("i", [0])
        fcntl.ioctl(file, termios.FIONREAD, count)
        return count[0]

    ours, theirs = os.openpty()
    tty.setraw(theirs)
    monkeypatch.setattr(pipe, "PATH", os.ttyname(theirs))
    monkeypatch.setattr(pipe, "_waiting", waiting)
    yield ours
    os.close(ours)
    os.close(theirs)
