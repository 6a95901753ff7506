"""What no real route reaches: a file beyond it is refused at once, so that none is read for long.

The longest routes that players have are of 120 stars, with a split for each star and screen that they like to
see: some 150 splits, and a file of 30 kB.
"""

from __future__ import annotations

import re

from ...problem import Problem

MOST_SPLITS = 1_000
#: Bytes of any file but LiveSplit's: 1,000 splits take 700,000 where their names are as long as can be.
LARGEST_TEXT = 1_000_000
#: Bytes of LiveSplit's files: with icons and years of history they have a few millions.
LARGEST_LSS = 32_000_000
#: Elements of LiveSplit's files: three for each segment of each attempt, so 10,000 attempts of 15 segments.
MOST_ELEMENTS = 500_000
#: Bytes of a tag or a comment of LiveSplit's files, of which none has a thousand. They are read at once, and
#: anew with each part of a file.
LONGEST_TAG = 1_000_000
#: Line ends, “=”, “,”, “[” and “{” of a TOML file: AutoSplit64 writes some 25 for each split.
MOST_MARKS = 30_000
#: Names with dots between in a key of a TOML file: “SPLIT.WF” has two. To read n of them takes n² steps.
MOST_PARTS = 8
#: Digits of a number: Python writes any in less. To read n of them takes n² steps before Python 3.10.7.
LONGEST_NUMBER = 100
#: Letters of TOML that are read in all while its errors are looked for, one in each reading: ten of 20 kB.
MOST_SEARCHED = 200_000
#: Errors of a file that are told.
MOST_ERRORS = 10
#: Letters of a file's key, value or line that are shown in a message, and of the path of a file.
LONGEST_SHOWN, LONGEST_PATH = 40, 300

# A part begins where none can have begun before: so each letter is looked at in a few tries, not in many.
_PART = r"""(?:(?<![\w-])[\w-]+|(?<!\\)"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\n]*')"""
_MANY_PARTS = re.compile(rf"(?:{_PART}[ \t]*\.[ \t]*){{{MOST_PARTS}}}")
# A text in TOML, of one line, or a comment. From the first text of several lines on, all stays as it is: what
# lies between its ends is hard to tell where a line is wrong.
_TEXT = re.compile(
    r"""(?P<kept>(?:\"{3}|'{3})[\s\S]*)|(?<!\\)"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"|'[^'\n]*'|\#[^\n]*"""
)
_LONG_NUMBER = re.compile(rf"(?<![0-9_])[0-9_]{{{LONGEST_NUMBER + 1}}}")


def check_splits(number: int, name: str) -> None:
    """Raises `Problem` where a file has more splits than any route."""
    if number > MOST_SPLITS:
        raise Problem(f"{name} has more than {MOST_SPLITS} splits, which no route has: choose another file.")


def check_numbers(text: str, name: str) -> None:
    """Raises `Problem` where a number in a file would take long to read."""
    if number := _LONG_NUMBER.search(text):
        line = text.count("\n", 0, number.start()) + 1
        raise Problem(f"{name}, line {line}: the number there is too long for a route: write a shorter one.")


def check_toml(text: str, name: str) -> None:
    """Raises `Problem` where a TOML file would take long to read, whatever its names and comments say."""
    text = _TEXT.sub(lambda found: found["kept"] or "_", text)
    check_numbers(text, name)
    if sum(text.count(mark) for mark in "\n=,[{") > MOST_MARKS:
        raise Problem(f"{name} has more values than any route: choose another file.")
    if parts := _MANY_PARTS.search(text):
        line = text.count("\n", 0, parts.start()) + 1
        raise Problem(f"{name}, line {line}: a name there has too many dots for a route: write  key = value.")
