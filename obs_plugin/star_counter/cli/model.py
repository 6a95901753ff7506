"""The command's model: loaded, tried and watched, so that no model stops the command for good."""

from __future__ import annotations

import itertools
import threading
import time
import weakref
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from pathlib import Path

from ..problem import Problem
from ..reading.classifier import model_name
from ..reading.frame import Frame, Reading
from ..reading.reader import Reader
from ..reading.runs import Runs
from ..reading.trial import try_out

# Seconds. A model takes some milliseconds for each of these on an idle computer, where its file is at hand.
_LONGEST_LOADING = 60.0
_LONGEST_TRIAL = 1.0  # of the processor: a busy computer does not count, and nothing else runs meanwhile
_LONGEST_RUN = 10.0
_POLL = 0.1
# Fewer frames are not worth a thread of their own: each takes 0.2 ms and more, and handing them over 0.1 ms.
_LEAST_TOGETHER = 3


class _SharedReader(Reader):
    """A reader that shares the frames out among several threads."""

    def __init__(self, model: Path, runs: Runs, threads: int):
        super().__init__(model, runs)
        self._threads = threads
        self._pool = ThreadPoolExecutor(max_workers=threads)

    def read(self, frames: Sequence[Frame]) -> list[Reading]:
        """Reads all frames; neighbours, of which many are the same, on one thread."""
        size = max(_LEAST_TOGETHER, -(-len(frames) // self._threads))
        if len(frames) <= size:
            return super().read(frames)
        parts = [frames[first : first + size] for first in range(0, len(frames), size)]
        return list(itertools.chain.from_iterable(self._pool.map(super().read, parts)))


def load(path: Path, threads: int = 1) -> Reader:
    """Loads a model and tries it out; so many ``threads`` share what it reads.

    Raises `Problem`, also where it takes longer than a minute.

    It is done on another thread: where onnxruntime hangs on the main one, Ctrl-C does nothing. From then on
    a run that takes ten seconds raises `Problem`, too.
    """
    runs = Runs()
    loaded: Future[Reader] = Future()
    threading.Thread(target=_load, args=(path, runs, threads, loaded), daemon=True).start()
    try:
        reader = _wait(path, runs, loaded)
    except BaseException:  # Ctrl-C too: nothing is to run on while Python ends
        runs.close()
        raise
    threading.Thread(target=_watch, args=(weakref.ref(reader), runs), daemon=True).start()
    return reader


def _wait(path: Path, runs: Runs, loaded: Future[Reader]) -> Reader:
    deadline = time.monotonic() + _LONGEST_LOADING
    while time.monotonic() < deadline:
        runs.end_late(time.process_time(), _LONGEST_TRIAL)
        try:
            return loaded.result(_POLL)
        except TimeoutError:
            continue
    raise Problem(f"The {model_name(path)} cannot be loaded within a minute: choose another.")


def _load(path: Path, runs: Runs, threads: int, loaded: Future[Reader]) -> None:
    try:
        reader = _SharedReader(path, runs, threads) if threads > 1 else Reader(path, runs)
        try_out(reader)
    except BaseException as error:  # it is raised on the main thread
        loaded.set_exception(error)
    else:
        loaded.set_result(reader)


def _watch(reader: weakref.ref[Reader], runs: Runs) -> None:
    """Ends runs that take too long, for as long as there is the reader."""
    while reader() is not None:
        runs.end_late(time.monotonic(), _LONGEST_RUN)
        time.sleep(_POLL)
