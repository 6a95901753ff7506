"""OBS Studio as it is found on this computer, from outside: by what it has written down, and by its files."""

from __future__ import annotations

import configparser
import contextlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

_SCRIPT = "mario64_star_counter.py"
# From version 31 on the first has what is the user's, and the second is as it was before.
_SETTINGS = ("user.ini", "global.ini")
# Where distributions put the part of OBS that is linked to their Python.
_PYTHON_PARTS = ("lib", "lib64", "lib/*", "local/lib", "local/lib/*")
# The newest Python that OBS loads on Windows and macOS, from which version of OBS on.
_NEWEST_PYTHONS = {(30, 1): "3.12", (29, 1): "3.11", (0, 0): "3.10"}


class Collection(NamedTuple):
    """The scene collection that OBS showed last: its sources' names, and the settings of our script in it."""

    name: str
    sources: frozenset[str]
    script: Mapping[str, Any] | None


class Studio:
    """OBS Studio of the user who asks; nothing is known of one that was never started."""

    def __init__(self, folder: Path | None = None):
        """``folder`` is that of its settings; it need not be there."""
        self.folder = folder or _settings_folder()
        self._values = {
            key: value for name in reversed(_SETTINGS) for key, value in _ini(self.folder / name).items()
        }

    @property
    def version(self) -> str | None:
        """The version that was started last; None where none was."""
        number = self._values.get(("general", "lastversion"), "")
        return version_text(int(number)) if re.fullmatch(r"\d{1,10}", number) else None

    @property
    def newest_python(self) -> str:
        """The newest Python that it loads, as in "3.12"; nothing on Linux, where it is linked to one."""
        if sys.platform not in ("win32", "darwin"):
            return ""
        version = tuple(map(int, (self.version or "99.0").split(".")[:2]))
        return next(python for first, python in _NEWEST_PYTHONS.items() if version >= first)

    def python(self) -> Path | None:
        """The program of the Python that it loads; None where none is chosen, or that is not there."""
        if newest := self.newest_python:
            chosen = self._values.get(("python", "path64bit"), "").replace("\\\\", "\\")
            programs = _programs_in(Path(chosen), newest) if chosen else []
        else:
            programs = [Path(f"/usr/bin/python{version}") for version in _linked()]
        return next((program for program in programs if program.is_file()), None)

    def collection(self) -> Collection | None:
        """The scene collection that it showed last; None where that cannot be read."""
        name = self._values.get(("basic", "scenecollectionfile"), "").removesuffix(".json")
        try:
            kept = json.loads((self.folder / "basic" / "scenes" / f"{name}.json").read_text("utf-8-sig"))
        except (OSError, ValueError, RecursionError):
            return None
        sources = [_of(one, "name") for part in ("sources", "groups") for one in _list(kept, part)]
        scripts = [
            _of(one, "settings")
            for one in _list(_of(kept, "modules"), "scripts-tool")
            if re.split(r"[\\/]", str(_of(one, "path")))[-1] == _SCRIPT
        ]
        names = frozenset(one for one in sources if isinstance(one, str))
        return Collection(name, names, next((one for one in scripts if isinstance(one, dict)), None))


def version_text(number: int) -> str:
    """A version as OBS counts it, as one reads it: "29.0.2"."""
    return f"{number >> 24}.{number >> 16 & 0xFF}.{number & 0xFFFF}"


def _settings_folder() -> Path:
    home = Path("~")  # itself where nobody is known, in which nothing is found then
    with contextlib.suppress(RuntimeError):
        home = home.expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path(home, "AppData", "Roaming"), "obs-studio")
    if sys.platform == "darwin":
        return Path(home, "Library", "Application Support", "obs-studio")
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path(home, ".config"), "obs-studio")


def _ini(path: Path) -> dict[tuple[str, str], str]:
    """The values of a file of OBS's settings, by section and key in small letters; none where it has none."""
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    try:
        parser.read_string(path.read_text("utf-8-sig"))
    except (OSError, ValueError, configparser.Error):
        return {}
    return {
        (section.lower(), key): value for section in parser.sections() for key, value in parser.items(section)
    }


def _programs_in(chosen: Path, newest: str) -> list[Path]:
    """The programs that a folder may have which was chosen in OBS, in the order in which OBS takes them."""
    if sys.platform == "win32":
        return [chosen / "python.exe"]
    versions = [version for version in _NEWEST_PYTHONS.values() if version <= newest]
    framework = chosen if chosen.name == "Python.framework" else chosen / "Python.framework"
    return [framework / "Versions" / version / "bin" / f"python{version}" for version in versions]


def _linked() -> Iterator[str]:
    """The versions of Python that OBS is linked to, such as "3.11"."""
    for part in _PYTHON_PARTS:
        for module in Path("/usr").glob(f"{part}/obs-scripting/_obspython.so"):
            if found := re.search(rb"libpython(3\.\d+)", module.read_bytes()):
                yield found[1].decode()


def _of(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _list(value: Any, key: str) -> list[Any]:
    found = _of(value, key)
    return found if isinstance(found, list) else []
