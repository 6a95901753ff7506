"""What was read of each file, kept in a small SQLite file, so that no file is read twice."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ... import __version__
from ...problem import Problem
from ...words import file_text, plain

#: The file's name: one a folder. A player may delete it: then all is read again.
ARCHIVE = "star-counter.sqlite"

# It stands in the file: results that are written otherwise are of another form, and not read.
_FORM = 1
_OTHER_FORM = "it is another version's"
_NOT_OURS = "it is none that the star counter made"
# What SQLite opens beside the file.
_BESIDE = ("", "-journal", "-wal", "-shm")
# A journal that ends so names another file, which SQLite would delete: none of ours does.
_NAMES_ANOTHER = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
# Seconds of the processor for all that is looked for in a file: one from elsewhere may be made to take years.
# They are looked at after so many steps of SQLite's.
_MOST_SECONDS, _STEPS = 10.0, 10_000
# Seconds to wait while another command writes there.
_PATIENCE = 60.0
# Letters of records that are stored together: a piece is held in memory.
_PIECE = 1 << 18

# At once, so that no file has the form and not the tables.
_TABLES = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS results (
    path TEXT, what TEXT, size INTEGER, date INTEGER, told TEXT, problem TEXT, PRIMARY KEY (path, what));
CREATE TABLE IF NOT EXISTS records (
    path TEXT, what TEXT, number INTEGER, lines TEXT, PRIMARY KEY (path, what, number));
PRAGMA user_version = {_FORM};
COMMIT;
"""

_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master LIMIT 9"

# What to do, by what SQLite says is wrong; last of all, where it is something else.
_ADVICE = (
    ("locked", "wait until the other command that uses it is done"),
    ("readonly", "see that it can be written to"),
    ("full", "make room on the disk"),
    ("not a database", "delete it if it is damaged"),
    ("malformed", "delete it"),
    ("interrupted", "delete it"),
    (_OTHER_FORM, "delete it if that one is no longer used"),
    (_NOT_OURS, "move it to another folder"),
    ("", "see that there is room on the disk, and that the folder can be written to"),
)


class State(NamedTuple):
    """What tells a file from the same one changed: its size in bytes, and its date in nanoseconds."""

    size: int
    date: int


class Result:
    """What was read of one file: ``told`` on stderr, the ``problem`` with it, if any, and `records`."""

    def __init__(self, path: Path, told: str, problem: str | None, pieces: Iterable[str]):
        self.path, self.told, self.problem = path, told, problem
        self._pieces = pieces

    def records(self) -> Iterator[dict]:
        """The records, in their order; to be asked for once, before the next result is.

        Raises `Problem` where they are damaged.
        """
        try:
            for lines in self._pieces:
                for line in lines.splitlines():
                    record = json.loads(line)
                    if not isinstance(record, dict):
                        raise ValueError("no record")
                    yield record
        except (sqlite3.Error, ValueError, AttributeError, RecursionError) as error:
            raise damaged(self.path) from error


