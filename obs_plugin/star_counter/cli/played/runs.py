"""The runs in a video, by what happened in it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field

from ...hud import PARTS
from ...splitting.retiming import COUNTER_AT, Attempt, check_end, check_logo
from ...splitting.route import DEATHS_UNSEEN, Route, not_seen
from ...splitting.splitter import LOGO_AT, Splitter
from ...tracking.attempts import BEGINNINGS, Attempts
from ...tracking.event import Event, Moment

# So many seconds after ``--start`` a logo is its run's: by the rules it comes 1.33 s after it.
_OWN_LOGO = 5.0
# It takes some stars to know that something lies over them.
_NO_COINS = (
    "No coins are seen, by which courses are told from the castle: either no course is entered, or something "
    "lies over the coins, and the splits that rest on them have no time."
)


@dataclass
class SeenRun(Attempt):
    """What happened in one run of a video. ``is_whole``: its beginning was seen; ``counts``: the events that
    tell its star counts."""

    is_whole: bool = False
    counts: list[Event] = field(default_factory=list)


class Runs:
    """The runs of a video, by its events: at least one."""

    def __init__(self, route: Route, options: argparse.Namespace):
        self.runs = [SeenRun(options.start or 0.0, is_whole=options.start is not None)]
        #: What was taken: events, and from where on which parts of the HUD are not seen.
        self.taken: list[Event | frozenset[str]] = []
        self.is_begun = False  # the counter was seen
        self.saw_coins = True  # whether coins were ever seen in the video
        self._route, self._options = route, options
        self.splitter, self._attempts = Splitter(route, start_at="logo", logo_reset="always"), Attempts()
        self._has_zero = options.start is not None  # that of the run at hand is known already
        self._awaits_start = options.start is not None  # no beginning was seen since then

    def miss(self, parts: frozenset[str]) -> None:
        """Takes which parts of the HUD are not seen from now on: what rests on them is not waited for."""
        if parts != self.splitter.unseen:
            self.splitter.unseen = parts
            self.taken.append(parts)

    def update(self, event: Event) -> None:
        """Takes the next event; what was split before ``--start`` is of no run."""
        self.taken.append(event)
        actions = self.splitter.update([event])
        begins = self._attempts.begins(event) and self.is_begun and not self._is_told_start(event)
        self.is_begun |= event.to_count is not None
        if self._options.start is not None and event.time < self._options.start:
            self._take_count(event)
            return
        self._awaits_start &= event.kind not in BEGINNINGS
        if begins:
            self.runs.append(SeenRun(0.0, event.frame))
            self._has_zero = False
        run = self.runs[-1]
        self._set_zero(run, event)
        run.actions += [action for action in actions if action.index is not None]  # of splits: no start
        run.stars += [event] if event.kind == "star" else []
        self._take_count(event)
        run.is_whole |= event.kind in BEGINNINGS or event.to_count == self._route.start_count

    def _is_told_start(self, event: Event) -> bool:
        """Whether a beginning is that of the run that ``--start`` tells: the first one, or its logo."""
        start = self._options.start
        return self._awaits_start and (event.kind != "logo" or event.time - start <= _OWN_LOGO)

    def _take_count(self, event: Event) -> None:
        if event.to_count is not None:
            self.runs[-1].counts.append(event)

    def without_time(self) -> list[str]:
        """A sentence for each part that was not seen, at first or later, and without which some split has no
        time; and one on deaths where no lives tell them."""
        route, missed = self._route, frozenset[str]()
        missed = missed.union(*(one for one in self.taken if isinstance(one, frozenset)))
        times = [run.times(len(route.splits)) for run in self.runs]
        timeless = [i for i in range(len(route.splits)) if any(one[i] is None for one in times)]
        needing = {part: which for part in PARTS if (which := route.needing(part, timeless))}
        sentences = [
            f"{not_seen(part)}, or not all the time: there is no time for {needing[part]}."
            for part in sorted(missed & needing.keys())
        ]
        if "lives" in missed and route.is_split_by_deaths:
            sentences.append(f"{DEATHS_UNSEEN}.")
        if self.is_begun and not self.saw_coins and "coins" in needing.keys() - missed:
            sentences.append(_NO_COINS)
        return sentences

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
        """Takes the frames that the options tell; raises `Problem` where no run begins or ends so."""
        names = [split.name for split in self._route.splits]
        if logo is not None:
            run = min(self.runs, key=lambda one: abs(one.begun - logo.frame))
            run.zero = logo.time - LOGO_AT
            check_logo(run, names, logo)
        if end is not None:
            run = [one for one in self.runs if one.begun <= end.frame][-1]
            run.end = end
            check_end(run, names, self._reached(run, end))

    def _reached(self, run: SeenRun, end: Moment) -> int | None:
        """The first split for which the run had too few stars until then, None for none."""
        counts = [event.to_count or 0 for event in run.counts if event.time <= end.time]
        most = max(counts, default=self._route.start_count)
        splits = enumerate(self._route.splits)
        return next((i for i, split in splits if split.stars is not None and split.stars > most), None)
