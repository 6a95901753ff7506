"""A run's journal as one HTML page: a timeline with the pictures, which tells why it split where it split."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from html import escape
from pathlib import Path
from typing import Any

from .event import Event
from .journal_files import JOURNAL, is_picture_name
from .model_form import INPUT_SIZE
from .problem import Problem
from .splitter import KINDS
from .timers.commands import Outcome
from .words import clock_text, stars_text

_STYLE = Path(__file__).with_name("journal_page.css")

_COUNTS = ("count", "star", "reset")
_ENDS = ("black_end", "white_end")
_SCREENS = ("black", "white", "black_full", "white_full", *_ENDS)
_EVENTS = (*_COUNTS, *_SCREENS, "vanished", "appeared")

_LARGEST_NUMBER = 1e12  # what is beyond is no frame, no count and no time
_LARGEST_PICTURE = 100_000  # bytes; a journal's have at most 8000
_PNG = b"\x89PNG\r\n\x1a\n"

# What a colour on the page stands for, in the order of the legend.
_LEGEND = (
    ("split", "the timer was told to split"),
    ("star", "one more star"),
    ("count", "the count became known, or jumped"),
    ("change", "start, undo, skip, reset"),
    ("timer", "what the timer made of it"),
    ("screen", "a black or white screen, the counter gone or back"),
)


@dataclass(frozen=True)
class Entry:
    """One line of a journal.

    ``line`` is the line's object, ``at`` the time of day in seconds (None where it tells none). ``event`` is
    what happened; for an action, what caused it. ``picture`` is a PNG file, as bytes.
    """

    type: str
    line: dict[str, Any]
    at: float | None
    event: Event | None
    picture: bytes | None

    @property
    def time(self) -> float | None:
        """When it was, in the seconds of the events; None where only the time of day tells it."""
        if self.event is None:
            return None
        return self.event.time if self.type == "event" else _number(self.line, "time")


@dataclass(frozen=True)
class Run:
    """A journal as it was read: its entries, and how many of its lines could not be read."""

    player: str
    route: str
    began: datetime | None
    entries: tuple[Entry, ...]
    unreadable: int


def read(folder: Path) -> Run:
    """Reads the journal in a run's folder.

    Lines that cannot be read are counted. Raises `Problem` where there are no others, or no journal.
    """
    path = folder / JOURNAL
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Problem(f"{path} cannot be opened ({reason}): give the folder of another run.") from error
    lines = [line for line in data.split(b"\n") if line.strip()]
    entries = [entry for line in lines if (entry := _entry(line, folder))]
    if not entries:
        raise Problem(f"There is nothing in {path} that can be read: give the folder of another run.")
    heads = [entry.line for entry in entries if entry.type == "run"]
    return Run(
        _first_text(heads, "player") or folder.absolute().name,
        _first_text(heads, "route"),
        next((moment for entry in entries if (moment := _moment(entry.line))), None),
        tuple(entry for entry in entries if entry.type != "run"),
        len(lines) - len(entries),
    )


def page(run: Run) -> str:
    """The page, in one piece: it needs no network, no script and no other file."""
    rows = _Timeline(run).rows()
    title = f"{run.player}, {run.began:%Y-%m-%d %H:%M}" if run.began else run.player
    body = [_head(run, rows), _map(rows), _legend(), _rows(rows), _foot()]
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{escape(title)}</title>
<style>
{_STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<main>
{"".join(body)}</main>
</body>
</html>
"""


# From lines to entries.


def _entry(line: bytes, folder: Path) -> Entry | None:
    """The line as an entry; None where it is none."""
    try:
        item = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(item, dict):
        return None
    type_, event = item.get("type"), None
    if type_ == "event":
        event = _event(item)
        is_whole = event is not None
    elif type_ == "action":
        cause = item.get("event")
        event = _event(cause) if isinstance(cause, dict) else None
        is_whole = item.get("action") in KINDS and _number(item, "time") is not None
    else:
        is_whole = type_ == "run" or (type_ in ("timer", "end") and bool(_text(item, "text")))
    if not is_whole:
        return None
    moment = _moment(item)
    return Entry(type_, item, moment and _seconds_of(moment), event, _picture(item, folder))


