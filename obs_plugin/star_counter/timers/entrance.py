"""Who may come in as the timer: what knocks at the port is heard and refused here, and never waited for."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import sys
import time
from dataclasses import dataclass, field
from threading import Event

from ..problem import Problem
from ..words import plain
from . import websocket
from .streams import NotUnderstood, SocketStream, authority

#: What the setting for another LiveSplit One's page is called.
PAGE_SETTING = "Page of another LiveSplit One"
#: The pages that are LiveSplit One, by its source, LiveSplit/LiveSplitOne: the one on the web (`CNAME`); and
#: the desktop program's, for which `src-tauri` leaves the address to Tauri. That is the second here on macOS
#: and Linux, the third on Windows, and there the fourth before Tauri 2.
OWN_PAGES = (
    "https://one.livesplit.org",
    "tauri://localhost",
    "http://tauri.localhost",
    "https://tauri.localhost",
)
_HANDSHAKE = 2.0  # seconds until a newcomer must have said all
_MOST_GUESTS = 8  # connections at a time, besides the timer's
_MOST_TAKEN = 100  # connections in one go, and those that the system keeps for us
_PAGE = re.compile(r"([a-z][a-z0-9+.-]*://[a-z0-9.:\[\]_-]+)(?:/.*)?", re.ASCII)
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::(\d{1,5}))?", re.ASCII)
_TAKEN = "The star counter in OBS has a LiveSplit One already: disconnect that one first."


@dataclass
class _Guest:
    """A connection that is not the timer's, or not yet."""

    socket: socket.socket
    deadline: float
    heard: bytearray = field(default_factory=bytearray)
    #: What it asks for, once it has said all and may come in.
    head: websocket.Head | None = None
    #: It was refused, and may hear that out.
    is_leaving: bool = False


