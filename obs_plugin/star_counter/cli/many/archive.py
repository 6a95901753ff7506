"""What was read of each file, kept in a small SQLite file, so that no file is read twice."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ...problem import Problem
from ...words import file_text

#: The file's name: one a folder. A player may delete it: then all is read again.
ARCHIVE = "star-counter.sqlite"

# It stands in the file: results that are written otherwise are of another form, and not read.
_FORM = 1
# Seconds to wait while another command writes there.
_PATIENCE = 60.0
# Letters of records that are stored together: a piece is held in memory.
_PIECE = 1 << 18

_TABLES = """
CREATE TABLE IF NOT EXISTS results (
    path TEXT, what TEXT, size INTEGER, date INTEGER, told TEXT, problem TEXT, PRIMARY KEY (path, what));
CREATE TABLE IF NOT EXISTS records (
    path TEXT, what TEXT, number INTEGER, lines TEXT, PRIMARY KEY (path, what, number));
"""


class State(NamedTuple):
    """What tells a file from the same one changed: its size in bytes, and its date in nanoseconds."""

    size: int
    date: int


class Result:
    """What was read of one file: ``told`` on stderr, the ``problem`` with it, if any, and `records`."""

    def __init__(self, path: Path, told: str, problem: str | None, pieces: Iterable[tuple[str]]):
        self.path, self.told, self.problem = path, told, problem
        self._pieces = pieces

    def records(self) -> Iterator[dict]:
        """The records, in their order; to be asked for once, before the next result is.

        Raises `Problem` where they are damaged.
        """
        try:
            for (lines,) in self._pieces:
                for line in lines.splitlines():
                    record = json.loads(line)
                    if not isinstance(record, dict):
                        raise ValueError("no record")
                    yield record
        except (sqlite3.Error, ValueError, AttributeError, RecursionError) as error:
            raise damaged(self.path) from error


class Archive:
    """The results in one folder's file, or in none: then they are forgotten at the end.

    ``what`` tells how files are read: results of another way are kept beside these. All methods but the
    first raise `sqlite3.Error` where the file fails.
    """

    def __init__(self, folder: Path | None, what: str):
        """Opens the file in that folder; None: a temporary one. Raises `Problem` where it cannot be used."""
        self._folder, self._what = folder, what
        try:
            self._file = sqlite3.connect(folder / ARCHIVE if folder else "", timeout=_PATIENCE)
            self._prepare()
        except sqlite3.Error as error:
            raise Problem(_unusable(folder, error)) from error

    def find(self, path: Path, state: State) -> Result | None:
        """What is kept of a file in that state, if it was read to its end without a problem."""
        wanted = (*self._key(path), *state)
        query = (
            "SELECT told FROM results "
            "WHERE path = ? AND what = ? AND size = ? AND date = ? AND problem IS NULL"
        )
        row = self._file.execute(query, wanted).fetchone()
        return Result(path, row[0], None, self._pieces(path)) if row else None

    def keep(self, path: Path, state: State, told: str, problem: str | None, lines: Iterable[str]) -> Result:
        """Keeps what was read of a file, each record a line of JSON: all of it or nothing, come what may."""
        key = self._key(path)
        with self._file:
            self._file.execute("DELETE FROM records WHERE path = ? AND what = ?", key)
            self._file.executemany(
                "INSERT INTO records VALUES (?, ?, ?, ?)",
                ((*key, number, piece) for number, piece in enumerate(in_pieces(lines))),
            )
            self._file.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?)", (*key, *state, told, problem)
            )
        return Result(path, told, problem, self._pieces(path))

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def _prepare(self) -> None:
        (form,) = self._file.execute("PRAGMA user_version").fetchone()
        if form not in (0, _FORM):
            raise sqlite3.DatabaseError("another version's")
        # A file from elsewhere may name functions that do things.
        self._file.execute("PRAGMA trusted_schema = OFF")
        with self._file:
            self._file.executescript(f"PRAGMA user_version = {_FORM};{_TABLES}")

    def _pieces(self, path: Path) -> Iterator[tuple[str]]:
        query = "SELECT lines FROM records WHERE path = ? AND what = ? ORDER BY number"
        return self._file.execute(query, self._key(path))

    def _key(self, path: Path) -> tuple[str, str]:
        """A file's name from the folder on, so that the folder can be moved."""
        name = os.path.abspath(path)  # noqa: PTH100  (`Path.absolute` leaves "..")
        if self._folder:
            with contextlib.suppress(ValueError):  # on another drive
                name = os.path.relpath(name, self._folder)
        return os.fsencode(name).decode("utf-8", "backslashreplace"), self._what


def damaged(path: Path) -> Problem:
    """What is wrong where what is kept of a file is not what was written."""
    return Problem(f"What is kept of {file_text(path)} is damaged: delete {ARCHIVE}, and run it again.")


def state_of(path: Path) -> State | None:
    """The state of a file now; None where it is not there."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return State(status.st_size, status.st_mtime_ns)


def in_pieces(lines: Iterable[str]) -> Iterator[str]:
    """Lines in pieces that are not long in memory."""
    piece: list[str] = []
    length = 0
    for line in lines:
        piece.append(line)
        length += len(line)
        if length >= _PIECE:
            yield "".join(piece)
            piece, length = [], 0
    if piece:
        yield "".join(piece)


def _unusable(folder: Path | None, error: sqlite3.Error) -> str:
    where = file_text(folder / ARCHIVE) if folder else "A temporary file"
    return (
        f"{where} cannot be used ({error}), so what is read now is not kept for the next time: see that the "
        "folder can be written to, or delete that file if it is damaged."
    )
