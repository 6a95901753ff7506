"""OBS Studio's windows on their display, with mouse and keyboard as a player has them."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from star_counter.problem import Problem

from .programs import Programs

#: For how many seconds a thing is waited for that must come: whatever takes longer hangs, on any machine.
#: What should come sooner is for the one who waits to measure.
PATIENCE = 120.0

#: How often what may get lost on a busy machine is tried.
TRIES = 5
_PAUSE = 0.2  # seconds between two tries


class Desktop:
    """The windows of an OBS that runs, whose log is in ``folder``."""

    process: psutil.Popen

    def __init__(self, folder: Path, programs: Programs):
        self.folder = folder
        self._programs = programs

    @property
    def running(self) -> bool:
        """Whether OBS runs."""
        return self.process.poll() is None

    @property
    def log_file(self) -> Path:
        """Where OBS's log and its scripts' messages go."""
        return self.folder / "obs.log"

    def wait_for(
        self, condition: Callable[[], Any], what: str, timeout: float = PATIENCE, pause: float = 0.02
    ) -> Any:
        """Waits until ``condition`` is true and returns its value; Problem after ``timeout`` seconds."""
        deadline = time.monotonic() + timeout
        while not (value := condition()):
            if not self.running:
                raise Problem(f"OBS Studio ended while waiting for {what}: see {self.log_file}.")
            if time.monotonic() > deadline:
                open_now = ", ".join(f"“{title}”" for title in self.windows())
                raise Problem(
                    f"Waited {timeout:g} s in vain for {what}: see {self.log_file} (open are {open_now})."
                )
            time.sleep(pause)
        return value

    def window_picture(self, path: Path, title: str) -> None:
        """Writes a picture of the window whose title matches the regular expression."""
        window = self._on_window(title).split()[0]
        self._programs.run("import", "-window", window, str(path))

    def resize_window(self, title: str, width: int, height: int) -> None:
        """Gives the window whose title matches a size, at the display's left top corner; waits for it.

        It stays wider where what it shows needs that: how wide that is differs by OBS.
        """
        self._on_window(title, "windowsize", str(width), str(height), "windowmove", "0", "0")

        def is_resized() -> bool:
            wide, high = self._size(title)
            return wide >= width and high == height

        self.wait_for(is_resized, f"a window of {width}×{height} pixels")

    def windows(self) -> list[str]:
        """The titles of the visible windows."""
        return self._programs.run(
            "xdotool", *self._search("."), "getwindowname", "%@", check=False
        ).splitlines()

    def click(self, title: str, x: int, y: int) -> None:
        """Clicks into the window whose title matches, at its pixel (x, y)."""
        self._on_window(title, "mousemove", "--window", "%1", str(x), str(y), "click", "1")

    def type(self, text: str) -> None:
        """Types text into the active window."""
        self._programs.run("xdotool", "type", text)

    def keys(self, *keys: str) -> None:
        """Presses keys in the active window, such as "alt+t", "Down", "Return"."""
        self._programs.run("xdotool", "key", "--delay", "30", *keys)

    def activate(self, title: str) -> None:
        """Gives the keyboard to the window whose title matches the regular expression."""
        self.wait_for(lambda: self._activated(title), f"the window “{title}” in front", pause=_PAUSE)

    def _activated(self, title: str) -> bool:
        """Asks for the keyboard for a window, and says whether it has it already."""
        # Not with --sync, which waits for ever where the window closes meanwhile.
        self._programs.run("xdotool", *self._search(title), "windowactivate", check=False)
        active = self._programs.run("xdotool", "getactivewindow", "getwindowname", check=False)
        return re.search(title, active.strip()) is not None

    def _size(self, title: str) -> tuple[int, int]:
        told = self._on_window(title, "getwindowgeometry", "--shell")
        width, height = (re.findall(rf"{side}=(\d+)", told)[0] for side in ("WIDTH", "HEIGHT"))
        return int(width), int(height)

    def _on_window(self, title: str, *commands: str) -> str:
        """Has xdotool carry out commands on the window whose title matches; returns what it prints.

        It finds nothing, and does nothing, where a list or a menu closes while it looks: it is asked again.
        """
        for _ in range(TRIES):
            try:
                return self._programs.run("xdotool", *self._search(title), *commands)
            except subprocess.CalledProcessError:
                time.sleep(_PAUSE)
        raise Problem(f"OBS Studio has no window “{title}”: see {self.log_file}.")

    def _search(self, title: str) -> list[str]:
        """The arguments with which xdotool finds this OBS's visible windows by their title."""
        return ["search", "--onlyvisible", "--all", "--pid", str(self.process.pid), "--name", title]
