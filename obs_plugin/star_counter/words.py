"""Texts that several parts of the star counter say."""

from __future__ import annotations

import unicodedata

#: What the parts of the HUD are called: `hud.PARTS`.
PART_NAMES = {"lives": "the lives", "coins": "the coins", "camera": "the camera's icon"}

#: The letters of a name that are kept: more do not fit into any window.
LONGEST_NAME = 100
#: The letters of a file's name with its folders that are kept: its end says more than its beginning.
_LONGEST_PATH = 1000

# What ends a line or leaves a space, and what is not seen and yet does something: control characters, halves
# of characters, and what turns the direction of the text behind it.
_SPACES = ("Zs", "Zl", "Zp")
_UNSEEN = ("Cc", "Cs")
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str, longest: int = LONGEST_NAME) -> str:
    """A text from outside as one line that can be shown, kept and sent anywhere.

    Every run of spaces and line breaks is one space; what is not seen is written out, as in “\\u202e”; what
    is longer than ``longest`` letters ends with “…”. Every name from a file, a timer or a setting goes
    through here where it comes in, and nowhere else.
    """
    line = " ".join(visible(text[: 4 * longest]).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def file_text(path: object) -> str:
    """The name of a file, with its folders, as `plain` makes it."""
    return plain(str(path), _LONGEST_PATH)


def why_not_opened(error: OSError | ValueError) -> str:
    """Why the system opened no file, in its own words; Python itself refuses a name with a NUL in it."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "no file can have such a name"


def is_plain(text: str) -> bool:
    """Whether a text is a name already as `plain` would make it, however long; an empty one is none."""
    return bool(text) and plain(text, len(text)) == text


def visible(text: str) -> str:
    """A text of several lines in which all is seen, as in `plain`: its lines and its spaces stay.

    For what is told as a whole, and not only a name: a window's, a log's.
    """
    return "".join(letter if letter == "\n" else _seen(letter) for letter in text)


def _seen(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in _SPACES or letter.isspace():
        return " "
    if category in _UNSEEN or letter in _TURNING:
        return ascii(letter)[1:-1]
    return letter


def stars_text(count: int) -> str:
    """A star count in words: “1 star”, “12 stars”."""
    return f"{count} star{'' if count == 1 else 's'}"


def ordinal(number: int) -> str:
    """A number as a place in an order: “1st”, “12th”."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def clock_text(seconds: float, digits: int = 2) -> str:
    """Seconds as “1:02:03.45” or “2:03.45”; without digits rounded down: a chapter must not begin late."""
    unit = 10**digits
    units = round(abs(seconds) * unit) if digits else int(abs(seconds) + 1e-6)
    whole, fraction = divmod(units, unit)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    text = f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
    return ("-" if seconds < 0 and units else "") + text + (f".{fraction:0{digits}}" if digits else "")
