"""The command's model: loaded, tried and watched, so that no model stops the command for good."""

from __future__ import annotations

import threading
import time
import weakref
from concurrent.futures import Future, TimeoutError
from pathlib import Path

from ..problem import Problem
from ..reading.classifier import model_name
from ..reading.reader import Reader
from ..reading.runs import Runs
from ..reading.trial import try_out

# Seconds. A model takes some milliseconds for each of these on an idle computer, where its file is at hand.
_LONGEST_LOADING = 60.0
_LONGEST_TRIAL = 1.0  # of the processor: a busy computer does not count, and nothing else runs meanwhile
_LONGEST_RUN = 10.0
_POLL = 0.1


def load(path: Path) -> Reader:
    """Loads a model and tries it out. Raises `Problem`, also where it takes longer than a minute.

    It is done on another thread: where onnxruntime hangs on the main one, Ctrl-C does nothing. From then on
    a run that takes ten seconds raises `Problem`, too.
    """
    runs = Runs()
    loaded: Future[Reader] = Future()
    threading.Thread(target=_load, args=(path, runs, loaded), daemon=True).start()
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


def _load(path: Path, runs: Runs, loaded: Future[Reader]) -> None:
    try:
        reader = Reader(path, runs)
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
