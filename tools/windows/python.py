"""A Windows Python as python.org's installer leaves it, and the program that OBS is to it."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from .setup import PIP
from .wine import PYTHON

_PROGRAM = ("python.exe", "python3.dll", "python312.dll", "vcruntime140.dll", "vcruntime140_1.dll")


def install(folder: Path) -> None:
    """Puts a Python into the new folder: its library, its compiled modules, and pip."""
    folder.mkdir(parents=True)
    modules = folder / "DLLs"
    modules.mkdir()
    for file in PYTHON.parent.iterdir():
        if file.name in _PROGRAM:
            shutil.copy(file, folder)
        elif file.suffix in (".pyd", ".dll"):
            shutil.copy(file, modules)
    with zipfile.ZipFile(PYTHON.with_name("python312.zip")) as library:
        library.extractall(folder / "Lib")
    with zipfile.ZipFile(PIP.path) as wheel:
        wheel.extractall(folder / "Lib" / "site-packages")


def obs(folder: Path) -> Path:
    """A program in the new folder that loads Python as OBS does: its own name, and its own folder.

    Where Python lies it is told by PYTHONHOME, which does what OBS does by `Py_SetPythonHome`.
    """
    folder.mkdir(parents=True)
    for name in _PROGRAM[1:]:
        shutil.copy(PYTHON.with_name(name), folder)
    return Path(shutil.copy(PYTHON, folder / "obs64.exe"))
