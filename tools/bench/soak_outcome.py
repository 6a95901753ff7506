"""What came of a soak: the events that were found, compared with the true ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from star_counter.splitting.splitter import KINDS
from star_counter.tracking.event import RUN

from .soak_jobs import Job

# How far an event may be from the true one, in seconds, to be the same at all. Fades have no sharp ends.
_STAR_TOLERANCE, _CHANGE_TOLERANCE, _SCREEN_TOLERANCE, _RUN_TOLERANCE = 3.0, 3.0, 0.6, 1.0
# A star of which the tracker is sure after more frames of the game than this is late.
_LATE = 4.0
# What happens in the last seconds of a part may not be decided yet; a game over takes longer.
_UNDECIDED, _UNDECIDED_RUN = 6.0, 15.0
# In the first moment of a part nobody knows what was before.
_UNKNOWN = 2.0
_SCREENS = ("black", "white")


class Mistake(NamedTuple):
    """What went wrong: in words, on which frame."""

    what: str
    frame: int


@dataclass
class OfKind:
    """What was found of one kind of the run's events.

    ``errors``: how many frames later each was dated than it truly was. ``waits``: frames of the game from the
    frame that tells it to the one that decided; both without those that were missed.
    """

    true: int = 0
    errors: list[int] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


@dataclass
class Outcome:
    """What came of a job. ``delays``: frames of the game from a star's first frame to its event."""

    job: Job
    frames: int = 0
    true_stars: int = 0
    exact_stars: int = 0
    delays: list[float] = field(default_factory=list)
    true_changes: int = 0
    true_screens: int = 0
    true_splits: int = 0
    tracker_seconds: float = 0.0
    missed: dict[str, list[Mistake]] = field(default_factory=dict)
    invented: dict[str, list[Mistake]] = field(default_factory=dict)
    misdated: list[Mistake] = field(default_factory=list)
    late: list[Mistake] = field(default_factory=list)
    of_run: dict[str, OfKind] = field(default_factory=lambda: {kind: OfKind() for kind in RUN})

    @property
    def mistakes(self) -> list[Mistake]:
        """All of them, by frame."""
        kinds = [*self.missed.values(), *self.invented.values(), self.misdated, self.late]
        return sorted(itertools.chain(*kinds), key=lambda mistake: mistake.frame)

    def compare(self, true: list[dict], found: list[dict]) -> None:
        """Takes what truly happened, and what was found."""
        # The first count may be seen a little before or after a fade that covers half of it.
        true, found = (
            [e for e in events if e["event"] != "count" or e["from"] is not None] for events in (true, found)
        )
        self._compare_stars(true, found)
        self.true_changes = self._number("changes", true, found, _CHANGE_TOLERANCE, ("count", "reset"))
        self.true_splits = self._number("splits", true, found, _STAR_TOLERANCE, KINDS)
        self.true_screens = self._number("screens", true, found, _SCREEN_TOLERANCE, _SCREENS)
        for kind in RUN:
            self._compare_kind(kind, true, found)

    def _compare_stars(self, true: list[dict], found: list[dict]) -> None:
        camera = self.job.camera
        for event, one in self._pairs("stars", true, found, _STAR_TOLERANCE, ("star",)):
            self.true_stars += 1
            delay = (one["decided"] - event["frame"] + 1) * camera.tick_rate / camera.fps
            self.delays.append(delay)
            if delay > _LATE and camera.quality != "harsh":
                what = f"sure after {delay:g} game frames: {_text(event)}"
                self.late.append(Mistake(what, event["frame"]))
            if one["frame"] == event["frame"]:
                self.exact_stars += 1
            else:
                late = one["frame"] - event["frame"]
                self.misdated.append(Mistake(f"dated {late:+} frames: {_text(event)}", event["frame"]))
        self.true_stars += len(self.missed["stars"])

    def _compare_kind(self, kind: str, true: list[dict], found: list[dict]) -> None:
        end = self.job.seconds - _UNDECIDED_RUN
        true, found = ([e for e in events if e["time"] > _UNKNOWN] for events in (true, found))
        of_kind, camera = self.of_run[kind], self.job.camera
        for event, one in self._pairs(kind, true, found, _RUN_TOLERANCE, (kind,), end):
            of_kind.true += 1
            earliest, latest = event.get("earliest", event["frame"]), event.get("latest", event["frame"])
            known = max(event.get("known", latest), latest)
            right = min(max(one["frame"], earliest), latest)
            of_kind.errors.append(one["frame"] - right)
            if one.get("decided") is not None:
                wait = max(one["decided"] - known, 0) + 1
                of_kind.waits.append(wait * camera.tick_rate / camera.fps)
        of_kind.true += len(self.missed[kind])

    def _number(
        self, what: str, true: list[dict], found: list[dict], tolerance: float, kinds: tuple[str, ...]
    ) -> int:
        """How many true events of some kinds there are."""
        return sum(1 for _ in self._pairs(what, true, found, tolerance, kinds)) + len(self.missed[what])

    def _pairs(
        self,
        what: str,
        true: list[dict],
        found: list[dict],
        tolerance: float,
        kinds: tuple[str, ...],
        end: float | None = None,
    ) -> Iterator[tuple[dict, dict]]:
        """True events with those found of them; notes the others as mistakes."""
        end = self.job.seconds - _UNDECIDED if end is None else end
        left = _of(found, kinds)
        self.missed[what] = []
        for event in _of(true, kinds):
            near = [
                one for one in left if _is_same(event, one) and abs(one["time"] - event["time"]) <= tolerance
            ]
            if near:
                _, index = min((abs(one["time"] - event["time"]), index) for index, one in enumerate(near))
                left.remove(near[index])
                yield event, near[index]
            elif event["time"] < end:
                self.missed[what].append(Mistake(f"missed: {_text(event)}", event["frame"]))
        self.invented[what] = [
            Mistake(f"invented: {_text(one)}", one["frame"]) for one in left if one["time"] < end
        ]


def _of(events: list[dict], kinds: tuple[str, ...]) -> list[dict]:
    # Without the first count: a part may begin under a fade that covers half of it.
    return [event for event in events if event["event"] in kinds and event.get("from", 0) is not None]


def _is_same(true: dict, found: dict) -> bool:
    if found.get("where") not in (None, true.get("where")):  # a tracker may not know where it was
        return False
    return all(true[key] == found.get(key) for key in ("event", "to", "lives") if key in true)


def _text(event: dict) -> str:
    if "to" not in event:
        what = event["event"]
    elif "from" in event:
        what = f"{event['event']} {event['from']} → {event['to']}"
    else:
        what = f"{event['event']} {event['to']}"
    return f"{what} at {event['time']:.2f} s"
