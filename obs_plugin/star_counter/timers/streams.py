"""Bytes to and from a timer: within a time limit, and given up as soon as the script is being closed."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import time
from threading import Event
from typing import Protocol

from ..problem import Problem
from ..words import plain

#: Longest wait in one go, in seconds: so long may it take until a `stop` is noticed.
SLICE = 0.1
_CONNECT_TIMEOUT = 0.4  # seconds; a timer on this computer answers within milliseconds
_WRITE_TIMEOUT = 0.4  # seconds
_LONGEST_LINE = 4096  # bytes


class NotUnderstood(Problem):
    """A timer said something that is not in its language."""


class Stream(Protocol):
    """A connection that carries bytes."""

    def read(self, deadline: float) -> bytes:
        """What has come, at least a byte; TimeoutError at the deadline, ConnectionError at the end."""
        ...

    def write(self, data: bytes) -> None:
        """Sends all of it; ConnectionError where that is not possible at once."""
        ...

    def close(self) -> None: ...


class Channel(Protocol):
    """A connection that carries messages: lines, or WebSocket messages."""

    @property
    def unread(self) -> int:
        """How many bytes have come that nobody has asked for yet."""
        ...

    def send(self, *messages: str) -> None:
        """Sends the messages in one go; ConnectionError where that is not possible at once."""
        ...

    def receive(self, seconds: float) -> str:
        """The next message.

        Raises TimeoutError where none comes in time, ConnectionError at the end, `NotUnderstood` where what
        comes is none.
        """
        ...

    def close(self) -> None: ...


def checked_host(host: str, allow_remote: bool = False) -> str:
    """The address for a host as the player wrote it.

    Raises `Problem` where it is no address (a name may take seconds to be looked up) or stands for many, as
    0.0.0.0 does, or is that of another computer without ``allow_remote``.
    """
    if host in ("", "localhost"):
        return "127.0.0.1"  # LiveSplit does not listen on IPv6
    no_address = Problem(
        f"“{plain(host)}” is no address: write localhost, or four numbers as in 192.168.1.20."
    )
    if "%" in host:  # behind it anything may stand, and there is no need for it
        raise no_address
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise no_address from None
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_unspecified or address.is_multicast:
        raise Problem(f"{host} is not the address of one computer: write localhost, or one as 192.168.1.20.")
    if not (address.is_loopback or allow_remote):
        raise Problem(f"{host} is not this computer: write localhost, or allow timers on other computers.")
    return str(address)


def authority(host: str, port: int) -> str:
    """An address and a port as a URL names them."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class SocketStream:
    """A TCP connection. Every wait ends as soon as ``stop`` is set."""

    def __init__(self, connected: socket.socket, stop: Event):
        self._socket, self._stop = connected, stop
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @classmethod
    def connect(cls, host: str, port: int, stop: Event) -> SocketStream:
        """Connects to a port; raises OSError where nothing answers."""
        return cls(socket.create_connection((host, port), _CONNECT_TIMEOUT), stop)

    def read(self, deadline: float) -> bytes:
        """See `Stream.read`."""
        while (left := deadline - time.monotonic()) > 0:
            if self._stop.is_set():
                raise ConnectionAbortedError("the script is being closed")
            self._socket.settimeout(min(left, SLICE))
            try:
                data = self._socket.recv(4096)
            except TimeoutError:
                continue
            if not data:
                raise ConnectionResetError("the other side closed the connection")
            return data
        raise TimeoutError

    def write(self, data: bytes) -> None:
        """See `Stream.write`."""
        self._socket.settimeout(_WRITE_TIMEOUT)
        try:
            self._socket.sendall(data)
        except TimeoutError:  # some of it may have been sent: the connection is of no use any more
            raise ConnectionAbortedError("the other side takes nothing") from None

    def close(self) -> None:
        """Ends the connection, within a fifth of a second.

        What has come by then is taken, and forgotten: where something is unread the system sends a reset, and
        what was written last may be lost by it.
        """
        deadline = time.monotonic() + 2 * SLICE
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            while (left := deadline - time.monotonic()) > 0:
                self._socket.settimeout(left)
                if not self._socket.recv(65536):
                    break
        self._socket.close()


class Lines:
    """Lines of text over a stream."""

    def __init__(self, stream: Stream):
        self._stream = stream
        self._buffer = b""

    @property
    def unread(self) -> int:
        """See `Channel.unread`."""
        return len(self._buffer)

    def send(self, *messages: str) -> None:
        """See `Channel.send`."""
        self._stream.write("".join(f"{message}\r\n" for message in messages).encode())

    def receive(self, seconds: float) -> str:
        """See `Channel.receive`."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._buffer:
            if len(self._buffer) > _LONGEST_LINE:
                raise NotUnderstood(f"It sends a line without an end: “{_shortened(self._buffer)}”.")
            self._buffer += self._stream.read(deadline)
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode("utf-8", "replace").strip()

    def close(self) -> None:
        """Ends the connection."""
        self._stream.close()


def _shortened(data: bytes) -> str:
    return plain(data[:100].decode("utf-8", "replace"), 20)
