"""A run's journal as the rows of a timeline, in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..timers.protocol import Outcome
from ..tracking.event import Event
from ..words import clock_text, stars_text
from .parsing import COUNTS, SCREENS, Entry, Run, moment_of, number_of, text_of, whole_of


@dataclass
class Picture:
    """A picture on a row, and what it shows."""

    png: bytes
    caption: str
    frame: int


@dataclass
class Row:
    """One row of the timeline.

    ``kind`` is one of the legend's, ``time`` in seconds since the run's start (None: not known). ``why`` is
    what a split or a change was for; ``notes`` are whole phrases. ``mark`` stands before the title.
    """

    kind: str
    time: float | None
    title: str
    why: str = ""
    notes: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    mark: str = ""
    clock: str = ""


class Timeline:
    """Turns a run's entries into the page's rows, in the journal's order."""

    def __init__(self, run: Run):
        self._run = run
        self._zero = _zero(run.entries)
        self._rate = _rate(run.events)
        self._start = next((time for entry in run.entries if (time := self._time(entry)) is not None), 0.0)
        self._screens: dict[str, tuple[Row, Event]] = {}  # by colour: those that are not over
        self._sures: dict[tuple[str, int], float | None] = {}  # of each event, by kind and frame
        self._count: list[Picture] = []  # the last count's picture

    def rows(self) -> list[Row]:
        """All rows."""
        make = {"event": self._event, "action": self._action, "timer": self._report, "end": self._end}
        rows = []
        for entry in self._run.entries:
            row = make[entry.type](entry)
            if row:
                row.clock = f"{moment:%H:%M:%S}" if (moment := moment_of(entry.line)) else ""
                rows.append(row)
        return rows

    def _time(self, entry: Entry) -> float | None:
        """When it was, in the seconds of the events."""
        if entry.time is not None:
            return entry.time
        return None if entry.at is None or self._zero is None else entry.at - self._zero

    def _since_start(self, entry: Entry) -> float | None:
        time = self._time(entry)
        return None if time is None else time - self._start

    def _event(self, entry: Entry) -> Row | None:
        event = entry.event
        assert event is not None, "a line of an event has it, or it could not be read"
        self._sures[event.kind, event.frame] = event.sure
        if event.kind in COUNTS and event.to_count is not None:
            return self._count_row(entry, event, event.to_count)
        if event.kind in SCREENS:
            return self._screen_row(entry, event)
        return Row("screen", self._since_start(entry), event.text, notes=[f"frame {event.frame}"])

    def _count_row(self, entry: Entry, event: Event, count: int) -> Row:
        kind = {"star": "star", "count": "count", "reset": "change"}[event.kind]
        row = Row(kind, self._since_start(entry), _count_title(event), notes=self._belief(event))
        if entry.picture:
            row.pictures = [Picture(entry.picture, stars_text(count), _decided(event))]
        self._count = row.pictures
        return row

    def _belief(self, event: Event) -> list[str]:
        """How a count was found out."""
        notes = [f"first on frame {event.frame}"]
        if event.decided is not None:
            late = f", {(event.decided - event.frame) / self._rate:.2f} s later" if self._rate else ""
            notes.append(f"decided on frame {event.decided}{late}")
        if event.readings is not None:
            notes.append(f"{event.readings} sure picture{'' if event.readings == 1 else 's'} by then")
        if event.sure is not None:
            notes.append(_sure(event.sure))
        return notes

    def _screen_row(self, entry: Entry, event: Event) -> Row | None:
        """A screen is one row, from its beginning to its end."""
        colour, _, part = event.kind.partition("_")
        begun = self._screens.get(colour)
        if not part or not begun:
            row = Row("screen", self._since_start(entry), event.text, mark=colour)
            row.notes.append(f"frame {event.frame}")
            if not part:
                self._screens[colour] = row, event
            return row
        row, first = begun
        if part == "full":
            row.notes.append(f"all of the picture from frame {event.frame}")
        else:
            row.notes[0] = f"frames {event.first} to {event.last}"
            row.notes.insert(0, f"{event.time - first.time:.2f} s")
            del self._screens[colour]
        return None

    def _action(self, entry: Entry) -> Row:
        kind, cause, number = entry.line["action"], entry.event, whole_of(entry.line, "split")
        # The reason is "name of the split: why", or only why.
        name, _, why = text_of(entry.line, "reason").rpartition(": ")
        what = "" if number is None else f" {number + 1}"
        row = Row(
            "split" if kind == "split" else "change",
            self._since_start(entry),
            f"{_capital(kind)}{what}{': ' if name else ''}{name}",
            why,
        )
        if cause:
            row.notes = self._cause(entry, cause) if kind == "split" else [f"because of: {_what(cause)}"]
            row.pictures = self._evidence(entry, cause)
        return row

    def _cause(self, entry: Entry, cause: Event) -> list[str]:
        """What a split goes back to."""
        notes = [f"because of: {_what(cause)}, first shown at {clock_text(cause.time - self._start)}"]
        if cause.decided is not None:
            notes.append(f"decided on frame {cause.decided}")
        # A screen does not tell how sure the count is, only its own line in the journal does.
        sure = self._sures.get((cause.kind, cause.frame), cause.sure)
        if sure is not None:
            notes.append(f"{_sure(sure)} of the count")
        delay = (entry.time or 0.0) - cause.time
        if delay > 0:
            notes.append(f"due {delay:g} s later, as the route says")
        return notes

    def _evidence(self, entry: Entry, cause: Event) -> list[Picture]:
        """The pictures of a split: the count that it needs, and what showed when it was due."""
        if not entry.picture:
            return []
        if cause.to_count is not None:
            return [Picture(entry.picture, stars_text(cause.to_count), _decided(cause))]
        return [*self._count, Picture(entry.picture, cause.text, cause.frame)]

    def _report(self, entry: Entry) -> Row:
        outcome = text_of(entry.line, "outcome")
        fine = (Outcome.CARRIED_OUT.value, Outcome.ALREADY_DONE.value)
        mark = "" if not outcome else ("done" if outcome in fine else "failed")
        # Why it was to be done stands with the split above it.
        text = text_of(entry.line, "text").replace(f" ({text_of(entry.line, 'reason')})", "")
        row = Row("timer", self._since_start(entry), text, mark=mark)
        delay = number_of(entry.line, "delay")
        if outcome and delay is not None:
            row.notes.append(f"after {delay:.3f} s")
        return row

    def _end(self, entry: Entry) -> Row:
        return Row("timer", self._since_start(entry), text_of(entry.line, "text"), mark="failed")


