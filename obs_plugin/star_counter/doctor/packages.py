"""Which packages a Python has, against what is needed. Loads with Python's own library alone.

As a program it tells that of the Python that runs it, as JSON: see `of_other`.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path

if not __package__:  # run as a program, by its path
    _root = next(folder for folder in Path(__file__).resolve().parents if folder.name == "star_counter")
    sys.path.insert(0, str(_root.parent))

from star_counter.doctor import here
from star_counter.doctor.page import Line
from star_counter.packages import host, needed
from star_counter.problem import Problem
from star_counter.words import plain

# The newer a Python, the newer is the oldest version that has wheels for it.
_AGE = sum(sys.version_info >= newer for newer in ((3, 13), (3, 14)))
#: The oldest version of each package that the script works with, as pip calls them …
OF_SCRIPT: dict[str, str] = {
    "numpy": ("1.26", "2.1", "2.3.2")[_AGE],
    "onnxruntime": "1.20",
    "pillow": ("10.3", "11", "12")[_AGE],
    **({"tomli": "2"} if sys.version_info < (3, 11) else {}),
}
#: … that the command needs besides …
OF_COMMAND: dict[str, str] = {"jinja2": "3.1", "tqdm": "4.66"}
#: … and that videos need.
OF_VIDEOS: dict[str, str] = {"av": "14"}
_LONGEST_LOOK = 60.0  # seconds that another Python may take, with a virus scanner that looks at all it loads


def of_command() -> list[Line]:
    """The packages of the Python that runs the command."""
    lines = [
        _line(name, oldest, f"run  {_pip(name, oldest)}") for name, oldest in (OF_SCRIPT | OF_COMMAND).items()
    ]
    for name, oldest in OF_VIDEOS.items():
        line = _line(name, oldest, f"run  {_pip(name, oldest)}")
        is_missing = version(name) is None
        lines.append(
            Line(name, f"none, which only videos need: {_pip(name, oldest)}") if is_missing else line
        )
    return [*lines, *_failures()]


def of_script(remedy: str) -> list[Line]:
    """The packages that the script finds in the Python that runs this; ``remedy`` says what to do where one
    is not well. None is loaded."""
    return [_line(name, oldest, remedy) for name, oldest in OF_SCRIPT.items()]


def of_other(python: Path, newest: str, folder: str) -> list[Line]:
    """OBS's Python, which must not be newer than ``newest``, if given, and the packages that the script
    finds in it, in a folder that the player has chosen, if any: told by that Python within a minute."""
    command = [str(python), "-I", "-X", "utf8", __file__, newest, folder]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_LONGEST_LOOK,
            creationflags=host.NO_WINDOW,
        )
        return [Line(f"OBS's {what}", found, is_well) for what, found, is_well in json.loads(done.stdout)]
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        reason = plain(str(error))
        return [
            Line("OBS's packages", f"{python} cannot be asked ({reason}): install that Python anew.", False)
        ]


def why_not_loaded(failure: Exception) -> str | None:
    """Why the command's packages do not load, and what to do, in a sentence; None where they do."""
    if isinstance(failure, ModuleNotFoundError) and failure.name and "." not in failure.name:
        wanted = " ".join(OF_SCRIPT | OF_COMMAND | OF_VIDEOS)
        return f"The package {failure.name} is missing: run  python -m pip install {wanted}"
    return next((line.found for line in _failures()), None)


def version(name: str) -> str | None:
    """The version of a package that this Python has; None where it has none."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _line(name: str, oldest: str, remedy: str) -> Line:
    found = version(name)
    if found is None:
        return Line(name, f"none, and {oldest} or newer is needed: {remedy}.", False)
    if needed.version_numbers(found) < needed.version_numbers(oldest):
        return Line(name, f"{found}, and {oldest} or newer is needed: {remedy}.", False)
    return Line(name, f"{found} ({oldest} or newer is needed)")


def _failures() -> list[Line]:
    """The packages of the script that are there and do not load."""
    lines = []
    for module in needed.NEEDED:
        try:
            importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name == module.partition(".")[0]:
                continue  # it was told before
            lines.append(_failure(module, error))
        except Exception as error:  # a package that is there and broken fails in its own way
            lines.append(_failure(module, error))
    return lines


def _failure(module: str, error: Exception) -> Line:
    return Line(needed.package(module), needed.sentence_for_command(module, error), False)


def _pip(name: str, oldest: str) -> str:
    return f'python -m pip install "{name}>={oldest}"'


def main() -> int:
    newest, folder = sys.argv[1:]
    problem = None
    try:
        needed.prepare(Path(folder) if folder else None)
    except Problem as told:
        problem = Line("packages", str(told), False)
    lines = of_script(f"press “{needed.BUTTON}” in the script's window")
    if problem and all(line.is_well for line in lines):  # else they say it
        lines.append(problem)
    print(json.dumps([here.python(newest), *lines]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
