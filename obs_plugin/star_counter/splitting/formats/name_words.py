"""One name of a timer's split, as players and other auto splitters write them: what it says by itself.

What a name says together with the others of its file is `segment_names`' to decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ... import MOST_STARS
from ...words import plain
from ..route import AT_ONCE, BY_HAND, Condition

FIRST_BLACK, PIPE, DOOR = Condition("black", 1), Condition("pipe"), Condition("door")
ENTRY, EXIT, KEY, GRAND_STAR = (
    Condition("entry"),
    Condition("exit"),
    Condition("key"),
    Condition("grand star"),
)
#: An instruction for a name with a number that is no star count.
ANY_COUNT = "any"
_INSTRUCTIONS = {
    "immediate": AT_ONCE,
    "at once": AT_ONCE,
    "fade": FIRST_BLACK,
    "manual": BY_HAND,
    "by hand": BY_HAND,
}
# As other auto splitters write them, in square brackets: in round ones they may be remarks.
_OTHERS_INSTRUCTIONS = {
    "bowser": KEY,
    "key-door": DOOR,
    "mips": ENTRY,
    "30s-door-clip": ENTRY,
    "final-star-grab": GRAND_STAR,
}
# With a course behind “=”: which one is left or entered is not seen. A star door is opened without a screen.
_OF_COURSE = {"exit": EXIT, "entry": ENTRY, "star-door": BY_HAND}
STAR_DOOR_NOTE = "is left to you: a star door (“{}”) is opened without a screen"
_COURSE_NOTES = {
    "exit": "is when a course is left, whichever it is: “{}” says which, and that is not seen",
    "entry": "is when a course is entered, whichever it is: “{}” says which, and that is not seen",
    "star-door": STAR_DOOR_NOTE,
}

_PARTS = re.compile(r"[+,/&|;]|-+>|→|\s[-–—]\s|\band\b", re.IGNORECASE)
_NO_WORD = re.compile(r"[^\w#]+|_+")
_APOSTROPHES = re.compile("['\u2019`]")
_WIDE = str.maketrans("\uff08\uff09\uff3b\uff3d", "()[]")
_STAR = r"(?:\*|[★☆⭐]\ufe0f?)"  # with the mark of a coloured picture
_STARS = rf"(?:{_STAR}|stars?)?"
_COUNT = re.compile(rf"(?:[x×]|{_STAR}\s*)?(\d{{1,3}})\s*{_STARS}", re.ASCII | re.IGNORECASE)
_BLOCK = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_BRACKETS = re.compile(r"\([^()]*\)|\bAS:\[[^\[\]]*\]|\[[^\[\]]*\]", re.IGNORECASE)
# What LiveSplit's display leaves out: instructions that are marked so.
_HIDDEN = re.compile(r"\s*\bAS:\[[^\[\]]*\]", re.IGNORECASE)
# In LiveSplit's subsplits "-Name" belongs to a section, and "{Section} Name" ends it.
_SECTION = re.compile(r"\{([^{}]*)\}\s*(.*)$", re.DOTALL)
# Marks of other auto splitters behind a name.
_MARK = re.compile(r"[\])\s](-[a-z]|\*|!)\s*$", re.IGNORECASE)
_LEVEL = re.compile(r"(?:lvl|level)\b")

# What a part of a name says, where all of it is one of these; earlier ones come first. The words:
# "pipe", "door", "upstairs" (the door there), "star door", "grand star", "sky" and "stage" (Bowser's, the
# last and the others), "bowser", "key", "way" (through the castle, to the next course), "end".
_STAGE = r"(?:bit)?(?:dw|fs)|dark ?world|fire ?sea"
_GO, _DOOR = r"(?:(?:go|going|head|back|enter|to) )*(?:the )?", r"(?: key)?(?: (?:door|unlock))?"
_WHOLE = (
    ("upstairs", rf"{_GO}(?:upstairs|up|(?:2nd|second) floor){_DOOR}"),
    ("door", rf"{_GO}basement{_DOOR}|key ?door"),
    ("star door", r"(?:\w+ )*(?:stars?|(?:8|30|50|70)s?) ?doors?(?: \d+)?"),
    ("grand star", r"(?:the )?(?:grand|final|big|jumbo) star|(?:bowser|b) ?#?3(?: (?:fight|battle))?"),
    (
        "grand star",
        r"(?:final|last|third|3rd) bowser|(?:bits|sky) bowser(?: 3)?|bowser (?:bits|3 sky|3 bits)",
    ),
    ("sky", r"bits|(?:bowser in )?(?:the )?sky|bowser sky"),
    ("stage", rf"(?:bowser in (?:the )?)?(?:the )?(?:{_STAGE})"),
    ("key", rf"(?:bowser|b) ?#?[12](?: .*)?|(?:1st|2nd|first|second) bowser|bowser (?:{_STAGE})"),
    ("key", rf"(?:{_STAGE}) bowser(?: [12])?"),
    ("bowser", r"bowser"),
    ("way", r"(?:\w+ )*[ls]?bljs?(?: ?\d)?|lakitu skip|(?:endless |infinite )?stairs|(?:the )?endless"),
    ("way", r"(?:30 )?(?:star )?door (?:clip|skip)"),
    ("entry", r"mips (?:clip|skip)|(?:ddd|dire) skip"),
    ("end", r"(?:the )?(?:end|finish|finale?)|done|finished|fin|gg|credits|run (?:end|over|done)"),
    ("end", r"game ?(?:end|clear)|time|cake|peach"),
)
_WORDS = re.compile("|".join(f"({pattern})" for _, pattern in _WHOLE))
_KEY_WORD = re.compile(r"\b(?:keys?|key ?#?[12]|bowser)\b")
_ENTRY_WORD = re.compile(r"^enter |\b(?:entry|entrance)$")
_BARE_COUNT = re.compile(r" \d{2,3}$", re.ASCII)
_NO_KEY = re.compile(r"\breds?\b|\bred coins?\b|\bsub\b")
_CASTLE = frozenset({"mips", "toad", "toads", "rabbit", "bunny"})
# Courses that are entered from the castle and left for it, and other words for where stars are.
_ENTERED = frozenset(
    {
        *("bob", "wf", "jrb", "ccm", "bbh", "hmc", "lll", "ssl", "ddd", "sl", "wdw", "ttm", "thi", "ttc"),
        *("rr", "pss", "wmotr", "vcutm", "totwc", "cotmc"),
    }
)
_COURSES = _ENTERED | {
    *("aqua", "aquarium", "slide", "secret", "metal", "vanish", "wing", "reds", "lobby"),
}
# Words whose small numbers tell them apart, and words whose numbers are never star counts.
_NUMBERED = frozenset(["bowser", "b", "key", "mips", "toad", "rabbit", "bunny"])
_INDEXED = frozenset(
    {
        *("run", "part", "pt", "star", "act", "seg", "segment", "split", "level", "lvl", "course", "stage"),
        *("world", "floor", "door", "lap", "attempt", "try", "day", "no", "nr", "number", "area", "room"),
        *("game", "file", "version", "v", "take", "phase", "coin", "coins", "red", "reds"),
    }
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LAST_NUMBER = re.compile(rf"(?<![\d#.,:/×+])(?<!\d[-–])(\d{{1,3}})\s*{_STARS}\s*$", re.ASCII | re.IGNORECASE)
_FIRST_NUMBER = re.compile(r"\s*(\d{1,3})\s*[-–:]?\s+(?=[^\W\d])", re.ASCII)
_NO_COUNT = re.compile(r"(?:coins?|reds?|red|stars?|toads?|secrets?|keys?|hundred|min|sec)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Name:
    """What a name says. ``stars`` and ``condition`` as its brackets tell, ``word`` as its last part does.

    ``counts``: where several counts may be meant, all of them, of which ``stars`` or ``large`` is the last.

    ``is_castle`` and ``is_course``: which of them is the last place that it names; ``is_entered``: its last
    part is no more than a course. ``ends_section``: it ends a section of subsplits, whose name has the count
    ``section_stars``. ``shown`` is what is left for showing.
    ``large``: a count that no counter of the game shows. ``unknown`` is what of its brackets is not
    understood, ``notes`` what is, but not quite; ``last`` and ``first`` are bare numbers at its end and its
    beginning, which may be counts.
    """

    shown: str
    stars: int | None = None
    condition: Condition | None = None
    word: str = ""
    large: int | None = None
    counts: tuple[int, ...] = ()
    is_castle: bool = False
    is_course: bool = False
    is_entered: bool = False
    ends_section: bool = False
    section_stars: int | None = None
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    last: int | None = None
    first: int | None = None


@dataclass
class _Found:
    """What the brackets of a name say: all counts and instructions, of which the last are taken.

    ``is_sure``: the last count stands in the same brackets as an instruction.
    """

    counts: list[int] = field(default_factory=list)
    is_sure: bool = False
    instructions: dict[str, Condition] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    @property
    def condition(self) -> Condition | None:
        """The last instruction."""
        return list(self.instructions.values())[-1] if self.instructions else None

    @property
    def several(self) -> tuple[int, ...]:
        """The counts, where more than one may be meant."""
        return () if self.is_sure or len(self.counts) < 2 else tuple(self.counts)

    def notes(self) -> list[str]:
        """What is understood, but not quite."""
        notes = []
        if len(self.counts) > 1 and self.is_sure:
            notes.append(several_note("counts", self.counts, self.counts[-1]))
        if len(self.instructions) > 1:
            shown = [f"“{text}”" for text in self.instructions]
            notes.append(several_note("instructions", shown, shown[-1]))
        text = list(self.instructions)[-1] if self.instructions else ""
        key, equals, _ = text.partition("=")
        return [*notes, _COURSE_NOTES[key].format(text)] if equals else notes


def read(name: str, unnamed: str = "") -> Name:
    """Reads a name; ``unnamed`` is its name where there is none."""
    whole = plain(name)
    section = _SECTION.match(whole)
    name = _without_section(whole).translate(_WIDE)
    found = _brackets(name)
    text = _BRACKETS.sub(" ", name)
    last = _last_part(text)
    shown = plain(_HIDDEN.sub("", name)) or unnamed
    notes, condition, counts = found.notes(), found.condition, found.several
    stars, large = split_count(found.counts[-1] if found.counts else None)
    if stars is not None and _LEVEL.match(last) and condition is None:
        notes.append(f"is left to you: {stars} may be a star count, or the number of a level")
        stars, condition, counts = None, BY_HAND, ()
    place = _place(last)
    return Name(
        shown,
        stars,
        condition,
        _word(last),
        large,
        counts,
        is_castle=place in _CASTLE,
        is_course=place in _COURSES,
        is_entered=last in _ENTERED,
        ends_section=section is not None,
        section_stars=_section_stars(section[1]) if section else None,
        unknown=tuple(found.unknown),
        notes=tuple(notes),
        last=_last_number(text),
        first=_first_number(text),
    )


def several_note(what: str, given: Sequence[object], taken: object) -> str:
    """What is said of a name with more of a kind than one: "has two counts, 8 and 9: 9 is taken"."""
    *others, last = given
    number = "two" if len(given) == 2 else len(given)
    return f"has {number} {what}, {', '.join(map(str, others))} and {last}: {taken} is taken"


def split_count(count: int | None) -> tuple[int | None, int | None]:
    """A count as that of the game's counter, or as one that this does not show: the other is None."""
    return (None, count) if count is not None and count > MOST_STARS else (count, None)


