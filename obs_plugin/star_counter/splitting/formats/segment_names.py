"""Routes without a file: by the convention in which players name their splits for auto splitters.

The number in brackets is the star count, ``WF (8)`` or ``Mips + SSL [24]``. The split is at the first black
screen after it. Instructions in square brackets say otherwise, alone or after commas: ``[8, immediate]``,
``[16, black 3]``, ``[15, white 1]``, ``[manual]``. A name without a number is the player's to split.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ... import MOST_STARS
from ...problem import Problem
from ...words import LONGEST_NAME, plain
from ..route import AT_ONCE, BY_HAND, Condition, Route, Split, without_faults

_FIRST_BLACK = Condition("black", 1)
_INSTRUCTIONS = {
    "immediate": AT_ONCE,
    "at once": AT_ONCE,
    "fade": _FIRST_BLACK,
    "manual": BY_HAND,
    "by hand": BY_HAND,
}

_ROUND_COUNT = re.compile(r"\(\s*(\d{1,3})\s*\)", re.ASCII)
_SQUARE = re.compile(r"\[([^\[\]]*)\]")
# What LiveSplit's display leaves out: instructions that are marked so.
_HIDDEN = re.compile(r"\s*\bAS:\[[^\[\]]*\]", re.IGNORECASE)
# In LiveSplit's subsplits "-Name" belongs to a section, and "{Section} Name" ends it.
_SECTION = re.compile(r"\{([^{}]*)\}\s*(.*)$", re.DOTALL)


def from_names(names: Sequence[str], title: str = "") -> Route:
    """The route that the names of a run's splits tell, as they stand in LiveSplit.

    A split whose count is less than an earlier one's, or whose condition an earlier one has, is left to the
    player, with a note. Raises `Problem` where there are no names.
    """
    if not names:
        raise Problem("There are no splits: add them in LiveSplit (Edit Splits), as “WF (8)”.")
    splits = tuple(split_of_name(name, f"Split {number}") for number, name in enumerate(names, 1))
    return without_faults(Route(plain(title) or "Splits", splits))


def split_of_name(name: str, unnamed: str = "Split") -> Split:
    """The split that one name tells; ``unnamed`` is its name where there is none."""
    name = _without_section(plain(name))
    stars, condition = _instructions(name)
    shown = plain(_HIDDEN.sub("", name)) or unnamed
    if stars is None or condition == BY_HAND:
        return Split(shown, None, BY_HAND)
    return Split(shown, stars, condition or _FIRST_BLACK)


def name_of_split(split: Split) -> str:
    """A name from which `split_of_name` understands the split; its delay is lost."""
    if _is_understood(split.name, split):
        return split.name
    if split.condition == BY_HAND:
        return _with_ending(split.name, " [manual]")
    if _is_understood(short := _with_ending(split.name, f" ({split.stars})"), split):
        return short
    condition = "immediate" if split.condition == AT_ONCE else split.condition
    return _with_ending(split.name, f" [{split.stars}, {condition}]")


def _with_ending(name: str, ending: str) -> str:
    return plain(name, LONGEST_NAME - len(ending)) + ending


def _is_understood(name: str, split: Split) -> bool:
    read = split_of_name(name)
    if split.condition == BY_HAND:
        return read.condition == BY_HAND
    return (read.stars, read.condition) == (split.stars, split.condition)


def _without_section(name: str) -> str:
    if section := _SECTION.match(name):
        return section[2] or section[1].strip()
    return name[1:].strip() if name.startswith("-") else name


def _instructions(name: str) -> tuple[int | None, Condition | None]:
    """The star count and the condition in a name; the last of each counts."""
    stars = condition = None
    for block in sorted(
        [*_ROUND_COUNT.finditer(name), *_SQUARE.finditer(name)], key=lambda block: block.start()
    ):
        for part in block[1].split(","):
            count = _count(part)
            stars = stars if count is None else count
            condition = _condition(part) or condition
    return stars, condition


def _count(text: str) -> int | None:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        return None
    return int(text) if int(text) <= MOST_STARS else None


def _condition(text: str) -> Condition | None:
    text = " ".join(text.lower().split())
    if text in _INSTRUCTIONS:
        return _INSTRUCTIONS[text]
    try:
        return Condition.parse(text)
    except ValueError:
        return None
