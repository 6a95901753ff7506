"""The runs in a video, by what happened in it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from ...splitting.retiming import COUNTER_AT, Attempt
from ...splitting.route import Route
from ...splitting.splitter import LOGO_AT, Splitter
from ...tracking.attempts import Attempts
from ...tracking.event import Event, Moment


@dataclass
class SeenRun(Attempt):
    """What happened in one run of a video. ``is_whole``: its beginning was seen."""

    is_whole: bool = False


class Runs:
    """The runs of a video, by its events: at least one."""

    def __init__(self, route: Route, options: argparse.Namespace):
        self.runs, self.events = [SeenRun(options.start or 0.0)], list[Event]()
        self.is_begun = False  # the counter was seen
        self._route, self._options = route, options
        self.splitter, self._attempts = Splitter(route, start_at="logo", logo_reset="always"), Attempts()
        self._has_zero = options.start is not None  # that of the run at hand is known already

    def update(self, event: Event) -> None:
        """Takes the next event; what was split before ``--start`` is of no run."""
        self.events.append(event)
        actions = self.splitter.update([event])
        if self._options.start is not None and event.time < self._options.start:
            return
        if self._attempts.begins(event) and self.is_begun:
            self.runs.append(SeenRun(0.0, event.frame))
            self._has_zero = False
        run = self.runs[-1]
        self._set_zero(run, event)
        self.is_begun |= event.to_count is not None
        run.actions += [action for action in actions if action.index is not None]  # of splits: no start
        run.stars += [event] if event.kind == "star" else []
        begins = event.kind in ("logo", "started", "reset")
        run.is_whole |= begins or event.to_count == self._route.start_count

    def _set_zero(self, run: SeenRun, event: Event) -> None:
        """Takes from the logo, or else from the first counter, when a run began."""
        counter_at = self._options.counter_at
        if event.kind == "logo" and not (self._has_zero and len(self.runs) == 1):
            run.zero, run.begun, self._has_zero = event.time - LOGO_AT, event.frame, True
        elif self._has_zero:
            return
        elif event.kind in ("started", "reset") or (event.to_count is not None and counter_at is not None):
            run.zero = event.time - (COUNTER_AT if counter_at is None else counter_at)
            self._has_zero = True

    def mark(self, logo: Moment | None, end: Moment | None) -> None:
        """Takes the frames that the options tell."""
        if logo is not None:
            run = min(self.runs, key=lambda one: abs(one.begun - logo.frame))
            run.zero = logo.time - LOGO_AT
        if end is not None:
            before = [one for one in self.runs if one.begun <= end.frame]
            before[-1].end = end
