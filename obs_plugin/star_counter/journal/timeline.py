"""A run's journal as the rows of a timeline, in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..splitting.retiming import LATEST_CROSS
from ..timers.protocol import Outcome
from ..tracking.event import DEATHS, RUN, Event
from ..words import clock_text, stars_text
from .parsing import COUNTS, SCREENS, Entry, Run, moment_of, number_of, text_of, whole_of

# The legend's kind of each event that is no count and no screen.
_KINDS = {
    **dict.fromkeys(("logo", "started", "no_grand_star"), "change"),
    **dict.fromkeys(("entered", "left"), "place"),
    **dict.fromkeys(DEATHS, "death"),
    **dict.fromkeys(("key", "grand_star", "coins", "extra_life"), "prize"),
    **dict.fromkeys(("cutscene", "cutscene_end"), "screen"),
}
# What cannot be after the end of a run.
_GOES_ON = ("star", "count", *DEATHS, "entered", "key", "coins", "extra_life", "grand_star", "no_grand_star")
_MOST_SHOWN = 20_000_000  # bytes of pictures on a page; those of a run of 120 stars have 2,000,000
_AT_CROSS = f"the camera's cross: up to {LATEST_CROSS:g} s after the star burst, where time ends by the rules"


@dataclass
class Picture:
    """A picture on a row, and what it shows."""

    png: bytes
    caption: str
    frame: int


@dataclass
class Row:
    """One row of the timeline.

    ``kind`` is one of the legend's, ``time`` in seconds of the run (None: not known). ``why`` is
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
    """Turns a run's entries into the page's rows, in the order of their times.

    ``zero``: the second of the events at which the run's time is 0.
    """

    def __init__(self, run: Run, zero: float):
        self._run = run
        self._start = zero
        self._rate = _rate(run.events)
        self._confirmations = _confirmations(run)
        self._cutscene: tuple[Row, Event] | None = None  # the one that is not over
        self._screens: dict[str, tuple[Row, Event]] = {}  # by colour: those that are not over
        self._sures: dict[tuple[str, int], float | None] = {}  # of each event, by kind and frame
        self._count: list[Picture] = []  # the last count's picture

    def rows(self) -> list[Row]:
        """All rows. What was decided late, as a death, stands where it was, and not where it was written."""
        make = {"event": self._event, "action": self._action, "timer": self._report, "end": self._end}
        rows = []
        for entry in self._run.entries:
            row = make[entry.type](entry) if entry.type in make else None
            if row:
                row.clock = f"{moment:%H:%M:%S}" if (moment := moment_of(entry.line)) else ""
                rows.append(row)
        return _with_few_pictures(_in_order(rows))

    def _since_start(self, entry: Entry) -> float | None:
        time = self._run.time_of(entry)
        return None if time is None else time - self._start

    def _event(self, entry: Entry) -> Row | None:
        event = entry.event
        assert event is not None, "a line of an event has it, or it could not be read"
        self._sures[event.kind, event.frame] = event.sure
        if event.kind in COUNTS and event.to_count is not None:
            return self._count_row(entry, event, event.to_count)
        if event.kind in SCREENS:
            return self._screen_row(entry, event)
        if event.kind in RUN:
            return self._run_row(entry, event)
        return Row("screen", self._since_start(entry), event.text, notes=[f"frame {event.frame}"])

    def _run_row(self, entry: Entry, event: Event) -> Row | None:
        """What happened in the run beside the counts; a cutscene is one row."""
        if event.kind == "cutscene_end" and self._cutscene:
            row, first = self._cutscene
            row.notes.insert(0, f"{event.time - first.time:.2f} s")
            self._cutscene = None
            return None
        row = Row(_KINDS[event.kind], self._since_start(entry), _capital(event.text))
        row.notes = self._belief(event)
        if event.rests_on:
            row.notes.append(f"by {', '.join(event.rests_on)}")
        if event.kind == "cutscene":
            self._cutscene = row, event
        if event.kind == "grand_star":
            row.why = _AT_CROSS
            row.notes.append(self._confirmations[event])
        return row

    def _count_row(self, entry: Entry, event: Event, count: int) -> Row:
        kind = {"star": "star", "count": "count", "reset": "change"}[event.kind]
        row = Row(kind, self._since_start(entry), _count_title(event), notes=self._belief(event))
        if entry.picture:
            row.pictures = [Picture(entry.picture, stars_text(count), _decided(event))]
        self._count = row.pictures
        return row

    def _belief(self, event: Event) -> list[str]:
        """How an event was found out."""
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
            notes.append(_sure(sure) if cause.kind in RUN else f"{_sure(sure)} of the count")
        if cause.kind == "grand_star":
            notes.append(_AT_CROSS)
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


def _in_order(rows: list[Row]) -> list[Row]:
    """The rows by their times; one without a time stays behind the one before it."""
    times: list[float] = []
    for row in rows:
        times.append(row.time if row.time is not None else times[-1] if times else 0.0)
    return [row for _, row in sorted(zip(times, rows, strict=True), key=lambda one: one[0])]


def _with_few_pictures(rows: list[Row]) -> list[Row]:
    """The rows, the last of them without their pictures where all would be more than a page can have."""
    size = 0
    for row in rows:
        size += sum(len(picture.png) for picture in row.pictures)
        if size > _MOST_SHOWN:
            row.pictures = []
    return rows


def _rate(events: list[Event]) -> float | None:
    """The frames a second; None where the events do not tell."""
    if not events:
        return None
    frames, seconds = events[-1].frame - events[0].frame, events[-1].time - events[0].time
    return frames / seconds if frames > 0 and seconds > 0 else None


def _confirmations(run: Run) -> dict[Event, str]:
    """By grand star, whether what came after it is what comes after the end of a run."""
    ends, told = set(run.ends), {}
    confirmed: tuple[int, Event] | None = None
    # From the last event to the first: of what goes on after it, each later than what stands before.
    goes_on: list[tuple[int, Event]] = []
    for number, event in reversed(list(enumerate(run.events))):
        if event.kind in _GOES_ON:
            while goes_on and goes_on[-1][1].time <= event.time:
                goes_on.pop()
            if event.kind == "grand_star":
                black = confirmed if event in ends else None
                told[event] = _confirmation(black, goes_on[-1] if goes_on else None)
            goes_on.append((number, event))
        if event.kind in ("black_full", "vanished"):
            confirmed = number, event
    return told


def _confirmation(black: tuple[int, Event] | None, goes_on: tuple[int, Event] | None) -> str:
    """What the first that followed of each kind says of a grand star: the number of each, and the event."""
    if goes_on and (not black or goes_on[0] < black[0]):
        text = f"{goes_on[1].text} on frame {goes_on[1].frame}"
        return f"not the end after all: the game went on ({text}), so a recording tells another end"
    if black:
        return f"confirmed: {black[1].text} on frame {black[1].frame}"
    return "not confirmed: the journal ends before the picture is black"


def _sure(sure: float) -> str:
    return "more than 99.99 % sure" if sure > 0.9999 else f"{sure * 100:.2f} % sure"


def _count_title(event: Event) -> str:
    if event.kind == "reset":
        return f"A new run: the counter is back at {event.to_count}"
    if event.from_count is None:
        return f"The count is known: {event.to_count}"
    return _capital(event.text) if event.kind == "star" else f"Count {event.from_count} → {event.to_count}"


def _what(event: Event) -> str:
    return f"{event.text} (frame {event.frame})"


def _decided(event: Event) -> int:
    """The frame on which an event was decided: its picture is of that one."""
    return event.frame if event.decided is None else event.decided


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
