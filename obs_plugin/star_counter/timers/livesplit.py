"""LiveSplit's line protocol, over TCP or its named pipe.

LiveSplit says nothing to a command, nothing to a question that its version does not know, and nothing where a
split has an empty name. So every question of that kind is followed by the index and the phase: a number and a
phase's word in two lines end the answer, whatever came before.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from threading import Event

from ..words import plain
from .pipe import PipeStream
from .protocol import Command, Phase, TimerState
from .streams import Channel, Lines, NotUnderstood, SocketStream
from .transport import LONGEST_LIST, MOST_SPLITS, SILENCE, TOO_MANY_SPLITS

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
_NUMBER = re.compile(r"-?\d{1,6}", re.ASCII)
_NO_NAME = "-"
_PLACE = ("getsplitindex", "getcurrenttimerphase")
# So many names are asked for in one go. LiveSplit takes 1024 bytes at once, and its pipe keeps nothing: who
# writes waits until it is read. Of more, it would wait with its answers, and we with the rest, for ever.
_MOST_ASKED = 16
_MOST_UNREAD = 1000  # bytes that were not asked for: a few late ones may be there


class LiveSplit:
    """LiveSplit, over whatever channel ``dial`` opens."""

    name = "LiveSplit"
    longest_rest = 2.0
    notice = ""

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
        if not -1 <= index <= (count or MOST_SPLITS):
            raise NotUnderstood(f"It says that it is at split {index + 1} of {count or 'its run'}.")
        return TimerState(phase, index, count, None if name in (None, _NO_NAME) else plain(name), self._names)

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
        told, _, _ = self._ask("getsplitcount")
        self._tells_count = told is not None
        if told is None:
            return None
        count = int(told) if _NUMBER.fullmatch(told) else -1
        if count < 0:
            raise NotUnderstood(f"It calls the number of its splits “{plain(told, 40)}”.")
        if count > MOST_SPLITS:
            raise NotUnderstood(TOO_MANY_SPLITS)
        return count

    def _all_names(self, count: int) -> tuple[str, ...] | None:
        """The names of all splits, or None where this LiveSplit does not tell them."""
        deadline = time.monotonic() + LONGEST_LIST
        names: list[str | None] = []
        while len(names) < count:
            numbers = range(len(names), min(count, len(names) + _MOST_ASKED))
            names += [name for name, _, _ in self._ask_all([f"getsplitname {n}" for n in numbers], deadline)]
        return tuple(plain(name or "") for name in names) if any(names) else None

    def _ask(self, question: str) -> tuple[str | None, int, Phase]:
        """The answer to a question, the index and the phase."""
        return self._ask_all([question], time.monotonic() + SILENCE)[0]

    def _ask_all(self, questions: list[str], deadline: float) -> list[tuple[str | None, int, Phase]]:
        """The answers to questions, each with the index and the phase."""
        channel = self._connected
        if channel.unread > _MOST_UNREAD:
            raise NotUnderstood("It does not talk like LiveSplit: it says more than it is asked.")
        channel.send(*(line for question in questions for line in (question, *_PLACE)))
        return [self._answer(channel, deadline) for _ in questions]

    def _answer(self, channel: Channel, deadline: float) -> tuple[str | None, int, Phase]:
        def line() -> str:
            return channel.receive(min(SILENCE, deadline - time.monotonic()))

        lines = [line() for _ in _PLACE]
        if not _is_place(lines):
            lines.append(line())
        *answer, index, phase = lines
        if not _is_place(lines):
            raise NotUnderstood(f"It does not talk like LiveSplit: it said “{plain(lines[0], 40)}”.")
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
