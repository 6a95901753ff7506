"""Reads the route files of AutoSplit64 (.as64): the older ones are JSON, the newer ones TOML."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from ... import MOST_STARS
from ...words import plain
from ..route import BY_HAND, MOST_SCREENS, Condition, Route, Split, condition_words, faults
from .errors import Errors, JsonLines, Lines, Screens, is_count, parse_toml, title_of
from .limits import check_splits

_IS_TOML = re.compile(r"^[ \t]*(__route__\b|\[[ \t]*split\.)", re.MULTILINE | re.IGNORECASE)
# AutoSplit64's kinds of splits that count screens, those that look for something that we see too, and what is
# told of those that are not quite the same.
_COUNTING = {"normal", "star", "custom"}
_WATCHING = {
    "mips": Condition("entry"),
    "mips-x": Condition("entry"),
    "lblj": Condition("entry"),
    "bowser": Condition("key"),
    "final": Condition("grand star"),
}
_NOT_QUITE = {
    "mips": "is when the next course is entered, which is Dire, Dire Docks",
    "mips-x": "is when the next course is entered, which is Dire, Dire Docks",
    "lblj": "is when the next course is entered, which is the Dark World",
}
_UNTOLD = {
    "fade": "splits at a screen with any star count",
    "x-cam": "splits at a cross of the camera, and says not at which",
}
# Crosses of the camera: a key of the newer files, and a type of the older ones, with a key of its own.
_CAMERA = "x-cam"
_FADE = "fade"


def is_json(data: Any) -> bool:
    """Whether a JSON text's value is a route of AutoSplit64."""
    return isinstance(data, dict) and "__route__" in data


def from_json(data: dict[str, Any], lines: JsonLines, name: str) -> Route:
    """Reads an older .as64 file; ``name`` is the file's. Raises `Problem` with what is wrong in it."""
    errors = Errors(name)
    splits = data.get("splits", [])
    if not isinstance(splits, list) or not all(isinstance(split, dict) for split in splits):
        errors.add(lines.of("splits"), "splits", "write a list of splits, each in { }")
        raise errors.problem()
    return _route(data, [(split.get("title"), split) for split in splits], lines.of, errors)


def is_toml(text: str) -> bool:
    """Whether a TOML text is a file of AutoSplit64."""
    return _IS_TOML.search(text) is not None


def from_toml(text: str, name: str) -> Route:
    """Reads a newer .as64 file; ``name`` is the file's. Raises `Problem` with what is wrong in it."""
    errors = Errors(name)
    data, _ = parse_toml(text, errors)
    errors.check()
    table = next((value for key, value in data.items() if key.lower() in ("split", "splits")), None)
    splits = list(table.items()) if isinstance(table, dict) else []
    if isinstance(table, list):
        splits = [(split.get("title") if isinstance(split, dict) else None, split) for split in table]
    for title, split in splits:
        if not isinstance(split, dict):
            errors.add(1, f"SPLIT.{title}", "write a table  [SPLIT.NAME]  for each split")
    errors.check()
    places = Lines(text)
    tables = places.of(lambda header: re.match(r"splits?\b", header, re.I) is not None)

    def line(key: str, index: int) -> int:
        if key in places.head or index >= len(tables):
            return places.head.get(key, 1)
        return tables[index][1].get(key, tables[index][0])

    return _route(data, splits, line, errors)


def _route(
    data: dict[str, Any],
    splits: Sequence[tuple[Any, dict[str, Any]]],
    line: Callable[[str, int], int],
    errors: Errors,
) -> Route:
    """A route of AutoSplit64, whose fades are counted since the last split or star, whichever was later."""
    check_splits(len(splits), errors.name)
    start = data.get("initial_star", 0)
    if not is_count(start):
        errors.add(line("initial_star", 0), "initial_star", f"write a whole number from 0 to {MOST_STARS}")
    if not splits and not errors:
        errors.add(line("splits", 0), "splits", "there are none: add them in AutoSplit64's route editor")
    read, notes, screens = [], [], Screens()
    for index, (title, table) in enumerate(splits):
        split, note = _SplitReader(title, table, index, line, errors).read(screens)
        read.append(split)
        if note:
            notes.append(f"Split {index + 1} ({split.name}) {note}.")
    errors.check()
    for fault in faults(read, start):
        errors.add(line("star_count", fault.index), "star_count", fault.text)
    errors.check()
    return Route(title_of(data.get("title"), errors.name), tuple(read), start, tuple(notes))


class _SplitReader:
    """Reads one split of AutoSplit64."""

    def __init__(
        self, title: Any, table: dict[str, Any], index: int, line: Callable[[str, int], int], errors: Errors
    ):
        self._table, self._index, self._line, self._errors = table, index, line, errors
        self._name = plain(title) if isinstance(title, str) else ""
        self._name = self._name or f"Split {index + 1}"

    def read(self, screens: Screens) -> tuple[Split, str]:
        """The split, and what became of it where it is not as it was."""
        kind = self._table.get("split_type", "Normal")
        kind = kind.lower() if isinstance(kind, str) else ""
        if kind not in _COUNTING | _WATCHING.keys() | {_CAMERA, _FADE}:
            self._error("split_type", f"there is no such type: write one of {', '.join(sorted(_COUNTING))}")
        stars = self._number("star_count", MOST_STARS, is_needed=kind in _COUNTING)
        blacks, whites = self._number("fade_out", MOST_SCREENS), self._number("fade_in", MOST_SCREENS)
        crosses = self._number("x_cam", MOST_SCREENS)
        if kind == _CAMERA and not crosses:
            crosses = self._number("xcam", MOST_SCREENS)
        if stars is not None:
            screens.reach(stars)
        if kind in _WATCHING or crosses:
            screens.add(None, None)
            screens.follow_no_star = stars is None
        if kind in _WATCHING:
            return Split(self._name, stars, _WATCHING[kind]), _NOT_QUITE.get(kind, "")
        if crosses:
            return self._at_cross(stars, crosses, has_screens=bool(blacks or whites))
        if kind in (_CAMERA, _FADE) or stars is None:
            screens.add(None, None)
            return self._by_hand(stars, _UNTOLD.get(kind, "splits with any star count"))
        return self._at_screen(stars, blacks, whites, screens)

    def _at_cross(self, stars: int | None, crosses: int, has_screens: bool) -> tuple[Split, str]:
        """Both programs count crosses anew after each screen, so one alone is the same."""
        if has_screens:
            return self._by_hand(stars, "splits at a cross of the camera after a screen")
        return Split(self._name, stars, Condition("camera", crosses)), ""

    def _at_screen(
        self, stars: int, blacks: int | None, whites: int | None, screens: Screens
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
        follow_no_star, screens.follow_no_star = screens.follow_no_star, False
        if follow_no_star and number > 1:
            return self._by_hand(stars, "counts from the star or from the split before, whichever is later")
        if number > MOST_SCREENS:
            return self._by_hand(stars, "has more screens than can be counted")
        split = Split(self._name, stars, Condition(colour, number))
        if blacks and whites:
            return split, f"is at {condition_words(split.condition)[5:]}, its black ones are not counted"
        return split, ""

    def _by_hand(self, stars: int | None, why: str) -> tuple[Split, str]:
        return Split(self._name, stars, BY_HAND), f"is split by hand: in AutoSplit64 it {why}"

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
