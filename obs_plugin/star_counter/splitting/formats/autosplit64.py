"""Reads the route files of AutoSplit64 (.as64): the older ones are JSON, the newer ones TOML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ... import MOST_STARS
from ...words import plain
from ..route import (
    BY_HAND,
    MOST_SCREENS,
    SCREENS,
    AutoSplit64File,
    Condition,
    Route,
    Split,
    condition_words,
    without_faults,
)
from .errors import Errors, JsonLines, Lines, is_count, parse_toml, title_of, whole
from .limits import LONGEST_SHOWN, check_splits
from .name_words import GRAND_STAR, KEY, read

_IS_TOML = re.compile(r"^[ \t]*(__route__\b|\[[ \t]*split\.)", re.MULTILINE | re.IGNORECASE)
# AutoSplit64's kinds of splits that count screens, those that look for something that we see too, and what is
# told of those that are not quite the same.
_COUNTING = ("normal", "star", "custom")
_WATCHING = {
    "mips": Condition("entry"),
    "mips-x": Condition("entry"),
    "lblj": Condition("entry"),
    "bowser": KEY,
    "final": GRAND_STAR,
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
# Other ways in which versions write the types.
_TYPE_NAMES = {"fade-only": "fade", "xcam": _CAMERA, "mipsx": "mips-x"}
_KEYS = frozenset(
    {"__route__", "title", "category", "initial_star", "version", "timing", "logic_plugin", "file_path"}
    | {"split", "splits"}
)
_SPLIT_KEYS = frozenset(
    {"title", "star_count", "fade_out", "fade_in", "x_cam", "xcam", "split_type", "icon_path", "id"}
)
# Where the last split of a run is so called, it is the end, whatever screens it counts.
_END_WORDS = ("grand star", "sky", "bowser", "end")

_Line = Callable[[str, int], int]


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

    def line(key: str, index: int) -> int:
        if index < 0:
            return lines.of(key)
        # The route's own “title” stands before those of the splits, mostly.
        return lines.of(key, (key in data) + sum(key in split for split in splits[:index]))

    return _route(data, [(None, split) for split in splits], line, errors, is_newer=False)


def is_toml(text: str) -> bool:
    """Whether a TOML text is a file of AutoSplit64."""
    return _IS_TOML.search(text) is not None


def from_toml(text: str, name: str) -> Route:
    """Reads a newer .as64 file; ``name`` is the file's. Raises `Problem` with what is wrong in it."""
    errors = Errors(name)
    data, _ = parse_toml(text, errors)
    errors.check()
    table = next((value for key, value in data.items() if key.lower() in ("split", "splits")), None)
    splits: list[tuple[Any, Any]] = list(_tables(table, "")) if isinstance(table, dict) else []
    if isinstance(table, list):
        splits = [(None, split) for split in table]
    for title, split in splits:
        if not isinstance(split, dict):
            errors.add(1, f"SPLIT.{title}", "write a table  [SPLIT.NAME]  for each split")
    errors.check()
    places = Lines(text)
    tables = places.of(lambda header: re.match(r"splits?\s*\.", header, re.I) is not None)
    headers = places.of(lambda header: re.match(r"splits?$", header, re.I) is not None)
    tables = tables or headers

    def line(key: str, index: int) -> int:
        if index < 0 or index >= len(tables):
            return places.head.get(key, headers[0][0] if headers and key == "splits" else 1)
        return tables[index][1].get(key, tables[index][0])

    return _route(data, splits, line, errors, is_newer=True)


def _tables(table: dict[str, Any], title: str) -> Iterator[tuple[str, Any]]:
    """The tables of splits with their titles: a title with dots that are not in quotes is nested tables."""
    for key, value in table.items():
        name = f"{title}.{key}" if title else key
        is_nested = isinstance(value, dict) and value and not _SPLIT_KEYS & value.keys()
        if is_nested and all(isinstance(inner, dict) for inner in value.values()):
            yield from _tables(value, name)
        else:
            yield name, value


