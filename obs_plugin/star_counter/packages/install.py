"""Installs the plugin's packages beside OBS's Python: what the button runs, and what a player may type.

    python -I install.py FOLDER

Python itself stays as it is: pip puts all into a new folder in FOLDER, which counts once its packages have
been loaded. FOLDER is named after the Python that it is for, so that another Python puts nothing there. Each
file that is fetched must have one of the hashes that came with the star counter. What happens is printed; the
last line is the outcome. The exit status is 0 where the packages load.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import os
import platform
import re
import shutil
import subprocess
import sys
import threading
import time
import traceback
import urllib.request
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

if not __package__:  # run as a script, by its path
    _root = next(folder for folder in Path(__file__).resolve().parents if folder.name == "star_counter")
    sys.path.insert(0, str(_root.parent))

from star_counter.packages import folders, host, needed, output, wheels
from star_counter.problem import Problem
from star_counter.progress import Told

_PYTHON = (sys.executable, "-I", "-X", "utf8")
#: Where Python has no pip: Debian and Ubuntu keep it in a package of its own. https://pypi.org/project/pip/26.3/
PIP_URL = (
    "https://files.pythonhosted.org/packages/07/25/"
    "ee8c38ae72d66b844ce8eb9711ba905dba21ca1a8a0c960057c41cd23337/pip-26.3-py3-none-any.whl"
)
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
_PIP_FILE = PIP_URL.rpartition("/")[2]
_PIP_MOST = 10_000_000  # bytes: five times as many as it has
_TIMEOUT = 30.0  # seconds without a byte of it
_LONGEST_END = 10.0  # seconds to clean up in, once told to end
_REQUIREMENTS = "requirements.txt"
_PAUSE = 0.2  # seconds between two looks whether another installation goes on
_KEPT = 1000  # lines of a program's output

_HERE = f"{host.PYTHON}, {'64' if sys.maxsize > 2**32 else '32'}-bit, on {platform.platform()}"
_OTHERS = (
    "take a 64-bit Python of the README's table on a system that is new enough, or choose packages of your "
    "own as “Python packages”."
)
_FULL = "The disk is full: free 500 MB, and try again."
# Where pip fails with so few bytes left, that is why, whatever it prints: of a half-written file it thinks
# that the network is broken.
_LEAST_FREE = 1_000_000
_NO_NETWORK = "The packages could not be fetched: check the network (a firewall, a proxy), and try again."
# What pip prints, and what that means.
_FAILURES = (
    (r"Errno 28\b|WinError 112\b", _FULL),
    (
        r"Long Path support",
        "The name of the folder is too long for Windows: allow long paths there (https://pip.pypa.io/warnings/"
        "enable-long-paths), and try again.",
    ),
    (
        r"DO NOT MATCH THE HASHES.*\n\s*(?P<package>\S+)",
        "What pip was given as {package} is not what this star counter was made with, so nothing is "
        "installed: try again; where that does not help, unpack the star counter anew, or have pip fetch "
        "from https://pypi.org.",
    ),
    (
        r"connection broken by|ConnectionError|NameResolution|TimeoutError|ProxyError|SSLError|ssl cert",
        _NO_NETWORK,
    ),
    (
        r"No matching distribution found for (?P<name>[\w.-]+)==(?P<version>[\w.]+)",
        f"pip finds no {{name}} {{version}} for {_HERE}: check which index pip's settings name; {_OTHERS}",
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

    def pause(self, seconds: float) -> None:
        """Waits. Raises `Problem` once stopped."""
        self._stopped.wait(seconds)
        self._go_on()

    def run(
        self,
        *arguments: str,
        folder: Path | None = None,
        show: Callable[[str], object] = lambda line: None,
        **variables: str,
    ) -> tuple[int, str]:
        """Runs Python in a folder, with arguments and environment variables: its exit status, and what it
        printed last. Each line goes to ``show`` as it is printed.

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
            cwd=folder,
            env={**os.environ, **variables},
            creationflags=host.NO_WINDOW,
        ) as running:
            self._running = running
            if self._stopped.is_set():
                running.kill()
            assert running.stdout, "it is a pipe"
            kept = deque[str](maxlen=_KEPT)
            for line in output.lines(running.stdout):
                kept.append(line)
                show(line)
        self._go_on()
        return running.returncode, "\n".join(kept)

    def _go_on(self) -> None:
        if self._stopped.is_set():
            raise Problem(f"The installation was stopped: press “{needed.BUTTON}” to begin anew.")


_programs = _Programs()


