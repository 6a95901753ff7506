"""A route in words, before the run: what will make each split, and what could go wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from ..words import ordinal, stars_text
from .formats.name_words import DOOR, GRAND_STAR, KEY, read
from .formats.run_counts import total_of
from .route import AT_ONCE, BY_HAND, Condition, Route, Split, describe

# So many screens follow one star at most in an ordinary run: 8 in one of 16 stars, from Dire, Dire Docks to
# the Sky; so many crosses of the camera there are in one place, and so many keys in the game.
_MOST_SCREENS, _MOST_CROSSES, _KEYS = 12, 6, 2


class Explained(NamedTuple):
    """One split of a route: its number from 1, its name, when it happens, and what could go wrong."""

    number: int
    name: str
    when: str
    risks: tuple[str, ...]


def explained(route: Route) -> list[Explained]:
    """Each split of a route in words."""
    risks: dict[int, list[str]] = {}
    told = (
        *_same_moments(route),
        *_never(route),
        *_since_no_key(route),
        *_after_yours(route),
        *_unlike_names(route),
        *_no_last_door(route),
    )
    for index, text in told:
        risks.setdefault(index, []).append(text)
    return [
        Explained(index + 1, split.name, describe(split), tuple(risks.get(index, ())))
        for index, split in enumerate(route.splits)
    ]


def lines(route: Route) -> list[str]:
    """A line for each split, and one for each note on the route: for a window."""
    texts = []
    for number, name, when, risks in explained(route):
        mind = "".join(f" – mind: {risk}" for risk in risks)
        texts.append(f"{number}. {name}: {when}{mind}")
    return texts + list(route.notes)


def _same_moments(route: Route) -> Iterator[tuple[int, str]]:
    """Splits that the same moment makes."""
    if route.splits and (route.splits[0].stars, route.splits[0].condition) == (route.start_count, AT_ONCE):
        yield 0, "where the first counter starts the timer, this comes in the same moment"
    before: tuple[int, Split] | None = None
    after_yours = False
    crosses: list[int] = []  # of the splits before at crosses of the camera
    for index, split in enumerate(route.splits):
        if split.condition == BY_HAND:
            after_yours = True
            continue
        waits, after_yours = after_yours and split.is_any, False
        if before and not waits and _is_same_screen(before[1], split):
            number = before[0] + 1
            yield index, f"where split {number} is at the end of a course, this comes in the same moment"
        if before and split.condition == GRAND_STAR and _is_third_cross(crosses, before[1], split):
            yield index, f"where split {before[0] + 1} is in the last arena, this comes in the same moment"
        crosses = [*crosses, split.condition.number] if split.condition.kind == "camera" else []
        before = index, split


def _is_third_cross(crosses: Sequence[int], last: Split, end: Split) -> bool:
    """Whether the last of the splits at crosses, each counted since the one before, may be at the third one
    of an arena, which is the grand star's."""
    may_follow = None in (last.stars, end.stars) or last.stars == end.stars
    return may_follow and 3 in accumulate(reversed(crosses))


def _is_same_screen(first: Split, second: Split) -> bool:
    """Whether the screen of the first split may be that by which the course is left for the second."""
    may_follow = second.stars is None or second.stars == first.stars
    return first.condition.kind == "black" and second.condition.kind == "exit" and may_follow


def _never(route: Route) -> Iterator[tuple[int, str]]:
    """Splits that an ordinary run of the category never comes to."""
    total, keys, end = total_of(route.title), 0, None
    for index, split in enumerate(route.splits):
        condition = split.condition
        if condition == BY_HAND:
            continue
        if total is not None and split.stars is not None and split.stars > total:
            yield index, f"a run of {stars_text(total)} never has {split.stars}"
        if end is not None:
            yield index, f"this is after split {end + 1}, the grand star, which ends the run"
        keys += condition.kind == "key"
        if condition.kind == "key" and keys > _KEYS:
            yield index, f"this is the {ordinal(keys)} key, and the game has {_KEYS}"
        if text := _too_many(condition):
            yield index, text
        if condition.kind == "logo" and index:
            yield index, "the start-up logo comes where the game starts anew, and in no run that goes on"
        if condition.kind == "grand star" and end is None:
            end = index


def _since_no_key(route: Route) -> Iterator[tuple[int, str]]:
    """Splits at screens since a key that no split before them waits for."""
    keys: set[int | None] = set()
    for index, split in enumerate(route.splits):
        if split.condition.since_key and not (keys if split.stars is None else {None, split.stars} & keys):
            count = "" if split.stars is None else f" with {stars_text(split.stars)}"
            yield index, f"no split before this is at a key: it waits until one is taken{count}"
        if split.condition == KEY:
            keys.add(split.stars)


def _too_many(condition: Condition) -> str:
    if condition.kind == "camera" and condition.number > _MOST_CROSSES:
        return f"no place of the game has {condition.number} crosses of the camera"
    if condition.kind in ("black", "white") and condition.number > _MOST_SCREENS:
        return f"an ordinary run has no {condition.number} {condition.kind} screens with one star count"
    return ""


def _after_yours(route: Route) -> Iterator[tuple[int, str]]:
    """Splits at what happens in every course, after one that the player makes."""
    is_yours = False
    for index, split in enumerate(route.splits):
        is_yours = split.condition == BY_HAND or (is_yours and split.is_any)
        if is_yours and split.condition != BY_HAND:
            yield index, "this waits for the split before, which you make: the timer must tell where it is"


def _unlike_names(route: Route) -> Iterator[tuple[int, str]]:
    """Splits whose name says something else than their condition."""
    for index, split in enumerate(route.splits):
        if split.condition.kind == "black" and not split.condition.since_key and split.stars is not None:
            name = read(split.name)
            if name.is_castle and not name.word and name.condition is None:
                yield index, "no black screen follows a star of the castle: “entry” is the next course"


def _no_last_door(route: Route) -> Iterator[tuple[int, str]]:
    """Doors upstairs with a star count, right before the end, where the last star may be behind them."""
    for index, (split, following) in enumerate(pairwise(route.splits)):
        is_end = following.condition == GRAND_STAR or read(following.name).word == "sky"
        is_door = split.condition == DOOR and split.stars is not None
        if is_door and is_end and read(split.name).word == "upstairs":
            yield index, f"where star {split.stars} is taken upstairs, no door comes after it"
