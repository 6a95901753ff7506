"""Route files in our own format: TOML with a title, the star count of the start, and one table a split."""

from __future__ import annotations

import difflib
import importlib
import json
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from .problem import Problem
from .route import (
    AT_ONCE,
    BY_HAND,
    LONGEST_DELAY,
    MOST_STARS,
    Condition,
    Route,
    Split,
    faults,
    is_one_line,
)

EXAMPLE = """\
title = "16 stars"
start = 0                    # the star count at the start (default 0)

[[split]]
name = "Whomp's Fortress"
stars = 4
after = "black 1"            # "at once" (default), "black K", "white K" or "by hand"
delay = 0.5                  # seconds (default 0)

[[split]]
name = "Grand star"
after = "by hand"
"""

_KEYS = ("title", "start", "split")
_SPLIT_KEYS = ("name", "stars", "after", "delay")

# tomllib is Python's own from 3.11 on; pip brings its twin to every Python.
_MODULES = ("tomllib", "tomli", "pip._vendor.tomli")
_LINE_OF_ERROR = re.compile(r" \(at line (\d+), column \d+\)$")
_SINGLE_HEADER = re.compile(r"(\s*)\[\s*split\s*\](\s*(?:#.*)?)$")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))(?=[\s=.]|$)""")
# After so many lines that are no TOML, the file is something else.
_MOST_SYNTAX_ERRORS = 10


class Lines:
    """Where the tables and keys of a TOML text are.

    ``tables`` holds, in their order, each table's header (empty for what stands before the first), its line,
    and the lines of its keys. Lines count from 1.
    """

    def __init__(self, text: str):
        self.tables: list[tuple[str, int, dict[str, int]]] = [("", 1, {})]
        inside = ""  # the quotes of a string that goes over several lines
        for number, line in enumerate(text.split("\n"), 1):
            if not inside:
                self._add(number, line)
            for quotes in re.findall('"""|' + "'''", line):
                inside = {"": quotes, quotes: ""}.get(inside, inside)

    def _add(self, number: int, line: str) -> None:
        if line.lstrip().startswith("["):
            header = line.lstrip(" \t[").partition("]")[0].strip()
            self.tables.append((header, number, {}))
        elif key := _KEY.match(line):
            self.tables[-1][2].setdefault(key[1] or key[2] or key[3] or "", number)

    def of(self, wanted: Callable[[str], bool]) -> list[tuple[int, dict[str, int]]]:
        """The lines of the tables with a wanted header."""
        return [(line, keys) for header, line, keys in self.tables if wanted(header)]


class Errors:
    """What is wrong with a file, with its lines."""

    def __init__(self):
        self._found: list[tuple[int, str]] = []

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._found)

    def add(self, line: int, key: str, text: str) -> None:
        """Notes that something is wrong with a key (empty: the whole line) on a line."""
        self._found.append((line, f"line {line}{f', {key}' if key else ''}: {text}"))

    def check(self, name: str) -> None:
        """Raises what is wrong with the file of that name, if anything is."""
        if self._found:
            raise self.problem(name)

    def problem(self, name: str) -> Problem:
        """All errors, in the order of their lines."""
        lines = "\n".join(f"  {text}" for _, text in sorted(self._found, key=lambda error: error[0]))
        plural = "" if len(self._found) == 1 else "s"
        return Problem(f"{name} has {len(self._found)} error{plural}:\n{lines}")


def to_toml(route: Route) -> str:
    """The route as a file; `parse` reads it back as it was, but for its notes."""
    lines = [f"title = {_quoted(route.title)}", f"start = {route.start_count}"]
    for split in route.splits:
        lines += ["", "[[split]]", f"name = {_quoted(split.name)}"]
        if split.stars is not None:
            lines.append(f"stars = {split.stars}")
        if split.condition != AT_ONCE:
            lines.append(f"after = {_quoted(str(split.condition))}")
        if split.delay:
            lines.append(f"delay = {float(split.delay)!r}")
    return "\n".join(lines) + "\n"