def _zero(entries: tuple[Entry, ...]) -> float | None:
    """The time of day at which the events' time is 0.

    An event is written some time after it first showed, a screen at once: the shortest such time is taken
    for none.
    """
    zeros = [
        entry.at - entry.time
        for entry in entries
        if entry.type == "event" and entry.at is not None and entry.time is not None
    ]
    return min(zeros or (entry.at for entry in entries if entry.at is not None), default=None)


def _rate(events: list[Event]) -> float | None:
    """The frames a second; None where the events do not tell."""
    if not events:
        return None
    frames, seconds = events[-1].frame - events[0].frame, events[-1].time - events[0].time
    return frames / seconds if frames > 0 and seconds > 0 else None


def _sure(sure: float) -> str:
    return "more than 99.99 % sure" if sure > 0.9999 else f"{sure * 100:.2f} % sure"


def _count_title(event: Event) -> str:
    if event.kind == "reset":
        return f"A new run: the counter is back at {event.to_count}"
    if event.from_count is None:
        return f"The count is known: {event.to_count}"
    return f"{_capital(event.kind)} {event.from_count} → {event.to_count}"


def _what(event: Event) -> str:
    return f"{event.text} (frame {event.frame})"


def _decided(event: Event) -> int:
    """The frame on which an event was decided: its picture is of that one."""
    return event.frame if event.decided is None else event.decided


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
