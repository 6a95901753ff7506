"""The page on which a person sorts pictures: a web server for this computer's browser alone.

Its address holds a random word, which a web page of somebody else cannot know; and requests to another host's
name are refused, so that such a page cannot reach it by a name that leads here either. Pictures are asked for
by their number, never by a path.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from .. import MOST_STARS
from ..problem import Problem
from ..reading.model_form import CLASSES
from .sorting import VERDICTS, Sorting

_HERE = "127.0.0.1"
# Beside the page itself, which is the empty name.
_FILES = {
    name: (Path(__file__).with_name(file), kind)
    for name, file, kind in (
        ("", "sort_page.html", "text/html; charset=utf-8"),
        ("page.css", "sort_page.css", "text/css; charset=utf-8"),
        ("page.js", "sort_page.js", "text/javascript; charset=utf-8"),
    )
}
_JSON = "application/json"
_LONGEST_REQUEST = 1000  # bytes
_SILENCE = 10.0  # seconds that a browser may keep a connection without a word
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self' data:; style-src 'self'; "
    "script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class SortServer(ThreadingHTTPServer):
    """Serves the page of a sorting on a free port; `serve_forever` returns when the person is done."""

    daemon_threads = True

    def __init__(self, sorting: Sorting):
        super().__init__((_HERE, 0), _Handler)
        self.sorting = sorting
        self.word = secrets.token_urlsafe(16)

    @property
    def host(self) -> str:
        """The server's name as browsers send it."""
        return f"{_HERE}:{self.server_port}"

    @property
    def address(self) -> str:
        """The page's address."""
        return f"http://{self.host}/{self.word}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a browser that goes away in the middle of an answer is no news."""

    def state(self, note: str = "") -> dict[str, Any]:
        """What the page shows: the picture to look at now, and how far the person is."""
        sorting = self.sorting
        number = sorting.next
        decided = sum(picture.verdict is not None for picture in sorting.pictures)
        state = {"total": len(sorting.pictures), "decided": decided, "note": note, "number": number}
        state["most"] = MOST_STARS
        if number is None:
            return state | {"summary": sorting.summary()}
        picture = sorting.pictures[number]
        guess = None if picture.guess is None else CLASSES[picture.guess]
        return state | {"guess": guess, "percent": picture.percent, "player": picture.player}


class _Handler(BaseHTTPRequestHandler):
    server: SortServer
    timeout = _SILENCE

    def do_GET(self) -> None:
        name = self._name()
        if name is None:
            self._refuse(HTTPStatus.FORBIDDEN)
        elif name in _FILES:
            path, kind = _FILES[name]
            self._send(path.read_bytes(), kind)
        elif name == "state":
            self._send_state()
        else:
            self._send_picture(name)

    def do_POST(self) -> None:
        name = self._name()
        if name is None or self.headers.get("Content-Type") != _JSON:
            self._refuse(HTTPStatus.FORBIDDEN)
            return
        try:
            note = self._do(name)
        except (ValueError, KeyError, TypeError, RecursionError):
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        self._send_state(note)
        if name == "done":
            threading.Thread(target=self.server.shutdown).start()  # which waits for this answer's end

    def log_message(self, *_: Any) -> None:
        """Nothing: the terminal is the person's."""

    def _name(self) -> str | None:
        """What is asked for; None where the one who asks does not know the address."""
        _, word, name = (*self.path.split("/", 2), "", "")[:3]
        is_ours = hmac.compare_digest(word.encode(), self.server.word.encode())
        return name if is_ours and self.headers.get("Host") == self.server.host else None

    def _do(self, name: str) -> str:
        """Does what is asked for and returns what is to be told; raises `ValueError` and the like."""
        length = int(self.headers.get("Content-Length", ""))
        if not 0 <= length <= _LONGEST_REQUEST:
            raise ValueError("too long")
        asked = json.loads(self.rfile.read(length))
        sorting = self.server.sorting
        try:
            if name == "decide":
                sorting.decide(_number(asked["number"], sorting), _verdict(asked["verdict"]))
            elif name == "undo":
                sorting.undo()
            elif name != "done":
                raise ValueError("nothing of that name")
        except Problem as problem:
            return str(problem)
        return ""

    def _send_state(self, note: str = "") -> None:
        self._send(json.dumps(self.server.state(note)).encode(), _JSON)

    def _send_picture(self, name: str) -> None:
        folder, _, number = name.partition("/")
        pictures = self.server.sorting.pictures
        try:
            if folder != "picture" or not number.isdecimal():
                raise FileNotFoundError
            path = pictures[int(number)].path
            data = path.read_bytes()
        except (OSError, IndexError, ValueError):  # also of a number with thousands of digits
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        self._send(data, "image/png" if path.suffix.lower() == ".png" else "image/jpeg")

    def _send(self, data: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        for name, value in (_HEADERS | {"Content-Type": kind, "Content-Length": str(len(data))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _refuse(self, status: HTTPStatus) -> None:
        self._send(status.phrase.encode(), "text/plain; charset=utf-8", status)


def _number(asked: Any, sorting: Sorting) -> int:
    if type(asked) is not int or not 0 <= asked < len(sorting.pictures):
        raise ValueError(f"{asked!r} is no picture's number")
    return asked


def _verdict(asked: Any) -> str:
    if asked not in VERDICTS:
        raise ValueError(f"{asked!r} is no verdict")
    return asked
