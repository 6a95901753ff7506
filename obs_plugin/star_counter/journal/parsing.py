"""Reads a run's journal: from its lines to entries."""

from __future__ import annotations

import errno
import io
import itertools
import json
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path
from typing import Any

from PIL import Image

from ..problem import Problem
from ..reading.frame import FILM_SIZE
from ..reading.model_form import INPUT_SIZE
from ..splitting.splitter import KINDS
from ..tracking.event import RUN, Event, Moment
from ..words import file_text, plain, why_not_opened
from .files import JOURNAL, is_film_name, is_picture_name
from .film import MOST_PICTURES, SPANS
from .writer import MOST_LINES

#: A route's, at most.
MOST_SPLITS = 1_000
#: The kinds of events that change the count, and those of screens.
COUNTS = ("count", "star", "reset")
_ENDS = ("black_end", "white_end")
SCREENS = ("black", "white", "black_full", "white_full", *_ENDS)
#: All kinds of events.
EVENTS = (*COUNTS, *SCREENS, "vanished", "appeared", *RUN)

_LARGEST_NUMBER = 1e12  # what is beyond is no frame, no count and no time
_LONGEST_TEXT = 1_000  # letters; a split's name and the reason for it have some 200 at most
_LARGEST_PICTURE = 10_000  # bytes; a journal's have at most 8300
_PNG, _PNG_SIZE = b"\x89PNG\r\n\x1a\n", (16, 20)  # how one begins, and where it says its width and height
_LARGEST_FILM, _LARGEST_JPEG = 3_000_000, 100_000  # bytes; a journal's films have at most 1,800,000
# The writer ends a journal where it has MOST_LINES, which are three runs of 120 stars, or 12.5 MB with its
# pictures and films.
_MOST_LINES = 2 * MOST_LINES
_MOST_BYTES = 15_000_000  # of the lines, and of all pictures and films
_MOST_REASONS = 10  # that an event rests on


@dataclass(frozen=True)
class Entry:
    """One line of a journal.

    ``line`` is the line's object, ``at`` the time of day in seconds (None where it tells none). ``event`` is
    what happened; for an action, what caused it; for a film, what it is of. ``picture`` is a PNG file, as
    bytes; ``film`` has a film's pictures, each the moment of its frame and a JPEG file.
    """

    type: str
    line: dict[str, Any]
    at: float | None
    event: Event | None
    picture: bytes | None
    film: tuple[tuple[Moment, bytes], ...] = ()

    @property
    def time(self) -> float | None:
        """When it was, in the seconds of the events; None where only the time of day tells it."""
        if self.event is None:
            return None
        return number_of(self.line, "time") if self.type == "action" else self.event.time


@dataclass(frozen=True)
class Run:
    """A journal as it was read: its entries, and how many of its lines could not be read.

    ``name`` is its folder's; ``splits`` are the names of the route's, none in old journals.
    """

    name: str
    player: str
    route: str
    began: datetime | None
    entries: tuple[Entry, ...]
    unreadable: int
    splits: tuple[str, ...] = ()

    def time_of(self, entry: Entry) -> float | None:
        """When an entry was, in the seconds of the events."""
        if entry.time is not None:
            return entry.time
        return None if entry.at is None or self._clock_zero is None else entry.at - self._clock_zero

    @cached_property
    def _clock_zero(self) -> float | None:
        """The time of day at which the events' time is 0.

        An event is written some time after it first showed, a screen at once: the shortest such time is taken
        for none.
        """
        zeros = [
            entry.at - entry.time
            for entry in self.entries
            if entry.type == "event" and entry.at is not None and entry.time is not None
        ]
        return min(zeros or (entry.at for entry in self.entries if entry.at is not None), default=None)

    @property
    def films(self) -> list[Entry]:
        """The entries of films, oldest first."""
        return [entry for entry in self.entries if entry.type == "film"]

    @cached_property
    def events(self) -> list[Event]:
        """What happened, oldest first."""
        return [entry.event for entry in self.entries if entry.type == "event" and entry.event is not None]

    @cached_property
    def ends(self) -> list[Event]:
        """The grand stars, but for those after which the run went on."""
        ends: list[Event] = []
        for event in self.events:
            if event.kind == "grand_star":
                ends.append(event)
            elif event.kind == "no_grand_star":
                del ends[-1:]
        return ends


