"""The parts of one stream as one run: the option ``--join``."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from ...problem import Problem
from ...reading.reader import Reader
from ...recording.files import Recording
from ...recording.joined import Joined
from ...words import file_text
from ..output import tell
from .given import by_name
from .placing import whole_place_in

# What numbers the parts of a stream; the first may have none, as in "run.mkv", "run (2).mkv".
_NUMBERS = re.compile(r"[\s(_.-]*\d+\)?")


def add_join(parser: argparse.ArgumentParser) -> None:
    """Adds the option."""
    parser.add_argument(
        "--join", action="store_true", help="the videos are parts of one stream: take them as one run"
    )


def in_order(parts: Sequence[Path]) -> list[Path]:
    """The parts of a stream in their order, which is told.

    It is that of their names where these differ in numbers alone, or else that of their dates: a part is
    older than the next one. Raises `Problem` where a part is not there.
    """
    if len(parts) < 2:
        raise Problem("--join needs the parts of a stream: give two videos or more, or their folder.")
    if len({_NUMBERS.sub("", part.stem.casefold()) for part in parts}) == 1:
        ordered, what = sorted(parts, key=by_name), "names"
    else:
        ordered, what = sorted(parts, key=_date), "dates"
    tell(f"Joined in the order of their {what}: {', '.join(file_text(part.name) for part in ordered)}.")
    return ordered


def joined(parts: Sequence[Path], options: argparse.Namespace, reader: Reader) -> Joined:
    """The parts as one recording. The counter is where it is in the first part that shows it."""
    place = _place(parts, options, reader)
    return Joined(parts, lambda part: Recording(part, *place))


def _place(parts: Sequence[Path], options: argparse.Namespace, reader: Reader) -> tuple:
    problems = []
    for part in parts:
        try:
            return whole_place_in(part, options, reader)
        except Problem as problem:
            problems.append(problem)
    raise problems[0]


def joined_text(parts: Sequence[Path]) -> str:
    """What the whole is called."""
    return " + ".join(file_text(part.name) for part in parts)


def _date(part: Path) -> float:
    try:
        return part.stat().st_mtime
    except (OSError, ValueError) as error:
        raise Problem(
            f"{file_text(part)} cannot be opened ({getattr(error, 'strerror', error)}): check its name."
        ) from error
