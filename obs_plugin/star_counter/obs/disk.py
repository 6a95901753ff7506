"""Threads for what waits for a disk: one that does not answer, as over a network, stops nothing else."""

from __future__ import annotations

import contextlib
import functools
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any

#: Seconds after which a disk that has not answered is told to be silent.
SILENT_AFTER = 2.0
#: What may wait for a silent disk; what comes then is lost.
MOST_WAITING = 1_000
#: Seconds that the window waits for an answer.
LONGEST_LOOK = 1.0
#: Seconds that OBS waits in the end for what is still to be written.
LONGEST_WAIT = 2.0

_threads: set[threading.Thread] = set()
_looks: dict[Path, threading.Thread] = {}  # those that are not over


class Disk:
    """Does what it is handed on a thread of its own, in that order; nothing waits for it but `wait`.

    The thread begins with the first thing to do, and ends after `leave`. An error of our own in what it does
    is raised by the next `do`.
    """

    def __init__(self):
        self._queue: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._begun: float | None = None  # what is at hand, in seconds of the monotonic clock
        self._failure: Exception | None = None

    def do(self, function: Callable[..., object], *arguments: Any) -> None:
        """Has a function called."""
        failure, self._failure = self._failure, None
        if failure:
            raise failure
        if self._queue.qsize() >= MOST_WAITING:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="star counter's disk", daemon=True)
            _threads.add(self._thread)
            self._thread.start()
        self._queue.put(functools.partial(function, *arguments))

    @property
    def is_idle(self) -> bool:
        """Whether all is done that it was handed, or is just being begun."""
        return self._begun is None and self._queue.empty()

    @property
    def is_silent(self) -> bool:
        """Whether it has not answered for so long that the player is to be told."""
        begun = self._begun
        return begun is not None and time.monotonic() - begun > SILENT_AFTER

    def wait(self, seconds: float) -> None:
        """Waits until all is done that it was handed, so long at most; not at all while it is silent."""
        if not self.is_silent:
            done = threading.Event()
            self.do(done.set)
            done.wait(seconds)

    def leave(self) -> None:
        """Ends the thread once it has done what it was handed."""
        if self._thread:
            self._queue.put(None)

    def _run(self) -> None:
        while job := self._queue.get():
            self._begun = time.monotonic()
            try:
                job()
            except Exception as error:  # whatever it is, the next entry is written, and the player is told
                self._failure = error
            self._begun = None
        _threads.discard(threading.current_thread())


def answers(path: Path) -> bool:
    """Whether the disk of a path answers, if only that there is none of that name.

    Waits `LONGEST_LOOK` for that; as long as it has not answered it is not asked again.
    """
    if path not in _looks:
        _looks[path] = threading.Thread(target=_look, args=[path], name="star counter's look", daemon=True)
        _looks[path].start()
        _looks[path].join(LONGEST_LOOK)
    if _looks[path].is_alive():
        return False
    del _looks[path]
    return True


def _look(path: Path) -> None:
    with contextlib.suppress(OSError, ValueError):
        path.stat()


def wait_for_all() -> None:
    """Waits for all threads that were told to end, and for those that look, `LONGEST_WAIT` at most."""
    deadline = time.monotonic() + LONGEST_WAIT
    for thread in [*_threads, *_looks.values()]:
        thread.join(max(0.0, deadline - time.monotonic()))