def read(folder: Path) -> Run:
    """Reads the journal in a run's folder.

    Lines that cannot be read are counted. Raises `Problem` where there are no others, or no journal, or one
    that is larger than any.
    """
    path = folder / JOURNAL
    lines, files = _lines(path), _Files(folder)
    entries = [entry for line in lines if (entry := _entry(line, files))]
    if not entries:
        raise _unread(f"There is nothing in {file_text(path)} that can be read")
    heads = [entry.line for entry in entries if entry.type == "run"]
    return Run(
        plain(folder.absolute().name),
        plain(_first_text(heads, "player") or folder.absolute().name),
        plain(_first_text(heads, "route")),
        next((moment for entry in entries if (moment := moment_of(entry.line))), None),
        tuple(entry for entry in entries if entry.type != "run"),
        len(lines) - len(entries),
        _names(heads),
    )


def _lines(path: Path) -> list[bytes]:
    try:
        data = _bytes_of(path, _MOST_BYTES)
    except (OSError, ValueError) as error:
        raise _unread(f"{file_text(path)} cannot be opened ({why_not_opened(error)})") from error
    if data is None:
        raise _unread(f"{file_text(path)} has more than {_MOST_BYTES / 1e6:.0f} MB, which no run has")
    lines = [line for line in data.split(b"\n") if line.strip()]
    if len(lines) > _MOST_LINES:
        raise _unread(f"{file_text(path)} has more than {_MOST_LINES:,} lines, which no run has")
    return lines


def _unread(told: str) -> Problem:
    return Problem(f"{told}: give the folder of another run.")


def _bytes_of(path: Path, most: int) -> bytes | None:
    """A file's bytes; None where there are more than so many. Raises `OSError`, also where it is no file:
    reading a pipe or a device may never end."""
    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, "it is no file")
    with path.open("rb") as file:
        data = file.read(most + 1)
    return data if len(data) <= most else None


class _Files:
    """The pictures and films of a run, each read once, however many lines name it: `_MOST_BYTES` in all."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._left = _MOST_BYTES
        self._read: dict[str, bytes] = {}

    def picture(self, name: str) -> bytes | None:
        """A picture as a PNG file; None where there is none: a page shows nothing but a run's pictures."""
        if not is_picture_name(name):
            return None
        if name not in self._read:
            self._read[name] = self._data(name, _LARGEST_PICTURE)
        data = self._read[name]
        return data if is_small_png(data) else None

    def film(self, name: str) -> bytes:
        """A film, which is one line's alone: nothing where it was asked for before, or there is none."""
        if not is_film_name(name) or name in self._read:
            return b""
        self._read[name] = b""
        return self._data(name, _LARGEST_FILM)

    def _data(self, name: str, most: int) -> bytes:
        path = self._folder / name
        try:
            # A link may lead to any picture of the reader's own, who may send the page to somebody.
            data = b"" if path.is_symlink() else _bytes_of(path, min(most, self._left)) or b""
        except OSError:
            return b""
        self._left -= len(data)
        return data


def is_small_png(data: bytes) -> bool:
    """Whether this is a PNG file of a journal's picture: a browser is to open no larger one."""
    if not data.startswith(_PNG) or len(data) > _LARGEST_PICTURE:
        return False
    width, height = (int.from_bytes(data[place : place + 4], "big") for place in _PNG_SIZE)
    return 0 < width <= INPUT_SIZE[0] and 0 < height <= INPUT_SIZE[1]


def _entry(line: bytes, files: _Files) -> Entry | None:
    """The line as an entry; None where it is none."""
    try:
        item = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(item, dict):
        return None
    type_, event = text_of(item, "type"), None
    film: tuple[tuple[Moment, bytes], ...] = ()
    if type_ == "film":
        cause = item.get("event")
        event = _event(cause) if isinstance(cause, dict) else None
        film = _film(item, files)
        is_whole = event is not None and event.kind in SPANS and bool(film)
    elif type_ == "event":
        event = _event(item)
        is_whole = event is not None
    elif type_ == "action":
        cause = item.get("event")
        event = _event(cause) if isinstance(cause, dict) else None
        is_whole = item.get("action") in KINDS and number_of(item, "time") is not None
    else:
        is_whole = type_ == "run" or (type_ in ("timer", "end") and bool(text_of(item, "text")))
    if not is_whole:
        return None
    moment = moment_of(item)
    at = None if moment is None else _seconds_of(moment)
    return Entry(type_, item, at, event, files.picture(text_of(item, "picture")), film)


