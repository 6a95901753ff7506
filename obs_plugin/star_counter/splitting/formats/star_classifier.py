"""Reads the route files of the Star Classifier (.route)."""

from __future__ import annotations

import itertools
from typing import Any

from ... import MOST_STARS
from ...words import stars_text
from ..route import AT_ONCE, BY_HAND, MOST_SCREENS, Condition, Route, Split, without_faults
from .errors import Errors, JsonLines, is_count, title_of, whole, whole_number
from .limits import check_splits

# Hacks have more stars than the game's counter shows.
_MOST = 999


def is_json(data: Any) -> bool:
    """Whether a JSON text's value is a route of the Star Classifier."""
    return isinstance(data, dict) and ("Splits" in data or "fadeout_splits" in data)


def from_json(data: dict[str, Any], lines: JsonLines, name: str) -> Route:
    """The route; ``name`` is the file's. Raises `Problem` with what is wrong in it."""
    reader = _Reader(data, lines, name)
    return reader.from_strings() if "Splits" in data else reader.from_lists()


class _Reader:
    """Reads the two shapes of .route files."""

    def __init__(self, data: dict[str, Any], lines: JsonLines, name: str):
        self._data, self._lines = data, lines
        self._errors = Errors(name)

    def from_strings(self) -> Route:
        """The newer shape: numbers in two strings. Fades are counted since the last split."""
        counts = self._list("Splits", 0, _MOST)
        fades = self._list("Fadeout counts", -MOST_SCREENS, MOST_SCREENS, may_miss=True)
        if len(fades) > len(counts) and not self._errors:
            self._error("Fadeout counts", f"there are {len(fades)} for {len(counts)} splits: leave some out")
        # The program takes what is missing at the end for 0.
        fades = [*fades, *[0] * (len(counts) - len(fades))]
        splits = []
        for stars, same in itertools.groupby(zip(counts, fades, strict=False), key=lambda one: one[0]):
            screens = {True: 0, False: 0}  # black and white ones
            for _, fade in same:
                screens[fade > 0] += abs(fade)
                splits.append(_counted(stars, fade, screens[fade > 0]))
        return self._route(self._data.get("Route name"), splits, "Splits", 0)

    def from_lists(self) -> Route:
        """The older shape: lists. Fades are counted since the star."""
        stars = self._list("fadeout_splits", 0, _MOST)
        fades = self._list("fadeout_amounts", -MOST_SCREENS, MOST_SCREENS)
        at_once = self._list("immediate_splits", 0, _MOST, may_miss=True)
        if len(stars) != len(fades) and not self._errors:
            self._error("fadeout_amounts", f"there are {len(fades)} for {len(stars)} fadeout_splits")
        if 0 in fades:
            self._error("fadeout_amounts", "0 is no fade: write that split's count in immediate_splits")
        counted = [(count, 0) for count in at_once] + list(zip(stars, fades, strict=False))
        counted.sort(key=lambda one: one[0])  # those at once stay before the others
        splits = [_counted(count, fade, abs(fade)) for count, fade in counted]
        start = whole(self._data.get("starting_star_number", 0))
        if not is_count(start):
            self._error("starting_star_number", f"write a whole number from 0 to {MOST_STARS}")
        return self._route(self._data.get("name"), splits, "fadeout_splits", start or 0)

    def _list(self, key: str, least: int, largest: int, may_miss: bool = False) -> list[int]:
        """The numbers of a key, which may be a list or a text with commas; none where one is wrong."""
        value = self._data.get(key, [] if may_miss else None)
        numbers = [text.strip() for text in value.split(",")] if isinstance(value, str) else value
        if not isinstance(numbers, list):
            self._error(key, "write whole numbers with commas between")
            return []
        check_splits(len(numbers) - 1, self._errors.name)  # the first may be the start
        read = [whole_number(number) for number in numbers if number != ""]
        known = [number for number in read if number is not None and least <= number <= largest]
        if len(known) < len(read):
            self._error(key, f"write whole numbers from {least} to {largest} with commas between")
            return []
        return known

    def _route(self, title: Any, splits: list[Split], key: str, start: int) -> Route:
        self._errors.check()
        notes = []
        if splits and (splits[0].stars, splits[0].condition) == (start, AT_ONCE):
            # The program presses the timer's key at its first split, and begins the run so.
            del splits[0]
            notes.append(
                f"The first {start} starts the timer in the Star Classifier: it is no split. Let the first "
                "counter start it here too, or the logo."
            )
        check_splits(len(splits), self._errors.name)
        if not splits:
            self._error(key, "there are no splits: write star counts with commas between")
        for index, split in enumerate(splits):
            if split.condition.number > MOST_SCREENS:
                self._error(key, f"split {index + 1}: there are {MOST_SCREENS} screens after a star at most")
        self._errors.check()
        for index, split in enumerate(splits):
            if split.stars is not None and split.stars > MOST_STARS:
                notes.append(f"Split {index + 1} is left to you: the counter shows no {split.stars} stars.")
                splits[index] = Split(split.name, None, BY_HAND)
        return without_faults(Route(title_of(title, self._errors.name), tuple(splits), start, tuple(notes)))

    def _error(self, key: str, text: str) -> None:
        self._errors.add(self._lines.of(key), key, text)


def _counted(stars: int, fade: int, number: int) -> Split:
    """A split of a .route file: its fades are black above 0, white below."""
    condition = AT_ONCE if fade == 0 else Condition("black" if fade > 0 else "white", number)
    name = stars_text(stars)
    if condition not in (AT_ONCE, Condition("black", 1)):
        name += f", {condition}"
    return Split(name, stars, condition)
