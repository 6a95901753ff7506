"""A page in a real browser, Chromium without a window, asked and clicked by its debugging protocol."""

import itertools
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


class Page:
    """A page that is open."""

    def __init__(self, path: Path, profile: Path):
        """Opens the page in a file; ``profile`` is a folder for the browser's own files."""
        assert CHROMIUM
        reads, self._to = os.pipe()
        self._from, writes = os.pipe()
        # The protocol is read from file 3 and written to file 4.
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
        shell = 'exec "$@" 3<&"$READS" 4>&"$WRITES"'
        self._process = subprocess.Popen(
            ["bash", "-c", shell, "bash", CHROMIUM, *options, f"--user-data-dir={profile}", "about:blank"],
            env=os.environ | {"READS": str(reads), "WRITES": str(writes)},
            pass_fds=(reads, writes),
            stderr=subprocess.DEVNULL,
        )
        os.close(reads)
        os.close(writes)
        self._numbers, self._left, self._session = itertools.count(1), b"", {}
        self._seen: list[str | None] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._session = {"sessionId": session}
        self._call("Page.enable")
        self._call("Page.navigate", url=path.as_uri())
        self._wait_for("Page.loadEventFired")

    def run(self, code: str) -> Any:
        """The value of an expression in the page, as JSON has it."""
        result = self._call("Runtime.evaluate", expression=code, returnByValue=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def text(self, selector: str) -> str:
        return self.run(f"document.querySelector({json.dumps(selector)}).textContent")

    def click(self, selector: str) -> None:
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        os.close(self._to)
        os.close(self._from)

    def _call(self, method: str, **parameters: Any) -> dict:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters} | self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != number:
            self._seen.append(answer.get("method"))
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def _wait_for(self, event: str) -> None:
        while event not in self._seen:
            self._seen.append(self._next().get("method"))

    def _next(self) -> dict:
        while b"\0" not in self._left:
            data = os.read(self._from, 1 << 16)
            assert data, "the browser ended"
            self._left += data
        message, _, self._left = self._left.partition(b"\0")
        return json.loads(message)
