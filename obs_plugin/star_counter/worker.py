"""The thread between a tick and the next: it reads the newest picture while OBS goes on."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


class Worker(Generic[Job, Result]):
    """Does the newest job handed in, on a thread of its own; a job that comes too early replaces the last.

    Neither `submit` nor `results` ever waits: not for the work, and not for a lock that the thread may hold.
    The work may raise: `failure` is the last job's error, and the thread goes on with the next job.
    """

    def __init__(self, work: Callable[[Job], Result]):
        self.failure: Exception | None = None
        #: How many seconds the thread waits before it begins a job, unless it is late already.
        self.pause = 0.0
        self._work = work
        self._newest: deque[Job] = deque(maxlen=1)
        self._results: deque[Result] = deque()
        self._wake: SimpleQueue[None] = SimpleQueue()  # written in C: to put never gives up the GIL
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="star counter", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Hands in a job; one that has not begun yet is dropped."""
        self._newest.append(job)
        self._wake.put(None)

    def results(self) -> list[Result]:
        """The results since the last call, oldest first."""
        results = []
        while self._results:
            results.append(self._results.popleft())
        return results

    def close(self) -> None:
        """Ends the thread; waits for the job at hand."""
        self._is_closed = True
        self._wake.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._wake.get()
            if self._is_closed:
                return
            if not self._newest:
                continue  # it replaced another that is done
            if self._wake.empty():
                time.sleep(self.pause)
            self._do(self._newest.pop())

    def _do(self, job: Job) -> None:
        try:
            self._results.append(self._work(job))
            self.failure = None
        except Exception as error:  # whatever it is, OBS goes on and the player is told
            self.failure = error
