"""Reads the route files of other programs: the Star Classifier's .route, and AutoSplit64's .as64."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from . import route_toml
from .problem import Problem
from .route import (
    AT_ONCE,
    BY_HAND,
    MOST_SCREENS,
    MOST_STARS,
    Condition,
    Route,
    Split,
    condition_words,
    faults,
    one_line,
)
from .route_toml import Errors, Lines
from .words import stars_text

_IS_AS64_TOML = re.compile(r"^[ \t]*(__route__\b|\[[ \t]*split\.)", re.MULTILINE | re.IGNORECASE)
# AutoSplit64's kinds of splits that count screens, and those that look for something else.
_COUNTING = {"normal", "star", "custom"}
_WATCHING = {
    "fade": "splits at a screen with any star count",
    "mips-x": "splits when the camera's picture shows a cross",
    "x-cam": "splits when the camera's picture shows a cross",
    "lblj": "splits at the long jump into the Dark World",
    "bowser": "splits at Bowser's key",
    "final": "splits at the grand star, at which no screen is",
}


def from_json(text: str, name: str) -> Route:
    """Reads a .route file, or an older .as64 one; ``name`` is the file's.

    Raises `Problem` with what is wrong in it.
    """
    errors = Errors()
    try:
        data = json.loads(text)
    except RecursionError:
        raise Problem(f"{name} is nested too deeply for a route: choose another file.") from None
    except ValueError as error:  # json's own, which knows the line, or that of a number with too many digits
        reason = getattr(error, "msg", "a number is too long")
        errors.add(getattr(error, "lineno", 1), "", f"this is no JSON: {reason}")
        raise errors.problem(name) from error
    lines = _JsonLines(text)
    if isinstance(data, dict) and "__route__" in data:
        return _from_as64_json(data, lines, errors, name)
    if isinstance(data, dict) and "Splits" in data:
        return _StarClassifier(data, lines, errors, name).from_strings()
    if isinstance(data, dict) and "fadeout_splits" in data:
        return _StarClassifier(data, lines, errors, name).from_lists()
    errors.add(
        1, "", "this is no route: a .route file has “Splits” and “Fadeout counts”, or “fadeout_splits”"
    )
    raise errors.problem(name)


def is_as64_toml(text: str) -> bool:
    """Whether a TOML text is a file of AutoSplit64."""
    return _IS_AS64_TOML.search(text) is not None


def from_as64_toml(text: str, name: str) -> Route:
    """Reads a newer .as64 file; ``name`` is the file's. Raises `Problem` with what is wrong in it."""
    errors = Errors()
    text = text.replace("\r\n", "\n")
    data, _ = route_toml.parse_toml(text, errors)
    errors.check(name)
    table = next((value for key, value in data.items() if key.lower() in ("split", "splits")), None)
    splits = list(table.items()) if isinstance(table, dict) else []
    if isinstance(table, list):
        splits = [(split.get("title") if isinstance(split, dict) else None, split) for split in table]
    for title, split in splits:
        if not isinstance(split, dict):
            errors.add(1, "SPLIT", f"{title}: write a table  [SPLIT.NAME]  for each split")
    errors.check(name)
    places = Lines(text)
    tables = places.of(lambda header: re.match(r"splits?\b", header, re.I) is not None)

    def line(key: str, index: int = 0) -> int:
        if key in places.tables[0][2] or index >= len(tables):
            return places.tables[0][2].get(key, 1)
        return tables[index][1].get(key, tables[index][0])

    return _from_as64(data, splits, line, errors, name)


class _Screens:
    """The screens since a star, where another program counts them since its last split."""

    def __init__(self):
        self._stars: int | None = None
        self._blacks: int | None = 0
        self._whites: int | None = 0

    def reach(self, stars: int) -> None:
        """A split is at that count: a new one starts at no screens."""
        if stars != self._stars:
            self._stars, self._blacks, self._whites = stars, 0, 0

    def add(self, blacks: int | None, whites: int | None) -> tuple[int | None, int | None]:
        """A split so many screens of each colour after the last one: their numbers since the star.

        None is an unknown number, and stays so up to the next count.
        """
        self._blacks = None if None in (self._blacks, blacks) else self._blacks + blacks
        self._whites = None if None in (self._whites, whites) else self._whites + whites
        return self._blacks, self._whites


class _JsonLines:
    """Where the keys of a JSON text are."""

    def __init__(self, text: str):
        self._lines: dict[str, list[int]] = {}
        for number, line in enumerate(text.split("\n"), 1):
            for key in re.findall(r'"([^"\\]+)"\s*:', line):
                self._lines.setdefault(key, []).append(number)

    def of(self, key: str, index: int = 0) -> int:
        """The line of the key where it stands for the ``index``-th time, from 0; a near one otherwise."""
        lines = self._lines.get(key, [1])
        return lines[min(index, len(lines) - 1)]


