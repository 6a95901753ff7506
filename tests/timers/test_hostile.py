"""What is no timer, or a broken one: told, survived, and no reason to wait."""

import contextlib
import socket
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from star_counter.problem import Problem
from star_counter.timers import Command, connection, open_timer
from star_counter.timers.streams import checked_host
from tests.timers.conftest import serving, wait_for

SOON = 1.5  # seconds: a link closes within a second, on a busy machine too


def drip(connected):
    for _ in range(100):
        connected.sendall(b"a")
        time.sleep(0.05)


BEHAVIOURS = {
    "silent": (lambda connected: None, "silent for 2 s"),
    "closing at once": (lambda connected: connected.close(), "the connection broke"),
    "half open": (lambda connected: connected.shutdown(socket.SHUT_WR), "the connection broke"),
    "garbage": (lambda connected: connected.sendall(b"\xff\x00\n" * 20), "does not talk like LiveSplit"),
    "a web server": (
        lambda connected: connected.sendall(b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n"),
        "“HTTP/1.1 400 Bad Request”",
    ),
    "a line without an end": (lambda connected: connected.sendall(b"a" * 9000), "a line without an end"),
    "a line that drips": (drip, "silent for 2 s"),
    "a nonsensical count": (
        lambda connected: connected.sendall(b"-\n-1\nNotRunning\nmany\n-1\nNotRunning\n"),
        "calls the number of its splits “many”",
    ),
}


@pytest.mark.parametrize(("behave", "told"), BEHAVIOURS.values(), ids=BEHAVIOURS.keys())
def test_it_is_told_and_survived_and_no_command_is_lost(behave, told):
    with serving(behave) as port:
        timer = open_timer("livesplit", port=port)
        try:
            timer.send(Command.START)
            wait_for(lambda: told in timer.status() and timer.status().endswith("1 command waits."))
            assert timer.state() is None
            assert not timer.is_well
            assert any(told in str(report) for report in timer.reports())
        finally:
            started = time.monotonic()
            timer.close()
        assert time.monotonic() - started < SOON


def test_a_problem_is_reported_once_however_long_it_lasts():
    with serving(lambda connected: connected.close()) as port:
        timer = open_timer("livesplit", port=port)
        time.sleep(1)
        timer.close()
        assert len(timer.reports()) == 1


def test_an_error_of_our_own_is_told_and_survived():
    class Transport:
        name, help, notice, longest_rest = "Timer", "Start it.", "", 0.1
        attempts = 0

        def connect(self, stop):
            self.attempts += 1
            raise RuntimeError("oh")

        def drop(self):
            pass

        close = drop

    transport = Transport()
    timer = connection.TimerConnection(transport)
    wait_for(lambda: transport.attempts > 2)
    assert "an error in the star counter itself (RuntimeError('oh'))" in timer.status()
    timer.close()


def test_sending_and_asking_never_wait_for_a_silent_timer():
    with serving(lambda connected: None) as port:
        timer = open_timer("livesplit", port=port)
        longest = 0.0
        for _ in range(1000):
            started = time.perf_counter()
            timer.send(Command.SPLIT)
            timer.state(), timer.status(), timer.reports(), timer.tick()
            longest = max(longest, time.perf_counter() - started)
        timer.close()
    assert longest < 0.5  # the silence lasts 2 s; the rest is for a busy machine


@pytest.fixture(scope="module")
def speaker():
    """A server that says what it is given, and its port."""
    said = [b""]

    def say(connected):
        connected.settimeout(0.05)
        for chunk in said:
            connected.sendall(chunk)
            with contextlib.suppress(TimeoutError):
                connected.recv(100)

    with serving(say) as port:
        yield said, port


LINES = st.sampled_from([b"-1\n", b"3\r\n", b"NotRunning\n", b"Running\n", b"-\n", b"\n"])


@settings(max_examples=25, deadline=None)
@given(said=st.lists(st.one_of(LINES, st.binary(max_size=60)), max_size=6))
@pytest.mark.parametrize("kind", ["livesplit", "livesplit_websocket"])
def test_no_bytes_end_the_thread_or_delay_its_end(speaker, kind, said):
    chunks, port = speaker
    chunks[:] = said
    timer = open_timer(kind, port=port)
    time.sleep(0.02)
    assert timer._thread.is_alive()
    started = time.monotonic()
    timer.close()
    assert time.monotonic() - started < SOON
    assert not timer._thread.is_alive()


MESSAGES = st.sampled_from([
    b"null",
    b"[]",
    b"[" * 9000,
    b"{}",
    b'{"success": null}',
    b'{"success": {"state": "Running"}}',
    b'{"success": {"state": "Running", "index": "a"}}',
    b'{"success": {"state": []}}',
    b'{"error": []}',
    b'{"event": "Splitted"}',
])  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(said=st.lists(st.one_of(MESSAGES, st.binary(max_size=60)), max_size=6))
def test_no_message_of_a_livesplit_one_ends_the_thread_or_delays_its_end(said):
    from websockets.exceptions import WebSocketException
    from websockets.sync.client import connect

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    timer = open_timer("livesplit_one", port=port)
    wait_for(lambda: timer._transport._entrance._listener)
    with contextlib.suppress(WebSocketException, OSError), connect(f"ws://127.0.0.1:{port}") as one:
        for message in said:
            one.send(message, text=True)
        one.recv(timeout=0.05)
    assert timer._thread.is_alive()
    started = time.monotonic()
    timer.close()
    assert time.monotonic() - started < SOON


def test_only_this_computer_unless_the_player_says_otherwise():
    assert checked_host("localhost") == checked_host("") == "127.0.0.1"
    assert checked_host("127.0.0.2") == "127.0.0.2"
    assert checked_host("192.168.1.20", allow_remote=True) == "192.168.1.20"
    with pytest.raises(Problem, match="is not this computer"):
        open_timer("livesplit", host="192.168.1.20")
    with pytest.raises(Problem, match="is not this computer"):
        open_timer("livesplit_one", host="::ffff:192.168.1.20")
    for several in ("0.0.0.0", "::", "224.0.0.1", "fe80::1%eth0"):
        with pytest.raises(Problem, match=r"is not the address of one computer|is no address"):
            checked_host(several, allow_remote=True)
    with pytest.raises(Problem, match="is no address"):
        open_timer("livesplit", host="my-other-computer", allow_remote=True)
    with pytest.raises(Problem, match="is no port"):
        open_timer("livesplit", port=0)


def test_the_named_pipe_is_told_to_be_missing_where_there_is_none():
    timer = open_timer("livesplit_pipe")
    wait_for(lambda: "There is no LiveSplit" in timer.status())
    timer.close()


class Refusing:
    """A timer that never comes: each time another one is refused."""

    name, help, longest_rest = "LiveSplit One", "It is not connected.", 0.01

    def __init__(self, notices):
        self._notices, self.notice = iter(notices), ""

    def connect(self, stop):
        self.notice = next(self._notices, self.notice)
        raise TimeoutError

    def drop(self):
        pass

    def close(self):
        pass


def test_pages_that_come_again_and_again_are_reported_once():
    pages = [f"Page {number} was refused." for number in (1, 2, 1, 2, *range(3, 50))]
    with contextlib.closing(connection.TimerConnection(Refusing(pages))) as timer:
        wait_for(lambda: "Page 49 " in timer.status())
        told = [str(report) for report in timer.reports()]
    # A page with ever new names fills no log.
    assert told[1:] == [f"LiveSplit One: Page {number} was refused." for number in range(1, 11)]
