"""File names from names that players choose, what is there, and files that are whole or not there at all."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import stat
from collections.abc import Iterator
from pathlib import Path

# What Windows keeps for devices, with any ending.
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³")}
_LONGEST_NAME = 40  # letters of a player's or a recording's name


def kind(path: Path) -> int | None:
    """What is at a path, as `stat.S_IFMT` calls it; None where nothing is.

    Raises OSError where the system does not tell that, as of a name that is too long: from Python 3.14 on
    that is to the methods of `Path` as if nothing were there.
    """
    try:
        return stat.S_IFMT(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return None


def safe_name(name: str) -> str:
    """A player's or a recording's name as the name of a folder or a part of a file's name, on any system."""
    letters = (letter if letter.isalnum() or letter == "-" else "_" for letter in name[:_LONGEST_NAME])
    safe = "".join(letters) or "player"
    return f"{safe}_" if safe.upper() in _RESERVED else safe


def claim(folder: Path, name: str) -> Path:
    """A file of that name in the folder, made now and empty; where the name is taken, with a number.

    Nothing is ever overwritten so, whoever else writes there. Raises `OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / name
    for number in itertools.count(1):
        path = wanted if number == 1 else wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        with contextlib.suppress(FileExistsError):
            path.open("xb").close()
            break
    return path


@contextlib.contextmanager
def half_of(path: Path) -> Iterator[Path]:
    """A name beside ``path``, with its ending and hidden, for what is to become that file.

    Rename it when it is whole. What still has the name at the end, after an error or Ctrl-C, is removed.
    """
    half = path.with_name(f".{os.getpid()}.{path.name[-_LONGEST_NAME:]}")
    try:
        yield half
    finally:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)


@contextlib.contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A name to write to, which takes the place of the file ``path`` at the end, if all went well.

    A device or a pipe is written to itself: nothing takes its place. Raises `OSError`, also where the file is
    there and may not be written.
    """
    path = Path(os.path.realpath(path))  # the file that a link leads to, not the link
    if path.exists() and not path.is_file():
        yield path
        return
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    with half_of(path) as half:
        yield half
        half.replace(path)