class Entrance:
    """A port of this computer that LiveSplit One comes in by. No method waits.

    A web page in the player's browser can connect to any port of this computer. The browser says whose page
    it is, in the field Origin, and to which host it was told to connect, in the field Host: by both, what is
    not LiveSplit One's is refused, also where a name of its own was made to lead here (DNS rebinding).
    Browsers always say an Origin. Who says none is a program, and is let in: it could say any.
    """

    def __init__(self, host: str, port: int, origin: str = ""):
        """``origin`` is another page that may come in; `Problem` where it is none."""
        self.address = (host, port)
        #: What LiveSplit One is to connect to.
        self.url = f"ws://{authority('localhost' if host == '127.0.0.1' else host, port)}"
        self._pages = (*OWN_PAGES, _page(origin)) if origin else OWN_PAGES
        self._listener: socket.socket | None = None
        self._guests: list[_Guest] = []
        #: Who was refused last, as a sentence, until one is let in.
        self.notice = ""

    def open(self) -> None:
        """Begins to listen, where it does not yet; `Problem` where the port is taken."""
        if not self._listener:
            self._listener = _listener(self.address)

    def look(self) -> None:
        """Hears who has come; refuses who may not come in, or takes too long to say what it wants."""
        self._take()
        for guest in list(self._guests):
            self._hear(guest)
        now = time.monotonic()
        for guest in list(self._guests):
            if now > guest.deadline and not guest.head:
                self._drop(guest)

    def admit(self, stop: Event) -> websocket.WebSocket | None:
        """Lets in the first one in line, if there is one; ConnectionError where it has gone again."""
        guest = next((guest for guest in self._guests if guest.head), None)
        if not guest or not guest.head:
            return None
        self._guests.remove(guest)
        try:
            connected = websocket.accept(SocketStream(guest.socket, stop), guest.head)
        except BaseException:
            guest.socket.close()
            raise
        self.notice = ""
        return connected

    def turn_away(self) -> None:
        """Tells those in line that another one is in. (LiveSplit One shows why a connection was closed, but
        not why one was not made: so each is let in before.)"""
        for guest in list(self._guests):
            if guest.head:
                farewell = websocket.farewell(websocket.TRY_AGAIN_LATER, _TAKEN)
                self._send_away(guest, websocket.acceptance(guest.head) + farewell)
                self.notice = "Another LiveSplit One was refused: disconnect this one before."

    def close(self) -> None:
        """Ends it all."""
        for guest in list(self._guests):
            self._drop(guest)
        if self._listener:
            self._listener.close()
            self._listener = None

    def _take(self) -> None:
        """Takes the connections that have come. Where there are too many, the oldest silent one is ended: a
        LiveSplit One says at once what it wants."""
        if not self._listener:
            return
        for _ in range(_MOST_TAKEN):
            try:
                connected, _address = self._listener.accept()
            except OSError:  # there is none, or it has gone again
                return
            connected.setblocking(False)
            guest = _Guest(connected, time.monotonic() + _HANDSHAKE)
            self._guests.append(guest)
            self._hear(guest)
            if len(self._guests) > _MOST_GUESTS:
                silent = (guest for guest in self._guests if not guest.head)
                self._drop(next(silent, self._guests[0]))
                self.notice = f"Too many connections at once came to port {self.address[1]}."

    def _hear(self, guest: _Guest) -> None:
        """Takes what a guest has said."""
        if guest.head:
            return
        try:
            said = guest.socket.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if not said:
            self._drop(guest)
        elif not guest.is_leaving:  # who is leaving is heard out, or the system might lose our last words
            guest.heard += said
            self._judge(guest)

    def _judge(self, guest: _Guest) -> None:
        """Refuses a guest that may not come in; puts one that may into the line once it has said all."""
        try:
            head = websocket.read_head(bytes(guest.heard))
        except NotUnderstood:
            self._refuse(guest, "400 Bad Request", "Something that is no LiveSplit One was refused.")
            return
        if head and (objection := self._objection(head)):
            self._refuse(guest, *objection)
        elif head:
            guest.head = head

    def _objection(self, head: websocket.Head) -> tuple[str, str] | None:
        """Why one may not come in, as a status of HTTP and as a sentence."""
        if not head.asks_for_websocket:
            said = plain(head.first, 60)
            return "426 Upgrade Required", f"What is no LiveSplit One was refused: it said “{said}”."
        host, page = head.fields.get("host", ""), head.fields.get("origin")
        if not self._is_ours(host):
            told = f"What connected to “{plain(host)}” was refused: LiveSplit One's address is {self.url}."
            return "403 Forbidden", told
        if page is not None and page.lower() not in self._pages:
            told = f"The web page “{plain(page)}” was refused: write that as “{PAGE_SETTING}” if it is yours."
            return "403 Forbidden", told
        return None

    def _is_ours(self, host: str) -> bool:
        """Whether a field Host names this computer, and our port."""
        named = _HOST.fullmatch(host.lower())
        if not named or int(named[2] or 80) != self.address[1]:
            return False
        name = named[1].strip("[]")
        if name in ("localhost", self.address[0]):
            return True
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False

    def _refuse(self, guest: _Guest, status: str, told: str) -> None:
        self._send_away(guest, websocket.refusal(status, told))
        self.notice = told

    def _send_away(self, guest: _Guest, said: bytes) -> None:
        """Says the last to a guest, who has some time to hear it."""
        guest.head, guest.is_leaving, guest.deadline = None, True, time.monotonic() + _HANDSHAKE
        try:
            guest.socket.send(said)
            guest.socket.shutdown(socket.SHUT_WR)
        except OSError:  # it has gone
            self._drop(guest)

    def _drop(self, guest: _Guest) -> None:
        self._guests.remove(guest)
        with contextlib.suppress(OSError):
            guest.socket.close()


def _page(text: str) -> str:
    """The part of a page's address by which browsers name it."""
    found = _PAGE.fullmatch(text.strip().lower())
    if not found:
        raise Problem(f"“{plain(text)}” is no page: write how it begins, as in https://example.org:8080.")
    return found[1]


def _listener(address: tuple[str, int]) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
    if sys.platform == "win32":  # where SO_REUSEADDR would let two programs have the same port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(_MOST_TAKEN)
    except OSError as error:
        listener.close()
        raise Problem(
            f"port {address[1]} cannot be opened ({error.strerror}): choose another, in LiveSplit One too."
        ) from error
    listener.setblocking(False)
    return listener
