"""What a timer can be told, what it tells of itself, and what it makes of a command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import takewhile


class Command(Enum):
    """What a timer can be told; the value is the word for it in a sentence."""

    START = "start"
    SPLIT = "split"
    UNDO = "undo"
    SKIP = "skip"
    RESET = "reset"
    PAUSE = "pause"
    RESUME = "resume"


class Phase(Enum):
    """What a timer does; the value is LiveSplit's word for it."""

    NOT_RUNNING = "NotRunning"
    RUNNING = "Running"
    PAUSED = "Paused"
    ENDED = "Ended"


@dataclass(frozen=True)
class TimerState:
    """Where a timer is; None for what it does not tell.

    ``index`` is that of the split to come: -1 when the timer is not running, ``count`` when its run has
    ended. ``name`` is that split's name, ``names`` all splits'.
    """

    phase: Phase
    index: int | None = None
    count: int | None = None
    name: str | None = None
    names: tuple[str, ...] | None = None

    @property
    def place(self) -> tuple[Phase, int | None]:
        """What commands change."""
        return self.phase, self.index

    def __str__(self) -> str:
        if self.phase is Phase.NOT_RUNNING:
            return "not running" + (f", {self.count} splits" if self.count else "")
        if self.phase is Phase.ENDED:
            return "the run has ended"
        if self.index is None:
            return self.phase.name.lower()
        of_count = f" of {self.count}" if self.count else ""
        name = f" ({self.name})" if self.name else ""
        paused = ", paused" if self.phase is Phase.PAUSED else ""
        return f"split {self.index + 1}{of_count}{name}{paused}"


class Outcome(Enum):
    """What became of a command."""

    CARRIED_OUT = "carried out"
    IGNORED = "ignored"
    ALREADY_DONE = "already done"
    MISSED = "missed"


@dataclass(frozen=True)
class Report:
    """A sentence on what happened between the script and the timer.

    Where it is about a command it names it, why it was sent, what became of it, and how many seconds passed
    from `send` until then.
    """

    text: str
    command: Command | None = None
    reason: str = ""
    outcome: Outcome | None = None
    delay: float = 0.0

    def __str__(self) -> str:
        return self.text


def after(state: TimerState, command: Command) -> TimerState:
    """The state that a timer has after a command; the same where it ignores the command."""
    phase, index = state.phase, state.index
    runs, pauses = phase is Phase.RUNNING, phase is Phase.PAUSED
    if command is Command.START and phase is Phase.NOT_RUNNING:
        return replace(state, phase=Phase.RUNNING, index=0)
    if command is Command.RESET and phase is not Phase.NOT_RUNNING:
        return replace(state, phase=Phase.NOT_RUNNING, index=-1)
    if command is Command.PAUSE and runs:
        return replace(state, phase=Phase.PAUSED)
    if command is Command.RESUME and pauses:
        return replace(state, phase=Phase.RUNNING)
    if index is None:
        return state
    if command is Command.SPLIT and runs:
        return replace(state, phase=Phase.ENDED if index + 1 == state.count else phase, index=index + 1)
    if command is Command.SKIP and (runs or pauses) and index + 1 != state.count:
        return replace(state, index=index + 1)
    if command is Command.UNDO and phase is not Phase.NOT_RUNNING and index > 0:
        return replace(state, phase=Phase.RUNNING if phase is Phase.ENDED else phase, index=index - 1)
    return state


#: Commands that lead forward by one split. (The index of a timer that is not running is -1.)
_FORWARD = (Command.START, Command.SPLIT, Command.SKIP)


def done_already(before: TimerState, commands: Sequence[Command], now: TimerState) -> int:
    """How many of the commands, from the first one on, need not be sent: the timer is where they lead.

    ``before`` is the state in which the first one was to be sent. A timer that has gone further forward than
    the commands lead needs none of them.
    """
    done, state = 0, before
    for number, command in enumerate(commands, 1):
        following = after(state, command)
        if following == state:
            break  # it would be ignored: that the timer is there says nothing
        state = following
        if state.place == now.place:
            done = number
    if done or before.index is None or now.index is None:
        return done
    forward = len(list(takewhile(_FORWARD.__contains__, commands)))
    return min(forward, max(0, now.index - before.index))


def why_ignored(state: TimerState, command: Command) -> str:
    """Why a timer in that state ignores the command."""
    if state.phase is Phase.NOT_RUNNING:
        return "it is not running"
    if command is Command.START:
        return "its last run has not been reset" if state.phase is Phase.ENDED else "it is running already"
    if command is Command.UNDO:
        return "there is no split to undo"
    if command is Command.RESUME:
        return "it is not paused"
    if state.phase is Phase.ENDED:
        return "its run has ended"
    if command is Command.SKIP:
        return "the last split cannot be skipped"
    if state.phase is Phase.PAUSED:
        return "it is paused"
    if command is Command.SPLIT:
        return "its time is not above 0 yet"
    return "it did not say why"
