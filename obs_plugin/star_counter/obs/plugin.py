"""What lives from `script_load` to `script_unload`: it starts and stops the reading.

It loads without the packages. All of it but `tick` must be called on the UI thread, from OBS's own callbacks.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import obspython as obs

from ..doctor.obs_studio import version_text
from ..doctor.page import Line
from ..doctor.reporting import Report
from ..packages import needed
from ..packages.installation import Installation
from ..problem import Problem
from ..words import file_text
from . import disk, saved_settings
from .bridge.libobs import OUTDATED
from .bridge.script_log import log
from .settings import Settings

if TYPE_CHECKING:
    from .live import Live
_LONGEST_CLOSE = 1.0  # seconds that OBS may wait for a report


class Plugin:
    """Starts and stops the reading, and knows what hinders it."""

    def __init__(self):
        #: OBS's settings of the script, once it is loaded.
        self.data: Any = None
        #: What reads, once the packages are there.
        self.live: Live | None = None
        self.installation: Installation | None = None
        #: What was asked for last.
        self.report: Report | None = None
        self._problem: Problem | None = None
        self._is_broken = False  # by an error of our own: nothing is read any more

    def start(self, data: Any) -> None:
        """Starts reading, or takes changed settings; what hinders it is told once.

        What is read goes on where that is possible.
        """
        try:
            self.save_what_was_found()
            self._tell(self._start_or_change(saved_settings.read(data)))
        except Problem as problem:
            self._tell(problem)
        except Exception as error:
            self.stop()
            self.tell_own(error)

    def stop(self) -> None:
        """Stops reading."""
        live, self.live = self.live, None
        if live:
            live.close()

    def close(self) -> None:
        """Stops all."""
        self.stop()
        if self.installation:
            self.installation.close()
        if self.report:
            self.report.wait(_LONGEST_CLOSE)
        self.data = self._problem = self.installation = self.report = None

    def tick(self) -> None:
        """Reads the next frame."""
        if self.live and not self._is_broken:
            self.live.tick()

    def tell_own(self, error: Exception) -> None:
        """Tells an error that is our own fault, and where it happened, or that OBS lacks a function that is
        called here; nothing is read any more."""
        self._is_broken = True
        if isinstance(error, AttributeError) and error.obj is obs:
            self._tell(Problem(f"{OUTDATED} ({error})"))
            return
        log("".join(traceback.format_exception(error)))
        what = f"The star counter stopped because of an error in itself ({error!r})"
        self._tell(Problem(f"{what}: reload it, and report this."))

    def status(self) -> tuple[str, bool]:
        """The status as text, and whether something is wrong."""
        if not self.live:
            return str(self._problem or "Not started: reload the script."), True
        text, is_wrong = self.live.status()
        return (f"{self._problem}\n{text}", True) if self._problem else (text, is_wrong)

    @property
    def lacks_packages(self) -> bool:
        """Whether installing the packages would help."""
        return isinstance(self._problem, needed.Missing)

    def save_what_was_found(self) -> None:
        """Writes into the settings which sources were renamed, and where counters were found."""
        if not self.live:
            return
        with self.live.between_ticks() as players:
            for number, (before, game) in self.live.unsaved_games().items():
                if saved_settings.choose_source(self.data, number, before, game.source):
                    saved_settings.write_crop(self.data, number, game.sighting.crop)
                    saved_settings.write_places(self.data, number, game.sighting.places)
            for player in players:
                for old, new in player.new_names():
                    saved_settings.rename_source(self.data, old, new)
                number, crops = player.settings.number, player.unsaved_crop()
                if crops and saved_settings.move_crop(self.data, number, *crops):
                    saved_settings.write_places(self.data, number, player.settings.places)

    def install(self) -> None:
        """Installs the packages, or stops that."""
        if self.installation and self.installation.is_running:
            self.installation.stop()
        else:
            self.installation = Installation()

    def make_report(self) -> Report:
        """Begins a report on all that is there."""
        lines = [Line("OBS Studio", version_text(obs.obs_get_version()))]
        lines += [Line("Star counter", str(self._problem), False)] if self._problem else []
        lines += self.live.lines() if self.live else []
        self.report = Report(lines, saved_settings.read(self.data).split.host)
        return self.report

    def start_with_installed(self) -> None:
        """Starts with the packages that were installed meanwhile."""
        if self.installation and self.installation.outcome == "":
            self.installation = None
            self.start(self.data)

    def _start_or_change(self, wanted: Settings) -> Problem | None:
        """Starts, or takes changed settings; returns what is wrong with them where something is read all the
        same, and raises it where nothing is."""
        problem = None
        try:
            _prepare(wanted.packages)
        except Problem as told:
            if not self.live:
                raise
            problem = told
        if self._is_broken:
            self.stop()
            self._is_broken = False
        if self.live:
            self.live.change(wanted)
        else:
            from .live import Live  # here, because it needs the packages

            self.live = Live(wanted)
        return problem

    def _tell(self, problem: Problem | None) -> None:
        """Keeps a problem for the status; logs it once."""
        if problem and str(problem) != str(self._problem):
            log(problem)
        self._problem = problem


def _prepare(packages: Path | None) -> None:
    """Makes the packages importable; raises `Problem`, rather than wait for a disk that does not answer."""
    if packages and not disk.answers(packages):
        told = f"The disk of the folder {file_text(packages)} does not answer"
        raise Problem(f"{told}: choose another folder of the Python packages, or clear it.")
    needed.prepare(packages)
