"""Programs of Windows, run by Wine in a prefix of the project's own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
#: All that is fetched and made for Windows.
HOME = ROOT / "build" / "windows"
#: What Wine takes for the computer: its drives, its registry, its Windows folder.
PREFIX = HOME / "prefix"
SYSTEM = PREFIX / "drive_c" / "windows" / "system32"
#: The Windows Python.
PYTHON = HOME / "python" / "python.exe"

# Wine's C library lacks functions that numpy needs (crealf): Microsoft's own lies in the prefix.
# Neither .NET nor a browser is ever asked for.
_LIBRARIES = "ucrtbase=n,b;mscoree,mshtml="


def windows_path(path: Path | str) -> str:
    """What a program of Windows calls a file: the whole system here is its drive Z."""
    return "Z:" + os.path.abspath(path).replace("/", "\\")  # noqa: PTH100  (`Path.resolve` follows links)


def environment(more: Mapping[str, str] = {}) -> dict[str, str]:
    """The environment of a program of Windows, with the project's modules for a Python."""
    modules = ";".join(map(windows_path, (ROOT, ROOT / "obs_plugin")))
    return {
        **os.environ,
        "LC_ALL": "C.UTF-8",  # by which Wine reads the names of files
        "WINEPREFIX": str(PREFIX),
        "WINEARCH": "win64",
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": _LIBRARIES,
        "PYTHONPATH": modules,
        # Its compiled modules lie beside those of the Python of this system otherwise.
        "PYTHONPYCACHEPREFIX": windows_path(HOME / "compiled"),
        **more,
    }


def command(program: Path | str, *arguments: object) -> list[str]:
    """The command that runs a program of Windows, named as this system names it, or by its name alone."""
    return ["wine", str(program), *map(str, arguments)]


def run(
    program: Path | str, *arguments: object, variables: Mapping[str, str] = {}, **options: Any
) -> subprocess.CompletedProcess:
    """Runs a program of Windows; what it prints is in the result, as bytes."""
    options = {"capture_output": True, "timeout": 600} | options
    if "input" not in options:
        options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run(command(program, *arguments), env=environment(variables), **options)


def begin() -> None:
    """Starts what every program needs beside it, and has it stay: it would hold the first one's output."""
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment()}
    subprocess.run(["wineserver", "-p"], **quiet, check=False)  # it may run already
    subprocess.run(command("wineboot"), **quiet, check=True)


def end() -> None:
    """Ends what still runs in the prefix, and waits for it: Wine writes its registry then."""
    for option in ("-k", "-w"):
        subprocess.run(["wineserver", option], env=environment(), check=False)