class _StarClassifier:
    """Reads the two shapes of .route files."""

    def __init__(self, data: dict[str, Any], lines: _JsonLines, errors: Errors, name: str):
        self._data, self._lines, self._errors, self._name = data, lines, errors, name

    def from_strings(self) -> Route:
        """The newer shape: numbers in two strings. Fades are counted since the last split."""
        counts = self._list("Splits", 0, MOST_STARS)
        fades = self._list("Fadeout counts", -MOST_SCREENS, MOST_SCREENS, may_miss=True)
        if len(fades) > len(counts) and not self._errors:
            self._error("Fadeout counts", f"there are {len(fades)} for {len(counts)} splits: leave some out")
        # The program takes what is missing at the end for 0.
        fades = [*fades, *[0] * (len(counts) - len(fades))]
        screens, splits = _Screens(), []
        for stars, fade in zip(counts, fades, strict=False):
            screens.reach(stars)
            blacks, whites = screens.add(max(fade, 0), max(-fade, 0))
            splits.append(_counted(stars, fade, blacks if fade > 0 else whites))
        return self._route(self._data.get("Route name"), splits, "Splits", 0)

    def from_lists(self) -> Route:
        """The older shape: lists. Fades are counted since the star."""
        stars = self._list("fadeout_splits", 0, MOST_STARS)
        fades = self._list("fadeout_amounts", -MOST_SCREENS, MOST_SCREENS)
        at_once = self._list("immediate_splits", 0, MOST_STARS, may_miss=True)
        if len(stars) != len(fades) and not self._errors:
            self._error("fadeout_amounts", f"there are {len(fades)} for {len(stars)} fadeout_splits")
        if 0 in fades:
            self._error("fadeout_amounts", "0 is no fade: write that split's count in immediate_splits")
        splits = [_counted(count, 0, 0) for count in at_once]
        splits += [_counted(count, fade, abs(fade)) for count, fade in zip(stars, fades, strict=False)]
        splits.sort(key=lambda split: split.stars)
        start = self._data.get("starting_star_number", 0)
        if not _is_count(start):
            self._error("starting_star_number", f"write a whole number from 0 to {MOST_STARS}")
        return self._route(self._data.get("name"), splits, "fadeout_splits", start)

    def _list(self, key: str, least: int, largest: int, may_miss: bool = False) -> list[int]:
        """The numbers of a key, which may be a list or a text with commas; none where one is wrong."""
        value = self._data.get(key, [] if may_miss else None)
        numbers = [text.strip() for text in value.split(",")] if isinstance(value, str) else value
        if not isinstance(numbers, list):
            self._error(key, "write whole numbers with commas between")
            return []
        read = [_whole(number) for number in numbers if number != ""]
        if any(number is None or not least <= number <= largest for number in read):
            self._error(key, f"write whole numbers from {least} to {largest} with commas between")
            return []
        return read

    def _route(self, title: Any, splits: list[Split], key: str, start: Any) -> Route:
        self._errors.check(self._name)
        if not splits:
            self._error(key, "there are no splits: write star counts with commas between")
        for fault in faults(splits, start):
            self._error(key, f"split {fault.index + 1}: {fault.text}")
        self._errors.check(self._name)
        return Route(_title(title, self._name), tuple(splits), start)

    def _error(self, key: str, text: str) -> None:
        self._errors.add(self._lines.of(key), key, text)


def _counted(stars: int, fade: int, number: int) -> Split:
    """A split of a .route file: its fades are black above 0, white below."""
    condition = AT_ONCE if fade == 0 else Condition("black" if fade > 0 else "white", number)
    name = stars_text(stars)
    if condition not in (AT_ONCE, Condition("black", 1)):
        name += f", {condition}"
    return Split(name, stars, condition)


def _from_as64_json(data: dict[str, Any], lines: _JsonLines, errors: Errors, name: str) -> Route:
    splits = data.get("splits", [])
    if not isinstance(splits, list) or not all(isinstance(split, dict) for split in splits):
        errors.add(lines.of("splits"), "splits", "write a list of splits, each in { }")
        raise errors.problem(name)
    return _from_as64(data, [(split.get("title"), split) for split in splits], lines.of, errors, name)


def _from_as64(
    data: dict[str, Any],
    splits: Sequence[tuple[Any, dict[str, Any]]],
    line: Callable[[str, int], int],
    errors: Errors,
    name: str,
) -> Route:
    """A route of AutoSplit64, whose fades are counted since the last split or star, whichever was later."""
    start = data.get("initial_star", 0)
    if not _is_count(start):
        errors.add(line("initial_star", 0), "initial_star", f"write a whole number from 0 to {MOST_STARS}")
    if not splits and not errors:
        errors.add(line("splits", 0), "splits", "there are none: add them in AutoSplit64's route editor")
    read, notes, screens = [], [], _Screens()
    for index, (title, table) in enumerate(splits):
        split, note = _As64Split(title, table, index, line, errors).read(screens)
        read.append(split)
        if note:
            notes.append(f"Split {index + 1} ({split.name}) {note}.")
    errors.check(name)
    for fault in faults(read, start):
        errors.add(line("star_count", fault.index), "star_count", fault.text)
    errors.check(name)
    return Route(_title(data.get("title"), name), tuple(read), start, tuple(notes))


