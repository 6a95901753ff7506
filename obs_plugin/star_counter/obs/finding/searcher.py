"""The thread on which searches run, one after the other, and what they have in common."""

from __future__ import annotations

import contextlib
import threading
from abc import ABC, abstractmethod
from queue import Empty, SimpleQueue

import numpy as np

from ...problem import Problem

_LONGEST_CLOSE = 1.0  # seconds


class Job(ABC):
    """A search, to be handed to a `Searcher`; what it has can be read from any thread without waiting."""

    def __init__(self) -> None:
        #: What came of it, in a sentence: empty while it goes on.
        self.outcome = ""
        self._is_stopped = False
        self._end: SimpleQueue[None] = SimpleQueue()

    @property
    def is_over(self) -> bool:
        return bool(self.outcome)

    def wait(self, timeout: float) -> None:
        """Waits until it is over, ``timeout`` seconds at most. For one thread only."""
        with contextlib.suppress(Empty):
            self._end.get(timeout=timeout)

    def stop(self) -> None:
        """Has it end soon; does not wait."""
        self._is_stopped = True

    def run(self) -> None:
        """Searches, for a second or more."""
        self.outcome = self._told()
        self._end.put(None)

    def _told(self) -> str:
        try:
            # What numpy warns of, as of a picture of one colour, would open OBS's Script Log.
            with np.errstate(all="ignore"):
                return self._search()
        except Problem as problem:
            return str(problem)
        except Exception as error:  # whatever it is, OBS goes on and the player is told
            return f"Looking for the counter failed ({error!r}): set the crop by hand, and report this."

    @abstractmethod
    def _search(self) -> str:
        """Searches, and says what came of it; ends soon once it was stopped."""


class Searcher:
    """Runs searches, one after the other, on a thread of its own."""

    def __init__(self):
        self._searches: SimpleQueue[Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="star counter's search", daemon=True)
        self._thread.start()

    def submit(self, search: Job) -> None:
        """Hands in a search; never waits."""
        self._searches.put(search)

    def close(self) -> None:
        """Ends the thread, once all searches were stopped; waits for it a second at most."""
        self._searches.put(None)
        self._thread.join(_LONGEST_CLOSE)

    def _run(self) -> None:
        while (search := self._searches.get()) is not None:
            search.run()
