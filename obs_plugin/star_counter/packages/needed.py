"""The Python packages that the plugin needs inside OBS: where they lie, and what to do where they fail.

This module and those that it needs load with Python's own library alone.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import re
import stat
import sys
from pathlib import Path

from .. import ROOT
from ..problem import Problem
from ..safe_names import kind
from ..words import file_text, plain
from . import host, wheels

#: The module to load of each package. PIL.Image rather than PIL: only the former loads what is compiled.
NEEDED = ("numpy", "onnxruntime", "PIL.Image")

#: What the button is called that installs them.
BUTTON = "Install the packages"
#: An empty file in an installation that is whole.
COMPLETE = "complete"
#: What installations are called, as a pattern.
NUMBER = "[1-9][0-9]*"
#: Makes the installation end when its standard input does: OBS, which holds the other end, may be gone.
END_WITH_INPUT = "--end-with-input"

_OLDEST = (3, 10)
_SCRIPT = ROOT / "packages" / "install.py"

# What loading a package says, why, and what to do; where None, the button mends it. The words after “DLL load
# failed while importing …:” are Windows's, in its own language.
_CAUSES = (
    (
        r"not a valid Win32|incompatible architecture|wrong ELF class|invalid ELF header",
        "it is made for another processor",
        None,
    ),
    (
        r"DLL load failed",
        "Windows's own “Microsoft Visual C++ Redistributable” is too old or missing",
        f"install the newest from {host.VC_RUNTIME}",
    ),
    (
        r"GLIBC(XX)?_[\d.]+. not found",
        "this system is older than it needs",
        "update the system",
    ),
    (
        r"(?P<library>lib\S+\.so\S*): cannot open shared object",
        "the system lacks {library}",
        "install that with the system's own package manager",
    ),
    (
        r"source directory|C-extensions failed|compiled using NumPy|ABI version|binary incompatib"
        r"|No module named 'numpy\.|capi\.onnxruntime_pybind11_state'|cannot import name '_imaging'",
        "it is broken, or made for another Python or numpy",
        None,
    ),
)

# Letters that are shown of what loading a package says.
_LONGEST_REASON = 300

_RESTART = "OBS keeps a part of packages that did not load: restart OBS."

# The paths and the problem of the first package that did not load. Another attempt in the same process would
# say something else, or crash: what is compiled can be loaded once.
_failed: tuple[list[str], Problem] | None = None


class Missing(Problem):
    """Packages are missing or do not load, and installing them mends it."""


def prepare(folder: Path | None) -> None:
    """Makes the packages importable: those in ``folder`` (a virtual environment or its site-packages) first,
    then those that the plugin installed, then those of Python.

    Can be called again after an installation. Raises `Missing` where installing the packages helps, and
    another `Problem` where something else does.
    """
    global _failed
    if sys.version_info < _OLDEST:
        raise Problem(
            f"OBS's {host.PYTHON} is too old: choose Python 3.10, 3.11 or 3.12 in its Python Settings."
        )
    paths = [str(path) for path in (folder and _site_packages(folder), _installed()) if path]
    if _failed:
        raise _failed[1].with_traceback(None) if paths == _failed[0] else Problem(_RESTART)
    _put_first(paths)
    missing = [name for name in NEEDED if not _is_found(name)]
    if missing:
        names = ", ".join(package(name) for name in missing)
        raise Missing(
            f"OBS's {host.PYTHON} lacks {names}: press “{BUTTON}”, or run this in a terminal and reload the "
            f"script:  {command()}"
        )
    for name in NEEDED:
        is_half_loaded = _is_half_loaded(name)
        try:
            importlib.import_module(name)
        except Exception as error:  # a package that is there and broken fails in its own way
            _failed = paths, Problem(_RESTART) if is_half_loaded else _broken(name, error, folder)
            raise _failed[1] from error


def home() -> Path:
    """The folder of the plugin's own that holds the packages for this Python: see `newest`."""
    return host.data_folder() / "mario64-star-counter" / "packages" / host.abi()


def _installed() -> Path | None:
    try:
        return newest(home())
    except Problem:  # told where it matters: packages of another folder may be all that is needed
        return None


def newest(folder: Path) -> Path | None:
    """The installation in ``folder`` that counts: the one with the highest number that is complete.

    None where there is none. None replaces another, as Windows deletes no file that OBS has loaded. Whatever
    else lies there counts for nothing: a copy that a player made, what is being installed.
    """
    try:
        numbers = [int(path.name) for path in folder.iterdir() if re.fullmatch(NUMBER, path.name)]
        whole = [number for number in numbers if (folder / str(number) / COMPLETE).is_file()]
    except OSError:  # it is not there, or no folder, or cannot be read: installing tells which
        return None
    return folder / str(max(whole)) if whole else None


