"""Whether numbers are the star counts of a run: those of the names of its splits, all together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from ... import MOST_STARS
from .name_words import Name

#: The star counts with which the categories of the game end, and those before their last star.
_TOTALS = frozenset({15, 16, 30, 31, 49, 50, 69, 70, 119, 120})
_TOTAL = re.compile(r"(?<![\d.])(\d{1,3})\s*[-–]?\s*stars?\b", re.ASCII | re.IGNORECASE)
# Those that no part of a run ends with.
_LONG_RUNS = (70, 120)
#: So many stars a course has: numbers up to here may be stars in their course.
_STARS_IN_COURSE = 8
#: No split of a run has more stars in it, but where all of a part of the castle is one.
_LARGEST_STEP = 15
# So many numbers there must be for a reading, and so many names without one.
_LEAST, _LEAST_SHARE = 3, 0.6


class BareCounts(NamedTuple):
    """How bare numbers were read: the star counts by the index of the name; none, and why they are none."""

    counts: dict[int, int]
    why: str = ""


def total_of(title: str) -> int | None:
    """The stars of a category that its title tells: 70 of “70 Star No LBLJ”; None where it tells none."""
    total = _TOTAL.search(title)
    return int(total[1]) if total and int(total[1]) <= MOST_STARS else None


def bare_counts(names: Sequence[Name], total: int | None) -> BareCounts | None:
    """Whether the numbers that stand at the end or the beginning of names are star counts.

    None where there are too few for the question, or counts in brackets. They are counts where they rise, not
    by one each, as high as a run's do, and where most names have one: else they may be stars in a course, the
    places in a list, or anything else.
    """
    if any(name.stars is not None or name.large is not None for name in names):
        return None
    last = {i: name.last for i, name in enumerate(names) if name.last is not None and name.condition is None}
    first = {
        i: name.first for i, name in enumerate(names) if name.first is not None and name.condition is None
    }
    numbers = _without_coins(last if len(last) >= len(first) else first)
    if len(numbers) < _LEAST:
        return None
    why = _no_counts(list(numbers.values()), total) or _too_few(names, numbers)
    return BareCounts({}, why) if why else BareCounts(numbers)


def _without_coins(numbers: dict[int, int]) -> dict[int, int]:
    """The numbers without a 100 that stands for coins: it fits in nowhere."""
    kept: dict[int, int] = {}
    items = list(numbers.items())
    for place, (index, number) in enumerate(items):
        before = items[place - 1][1] if place else 0
        after = items[place + 1][1] if place + 1 < len(items) else MOST_STARS
        if number != 100 or (not _is_coins(number, before) and before <= 100 <= after):
            kept[index] = number
    return kept


def _no_counts(numbers: list[int], total: int | None) -> str:
    """Why numbers are no star counts of a run; "" where they may be."""
    steps = [after - before for before, after in pairwise(numbers)]
    if any(step <= 0 for step in steps):
        return "they do not rise"
    if 2 * sum(step == 1 for step in steps) > len(steps):
        return "most of them rise by one"
    if numbers[-1] <= _STARS_IN_COURSE:
        return "they may be stars of a course"
    if numbers[-1] > MOST_STARS:
        return f"the counter shows no {numbers[-1]} stars"
    if total:
        if not 0.75 * total <= numbers[-1] <= total:
            return f"they do not end at the {total} stars of the category"
    elif numbers[-1] not in _TOTALS and (len(numbers) < 5 or max(steps) > _LARGEST_STEP):
        return "they end at no number of stars with which a run does"
    return ""


def _too_few(names: Sequence[Name], numbers: Mapping[int, int]) -> str:
    plain = [i for i, name in enumerate(names) if name.condition is None and name.word in ("", "stage")]
    with_number = sum(i in numbers for i in plain)
    return "too few names have one" if with_number < _LEAST_SHARE * len(plain) else ""


def fits(before: Sequence[int], last: int | None, total: int | None, *, is_course: bool) -> bool:
    """Whether the last split of a file must be the end of a run, by the counts of the splits before.

    ``last`` is its own count, None where it has none; ``total`` that of the category; ``is_course``: it names
    a course, in which a run ends only where the category's stars are all collected.
    """
    if len(before) < _LEAST - 1:
        return False
    highest = max(before)
    if total is not None:
        is_all = max(highest, last or 0) == total or (last is None and highest == total - 1)
        return is_all and (last is None or last == total) and not (is_course and last is None)
    return not is_course and last in (None, highest) and highest in _LONG_RUNS and len(before) >= _LEAST


def end_of(names: Sequence[Name], is_end: Sequence[bool], total: int | None) -> int | None:
    """The index of the first of those splits that may end a run which does: the counts after it do not go on
    from those before, or there are none. None where no run ends before the last split.

    Else it is the first with the stars of a category, or those of this one's ``total``, after which the
    counts go on to what is another game's.
    """
    # What a name has an instruction for is meant so, whatever the others are.
    plain = [name.stars if name.condition is None else None for name in names]
    told = [count for count in plain if count is not None]
    following, following_plain = _following([name.stars for name in names]), _following(plain)
    highest, other = 0, None
    for index, name in enumerate(names[:-1]):
        highest = max(highest, name.stars or 0)
        if not is_end[index]:
            continue
        after, leap = following[index], following_plain[index]
        if after is None or after < highest or (name.ends_section and highest in _TOTALS):
            return index
        if other is None and leap is not None and _goes_beyond(highest, leap, told[-1], total):
            other = index
    return other


def is_leap(before: int, after: int) -> bool:
    """Whether there are more stars between two counts than one split has, but for all of a floor's."""
    return after - before > _LARGEST_STEP


