"""Text over WebSocket (RFC 6455), as a client and as a server, over any stream of bytes."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import time
from dataclasses import dataclass

from ..words import plain
from .streams import NotUnderstood, Stream

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
_LONGEST_HEAD = 8192  # bytes
_LONGEST_MESSAGE = 65536  # bytes
#: Frames a second from the other side, besides one for each message of ours; a thousand bytes count for one
#: more. A timer that tells a game's time in each of its frames sends some hundred.
_MOST_FRAMES = 1000
_CONTINUATION, _TEXT, _CLOSE, _PING, _PONG = 0x0, 0x1, 0x8, 0x9, 0xA
_LAST = 0x80  # in the first byte of a message's last frame
_MASKED = 0x80  # in the second byte of a frame from a client
# Section 7.4.1, and the registry of codes: why a connection is closed.
_NORMAL, _PROTOCOL_ERROR, _UNSUPPORTED, _NO_TEXT, _POLICY, _TOO_BIG = 1000, 1002, 1003, 1007, 1008, 1009
TRY_AGAIN_LATER = 1013
_LONGEST_REASON = 123  # bytes: section 5.5


class WebSocket:
    """An open connection. Only `connect` and `accept` make it."""

    def __init__(self, stream: Stream, is_client: bool, received: bytes):
        """``received`` has come after the handshake already."""
        self._stream, self._is_client = stream, is_client
        self._buffer = bytearray(received)
        self._message: bytearray | None = None  # what has come of a message in several frames
        self._is_over = False  # a goodbye was said
        self._second, self._frames = time.monotonic(), 0  # the frames since then

    @property
    def unread(self) -> int:
        """See `Channel.unread`."""
        return len(self._buffer)

    def send(self, *messages: str) -> None:
        """Sends the messages in one go; ConnectionError where that is not possible at once."""
        self._frames -= len(messages)
        self._stream.write(b"".join(self._frame(_TEXT, message.encode()) for message in messages))

    def receive(self, seconds: float) -> str:
        """The next message; pings are answered meanwhile.

        Raises TimeoutError where none comes in time (the next call goes on where this one stopped),
        ConnectionError where the connection was closed, `NotUnderstood` where the rules were broken.
        """
        deadline = time.monotonic() + seconds
        while True:
            is_last, opcode, payload = self._next_frame(deadline)
            self._count(payload)
            if opcode == _PING:
                self._stream.write(self._frame(_PONG, payload))
            elif opcode == _CLOSE:
                self._say_goodbye(payload[:2])
                raise ConnectionResetError("the other side closed the connection")
            elif opcode != _PONG:
                self._add(opcode, payload)
                if is_last:
                    return self._take_message()

    def close(self) -> None:
        """Says goodbye, where that is possible at once, and ends the connection."""
        self._say_goodbye(_NORMAL.to_bytes(2, "big"))
        self._stream.close()

    def _say_goodbye(self, payload: bytes) -> None:
        """Tells the other side, once, that this is the end, where that is possible."""
        if not self._is_over:
            self._is_over = True
            with contextlib.suppress(OSError):
                self._stream.write(self._frame(_CLOSE, payload))

    def _frame(self, opcode: int, payload: bytes) -> bytes:
        return _frame(opcode, payload, os.urandom(4) if self._is_client else b"")

    def _next_frame(self, deadline: float) -> tuple[bool, int, bytes]:
        """The next frame: whether it ends a message, what it is, and what it holds."""
        self._fill(2, deadline)
        first, second = self._buffer[:2]
        opcode, size, start = first & 0x0F, second & 0x7F, 2
        if first & 0x70 or opcode not in (_CONTINUATION, _TEXT, _CLOSE, _PING, _PONG):
            raise self._failed(_UNSUPPORTED, "a frame that is no text")
        if bool(second & _MASKED) == self._is_client:
            raise self._failed(_PROTOCOL_ERROR, "a frame with a mask where none belongs, or the reverse")
        if opcode >= _CLOSE and (size > 125 or not first & _LAST):
            raise self._failed(_PROTOCOL_ERROR, "a control frame in several parts")
        if more := {126: 2, 127: 8}.get(size):
            self._fill(start + more, deadline)
            size, start = int.from_bytes(self._buffer[start : start + more], "big"), start + more
        if size + len(self._message or b"") > _LONGEST_MESSAGE:
            raise self._failed(_TOO_BIG, f"a message of more than {_LONGEST_MESSAGE} bytes")
        mask = b""
        if second & _MASKED:
            self._fill(start + 4, deadline)
            mask, start = bytes(self._buffer[start : start + 4]), start + 4
        self._fill(start + size, deadline)
        payload = bytes(self._buffer[start : start + size])
        del self._buffer[: start + size]
        return bool(first & _LAST), opcode, _masked(payload, mask) if mask else payload

    def _count(self, payload: bytes) -> None:
        """Counts a frame that came; too many in a second are no timer's."""
        now = time.monotonic()
        if now - self._second > 1:
            self._second, self._frames = now, 0
        self._frames += 1 + len(payload) // 1000
        if self._frames > _MOST_FRAMES:
            raise self._failed(_POLICY, f"more than {_MOST_FRAMES} messages, or a megabyte, in a second")

    def _add(self, opcode: int, payload: bytes) -> None:
        """Adds a frame to the message."""
        if (opcode == _TEXT) != (self._message is None):
            raise self._failed(_PROTOCOL_ERROR, "parts of messages in disorder")
        if self._message is None:
            self._message = bytearray()
        self._message += payload

    def _take_message(self) -> str:
        message, self._message = bytes(self._message or b""), None
        try:
            return message.decode()
        except UnicodeDecodeError:
            raise self._failed(_NO_TEXT, "a message that is no text") from None

    def _fill(self, size: int, deadline: float) -> None:
        """Waits until that many bytes have come."""
        while len(self._buffer) < size:
            self._buffer += self._stream.read(deadline)

    def _failed(self, code: int, what: str) -> NotUnderstood:
        """The error to raise where the other side breaks the rules; it is told so."""
        self._say_goodbye(_reason(code, f"You sent {what}."))
        return NotUnderstood(f"It does not talk like a timer: it sent {what}.")