class _As64Split:
    """Reads one split of AutoSplit64."""

    def __init__(
        self, title: Any, table: dict[str, Any], index: int, line: Callable[[str, int], int], errors: Errors
    ):
        self._table, self._index, self._line, self._errors = table, index, line, errors
        self._name = one_line(title) if isinstance(title, str) else ""
        self._name = self._name or f"Split {index + 1}"

    def read(self, screens: _Screens) -> tuple[Split, str]:
        """The split, and what became of it where it is not as it was."""
        kind = self._table.get("split_type", "Normal")
        kind = kind.lower() if isinstance(kind, str) else ""
        if kind not in _COUNTING | _WATCHING.keys() | {"mips"}:
            self._error("split_type", f"there is no such type: write one of {', '.join(sorted(_COUNTING))}")
        stars = self._number("star_count", MOST_STARS, is_needed=kind not in _WATCHING)
        blacks, whites = self._number("fade_out", MOST_SCREENS), self._number("fade_in", MOST_SCREENS)
        if stars is not None:
            screens.reach(stars)
        if kind in _WATCHING or stars is None:
            screens.add(None, None)
            return self._by_hand(stars, _WATCHING.get(kind, "splits with any star count"))
        if kind == "mips":
            return self._mips(stars, screens)
        if self._asks_for_camera():
            screens.add(None, None)
            return self._by_hand(stars, "splits when the camera's picture shows a cross")
        return self._at_screen(stars, blacks, whites, screens)

    def _at_screen(
        self, stars: int, blacks: int | None, whites: int | None, screens: _Screens
    ) -> tuple[Split, str]:
        # -1 stands for any number of screens. The program looks only at black ones then.
        if not blacks and not whites:
            if blacks is whites is None:
                blacks = 1
            else:
                screens.add(None, None)
                return self._by_hand(stars, "has neither a fade_out nor a fade_in to split at")
        if blacks == MOST_SCREENS:
            screens.add(None, None)
            return self._by_hand(stars, f"waits for {blacks} screens, which never come")
        all_blacks, all_whites = screens.add(blacks, whites)
        colour, number = ("white", all_whites) if whites else ("black", all_blacks)
        if number is None:
            return self._by_hand(stars, "counts from a split whose screen is not known")
        if number > MOST_SCREENS:
            return self._by_hand(stars, "has more screens than can be counted")
        split = Split(self._name, stars, Condition(colour, number))
        if blacks and whites:
            return split, f"is at {condition_words(split.condition)[5:]}, its black ones are not counted"
        return split, ""

    def _mips(self, stars: int, screens: _Screens) -> tuple[Split, str]:
        """Entering Dire, Dire Docks, which the program sees by its colours: a white screen follows."""
        _, whites = screens.add(None, 1)
        if whites is None or whites > MOST_SCREENS:
            return self._by_hand(stars, "splits at the entry of Dire, Dire Docks")
        split = Split(self._name, stars, Condition("white", whites))
        return split, f"is at {condition_words(split.condition)[5:]}, the entry of Dire, Dire Docks"

    def _by_hand(self, stars: int | None, why: str) -> tuple[Split, str]:
        return Split(self._name, stars, BY_HAND), f"is split by hand: in AutoSplit64 it {why}"

    def _asks_for_camera(self) -> bool:
        # "x_cam" is the newer files' key. The older ones' "xcam" counts for a type of its own alone.
        camera = self._table.get("x_cam", -1)
        return type(camera) is int and camera > 0

    def _number(self, key: str, largest: int, is_needed: bool = False) -> int | None:
        """The number of a key, None for -1 and where there is none."""
        number = self._table.get(key, -1)
        if type(number) is not int or not -1 <= number <= largest:
            self._error(key, f"write a whole number from 0 to {largest}, or -1 for none")
            return None
        if number == -1 and is_needed and key not in self._table:
            self._error(key, f"this split has none: write a whole number from 0 to {largest}")
        return None if number == -1 else number

    def _error(self, key: str, text: str) -> None:
        self._errors.add(self._line(key, self._index), key, f"{self._name}: {text}")


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_STARS


def _whole(value: Any) -> int | None:
    if type(value) is int:
        return value
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,6}", value, re.ASCII):
        return int(value)
    return None


def _title(title: Any, name: str) -> str:
    """The title that a file gives, or else its name."""
    return (one_line(title) if isinstance(title, str) else "") or one_line(Path(name).stem) or "Route"
