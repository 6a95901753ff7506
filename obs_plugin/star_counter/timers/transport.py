"""What each transport of commands to a timer offers to `TimerConnection`."""

from __future__ import annotations

from threading import Event
from typing import Protocol

from .protocol import Command, TimerState

#: How many seconds a timer may be silent. They answer within milliseconds.
SILENCE = 2.0
#: How many seconds the names of all splits may take.
LONGEST_LIST = 10.0
#: More splits than any run has.
MOST_SPLITS = 1000
TOO_MANY_SPLITS = f"It has more than {MOST_SPLITS} splits: load a run with fewer."


class Transport(Protocol):
    """Carries commands to a timer, and asks it. All its methods run on the connection's thread."""

    #: The timer's name in sentences.
    name: str
    #: What to do where it does not answer, as a sentence.
    help: str
    #: The longest rest between two attempts to connect, in seconds.
    longest_rest: float

    @property
    def notice(self) -> str:
        """What else the player is to know, as a sentence; nothing where there is nothing."""
        ...

    def connect(self, stop: Event) -> None:
        """Connects, within a second; OSError or `Problem` where that fails. Every wait ends with ``stop``."""
        ...

    def state(self) -> TimerState:
        """Asks where the timer is.

        Raises TimeoutError where it is silent, ConnectionError where the connection broke, and
        `NotUnderstood` where the answer makes no sense.
        """
        ...

    def send(self, command: Command) -> str | None:
        """Tells the timer; returns why it refuses, where it says so. Raises as `state` does."""
        ...

    def drop(self) -> None:
        """Gives up the conversation, after an error; `TimerConnection` connects anew."""
        ...

    def close(self) -> None:
        """Frees everything, for good."""
        ...
