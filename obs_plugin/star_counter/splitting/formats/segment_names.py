"""Routes without a file: by the convention in which players name their splits for auto splitters.

The number in brackets is the star count, ``WF (8)`` or ``Mips + SSL [24]``. The split is at the first black
screen after it, unless the name ends in a word that says otherwise: ``Key 1 (19)``, ``HMC + Toad (36)``; such
a word needs no number. Instructions in brackets come before all that, alone or after commas:
``[8, immediate]``, ``[16, black 3]``, ``[19, key]``, ``[camera 2]``, ``[manual]``; ``[any, key]`` is for a
name with a number that is no star count. A name without a number or such a word is the player's to split.

Some names say what they mean only together with the others of a run: the last one is its end, a stage of
Bowser's is his key unless that is the next split, and bare numbers, ``WF 8``, are star counts where all of
them together make a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...problem import Problem
from ...words import LONGEST_NAME, plain
from ..route import AT_ONCE, BY_HAND, Condition, Route, Split, without_faults
from .name_words import (
    ANY_COUNT,
    DOOR,
    ENTRY,
    EXIT,
    FIRST_BLACK,
    GRAND_STAR,
    KEY,
    PIPE,
    STAR_DOOR_NOTE,
    Name,
    read,
    several_note,
    split_count,
)
from .run_counts import (
    are_no_counts,
    bare_counts,
    begins_again,
    chosen,
    end_of,
    fits,
    is_leap,
    misfits,
    total_of,
)

# What the words of a name say, where no instruction does.
_CONDITIONS = {
    "key": KEY,
    "bowser": KEY,
    "stage": KEY,
    "grand star": GRAND_STAR,
    "way": ENTRY,
    "entry": ENTRY,
    "door": DOOR,
    "upstairs": DOOR,
    "star door": BY_HAND,
    "pipe": PIPE,
}
# Words before which the next course is not entered yet.
_BEFORE_COURSE = ("door", "upstairs", "star door", "way")
_LISTED = 12  # numbers of splits that a note names
# What stands behind a name that is no last one: a split that goes on with the run, and one by hand.
_OTHERS = [read("(120) [manual]"), read("[manual]")]


def from_names(names: Sequence[str], title: str = "") -> Route:
    """The route that the names of a run's splits tell, as they stand in LiveSplit; ``title`` names the
    category, as in "70 Star".

    A split whose count is less than an earlier one's, or whose condition an earlier one has, is left to the
    player, with a note; so is what is not understood. Raises `Problem` where there are no names.
    """
    if not names:
        raise Problem("There are no splits: add them in LiveSplit (Edit Splits), as “WF (8)”.")
    splits, notes = _File([read(name, f"Split {n}") for n, name in enumerate(names, 1)], title).split()
    return without_faults(Route(plain(title) or "Splits", tuple(splits), notes=tuple(notes)))


def split_of_name(name: str, unnamed: str = "Split", *, is_last: bool = False) -> Split:
    """The split that one name tells by itself; ``unnamed`` is its name where there is none. ``is_last``: it
    is the last one of the run."""
    return _File([read(name, unnamed), *([] if is_last else _OTHERS)], "").split()[0][0]


def names_of_splits(route: Route) -> list[str]:
    """Names from which `from_names` understands the splits of a route; their delays are lost."""
    *others, last = route.splits
    names = [*(_short_name(split) for split in others), _short_name(last, is_last=True)]
    for _ in range(2):  # a name that is changed may say something else of another one
        again = from_names(names, route.title).splits
        same = [_is_same(one, split) for one, split in zip(again, route.splits, strict=True)]
        if all(same):
            return names
        names = [
            name if is_same else _whole_name(split)
            for name, split, is_same in zip(names, route.splits, same, strict=True)
        ]
    return [_whole_name(split) for split in route.splits]


def _short_name(split: Split, *, is_last: bool = False) -> str:
    """A name that says what a split is, by itself."""
    for name in (split.name, _with_ending(split.name, f" ({split.stars})")):
        if _is_same(split_of_name(name, is_last=is_last), split):
            return name
    return _whole_name(split)


def _whole_name(split: Split) -> str:
    """A name with an instruction, which means the same whatever stands beside it."""
    if split.condition == BY_HAND:
        return _with_ending(split.name, " [manual]")
    condition = "immediate" if split.condition == AT_ONCE else str(split.condition)
    count = ANY_COUNT if split.stars is None else str(split.stars)
    if split.stars is None:
        name = _with_ending(split.name, f" [{condition}]")
        if _is_same(split_of_name(name), split):
            return name
    return _with_ending(split.name, f" [{count}, {condition}]")


def _with_ending(name: str, ending: str) -> str:
    return plain(name, LONGEST_NAME - len(ending)) + ending


def _is_same(one: Split, other: Split) -> bool:
    if other.condition == BY_HAND:
        return one.condition == BY_HAND
    return (one.stars, one.condition) == (other.stars, other.condition)


class _File:
    """The names of one file, and what is said of them."""

    def __init__(self, names: list[Name], title: str):
        self._names, self._total = names, total_of(title)
        self._notes: list[str] = []
        self._told: dict[int, list[str]] = {}  # of one split each: its index
        self._by_hand: set[int] = set()  # what the file as a whole leaves to the player
        self._last = len(names) - 1
        self._end: int | None = None  # of a run, before the last one

    def split(self) -> tuple[list[Split], list[str]]:
        """The splits, and what is to be known of them."""
        self._choose_counts()
        self._take_from_sections()
        self._read_bare_numbers()
        self._find_end()
        self._leave_misfits()
        meant = [self._meant(index, name) for index, name in enumerate(self._names)]
        splits = [self._split(index, meant[index]) for index in range(len(self._names))]
        for index, name in enumerate(self._names):
            self._note(index, name, meant[index])
        self._note_nameless(splits, meant)
        return splits, self._notes

    def _choose_counts(self) -> None:
        """Takes of several counts in one name the one that fits in with the others."""
        told: list[tuple[int, ...]] = [() for _ in self._names]
        for index, name in enumerate(self._names):
            if name.condition != BY_HAND:
                told[index] = name.counts or (() if name.stars is None else (name.stars,))
        for index, count in chosen(told, self._total).items():
            stars, large = split_count(count)
            self._names[index] = replace(self._names[index], stars=stars, large=large)
            self._told[index] = [several_note("counts", told[index], count)]

    def _take_from_sections(self) -> None:
        """The count in a section's name is that of its last split, where this has none: “{WF (8)} Tower”."""
        for index, name in enumerate(self._names):
            has_own = name.stars is not None or name.large is not None or name.condition is not None
            if name.section_stars is not None and not (has_own or name.word or name.is_castle):
                self._names[index] = replace(name, stars=name.section_stars)
                self._told[index] = [f"has its {name.section_stars} stars from the name of its section"]

    def _read_bare_numbers(self) -> None:
        """Takes bare numbers for star counts where they make a run, and says which way they were taken."""
        read = bare_counts(self._names, self._total)
        if read is None:
            self._tell_bare_numbers()
            return
        if not read.counts:
            self._notes.append(
                f"The bare numbers in the names are not read as star counts, as {read.why}: write those that "
                "are in brackets, as in “WF (8)”."
            )
            return
        for index, stars in read.counts.items():
            self._names[index] = replace(self._names[index], stars=stars)
        shown = ", ".join(map(str, list(read.counts.values())[:_LISTED]))
        more = ", …" if len(read.counts) > _LISTED else ""
        self._notes.append(
            f"The bare numbers in the names ({shown}{more}) are read as star counts, as they rise like those "
            "of a run: write “[manual]” behind a name where that is wrong."
        )

    def _tell_bare_numbers(self) -> None:
        """Too few to decide whether they are counts: those beside a word that is understood are told."""
        for index, name in enumerate(self._names):
            number = name.first if name.last is None else name.last
            is_read = name.word or name.is_castle
            if number is not None and name.stars is None and name.condition is None and is_read:
                text = f"has a bare {number}, which is not read as a star count: write “({number})” for that"
                self._told.setdefault(index, []).append(text)

    def _find_end(self) -> None:
        """Leaves to the player what comes after the game's end, or after its counts begin again."""
        may_end = [self._may_end(index) for index in range(self._last)]
        self._end = end_of(self._names, may_end, self._total)
        if self._end is not None:
            name = self._names[self._end].shown
            self._leave(self._end + 1, f"the run ends with split {self._end + 1} ({name})")
            return
        again = begins_again([name.stars for name in self._names])
        if again is not None:
            self._leave(again, f"the star counts begin again with split {again + 1}")

    def _may_end(self, index: int) -> bool:
        """Whether a split's name is that of a run's end."""
        return self._word(index) in ("grand star", "sky") and not self._is_grand(index + 1)

    def _leave(self, first: int, why: str) -> None:
        left = [i for i in range(first, len(self._names)) if self._names[i].condition is None]
        self._by_hand.update(left)
        if left:
            self._notes.append(f"{_splits_are(left)} left to you: {why}.")

    def _leave_misfits(self) -> None:
        """Leaves counts to the player that fit in with no order of a run."""
        counts = {
            i: name.stars
            for i, name in enumerate(self._names)
            if name.stars is not None and i not in self._by_hand and name.condition != BY_HAND
        }
        wrong = misfits(counts)
        plain_ones = {i for i in counts if not self._word(i) and self._names[i].condition is None}
        if are_no_counts(counts, plain_ones, wrong):
            wrong = set(counts)
            self._notes.append(
                f"{_splits_are(sorted(wrong))} left to you: the numbers in brackets do not rise, so that "
                "they are no star counts of a run."
            )
        else:
            for index in sorted(wrong):
                text = f"is left to you: its {counts[index]} does not fit in, as star counts never fall"
                self._told.setdefault(index, []).append(text)
        self._by_hand |= wrong

    def _word(self, index: int) -> str:
        """What a name says by its words alone; "" where an instruction says something else."""
        name = self._names[index]
        return name.word if name.condition is None else ""

    def _is_grand(self, index: int) -> bool:
        """Whether a split is that of the grand star."""
        name = self._names[index]
        is_end = index == self._last and name.word in ("end", "bowser")
        return name.condition == GRAND_STAR or (
            name.condition is None and (name.word == "grand star" or is_end)
        )

    def _split(self, index: int, meant: Condition | None) -> Split:
        name = self._names[index]
        condition = BY_HAND if index in self._by_hand else name.condition or meant
        if condition is None and name.stars is not None:
            condition = FIRST_BLACK
        if condition is None or condition == BY_HAND or (name.stars is None and condition.needs_count):
            return Split(name.shown, None, BY_HAND)
        if name.large is not None and condition != GRAND_STAR:
            return Split(name.shown, None, BY_HAND)
        return Split(name.shown, name.stars, condition)

    def _meant(self, index: int, name: Name) -> Condition | None:
        """What a name means where no instruction says it."""
        if self._is_end(index, name):
            return GRAND_STAR
        following = self._word(index + 1) if index < self._last else ""
        is_next_key = index < self._last and (
            self._names[index + 1].condition == KEY or following in ("key", "bowser")
        )
        if (name.word == "stage" and is_next_key) or (name.word == "sky" and self._is_grand(index + 1)):
            return PIPE
        if name.word == "way" and following == "way":
            return BY_HAND  # one course is entered after both
        if name.word == "grand star" and self._is_grand(index + 1):
            return BY_HAND  # of Bowser's end and the star's
        if name.is_castle and not name.word:
            if following in _BEFORE_COURSE:
                return BY_HAND if name.stars is None else AT_ONCE
            return ENTRY
        if name.word == "upstairs" and self._is_floor(index, name):
            return FIRST_BLACK
        if name.is_entered and name.stars is None and (following == "stage" or is_next_key):
            came = self._word(index - 1) if index else ""
            return EXIT if came in ("way", "entry") else None
        return _CONDITIONS.get(name.word)

    def _is_floor(self, index: int, name: Name) -> bool:
        """Whether the count of a name is that of all stars of the last floor: no door comes after them."""
        if name.stars is None or index == self._last:
            return False
        is_next_end = self._word(index + 1) == "sky" or self._is_grand(index + 1)
        before = [one.stars for one in self._names[:index] if one.stars is not None]
        return is_next_end and bool(before) and is_leap(max(before), name.stars)

    def _is_end(self, index: int, name: Name) -> bool:
        """Whether a split is the end of the run: at the grand star."""
        if index < self._last:
            return index == self._end
        if name.word in ("grand star", "sky"):
            return True
        if name.word in ("end", "bowser"):
            return self._is_run()
        if name.word or name.is_castle:
            return False
        before = [one.stars for one in self._names[:-1] if one.stars is not None]
        return fits(before, name.stars, self._total, is_course=name.is_course)

    def _is_run(self) -> bool:
        """Whether the names before the last are those of a run, and not of a part that is practised."""
        before = self._names[:-1]
        counted = sum(name.stars is not None or name.large is not None for name in before)
        return counted >= 2 or any(name.word in _CONDITIONS or name.word == "sky" for name in before)

    def _note(self, index: int, name: Name, meant: Condition | None) -> None:
        """What of a name is not understood, or not quite."""
        place = f"Split {index + 1} ({name.shown})"
        if name.unknown:
            shown = ", ".join(f"“{text}”" for text in name.unknown)
            are = "is" if len(name.unknown) == 1 else "are"
            self._notes.append(f"{place}: {shown} {are} not understood, and left out.")
        texts = list(name.notes) + self._told.get(index, [])
        if index not in self._by_hand and name.large is not None and (name.condition or meant) != GRAND_STAR:
            texts.append(f"is left to you: the counter shows no {name.large} stars")
        elif index not in self._by_hand and name.condition is None:
            texts += _words_note(name, meant)
        self._notes += [f"{place} {text}." for text in texts]

    def _note_nameless(self, splits: Sequence[Split], meant: Sequence[Condition | None]) -> None:
        nameless = [
            index
            for index, (name, split) in enumerate(zip(self._names, splits, strict=True))
            if split.condition == BY_HAND and name.condition != BY_HAND and name.large is None
            if index not in self._by_hand and meant[index] != BY_HAND
        ]
        if nameless:
            self._notes.append(
                f"{_splits_are(nameless)} left to you: no star count in the name, as in “WF (8)”, and no "
                "word that is known."
            )