def arguments() -> list[str]:
    """The program that installs the packages into `home`, and its arguments.

    Raises `Problem` where this Python has no interpreter. -I keeps out what PYTHONPATH and PYTHONHOME, the
    current folder and the user's own packages would bring in; what is printed is UTF-8 on every system.
    """
    return [str(host.interpreter()), "-I", "-X", "utf8", str(_SCRIPT), str(home())]


def command() -> str:
    """`arguments` as one line to type into a terminal."""
    return host.to_type(arguments())


def cause(error: Exception | str) -> tuple[str, str | None]:
    """Why a package did not load, by what it said, and what to do; None where installing it anew mends it."""
    for pattern, reason, remedy in _CAUSES:
        if found := re.search(pattern, str(error)):
            return reason.format(**found.groupdict()), remedy
    lines = str(error).strip().splitlines()
    return (plain(lines[-1].rstrip("."), _LONGEST_REASON) if lines else type(error).__name__), None


def sentence_for_command(name: str, error: Exception) -> str:
    """Why a module of `NEEDED` does not load in the command's own Python, and what to do."""
    reason, remedy = cause(error)
    start, pip = f"{package(name)} cannot be loaded: {reason}:", "python -m pip install"
    if not remedy:
        return f"{start} run  {pip} --force-reinstall {package(name).lower()}"
    older = _older(name, remedy)
    return f"{start} {remedy}, or run  {pip} {name}=={older}" if older else f"{start} {remedy}."


def _broken(name: str, error: Exception, folder: Path | None) -> Problem:
    reason, remedy = cause(error)
    start = f"OBS's {host.PYTHON} cannot load {package(name)}: {reason}:"
    older = remedy and _older(name, remedy)
    if remedy and not older:
        return Problem(f"{start} {remedy}, then restart OBS.")
    cleared = "clear “Python packages”, " if folder else ""
    pressed = f"{cleared}press “{BUTTON}”"
    if older:
        pressed = f"{remedy}, or {pressed}, which takes {name} {older} that does without"
    return Missing(f"{start} {pressed}, then restart OBS.")


def _older(name: str, remedy: str) -> str | None:
    """The version of a package that the installation takes, where Windows is too old for what failed."""
    if host.VC_RUNTIME not in remedy:
        return None
    version = next((one.version for one in wheels.wanted() if one.name == name), None)
    try:
        failed = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
    return version if version and version_numbers(version) < version_numbers(failed) else None


def version_numbers(version: str) -> list[int]:
    """A version as it is compared with another."""
    return [int(number) for number in re.findall(r"\d+", version)]


def _put_first(paths: list[str]) -> None:
    """Behind the script's own folder, and before the system's, which may have an older numpy.

    The folders' .pth files are left alone: they could put another star counter before this one.
    """
    sys.path[:] = [path for path in sys.path if path not in paths]
    sys.path[1:1] = paths
    importlib.invalidate_caches()


def _is_found(name: str) -> bool:
    """Whether the package is there. It is not loaded: an old one would stay when a new one is installed."""
    return importlib.util.find_spec(name.partition(".")[0]) is not None


def _is_half_loaded(name: str) -> bool:
    """Whether it failed before the script was reloaded: Python forgets it then, and keeps its parts."""
    top = name.partition(".")[0]
    return name not in sys.modules and any(loaded.partition(".")[0] == top for loaded in sys.modules)


def package(name: str) -> str:
    """What players call the package of a module of `NEEDED`."""
    return "Pillow" if name.startswith("PIL") else name


def _site_packages(folder: Path) -> Path:
    """The site-packages of a virtual environment, or the folder itself where packages lie in it."""
    try:
        return _packages_in(folder)
    except OSError as error:
        raise Problem(
            f"The folder {file_text(folder)} cannot be read ({error.strerror}): choose the folder of the "
            "Python packages again, or clear it."
        ) from error


def _packages_in(folder: Path) -> Path:
    shown = file_text(folder)
    if kind(folder) != stat.S_IFDIR:
        raise Problem(
            f"There is no folder {shown}: choose the folder of the Python packages again, or clear it."
        )
    for packages in (
        folder / "lib" / f"python{host.VERSION}" / "site-packages",
        folder / "Lib" / "site-packages",
        folder,
    ):
        if (packages / "onnxruntime").is_dir():
            return packages
    others = sorted(plain(path.parent.name) for path in folder.glob("lib/python*/site-packages"))
    if others:
        raise Problem(
            f"The packages in {shown} are for {', '.join(others)}, but OBS runs Python {host.VERSION}: "
            f"clear “Python packages” and press “{BUTTON}”."
        )
    raise Problem(
        f"The folder {shown} holds no onnxruntime: choose another, or clear “Python packages” "
        f"and press “{BUTTON}”."
    )
