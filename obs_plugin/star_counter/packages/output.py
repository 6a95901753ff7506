"""What other programs print, as lines that can be kept and shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from .. import words

_LONGEST = 2000  # letters: one that never ends its line would fill the memory
_COLOURS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")


def lines(printed: IO[str]) -> Iterator[str]:
    """Each line as it is printed, without colours, plain; one that is too long comes in parts."""
    while line := printed.readline(_LONGEST):
        yield words.plain(_COLOURS.sub("", line), _LONGEST)