def _section_stars(name: str) -> int | None:
    counts = _brackets(name).counts
    return split_count(counts[-1])[0] if counts else None


def _without_section(name: str) -> str:
    if section := _SECTION.match(name):
        return section[2] or section[1].strip()
    return name[1:].strip() if name.startswith("-") else name


def _last_part(text: str) -> str:
    """The last part of a name without its brackets, in small letters: "toad" of "HMC + Toad"."""
    parts = [_NO_WORD.sub(" ", _APOSTROPHES.sub("", part.lower())).strip() for part in _PARTS.split(text)]
    return next((part for part in reversed(parts) if part and not part.isdigit()), "")


def _word(part: str) -> str:
    """What a part of a name says, as in `_WHOLE`; "" where it is none of these."""
    if "pipe" in part.split():
        return "pipe"
    kind = _kind(part) or _kind(_BARE_COUNT.sub("", part))
    if not kind and _ENTRY_WORD.search(part):
        is_stage = _kind(_ENTRY_WORD.sub("", part).strip()) in ("sky", "stage")
        kind = "way" if is_stage or _place(part) in _COURSES - {"lobby"} else ""
    if not kind and _KEY_WORD.search(part):
        kind = "key"
    return "" if kind == "key" and _NO_KEY.search(part) else kind


