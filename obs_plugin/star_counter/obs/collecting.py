"""Collects a player's pictures beside the reading, which goes on while their disk does not answer."""

from __future__ import annotations

from pathlib import Path

from ..dataset.collector import Collector
from ..dataset.files import cannot_collect
from ..problem import Problem
from ..reading.frame import Frame, Reading
from ..tracking.tracker import Tracker
from .disk import Disk


class Collecting:
    """A player's pictures in a folder. It is told frames on the worker's thread, and never waits."""

    def __init__(self, folder: Path, player: str):
        self.folder, self.player = folder, player
        self._disk = Disk()
        # These change on the disk's thread.
        self._collector: Collector | None = None
        self._saved = 0
        self._problem = ""

    def update(self, frame: Frame, reading: Reading, tracker: Tracker) -> None:
        """Takes the next frame; leaves it out where the disk is at one before. What hinders the collecting
        ends it, and is told by `status`."""
        if self._problem or not self._disk.is_idle:
            return
        # A copy: the picture's memory may be used again for the next one.
        kept = Frame(frame.number, frame.time, frame.crop.copy(), frame.game.copy())
        self._disk.do(self._collect, kept, reading, tracker.stars, tracker.sure, tracker.screen)

    @property
    def status(self) -> str:
        if self._disk.is_silent:
            return str(cannot_collect(self.folder, "its disk does not answer"))
        if self._problem or not self._collector:
            return self._problem
        full = " That is as many as are kept: sort them." if self._collector.is_full else ""
        return f"Pictures collected: {self._saved}.{full}"

    def close(self) -> None:
        """Ends it, once the disk has what it was handed."""
        self._disk.leave()

    def _collect(
        self, frame: Frame, reading: Reading, stars: int | None, sure: float, screen: str | None
    ) -> None:
        try:
            self._collector = self._collector or Collector(self.folder, self.player)
            self._saved += self._collector.update(frame, reading, stars, sure, screen) is not None
        except Problem as problem:
            self._problem = str(problem)