def _route(
    data: dict[str, Any],
    splits: Sequence[tuple[Any, dict[str, Any]]],
    line: _Line,
    errors: Errors,
    *,
    is_newer: bool,
) -> Route:
    """A route of AutoSplit64, whose fades are counted since the last split or star, whichever was later."""
    check_splits(len(splits), errors.name)
    start = whole(data.get("initial_star", 0))
    if not is_count(start):
        errors.add(line("initial_star", -1), "initial_star", f"write a whole number from 0 to {MOST_STARS}")
    if not splits and not errors:
        errors.add(line("splits", -1), "splits", "there are none: add them in AutoSplit64's route editor")
    notes = [
        f"“{plain(key, LONGEST_SHOWN)}” (line {line(key, -1)}) is not understood, and left out."
        for key in data
        if key.lower() not in _KEYS
    ]
    made, fades = [], _Fades()
    for index, (title, table) in enumerate(splits):
        reader = _SplitReader(title, table, index, line, errors)
        split = reader.read(fades, is_last=index == len(splits) - 1, is_newer=is_newer)
        made.append(split)
        notes += [f"Split {index + 1} ({split.name}) {note}." for note in reader.notes]
    errors.check()
    title = title_of(data.get("title") or data.get("category"), errors.name)
    file = _file(data, [table for _, table in splits])
    return without_faults(Route(title, tuple(made), start or 0, tuple(notes), as64_file=file))


def _file(data: dict[str, Any], splits: Sequence[dict[str, Any]]) -> AutoSplit64File:
    """What the file says besides its route."""
    category, version, timing = (
        plain(text) if isinstance(text := data.get(key), str) else ""
        for key in ("category", "version", "timing")
    )
    unread = ["icons"] if any(table.get("icon_path") for table in splits) else []
    unread += ["logic plugin"] if data.get("logic_plugin") else []
    return AutoSplit64File(category, version, timing, tuple(unread))


class _Fades:
    """The fades since the star or the key, where AutoSplit64 counts them since its last split.

    ``base``: since what they are known, "star", "key" or, where they are not, "". ``free``: the split before
    has no star count, so that the next one's star may be before or after it: "key" or "other"; "" otherwise.
    """

    def __init__(self):
        self.free = ""
        self._stars: int | None = None
        self.lose()

    def reach(self, stars: int) -> None:
        """A split is at that count: a new one starts at no fades."""
        if stars != self._stars:
            self._stars, self.base = stars, "star"
            self._counts = dict.fromkeys(SCREENS, 0)

    def lose(self, base: str = "") -> None:
        """A split at something else: they count anew from there."""
        self.base, self._counts = base, dict.fromkeys(SCREENS, 0)

    def add(self, blacks: int, whites: int) -> dict[str, int]:
        """A split so many fades of each colour after the last one: their numbers since the base."""
        self._counts["black"] += blacks
        self._counts["white"] += whites
        return self._counts


