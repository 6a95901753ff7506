"""LiveSplit's splits files (.lss): reads the names of the segments, and writes a run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from xml.parsers import expat
from xml.sax.saxutils import escape

from ...problem import Problem
from ..route import one_line

GAME = "Super Mario 64"

_TIME = re.compile(r"(-?)(?:(\d{1,6})\.)?(\d{1,6}):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)", re.ASCII)
_DATE = "%m/%d/%Y %H:%M:%S"
# Letters that XML cannot hold in any way.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class SplitsFile:
    """What a splits file says, and at most one run in it.

    ``offset``: the timer's first time, in seconds. ``times``: when each segment of the run was split, in
    seconds of real time since its start, None where it was skipped; fewer than ``names`` where the run was
    given up, none without a run. ``started`` and ``ended`` are in UTC.
    """

    names: tuple[str, ...]
    game: str = GAME
    category: str = ""
    offset: float = 0.0
    times: tuple[float | None, ...] = ()
    started: datetime | None = None
    ended: datetime | None = None


def parse(data: bytes, name: str) -> SplitsFile:
    """Reads the segments' names, the game, the category and the offset; ``name`` is the file's, for messages.

    Raises `Problem` where the file is no splits file of LiveSplit.
    """
    root = _parse_xml(data, name)
    segments = root.child("Segments")
    if root.tag != "Run" or segments is None:
        raise Problem(f"{name} is no splits file of LiveSplit: save it with “Save Splits As …”.")
    named = [segment.child("Name") for segment in segments.children if segment.tag == "Segment"]
    if not named:
        raise Problem(f"{name}, line {segments.line}: it has no segments: add them with “Edit Splits …”.")
    return SplitsFile(
        names=tuple(one_line(segment.text) if segment else "" for segment in named),
        game=root.text_of("GameName"),
        category=root.text_of("CategoryName"),
        offset=_offset(root.child("Offset"), name),
    )


def to_xml(file: SplitsFile) -> str:
    """The text of a splits file, to be written as UTF-8.

    A finished run is the personal best. One that was given up is in the history, and its segments are the
    best ones.
    """
    has_run = bool(file.times)
    segments = [
        line
        for number, name in enumerate(file.names)
        for line in _segment(name, file.times[: number + 1], number, _final_time(file) is not None)
    ]
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
        f"  <AttemptCount>{int(has_run)}</AttemptCount>",
        *(_attempt(file) if has_run else ["  <AttemptHistory />"]),
        "  <Segments>",
        *segments,
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
        raise ValueError(f"“{text.strip()[:40]}” is no time, as 00:00:01.3600000")
    sign, days, hours, minutes, seconds = time.groups()
    total = (int(days or 0) * 24 + int(hours)) * 3600 + int(minutes) * 60 + float(seconds)
    return -total if sign else total


def _offset(element: _Element | None, name: str) -> float:
    if element is None or not element.text.strip():
        return 0.0
    try:
        return parse_time(element.text)
    except ValueError as error:
        raise Problem(f"{name}, line {element.line}, Offset: {error}.") from error


def _final_time(file: SplitsFile) -> float | None:
    """When the last segment was split; None where the run ended before."""
    return file.times[len(file.names) - 1] if len(file.times) >= len(file.names) else None


def _attempt(file: SplitsFile) -> list[str]:
    dates = "".join(
        f' {key}="{date.strftime(_DATE)}" is{key.title()}Synced="True"'
        for key, date in (("started", file.started), ("ended", file.ended))
        if date
    )
    final = _final_time(file)
    total = [_real_time(final, 6)] if final is not None else []
    return [
        "  <AttemptHistory>",
        *_element(f'Attempt id="1"{dates}', total, 4),
        "  </AttemptHistory>",
    ]


def _segment(name: str, times: Sequence[float | None], number: int, is_finished: bool) -> list[str]:
    """One segment; ``times`` are those of the run up to it: fewer than it has where the run ended before."""
    was_reached = len(times) > number
    split = times[number] if was_reached else None
    before = times[number - 1] if number and was_reached else 0.0
    # A segment after a skipped one has no time of its own.
    own = split - before if split is not None and before is not None else None
    # In LiveSplit's history that segment has the time since the last one that was split.
    last = next((time for time in reversed(times[:number]) if time is not None), 0.0)
    history = [_real_time(split - last, 10)] if split is not None else []
    return [
        "    <Segment>",
        f"      <Name>{_text(name)}</Name>",
        "      <Icon />",
        "      <SplitTimes>",
        *_element(
            'SplitTime name="Personal Best"',
            [_real_time(split, 10)] if is_finished and split is not None else [],
            8,
        ),
        "      </SplitTimes>",
        *_element("BestSegmentTime", [_real_time(own, 8)] if own is not None else [], 6),
        *(
            ["      <SegmentHistory>", *_element('Time id="1"', history, 8), "      </SegmentHistory>"]
            if was_reached
            else ["      <SegmentHistory />"]
        ),
        "    </Segment>",
    ]


def _element(tag: str, content: list[str], indent: int) -> list[str]:
    space = " " * indent
    if not content:
        return [f"{space}<{tag} />"]
    return [f"{space}<{tag}>", *content, f"{space}</{tag.split()[0]}>"]


def _real_time(seconds: float, indent: int) -> str:
    return f"{' ' * indent}<RealTime>{time_text(seconds)}</RealTime>"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


@dataclass
class _Element:
    tag: str
    line: int
    text: str = ""
    children: list[_Element] = field(default_factory=list)

    def child(self, tag: str) -> _Element | None:
        """The first child with that tag."""
        return next((child for child in self.children if child.tag == tag), None)

    def text_of(self, tag: str) -> str:
        """The text of the first child with that tag, on one line; empty where there is none."""
        child = self.child(tag)
        return one_line(child.text) if child else ""


def _parse_xml(data: bytes, name: str) -> _Element:
    """The root of an XML file. A document type is refused: entities in it can grow without bounds."""
    root = _Element("", 1)
    path = [root]
    texts: list[list[str]] = [[]]  # of each element of the path, in pieces
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag: str, _attributes: dict) -> None:
        element = _Element(tag, parser.CurrentLineNumber)
        path[-1].children.append(element)
        path.append(element)
        texts.append([])

    def end(_tag: str) -> None:
        path.pop().text = "".join(texts.pop())

    def refuse(*_arguments: object) -> None:
        raise Problem(
            f"{name}, line {parser.CurrentLineNumber}: it has a document type (<!DOCTYPE>), which no splits "
            "file of LiveSplit has. A web page has one: download the file itself."
        )

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: texts[-1].append(text)
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        message = expat.errors.messages[error.code]
        raise Problem(
            f"{name}, line {error.lineno}: it is no whole XML file ({message}): save it again in LiveSplit."
        ) from error
    except (LookupError, ValueError) as error:
        raise Problem(f"{name} is in an encoding that cannot be read ({error}): save it as UTF-8.") from error
    return root.children[0]
