"""What the readers of route files share: TOML and JSON, the lines of what is wrong in them, and values."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ... import MOST_STARS
from ...problem import Problem
from ...words import plain
from .limits import LONGEST_SHOWN, MOST_ERRORS, MOST_SEARCHED, check_numbers, check_toml

# tomllib is Python's own from 3.11 on; pip brings its twin to every Python.
_MODULES = ("tomllib", "tomli", "pip._vendor.tomli")
_LINE_OF_ERROR = re.compile(r" \(at line (\d+), column \d+\)$")
_HEADER = re.compile(r"\s*\[[\s\[]*([^\]]*)")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))(?=[\s=.]|$)""")


class Errors:
    """What is wrong with a file, with its lines; ``name`` is the file's."""

    def __init__(self, name: str):
        self.name = name
        self._found: list[tuple[int, str]] = []

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._found)

    def add(self, line: int, key: str, text: str) -> None:
        """Notes that something is wrong with a key (empty: the whole line) on a line; raises all where they
        are too many, as the file is something else then."""
        place = f"line {line}, {plain(key, LONGEST_SHOWN)}" if key else f"line {line}"
        self._found.append((line, f"{place}: {text}"))
        if len(self._found) > MOST_ERRORS:
            raise self.problem()

    def check(self) -> None:
        """Raises what is wrong with the file, if anything is."""
        if self._found:
            raise self.problem()

    def problem(self) -> Problem:
        """The errors in the order of their lines, as many as are told."""
        told = sorted(self._found[:MOST_ERRORS], key=lambda error: error[0])
        number = str(len(told)) if len(told) == len(self._found) else f"more than {len(told)}"
        plural = "" if len(self._found) == 1 else "s"
        return Problem("\n  ".join([f"{self.name} has {number} error{plural}:", *(text for _, text in told)]))


class Lines:
    """Where the tables and keys of a TOML text are.

    ``head`` has the lines of the keys before the first table; ``tables`` holds, in their order, each table's
    header, its line, and the lines of its keys. Lines count from 1.
    """

    def __init__(self, text: str):
        self.tables: list[tuple[str, int, dict[str, int]]] = []
        self.head: dict[str, int] = {}
        self._keys = self.head  # of the table at hand
        inside = ""  # the quotes of a string that goes over several lines
        for number, line in enumerate(text.split("\n"), 1):
            if not inside:
                self._add(number, line)
            for quotes in re.findall('"""|' + "'''", line):
                inside = {"": quotes, quotes: ""}.get(inside, inside)

    def _add(self, number: int, line: str) -> None:
        if header := _HEADER.match(line):
            self._keys = {}
            self.tables.append((header[1].strip(), number, self._keys))
        elif key := _KEY.match(line):
            self._keys.setdefault(key[1] or key[2] or key[3] or "", number)

    def of(self, wanted: Callable[[str], bool]) -> list[tuple[int, dict[str, int]]]:
        """The lines of the tables with a wanted header."""
        return [(line, keys) for header, line, keys in self.tables if wanted(header)]


def parse_toml(text: str, errors: Errors) -> tuple[dict[str, Any], bool]:
    """What a TOML text says, and whether that is all of it: lines that are wrong are added to the errors.

    Raises `Problem` where it would take long to read.
    """
    check_toml(text, errors.name)
    toml = _toml()
    lines = text.split("\n")
    for found in range(max(1, min(MOST_ERRORS, MOST_SEARCHED // (len(text) + 1)))):
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
        errors.add(len(lines), "", f"{plain(str(error))}: close the quotes and brackets that are open here")
        return None
    number = int(place[1])
    line = lines[number - 1]
    reason = plain(str(error)[: place.start()])
    errors.add(number, "", f"{reason}: {_syntax_hint(line)}")
    return number if line.strip() else None  # a backslash at a line's end is told of the line after it


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
    key, shown = plain(key, LONGEST_SHOWN), plain(value, LONGEST_SHOWN)
    if not equals:
        return "write  key = value,  or  [[split]]  before each split"
    if not value or value.startswith("#"):
        return f"write a value after  {key} =  or take the line out"
    if value[0] in "\"'" and value.count(value[0]) % 2:
        return f"close the quotes:  {key} = {shown}{value[0]}"
    if value[0] not in "\"'[{+-.0123456789tf":
        return f'write text in quotes:  {key} = "{shown}"'
    return "write text in quotes, numbers without, and each key once"


def parse_json(text: str, name: str) -> tuple[Any, JsonLines]:
    """What a JSON text says, and where; ``name`` is the file's. Raises `Problem` where it is none."""
    check_numbers(text, name)
    try:
        return json.loads(text), JsonLines(text)
    except RecursionError:
        raise Problem(f"{name} is nested too deeply for a route: choose another file.") from None
    except json.JSONDecodeError as error:
        errors = Errors(name)
        errors.add(error.lineno, "", f"this is no JSON: {error.msg}")
        raise errors.problem() from error


class JsonLines:
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


def is_count(value: Any) -> bool:
    """Whether a value that a file has is a star count."""
    return type(value) is int and 0 <= value <= MOST_STARS


def whole(value: Any) -> int | None:
    """The whole number that a value is, also where it is written as 4.0; None where it is none."""
    if type(value) is float and value.is_integer():
        return int(value)
    return value if type(value) is int else None


def whole_number(value: Any) -> int | None:
    """The whole number that a value is, or that a text says; None where it is none."""
    if (number := whole(value)) is not None:
        return number
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,6}", value, re.ASCII):
        return int(value)
    return None


def title_of(title: Any, name: str) -> str:
    """The title that a file gives, or else its name."""
    return (plain(title) if isinstance(title, str) else "") or plain(Path(name).stem) or "Route"
