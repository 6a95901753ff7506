"""The plugin between OBS's callbacks: what lives from `script_load` to `script_unload`.

It loads without the packages. All of it but `tick` and `press` must be called on the UI thread, from OBS's
own callbacks.
"""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

import obspython as obs

from . import packages, settings
from .hud import Rect
from .installing import Installation
from .problem import Problem

if TYPE_CHECKING:
    from .live import Live

#: The window waits so long for what it asked for, and no longer: a still takes two frames, a search mostly
#: less than two seconds, the first count some frames.
_LONGEST_LOOK, _LONGEST_FIND, _LONGEST_COUNT = 0.3, 2.0, 0.5  # seconds
_SHOWN_LINES = 8  # of the installation


class Plugin:
    """Starts and stops the reading, and keeps what the window shows."""

    def __init__(self):
        #: OBS's settings of the script, once it is loaded.
        self.data: Any = None
        self.live: Live | None = None
        self.installation: Installation | None = None
        #: Where counters were found that the window does not show yet, by the players' numbers.
        self.moved: dict[int, Rect] = {}
        #: The crops as its fields had them last, and which sides were no number.
        self.crops: dict[int, tuple[Rect, tuple[str, ...]]] = {}
        #: When the window was changed after a key, in seconds of the monotonic clock.
        self.changed_at = 0.0
        self._model = None
        self._reader = None
        self._problem: Problem | None = None

    def start(self, data: Any) -> None:
        """Starts reading, or takes changed settings; what hinders it is told once."""
        try:
            self.follow()
            self._start_or_change(settings.read(data))
        except Problem as problem:
            self.stop()
            self._tell(problem)
        except Exception as error:
            self.stop()
            self.tell_own(error)

    def stop(self) -> None:
        """Stops reading."""
        live, self.live = self.live, None
        self._model = self._reader = None
        if live:
            live.close()

    def close(self) -> None:
        """Stops all."""
        self.stop()
        if self.installation:
            self.installation.close()
        self.data = self._problem = self.installation = None

    def tick(self) -> None:
        """Reads the next frame."""
        if self.live and not self._problem:
            self.live.tick()

    def tell_own(self, error: Exception) -> None:
        """Tells an error that is our own fault, and where it happened."""
        obs.script_log(obs.LOG_INFO, "".join(traceback.format_exception(error)))
        what = f"The star counter stopped because of an error in itself ({error!r})"
        self._tell(Problem(f"{what}: reload it, and report this."))

    # What the window shows.

    def status(self) -> tuple[str, bool]:
        """The status as text, and whether something is wrong."""
        if self._problem or not self.live:
            return str(self._problem or "Not started: reload the script."), True
        return self.live.status()

    def understood(self) -> str:
        """How the route was understood, in lines."""
        return self.live.understood() if self.live else ""

    def preview(self, number: int, crop: Rect) -> str:
        """What is seen of a player, as HTML; nothing where there is no picture yet."""
        return self.live.preview(number, crop) if self.live else ""

    def is_searching(self, number: int) -> bool:
        """Whether a player's counter is being looked for."""
        return bool(self.live) and self.live.is_searching(number)

    @property
    def lacks_packages(self) -> bool:
        """Whether installing the packages would help."""
        return isinstance(self._problem, packages.Missing)

    def installing(self) -> str:
        """What the installation of the packages prints, and what came of it; nothing where there is none."""
        if not self.installation:
            return ""
        lines = [*self.installation.lines[-_SHOWN_LINES:]]
        if self.installation.is_running:
            lines.append("Installing. “Refresh” shows how far it is.")
        elif self.installation.outcome == "":
            lines[-1:] = ["The packages are installed: press “Refresh”."]
        elif self.installation.outcome not in lines:
            lines.append(self.installation.outcome)
        return "\n".join(lines)

    # What is pressed in it.

    def press(self, button: str) -> None:
        """Takes one of `settings.BUTTONS`, from any thread."""
        if self.live:
            self.live.press(button)

    def find(self, number: int) -> None:
        """Looks for a player's counter, or stops that; waits for it a little."""
        self.take_installed()
        search = self.live.find(number) if self.live else None
        if not search:
            return
        search.wait(_LONGEST_FIND)
        self.follow()
        if search.crop and self.live:
            self.live.wait_for_count(number, _LONGEST_COUNT)

    def refresh(self) -> None:
        """Looks anew at all that the window shows."""
        self.take_installed()
        if self.live:
            self.live.forget()
            self.live.look(_LONGEST_LOOK)
        self.follow()

    def install(self) -> None:
        """Installs the packages, or stops that."""
        if self.installation and self.installation.is_running:
            self.installation.stop()
        else:
            self.installation = Installation()

    def follow(self) -> None:
        """Writes into the settings which sources were renamed, and where counters were found."""
        if not self.live:
            return
        for old, new in self.live.follow_names():
            settings.rename_source(self.data, old, new)
        for number, old, new in self.live.follow_crops():
            if settings.move_crop(self.data, number, old, new):
                self.moved[number] = new

    def take_installed(self) -> None:
        """Starts with the packages that were installed meanwhile."""
        if self.installation and self.installation.outcome == "":
            self.installation = None
            self.start(self.data)

    def _start_or_change(self, wanted: settings.Settings) -> None:
        packages.prepare(wanted.packages)
        # Here, because these need the packages.
        from .live import Live
        from .reader import BUNDLED_MODEL, Reader

        if self._problem:
            self.stop()
        model = wanted.model or BUNDLED_MODEL
        if model != self._model:
            self._reader, self._model = Reader(model), model
        if self.live:
            self.live.change(wanted, self._reader)
        else:
            self.live = Live(wanted, self._reader)
        self._problem = None

    def _tell(self, problem: Problem) -> None:
        """Keeps a problem for the status; logs it once."""
        if str(problem) != str(self._problem):
            obs.script_log(obs.LOG_INFO, str(problem))
        self._problem = problem
