"""A connection that carries bytes: what it says last arrives."""

import socket
import threading
import time

import pytest

from star_counter.timers.streams import SocketStream


@pytest.fixture
def pair():
    """A stream of ours, and the other side's socket."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        theirs = socket.create_connection(listener.getsockname(), timeout=5)
        accepted, _ = listener.accept()
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
    accepted.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    with theirs:
        yield SocketStream(accepted, threading.Event()), theirs


def test_the_last_words_reach_who_is_talking(pair):
    """The system sends a reset, which ends what the other side is sending, where something is unread."""
    ours, theirs = pair

    def end():
        ours.write(b"goodbye")
        ours.close()

    ending = threading.Timer(0.1, end)
    ending.start()
    theirs.sendall(b"x" * 2_000_000)
    assert theirs.recv(100) == b"goodbye"
    ending.join()


def test_who_goes_on_talking_does_not_hold_up_the_end(pair):
    ours, theirs = pair
    is_over = threading.Event()

    def talk():
        while not is_over.is_set():
            try:
                theirs.sendall(b"x" * 1000)
            except OSError:
                return

    talker = threading.Thread(target=talk)
    talker.start()
    started = time.monotonic()
    ours.close()
    assert time.monotonic() - started < 0.5
    is_over.set()
    talker.join()