def _kind(text: str) -> str:
    """What a text says, where all of it is one of `_WHOLE`; "" where it is not."""
    words = _WORDS.fullmatch(text)
    return _WHOLE[words.lastindex - 1][0] if words and words.lastindex else ""


def _place(part: str) -> str:
    """The last word of a part of a name that is a star of the castle or a course; "" where none is."""
    words = re.sub(r"\d+", " ", part).split()
    return next((word for word in reversed(words) if word in _CASTLE or word in _COURSES), "")


def _last_number(text: str) -> int | None:
    """The number at the end of a name without its brackets, where it may be a star count."""
    last = _LAST_NUMBER.search(text)
    if not last:
        return None
    before = text[: last.start()].rstrip(" -–:").lower()
    word = before[len(before.rstrip(_LETTERS)) :]
    is_index = word in _NUMBERED and int(last[1]) <= 3
    if is_index or word in _INDEXED or before.endswith("#") or not re.search(r"[^\W\d]", before):
        return None
    return int(last[1])


def _first_number(text: str) -> int | None:
    """The number at the beginning, likewise."""
    first = _FIRST_NUMBER.match(text)
    return int(first[1]) if first and not _NO_COUNT.match(text, first.end()) else None


def _brackets(name: str) -> _Found:
    """The star counts and the instructions in a name's brackets, and what is neither."""
    found = _Found()
    for block in _BLOCK.finditer(name):
        is_square = block[1] is None
        parts = [" ".join(part.lower().split()) for part in (block[2] if is_square else block[1]).split(",")]
        for part in filter(None, parts):
            _take(part, found, is_square=is_square)
        if any(_COUNT.fullmatch(part) for part in parts):
            found.is_sure = any(_condition(part, is_square=is_square) for part in parts)
    if mark := _MARK.search(name):
        found.unknown.append(mark[1])
    return found


def _take(part: str, found: _Found, *, is_square: bool) -> None:
    """Takes one part of what stands in brackets."""
    if count := _COUNT.fullmatch(part):
        found.counts = [other for other in found.counts if other != int(count[1])] + [int(count[1])]
    elif part == ANY_COUNT and is_square:
        found.counts.clear()
    elif condition := _condition(part, is_square=is_square):
        found.instructions.pop(part, None)
        found.instructions[part] = condition  # as the last one
    else:
        found.unknown.append(part)


def _condition(text: str, *, is_square: bool) -> Condition | None:
    key, equals, course = text.partition("=")
    if equals and course and key in _OF_COURSE:
        return _OF_COURSE[key]
    if text in _INSTRUCTIONS:
        return _INSTRUCTIONS[text]
    if is_square and text in _OTHERS_INSTRUCTIONS:
        return _OTHERS_INSTRUCTIONS[text]
    try:
        return Condition.parse(re.sub(r"(?<=[a-z])(?=\d)", " ", text))  # "black2"
    except ValueError:
        return None
