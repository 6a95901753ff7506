"""What the command prints beside its result, and the files that it writes."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TextIO

from ..hud import PARTS
from ..problem import Problem
from ..safe_names import kind, replaced
from ..words import PART_NAMES, file_text, plain


def tell(text: object) -> None:
    """Tells the person something beside the result, on stderr; what cannot be told there is left out."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def tell_slow(video: str, why: str) -> None:
    """Tells that every frame of a video is read though it need not be, as ``why`` says."""
    tell(f"Every frame of {video} is read, as {why}: this takes longer.")


def tell_unseen(video: str, parts: Collection[str]) -> None:
    """Tells which parts of a video's HUD, if any, were not seen, at first or later."""
    names = [PART_NAMES[part] for part in PARTS if part in parts]
    if names:
        text = f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0]
        verb = "is" if names == [PART_NAMES["camera"]] else "are"
        tell(f"{video}: {text} {verb} not seen, or not all the time: what rests on that is not told then.")


def silence(stream: TextIO) -> None:
    """Has what is written to a stream that is full or closed go nowhere, what Python does at its end, too."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def check_out(out: Path | None, *read: Path) -> None:
    """Raises `Problem` where ``out`` cannot be written, or that would overwrite a file that is read."""
    if out is None:
        return
    try:
        found = kind(out)
        if found == stat.S_IFDIR:
            raise Problem(f"{file_text(out)} is a folder: give the name of a file.")
        is_there, is_file = found is not None, found == stat.S_IFREG
        # A file is written beside the old one, and takes its place when it is whole; a device is written to.
        needed = ([out] if is_there else []) + ([] if is_there and not is_file else [out.parent])
        is_right = all(os.access(path, os.W_OK) for path in needed)
        is_read = is_there and any(path.exists() and out.samefile(path) for path in read)
    except (OSError, ValueError) as error:
        raise _not_written(out, error) from error
    if not is_right:
        raise Problem(f"{file_text(out)} cannot be written: choose another place.")
    if is_read:
        raise Problem(f"{file_text(out)} is a file that is read, and would be overwritten: write to another.")


def write(text: str, out: Path | None) -> None:
    """Writes a text to the file ``out``, or prints it where there is none."""
    if out is None:
        print(text, end="")
        return
    data = text.encode(errors="replace")
    write_file(out, lambda half: half.write_bytes(data))


def write_file(out: Path, save: Callable[[Path], object]) -> None:
    """Has ``save`` write the file ``out``: afterwards it is there as a whole, or as it was before.

    Raises `Problem` where it cannot be written.
    """
    try:
        with replaced(out) as half:
            save(half)
    except (OSError, ValueError) as error:
        raise _not_written(out, error) from error


def _not_written(out: Path, error: Exception) -> Problem:
    reason = error.strerror if isinstance(error, OSError) else None
    return Problem(
        f"{file_text(out)} cannot be written ({plain(reason or str(error))}): choose another place."
    )
