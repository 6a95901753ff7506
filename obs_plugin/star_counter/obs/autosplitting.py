"""What the settings on splitting name, opened and closed: the route, the timer, the journal.

Every public method must be called from one of OBS's own callbacks. What splits is the `AutoSplitter`, on the
worker's thread; it is handed each part as it is exchanged. A route is read on a thread of its own, which ends
with that: a disk or a network may not answer.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any

from ..doctor.page import Line
from ..problem import Problem
from ..splitting.formats.route_files import find
from ..splitting.route import Route
from ..timers import Timer
from ..words import plain
from .autosplitter import AutoSplitter
from .settings import BY_NAMES, NO_ROUTE, SplitSettings

# The window waits so long for the worker; what it has not let go by then is closed the next time.
_LONGEST_WAIT = 1.0  # seconds


class _Choice:
    """A route that the player has chosen, and what came of it so far."""

    def __init__(self, name: str):
        self.name = name
        self.is_being_read = False
        self.problem = ""


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
        self._timer_problem = ""
        self._choice = _Choice(NO_ROUTE)
        self._released: list[tuple[threading.Event, Timer]] = []  # closed once the worker has let them go

    def change(self, settings: SplitSettings, player: str) -> None:
        """Takes new settings, and the player's name; `close_released` is to follow."""
        old, self._settings = self._settings, settings
        if (settings.start_at, settings.logo_reset) != (old.start_at, old.logo_reset):
            self._tell(self.autosplitter.start_timer, settings.start_at, settings.logo_reset)
        if (settings.journal, player) != (old.journal, self._player):
            self._player = player
            self._tell(self.autosplitter.use_journal, settings.journal, player)
        if settings.connection != old.connection:
            self._change_timer()
        if settings.route != old.route:
            self._change_route()

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
        choice = self._choice
        problems = [problem for problem in (self._timer_problem, choice.problem) if problem]
        reading = [f"The route {plain(choice.name)} is being read."] if choice.is_being_read else []
        lines, is_wrong = self.autosplitter.status()
        return [*problems, *reading, *lines], is_wrong or bool(problems)

    @property
    def route_problem(self) -> str:
        """What is wrong with the route, in a sentence."""
        return self._choice.problem

    def line(self) -> Line:
        """Whether the timer answers, for a report: its own thread asks it all the time."""
        if self._timer_problem:
            return Line("Timer", self._timer_problem, False)
        if not self._timer:
            return Line("Timer", "none is chosen")
        return Line("Timer", self._timer.status(), self._timer.is_well)

    def close(self) -> None:
        """Ends the timer's thread, within a second. The worker must have ended.

        A route that is still being read is not waited for: nothing comes of it any more.
        """
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
        self._timer_problem = ""
        try:
            return self._open_timer(self._settings)
        except Problem as problem:
            self._timer_problem = str(problem)
            return None

    def _change_route(self) -> None:
        """Has the route of the settings read; the one before stays in use until then."""
        name = self._settings.route
        self._choice = choice = _Choice(name)
        if name in (NO_ROUTE, BY_NAMES):
            self._tell(self.autosplitter.use_route, None, follows_names=name == BY_NAMES)
        else:
            choice.is_being_read = True
            threading.Thread(
                target=self._read, args=(choice,), name="star counter route", daemon=True
            ).start()

    def _read(self, choice: _Choice) -> None:
        """Reads a route, on the thread for it."""
        route, problem = None, ""
        try:
            route = find(choice.name)
        except Problem as told:
            problem = str(told)
        self._tell(self._take, choice, route, problem)

    def _take(self, choice: _Choice, route: Route | None, problem: str) -> None:
        """Takes what was read, on the worker's thread, unless another route was chosen meanwhile: what is to
        be done about that one comes after this, in the worker's order."""
        if choice is not self._choice:
            return
        self.autosplitter.use_route(route)
        choice.problem, choice.is_being_read = problem, False