def parse(text: str, name: str) -> Route:
    """Reads a route; ``name`` is the file's, for messages. Raises `Problem` with all that is wrong in it."""
    text = text.replace("\r\n", "\n")
    errors = Errors()
    text = _with_double_headers(text, errors)
    data, is_whole = parse_toml(text, errors)
    route = _Reader(data, Lines(text), errors, is_whole).route()
    errors.check(name)
    return route


def parse_toml(text: str, errors: Errors) -> tuple[dict[str, Any], bool]:
    """What a TOML text says, and whether that is all of it: lines that are wrong are added to the errors."""
    toml = _toml()
    lines = text.split("\n")
    for found in range(_MOST_SYNTAX_ERRORS):
        try:
            return toml.loads("\n".join(lines) + "\n"), not found
        except RecursionError:
            errors.add(1, "", "the values are nested too deeply for a route")
            break
        except ValueError as error:
            number = _add_syntax_error(error, lines, errors)
            if not number:
                break
            lines[number - 1] = ""
    return {}, False


def _add_syntax_error(error: ValueError, lines: list[str], errors: Errors) -> int | None:
    """Adds an error of the parser, and returns the line to leave out for finding the next one, if any."""
    place = _LINE_OF_ERROR.search(str(error))
    if not place:
        errors.add(len(lines), "", f"{error}: close the quotes and brackets that are open here")
        return None
    number = int(place[1])
    line = lines[number - 1] if number <= len(lines) else ""
    errors.add(number, "", f"{str(error)[: place.start()]}: {_syntax_hint(line)}")
    return number if line.strip() else None


def _toml() -> Any:
    for name in _MODULES:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise Problem(
        "Routes need one more package on Python 3.10: press “Install the packages” in OBS, or run  "
        "python -m pip install tomli"
    )


def _syntax_hint(line: str) -> str:
    key, equals, value = (part.strip() for part in line.partition("="))
    if not equals:
        return "write  key = value,  or  [[split]]  before each split"
    if not value or value.startswith("#"):
        return f"write a value after  {key} =  or take the line out"
    if value[0] in "\"'" and value.count(value[0]) % 2:
        return f"close the quotes:  {key} = {value}{value[0]}"
    if value[0] not in "\"'[{+-.0123456789tf":
        return f'write text in quotes:  {key} = "{value}"'
    return "write text in quotes, numbers without, and each key once"


