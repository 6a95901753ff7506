"""The WebSocket of our own: against the library `websockets` in both roles, and what breaks the rules."""

import contextlib
import socket
import threading
import time

import pytest
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
        asked = b""
        while not (head := websocket.read_head(asked)):
            asked += connected.recv(4096)
        assert head.asks_for_websocket
        ours = websocket.accept(SocketStream(connected, threading.Event()), head)
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


def test_only_so_many_frames_and_bytes_come_in_a_second():
    ours = as_client(b"\x81\x01a" * 1001)
    assert [ours.receive(1) for _ in range(1000)]
    with pytest.raises(NotUnderstood, match="more than 1000 messages"):
        ours.receive(1)
    ours = as_client(b"\x81\x7e\xff\x00" + b"a" * 0xFF00, *[b"\x81\x7e\xff\x00" + b"a" * 0xFF00] * 20)
    with pytest.raises(NotUnderstood, match="or a megabyte, in a second"):
        assert [ours.receive(1) for _ in range(20)]


def test_an_answer_to_each_message_of_ours_is_not_too_much():
    ours = as_client(b"\x81\x01a" * 3000)
    for _ in range(3000):
        ours.send("ping")
        assert ours.receive(1) == "a"


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


REQUEST = (
    b"GET / HTTP/1.1\r\nHost: localhost:16834\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
NO_CLIENT = {
    "a browser": (b"Upgrade: WebSocket\r\n", b""),
    "no upgrade of the connection": (b"keep-alive, Upgrade", b"keep-alive"),
    "no key": (b"dGhlIHNhbXBsZSBub25jZQ==", b""),
    "another version": (b"13", b"8"),
    "two versions": (b"\r\n\r\n", b"\r\nSec-WebSocket-Version: 13\r\n\r\n"),
    "another method": (b"GET", b"POST"),
    "nonsense": (b"GET / HTTP/1.1", b"\xff\xfe"),
}


def test_what_a_client_asks_for_is_read_once_it_is_whole():
    assert not [size for size in range(len(REQUEST)) if websocket.read_head(REQUEST[:size])]
    head = websocket.read_head(REQUEST + b"more")
    assert head.asks_for_websocket
    assert head.rest == b"more"
    proof = b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"  # RFC 6455, section 1.3
    assert proof in websocket.acceptance(head)


@pytest.mark.parametrize("change", NO_CLIENT.values(), ids=NO_CLIENT.keys())
def test_what_is_no_websocket_client_is_noticed(change):
    assert not websocket.read_head(REQUEST.replace(*change)).asks_for_websocket


def test_a_head_without_an_end_is_refused_before_it_fills_the_memory():
    assert websocket.read_head(b"a" * 8192) is None
    with pytest.raises(NotUnderstood):
        websocket.read_head(b"a" * 8193)


def test_a_handshake_ends_in_time():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stream = SocketStream.connect(*listener.getsockname(), threading.Event())
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            websocket.connect(stream, "127.0.0.1:1", "/", 0.2)
        stream.close()
    assert time.monotonic() - started < 10
