"""Reads many files at once, or what is kept of them: their results in the order of the files."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ...problem import Problem
from ...reading.classifier import BUNDLED_CAMERA, check_file, model_name
from ...reading.model_form import COUNTER_FORM
from ...words import visible
from ..output import tell
from .archive import Archive, Result, State, damaged, no_room, state_of, unusable, way_of
from .workers import Done, Work, Workers


def way(command: str, model: Path, **matters: Any) -> str:
    """What tells results of one way to read a file from those of another: all that they depend on.

    ``matters`` are the options that do. Raises `Problem` where a model cannot be opened.
    """
    check_file(model, COUNTER_FORM)
    try:
        models = [hashlib.sha256(file.read_bytes()).hexdigest() for file in (model, BUNDLED_CAMERA)]
    except OSError as error:
        raise Problem(
            f"The {model_name(model)} cannot be opened ({error.strerror}): choose another."
        ) from error
    options = {name: str(value) for name, value in matters.items()}
    return way_of(command, models, options)


def show_result(result: Result, show: Callable[[Any], None]) -> list[Problem]:
    """Tells what was told of a file and shows its records; returns what is wrong with it."""
    if result.told:
        tell(visible(result.told.rstrip("\n")))
    try:
        for record in result.records():
            try:
                show(record)
            # An archive is somebody's file.
            except (TypeError, ValueError, LookupError, OverflowError, RecursionError) as error:
                raise damaged(result.path) from error
    except Problem as problem:
        return [problem]
    return [Problem(result.problem)] if result.problem else []


class Batch:
    """Some files, and how they are read."""

    def __init__(
        self,
        files: Sequence[Path],
        work: Work,
        model: Path,
        what: str,
        *,
        out: Path | None = None,
        is_kept: bool = True,
    ):
        """``what`` is that of `way`; results are kept beside the file ``out``, or else beside each file.

        ``is_kept``: whether they are, for the next time; else they are forgotten as they have been given.
        """
        self._files, self._work, self._model, self._what = files, work, model, what
        self._out, self._is_kept = out, is_kept
        self._archives: dict[Path, Archive] = {}
        self._forgetful: Archive | None = None
        self._closing = contextlib.ExitStack()  # for all archives, those that failed, too
        self._done: dict[int, Result] = {}
        self._following = 0
        self._to_come = Counter(map(_whole, files))  # a file may be given twice

    def results(self, jobs: int) -> Generator[Result, None, None]:
        """The results in the order of the files, each as soon as it is there; so many are read at once.

        Raises `Problem` where the model cannot be used, or no temporary file.
        """
        states = [state_of(path) for path in self._files]
        with self._closing, _Bar(states) as bar:
            missing = [number for number, state in enumerate(states) if not self._find(number, state)]
            for number in self._done:
                bar.show(number, 1.0)
            workers = Workers(self._work, self._model, min(jobs, len(missing)))
            for done in workers.read(((number, self._files[number]) for number in missing), bar.show):
                self._keep(done, states[done.number])
                bar.show(done.number, 1.0)
                yield from self._in_order()
            yield from self._in_order()

    def _in_order(self) -> Iterator[Result]:
        """The results up to the first file that is not read yet."""
        while self._following in self._done:
            path = self._files[self._following]
            yield self._done.pop(self._following)
            self._following += 1
            self._to_come[_whole(path)] -= 1
            if self._forgetful and not self._to_come[_whole(path)]:
                with contextlib.suppress(sqlite3.Error):
                    self._forgetful.forget(path)

    def _find(self, number: int, state: State | None) -> bool:
        """Whether a file's result is kept."""
        found = None
        if state:
            with contextlib.suppress(sqlite3.Error):
                found = self._archive(self._files[number], state).find(self._files[number], state)
        if found:
            self._done[number] = found
        return found is not None

    def _keep(self, done: Done, state: State | None) -> None:
        path = self._files[done.number]
        archive = self._archive(path, state)
        with done.lines as lines:
            try:
                result = archive.keep(path, state or State(0, 0), done.told, done.problem, lines)
            except sqlite3.Error as error:  # a full disk, a share that is gone, a folder without rights
                if archive is self._forgetful:
                    raise no_room(error) from error
                tell(unusable(self._folder(path), error))
                self._archives[self._folder(path)] = self._temporary()
                lines.seek(0)
                self._keep(done, state)
            else:
                self._done[done.number] = result

    def _archive(self, path: Path, state: State | None) -> Archive:
        # Without a state there is no such file, and perhaps no such folder.
        if state is None or not self._is_kept:
            return self._temporary()
        folder = self._folder(path)
        if folder not in self._archives:
            try:
                self._archives[folder] = self._opened(folder)
            except Problem as unusable:
                tell(unusable)
                self._archives[folder] = self._temporary()
        return self._archives[folder]

    def _folder(self, path: Path) -> Path:
        return (self._out or path).parent

    def _temporary(self) -> Archive:
        if self._forgetful is None:
            self._forgetful = self._opened(None)
        return self._forgetful

    def _opened(self, folder: Path | None) -> Archive:
        return self._closing.enter_context(contextlib.closing(Archive(folder, self._what)))


def _whole(path: Path) -> str:
    """The name by which two are the same to an `Archive`."""
    return os.path.abspath(path)  # noqa: PTH100  (`Path.absolute` leaves "..")


class _Bar:
    """The progress over all files, by their sizes: with the time that remains."""

    def __init__(self, states: Sequence[State | None]):
        self._sizes = [state.size if state else 0 for state in states]
        self._shares = [0.0] * len(states)

    def __enter__(self) -> _Bar:
        # None: no bar where stderr is not a terminal.
        self._bar = tqdm(total=sum(self._sizes), unit="B", unit_scale=True, disable=None, leave=False)
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def show(self, number: int, share: float) -> None:
        """Takes the share of a file that is read."""
        self._bar.update((share - self._shares[number]) * self._sizes[number])
        self._shares[number] = share
