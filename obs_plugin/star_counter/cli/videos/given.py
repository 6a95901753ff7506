"""The files that a command is given: those it names, and the videos in the folders that it names."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Sequence
from pathlib import Path

from ...problem import Problem
from ...recording.opening import is_picture
from ...words import file_text
from ..options import whole_number

_MOST_JOBS = 1000

# What recorders, streaming sites and cameras call videos. A file of another name is read when it is named.
_FILES = frozenset((".mp4", ".m4v", ".mov", ".mkv", ".webm", ".flv", ".f4v", ".avi", ".wmv", ".asf", ".ogv"))
_STREAMS = frozenset((".ts", ".mts", ".m2ts", ".mpg", ".mpeg", ".vob", ".3gp", ".y4m"))
_DIGITS = re.compile(r"(\d+)")


def add_files(parser: argparse.ArgumentParser, what: str) -> None:
    """Adds the files, of the kind that is told, and how many are read at once."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=f"{what}, or a folder of videos")
    add_jobs(parser)


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """Adds by how many processes videos are read at once, or a single one."""
    parser.add_argument(
        "--jobs",
        type=whole_number(1, _MOST_JOBS),
        default=_usual_jobs(),
        metavar="N",
        help="read so many videos at once, or so many parts of one (default: the cores, %(default)s)",
    )


def by_one(options: argparse.Namespace) -> argparse.Namespace:
    """The options for one of several videos, which one process reads alone."""
    return argparse.Namespace(**{**vars(options), "jobs": 1})


def _usual_jobs() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on Windows and macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_many(given: Sequence[Path], files: Sequence[Path]) -> bool:
    """Whether the files are worth processes of their own, and to be kept: several videos, or a folder."""
    return not set(files) <= set(given) or sum(map(_is_video, files)) > 1


def files_of(given: Sequence[Path], problems: list[Problem]) -> list[Path]:
    """The files, with the videos in each folder in its place, as `videos_in` gives them.

    What is wrong with a folder is added to ``problems``.
    """
    files: list[Path] = []
    for path in given:
        try:
            files += videos_in(path) if _is_folder(path) else [path]
        except Problem as problem:
            problems.append(problem)
    return files


def videos_in(folder: Path) -> list[Path]:
    """The videos in a folder, by name: "2" comes before "10".

    Folders in it are left alone, and so are hidden files. Raises `Problem` where it holds no video, or
    cannot be opened.
    """
    try:
        found = [
            path
            for path in folder.iterdir()
            if path.suffix.lower() in _FILES | _STREAMS and not path.name.startswith(".") and path.is_file()
        ]
    except OSError as error:
        raise Problem(f"{file_text(folder)} cannot be opened ({error.strerror}): check its name.") from error
    if not found:
        raise Problem(f"There is no video in {file_text(folder)}: give the folder of the recordings.")
    return sorted(found, key=lambda path: (by_name(path), path.name))


def by_name(path: Path) -> list[tuple[int, str]]:
    """A key that sorts names as people do: numbers in them by their values."""
    parts = _DIGITS.split(path.stem.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts if part]


def _is_video(path: Path) -> bool:
    try:
        return not is_picture(path)
    except Problem:
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # whoever opens it tells why it cannot be
        return False
