"""One player's splitting while the game runs: from events to the timer and the journal.

Runs on the worker's thread; only `press`, `status` and `close` are called from others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from .event import Event
from .journal import Journal
from .problem import Problem
from .reader import Frame
from .route import Route, describe
from .route_files import find
from .route_names import from_names
from .split_settings import BY_NAMES, NO_ROUTE, SplitSettings
from .splitter import Action, Splitter
from .timers import Command, Phase, Timer, open_timer

_COMMANDS = {command.value: command for command in Command}


class Session:
    """Splits for one player."""

    def __init__(self, settings: SplitSettings, player: str):
        """Opens the timer; what hinders that or the route is told by `status`."""
        self.settings = settings
        self.timer: Timer | None = None
        self._problems: list[str] = []
        self._journal = Journal(settings.journal, player) if settings.journal else None
        self._splitter: Splitter | None = None
        self._names: tuple[str, ...] | None = None  # of the timer's splits, that the route is made of
        self._presses: deque[str] = deque()
        self._due: list[Action] = []
        self._unanswered = 0  # commands that the timer has not answered yet
        try:
            self.timer = open_timer(
                settings.timer,
                settings.host,
                settings.port,
                settings.timer_source,
                settings.catch_up,
                settings.allow_remote,
            )
        except Problem as problem:
            self._problems.append(str(problem))
        if settings.route not in (NO_ROUTE, BY_NAMES):
            try:
                self._begin(find(settings.route))
            except Problem as problem:
                self._problems.append(str(problem))

    @property
    def start_count(self) -> int:
        """The stars that a run of the route begins with."""
        return self._splitter.route.start_count if self._splitter else 0

    def press(self, button: str) -> None:
        """Takes the player's button: "undo", "skip", "reset", or "pause" (again: goes on)."""
        self._presses.append(button)

    def follow(self, frame: Frame, events: Iterable[Event], stars: int | None, sure: float) -> list[str]:
        """Takes what happened up to a frame; returns what was done about it, for the log."""
        notes = self._hear()
        self._see_timer(stars)
        actions = self._pressed(frame)
        for event in events:
            if self._journal:
                self._journal.event(event, frame.crop, sure)
            if self._splitter:
                actions += self._splitter.update([event])
        for action in actions:
            if self._journal:
                self._journal.action(action, frame.crop)
            self._line_up(action)
        self._send(frame.time)
        return notes + [str(action) for action in actions]

    def status(self) -> tuple[list[str], bool]:
        """What is to be known of the route, the timer and the journal, and whether something is wrong."""
        lines = list(self._problems)
        splitter, timer = self._splitter, self.timer
        if splitter:
            lines.append(_next_split(splitter))
        elif self.settings.route == BY_NAMES:
            lines.append("The route comes from the names of the timer's splits: it has not told them yet.")
        if timer:
            lines.append(timer.status())
        if self._journal and self._journal.problem:
            lines.append(self._journal.problem)
        is_wrong = bool(self._problems) or bool(timer and not timer.is_well)
        return lines, is_wrong or bool(self._journal and self._journal.problem)

    def understood(self) -> list[str]:
        """A line for each split of the route: how it was understood."""
        if not self._splitter:
            return []
        route = self._splitter.route
        lines = [f"{number}. {split.name}: {describe(split)}" for number, split in enumerate(route.splits, 1)]
        return lines + list(route.notes)

    def close(self) -> None:
        """Ends the timer's thread, within a second, and the journal."""
        if self.timer:
            self.timer.close()
        if self._journal:
            self._journal.close()

    def _hear(self) -> list[str]:
        """What the timer reports."""
        reports = self.timer.reports() if self.timer else []
        for report in reports:
            self._unanswered -= report.command is not None
            if self._journal:
                self._journal.report(report)
        return [str(report) for report in reports]

    def _see_timer(self, stars: int | None) -> None:
        """Follows what the player does with the timer, once it has answered all that it was told."""
        state = self.timer.state() if self.timer else None
        if state is None:
            return
        if self.settings.route == BY_NAMES and state.names and state.names != self._names:
            self._names = state.names
            self._begin(from_names(state.names), stars)
        is_running = state.phase is not Phase.NOT_RUNNING
        if self._splitter and is_running and state.index is not None and not (self._unanswered or self._due):
            self._splitter.follow(state.index)

    def _begin(self, route: Route, stars: int | None = None) -> None:
        self._splitter = Splitter(route, starts=self.settings.starts_timer)
        if self._journal:
            self._journal.route = route.title
        if stars is not None:
            self._splitter.join(stars)

    def _pressed(self, frame: Frame) -> list[Action]:
        actions = []
        while self._presses:
            button = self._presses.popleft()
            if not self._splitter:
                continue
            if button == "pause":
                self._splitter.is_paused = not self._splitter.is_paused
            else:
                actions += getattr(self._splitter, button)(frame.time)
        return actions

    def _line_up(self, action: Action) -> None:
        """Keeps an action until it is due; what has not been done yet needs not be undone."""
        if action.kind == "reset":
            self._due.clear()
        waiting = [one for one in self._due if one.kind == "split" and one.index == action.index]
        if action.kind == "undo" and waiting:
            self._due.remove(waiting[-1])
        else:
            self._due.append(action)

    def _send(self, now: float) -> None:
        """Tells the timer what is due."""
        for action in [action for action in self._due if action.time <= now]:
            self._due.remove(action)
            if self.timer:
                self._unanswered += 1
                self.timer.send(_COMMANDS[action.kind], action.reason)


def _next_split(splitter: Splitter) -> str:
    """The line of the status on the route."""
    route, index = splitter.route, splitter.index
    paused = " (paused)" if splitter.is_paused else ""
    if index >= len(route.splits):
        return f"{route.title}{paused}: all {index} splits are done."
    split = route.splits[index]
    place = f"split {index + 1} of {len(route.splits)}"
    return f"{route.title}{paused}: {place} is “{split.name}”: {describe(split)}."
