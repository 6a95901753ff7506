"""Routes without a file: by the convention in which players name their splits for auto splitters.

The number in brackets is the star count, ``WF (8)`` or ``Mips + SSL [24]``. The split is at the first black
screen after it, unless the name ends in a word that says otherwise: ``Key 1 (19)``, ``HMC + Toad (36)``; such
a word needs no number. Instructions in square brackets come before all that, alone or after commas:
``[8, immediate]``, ``[16, black 3]``, ``[19, key]``, ``[camera 2]``, ``[manual]``; ``[any, key]`` is for a
name with a number that is no star count. A name without a number or such a word is the player's to split.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ... import MOST_STARS
from ...problem import Problem
from ...words import LONGEST_NAME, plain
from ..route import AT_ONCE, BY_HAND, Condition, Route, Split, without_faults

_FIRST_BLACK = Condition("black", 1)
_ENTRY, _KEY, _GRAND_STAR = Condition("entry"), Condition("key"), Condition("grand star")
_INSTRUCTIONS = {
    "immediate": AT_ONCE,
    "at once": AT_ONCE,
    "fade": _FIRST_BLACK,
    "manual": BY_HAND,
    "by hand": BY_HAND,
    # As other auto splitters write them.
    "bowser": _KEY,
    "mips": _ENTRY,
    "final-star-grab": _GRAND_STAR,
}
_ANY_COUNT = "any"

# What the last part of a name says, where no instruction does. A star of the castle ends no course: Mips' and
# Toad's are over when the next one is entered; so is a way through the castle.
_WORDS = (
    (re.compile(r"(?:bowser|key) ?#?[12](?: key)?|(?:1st|2nd|first|second|bowser'?s) key|key"), _KEY),
    (re.compile(r"(?:the )?(?:grand|final) star|bowser ?#?3"), _GRAND_STAR),
    (re.compile(r"(?:mips|toad)(?: ?#?[123])?|mips clip|ddd skip|upstairs|basement|[ls]?bljs?"), _ENTRY),
)
# Where it is the last split: elsewhere it is the stage, without the fight.
_LAST_WORDS = re.compile(r"bits|(?:bowser in the )?sky")
# Doors and jumps, which are not seen themselves.
_WAYS = re.compile(r"upstairs|basement|[ls]?bljs?")
_PARTS = re.compile(r"[+,/&|]|-+>|→|\band\b")

_ROUND_COUNT = re.compile(r"\(\s*(\d{1,3})\s*\)", re.ASCII)
_SQUARE = re.compile(r"\[([^\[\]]*)\]")
_BRACKETS = re.compile(r"\([^()]*\)|\bAS:\[[^\[\]]*\]|\[[^\[\]]*\]", re.IGNORECASE)
# What LiveSplit's display leaves out: instructions that are marked so.
_HIDDEN = re.compile(r"\s*\bAS:\[[^\[\]]*\]", re.IGNORECASE)
# In LiveSplit's subsplits "-Name" belongs to a section, and "{Section} Name" ends it.
_SECTION = re.compile(r"\{([^{}]*)\}\s*(.*)$", re.DOTALL)


class _Read(NamedTuple):
    """What a name tells: the split, and what in its brackets is not understood; whether it tells anything,
    and whether it is a way through the castle."""

    split: Split
    unknown: list[str]
    is_known: bool
    is_way: bool


def from_names(names: Sequence[str], title: str = "") -> Route:
    """The route that the names of a run's splits tell, as they stand in LiveSplit.

    A split whose count is less than an earlier one's, or whose condition an earlier one has, is left to the
    player, with a note; so is what is not understood. Raises `Problem` where there are no names.
    """
    if not names:
        raise Problem("There are no splits: add them in LiveSplit (Edit Splits), as “WF (8)”.")
    read = [_read(name, f"Split {number}", number == len(names)) for number, name in enumerate(names, 1)]
    route = Route(plain(title) or "Splits", tuple(one.split for one in read), notes=tuple(_notes(read)))
    return without_faults(route)


def split_of_name(name: str, unnamed: str = "Split", *, is_last: bool = False) -> Split:
    """The split that one name tells; ``unnamed`` is its name where there is none. ``is_last``: it is the last
    one of the run."""
    return _read(name, unnamed, is_last).split


def name_of_split(split: Split, *, is_last: bool = False) -> str:
    """A name from which `split_of_name` understands the split; its delay is lost."""
    if _is_understood(split.name, split, is_last):
        return split.name
    if split.condition == BY_HAND:
        return _with_ending(split.name, " [manual]")
    condition = "immediate" if split.condition == AT_ONCE else str(split.condition)
    endings = (f" [{condition}]", f" [{_ANY_COUNT}, {condition}]")
    if split.stars is not None:
        endings = (f" ({split.stars})", f" [{split.stars}, {condition}]")
    short, whole = (_with_ending(split.name, ending) for ending in endings)
    return short if _is_understood(short, split, is_last) else whole


def _with_ending(name: str, ending: str) -> str:
    return plain(name, LONGEST_NAME - len(ending)) + ending


def _is_understood(name: str, split: Split, is_last: bool) -> bool:
    read = split_of_name(name, is_last=is_last)
    if split.condition == BY_HAND:
        return read.condition == BY_HAND
    return (read.stars, read.condition) == (split.stars, split.condition)


def _read(name: str, unnamed: str, is_last: bool) -> _Read:
    name = _without_section(plain(name))
    stars, condition, unknown = _instructions(name)
    word = _last_part(name)
    shown = plain(_HIDDEN.sub("", name)) or unnamed
    condition = condition or _condition_of_word(word, is_last)
    if condition == BY_HAND or (stars is None and (condition is None or not condition.happening)):
        return _Read(Split(shown, None, BY_HAND), unknown, condition == BY_HAND, False)
    is_way = condition == _ENTRY and _WAYS.fullmatch(word) is not None
    return _Read(Split(shown, stars, condition or _FIRST_BLACK), unknown, True, is_way)


def _notes(read: Sequence[_Read]) -> list[str]:
    """What of the names is not understood, or not quite."""
    notes, nameless = [], []
    for number, (split, unknown, is_known, is_way) in enumerate(read, 1):
        place = f"Split {number} ({split.name})"
        if unknown:
            shown = ", ".join(f"“{text}”" for text in unknown)
            are = "is" if len(unknown) == 1 else "are"
            notes.append(f"{place}: {shown} {are} not understood, and left out.")
        if not is_known:
            nameless.append(number)
        if is_way:
            notes.append(f"{place} is split when the next course is entered: the way there is not seen.")
    if nameless:
        shown = ", ".join(map(str, nameless))
        which = f"Split {shown} is" if len(nameless) == 1 else f"Splits {shown} are"
        notes.append(
            f"{which} left to you: no star count in the name, as in “WF (8)”, and no word that is known."
        )
    return notes


def _last_part(name: str) -> str:
    """The last part of a name without what is in brackets: "toad" of "HMC + Toad (36)"."""
    parts = [" ".join(part.lower().split()) for part in _PARTS.split(_BRACKETS.sub(" ", name))]
    return next((part for part in reversed(parts) if part), "")


def _condition_of_word(word: str, is_last: bool) -> Condition | None:
    if is_last and _LAST_WORDS.fullmatch(word):
        return _GRAND_STAR
    return next((condition for words, condition in _WORDS if words.fullmatch(word)), None)


def _without_section(name: str) -> str:
    if section := _SECTION.match(name):
        return section[2] or section[1].strip()
    return name[1:].strip() if name.startswith("-") else name


def _instructions(name: str) -> tuple[int | None, Condition | None, list[str]]:
    """The star count and the condition in a name, the last of each, and what is neither."""
    stars = condition = None
    unknown = []
    for block in sorted(
        [*_ROUND_COUNT.finditer(name), *_SQUARE.finditer(name)], key=lambda block: block.start()
    ):
        for part in filter(None, (" ".join(part.lower().split()) for part in block[1].split(","))):
            count, told = _count(part), _condition(part)
            stars = None if part == _ANY_COUNT else stars if count is None else count
            condition = told or condition
            if count is None and told is None and part != _ANY_COUNT:
                unknown.append(part)
    return stars, condition, unknown


def _count(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        return None
    return int(text) if int(text) <= MOST_STARS else None


def _condition(text: str) -> Condition | None:
    if text in _INSTRUCTIONS:
        return _INSTRUCTIONS[text]
    try:
        return Condition.parse(re.sub(r"(?<=[a-z])(?=\d)", " ", text))  # "black2"
    except ValueError:
        return None