def _event(item: dict[str, Any]) -> Event | None:
    """The event that `Event.as_dict` made this of; None where something is missing."""
    kind, time = text_of(item, "event"), number_of(item, "time")
    keys = ("frame", "from", "to", "decided", "readings", "first", "last")
    frame, from_count, to_count, decided, readings, first, last = (whole_of(item, key) for key in keys)
    if kind not in EVENTS or frame is None or time is None:
        return None
    needed = [to_count] if kind in COUNTS else []
    needed += [from_count] if kind == "star" else []
    needed += [first, last] if kind in _ENDS else []
    if None in needed:
        return None
    return Event(
        *(kind, frame, time, from_count, to_count, number_of(item, "sure"), decided, readings, first, last),
        lives=whole_of(item, "lives"),
        coins=whole_of(item, "coins"),
        where=text_of(item, "where") or None,
        rests_on=tuple(_texts(item.get("rests_on"), _MOST_REASONS)) or None,
    )


def _film(item: dict[str, Any], files: _Files) -> tuple[tuple[Moment, bytes], ...]:
    """The pictures of the film that a line names; none where they are not what the line says."""
    frames, lengths = item.get("frames"), item.get("bytes")
    if not isinstance(frames, list) or not isinstance(lengths, list):
        return ()
    if not 0 < len(frames) == len(lengths) <= MOST_PICTURES:
        return ()
    data = files.film(text_of(item, "film"))
    moments = [_moment(frame) for frame in frames]
    sizes = [length for length in lengths if type(length) is int and 0 < length <= _LARGEST_JPEG]
    if len(sizes) < len(lengths) or sum(sizes) != len(data) or None in moments:
        return ()
    ends = itertools.accumulate(sizes)
    jpegs = [data[end - size : end] for end, size in zip(ends, sizes, strict=True)]
    if not all(map(_is_small_jpeg, jpegs)):
        return ()
    return tuple((moment, jpeg) for moment, jpeg in zip(moments, jpegs, strict=True) if moment)


def _moment(item: object) -> Moment | None:
    """The moment of a frame: its number and its time; None where it is none."""
    if not isinstance(item, list) or len(item) != 2:
        return None
    frame, time = (number_of({"": value}, "") for value in item)
    return None if frame is None or time is None else Moment(int(frame), time)


def _is_small_jpeg(data: bytes) -> bool:
    """Whether this is a JPEG file of a film's picture: a browser is to open no larger one."""
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            return image.width <= FILM_SIZE[0] and image.height <= FILM_SIZE[1]
    except Exception:  # Pillow may raise anything over a damaged file
        return False


def _texts(value: object, most: int) -> list[str]:
    """The texts of a list, each a plain line, so many at most."""
    items = value[:most] if isinstance(value, list) else []
    return [plain(item) for item in items if isinstance(item, str) and item.strip()]


def _names(heads: list[dict[str, Any]]) -> tuple[str, ...]:
    """The names of the splits: the first that a line tells."""
    for head in heads:
        names = head.get("splits")
        if isinstance(names, list) and 0 < len(names) <= MOST_SPLITS:
            return tuple(plain(name) if isinstance(name, str) else "" for name in names)
    return ()


def moment_of(item: dict[str, Any]) -> datetime | None:
    """The time of day that a line tells; None where it tells none."""
    try:
        return datetime.fromisoformat(text_of(item, "at"))
    except ValueError:
        return None


def _seconds_of(moment: datetime) -> float:
    """A time of day in seconds, to be compared with others of the same journal."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return (moment - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds()


def number_of(item: dict[str, Any], key: str) -> float | None:
    """The number of a key; None where there is none, or it is too large to mean anything."""
    value = item.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if abs(value) <= _LARGEST_NUMBER else None


def whole_of(item: dict[str, Any], key: str) -> int | None:
    """The number of a key without its fraction; None as for `number_of`."""
    value = number_of(item, key)
    return None if value is None else int(value)


def text_of(item: dict[str, Any], key: str) -> str:
    """The text of a key as one plain line; empty where there is none."""
    value = item.get(key)
    return plain(value, _LONGEST_TEXT) if isinstance(value, str) else ""


def _first_text(items: list[dict[str, Any]], key: str) -> str:
    return next((text for item in items if (text := text_of(item, key))), "")
