"""Installs the plugin's packages beside OBS's Python: what the button runs, and what a player may type.

    python -I install.py FOLDER

Python itself stays as it is: pip puts all into a new folder in FOLDER, which counts once its packages have
been loaded. FOLDER is named after the Python that it is for, so that another Python puts nothing there. What
happens is printed; the last line is the outcome. The exit status is 0 where the packages load.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import traceback
import urllib.request
from collections.abc import Sequence
from pathlib import Path

if not __package__:  # run as a script, by its path
    _root = next(folder for folder in Path(__file__).resolve().parents if folder.name == "star_counter")
    sys.path.insert(0, str(_root.parent))

from star_counter.packages import host, needed
from star_counter.problem import Problem

_PYTHON = (sys.executable, "-I", "-X", "utf8")
# Where Python has no pip: Debian and Ubuntu keep it in a package of its own. https://pypi.org/project/pip/26.3/
_PIP_WHEEL = (
    "https://files.pythonhosted.org/packages/07/25/"
    "ee8c38ae72d66b844ce8eb9711ba905dba21ca1a8a0c960057c41cd23337/pip-26.3-py3-none-any.whl"
)
_PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
_TIMEOUT = 30.0  # seconds without a byte of it
_LONGEST_END = 10.0  # seconds to clean up in, once told to end

_NO_NETWORK = "The packages could not be fetched: check the network (a firewall, a proxy), and try again."
# What pip prints, and what that means.
_FAILURES = (
    (r"Errno 28\b|WinError 112\b", "The disk is full: free 500 MB, and try again."),
    (
        r"connection broken by|ConnectionError|NameResolution|TimeoutError|ProxyError|SSLError|ssl cert",
        _NO_NETWORK,
    ),
    (
        r"No matching distribution found for (?P<wanted>\w+)",
        f"pip finds no {{wanted}} for {host.PYTHON}: check the network, and the README for the right Python.",
    ),
)


class _Programs:
    """Runs one program at a time, until told to stop."""

    def __init__(self):
        self._stopped = threading.Event()
        self._running: subprocess.Popen | None = None

    def stop(self) -> None:
        """Ends the program that runs and lets no other begin; may be called from any thread."""
        self._stopped.set()
        if self._running:
            self._running.kill()

    def run(self, *arguments: str, shown: bool = False, **variables: str) -> tuple[int, str]:
        """Runs Python with arguments and environment variables: its exit status, and all it printed.

        Raises `Problem` once stopped.
        """
        # Its input is not ours: Windows lets no program begin with one that another thread waits for.
        with subprocess.Popen(
            [*_PYTHON, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, **variables},
            creationflags=host.NO_WINDOW,
        ) as running:
            self._running = running
            if self._stopped.is_set():
                running.kill()
            assert running.stdout, "it is a pipe"
            lines = []
            for line in running.stdout:
                lines.append(line)
                if shown:
                    _say(line.rstrip())
        if self._stopped.is_set():
            raise Problem(f"The installation was stopped: press “{needed.BUTTON}” to begin anew.")
        return running.returncode, "".join(lines)


_programs = _Programs()


def main() -> int:
    parser = argparse.ArgumentParser(description="Installs the star counter's packages beside OBS's Python.")
    parser.add_argument("folder", type=Path, help="where to, named after the Python that it is for")
    parser.add_argument(needed.END_WITH_INPUT, action="store_true", help="stop when the standard input ends")
    options = parser.parse_args()
    if options.end_with_input:
        threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        _install(options.folder)
    except Problem as problem:
        outcome = str(problem)
    except OSError as error:
        outcome = (
            f"The packages could not be written ({error}): make room on the disk, or allow writing there."
        )
    except KeyboardInterrupt:
        outcome = "The installation was stopped."
    except Exception as error:
        traceback.print_exc(file=sys.stdout)
        outcome = f"The installation stopped because of an error in itself ({error!r}): report this."
    else:
        _say("The packages are installed: reload the script.")
        return 0
    _say(outcome)
    return 1


def _install(folder: Path) -> None:
    if folder.name != host.abi():
        raise Problem(f"This Python is {host.abi()}, but the folder is for {folder.name}: take that Python.")
    _say(f"Installing packages for {host.PYTHON} into {folder}")
    folder.mkdir(parents=True, exist_ok=True)
    newest = needed.newest(folder)
    if newest and not _load_failure(newest):
        return
    try:
        new = _new_installation(folder)
        _fill(new)
        if failure := _load_failure(new):
            raise Problem(failure)
        (new / needed.COMPLETE).touch()
    finally:
        # What OBS has loaded stays on Windows until the next time.
        for path in folder.iterdir():
            if path != needed.newest(folder):
                shutil.rmtree(path, ignore_errors=True)


def _new_installation(folder: Path) -> Path:
    numbers = [int(path.name) for path in folder.iterdir() if path.name.isdecimal()]
    new = folder / str(1 + max(numbers, default=0))
    new.mkdir()
    return new


def _fill(new: Path) -> None:
    """Has pip install the packages. Its settings stay the player's, who may need a mirror or a proxy."""
    temporary = new / "temporary"  # here, for what pip leaves when it is stopped
    temporary.mkdir()
    status, output = _programs.run(
        *_pip(temporary),
        "install",
        *("--target", str(new), "--only-binary", ":all:", "--no-compile", "--no-input"),
        *("--disable-pip-version-check", "--no-warn-script-location", "--progress-bar", "off"),
        *needed.REQUIREMENTS,
        shown=True,
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)),
        # These two, in a player's settings, exclude --target.
        PIP_USER="0",
        PIP_REQUIRE_VIRTUALENV="0",
    )
    if status:
        raise Problem(_failure(output))
    shutil.rmtree(temporary, ignore_errors=True)