def _following(counts: Sequence[int | None]) -> list[int | None]:
    """Of each split the count after it; None where there is none."""
    found: list[int | None] = [None]  # from the last one on
    for count in reversed(counts[1:]):
        found.append(found[-1] if count is None else count)
    return found[::-1]


def _goes_beyond(highest: int, after: int, last: int, total: int | None) -> bool:
    """Whether the counts after a run of a category, from the one ``after`` it to the ``last``, are another
    game's, though the first is no less: they leap, pass what the category has, or end with less."""
    if highest not in (_TOTALS if total is None else (total - 1, total)):
        return False
    return is_leap(highest, after) or after > (total or after) or last < highest


def chosen(counts: Sequence[Sequence[int]], total: int | None) -> dict[int, int]:
    """Which of several counts of one name is taken, by the name's index: the last of those that fit in
    between the counts of the names with one. A 100 stands for coins where it may."""
    single = {index: own[0] for index, own in enumerate(counts) if len(own) == 1}
    for index in misfits(single):
        del single[index]
    following = _following([single.get(index) for index in range(len(counts))])
    highest = 0
    found: dict[int, int] = {}
    for index, own in enumerate(counts):
        if len(own) > 1:
            after = following[index]
            most = after if after is not None else total or MOST_STARS
            fitting = [count for count in own if highest <= count <= most]
            stars = [count for count in fitting if not _is_coins(count, highest)]
            found[index] = (stars or fitting or own)[-1]
            highest = found[index] if fitting else highest
        highest = single.get(index, highest)
    return found


def _is_coins(number: int, before: int) -> bool:
    return number == 100 and before < 100 - _LARGEST_STEP


def begins_again(counts: Sequence[int | None]) -> int | None:
    """The index at which the counts fall and begin to rise anew, as those of another run; None: nowhere."""
    highest, known = 0, [(index, count) for index, count in enumerate(counts) if count is not None]
    for place, (index, count) in enumerate(known):
        later = [one for _, one in known[place : place + 3]]
        if place and len(later) == 3 and 2 * later[-1] <= highest and later == sorted(later):
            return index
        highest = max(highest, count)
    return None


def are_no_counts(counts: Mapping[int, int], plain: Set[int], wrong: Set[int]) -> bool:
    """Whether numbers in brackets are no star counts at all: too many do not rise. ``plain``: the indices of
    those of which no two can be the same; ``wrong``: those that do not fit in."""
    fitting = [counts[index] for index in plain - wrong]
    bad = len(wrong) + len(fitting) - len(set(fitting))
    return bad >= _LEAST and 2 * bad > len(counts)


def misfits(counts: Mapping[int, int]) -> set[int]:
    """The indices of those counts without which the others never fall: as few as can be, and late ones."""
    ends: list[int] = []  # the least last count of a row of each length
    chains: list[int] = []  # and its index
    firsts: list[int] = []  # the index with which a row first had that length
    before: dict[int, int | None] = {}
    for index, count in counts.items():
        length = bisect_right(ends, count)
        before[index] = chains[length - 1] if length else None
        if length == len(ends):
            ends.append(count)
            chains.append(index)
            firsts.append(index)
        else:
            ends[length], chains[length] = count, index
    kept: set[int] = set()
    place: int | None = firsts[-1] if firsts else None
    while place is not None:
        kept.add(place)
        place = before[place]
    return set(counts) - kept
