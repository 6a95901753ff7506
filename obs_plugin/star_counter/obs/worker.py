"""The thread between a tick and the next: it reads the newest picture while OBS goes on."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

# What waits at most until no job is taken any more: a second's, at 60 frames. More comes together only where
# the thread hangs.
_MOST_WAITING = 60
_LONGEST_CLOSE = 2.0  # seconds

Job = TypeVar("Job")
Result = TypeVar("Result")


@dataclass(frozen=True)
class _Call(Generic[Result]):
    """Something to be done on the thread, and what tells that it is done."""

    function: Callable[[], Result | None]
    done: threading.Event


class Worker(Generic[Job, Result]):
    """Does what it is handed on a thread of its own, in that order; a newer job replaces one not yet begun.

    `submit`, `call`, `results` and `failures` never wait: not for the work, and not for a lock that the
    thread may hold. Where the work raises, the thread goes on with what comes next.
    """

    def __init__(self, work: Callable[[Job], Result]):
        #: How many seconds a job rests before it is begun, unless something comes behind it.
        self.pause = 0.0
        self._work = work
        # Written in C: to put something in never gives up the GIL.
        self._queue: SimpleQueue[Callable[[], Result] | _Call[Result] | None] = SimpleQueue()
        self._results: deque[Result] = deque()
        self._failures: deque[Exception] = deque()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="star counter", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Hands in a job; one that has not begun yet is dropped. So is this one while the thread hangs."""
        if not self.hangs:
            self._queue.put(lambda: self._work(job))

    def call(self, function: Callable[[], Result | None]) -> threading.Event:
        """Has a function called on the thread, always; what it returns is a result, unless it is None.

        The event is set when it is done.
        """
        call = _Call(function, threading.Event())
        self._queue.put(call)
        return call.done

    @property
    def hangs(self) -> bool:
        """Whether the thread has not taken for long what it is handed."""
        return self._queue.qsize() >= _MOST_WAITING

    def results(self) -> list[Result]:
        """The results since the last call, oldest first."""
        return _drained(self._results)

    def failures(self) -> list[Exception]:
        """What the work raised since the last call, oldest first."""
        return _drained(self._failures)

    def close(self) -> None:
        """Ends the thread; waits for what is at hand, two seconds at most.

        What hangs longer is left behind: the thread ends as soon as it comes back, and none waits for it.
        """
        self._is_closed = True
        self._queue.put(None)
        self._thread.join(_LONGEST_CLOSE)

    def _run(self) -> None:
        job: Callable[[], Result] | None = None  # it rests
        pause = 0.0
        while not self._is_closed:
            if job is None:
                new = self._queue.get()
            else:
                try:
                    new = self._queue.get(timeout=pause)
                except Empty:
                    self._do(job)
                    job = None
                    continue
            if isinstance(new, _Call):
                if job:
                    self._do(job)
                    job = None
                self._do(new.function)
                new.done.set()
            else:
                pause = 0.0 if job else self.pause  # where a newer one comes, this thread is late already
                job = new

    def _do(self, function: Callable[[], Result | None]) -> None:
        try:
            result = function()
        except Exception as error:  # whatever it is, OBS goes on and the player is told
            self._failures.append(error)
        else:
            if result is not None:
                self._results.append(result)


def _drained(items: deque) -> list:
    taken = []
    while items:
        taken.append(items.popleft())
    return taken