def _pip(folder: Path) -> Sequence[str]:
    """The arguments that run pip: Python's own, or one that is fetched into ``folder``."""
    if _programs.run("-m", "pip", "--version")[0] == 0:
        return "-m", "pip"
    _say(f"This Python has no pip. Fetching {_PIP_WHEEL}")
    try:
        with urllib.request.urlopen(_PIP_WHEEL, timeout=_TIMEOUT) as response:
            content = response.read()
    except (OSError, http.client.HTTPException) as error:
        _say(str(error))
        raise Problem(_NO_NETWORK) from error
    if hashlib.sha256(content).hexdigest() != _PIP_SHA256:
        raise Problem(_NO_NETWORK)
    wheel = folder / _PIP_WHEEL.rpartition("/")[2]
    wheel.write_bytes(content)
    return (str(wheel / "pip"),)  # Python runs what lies in a zip file


def _load_failure(installation: Path) -> str | None:
    """Why a package does not load in a new process, and what to do; None where all do."""
    for name in needed.NEEDED:
        code = f"import sys; sys.path.insert(1, {str(installation)!r}); import {name}"
        status, output = _programs.run("-c", code)
        if status:
            reason, remedy = needed.cause(output or f"it crashes ({status})")
            return f"{needed.package(name)} does not load: {reason}: {remedy or 'report this'}."
    return None


def _failure(output: str) -> str:
    """Why pip failed, by what it printed."""
    for pattern, meaning in _FAILURES:
        if found := re.search(pattern, output):
            return meaning.format(**found.groupdict())
    errors = re.findall(r"ERROR: (.*)", output) or output.strip().splitlines()[-1:]
    return (
        f"The packages could not be installed ({' '.join(errors)}): run it again, and report what it prints."
    )


def _end_with_input() -> None:
    # os.read, because a thread inside of sys.stdin makes Python crash at its exit.
    while os.read(0, 1024):
        pass
    _programs.stop()
    time.sleep(_LONGEST_END)
    os._exit(1)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
