"""A route: the splits of a run, each at a star count and what follows it: a screen, a key …"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..words import ordinal, stars_text

#: More screens after one star than any route has: a larger number is a slip.
MOST_SCREENS = 99
LONGEST_DELAY = 60.0  # seconds

#: How a condition is written, for messages.
CONDITIONS = (
    '"at once", "black 1" (the first black screen), "black 1 since the key", "white 1", "exit", "entry", '
    '"door", "pipe", "death", "key", "camera 1" (the first cross of the camera), "grand star", "logo", '
    '"coins 100" or "by hand"'
)
# What happens in every course.
_OFTEN = frozenset({"exit", "entry", "door", "pipe", "death", "camera"})
_SINCE_KEY = " since the key"


class Happening(NamedTuple):
    """What a condition may wait for besides screens: the tracker's event, its words, and the parts of the
    HUD ("lives", "coins", "camera") and the picture ("logo") that it cannot be seen without."""

    event: str
    words: str
    needs: frozenset[str]


#: By the condition's kind. Its words follow "then".
HAPPENINGS = {
    "exit": Happening("left", "the course is left", frozenset({"coins"})),
    "entry": Happening("entered", "the next course is entered", frozenset({"coins"})),
    "door": Happening("black", "a door to another part of the castle", frozenset({"coins"})),
    "pipe": Happening("black", "the pipe to Bowser", frozenset({"coins"})),
    "death": Happening("died", "a death", frozenset({"lives"})),
    "key": Happening("key", "Bowser's key", frozenset({"camera", "coins"})),
    "camera": Happening("cutscene", "the {} cross of the camera", frozenset({"camera"})),
    "grand star": Happening("grand_star", "the grand star", frozenset({"camera", "coins"})),
    "logo": Happening("logo", "the start-up logo", frozenset({"logo"})),
    "coins 100": Happening("coins", "100 coins", frozenset({"coins"})),
}

#: The colours of screens.
SCREENS = ("black", "white")
# What is counted, and what is said of a number that is none.
_COUNTED = {"black": "screens", "white": "screens", "camera": "crosses"}


@dataclass(frozen=True)
class Condition:
    """When a split follows after its star count.

    ``kind`` is "at once", "by hand" (the player splits), "black", "white", or one of `HAPPENINGS`. For
    "black" and "white" ``number`` says which screen of that colour it is, counted from 1 since the star count
    was first reached, whatever splits lie between; black and white ones are counted apart. For "camera" it
    says which cross it is, counted from 1 since the last screen, the star count, and the split before,
    whichever of them was last: so the third in the last arena is the grand star's. For the others it is 0.
    ``since_key``: screens are counted since Bowser's key was taken with that star count, and not since the
    star.
    """

    kind: str
    number: int = 0
    since_key: bool = False

    def __str__(self) -> str:
        text = f"{self.kind} {self.number}" if self.number else self.kind
        return text + _SINCE_KEY if self.since_key else text

    @classmethod
    def parse(cls, text: str) -> Condition:
        """The condition that ``str()`` writes as this text; raises `ValueError` where it is none."""
        text = " ".join(text.lower().split())
        if text in ("at once", "by hand") or (text in HAPPENINGS and text not in _COUNTED):
            return cls(text)
        since_key = text.endswith(_SINCE_KEY)
        kind, _, number = text.removesuffix(_SINCE_KEY).rpartition(" ")
        if since_key and kind not in SCREENS:
            raise ValueError(f"write {CONDITIONS}")
        if kind in _COUNTED and number.isascii() and number.isdigit() and len(number) < 9:
            if not 1 <= int(number) <= MOST_SCREENS:
                raise ValueError(f"{_COUNTED[kind]} are counted from 1 to {MOST_SCREENS}")
            return cls(kind, int(number), since_key)
        raise ValueError(f"write {CONDITIONS}")

    @property
    def happening(self) -> Happening | None:
        """What it waits for, None for screens, "at once" and "by hand"."""
        return HAPPENINGS.get(self.kind)

    @property
    def needs(self) -> frozenset[str]:
        """The parts without which it cannot be seen, as in `Happening`."""
        if self.since_key:
            return HAPPENINGS["key"].needs
        return self.happening.needs if self.happening else frozenset()

    @property
    def needs_count(self) -> bool:
        """Whether it says when only together with a star count."""
        return self.kind == "at once" or (self.kind in SCREENS and not self.since_key)


AT_ONCE = Condition("at once")
BY_HAND = Condition("by hand")


@dataclass(frozen=True)
class Split:
    """One split: at ``stars`` stars, ``condition``, ``delay`` seconds.

    ``stars`` is None only where the player splits, or where the condition needs no count: then it is the
    next such moment after the split before, whatever the count.
    """

    name: str
    stars: int | None = None
    condition: Condition = AT_ONCE
    delay: float = 0.0

    @property
    def is_any(self) -> bool:
        """Whether it is at something that happens in every course, with any count: only the split before says
        which one is meant."""
        return self.stars is None and self.condition.kind in _OFTEN


@dataclass(frozen=True)
class TimerFile:
    """What a timer's file of splits says besides: the names as they stand there, with dashes and sections of
    subsplits, the game's name, and the timer's first time in seconds."""

    names: tuple[str, ...]
    game: str
    offset: float


@dataclass(frozen=True)
class AutoSplit64File:
    """What a route file of AutoSplit64 says besides, as it stands there, "" where it does not: the category,
    the game's version, and what the timer starts at. ``unread`` are the words for what else it has."""

    category: str
    version: str = ""
    timing: str = ""
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """The splits of a run in their order; the run starts with ``start_count`` stars.

    ``notes`` say what of the file it was read from could not be kept as it was. ``counts_deaths``: a death's
    screen, and the one by which the player comes back, count like any other. ``timer_file`` and
    ``as64_file``: that from which it was read, if it was one.
    """

    title: str
    splits: tuple[Split, ...]
    start_count: int = 0
    notes: tuple[str, ...] = field(default=(), compare=False)
    counts_deaths: bool = False
    timer_file: TimerFile | None = field(default=None, compare=False)
    as64_file: AutoSplit64File | None = field(default=None, compare=False)

    @property
    def needs(self) -> frozenset[str]:
        """The parts without which not all of its splits can be seen, as in `Happening`."""
        return frozenset().union(*(split.condition.needs for split in self.splits))

    def unseen(self, parts: Collection[str]) -> list[str]:
        """What is left to the player where those parts are not seen: a sentence for each part, and one on
        deaths where no lives tell them."""
        every = range(len(self.splits))
        needing = ((part, self.needing(part, every)) for part in sorted(parts))
        sentences = [
            f"{not_seen(part)}: you make {one} of the route by hand." for part, one in needing if one
        ]
        if "lives" in parts and self.is_split_by_deaths:
            sentences.append(f"{DEATHS_UNSEEN}, and you undo what it has split.")
        return sentences

    def needing(self, part: str, indices: Iterable[int]) -> str:
        """Those of the splits that cannot be without that part: "split 3", "splits 3, 10", or nothing."""
        numbers = [index + 1 for index in indices if part in self.splits[index].condition.needs]
        return f"split{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))}" if numbers else ""

    @property
    def is_split_by_deaths(self) -> bool:
        """Whether nothing but the lives tells that a death has not made some split."""
        kinds = ("exit",) if self.counts_deaths else ("exit", *SCREENS)
        return any(split.condition.kind in kinds for split in self.splits)


