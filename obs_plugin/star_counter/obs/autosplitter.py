"""One player's splitting while the game runs: from events to the timer and the journal.

Runs on the worker's thread; only `status` and `understood` are called from others. It holds no clock: it is
told the time, in the seconds of the frames.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ..journal.film import Filming
from ..journal.writer import Journal
from ..reading.frame import Frame
from ..splitting.explained import lines
from ..splitting.formats.segment_names import from_names
from ..splitting.route import Route, describe
from ..splitting.splitter import Action, Splitter
from ..timers import Command, Phase, Timer
from ..tracking.event import Event
from .disk import Disk

_COMMANDS = {command.value: command for command in Command}
# What the player sees was written before, unless the disk takes so long: a killed OBS loses no line of it.
_LONGEST_WAIT = 0.1  # seconds


class AutoSplitter:
    """Splits by a route, once it has one; tells a timer and writes a journal, where there are such.

    Each of the three can be exchanged in the middle of a run, and the others go on.
    """

    def __init__(self):
        self._timer: Timer | None = None
        self._journal: Journal | None = None
        self._disk = Disk()  # the journal's
        self._filming = Filming()  # for the journal
        self._splitter: Splitter | None = None
        self._understood: list[str] = []  # of its route
        self._start_at, self._logo_reset = "off", "off"
        self._unseen: frozenset[str] = frozenset()
        self._follows_names = False
        self._names: tuple[str, ...] | None = None  # of the timer's splits, that the route is made of
        self._due: list[Action] = []
        self._unanswered = 0  # commands that the timer has not answered yet
        self._stars: int | None = None
        self._now = 0.0

    # What it works with.

    def use_route(self, route: Route | None, *, follows_names: bool = False) -> None:
        """Splits by a route from now on, at the split that the timer or the count says; None: not at all.

        With ``follows_names`` the names of the timer's splits tell the route, as soon as they are known.
        """
        self._follows_names, self._names = follows_names, None
        if route is None:
            self._splitter = None
            if self._journal:
                self._journal.follow(None)
        else:
            self._split_by(route)

    def use_timer(self, timer: Timer | None) -> None:
        """Tells another timer from now on. Whoever opened the one before closes it."""
        self._timer, self._unanswered = timer, 0
        if self._splitter:
            self._splitter.sees_timer = False

    def use_journal(self, folder: Path | None, player: str) -> None:
        """Writes into another folder from now on, or nowhere. The player's name is that of the next run."""
        if self._journal and self._journal.folder == folder:
            self._journal.name = player
            return
        self.close_journal()
        if folder:
            # A disk of its own: the one before may never answer.
            self._disk, self._filming = Disk(), Filming()
            self._journal = Journal(folder, player, later=self._disk.do)
            if self._splitter:
                self._journal.follow(self._splitter.route)

    def start_timer(self, start_at: str, logo_reset: str) -> None:
        """What starts the timer, and whether the logo resets it: of the splitter's `STARTS` and `RESETS`."""
        self._start_at, self._logo_reset = start_at, logo_reset
        if self._splitter:
            self._splitter.start_at, self._splitter.logo_reset = start_at, logo_reset

    def miss(self, parts: Collection[str]) -> None:
        """Takes which parts are not seen ("lives", "coins", "camera", "logo"): what rests on them is not
        waited for."""
        self._unseen = frozenset(parts)
        if self._splitter:
            self._splitter.unseen = self._unseen

    def close_journal(self) -> None:
        """Ends the journal; its disk's thread ends when all of it is written."""
        journal, self._journal = self._journal, None
        if journal:
            journal.close()
            self._disk.leave()

    # What happens. All of these return what was done about it, for the log.

    def update(self, frame: Frame, events: Collection[Event], stars: int | None, sure: float) -> list[str]:
        """Takes what happened up to a frame; ``stars`` and ``sure`` are the tracker's."""
        self._stars = stars
        notes = self.advance(frame.time)
        actions = []
        for event in events:
            if self._journal:
                self._journal.event(event, frame.crop, sure)
            if self._splitter:
                actions += self._splitter.update([event])
        for action in actions:
            if self._journal:
                self._journal.action(action, frame.crop)
            self._line_up(action)
        self._send_due()
        if self._journal and events:
            self._disk.wait(_LONGEST_WAIT)
        if self._journal:  # last: nothing waits for a film
            self._write_films(self._journal, frame, events)
        return notes + [str(action) for action in actions]

    def advance(self, time: float) -> list[str]:
        """Takes that it is so late, in seconds, and looks at the timer: with every frame, and without one."""
        self._now = time
        notes = self._timer_reports()
        self._follow_timer()
        self._send_due()
        return notes

    def press(self, button: str) -> list[str]:
        """Takes the player's button: "undo", "skip", "reset", or "pause" (again: goes on)."""
        splitter = self._splitter
        if splitter is None:
            return []
        if button == "pause":
            splitter.is_paused = not splitter.is_paused
            return []
        actions = {"undo": splitter.undo, "skip": splitter.skip, "reset": splitter.reset}[button](self._now)
        for action in actions:
            if self._journal:
                self._journal.action(action, None)
            self._line_up(action)
        self._send_due()
        return [str(action) for action in actions]

    # What is told of it.

    @property
    def start_count(self) -> int:
        """The stars that a run of the route begins with."""
        return self._splitter.route.start_count if self._splitter else 0

    def status(self) -> tuple[list[str], bool]:
        """What is to be known of the route, the timer and the journal, and whether something is wrong."""
        lines, is_wrong = [], False
        splitter, timer, journal = self._splitter, self._timer, self._journal
        if splitter:
            lines += [_next_split(splitter), *splitter.route.unseen(self._unseen)]
        elif self._follows_names:
            lines.append("The route comes from the names of the timer's splits: it has not told them yet.")
        if timer:
            lines.append(timer.status())
            is_wrong = not timer.is_well
        if journal and self._disk.is_silent:
            lines.append(journal.cannot("its disk does not answer"))
            is_wrong = True
        elif journal and journal.problem:
            lines.append(journal.problem)
            is_wrong = True
        return lines, is_wrong

    def understood(self) -> list[str]:
        """A line for each split of the route: how it was understood, and what could go wrong with it."""
        return self._understood if self._splitter else []

    def _write_films(self, journal: Journal, frame: Frame, events: Collection[Event]) -> None:
        """Keeps the frame's picture, and writes the films that are complete with it."""
        for film in self._filming.update(frame, events):
            journal.film(film)

    def _timer_reports(self) -> list[str]:
        """What the timer reports."""
        reports = self._timer.reports() if self._timer else []
        for report in reports:
            self._unanswered -= report.command is not None
            if self._journal:
                self._journal.report(report)
        return [str(report) for report in reports]

    def _follow_timer(self) -> None:
        """Follows what the player does with the timer, once it has answered all that it was told."""
        state = self._timer.state() if self._timer else None
        if state is None:
            return
        if self._follows_names and state.names and state.names != self._names:
            self._names = state.names
            self._split_by(from_names(state.names))
        is_running = state.phase is not Phase.NOT_RUNNING
        if self._splitter and not (self._unanswered or self._due):
            self._splitter.is_on = is_running
            if is_running and state.index is not None:
                self._splitter.sync(state.index)

    def _split_by(self, route: Route) -> None:
        if self._journal:
            self._journal.follow(route)
        self._understood = lines(route)
        if self._splitter:
            self._splitter.change_route(route)
            return
        self._splitter = Splitter(route, start_at=self._start_at, logo_reset=self._logo_reset)
        self._splitter.unseen = self._unseen
        if self._stars is not None:
            self._splitter.join(self._stars)

    def _line_up(self, action: Action) -> None:
        """Keeps an action until it is due; what has not been done yet needs not be undone, nor done where the
        run is reset."""
        if action.kind == "reset":
            self._due = [one for one in self._due if one.time <= self._now]
        waiting = [one for one in self._due if one.kind == "split" and one.index == action.index]
        if action.kind == "undo" and waiting:
            self._due.remove(waiting[-1])
        else:
            self._due.append(action)

    def _send_due(self) -> None:
        """Tells the timer what is due."""
        for action in [action for action in self._due if action.time <= self._now]:
            self._due.remove(action)
            if self._timer:
                self._unanswered += 1
                self._timer.send(_COMMANDS[action.kind], action.reason)


def _next_split(splitter: Splitter) -> str:
    """The line of the status on the route."""
    route, index = splitter.route, splitter.index
    paused = " (paused)" if splitter.is_paused else ""
    if index >= len(route.splits):
        return f"{route.title}{paused}: all {index} splits are done."
    split = route.splits[index]
    place = f"split {index + 1} of {len(route.splits)}"
    return f"{route.title}{paused}: {place} is “{split.name}”: {describe(split)}."