def _event(item: dict[str, Any]) -> Event | None:
    """The event that `Event.as_dict` made this of; None where something is missing."""
    kind, time = item.get("event"), _number(item, "time")
    keys = ("frame", "from", "to", "decided", "readings", "first", "last")
    frame, from_count, to_count, decided, readings, first, last = (_whole(item, key) for key in keys)
    needed = [frame, time]
    needed += [to_count] if kind in _COUNTS else []
    needed += [from_count] if kind == "star" else []
    needed += [first, last] if kind in _ENDS else []
    if kind not in _EVENTS or None in needed:
        return None
    sure = _number(item, "sure")
    return Event(kind, frame, time, from_count, to_count, sure, decided, readings, first, last)


def _picture(item: dict[str, Any], folder: Path) -> bytes | None:
    """The picture that a line names; None where there is none: a page shows nothing but a run's pictures."""
    name = _text(item, "picture")
    if not is_picture_name(name):
        return None
    try:
        with (folder / name).open("rb") as file:
            data = file.read(_LARGEST_PICTURE + 1)
    except OSError:
        return None
    return data if data.startswith(_PNG) and len(data) <= _LARGEST_PICTURE else None


def _moment(item: dict[str, Any]) -> datetime | None:
    try:
        return datetime.fromisoformat(_text(item, "at"))
    except ValueError:
        return None


