"""The Python packages that the plugin needs inside OBS, and what to do where they are missing."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from .problem import Problem

#: PIL.Image rather than PIL: only the former loads what is compiled.
NEEDED = ("numpy", "onnxruntime", "PIL.Image")
_PIP_NAMES = "numpy onnxruntime pillow"
_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def prepare(folder: Path | None) -> None:
    """Makes the packages importable, from ``folder`` (a virtual environment or its site-packages) if given.

    Raises `Problem` where the folder has none for this Python, or a package is missing or does not load.
    """
    if folder:
        _add(folder)
    failures = [f"{name} ({error})" for name in NEEDED if (error := _import_error(name)) is not None]
    if failures:
        raise Problem(f"OBS's Python {_VERSION} cannot load {', '.join(failures)}: {_remedy()}")


def _add(folder: Path) -> None:
    packages = str(_site_packages(folder))
    if packages not in sys.path:
        # Behind the script's own folder, and before the system's, which may have an older numpy. Its .pth
        # files are left alone: they could put another star counter before this one.
        sys.path.insert(1, packages)


def _site_packages(folder: Path) -> Path:
    """The site-packages of a virtual environment, or the folder itself where packages lie in it."""
    if not folder.is_dir():
        raise Problem(
            f"There is no folder {folder}: choose the folder of the Python packages again, or clear it."
        )
    for packages in (
        folder / "lib" / f"python{_VERSION}" / "site-packages",
        folder / "Lib" / "site-packages",
        folder,
    ):
        if (packages / "onnxruntime").is_dir():
            return packages
    others = sorted(path.parent.name for path in folder.glob("lib/python*/site-packages"))
    if others:
        raise Problem(
            f"The packages in {folder} are for {', '.join(others)}, but OBS runs Python {_VERSION}: "
            f"make the virtual environment with Python {_VERSION}."
        )
    raise Problem(f"The folder {folder} holds no onnxruntime: {_remedy()}")


def _import_error(name: str) -> str | None:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        return "missing" if error.name == name.partition(".")[0] else str(error)
    except Exception as error:  # a package that is there and broken fails in its own way
        lines = str(error).strip().splitlines()
        return (
            f"does not load, perhaps made for another Python: {lines[0] if lines else type(error).__name__}"
        )
    return None


def _remedy() -> str:
    if sys.platform == "win32":
        return f"run “py -{_VERSION} -m pip install {_PIP_NAMES}” and reload the script."
    if sys.platform == "darwin":
        return f"run “python{_VERSION} -m pip install {_PIP_NAMES}” and reload the script."
    return (
        f"run “python{_VERSION} -m venv ~/star-counter && ~/star-counter/bin/pip install {_PIP_NAMES}” "
        "and choose the folder star-counter in your home folder as “Python packages”."
    )
