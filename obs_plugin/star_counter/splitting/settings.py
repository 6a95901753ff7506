"""What the player sets about splitting; loads without the packages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..timers import PORT

#: In place of a route: no splits …
NO_ROUTE = ""
#: … or the route is taken from the names of the timer's splits.
BY_NAMES = "names"


@dataclass(frozen=True)
class SplitSettings:
    """How a player splits.

    ``route``: `NO_ROUTE`, `BY_NAMES`, the name of a shipped route, or a route file's. ``timer``: one of
    `timers.TIMERS`; ``host``, ``port`` and ``timer_source`` say where it is. ``journal``: the folder of the
    journal, None where none is kept.
    """

    route: str = NO_ROUTE
    timer: str = "none"
    host: str = "localhost"
    port: int = PORT
    timer_source: str = ""
    catch_up: bool = True
    allow_remote: bool = False
    starts_timer: bool = False
    journal: Path | None = None

    @property
    def connection(self) -> tuple:
        """What the connection with the timer depends on: only where this changes it is made anew."""
        if self.timer == "none":
            return (self.timer,)
        if self.timer == "hotkeys":
            return self.timer, self.timer_source, self.catch_up
        if self.timer == "livesplit_pipe":
            return self.timer, self.catch_up
        return self.timer, self.host, self.port, self.allow_remote, self.catch_up
