"""The timers that the script tells to split, and whose split it follows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from ..problem import Problem
from .connection import TimerConnection
from .entrance import PAGE_SETTING
from .livesplit import PORT, over_pipe, over_tcp
from .livesplit_one import LiveSplitOne
from .livesplit_websocket import over_websocket
from .protocol import Command, Outcome, Phase, Report, TimerState
from .streams import checked_host
from .transport import Transport

__all__ = [
    "PAGE_SETTING",
    "PORT",
    "TIMERS",
    "Command",
    "Outcome",
    "Phase",
    "Report",
    "Timer",
    "TimerState",
    "open_timer",
]

#: The timers, each by one transport, as settings name them and as players do.
TIMERS = {
    "none": "none",
    "livesplit": "LiveSplit, by its TCP server",
    "livesplit_pipe": "LiveSplit, by its named pipe (Windows)",
    "livesplit_websocket": "LiveSplit, by its WebSocket server",
    "livesplit_one": "LiveSplit One",
    "hotkeys": "LiveSplit One as a source in OBS",
}


class Timer(Protocol):
    """A timer. No method waits, but for `close`, which takes a second at most."""

    @property
    def is_well(self) -> bool:
        """Whether the timer answers."""
        ...

    def send(self, command: Command, reason: str = "") -> None:
        """Has the timer told; what became of it is reported, with the reason."""
        ...

    def state(self) -> TimerState | None:
        """Where the timer was a moment ago, or None where it does not answer."""
        ...

    def status(self) -> str:
        """What is to be known of the timer, in a sentence or two."""
        ...

    def reports(self) -> list[Report]:
        """What happened since the last call, oldest first."""
        ...

    def tick(self) -> None:
        """To be called in every tick of OBS, undisturbed by other Python threads."""
        ...

    def close(self) -> None: ...


def open_timer(
    kind: str,
    host: str = "localhost",
    port: int = PORT,
    catch_up: bool = True,
    allow_remote: bool = False,
    origin: str = "",
) -> Timer | None:
    """The timer of a ``kind``, one of `TIMERS`; None for none.

    The one in OBS, by "hotkeys", is `HotkeyTimer`'s. With ``catch_up`` commands that a timer could not take
    are sent when it is back; without, they are reported as missed. ``origin`` is a web page that may connect
    as LiveSplit One, besides its own. Raises `Problem` where a setting is of no use.
    """
    if kind == "none":
        return None
    if kind == "livesplit_pipe":
        return TimerConnection(over_pipe(), catch_up)
    if not 1 <= port <= 65535:
        raise Problem(f"{port} is no port: choose a number from 1 to 65535.")
    transports: dict[str, Callable[[str, int], Transport]] = {
        "livesplit": over_tcp,
        "livesplit_websocket": over_websocket,
        "livesplit_one": partial(LiveSplitOne, origin=origin),
    }
    return TimerConnection(transports[kind](checked_host(host, allow_remote), port), catch_up)