def main() -> int:
    parser = argparse.ArgumentParser(description="Installs the star counter's packages beside OBS's Python.")
    parser.add_argument("folder", type=Path, help="where to, named after the Python that it is for")
    parser.add_argument(needed.END_WITH_INPUT, action="store_true", help="stop when the standard input ends")
    options = parser.parse_args()
    if options.end_with_input:
        threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        _install(options.folder.absolute())
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
    with (folder / folders.LOCK).open("ab") as lock:
        _wait_for(lock)
        folders.clear(folder)
        newest = needed.newest(folder)
        if newest and not _load_failure(newest):
            return
        try:
            new = folders.begin(folder)
            _fill(new)
            if failure := _load_failure(new):
                raise Problem(failure)
            folders.publish(new)
        finally:
            folders.clear(folder)


def _wait_for(lock: IO[bytes]) -> None:
    if not folders.take(lock):
        _say("Another installation is running: waiting for its end.")
        while not folders.take(lock):
            _programs.pause(_PAUSE)


def _fill(new: Path) -> None:
    """Has pip install the packages. Its settings stay the player's, who may need a mirror or a proxy."""
    packages = wheels.wanted()
    if not packages:
        raise Problem(f"The star counter has no packages for {_HERE}: {_OTHERS}")
    places = _tell_places(packages)
    temporary = new / "temporary"  # here, for what pip leaves when it is stopped
    temporary.mkdir()
    requirements = "".join(package.requirement for package in packages)
    (temporary / _REQUIREMENTS).write_text(requirements, encoding="ascii")
    pip = _pip(temporary)

    def show(line: str) -> None:
        told.update(line.startswith(("Collecting ", "Processing ")))
        _say(line)

    with Told("Installing", len(packages), "packages begun", _say) as told:
        status, printed = _programs.run(
            *pip,
            "install",
            *("--target", str(new), "--requirement", _REQUIREMENTS, "--require-hashes", "--no-deps"),
            *("--only-binary", ":all:", "--no-compile", "--no-input", "--progress-bar", "off"),
            *("--disable-pip-version-check", "--no-warn-script-location", *places),
            folder=temporary,
            show=show,
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)),
            # These two, in a player's settings, exclude --target.
            PIP_USER="0",
            PIP_REQUIRE_VIRTUALENV="0",
        )
    if status:
        raise Problem(_FULL if shutil.disk_usage(new).free < _LEAST_FREE else _failure(printed))
    shutil.rmtree(temporary, ignore_errors=True)


def _tell_places(packages: list[wheels.Package]) -> Sequence[str]:
    """Says what is installed, and from where; the arguments that tell pip the latter."""
    size, names = wheels.size_text(sum(package.size for package in packages)), ", ".join(map(str, packages))
    if wheels.are_beside(packages):
        _say(f"To install from the folder {wheels.BESIDE}, {size}:")
        _say(names)
        _say("pip fetches nothing, and checks each file's hash.")
        return "--no-index", "--find-links", str(wheels.BESIDE)
    _say(f"To fetch, {size} at most:")
    _say(names)
    _say("pip fetches it from https://pypi.org, or from where its settings say, and checks each file's hash.")
    return ()


def _pip(folder: Path) -> Sequence[str]:
    """The arguments that run pip: Python's own, or one that is brought along or fetched, into ``folder``."""
    if _programs.run("-m", "pip", "--version")[0] == 0:
        return "-m", "pip"
    beside = wheels.BESIDE / _PIP_FILE
    url = beside.as_uri() if beside.is_file() else PIP_URL
    _say(f"This Python has no pip. Fetching {url}")
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT) as response:
            content = response.read(_PIP_MOST)
    except (OSError, http.client.HTTPException) as error:
        _say(str(error))
        raise Problem(_NO_NETWORK) from error
    if hashlib.sha256(content).hexdigest() != PIP_SHA256:
        raise Problem(_NO_NETWORK)
    wheel = folder / _PIP_FILE
    wheel.write_bytes(content)
    return (str(wheel / "pip"),)  # Python runs what lies in a zip file


def _load_failure(installation: Path) -> str | None:
    """Why a package does not load in a new process, and what to do; None where all do."""
    for name in needed.NEEDED:
        code = f"import sys; sys.path.insert(1, {str(installation)!r}); import {name}"
        status, printed = _programs.run("-c", code)
        if status:
            reason, remedy = needed.cause(printed or f"it crashes ({status})")
            return f"{needed.package(name)} does not load: {reason}: {remedy or 'report this'}."
    return None


def _failure(printed: str) -> str:
    """Why pip failed, by what it printed."""
    for pattern, meaning in _FAILURES:
        if found := re.search(pattern, printed):
            return meaning.format(**found.groupdict())
    errors = re.findall(r"ERROR: (.*)", printed) or printed.strip().splitlines()[-1:]
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
    try:
        print(line, flush=True)
    except OSError:  # nobody listens any more, or the disk of who writes it down is full: the work goes on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
