"""Programs on a display: the real one, or a virtual one of their own."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

from star_counter.problem import Problem

# No mouse bindings: with them openbox holds a click back, and on a busy machine keys overtake it.
OPENBOX_XML = '<openbox_config xmlns="http://openbox.org/3.4/rc"/>'


# How nice they are to others.
_FIRST = -10


class Programs:
    """Programs that run on one display, and end together.

    ``display`` is such as ":0"; None before there is one. With ``come_first`` they have the processors before
    others, where the system lets them: what is shown and read frame by frame is not there later.
    """

    def __init__(self, display: str | None, come_first: bool = True):
        self.display = display
        self._priority = [] if not come_first else ["nice", "-n", str(_FIRST)]
        self._started: list[psutil.Popen] = []

    def open_display(self, folder: Path, screen: tuple[int, int]) -> None:
        """Starts an X server of that size on a free display, and a window manager in it."""
        reader, writer = os.pipe()
        geometry = f"{screen[0]}x{screen[1]}x24"
        # -r: no auto-repeat, or a busy machine takes one press for several.
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", geometry, "-nolisten", "tcp", "-r"]
        self.start(*command, pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise Problem("Xvfb did not start: run `Xvfb :99` to see why.")
        self.display = f":{number}"
        bindings = folder / "openbox.xml"
        bindings.write_text(OPENBOX_XML)
        self.start("openbox", "--config-file", str(bindings))

    def start(self, *command: str, environment: Mapping[str, str] = {}, **options: Any) -> psutil.Popen:
        """Starts a program that Ctrl-C in this terminal does not reach, and that never outlives this one."""
        options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | options
        program = psutil.Popen(
            ["setpriv", "--pdeathsig", "SIGKILL", *self._priority, *command],
            env={**self._environment(), **environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            **options,
        )
        self._started.append(program)
        if self._priority:
            # Linux shares the processors among sessions first, and among what runs in one of them then.
            with contextlib.suppress(OSError):
                Path(f"/proc/{program.pid}/autogroup").write_text(str(_FIRST))
        return program

    def run(self, *command: str, check: bool = True) -> str:
        """Runs a command on the display and returns what it prints."""
        environment = self._environment()
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, check=check, timeout=60
        ).stdout

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.display or ""}

    def kill(self) -> None:
        for program in reversed(self._started):
            with contextlib.suppress(psutil.NoSuchProcess):
                program.kill()
            program.wait()