def _words_note(name: Name, meant: Condition | None) -> list[str]:
    """What is to be known of a name that means something by its words."""
    if name.word == "star door":
        return [STAR_DOOR_NOTE.format(name.shown)]
    if meant == BY_HAND:
        return ["is left to you: nothing is seen before the next split"]
    if meant == AT_ONCE:
        return ["is split as the star is taken: the next split comes before a course is entered"]
    if name.word == "stage" and meant == KEY:
        return ["is split at Bowser's key, and not at the pipe to him: write “[pipe]” for that"]
    if name.word == "way" and meant == ENTRY:
        return ["is split when the next course is entered: the way there is not seen"]
    if name.word == "upstairs" and meant == FIRST_BLACK:
        return [
            f"is split at the first black screen: with {name.stars} stars all of the floor is done, and no "
            "door comes after it"
        ]
    if meant == EXIT:
        return ["is split when the course is left: it is entered at the split before"]
    if name.word in ("door", "upstairs"):
        return ["is split at the first door to another part of the castle: which one it is is not seen"]
    if meant == GRAND_STAR and name.word != "grand star":
        return ["is the end of the run, and split at the grand star"]
    return []


def _splits_are(indices: Sequence[int]) -> str:
    """ "Split 3 is", "Splits 3, 5 are", "Splits 3 to 9 are"."""
    if len(indices) == 1:
        return f"Split {indices[0] + 1} is"
    if len(indices) > 3 and list(indices) == list(range(indices[0], indices[-1] + 1)):
        return f"Splits {indices[0] + 1} to {indices[-1] + 1} are"
    return f"Splits {', '.join(str(index + 1) for index in indices)} are"
