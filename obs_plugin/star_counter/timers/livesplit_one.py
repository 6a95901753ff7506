"""LiveSplit One: it connects to the script, which is the WebSocket server, and takes commands as JSON."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import time
from threading import Event
from typing import Any

from ..problem import Problem
from . import websocket
from .protocol import Command, Phase, TimerState
from .streams import SLICE, NotUnderstood, SocketStream
from .transport import SILENCE

_COMMANDS = {
    Command.START: "start",
    Command.SPLIT: "split",
    Command.UNDO: "undoSplit",
    Command.SKIP: "skipSplit",
    Command.RESET: "reset",
    Command.PAUSE: "pause",
    Command.RESUME: "resume",
}
_PHASES = {phase.value: phase for phase in Phase}
_REFUSALS = {
    "AlreadyPaused": "it is paused already",
    "Busy": "a menu or a question is open in it",
    "CantSkipLastSplit": "the last split cannot be skipped",
    "CantUndoFirstSplit": "there is no split to undo",
    "NegativeTime": "its time is not above 0 yet",
    "NoRunInProgress": "it is not running",
    "NotPaused": "it is not paused",
    "RunAlreadyInProgress": "it is running already",
    "RunFinished": "its run has ended",
    "RunnerDecidedAgainstReset": "the player decided against it",
    "TimerPaused": "it is paused",
}
_ACCEPT = 0.5  # seconds
_HANDSHAKE = 0.4  # seconds
_MOST_NAMES = 500
_MOST_LEFT = 100  # messages


class LiveSplitOne:
    """The server that a LiveSplit One connects to.

    It does not connect again by itself, so one that is silent (while it asks the player something, it is)
    keeps its connection: what it owes is awaited, and only then more is said. Another one that connects
    meanwhile takes its place.
    """

    name = "LiveSplit One"
    longest_rest = SLICE

    def __init__(self, host: str, port: int):
        self._address = (host, port)
        self.help = (
            "LiveSplit One is not connected: choose “Connect to Server” in its settings, and enter "
            f"ws://{'localhost' if host == '127.0.0.1' else host}:{port}."
        )
        self._listener: socket.socket | None = None
        self._websocket: websocket.WebSocket | None = None
        self._owed = 0  # answers
        self._names: tuple[str, ...] = ()
        self._known: Phase | None = None  # the phase that the names are of

    def connect(self, stop: Event) -> None:
        """See `Transport.connect`: waits for a LiveSplit One, or for what the one that is here owes."""
        if not self._listener:
            self._listener = _listener(self._address)
        deadline = time.monotonic() + _ACCEPT
        while not stop.is_set():
            self._listener.settimeout(0 if self._websocket else SLICE)
            with contextlib.suppress(TimeoutError, BlockingIOError):
                return self._welcome(self._listener.accept()[0], stop)
            if self._websocket:
                self._collect(self._websocket)
                if not self._owed:
                    return None
            if time.monotonic() > deadline:
                if self._owed:
                    raise Problem("it owes an answer: a question is open in its window, or it hangs.")
                raise TimeoutError
        raise ConnectionAbortedError("the script is being closed")

    def state(self) -> TimerState:
        """See `Transport.state`."""
        answer = self._ask(command="getCurrentState").get("success")
        if not isinstance(answer, dict):
            raise _not_understood(answer)
        phase = _PHASES.get(str(answer.get("state")))
        if not phase:
            raise _not_understood(answer)
        if phase != self._known:  # other splits may have been loaded
            self._names, self._known = self._all_names(), phase
        index = {Phase.NOT_RUNNING: -1, Phase.ENDED: len(self._names)}.get(phase, answer.get("index"))
        if not isinstance(index, int):
            raise _not_understood(answer)
        name = self._names[index] if 0 <= index < len(self._names) else None
        return TimerState(phase, index, len(self._names), name, self._names)

    def send(self, command: Command) -> str | None:
        """See `Transport.send`."""
        error = self._ask(command=_COMMANDS[command]).get("error")
        if error is None:
            return None
        code = error.get("code") if isinstance(error, dict) else error
        return _REFUSALS.get(str(code), f"it says “{str(code)[:40]}”")

    def drop(self) -> None:
        """See `Transport.drop`: a silent one keeps its connection, and a broken one is gone already."""

    def close(self) -> None:
        """See `Transport.close`."""
        self._hang_up()
        if self._listener:
            self._listener.close()
            self._listener = None

    def _welcome(self, connected: socket.socket, stop: Event) -> None:
        self._hang_up()
        try:
            self._websocket = websocket.accept(SocketStream(connected, stop), _HANDSHAKE)
        except BaseException:
            connected.close()
            raise
        self._known = None

    def _hang_up(self) -> None:
        if self._websocket:
            self._websocket.close()
        self._websocket, self._owed = None, 0

    def _all_names(self) -> tuple[str, ...]:
        """The names of all splits: it is asked for one more until there is none."""
        names: list[str] = []
        while len(names) < _MOST_NAMES:
            name = self._ask(command="getSegmentName", index=len(names)).get("success")
            if not isinstance(name, str):
                break
            names.append(name)
        return tuple(names)

    def _ask(self, **message: Any) -> dict[str, Any]:
        """The answer to a message. The answers come in the order of the messages."""
        connected = self._websocket
        if not connected:
            raise ConnectionResetError("LiveSplit One is gone")
        try:
            connected.send(json.dumps(message))
            self._owed += 1
            while self._owed:
                answer = self._receive(connected, SILENCE)
            return answer
        except ConnectionError:
            self._hang_up()
            raise

    def _collect(self, connected: websocket.WebSocket) -> None:
        """Takes what a silent one owed, and anything else that has come unasked."""
        try:
            for _ in range(_MOST_LEFT):
                self._receive(connected, SLICE)
        except TimeoutError:
            pass
        except ConnectionError:
            self._hang_up()
            raise

    def _receive(self, connected: websocket.WebSocket, seconds: float) -> dict[str, Any]:
        """The next message; an answer is owed no longer. (Others tell of events, which the state shows.)"""
        try:
            text = connected.receive(seconds)
        except NotUnderstood:  # it broke the rules of WebSocket
            self._hang_up()
            raise
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict):
            self._owed = max(0, self._owed - 1)
            raise _not_understood(text)
        if "event" not in message:
            self._owed = max(0, self._owed - 1)
        return message


def _not_understood(answer: object) -> NotUnderstood:
    return NotUnderstood(f"It does not talk like LiveSplit One: it said “{str(answer)[:40]}”.")


def _listener(address: tuple[str, int]) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
    if sys.platform == "win32":  # where SO_REUSEADDR would let two programs have the same port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(5)
    except OSError as error:
        listener.close()
        raise Problem(
            f"port {address[1]} cannot be opened ({error.strerror}): choose another, in LiveSplit One too."
        ) from error
    return listener
