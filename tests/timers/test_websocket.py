"""The WebSocket of our own: against the library `websockets` in both roles, and what breaks the rules."""

import contextlib
import socket
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as library_connect
from websockets.sync.server import serve as library_serve

from star_counter.timers import websocket
from star_counter.timers.streams import NotUnderstood, SocketStream

TEXTS = ["", "split", "ü×–🌟", "a" * 125, "b" * 126, "c" * 65535, "d" * 65536]


@contextlib.contextmanager
def our_client(handler):
    """A connection of ours to a server of the library, which runs ``handler``."""
    with library_serve(handler, "127.0.0.1", 0, max_size=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.socket.getsockname()[1]
        stream = SocketStream.connect("127.0.0.1", port, threading.Event())
        ours = websocket.connect(stream, f"127.0.0.1:{port}", "/livesplit", 5)
        try:
            yield ours
        finally:
            ours.close()
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def our_server(handler):
    """A connection of ours to a client of the library, which runs ``handler``."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run():
            with library_connect(f"ws://127.0.0.1:{listener.getsockname()[1]}", max_size=None) as client:
                handler(client)

        thread = threading.Thread(target=run)
        thread.start()
        connected, _ = listener.accept()
        ours = websocket.accept(SocketStream(connected, threading.Event()), 5)
        try:
            yield ours
        finally:
            ours.close()
            thread.join()


@pytest.fixture(params=[our_client, our_server], ids=["as a client", "as a server"])
def connected(request):
    return request.param


def echo(library):
    with contextlib.suppress(ConnectionClosed):
        for message in library:
            library.send(message)


def test_texts_of_every_size_go_there_and_back(connected):
    with connected(echo) as ours:
        for text in TEXTS:
            ours.send(text)
            assert ours.receive(5) == text
        ours.send("several", "at", "once")
        assert [ours.receive(5) for _ in range(3)] == ["several", "at", "once"]


def test_a_message_in_several_frames_with_pings_between(connected):
    answered = []

    def send(library):
        def parts():
            yield "sp"
            answered.append(library.ping())
            yield "li"
            yield "t"

        library.send(parts())
        echo(library)

    with connected(send) as ours:
        assert ours.receive(5) == "split"
        with contextlib.suppress(TimeoutError):
            ours.receive(0.05)
        assert answered[0].wait(5)


def test_the_other_side_closes(connected):
    with connected(lambda library: library.close()) as ours, pytest.raises(ConnectionError):
        ours.receive(5)


def test_we_close(connected):
    codes = []

    def wait(library):
        with contextlib.suppress(ConnectionClosed):
            library.recv()
        codes.append(library.close_code)

    with connected(wait):
        pass
    assert codes == [1000]


@pytest.mark.parametrize(
    ("message", "code"), [(b"no text", 1003), ("a" * 65537, 1009), (["a" * 40000] * 2, 1009)]
)
def test_what_we_do_not_take_ends_the_connection_with_a_reason(connected, message, code):
    codes = []

    def send(library):
        with contextlib.suppress(ConnectionClosed):
            library.send(message)
            library.recv()
        codes.append(library.close_code)

    with connected(send) as ours, pytest.raises(NotUnderstood):
        ours.receive(5)
    assert codes == [code]


class Memory:
    """A stream that says what it was given, chunk by chunk, and takes everything."""

    def __init__(self, *chunks):
        self.chunks, self.written = list(chunks), b""

    def read(self, deadline):
        if not self.chunks:
            raise ConnectionResetError
        if not (chunk := self.chunks.pop(0)):
            raise TimeoutError
        return chunk

    def write(self, data):
        self.written += data

    def close(self):
        pass


def as_client(*chunks):
    return websocket.WebSocket(Memory(*chunks), True, b"")


BROKEN = {
    "a reserved bit": b"\xc1\x01a",
    "an unknown frame": b"\x83\x01a",
    "a mask from a server": b"\x81\x81aaaaa",
    "a long ping": b"\x89\x7e\x00\x7e" + b"a" * 126,
    "a ping in parts": b"\x09\x01a",
    "an end without a beginning": b"\x80\x01a",
    "a second beginning": b"\x01\x01a\x81\x01b",
    "no UTF-8": b"\x81\x01\xff",
    "a size of 2 to the 63": b"\x81\x7f\x80" + b"\x00" * 7,
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_what_breaks_the_rules_is_refused(data):
    with pytest.raises(NotUnderstood):
        as_client(data).receive(1)


def test_a_frame_from_a_client_needs_a_mask():
    with pytest.raises(NotUnderstood):
        websocket.WebSocket(Memory(b"\x81\x01a"), False, b"").receive(1)


def test_a_message_that_comes_late_goes_on_where_it_stopped():
    ours = as_client(b"\x01\x02s", b"", b"p", b"", b"\x80\x03l", b"it")
    for _ in range(2):
        with pytest.raises(TimeoutError):
            ours.receive(1)
    assert ours.receive(1) == "split"


NO_SERVER = {
    "a page": b"HTTP/1.1 200 OK\r\n\r\nhello",
    "a wrong proof": b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: abc\r\n\r\n",
    "nonsense": b"\r\n\r\n",
    "a head without an end": b"a" * 9000,
}


@pytest.mark.parametrize("said", NO_SERVER.values(), ids=NO_SERVER.keys())
def test_what_is_no_websocket_server_is_refused(said):
    with pytest.raises(NotUnderstood):
        websocket.connect(Memory(said, b"more"), "localhost", "/", 1)


NO_CLIENT = {
    "a browser": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "another version": b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\n\r\n",
    "nonsense": b"\xff\xfe\r\n\r\n",
}


@pytest.mark.parametrize("said", NO_CLIENT.values(), ids=NO_CLIENT.keys())
def test_what_is_no_websocket_client_is_told(said):
    stream = Memory(said)
    with pytest.raises(NotUnderstood):
        websocket.accept(stream, 1)
    assert stream.written.startswith(b"HTTP/1.1 426 ")


def test_a_handshake_ends_in_time():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stream = SocketStream.connect(*listener.getsockname(), threading.Event())
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            websocket.accept(stream, 0.2)
        stream.close()
    assert time.monotonic() - started < 1


@given(st.lists(st.binary(max_size=40), max_size=8), st.booleans())
def test_no_bytes_raise_anything_else(chunks, is_client):
    ours = websocket.WebSocket(Memory(*chunks), is_client, b"")
    with contextlib.suppress(NotUnderstood, OSError):
        while True:
            ours.receive(0.01)


@given(st.lists(st.binary(max_size=40), max_size=8), st.booleans())
def test_no_handshake_raises_anything_else(chunks, is_client):
    stream = Memory(*chunks, b"\r\n\r\n")
    with contextlib.suppress(NotUnderstood, OSError):
        if is_client:
            websocket.connect(stream, "localhost", "/", 0.01)
        else:
            websocket.accept(stream, 0.01)