def not_seen(part: str) -> str:
    """The beginning of a sentence: a part of the HUD cannot be seen."""
    return f"The {part} {'are' if part in ('lives', 'coins') else 'is'} not seen"


#: What that means for the lives.
DEATHS_UNSEEN = f"{not_seen('lives')}: a death is an exit and a screen like any other"


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
        if before == condition and not condition.happening:
            return (
                f"split {index + 1} has the same condition ({stars_text(stars)}, {condition}): "
                "give one of them another screen, as screens are counted since the star"
            )
        if condition == AT_ONCE or _is_screen_before(condition, before):
            return (
                f"“{condition}” is before split {index + 1} (“{before}”) in the game: exchange them, or "
                "count the screens since the star, not since the last split"
            )
    return None


def _is_screen_before(condition: Condition, other: Condition) -> bool:
    is_same_colour = condition.kind == other.kind and condition.since_key == other.since_key
    is_same_colour = is_same_colour and not condition.happening
    return is_same_colour and condition.number < other.number


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
    return words.removeprefix("then ") if split.stars is None else f"{stars_text(split.stars)}, {words}"


def condition_words(condition: Condition) -> str:
    """A condition in words: "then the 1st black screen", "then Bowser's key", "at once", "by hand"."""
    if condition.happening:
        return "then " + condition.happening.words.format(ordinal(condition.number))
    if not condition.number:
        return condition.kind
    since = _SINCE_KEY if condition.since_key else ""
    return f"then the {ordinal(condition.number)} {condition.kind} screen{since}"