@dataclass(frozen=True)
class Head:
    """What begins a conversation over HTTP: the first line, the fields by their names in small letters, and
    what came behind it. A field that was given twice is joined by a comma, and so is none that is allowed.
    """

    first: str
    fields: dict[str, str]
    rest: bytes

    @property
    def asks_for_websocket(self) -> bool:
        """Whether it is a client's, of the one version that there is."""
        field = self.fields.get
        return (
            self.first.startswith("GET ")
            and field("upgrade", "").lower() == "websocket"
            and "upgrade" in field("connection", "").lower()
            and bool(field("sec-websocket-key"))
            and field("sec-websocket-version") == "13"
        )


def read_head(data: bytes) -> Head | None:
    """What the other side says first, or None while it has not said all of it.

    Raises `NotUnderstood` where it is longer than any real one.
    """
    head, end, rest = data.partition(b"\r\n\r\n")
    if len(head) > _LONGEST_HEAD:
        raise NotUnderstood("It does not talk HTTP.")
    if not end:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name, value = name.strip().lower(), value.strip()
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return Head(first, fields, rest)


def connect(stream: Stream, host: str, path: str, seconds: float) -> WebSocket:
    """Opens a connection as a client; ``host`` is as in a URL, with the port.

    Raises OSError where the server does not answer in time, `NotUnderstood` where it answers otherwise.
    """
    key = base64.b64encode(os.urandom(16))
    stream.write(
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key.decode()}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    deadline, data, head = time.monotonic() + seconds, b"", None
    while not head:
        data += stream.read(deadline)
        head = read_head(data)
    if head.first.split()[1:2] != ["101"] or head.fields.get("sec-websocket-accept") != _accepted(key):
        raise NotUnderstood(f"It is no WebSocket server: it said “{plain(head.first, 60)}”.")
    return WebSocket(stream, True, head.rest)


def accept(stream: Stream, head: Head) -> WebSocket:
    """Opens a connection as the server, for a client that `asks_for_websocket`."""
    stream.write(acceptance(head))
    return WebSocket(stream, False, head.rest)


def acceptance(head: Head) -> bytes:
    """What a server says to let a client in."""
    proof = _accepted(head.fields["sec-websocket-key"].encode())
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {proof}\r\n\r\n".encode()
    )


def farewell(code: int, why: str) -> bytes:
    """What a server says to end a connection; ``why`` is shown by clients that tell a closed one from no
    server at all, as browsers do only once they were let in."""
    return _frame(_CLOSE, _reason(code, why))


def refusal(status: str, why: str) -> bytes:
    """What a server says to who may not come in; ``status`` such as “403 Forbidden”."""
    body = f"{why}\n".encode()
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nConnection: close\r\n\r\n"
    ).encode() + body


def _accepted(key: bytes) -> str:
    """What proves that a server understood the client's key."""
    return base64.b64encode(hashlib.sha1(key + _GUID).digest()).decode()


def _reason(code: int, why: str) -> bytes:
    text = why.encode()[:_LONGEST_REASON].decode(errors="ignore")  # not ended within a letter
    return code.to_bytes(2, "big") + text.encode()


def _frame(opcode: int, payload: bytes, mask: bytes = b"") -> bytes:
    size, masked = len(payload), _MASKED if mask else 0
    if size < 126:
        head = bytes((_LAST | opcode, masked | size))
    elif size < 65536:
        head = bytes((_LAST | opcode, masked | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((_LAST | opcode, masked | 127)) + size.to_bytes(8, "big")
    return head + mask + (_masked(payload, mask) if mask else payload)


def _masked(payload: bytes, mask: bytes) -> bytes:
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")