class Archive:
    """The results in one folder's file, or in none: then they are forgotten at the end.

    ``what`` is that of `way_of`: results of another way are kept beside these, but for those of another
    version of the program. All methods but the first raise `sqlite3.Error` where the file fails. Nothing
    is locked between two calls, so that other commands can use the file meanwhile.
    """

    def __init__(self, folder: Path | None, what: str):
        """Opens the file in that folder; None: a temporary one. Raises `Problem` where it cannot be used."""
        self._folder, self._what = folder, what
        self._left = _MOST_SECONDS
        try:
            if folder and not _can_be_opened(folder / ARCHIVE):
                raise sqlite3.DatabaseError(_NOT_OURS)
            self._file = sqlite3.connect(folder / ARCHIVE if folder else "", timeout=_PATIENCE)
            try:
                with self._in_time():
                    self._prepare()
            except sqlite3.Error:
                self._file.close()  # and unlock it
                raise
        except sqlite3.Error as error:
            raise unusable(folder, error) from error

    def find(self, path: Path, state: State) -> Result | None:
        """What is kept of a file in that state, if it was read to its end without a problem."""
        wanted = (*self._key(path), *state)
        query = (
            "SELECT told FROM results "
            "WHERE path = ? AND what = ? AND size = ? AND date = ? AND problem IS NULL "
            "AND typeof(told) = 'text'"
        )
        with self._in_time():
            row = self._file.execute(query, wanted).fetchone()
            return self._result(path, row[0], None) if row else None

    def keep(self, path: Path, state: State, told: str, problem: str | None, lines: Iterable[str]) -> Result:
        """Keeps what was read of a file, each record a line of JSON: all of it or nothing, come what may."""
        key = self._key(path)
        with self._file:
            with self._in_time():
                self._file.execute("DELETE FROM records WHERE path = ? AND what = ?", key)
            self._file.executemany(
                "INSERT INTO records VALUES (?, ?, ?, ?)",
                ((*key, number, piece) for number, piece in enumerate(in_pieces(lines))),
            )
            self._file.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?)", (*key, *state, told, problem)
            )
        return self._result(path, told, problem)

    def forget(self, path: Path) -> None:
        """Makes room: what is kept of a file is no longer needed."""
        with self._file, self._in_time():
            for table in ("results", "records"):
                self._file.execute(f"DELETE FROM {table} WHERE path = ? AND what = ?", self._key(path))

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def _prepare(self) -> None:
        """Writes nothing where there is nothing to write: another command may write, or nobody may."""
        (form,) = self._file.execute("PRAGMA user_version").fetchone()
        if form not in (0, _FORM):
            raise sqlite3.DatabaseError(_OTHER_FORM)
        # A file from elsewhere may name functions that do things, or be another program's.
        self._file.execute("PRAGMA trusted_schema = OFF")
        tables = self._file.execute(_SCHEMA).fetchall()
        if not tables:
            self._file.executescript(_TABLES)
        elif tables != _own_tables():
            raise sqlite3.DatabaseError(_NOT_OURS)
        with contextlib.suppress(sqlite3.Error):  # they do no harm
            self._delete_outdated()

    @contextlib.contextmanager
    def _in_time(self) -> Iterator[None]:
        """Has SQLite end what it does within by an error, where all such takes more than `_MOST_SECONDS`."""
        begun, left = time.thread_time(), self._left
        self._file.set_progress_handler(lambda: time.thread_time() - begun > left, _STEPS)
        try:
            yield
        except UnicodeDecodeError as error:  # of SQLite's own words, where they name what is damaged
            raise sqlite3.DatabaseError(_NOT_OURS) from error
        finally:
            self._file.set_progress_handler(None, 0)
            self._left -= time.thread_time() - begun

    def _delete_outdated(self) -> None:
        """Deletes what other versions of the program have read: it would never be asked for again."""
        ways = [what for (what,) in self._file.execute("SELECT DISTINCT what FROM results")]
        outdated = [(what,) for what in ways if _version_of(what) != __version__]
        if outdated:
            with self._file:
                self._file.executemany("DELETE FROM results WHERE what = ?", outdated)
                self._file.executemany("DELETE FROM records WHERE what = ?", outdated)

    def _result(self, path: Path, told: str, problem: str | None) -> Result:
        key = self._key(path)
        query = "SELECT count(*) FROM records WHERE path = ? AND what = ?"
        (count,) = self._file.execute(query, key).fetchone()
        return Result(path, told, problem, self._pieces(key, count))

    def _pieces(self, key: tuple[str, str], count: int) -> Iterator[str]:
        """The pieces, each asked for by itself: a row that waits to be taken would lock the file."""
        query = "SELECT lines FROM records WHERE path = ? AND what = ? AND number = ?"
        for number in range(count):
            with self._in_time():
                row = self._file.execute(query, (*key, number)).fetchone()
            if row is None or not isinstance(row[0], str):
                raise ValueError("another command has deleted it, or it is damaged")
            yield row[0]

    def _key(self, path: Path) -> tuple[str, str]:
        """A file's name from the folder on, so that the folder can be moved."""
        name = os.path.abspath(path)  # noqa: PTH100  (`Path.absolute` leaves "..")
        if self._folder:
            with contextlib.suppress(ValueError):  # on another drive
                name = os.path.relpath(name, self._folder)
        return os.fsencode(name).decode("utf-8", "backslashreplace"), self._what


def _own_tables() -> list[tuple]:
    """What a file of ours holds, as `_SCHEMA` tells it."""
    with contextlib.closing(sqlite3.connect(":memory:")) as file:
        file.executescript(_TABLES)
        return file.execute(_SCHEMA).fetchall()


def _can_be_opened(archive: Path) -> bool:
    """Whether SQLite can be let at a file, or at none: a folder from elsewhere may hold links, pipes, and a
    journal that would have it delete something."""
    for path in (archive.with_name(archive.name + ending) for ending in _BESIDE):
        if path.is_symlink() or (path.exists() and not path.is_file()):
            return False
    journal = archive.with_name(f"{archive.name}-journal")
    try:
        with journal.open("rb") as file:
            file.seek(-min(len(_NAMES_ANOTHER), journal.stat().st_size), os.SEEK_END)
            return file.read() != _NAMES_ANOTHER
    except OSError:  # there is none, or SQLite can open it neither
        return True


def way_of(command: str, models: Sequence[str], options: Mapping[str, str]) -> str:
    """What tells results of one way to read a file from those of another: all that they depend on."""
    return json.dumps([command, __version__, models, options], sort_keys=True)


def _version_of(what: str) -> str | None:
    """The version of the program in what `way_of` has written; None where it has not."""
    try:
        return json.loads(what)[1]
    except (ValueError, TypeError, LookupError, RecursionError):
        return None


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
    """Lines in pieces that are not long in memory; an error among them comes behind all lines before it."""
    piece: list[str] = []
    length = 0
    try:
        for line in lines:
            piece.append(line)
            length += len(line)
            if length >= _PIECE:
                yield "".join(piece)
                piece, length = [], 0
    except Exception:
        if piece:
            yield "".join(piece)
        raise
    if piece:
        yield "".join(piece)


def unusable(folder: Path | None, error: sqlite3.Error) -> Problem:
    """What is wrong where the file in that folder, or a temporary one, fails, and what to do."""
    if folder is None:
        return no_room(error)
    advice = next(advice for words, advice in _ADVICE if words in str(error))
    return Problem(
        f"{file_text(folder / ARCHIVE)} cannot be used ({plain(str(error))}), so what is read now is not "
        f"kept for the next time: {advice}."
    )


def no_room(error: Exception) -> Problem:
    """What is wrong where a temporary file fails."""
    why = getattr(error, "strerror", None) or error
    return Problem(f"There is no room for temporary files ({why}): make some.")