def _with_double_headers(text: str, errors: Errors) -> str:
    """The text with [split] as [[split]]: a slip that would hide all other errors."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if single := _SINGLE_HEADER.match(line):
            errors.add(number, "split", "write [[split]], with two brackets")
            lines[number - 1] = f"{single[1]}[[split]]{single[2]}"
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class _Reader:
    """Reads a route from what a TOML file says, and finds all that is wrong with it."""

    def __init__(self, data: dict[str, Any], lines: Lines, errors: Errors, is_whole: bool):
        """``is_whole``: no line was left out, so that what is missing is missing."""
        self._data, self._errors, self._is_whole = data, errors, is_whole
        self._keys = lines.tables[0][2]
        self._places = lines.of(lambda header: header == "split")

    def route(self) -> Route:
        """The route; what is wrong is among the errors then, and the route is not to be used."""
        meant = self._check_keys(self._data, _KEYS, 1, self._keys)
        if "title" not in self._data.keys() | meant:
            self._missing(1, "title", 'write  title = "70 stars"  at the top')
        title = self._text("title", self._data, 1, self._keys)
        start = self._stars("start", self._data, 1, self._keys) or 0
        splits = self._splits("split" in meant)
        for fault in faults(splits, start):
            line, keys = self._place(fault.index)
            self._errors.add(keys.get(fault.key, line), fault.key, fault.text)
        return Route(title, tuple(split for split in splits if split), start)

    def _splits(self, is_misspelt: bool) -> list[Split | None]:
        tables = self._data.get("split", [])
        line = self._keys.get("split", 1)
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._errors.add(line, "split", "write [[split]] on a line of its own before each split")
            return []
        if not tables and not is_misspelt:
            self._missing(line, "split", "there are none: write [[split]] and below it name, stars and after")
        return [self._split(index, table) for index, table in enumerate(tables)]

    def _split(self, index: int, table: dict[str, Any]) -> Split | None:
        line, keys = self._place(index)
        given = table.keys() | self._check_keys(table, _SPLIT_KEYS, line, keys)
        if "name" not in given:
            self._missing(line, "name", 'this split has none: write  name = "Whomp\'s Fortress"')
        name = self._text("name", table, line, keys)
        condition = self._condition(table, line, keys)
        stars = self._stars("stars", table, line, keys)
        if "stars" not in given and condition not in (BY_HAND, None):
            self._missing(line, "stars", 'this split has none: write  stars = 8  or  after = "by hand"')
        delay = self._delay(table, line, keys)
        if condition is None or delay is None or (stars is None and condition != BY_HAND):
            return None
        return Split(name, stars, condition, delay)

    def _place(self, index: int) -> tuple[int, dict[str, int]]:
        """The line of a split's header, and of its keys; the line of all splits where they are on one."""
        if index < len(self._places):
            return self._places[index]
        return self._keys.get("split", 1), {}

    def _check_keys(self, table: dict, known: Sequence[str], line: int, keys: dict[str, int]) -> set[str]:
        """Notes the keys that do not exist; returns those that were meant by them."""
        meant = set()
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key.lower(), known, 1, 0.5)
                advice = f"write {near[0]}" if near else f"the keys are {', '.join(known)}"
                self._errors.add(keys.get(key, line), key, f"there is no such key: {advice}")
                meant.update(near)
        return meant

    def _text(self, key: str, table: dict, line: int, keys: dict[str, int]) -> str:
        text = table.get(key, "")
        if not isinstance(text, str):
            self._errors.add(keys.get(key, line), key, f"{_shown(text)} is no text: write it in quotes")
        elif key in table and not is_one_line(text):
            self._errors.add(keys.get(key, line), key, "write some text, on one line")
        return text if isinstance(text, str) else ""

    def _stars(self, key: str, table: dict, line: int, keys: dict[str, int]) -> int | None:
        stars = table.get(key)
        if stars is None:
            return None
        if type(stars) is int and 0 <= stars <= MOST_STARS:
            return stars
        advice = f"write a whole number from 0 to {MOST_STARS}, without quotes"
        self._errors.add(keys.get(key, line), key, f"{_shown(stars)} is no star count: {advice}")
        return None

    def _condition(self, table: dict, line: int, keys: dict[str, int]) -> Condition | None:
        text = table.get("after", str(AT_ONCE))
        try:
            if not isinstance(text, str):
                raise ValueError('write the condition in quotes:  after = "black 1"')
            return Condition.parse(text)
        except ValueError as error:
            self._errors.add(keys.get("after", line), "after", f"{_shown(text)} is no condition: {error}")
            return None

    def _delay(self, table: dict, line: int, keys: dict[str, int]) -> float | None:
        delay = table.get("delay", 0)
        if type(delay) in (int, float) and math.isfinite(delay) and 0 <= delay <= LONGEST_DELAY:
            return float(delay)
        advice = f"write seconds from 0 to {LONGEST_DELAY:g}, as in  delay = 0.5"
        self._errors.add(keys.get("delay", line), "delay", f"{_shown(delay)} is no delay: {advice}")
        return None

    def _missing(self, line: int, key: str, text: str) -> None:
        """What is missing is wrong, unless it may stand on a line that could not be read."""
        if self._is_whole:
            self._errors.add(line, key, text)


def _shown(value: Any) -> str:
    """A wrong value as it is shown in a message: not all of a long one."""
    if isinstance(value, bool):
        return "“true”" if value else "“false”"
    if isinstance(value, (dict, list)):
        return "a list" if isinstance(value, list) else "a table"
    if isinstance(value, int) and abs(value) > 10**9:
        return "so large a number"
    shown = repr(str(value))[1:-1]
    return f"“{shown if len(shown) <= 40 else shown[:40] + '…'}”"
