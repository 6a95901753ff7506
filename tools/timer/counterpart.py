"""The real counterparts of the timers: programs in JavaScript around livesplit-core, run by Node."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

from star_counter.timers import Phase

HERE = Path(__file__).parent
NODE_FOLDER = HERE.parents[1] / "build" / "node"

NAMES = ("BoB (1)", "WF (8)", "", "Running", "Bowser")


def _command(script: str, *arguments: str) -> dict[str, Any]:
    """What `subprocess` needs to run one of the scripts beside this file."""
    if not (NODE_FOLDER / "node_modules" / "livesplit-core").is_dir():
        raise RuntimeError("The timers' real counterparts are not installed: run `make test`.")
    environment = {**os.environ, "NODE_FOLDER": str(NODE_FOLDER)}
    return {"args": ["node", str(HERE / script), *arguments], "env": environment, "text": True}


def output(script: str, *arguments: str) -> Any:
    """What a script prints, as JSON."""
    done = subprocess.run(**_command(script, *arguments), capture_output=True, check=True, timeout=20)
    return json.loads(done.stdout)


class Counterpart:
    """A timer in a process of its own, as long as the ``with`` block lasts."""

    def __init__(self, script: str, port: int, **options: Any):
        options = {"names": NAMES, "port": port, **options}
        self._process = subprocess.Popen(
            **_command(script, json.dumps(options)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdin and self._process.stdout, "they are pipes"
        self._to, self._from = self._process.stdin, self._process.stdout
        assert self._from.readline() == "ready\n"

    def __enter__(self) -> Counterpart:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def do(self, *request: Any) -> Any:
        """Has it do something, and returns its answer."""
        self._to.write(json.dumps(request) + "\n")
        self._to.flush()
        return json.loads(self._from.readline())

    def renew(self, **options: Any) -> None:
        """Makes it a new timer."""
        self.do("renew", {"names": NAMES, **options})

    def player(self, *actions: str) -> None:
        """What the player does in the timer itself."""
        for action in actions:
            self.do("player", action)

    @property
    def place(self) -> tuple[Phase, int]:
        """Its phase and the index of its split."""
        phase, index = self.do("place")
        return Phase(phase), index

    @property
    def received(self) -> list[str]:
        """The commands that came, in order."""
        return [name for name, _ in self.do("received")]

    def times(self) -> list[float]:
        """When they came, in seconds since 1970."""
        return [time for _, time in self.do("received")]

    def hang(self) -> None:
        """Stops the process where it is; the system still takes connections and bytes for it."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Ends the hang."""
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """Ends the process at once."""
        self._process.kill()
        self._process.wait()
        self._to.close()
        self._from.close()