def _seconds_of(moment: datetime) -> float:
    """A time of day in seconds, to be compared with others of the same journal."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return (moment - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds()


def _number(item: dict[str, Any], key: str) -> float | None:
    value = item.get(key)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) <= _LARGEST_NUMBER else None


def _whole(item: dict[str, Any], key: str) -> int | None:
    value = _number(item, key)
    return None if value is None else int(value)


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _first_text(items: list[dict[str, Any]], key: str) -> str:
    return next((text for item in items if (text := _text(item, key))), "")


# From entries to rows.


@dataclass
class _Picture:
    """A picture on a row, and what it shows."""

    png: bytes
    caption: str
    frame: int


@dataclass
class _Row:
    """One row of the timeline.

    ``kind`` is one of the legend's, ``time`` in seconds since the run's start (None: not known). ``why`` is
    what a split or a change was for; ``notes`` are whole phrases. ``mark`` stands before the title.
    """

    kind: str
    time: float | None
    title: str
    why: str = ""
    notes: list[str] = field(default_factory=list)
    pictures: list[_Picture] = field(default_factory=list)
    mark: str = ""
    clock: str = ""


class _Timeline:
    """Turns a run's entries into the page's rows, in the journal's order."""

    def __init__(self, run: Run):
        self._run = run
        self._zero = _zero(run.entries)
        self._rate = _rate(run.entries)
        self._start = next((time for entry in run.entries if (time := self._time(entry)) is not None), 0.0)
        self._screens: dict[str, tuple[_Row, Event]] = {}  # by colour: those that are not over
        self._sures: dict[tuple[str, int], float | None] = {}  # of each event, by kind and frame
        self._count: list[_Picture] = []  # the last count's picture

    def rows(self) -> list[_Row]:
        """All rows."""
        make = {"event": self._event, "action": self._action, "timer": self._report, "end": self._end}
        rows = []
        for entry in self._run.entries:
            row = make[entry.type](entry)
            if row:
                row.clock = f"{moment:%H:%M:%S}" if (moment := _moment(entry.line)) else ""
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

    def _event(self, entry: Entry) -> _Row | None:
        event = entry.event
        self._sures[event.kind, event.frame] = event.sure
        if event.kind in _COUNTS:
            return self._count_row(entry, event)
        if event.kind in _SCREENS:
            return self._screen_row(entry, event)
        return _Row("screen", self._since_start(entry), event.text, notes=[f"frame {event.frame}"])

    def _count_row(self, entry: Entry, event: Event) -> _Row:
        kind = {"star": "star", "count": "count", "reset": "change"}[event.kind]
        row = _Row(kind, self._since_start(entry), _count_title(event), notes=self._belief(event))
        if entry.picture:
            row.pictures = [_Picture(entry.picture, stars_text(event.to_count), _decided(event))]
        self._count = row.pictures
        return row

    def _belief(self, event: Event) -> list[str]:
        """How a count was found out."""
        notes = [f"first on frame {event.frame}"]
        if event.decided is not None:
            late = f", {self._seconds(event.decided - event.frame)} later" if self._rate else ""
            notes.append(f"decided on frame {event.decided}{late}")
        if event.readings is not None:
            notes.append(f"{event.readings} sure picture{'' if event.readings == 1 else 's'} by then")
        if event.sure is not None:
            notes.append(_sure(event.sure))
        return notes

    def _seconds(self, frames: int) -> str:
        return f"{frames / self._rate:.2f} s"

    def _screen_row(self, entry: Entry, event: Event) -> _Row | None:
        """A screen is one row, from its beginning to its end."""
        colour, _, part = event.kind.partition("_")
        begun = self._screens.get(colour)
        if not part or not begun:
            row = _Row("screen", self._since_start(entry), event.text, mark=colour)
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

    def _action(self, entry: Entry) -> _Row:
        kind, cause, number = entry.line["action"], entry.event, _whole(entry.line, "split")
        # The reason is "name of the split: why", or only why.
        name, _, why = _text(entry.line, "reason").rpartition(": ")
        what = "" if number is None else f" {number + 1}"
        row = _Row(
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

    def _evidence(self, entry: Entry, cause: Event) -> list[_Picture]:
        """The pictures of a split: the count that it needs, and what showed when it was due."""
        if not entry.picture:
            return []
        if cause.to_count is not None:
            return [_Picture(entry.picture, stars_text(cause.to_count), _decided(cause))]
        return [*self._count, _Picture(entry.picture, cause.text, cause.frame)]

    def _report(self, entry: Entry) -> _Row:
        outcome = _text(entry.line, "outcome")
        fine = (Outcome.CARRIED_OUT.value, Outcome.ALREADY_DONE.value)
        mark = "" if not outcome else ("done" if outcome in fine else "failed")
        # Why it was to be done stands with the split above it.
        text = _text(entry.line, "text").replace(f" ({_text(entry.line, 'reason')})", "")
        row = _Row("timer", self._since_start(entry), text, mark=mark)
        delay = _number(entry.line, "delay")
        if outcome and delay is not None:
            row.notes.append(f"after {delay:.3f} s")
        return row

    def _end(self, entry: Entry) -> _Row:
        return _Row("timer", self._since_start(entry), _text(entry.line, "text"), mark="failed")


def _zero(entries: tuple[Entry, ...]) -> float | None:
    """The time of day at which the events' time is 0.

    An event is written some time after it first showed, a screen at once: the shortest such time is taken
    for none.
    """
    zeros = [entry.at - entry.time for entry in entries if entry.type == "event" and entry.at is not None]
    return min(zeros or (entry.at for entry in entries if entry.at is not None), default=None)


def _rate(entries: tuple[Entry, ...]) -> float | None:
    """The frames a second; None where the events do not tell."""
    events = [entry.event for entry in entries if entry.type == "event"]
    if not events:
        return None
    frames, seconds = events[-1].frame - events[0].frame, events[-1].time - events[0].time
    return frames / seconds if frames > 0 and seconds > 0 else None


# In words.


def _clock(seconds: float | None) -> str:
    return "?" if seconds is None else clock_text(seconds)


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


# From rows to HTML. What comes from a journal is escaped where it is put in.


def _head(run: Run, rows: list[_Row]) -> str:
    facts = "".join(
        f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>\n" for name, value in _facts(run, rows) if value
    )
    told = ""
    if run.unreadable:
        lines = "1 line of the journal" if run.unreadable == 1 else f"{run.unreadable} lines of the journal"
        told = f'<p class="told">{lines} could not be read: left out.</p>\n'
    return (
        "<header>\n<p>Journal of a run</p>\n"
        f"<h1>{escape(run.player)}</h1>\n<dl>\n{facts}</dl>\n{told}</header>\n"
    )


def _facts(run: Run, rows: list[_Row]) -> Iterator[tuple[str, str]]:
    yield "Date", f"{run.began:%Y-%m-%d, %H:%M}" if run.began else ""
    yield "Route", run.route
    times = [row.time for row in rows if row.time is not None]
    yield "Length", clock_text(max(times), 0) if times else ""
    counts = [entry.event.to_count for entry in run.entries if entry.type == "event"]
    counts = [count for count in counts if count is not None]
    yield "Stars", f"{counts[0]} → {counts[-1]}" if counts else "not seen"
    kinds = [entry.line["action"] for entry in run.entries if entry.type == "action"]
    others = [f"{kinds.count(kind)} {word}" for kind, word in _LESS if kind in kinds]
    yield "Splits", f"{kinds.count('split')}" + (f" ({', '.join(others)})" if others else "")


_LESS = (("undo", "undone"), ("skip", "skipped"))


def _map(rows: list[_Row]) -> str:
    """The whole run on one line, with a mark for each star and split that leads to its row."""
    shown = [(number, row) for number, row in enumerate(rows) if row.kind in ("star", "split")]
    shown = [(number, row) for number, row in shown if row.time is not None]
    length = max((row.time for row in rows if row.time is not None), default=0.0)
    if length <= 0:
        return ""
    marks = "".join(
        f'<a class="{row.kind}" href="#r{number}" style="left:{_share(row.time, length):.2f}%" '
        f'title="{escape(f"{clock_text(row.time)}  {row.title}")}"></a>\n'
        for number, row in shown
    )
    return f'<nav aria-label="Stars and splits">\n{marks}</nav>\n'


def _share(time: float, length: float) -> float:
    """Where a time lies on a length, in percent."""
    return min(max(time / length, 0.0), 1.0) * 100


def _rows(rows: list[_Row]) -> str:
    return f"<ol>\n{''.join(_row(number, row) for number, row in enumerate(rows))}</ol>\n"


def _row(number: int, row: _Row) -> str:
    pictures = "".join(_figure(picture) for picture in row.pictures)
    why = f'<p class="why">{escape(row.why)}</p>' if row.why else ""
    notes = f'<p class="notes">{escape(" · ".join(row.notes))}</p>' if row.notes else ""
    mark = f'<i class="{row.mark}"></i>' if row.mark else ""
    clock = f' title="{row.clock}"' if row.clock else ""
    shown = f'<div class="pictures">{pictures}</div>' if pictures else ""
    return (
        f'<li id="r{number}" class="{row.kind}"><time{clock}>{_clock(row.time)}</time>'
        f"<article>{shown}<div><h2>{mark}{escape(row.title)}</h2>{why}{notes}</div></article></li>\n"
    )


def _figure(picture: _Picture) -> str:
    data = base64.b64encode(picture.png).decode("ascii")
    caption, (width, height) = escape(picture.caption), INPUT_SIZE
    return (
        f'<figure><img width="{width}" height="{height}" alt="{caption}" src="data:image/png;base64,{data}">'
        f"<figcaption>{caption}<br>frame {picture.frame}</figcaption></figure>"
    )


def _legend() -> str:
    items = "".join(f'<li class="{kind}">{escape(text)}</li>\n' for kind, text in _LEGEND)
    return f'<ul class="legend">\n{items}</ul>\n'


def _foot() -> str:
    return """<footer>
<p>Times count from the journal's first entry. Each row is dated to the frame that first showed what happened.
A star is decided a little later, when the star counter is sure enough. The pictures show the counter's place
in the game on the frame beneath them, as small as the star counter reads it.</p>
</footer>
"""
