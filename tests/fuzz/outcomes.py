"""What every reader of outside data owes: a result or a plain sentence, in time that grows with the size."""

import gc
import os
import re
import time
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from hypothesis import settings

from star_counter.problem import Problem

Result = TypeVar("Result")

#: Seconds of the processor that a reader may take: for anything, and for each megabyte.
FOR_ANYTHING, FOR_A_MEGABYTE = 0.5, 5.0
#: More letters than a player reads.
_LONGEST = 3000
_OF_PROGRAMMERS = re.compile(r"Traceback|object at 0x|\w+Error\b|Exception\b")
# Control characters, halves of characters, and what turns the direction of the text after it.
_NOT_PLAIN = ("Cc", "Cs")
_TURNING = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

settings.register_profile("selection", deadline=None, derandomize=True, database=None, max_examples=25)
settings.register_profile("fuzz", deadline=None, database=None, max_examples=1000, print_blob=True)
#: How long a test is tried: a fixed selection in `make test`, with new seeds again and again in `make fuzz`.
fuzzed = settings.get_profile(os.environ.get("STAR_COUNTER_FUZZ", "selection"))


def outcome(read: Callable[[], Result], size: int) -> Result | Problem:
    """What reading ``size`` bytes of outside data comes to: its result, or the `Problem` that refuses it.

    Any other exception passes through, and so fails the test; so do a sentence that is not plain, and more
    time of the processor than `FOR_ANYTHING` and the size allow.
    """
    gc.freeze()  # what other tests have left is not looked through meanwhile
    begun = time.thread_time()
    result: Result | Problem
    try:
        result = read()
    except Problem as problem:
        check_plain(str(problem))
        result = problem
    finally:
        gc.unfreeze()
    took = time.thread_time() - begun
    assert took <= FOR_ANYTHING + FOR_A_MEGABYTE * size / 1e6, f"{size} bytes took {took:.1f} s"
    return result


def check_plain(text: str) -> None:
    """Fails where a text is nothing to show to a player: in a window, a log or a terminal."""
    text.encode()
    assert text.strip()
    assert len(text) <= _LONGEST
    assert not _OF_PROGRAMMERS.search(text), text
    letters = set(text.replace("\n", ""))
    assert not [letter for letter in letters if unicodedata.category(letter) in _NOT_PLAIN], ascii(text)
    assert not letters & _TURNING, ascii(text)
