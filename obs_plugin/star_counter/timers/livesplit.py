"""LiveSplit's line protocol, over TCP or its named pipe.

LiveSplit says nothing to a command, nothing to a question that its version does not know, and nothing where a
split has an empty name. So every question of that kind is followed by the index and the phase: a number and a
phase's word in two lines end the answer, whatever came before.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Event

from .pipe import PipeStream
from .protocol import Command, Phase, TimerState
from .streams import Channel, Lines, NotUnderstood, SocketStream
from .transport import SILENCE

PORT = 16834

_COMMANDS = {
    Command.START: "starttimer",
    Command.SPLIT: "split",  # `startorsplit` would start a timer that was reset, and does nothing in a pause
    Command.UNDO: "unsplit",
    Command.SKIP: "skipsplit",
    Command.RESET: "reset",
    Command.PAUSE: "pause",
    Command.RESUME: "resume",
}
_PHASES = {phase.value: phase for phase in Phase}
_NUMBER = re.compile(r"-?\d{1,6}")
_NO_NAME = "-"
_PLACE = ("getsplitindex", "getcurrenttimerphase")
_MOST_NAMES = 500


class LiveSplit:
    """LiveSplit, over whatever channel ``dial`` opens."""

    name = "LiveSplit"
    longest_rest = 2.0

    def __init__(self, dial: Callable[[Event], Channel], help: str):
        """``help`` is a sentence on what to do where it does not answer."""
        self.help = help
        self._dial = dial
        self._channel: Channel | None = None
        self._tells_count = False
        self._names: tuple[str, ...] | None = None
        self._known: tuple[Phase, int | None] | None = None  # the phase and the count that the names are of

    def connect(self, stop: Event) -> None:
        """See `Transport.connect`."""
        self._channel = self._dial(stop)
        self._known = self._names = None
        self._tells_count = True

    def state(self) -> TimerState:
        """See `Transport.state`."""
        name, index, phase = self._ask("getcurrentsplitname")
        count = self._count() if self._tells_count else None
        if self._known != (phase, count):  # other splits may have been loaded
            self._names = self._all_names(count) if count else None
            self._known = (phase, count)
        return TimerState(phase, index, count, None if name == _NO_NAME else name, self._names)

    def send(self, command: Command) -> None:
        """See `Transport.send`. LiveSplit does not say whether it refuses."""
        self._connected.send(_COMMANDS[command])

    def drop(self) -> None:
        """See `Transport.drop`."""
        if self._channel:
            self._channel.close()
            self._channel = None

    close = drop

    @property
    def _connected(self) -> Channel:
        if self._channel is None:
            raise ConnectionResetError("LiveSplit is gone")
        return self._channel

    def _count(self) -> int | None:
        count, _, _ = self._ask("getsplitcount")
        self._tells_count = count is not None
        if count is not None and not _NUMBER.fullmatch(count):
            raise NotUnderstood(f"It calls the number of its splits “{count[:40]}”.")
        return None if count is None else int(count)

    def _all_names(self, count: int) -> tuple[str, ...] | None:
        """The names of all splits, or None where this LiveSplit does not tell them."""
        questions = [f"getsplitname {number}" for number in range(min(count, _MOST_NAMES))]
        self._connected.send(*(line for question in questions for line in (question, *_PLACE)))
        names = [self._answer()[0] for _ in questions]
        return tuple(name or "" for name in names) if any(names) else None

    def _ask(self, question: str) -> tuple[str | None, int, Phase]:
        """The answer to a question, the index and the phase."""
        self._connected.send(question, *_PLACE)
        return self._answer()

    def _answer(self) -> tuple[str | None, int, Phase]:
        lines = [self._connected.receive(SILENCE) for _ in _PLACE]
        if not _is_place(lines):
            lines.append(self._connected.receive(SILENCE))
        *answer, index, phase = lines
        if not _is_place(lines):
            raise NotUnderstood(f"It does not talk like LiveSplit: it said “{lines[0][:40]}”.")
        return (answer[0] if answer else None), int(index), _PHASES[phase]


def _is_place(lines: list[str]) -> bool:
    """Whether the last two lines are an index and a phase."""
    return bool(_NUMBER.fullmatch(lines[-2])) and lines[-1] in _PHASES


def over_tcp(host: str, port: int) -> LiveSplit:
    """LiveSplit's TCP server."""
    return LiveSplit(
        lambda stop: Lines(SocketStream.connect(host, port, stop)),
        f"LiveSplit does not answer on port {port}: start its TCP server "
        "(right click → Control → Start TCP Server), and compare the ports.",
    )


def over_pipe() -> LiveSplit:
    """LiveSplit's named pipe, which is always open; on Windows, and on this computer only."""
    return LiveSplit(
        lambda stop: Lines(PipeStream(stop)),
        "There is no LiveSplit: start it on this computer. (Its named pipe exists on Windows only.)",
    )
