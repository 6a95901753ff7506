"""LiveSplit's splits files (.lss): reads the names of the segments, and writes a run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.parsers import expat
from xml.sax.saxutils import escape

from ...problem import Problem
from ...words import plain
from .limits import LONGEST_SHOWN, LONGEST_TAG, MOST_ELEMENTS, check_splits

GAME = "Super Mario 64"

_TIME = re.compile(r"(-?)(?:(\d{1,6})\.)?(\d{1,6}):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)", re.ASCII)
_DATE = "%m/%d/%Y %H:%M:%S"
# The elements of a run, and below it, whose texts are read.
_TEXTS = ("GameName", "CategoryName", "Offset")
_NAME = ["Segments", "Segment", "Name"]
_DEEPEST = 1 + len(_NAME)
# Bytes that are parsed at once: no other thread runs meanwhile, a few milliseconds.
_PART = 100_000
# Letters that XML cannot hold in any way.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Attempt:
    """One attempt at a run.

    ``times``: when each segment was split, in seconds of real time since the start, None where it was
    skipped; fewer than there are segments where the attempt was given up. ``started`` and ``ended`` are in
    UTC.
    """

    times: tuple[float | None, ...]
    started: datetime | None = None
    ended: datetime | None = None


@dataclass(frozen=True)
class SplitsFile:
    """What a splits file says. ``offset``: the timer's first time, in seconds."""

    names: tuple[str, ...]
    game: str = GAME
    category: str = ""
    offset: float = 0.0
    attempts: tuple[Attempt, ...] = ()


def parse(data: bytes, name: str) -> SplitsFile:
    """Reads the segments' names, the game, the category and the offset; ``name`` is the file's, for messages.

    Raises `Problem` where the file is no splits file of LiveSplit.
    """
    reader = _Reader(name)
    reader.read(data)
    if reader.root != "Run" or reader.names is None:
        raise Problem(f"{name} is no splits file of LiveSplit: save it with “Save Splits As …”.")
    if not reader.names:
        raise Problem(f"{name}, line {reader.line}: it has no segments: add them with “Edit Splits …”.")
    game, category = (plain(reader.texts.get(tag, ("", 1))[0]) for tag in ("GameName", "CategoryName"))
    return SplitsFile(
        tuple(reader.names), game, category, _offset(*reader.texts.get("Offset", ("", 1)), name)
    )


def to_xml(file: SplitsFile) -> str:
    """The text of a splits file, to be written as UTF-8.

    The fastest attempt that was finished is the personal best. All are in the history, and the fastest
    segments of all are the best ones.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<Run version="1.7.0">',
        # Some versions of livesplit-core open no file without an icon.
        "  <GameIcon />",
        f"  <GameName>{_text(file.game)}</GameName>",
        f"  <CategoryName>{_text(file.category)}</CategoryName>",
        "  <Metadata>",
        '    <Run id="" />',
        '    <Platform usesEmulator="False" />',
        "    <Variables />",
        "  </Metadata>",
        f"  <Offset>{time_text(file.offset)}</Offset>",
        f"  <AttemptCount>{len(file.attempts)}</AttemptCount>",
        *_element("AttemptHistory", [line for lines in _attempts(file) for line in lines], 2),
        "  <Segments>",
        *_segments(file),
        "  </Segments>",
        # LiveSplit does not open a file without it.
        "  <AutoSplitterSettings />",
        "</Run>",
    ]
    return "\n".join(lines) + "\n"


def time_text(seconds: float) -> str:
    """Seconds as LiveSplit writes them: 00:01:02.3450000, and with days before a dot where there are any."""
    ticks = round(abs(seconds) * 10_000_000)
    whole, fraction = divmod(ticks, 10_000_000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    sign = "-" if seconds < 0 and ticks else ""
    return f"{sign}{f'{days}.' if days else ''}{hour:02}:{minute:02}:{second:02}.{fraction:07}"


def parse_time(text: str) -> float:
    """The seconds that LiveSplit wrote as this text; raises `ValueError` where it is no time."""
    time = _TIME.fullmatch(text.strip())
    if not time:
        raise ValueError(f"“{plain(text, LONGEST_SHOWN)}” is no time, as 00:00:01.3600000")
    sign, days, hours, minutes, seconds = time.groups()
    total = (int(days or 0) * 24 + int(hours)) * 3600 + int(minutes) * 60 + float(seconds)
    return -total if sign else total


def _offset(text: str, line: int, name: str) -> float:
    if not text.strip():
        return 0.0
    try:
        return parse_time(text)
    except ValueError as error:
        raise Problem(f"{name}, line {line}, Offset: {error}.") from error


def _final_time(attempt: Attempt, length: int) -> float | None:
    """When the last of so many segments was split; None where the attempt was given up."""
    return attempt.times[length - 1] if len(attempt.times) >= length else None


def _attempts(file: SplitsFile) -> Iterator[list[str]]:
    """The lines of each attempt."""
    for number, attempt in enumerate(file.attempts, 1):
        dates = "".join(
            f' {key}="{date.strftime(_DATE)}" is{key.title()}Synced="True"'
            for key, date in (("started", attempt.started), ("ended", attempt.ended))
            if date
        )
        final = _final_time(attempt, len(file.names))
        total = [_real_time(final, 6)] if final is not None else []
        yield _element(f'Attempt id="{number}"{dates}', total, 4)


def _best(file: SplitsFile) -> tuple[float | None, ...]:
    """The times of the fastest attempt that was finished; none where there is none."""
    length = len(file.names)
    finished = [
        (final, attempt.times)
        for attempt in file.attempts
        if (final := _final_time(attempt, length)) is not None
    ]
    return min(finished, key=lambda one: one[0])[1] if finished else ()


def _segments(file: SplitsFile) -> Iterator[str]:
    """The lines of all segments."""
    best = _best(file)
    for number, name in enumerate(file.names):
        split = best[number] if best else None
        yield from (
            "    <Segment>",
            f"      <Name>{_text(name)}</Name>",
            "      <Icon />",
            "      <SplitTimes>",
        )
        times = [_real_time(split, 10)] if split is not None else []
        yield from _element('SplitTime name="Personal Best"', times, 8)
        yield "      </SplitTimes>"
        own = [time for one in file.attempts if (time := _own_time(one, number)) is not None]
        yield from _element("BestSegmentTime", [_real_time(min(own), 8)] if own else [], 6)
        yield from _element("SegmentHistory", list(_history(file, number)), 6)
        yield "    </Segment>"


def _own_time(attempt: Attempt, number: int) -> float | None:
    """The seconds that a segment took; None where it or the one before it was skipped, or not reached."""
    if number >= len(attempt.times):
        return None
    before, split = (0.0, *attempt.times)[number : number + 2]
    return None if before is None or split is None else split - before


def _history(file: SplitsFile, number: int) -> Iterator[str]:
    """The lines of one segment's history: of each attempt that reached it."""
    for attempt_number, attempt in enumerate(file.attempts, 1):
        if len(attempt.times) <= number:
            continue
        *earlier, split = (0.0, *attempt.times[: number + 1])
        # After a skipped segment, LiveSplit's history has the time since the last one that was split.
        last = next(time for time in reversed(earlier) if time is not None)
        times = [_real_time(split - last, 10)] if split is not None else []
        yield from _element(f'Time id="{attempt_number}"', times, 8)


