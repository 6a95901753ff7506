"""File names from names that players choose."""

from __future__ import annotations

import contextlib
import itertools
from pathlib import Path

# What Windows keeps for devices, with any ending.
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³")}
_LONGEST_NAME = 40  # letters of a player's or a recording's name


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