class _SplitReader:
    """Reads one split of AutoSplit64; ``notes`` say what became of it where it is not as it was."""

    def __init__(self, title: Any, table: dict[str, Any], index: int, line: _Line, errors: Errors):
        self._table, self._index, self._line, self._errors = table, index, line, errors
        own = table.get("title")
        name = next((text for text in (own, title) if isinstance(text, str) and plain(text)), "")
        self._name = plain(name) or f"Split {index + 1}"
        self.notes: list[str] = []
        self._is_large = False  # its star count: more than any counter shows

    def read(self, fades: _Fades, *, is_last: bool, is_newer: bool) -> Split:
        """The split; what was counted before it is taken over, and goes on."""
        kind = self._kind()
        self._tell_unknown()
        stars = self._stars()
        blacks, whites = self._number("fade_out", MOST_SCREENS), self._number("fade_in", MOST_SCREENS)
        crosses = self._number("x_cam", MOST_SCREENS)
        if kind == _CAMERA and not crosses:  # of other types the program leaves it out
            crosses = self._number("xcam", MOST_SCREENS)
        if stars is not None:
            fades.reach(stars)
        if is_last and self._is_end(kind, is_newer=is_newer):
            kind = "final"
        if kind in _WATCHING:
            base = "key" if kind == "bowser" else ""
            fades.lose(base)
            fades.free = (base or "other") if stars is None else ""
            self.notes += [_NOT_QUITE[kind]] if kind in _NOT_QUITE else []
            return self._by_hand(None, "") if self._is_large else Split(self._name, stars, _WATCHING[kind])
        if crosses and not (is_newer and (blacks or whites)):
            fades.lose()
            fades.free = "other" if stars is None else ""
            return self._at_cross(stars, crosses, has_screens=bool(blacks or whites))
        is_key = fades.base == "key" and kind in _COUNTING and not self._is_large
        if kind not in _COUNTING or self._is_large or (stars is None and not is_key):
            fades.lose()
            is_told = not kind or self._is_large
            return self._by_hand(stars, "" if is_told else _UNTOLD.get(kind, "splits with any star count"))
        if crosses:
            self.notes.append("is at its screen: the cross of the camera before that is not looked at")
        return self._at_screen(stars, blacks, whites, fades, is_custom=kind == "custom")

    def _kind(self) -> str:
        """The type of the split, "" where there is none like it."""
        given = self._table.get("split_type", "Normal")
        text = given.strip().lower().removeprefix("split_") if isinstance(given, str) else ""
        kind = re.sub(r"[\s_]+", "-", text)
        kind = _TYPE_NAMES.get(kind, kind)
        if kind in (*_COUNTING, *_WATCHING, *_UNTOLD):
            return kind
        shown, line = plain(str(given), LONGEST_SHOWN), self._line("split_type", self._index)
        self.notes.append(f"is split by hand: there is no type “{shown}” (line {line})")
        return ""

    def _tell_unknown(self) -> None:
        for key in self._table:
            if key.lower() not in _SPLIT_KEYS:
                line = self._line(key, self._index)
                shown = plain(key, LONGEST_SHOWN)
                self.notes.append(f"has “{shown}” (line {line}), which is not understood, and left out")

    def _stars(self) -> int | None:
        """The star count, None for none; `_is_large` tells that it is one that no counter shows."""
        stars = self._number("star_count", 999)
        self._is_large = stars is not None and stars > MOST_STARS
        if self._is_large:
            self.notes.append(f"is split by hand: the counter shows no {stars} stars")
        return None if self._is_large else stars

    def _is_end(self, kind: str, *, is_newer: bool) -> bool:
        """Whether the last split is the end of the run: newer versions give it the type of Bowser, and the
        oldest ones had none for it."""
        if kind == "bowser":
            return is_newer
        if kind not in _COUNTING or read(self._name).word not in _END_WORDS:
            return False
        self.notes.append("is the end of the run, and split at the grand star")
        return True

    def _at_cross(self, stars: int | None, crosses: int, has_screens: bool) -> Split:
        """Both programs count crosses anew after each screen, so one alone is the same."""
        if self._is_large:
            return self._by_hand(None, "")
        if has_screens:
            return self._by_hand(stars, "splits at a cross of the camera after a screen")
        return Split(self._name, stars, Condition("camera", crosses))

    def _at_screen(
        self, stars: int | None, blacks: int | None, whites: int | None, fades: _Fades, *, is_custom: bool
    ) -> Split:
        # -1 stands for any number of screens. The program looks only at black ones then.
        if not blacks and not whites:
            if blacks is whites is None:
                blacks = 1
            else:
                fades.lose()
                return self._by_hand(stars, "has neither a fade_out nor a fade_in to split at")
        if blacks == MOST_SCREENS:
            fades.lose()
            return self._by_hand(stars, f"waits for {blacks} screens, which never come")
        colour, number = ("white", whites) if whites else ("black", blacks)
        free, fades.free = fades.free, ""
        if free and (number or 0) > 1 and fades.base == "star":
            if not (is_custom and free == "key"):
                fades.lose()
                return self._by_hand(
                    stars, "counts from the star or from the split before, whichever is later"
                )
            fades.lose("key")
        if not fades.base:
            return self._by_hand(stars, "counts from a split whose screen is not known")
        number = fades.add(blacks or 0, whites or 0)[colour]
        if number > MOST_SCREENS:
            return self._by_hand(stars, "has more screens than can be counted")
        split = Split(self._name, stars, Condition(colour, number, fades.base == "key"))
        if blacks and whites:
            words = condition_words(split.condition)[5:]
            self.notes.append(f"is at {words}, its black ones are not counted")
        return split

    def _by_hand(self, stars: int | None, why: str) -> Split:
        if why:
            self.notes.append(f"is split by hand: in AutoSplit64 it {why}")
        return Split(self._name, stars, BY_HAND)

    def _number(self, key: str, largest: int) -> int | None:
        """The number of a key, None for -1 and where there is none."""
        given = self._table.get(key)
        number = -1 if given in (None, "", "-") else whole(given)
        if number is None or not -1 <= number <= largest:
            text = f"write a whole number from 0 to {min(largest, MOST_STARS)}, or -1 for none"
            self._errors.add(self._line(key, self._index), key, f"{self._name}: {text}")
            return None
        return None if number == -1 else number