def _element(tag: str, content: list[str], indent: int) -> list[str]:
    space = " " * indent
    if not content:
        return [f"{space}<{tag} />"]
    return [f"{space}<{tag}>", *content, f"{space}</{tag.split()[0]}>"]


def _real_time(seconds: float, indent: int) -> str:
    return f"{' ' * indent}<RealTime>{time_text(seconds)}</RealTime>"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


class _Reader:
    """Reads what is wanted of an XML file, and keeps nothing else of it.

    ``root`` is the root's tag; ``texts`` are the texts of the run's own elements and their lines, by tag, of
    the first of each; ``names`` those of the segments, None where there is no list of them, and ``line`` its
    line.
    """

    def __init__(self, name: str):
        self.root = ""
        self.texts: dict[str, tuple[str, int]] = {}
        self.names: list[str] | None = None
        self.line = 1
        self._name = name
        self._path: list[str] = []  # down to the deepest that matters
        self._depth = self._elements = 0
        self._text: list[str] = []
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        # Newer ones put off what is long, as if it were a tag.
        if hasattr(parser, "SetReparseDeferralEnabled"):
            parser.SetReparseDeferralEnabled(False)
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.StartDoctypeDeclHandler = self._refuse_type

    def read(self, data: bytes) -> None:
        """Reads a whole file. Raises `Problem` where it is no XML, or larger than any splits file."""
        try:
            for end in range(_PART, len(data) + _PART, _PART):
                self._parser.Parse(data[end - _PART : end], False)
                if min(end, len(data)) - self._parser.CurrentByteIndex > LONGEST_TAG:
                    raise Problem(f"{self._name} has a longer tag than any splits file: choose another file.")
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            message = expat.errors.messages.get(error.code, "it is damaged")
            raise Problem(
                f"{self._name}, line {error.lineno}: it is no whole XML file ({message}): save it again in "
                "LiveSplit."
            ) from error
        except (LookupError, ValueError) as error:
            raise Problem(f"{self._name} is in an encoding that cannot be read: save it as UTF-8.") from error

    def _start(self, tag: str, _attributes: dict) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise Problem(f"{self._name} has more in it than any splits file: choose another file.")
        self._depth += 1
        if self._depth <= _DEEPEST:
            self._open(tag, self._depth)

    def _open(self, tag: str, depth: int) -> None:
        self._path.append(tag)
        if depth == 1:
            self.root = tag
        elif depth == 2 and tag == "Segments" and self.names is None:
            self.names, self.line = [], self._parser.CurrentLineNumber
        elif depth == 3 and self._path[1:] == ["Segments", "Segment"] and self.names is not None:
            self.names.append("")
            check_splits(len(self.names), self._name)
        if self._is_wanted():
            self._text = []
            self._parser.CharacterDataHandler = self._text.append

    def _end(self, tag: str) -> None:
        if self._depth <= _DEEPEST:
            self._close(tag)
        self._depth -= 1

    def _close(self, tag: str) -> None:
        if self._is_wanted():
            self._parser.CharacterDataHandler = None
            text = "".join(self._text)
            if len(self._path) == 2:
                self.texts.setdefault(tag, (text, self._parser.CurrentLineNumber))
            elif self.names and not self.names[-1]:
                self.names[-1] = plain(text)
        self._path.pop()

    def _is_wanted(self) -> bool:
        """Whether the text of the element at hand is read."""
        path = self._path
        return (len(path) == 2 and path[1] in _TEXTS) or (len(path) == 4 and path[1:] == _NAME)

    def _refuse_type(self, *_arguments: object) -> None:
        """Refuses a document type: entities in it can grow without bounds."""
        raise Problem(
            f"{self._name}, line {self._parser.CurrentLineNumber}: it has a document type (<!DOCTYPE>), "
            "which no splits file of LiveSplit has. A web page has one: download the file itself."
        )
