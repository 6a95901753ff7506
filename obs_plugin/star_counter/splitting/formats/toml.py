"""Route files in our own format: TOML with a title, the star count of the start, and one table a split."""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Sequence
from typing import Any

from ... import MOST_STARS
from ...words import plain
from ..route import AT_ONCE, LONGEST_DELAY, Condition, Route, Split, faults
from .errors import Errors, Lines, parse_toml
from .limits import LONGEST_SHOWN, check_splits

EXAMPLE = """\
title = "16 stars"
start = 0                    # the star count at the start (default 0)

[[split]]
name = "Whomp's Fortress"
stars = 4
after = "black 1"            # "at once" (default), "black K", "white K" … "by hand"
delay = 0.5                  # seconds (default 0)

[[split]]
name = "Grand star"
after = "grand star"         # or "exit", "entry", "door", "pipe", "key", "camera K" …
"""

_KEYS = ("title", "start", "deaths", "split")
_SPLIT_KEYS = ("name", "stars", "after", "delay")

# What a route may say of the screens of a death.
_NOT_COUNTED, _COUNTED = "not counted", "counted"

_SINGLE_HEADER = re.compile(r"(\s*)\[\s*split\s*\](\s*(?:#.*)?)$")


def to_toml(route: Route) -> str:
    """The route as a file; `parse` reads it back as it was, but for its notes."""
    lines = [f"title = {_quoted(route.title)}", f"start = {route.start_count}"]
    if route.counts_deaths:
        lines.append(f"deaths = {_quoted(_COUNTED)}")
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
    errors = Errors(name)
    text = _with_double_headers(text, errors)
    data, is_whole = parse_toml(text, errors)
    route = _Reader(data, Lines(text), errors, is_whole).route()
    errors.check()
    return route


def _with_double_headers(text: str, errors: Errors) -> str:
    """The text with [split] as [[split]]: a slip that would hide all other errors."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if single := _SINGLE_HEADER.match(line):
            errors.add(number, "split", "write [[split]], with two brackets")
            lines[number - 1] = f"{single[1]}[[split]]{single[2]}"
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


class _Reader:
    """Reads a route from what a TOML file says, and finds all that is wrong with it."""

    def __init__(self, data: dict[str, Any], lines: Lines, errors: Errors, is_whole: bool):
        """``is_whole``: no line was left out, so that what is missing is missing."""
        self._data, self._errors, self._is_whole = data, errors, is_whole
        tables = {header: line for header, line, _ in reversed(lines.tables)}
        self._keys = {**tables, **lines.head}
        self._places = lines.of(lambda header: header == "split")

    def route(self) -> Route:
        """The route; what is wrong is among the errors then, and the route is not to be used."""
        meant = self._check_keys(self._data, _KEYS, 1, self._keys)
        if "title" not in self._data.keys() | meant:
            self._missing(1, "title", 'write  title = "70 stars"  at the top')
        title = self._text("title", self._data, 1, self._keys)
        start = self._stars("start", self._data, 1, self._keys) or 0
        counts_deaths = self._counts_deaths()
        splits = self._splits("split" in meant)
        for fault in faults(splits, start):
            line, keys = self._place(fault.index)
            self._errors.add(keys.get(fault.key, line), fault.key, fault.text)
        whole = tuple(split for split in splits if split)
        return Route(title, whole, start, counts_deaths=counts_deaths)

    def _counts_deaths(self) -> bool:
        text = self._data.get("deaths", _NOT_COUNTED)
        if text not in (_NOT_COUNTED, _COUNTED):
            advice = 'write  deaths = "not counted"  or  deaths = "counted"'
            self._errors.add(self._keys.get("deaths", 1), "deaths", f"{_shown(text)} is neither: {advice}")
        return text == _COUNTED

    def _splits(self, is_misspelt: bool) -> list[Split | None]:
        tables = self._data.get("split", [])
        line = self._keys.get("split", 1)
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._errors.add(line, "split", "write [[split]] on a line of its own before each split")
            return []
        if not tables and not is_misspelt:
            self._missing(line, "split", "there are none: write [[split]] and below it name, stars and after")
        check_splits(len(tables), self._errors.name)
        return [self._split(index, table) for index, table in enumerate(tables)]

    def _split(self, index: int, table: dict[str, Any]) -> Split | None:
        line, keys = self._place(index)
        given = table.keys() | self._check_keys(table, _SPLIT_KEYS, line, keys)
        if "name" not in given:
            self._missing(line, "name", 'this split has none: write  name = "Whomp\'s Fortress"')
        name = self._text("name", table, line, keys)
        condition = self._condition(table, line, keys)
        stars = self._stars("stars", table, line, keys)
        needs_stars = condition is not None and condition.needs_count
        if "stars" not in given and needs_stars:
            self._missing(line, "stars", 'this split has none: write  stars = 8  or  after = "by hand"')
        delay = self._delay(table, line, keys)
        if condition is None or delay is None or (stars is None and needs_stars):
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
                near = difflib.get_close_matches(plain(key.lower()), known, 1, 0.5)
                advice = f"write {near[0]}" if near else f"the keys are {', '.join(known)}"
                self._errors.add(keys.get(key, line), key, f"there is no such key: {advice}")
                meant.update(near)
        return meant

    def _text(self, key: str, table: dict, line: int, keys: dict[str, int]) -> str:
        given = table.get(key, "")
        text = plain(given) if isinstance(given, str) else ""
        if not isinstance(given, str):
            self._errors.add(keys.get(key, line), key, f"{_shown(given)} is no text: write it in quotes")
        elif key in table and not text:
            self._errors.add(keys.get(key, line), key, "write some text")
        return text

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
    return f"“{plain(str(value), LONGEST_SHOWN)}”"
