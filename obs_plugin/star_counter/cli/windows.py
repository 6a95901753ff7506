"""What the command has to do otherwise on Windows. Elsewhere nothing here does anything."""

from __future__ import annotations

import ctypes
import errno
import glob
import io
import os
import sys
from collections.abc import Sequence

_JOKERS = frozenset("*?")


def redirect(stream: io.TextIOWrapper) -> None:
    """Has what is printed into a file or to another program be the same as on other systems.

    Windows would have it in the letters of before Unicode, which lack most; a route would be no route then.
    """
    if sys.platform == "win32" and not stream.isatty():
        stream.reconfigure(encoding="utf-8", newline="\n")


def is_unread(error: OSError) -> bool:
    """Whether nobody reads what is printed any more: Windows calls that an invalid argument."""
    if isinstance(error, BrokenPipeError):
        return True
    return sys.platform == "win32" and error.errno == errno.EINVAL and error.filename is None


def is_wine() -> bool:
    """Whether this is no Windows but Wine: Python's pools of processes are woken by messages without a byte,
    which its pipes lose, and wait for ever."""
    return sys.platform == "win32" and hasattr(ctypes.windll.ntdll, "wine_get_version")


def expanded(argv: Sequence[str]) -> list[str]:
    """``*.png`` as the files of that name, where there are some: shells of Windows leave that to programs."""
    if sys.platform != "win32":
        return [*argv]
    return [path for argument in argv for path in (_matching(argument) or [argument])]


def _matching(argument: str) -> list[str]:
    drive, rest = os.path.splitdrive(argument)  # of a long path, the drive holds a question mark: \\?\C:
    if not _JOKERS.intersection(rest):
        return []
    return sorted(glob.glob(drive + rest.replace("[", "[[]")))  # noqa: PTH207  (`Path.glob` takes no whole path)
