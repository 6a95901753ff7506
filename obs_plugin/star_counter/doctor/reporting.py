"""The page on what is there, for the script's window: gathered on a thread of its own, as disks may hang."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from ..packages import needed
from . import here, packages
from .page import Line, page

#: What is shown in place of the page as long as it is not there.
GATHERING = "The report is being made: press “Refresh”."


class Report:
    """A page that is made; begins at once. It can be looked at from any thread without waiting."""

    def __init__(self, lines: Sequence[Line], host: str):
        """``lines`` are what OBS and the script in it know; ``host`` is the timer's, which is not told."""
        self.text = GATHERING
        self._lines, self._host = lines, host
        self._thread = threading.Thread(target=self._run, name="star counter's report", daemon=True)
        self._thread.start()

    def wait(self, timeout: float) -> None:
        """Waits for the page, ``timeout`` seconds at most."""
        self._thread.join(timeout)

    def _run(self) -> None:
        try:
            found = [*here.lines(), *packages.of_script(f"press “{needed.BUTTON}”")]
            self.text = page([*found, *self._lines], here.private(self._host))
        except Exception as error:  # whatever it is, the player is told
            self.text = f"The report could not be made ({error!r}): report this."
