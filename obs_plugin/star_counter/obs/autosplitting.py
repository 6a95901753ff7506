"""What the settings on splitting name, opened and closed: the route, the timer, the journal.

Every method must be called from one of OBS's own callbacks. What splits is the `AutoSplitter`, on the
worker's thread; it is handed each part as it is exchanged.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any

from ..problem import Problem
from ..splitting.formats.route_files import find
from ..splitting.route import Route
from ..timers import Timer
from .autosplitter import AutoSplitter
from .settings import BY_NAMES, NO_ROUTE, SplitSettings

# The window waits so long for the worker; what it has not let go by then is closed the next time.
_LONGEST_WAIT = 1.0  # seconds


class AutoSplitting:
    """Keeps the autosplitter of the first player to the settings: only what changed is opened anew."""

    def __init__(
        self,
        autosplitter: AutoSplitter,
        call: Callable[[Callable[[], Any]], threading.Event],
        open_timer: Callable[[SplitSettings], Timer | None],
    ):
        """``call`` has a function called on the worker's thread, and returns the event that it is done;
        ``open_timer`` opens the timer that the settings name, or raises `Problem`."""
        self.autosplitter = autosplitter
        self._call = call
        self._open_timer = open_timer
        self._settings = SplitSettings()
        self._player = ""
        self._timer: Timer | None = None
        self._problems: dict[str, str] = {}
        self._released: list[tuple[threading.Event, Timer]] = []  # closed once the worker has let them go

    def change(self, settings: SplitSettings, player: str) -> None:
        """Takes new settings, and the player's name; `close_released` is to follow."""
        old, self._settings = self._settings, settings
        if settings.starts_timer != old.starts_timer:
            self._tell(self.autosplitter.start_timer, settings.starts_timer)
        if (settings.journal, player) != (old.journal, self._player):
            self._player = player
            self._tell(self.autosplitter.use_journal, settings.journal, player)
        if settings.connection != old.connection:
            self._change_timer()
        if settings.route != old.route:
            follows_names = settings.route == BY_NAMES
            self._tell(self.autosplitter.use_route, self._route(), follows_names=follows_names)

    def close_released(self) -> None:
        """Closes the timers that were exchanged, once the worker has let them go. No tick may be running that
        began before. Takes a second for each at most."""
        for pair in list(self._released):
            released, timer = pair
            if released.wait(_LONGEST_WAIT):
                self._released.remove(pair)
                timer.close()

    def tick(self) -> None:
        """To be called in every tick."""
        if self._timer:
            self._timer.tick()

    def status(self) -> tuple[list[str], bool]:
        """What is to be known of the route, the timer and the journal, and whether something is wrong."""
        lines, is_wrong = self.autosplitter.status()
        return [*self._problems.values(), *lines], is_wrong or bool(self._problems)

    def close(self) -> None:
        """Ends the timer's thread, within a second, and the journal. The worker must have ended."""
        self.autosplitter.close_journal()
        for timer in (self._timer, *(timer for _, timer in self._released)):
            if timer:
                timer.close()

    def _tell(self, function: Callable, *arguments: Any, **options: Any) -> threading.Event:
        return self._call(functools.partial(function, *arguments, **options))

    def _change_timer(self) -> None:
        old, self._timer = self._timer, self._opened()
        released = self._tell(self.autosplitter.use_timer, self._timer)
        if old:
            self._released.append((released, old))

    def _opened(self) -> Timer | None:
        """The timer of the settings; None where there is none, or a problem."""
        self._problems.pop("timer", None)
        try:
            return self._open_timer(self._settings)
        except Problem as problem:
            self._problems["timer"] = str(problem)
            return None

    def _route(self) -> Route | None:
        """The route of the settings; None where there is none in a file, or a problem."""
        self._problems.pop("route", None)
        if self._settings.route in (NO_ROUTE, BY_NAMES):
            return None
        try:
            return find(self._settings.route)
        except Problem as problem:
            self._problems["route"] = str(problem)
            return None
