"""Processes that read files for this one: so many at once, each one file at a time."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import IO

from ...problem import Problem
from ...reading.reader import Reader
from ...words import file_text, plain
from ..model import load
from . import progress
from .archive import in_pieces, no_room
from .processes import PROCESSES, begin, ctrl_c_later

#: Reads one file: gives what can be written as JSON, and raises `Problem`. It is sent to the processes.
Work = Callable[[Path, Reader], Iterable[dict]]


@dataclass
class Done:
    """A file that was read: its records, one a line, what was told, and what is wrong."""

    number: int
    lines: IO[str]
    told: str
    problem: str | None


class Workers:
    """The processes. They end with this one, however it ends."""

    def __init__(self, work: Work, model: Path, jobs: int):
        self._work, self._model, self._jobs = work, model, jobs
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []

    def read(self, files: Iterable[tuple[int, Path]], show: Callable[[int, float], None]) -> Iterator[Done]:
        """Reads the files; gives each one as it is done, by its number, and shows the share of it that is.

        Raises `Problem` where the model cannot be used, or temporary files cannot be written.
        """
        remaining = iter(files)
        try:
            while self._feed(remaining):
                ready = set(wait([sign for worker in self._busy for sign in worker.signs]))
                for worker in [one for one in self._busy if not ready.isdisjoint(one.signs)]:
                    done = worker.hear(show)
                    if done:
                        self._busy.remove(worker)
                        self._idle += [] if worker.is_dead else [worker]
                        yield done
        finally:
            for worker in (*self._busy, *self._idle):
                worker.end()

    def _feed(self, remaining: Iterator[tuple[int, Path]]) -> bool:
        """Gives each process that can take one a file; whether any is at work."""
        while len(self._busy) < self._jobs and (following := next(remaining, None)):
            worker = self._idle.pop() if self._idle else _Worker(self._work, self._model)
            worker.take(*following)
            self._busy.append(worker)
        return bool(self._busy)


class _Worker:
    """One process, from this side."""

    def __init__(self, work: Work, model: Path):
        self._connection, other = PROCESSES.Pipe()
        self.is_dead = False
        self._lines: IO[str] | None = None
        self._process = PROCESSES.Process(target=_serve, args=(other, work, model), daemon=True)
        with ctrl_c_later():
            self._process.start()
        other.close()

    @property
    def signs(self) -> tuple[Connection, int]:
        """What to wait for: its messages, and its end."""
        return self._connection, self._process.sentinel

    def take(self, number: int, path: Path) -> None:
        """Has the process read a file."""
        self._number, self._path = number, path
        # It has no name, or loses it when it is closed: nothing is left over, even of a killed process.
        with _temporary():
            self._lines = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115
        with contextlib.suppress(OSError):  # it is dead: `hear` says so
            self._connection.send(path)

    def hear(self, show: Callable[[int, float], None]) -> Done | None:
        """Takes its next message: whether the file is done. Raises `Problem` over its model, or the disk."""
        lines = self._lines
        assert lines is not None, "it has a file"
        try:
            if not self._connection.poll():  # it has ended, which not all systems tell by its connection
                raise EOFError
            kind, *values = self._connection.recv()
        except (EOFError, OSError):
            self.is_dead = True
            self._process.join()
            kind, values = "done", ["", _died(self._path)]
        if kind == "unfit":
            raise Problem(values[0])
        if kind == "share":
            show(self._number, values[0])
        elif kind == "lines":
            with _temporary():
                lines.write(values[0])
        else:
            with _temporary():
                lines.seek(0)  # which writes the rest
            return Done(self._number, lines, *values)
        return None

    def end(self) -> None:
        """Ends the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self._connection.close()
        if self._lines:
            with contextlib.suppress(OSError):  # a full disk: what it would write is not needed
                self._lines.close()


@contextlib.contextmanager
def _temporary() -> Iterator[None]:
    """Tells what is wrong with the disk of temporary files: it is not the output's."""
    try:
        yield
    except OSError as error:
        raise no_room(error) from error


def _died(path: Path) -> str:
    return (
        f"{file_text(path)} could not be read, as the process that read it was ended: close other programs, "
        "or read it alone."
    )


def _serve(connection: Connection, work: Work, model: Path) -> None:
    """What the process does: it reads one file after the other."""
    begin()
    progress.send = lambda share: connection.send(("share", share))
    try:
        reader = load(model)
    except Problem as problem:
        connection.send(("unfit", str(problem)))
        return
    with contextlib.suppress(EOFError):
        while True:
            connection.send(("done", *_read(work, connection.recv(), reader, connection)))
            gc.collect()  # PyAV's files hold themselves: what their decoders keep would stay a while


def _read(work: Work, path: Path, reader: Reader, connection: Connection) -> tuple[str, str | None]:
    """Sends what is read of a file; returns what was told, and what is wrong."""
    told, problem = io.StringIO(), None
    stderr, sys.stderr = sys.stderr, told
    try:
        for piece in in_pieces(json.dumps(record) + "\n" for record in work(path, reader)):
            connection.send(("lines", piece))
    except Problem as wrong:
        problem = str(wrong)
    except MemoryError:
        problem = f"There is not enough memory to read {file_text(path)}: close other programs."
    except OSError as error:
        problem = f"{file_text(path)} cannot be read ({error.strerror or error}): copy it again."
    except Exception as error:  # the star counter's own mistake: the other files are read all the same
        problem = (
            f"{file_text(path)} could not be read, by a mistake of the star counter "
            f"({type(error).__name__}: {plain(str(error))}): read it alone, and report all that is told then."
        )
    finally:
        sys.stderr = stderr
    return told.getvalue(), problem
