"""LiveSplit's named pipe: our side of it in one Windows program, a server of the same form in another.

Behind the server is a real timer (livesplit-core).
"""

import json
from pathlib import Path

import pytest

from star_counter.timers import Phase
from tools.ports import free_port
from tools.timer.counterpart import NAMES, Counterpart

PROGRAMS = Path(__file__).parent / "programs"


def timer_at(port, **options):
    return Counterpart("server.mjs", port, websocketPort=free_port(), **options)


class Client:
    """The star counter's side."""

    def __init__(self, process):
        self._process = process

    def do(self, order):
        self._process.stdin.write(f"{order}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@pytest.fixture
def serve(start):
    """Opens the pipe, in front of a timer with splits of these names; gives both."""

    def begin(port):
        server = start(PROGRAMS / "pipe_server.py", port)
        assert server.stdout.readline() == "ready\n"
        return server

    return begin


@pytest.fixture
def client(start):
    return Client(start(PROGRAMS / "pipe_client.py"))


def test_a_run_is_split_and_followed(serve, client):
    port = free_port()
    with timer_at(port) as timer:
        serve(port)
        assert client.do("wait") == ["NotRunning", -1, None, [*NAMES]]
        assert client.do("start") == ["carried out", ["Running", 0, "BoB (1)", [*NAMES]]]
        for order, state in (
            ("split", ["Running", 1, "WF (8)"]),
            ("skip", ["Running", 2, None]),
            ("undo", ["Running", 1, "WF (8)"]),
            ("pause", ["Paused", 1, "WF (8)"]),
            ("resume", ["Running", 1, "WF (8)"]),
            ("reset", ["NotRunning", -1, None]),
        ):
            assert client.do(order) == ["carried out", [*state, [*NAMES]]]
        assert client.do("split")[0] == "ignored"
        assert timer.received == [
            "starttimer",
            "split",
            "skipsplit",
            "unsplit",
            "pause",
            "resume",
            "reset",
            "split",
        ]
        assert timer.place == (Phase.NOT_RUNNING, -1)
        assert client.do("close") < 1


def test_the_names_of_a_long_run_are_asked_for(serve, client):
    """At once they are more than LiveSplit takes: it would wait with its answers for us, and we for it."""
    names = [f"Split {number} (Bär 星)" for number in range(150)]
    port = free_port()
    with timer_at(port, names=names):
        serve(port)
        assert client.do("wait") == ["NotRunning", -1, None, names]


def test_a_timer_that_is_started_anew_is_found_again(serve, client):
    port = free_port()
    with timer_at(port):
        server = serve(port)
        client.do("wait")
        server.kill()
        server.wait()
        assert client.do("lost") in (
            "LiveSplit: the connection broke.",
            "There is no LiveSplit: start it on this computer. (Its named pipe exists on Windows only.)",
        )
        serve(port)
        assert client.do("wait")[0] == "NotRunning"


def test_a_timer_that_hangs_is_told_and_holds_up_nothing(serve, client):
    serve(0)
    assert client.do("status") != ""
    assert client.do("close") < 1.5
