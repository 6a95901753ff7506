"""The Python that runs this, and what differs between Windows, macOS and Linux.

OBS loads Python into itself, so `sys.executable` there is OBS, or empty: everything is told from where
Python's own library lies.
"""

from __future__ import annotations

import importlib.machinery
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ..problem import Problem

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
#: How a message names it.
PYTHON = f"Python {VERSION} (in {sys.base_prefix})"

#: For `subprocess`: no console flashes up in front of the game.
NO_WINDOW = 0
if sys.platform == "win32":
    NO_WINDOW = subprocess.CREATE_NO_WINDOW

#: Where Microsoft keeps the newest Visual C++ runtime.
#: https://learn.microsoft.com/cpp/windows/latest-supported-vc-redist
VC_RUNTIME = "https://aka.ms/vs/17/release/vc_redist.x64.exe"


def abi() -> str:
    """What compiled packages must be made for, as in “cpython-311-x86_64-linux-gnu” or “cp312-win_amd64”.

    It is what Python's compiled modules are named after. macOS leaves the processor out of it, and one file
    there can hold Python for both.
    """
    name = importlib.machinery.EXTENSION_SUFFIXES[0].strip(".").rpartition(".")[0]
    return f"{name}-{os.uname().machine}" if sys.platform == "darwin" else name


def interpreter() -> Path:
    """The program that runs the Python that OBS loaded. Raises `Problem` where there is none."""
    if sys.platform == "win32":
        program = Path(sys.base_prefix, "python.exe")
    else:
        program = Path(sys.base_exec_prefix, "bin", f"python{VERSION}")
    if not program.is_file():
        raise Problem(
            f"There is no program {program}, so no packages can be installed for OBS's {PYTHON}: install "
            f"Python {VERSION}, or choose a virtual environment of Python {VERSION} as “Python packages”."
        )
    return program


def data_folder() -> Path:
    """Where programs keep what belongs to the user and is no setting.

    Raises `Problem` where the system does not know the user's home folder.
    """
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or _home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return _home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or _home() / ".local" / "share")


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        name = "USERPROFILE" if sys.platform == "win32" else "HOME"
        raise Problem(
            f"The system does not know your home folder: set the environment variable {name} and start OBS "
            "anew, or choose a virtual environment as “Python packages”."
        ) from error


def to_type(arguments: Sequence[str]) -> str:
    """A command as it is typed into a terminal; on Windows into the Command Prompt (cmd)."""
    if sys.platform == "win32":
        return " ".join(part if re.fullmatch(r"[\w\\:./+-]+", part) else f'"{part}"' for part in arguments)
    return shlex.join(arguments)
