"""The installation of the packages as OBS sees it: another process, whose output can be looked at."""

from __future__ import annotations

import subprocess
import threading
from typing import IO

from ..problem import Problem
from . import host, needed, output

_KEPT = 200  # lines
_LONGEST_CLOSE = 1.0  # seconds that OBS may wait


class Installation:
    """Runs `needed.arguments` in a process of its own; begins at once.

    All that it has can be read from OBS's window at any time without waiting. A lock is not needed: what is
    read is replaced, never changed.
    """

    def __init__(self):
        #: The latest lines of its output.
        self.lines: tuple[str, ...] = ()
        #: None while it runs, "" after success, else why not and what to do, in one sentence.
        self.outcome: str | None = None
        self._input: IO[str] | None = None  # of its process, which ends with it
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="star counter's packages", daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        return self.outcome is None

    def stop(self) -> None:
        """Tells it to end, and does not wait: it takes away what it has written so far."""
        self._stopped = True
        if self._input:
            self._input.close()

    def close(self) -> None:
        """Tells it to end, and waits a second at most; it ends without OBS, too."""
        self.stop()
        self._thread.join(_LONGEST_CLOSE)

    def _run(self) -> None:
        try:
            self.outcome = self._outcome([*needed.arguments(), needed.END_WITH_INPUT])
        except Problem as problem:
            self.outcome = str(problem)
        except OSError as error:
            self.outcome = f"OBS's {host.PYTHON} cannot be run ({error}): install Python {host.VERSION} anew."
        except Exception as error:  # whatever it is, the player is told
            self.outcome = f"The installation failed ({error!r}): run the command, and report this."

    def _outcome(self, arguments: list[str]) -> str:
        with subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            creationflags=host.NO_WINDOW,
        ) as process:
            assert process.stdin and process.stdout, "they are pipes"
            self._input = process.stdin
            if self._stopped:
                self._input.close()
            for line in output.lines(process.stdout):
                self.lines = (*self.lines, line)[-_KEPT:]
        if process.returncode == 0:
            return ""
        if process.returncode == 1 and self.lines:
            return self.lines[-1]
        return f"The installation was ended from outside: press “{needed.BUTTON}” again."
