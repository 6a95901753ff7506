"""Where the journal lies on disk: a folder a run, and how many of them are kept.

2026-07-01_193000_Ann/
    journal.jsonl     what happened, one JSON object a line
    0001_star.png     the counter's corner, as the reader saw it
    0002_logo.mjpeg   the game around the logo's first frame, or the grand star: JPEG files, one after another
    journal.html      the page that `star-counter report` makes of it
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
from collections.abc import Container, Sequence
from datetime import datetime
from pathlib import Path

from ..safe_names import safe_name

JOURNAL = "journal.jsonl"
PAGE = "journal.html"
#: Every page begins with it: what begins otherwise is somebody else's.
FIRST_LINE = "<!DOCTYPE html><!-- made by the star counter for Super Mario 64 -->"

_RUN = re.compile(r"\d{4}-\d\d-\d\d_\d{6}_.+")
_PICTURE = re.compile(r"\d{4}_[a-z]+\.png")
_FILM = re.compile(r"\d{4}_[a-z_]+\.mjpeg")


def new_run(folder: Path, at: datetime, player: str) -> Path:
    """Makes a new run's folder, and what is above it; raises `OSError` where it cannot."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{at:%Y-%m-%d_%H%M%S}_{safe_name(player)}"
    for number in itertools.count(1):
        run = folder / (name if number == 1 else f"{name}-{number}")
        with contextlib.suppress(FileExistsError):  # two runs in one second, or two players of one name
            run.mkdir()
            break
    return run


def runs(folder: Path) -> list[Path]:
    """The folders of runs in a folder, oldest first; raises `OSError` where it cannot be listed."""
    return sorted(path for path in folder.iterdir() if _is_run(path))


def picture_name(number: int, kind: str) -> str:
    """What a run's picture is called: it is the ``number``-th one, of a "star", a "split" …"""
    return f"{number:04}_{kind}.png"


def is_picture_name(name: str) -> bool:
    """Whether a picture of a run can be called so: a name, and no way out of its folder."""
    return bool(_PICTURE.fullmatch(name))


def film_name(number: int, kind: str) -> str:
    """As `picture_name`, of a film of a "logo" or a "grand_star"."""
    return f"{number:04}_{kind}.mjpeg"


def is_film_name(name: str) -> bool:
    """As `is_picture_name`, of a film."""
    return bool(_FILM.fullmatch(name))


def is_page(path: Path) -> bool:
    """Whether the file is a page that the star counter made, and no link to one."""
    try:
        if path.is_symlink() or not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(FIRST_LINE)) == FIRST_LINE.encode("ascii")
    except (OSError, ValueError):
        return False


def make_room(
    folder: Path, most_bytes: int, most_runs: int, spared: Container[Path], newest: Sequence[Path]
) -> None:
    """Removes the oldest runs until there are few enough, and small enough together.

    ``newest`` are the newest ones, oldest first, whatever the clock said. Those in ``spared`` stay, and so
    does whatever is no run. What cannot be removed stays as well. Raises `OSError` where the folder cannot be
    listed.
    """
    places = {run: place for place, run in enumerate(newest)}
    by_age = sorted(runs(folder), key=lambda run: places.get(run, -1))
    sizes = {run: sum(_size(file) for file in _files(run)) for run in by_age}
    for run in list(sizes):
        if len(sizes) <= most_runs and sum(sizes.values()) <= most_bytes:
            return
        if run not in spared and remove(run):
            del sizes[run]


def remove(run: Path) -> bool:
    """Removes a run's files, and its folder where nothing else lies in it; returns whether that worked."""
    try:
        # By their names the journal is the last one: until it is gone, this is a run that can be removed.
        for name in sorted(file.name for file in _files(run)):
            if name != PAGE or is_page(run / name):
                (run / name).unlink()
    except OSError:
        return False
    with contextlib.suppress(OSError):  # the player keeps something of their own in it
        run.rmdir()
    return True


def _is_run(path: Path) -> bool:
    try:
        return bool(_RUN.fullmatch(path.name)) and not path.is_symlink() and (path / JOURNAL).is_file()
    except OSError:  # not ours to look into
        return False


def _files(run: Path) -> list[os.DirEntry]:
    """The files of a run that the star counter wrote."""
    try:
        with os.scandir(run) as files:  # three times as fast as paths, and there may be thousands
            return [file for file in files if _is_ours(file.name)]
    except OSError:  # somebody else has just removed it
        return []


def _is_ours(name: str) -> bool:
    return name in (JOURNAL, PAGE) or is_picture_name(name) or is_film_name(name)


def _size(file: os.DirEntry) -> int:
    try:
        return file.stat(follow_symlinks=False).st_size
    except OSError:
        return 0
