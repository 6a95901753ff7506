"""Text over WebSocket (RFC 6455), as a client and as a server, over any stream of bytes."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import itertools
import os
import time

from .streams import NotUnderstood, Stream

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
_LONGEST_HEAD = 8192  # bytes
_LONGEST_MESSAGE = 65536  # bytes
_CONTINUATION, _TEXT, _CLOSE, _PING, _PONG = 0x0, 0x1, 0x8, 0x9, 0xA
_LAST = 0x80  # in the first byte of a message's last frame
_MASKED = 0x80  # in the second byte of a frame from a client
# Section 7.4.1: why a connection is closed.
_NORMAL, _PROTOCOL_ERROR, _UNSUPPORTED, _NO_TEXT, _TOO_BIG = 1000, 1002, 1003, 1007, 1009


class WebSocket:
    """An open connection. Only `connect` and `accept` make it."""

    def __init__(self, stream: Stream, is_client: bool, received: bytes):
        """``received`` has come after the handshake already."""
        self._stream, self._is_client = stream, is_client
        self._buffer = bytearray(received)
        self._message: bytearray | None = None  # what has come of a message in several frames
        self._is_over = False  # a goodbye was said

    def send(self, *messages: str) -> None:
        """Sends the messages in one go; ConnectionError where that is not possible at once."""
        self._stream.write(b"".join(self._frame(_TEXT, message.encode()) for message in messages))

    def receive(self, seconds: float) -> str:
        """The next message; pings are answered meanwhile.

        Raises TimeoutError where none comes in time (the next call goes on where this one stopped),
        ConnectionError where the connection was closed, `NotUnderstood` where the rules were broken.
        """
        deadline = time.monotonic() + seconds
        while True:
            is_last, opcode, payload = self._next_frame(deadline)
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

    def _say_goodbye(self, code: bytes) -> None:
        """Tells the other side, once, that this is the end, where that is possible."""
        if not self._is_over:
            self._is_over = True
            with contextlib.suppress(OSError):
                self._stream.write(self._frame(_CLOSE, code))

    def _frame(self, opcode: int, payload: bytes) -> bytes:
        size, masked = len(payload), _MASKED if self._is_client else 0
        if size < 126:
            head = bytes((_LAST | opcode, masked | size))
        elif size < 65536:
            head = bytes((_LAST | opcode, masked | 126)) + size.to_bytes(2, "big")
        else:
            head = bytes((_LAST | opcode, masked | 127)) + size.to_bytes(8, "big")
        if not self._is_client:
            return head + payload
        mask = os.urandom(4)
        return head + mask + _masked(payload, mask)

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

    def _add(self, opcode: int, payload: bytes) -> None:
        """Adds a frame to the message."""
        if (opcode == _TEXT) != (self._message is None):
            raise self._failed(_PROTOCOL_ERROR, "parts of messages in disorder")
        self._message = (self._message or bytearray()) + payload

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
        self._say_goodbye(code.to_bytes(2, "big"))
        return NotUnderstood(f"It does not talk like a timer: it sent {what}.")


def connect(stream: Stream, host: str, path: str, seconds: float) -> WebSocket:
    """Opens a connection as a client; ``host`` is as in a URL, with the port.

    Raises OSError where the server does not answer in time, `NotUnderstood` where it answers otherwise.
    """
    key = base64.b64encode(os.urandom(16))
    stream.write(
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key.decode()}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    first, fields, rest = _head(stream, seconds)
    if first.split()[1:2] != ["101"] or fields.get("sec-websocket-accept") != _accepted(key):
        raise NotUnderstood(f"It is no WebSocket server: it said “{first[:60]}”.")
    return WebSocket(stream, True, rest)


def accept(stream: Stream, seconds: float) -> WebSocket:
    """Opens a connection as the server, on any path.

    Raises OSError where the client does not ask in time, `NotUnderstood` where it asks for something else.
    """
    first, fields, rest = _head(stream, seconds)
    key = fields.get("sec-websocket-key", "")
    is_right = first.startswith("GET ") and fields.get("upgrade", "").lower() == "websocket" and key
    if not is_right or fields.get("sec-websocket-version") != "13":
        stream.write(b"HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\n\r\n")
        raise NotUnderstood(f"It is no WebSocket client: it said “{first[:60]}”.")
    stream.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {_accepted(key.encode())}\r\n\r\n".encode()
    )
    return WebSocket(stream, False, rest)


def _head(stream: Stream, seconds: float) -> tuple[str, dict[str, str], bytes]:
    """What the other side says: the first line, the fields by their names in small letters, and the rest."""
    deadline, data = time.monotonic() + seconds, b""
    while b"\r\n\r\n" not in data:
        if len(data) > _LONGEST_HEAD:
            raise NotUnderstood("It does not talk HTTP.")
        data += stream.read(deadline)
    head, _, rest = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return first, {name.strip().lower(): value.strip() for name, _, value in pairs}, rest


def _accepted(key: bytes) -> str:
    """What proves that a server understood the client's key."""
    return base64.b64encode(hashlib.sha1(key + _GUID).digest()).decode()


def _masked(payload: bytes, mask: bytes) -> bytes:
    return bytes(byte ^ key for byte, key in zip(payload, itertools.cycle(mask), strict=False))
