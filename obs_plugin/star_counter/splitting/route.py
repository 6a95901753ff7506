"""A route: the splits of a run, each at a star count and a screen after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..words import ordinal, stars_text

#: More screens after one star than any route has: a larger number is a slip.
MOST_SCREENS = 99
LONGEST_DELAY = 60.0  # seconds

#: How a condition is written, for messages.
CONDITIONS = '"at once", "black 1" (the first black screen), "white 1" or "by hand"'


@dataclass(frozen=True)
class Condition:
    """When a split follows after its star count.

    ``kind`` is "at once", "by hand" (the player splits), "black" or "white". For the last two ``number`` says
    which screen of that colour it is, counted from 1 since the star count was first reached, whatever splits
    lie between; black and white ones are counted apart. For the first two it is 0.
    """

    kind: str
    number: int = 0

    def __str__(self) -> str:
        return f"{self.kind} {self.number}" if self.number else self.kind

    @classmethod
    def parse(cls, text: str) -> Condition:
        """The condition that ``str()`` writes as this text; raises `ValueError` where it is none."""
        kind, _, number = text.strip().lower().rpartition(" ")
        if kind.strip() in ("black", "white") and number.isascii() and number.isdigit() and len(number) < 9:
            if not 1 <= int(number) <= MOST_SCREENS:
                raise ValueError(f"screens are counted from 1 to {MOST_SCREENS}")
            return cls(kind.strip(), int(number))
        if " ".join(text.lower().split()) in ("at once", "by hand"):
            return cls(" ".join(text.lower().split()))
        raise ValueError(f"write {CONDITIONS}")


AT_ONCE = Condition("at once")
BY_HAND = Condition("by hand")


@dataclass(frozen=True)
class Split:
    """One split: at ``stars`` stars (None only where the player splits), ``condition``, ``delay`` seconds."""

    name: str
    stars: int | None = None
    condition: Condition = AT_ONCE
    delay: float = 0.0


@dataclass(frozen=True)
class Route:
    """The splits of a run in their order; the run starts with ``start_count`` stars.

    ``notes`` say what of the file it was read from could not be kept as it was.
    """

    title: str
    splits: tuple[Split, ...]
    start_count: int = 0
    notes: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one of the splits of a route: its index, the key that is to blame, and why."""

    index: int
    key: str
    text: str


def faults(splits: Sequence[Split | None], start_count: int = 0) -> Iterator[Fault]:
    """What is wrong with the order of the splits, one fault a split; None stands for a faulty one.

    A split that is out of order does not count for those after it: without all of these the route is right.
    """
    highest = start_count
    earlier: dict[Condition, int] = {}  # of the same count, those in order: their indices, 199 at most
    for index, split in enumerate(splits):
        if split is None or split.stars is None:
            continue
        if split.stars < highest:
            yield Fault(
                index, "stars", f"{split.stars} is less than the {highest} before it: counts never fall"
            )
            continue
        if split.stars > highest:
            highest, earlier = split.stars, {}
        if split.condition == BY_HAND:
            continue
        text = _order_fault(split.stars, split.condition, earlier.items())
        if text:
            yield Fault(index, "after", text)
        else:
            earlier[split.condition] = index


def _order_fault(stars: int, condition: Condition, earlier: Iterable[tuple[Condition, int]]) -> str | None:
    """What is wrong with a split after the earlier ones of the same count."""
    for before, index in earlier:
        if before == condition:
            return (
                f"split {index + 1} has the same condition ({stars_text(stars)}, {condition}): "
                "give one of them another screen, as screens are counted since the star"
            )
        if condition == AT_ONCE or (before.kind == condition.kind and before.number > condition.number):
            return (
                f"“{condition}” is before split {index + 1} (“{before}”) in the game: exchange them, or "
                "count the screens since the star, not since the last split"
            )
    return None


def without_faults(route: Route) -> Route:
    """The route with every split that is out of order left to the player, and a note for each."""
    splits, notes = list(route.splits), list(route.notes)
    for fault in faults(route.splits, route.start_count):
        split = splits[fault.index]
        notes.append(f"Split {fault.index + 1} ({split.name}) is split by hand: {fault.text}.")
        splits[fault.index] = replace(split, stars=None, condition=BY_HAND, delay=0.0)
    return replace(route, splits=tuple(splits), notes=tuple(notes))


def describe(split: Split) -> str:
    """When a split happens, in a few plain words: "8 stars, then the 1st black screen"."""
    if split.condition == BY_HAND and split.stars is not None:
        return f"by hand, with {stars_text(split.stars)}"
    words = due_words(split)
    return f"{words}, {split.delay:g} s later" if split.delay else words


def due_words(split: Split) -> str:
    """As `describe`, without the delay."""
    words = condition_words(split.condition)
    return words if split.stars is None else f"{stars_text(split.stars)}, {words}"


def condition_words(condition: Condition) -> str:
    """A condition in words: "then the 1st black screen", "at once", "by hand"."""
    if not condition.number:
        return condition.kind
    return f"then the {ordinal(condition.number)} {condition.kind} screen"
