"""The model in use: loaded and tried on a thread of its own, taken into use in a tick, watched in each."""

from __future__ import annotations

import threading
from pathlib import Path

from ..doctor.page import Line
from ..problem import Problem
from ..reading.classifier import BUNDLED_MODEL, Late
from ..reading.reader import Reader
from ..reading.runs import Closed, Runs
from ..reading.trial import try_out
from ..words import file_text

#: Seconds after which a run is given up: it takes about a millisecond for each player.
LONGEST_RUN = 1.0
#: A model is tried so often while it is late: the computer may be busy.
TRIES = 10
_LONGEST_CLOSE = 1.0  # seconds

LOADING, LOADED = "The model is being loaded.", "The model is loaded."


class Loading:
    """A model on its way; what has come of it can be looked at from any thread without waiting."""

    def __init__(self, path: Path, runs: Runs):
        self.path = path
        #: The model, once it has read known pictures right.
        self.reader: Reader | None = None
        #: What is wrong with it, in a sentence.
        self.problem = ""
        #: Whether nothing more comes of it.
        self.is_over = False
        self._runs = runs
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name="star counter's model", daemon=True)
        self._thread.start()

    @property
    def has_failed(self) -> bool:
        return self.is_over and self.reader is None

    def stop(self) -> None:
        """Has it end soon: another was chosen. Does not wait."""
        self._is_stopped = True

    def join(self, timeout: float) -> None:
        """Waits for the thread's end, ``timeout`` seconds at most."""
        self._thread.join(timeout)

    def _run(self) -> None:
        try:
            reader = Reader(self.path, self._runs)
            self._try_out(reader)
            self.problem, self.reader = "", reader
        except Problem as problem:
            self.problem = str(problem)
        except Closed:
            pass
        except Exception as error:  # whatever it is, OBS goes on and the player is told
            self.problem = f"Loading the model failed ({error!r}): choose another, and report this."
        self.is_over = True

    def _try_out(self, reader: Reader) -> None:
        for more_tries in reversed(range(TRIES)):
            try:
                try_out(reader)
                break
            except Late as problem:
                if self._is_stopped or not more_tries:
                    raise
                self.problem = str(problem)


class Model:
    """The model in use, and the one that is to take its place."""

    def __init__(self):
        #: Reads; None where there is none, or none that is good. Exchanged in ticks alone.
        self.reader: Reader | None = None
        #: What is wrong with a model, in a sentence; as of the last tick.
        self.problem = ""
        self._runs = Runs()
        self._loading: Loading | None = None  # what was chosen last
        self._taken: Loading | None = None  # and what came of it is in use, or was nothing

    def choose(self, path: Path | None) -> None:
        """Has another model loaded than before, or one that failed once more; None: the bundled one. What
        was chosen before is not taken into use any more. To be called on the UI thread."""
        path = path or BUNDLED_MODEL
        if self._loading is None or self._loading.path != path or self._loading.has_failed:
            if self._loading:
                self._loading.stop()
            self._loading = Loading(path, self._runs)

    def tick(self, now: float) -> bool:
        """Ends the runs that take too long; returns whether there is another reader from now on, or none.

        ``now`` is in seconds. Until what was chosen is loaded, or has failed, the model before it goes on.
        """
        stuck = self._runs.end_late(now, LONGEST_RUN)
        loading = self._loading
        if loading and loading.is_over:
            self._taken = loading
        self.problem = loading.problem if loading else ""
        if stuck and not self.problem:
            self.problem = f"The {stuck[0]} does not come to an end: choose another, and restart OBS."
        old, self.reader = self.reader, self._taken.reader if self._taken else None
        return self.reader is not old

    def line(self) -> Line:
        """What there is, for a report."""
        if self.problem or not self.reader or not self._taken:
            return Line("Model", self.problem or LOADING, not self.problem)
        return Line("Model", f"{file_text(self._taken.path)} reads known pictures right")

    @property
    def is_loading(self) -> bool:
        """Whether what was chosen is not in use yet, and may still be."""
        return self._loading is not self._taken

    def close(self) -> None:
        """Ends all runs, on whatever thread; none begins any more. Waits a second at most."""
        self._runs.close()
        if self._loading:
            self._loading.join(_LONGEST_CLOSE)
