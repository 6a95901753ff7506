"""LiveSplit One: it connects to the script, which is the WebSocket server, and takes commands as JSON."""

from __future__ import annotations

import contextlib
import json
import time
from threading import Event
from typing import Any

from ..problem import Problem
from ..words import plain
from . import websocket
from .entrance import Entrance
from .protocol import Command, Phase, TimerState
from .streams import SLICE, NotUnderstood
from .transport import LONGEST_LIST, MOST_SPLITS, SILENCE, TOO_MANY_SPLITS

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


class LiveSplitOne:
    """The server that a LiveSplit One connects to.

    It does not connect again by itself, so one that is silent (while it asks the player something, it is)
    keeps its connection: what it owes is awaited, and only then more is said. Another one that comes
    meanwhile is turned away.
    """

    name = "LiveSplit One"
    longest_rest = SLICE

    def __init__(self, host: str, port: int, origin: str = ""):
        """``origin``: see `Entrance`."""
        self._entrance = Entrance(host, port, origin)
        self.help = (
            "LiveSplit One is not connected: choose “Connect to Server” in its settings, and enter "
            f"{self._entrance.url}."
        )
        self._websocket: websocket.WebSocket | None = None
        self._owed = 0  # answers
        self._names: tuple[str, ...] = ()
        self._known: Phase | None = None  # the phase that the names are of

    @property
    def notice(self) -> str:
        """See `Transport.notice`: who was refused."""
        return self._entrance.notice

    def connect(self, stop: Event) -> None:
        """See `Transport.connect`: waits for a LiveSplit One, or for what the one that is here owes."""
        self._entrance.open()
        deadline = time.monotonic() + _ACCEPT
        while not stop.is_set():
            self._entrance.look()
            if self._websocket:
                self._collect(self._websocket)
                if not self._owed:
                    return
                self._entrance.turn_away()
            elif admitted := self._entrance.admit(stop):
                self._websocket, self._known = admitted, None
                return
            else:
                stop.wait(SLICE)
            if time.monotonic() > deadline:
                if self._owed:
                    raise Problem("it owes an answer: a question is open in its window, or it hangs.")
                raise TimeoutError
        raise ConnectionAbortedError("the script is being closed")

    def state(self) -> TimerState:
        """See `Transport.state`."""
        self._entrance.look()  # before it is asked: who comes when it has gone may have its place
        try:
            return self._asked_state()
        finally:
            if self._websocket:
                self._entrance.turn_away()

    def _asked_state(self) -> TimerState:
        answer = self._ask(command="getCurrentState").get("success")
        if not isinstance(answer, dict):
            raise _not_understood(answer)
        phase = _PHASES.get(str(answer.get("state")))
        if not phase:
            raise _not_understood(answer)
        if phase != self._known:  # other splits may have been loaded
            self._names, self._known = self._all_names(), phase
        count = len(self._names)
        index = {Phase.NOT_RUNNING: -1, Phase.ENDED: count}.get(phase)
        if index is None:
            index = answer.get("index")
            if type(index) is not int or not 0 <= index < (count or MOST_SPLITS):  # True is no index
                raise _not_understood(answer)
        name = self._names[index] if 0 <= index < count else None
        return TimerState(phase, index, count, name, self._names)

    def send(self, command: Command) -> str | None:
        """See `Transport.send`."""
        error = self._ask(command=_COMMANDS[command]).get("error")
        if error is None:
            return None
        code = error.get("code") if isinstance(error, dict) else error
        return _REFUSALS.get(str(code), f"it says “{plain(str(code), 40)}”")

    def drop(self) -> None:
        """See `Transport.drop`: a silent one keeps its connection, and a broken one is gone already."""

    def close(self) -> None:
        """See `Transport.close`."""
        self._hang_up()
        self._entrance.close()

    def _hang_up(self) -> None:
        if self._websocket:
            self._websocket.close()
        self._websocket, self._owed = None, 0

    def _all_names(self) -> tuple[str, ...]:
        """The names of all splits: it is asked for one more until there is none."""
        names: list[str] = []
        deadline = time.monotonic() + LONGEST_LIST
        while isinstance(name := self._ask(command="getSegmentName", index=len(names)).get("success"), str):
            names.append(plain(name))
            if len(names) > MOST_SPLITS:
                raise NotUnderstood(TOO_MANY_SPLITS)
            if time.monotonic() > deadline:
                raise TimeoutError
        return tuple(names)

    def _ask(self, **message: Any) -> dict[str, Any]:
        """The answer to a message. The answers come in the order of the messages."""
        connected = self._websocket
        if not connected:
            raise ConnectionResetError("LiveSplit One is gone")
        try:
            connected.send(json.dumps(message))
            self._owed += 1
            deadline = time.monotonic() + SILENCE  # for all that it says: events alone are no answer
            while self._owed:
                answer = self._receive(connected, deadline - time.monotonic())
            return answer
        except ConnectionError:
            self._hang_up()
            raise

    def _collect(self, connected: websocket.WebSocket) -> None:
        """Takes what a silent one owed, and anything else that has come unasked."""
        deadline = time.monotonic() + SLICE
        try:
            with contextlib.suppress(TimeoutError):
                while True:
                    self._receive(connected, deadline - time.monotonic())
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
    return NotUnderstood(f"It does not talk like LiveSplit One: it said “{plain(str(answer), 40)}”.")
