"""`python -m tools.release.wheels`: writes which wheels the plugin installs, by uv.lock; gets them, too."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomllib  # type: ignore[import-not-found]  # of Python 3.11
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename

from star_counter.packages.install import PIP_SHA256, PIP_URL
from star_counter.packages.wheels import FILE, Place, Wheel
from star_counter.problem import Problem

from .archive import ROOT

_UV = ROOT / ".uv" / "bin" / "uv"
# What the command alone needs, the plugin does without.
_OF_COMMAND = ("jinja2", "tqdm")
_EXPORT: tuple[str | Path, ...] = (
    *(_UV, "export", "--frozen", "--offline", "--no-default-groups", "--no-emit-project"),
    *(f"--prune={package}" for package in _OF_COMMAND),
    *("--no-hashes", "--no-header", "--no-annotate"),
)
_PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
# The Pythons that OBS loads on Windows.
_OF_WINDOWS = tuple(Place(python, "win32", "AMD64") for python in ("3.10", "3.11", "3.12"))
# The systems that OBS runs on, and what the names of wheels for them say.
_SYSTEMS = {
    ("win32", "AMD64"): r"win_amd64",
    ("win32", "ARM64"): r"win_arm64",
    ("darwin", "arm64"): r"macosx_\d+_\d+_(arm64|universal2)",
    ("darwin", "x86_64"): r"macosx_\d+_\d+_(x86_64|universal2)",
    ("linux", "x86_64"): r"manylinux\w*_x86_64",
    ("linux", "aarch64"): r"manylinux\w*_aarch64",
}
_HEADER = """\
# What the star counter installs into OBS's Python: made of uv.lock by "python -m tools.release.wheels".
# For each Python on each system: the size in bytes, the SHA-256 hash and the name of each file.
"""
_TIMEOUT = 60.0  # seconds without a byte of a wheel


def made(root: Path = ROOT) -> str:
    """What `star_counter.packages.wheels` reads, of the project in ``root``.

    Raises `Problem` where uv cannot export its lock.
    """
    parts = [_HEADER]
    for place, entries in _chosen(root):
        files = sorted((_wheel(entry) for entry in entries), key=lambda wheel: (wheel.name, wheel.file))
        parts.append(f"[{' '.join(place)}]\n")
        parts += [f"{wheel.size} {wheel.digest} {wheel.file}\n" for wheel in files]
    return "".join(parts)


def of_windows(root: Path = ROOT) -> dict[str, str]:
    """The addresses and the hashes of all wheels for the Pythons that OBS loads on Windows, and of pip's."""
    digests = {PIP_URL: PIP_SHA256}
    for place, entries in _chosen(root):
        if place in _OF_WINDOWS:
            digests |= {entry["url"]: _wheel(entry).digest for entry in entries}
    return digests


def fetched(digests: Mapping[str, str], folder: Path) -> Iterator[Path]:
    """The files at addresses, with these hashes: fetched where a folder lacks them.

    Raises `Problem` where that fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for url, digest in digests.items():
        path = folder / url.rpartition("/")[2]
        if not (path.is_file() and _digest(path.read_bytes()) == digest):
            path.write_bytes(_get(url, digest))
        yield path


def _chosen(root: Path) -> Iterator[tuple[Place, list[dict[str, Any]]]]:
    """The lock's entries of the wheels for each place where all packages have one."""
    exported = [Requirement(line) for line in _export(root).splitlines()]
    lock = tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))
    entries = {
        (one["name"], one["version"]): one.get("wheels", []) for one in lock["package"] if "version" in one
    }
    for (system, machine), files in _SYSTEMS.items():
        for python in _PYTHONS:
            place = Place(python, system, machine)
            needed = [one for one in exported if not one.marker or _applies(one.marker, place)]
            fitting = [
                _fitting(entries[one.name, str(one.specifier).removeprefix("==")], python, files)
                for one in needed
            ]
            if all(fitting):
                yield place, [entry for of_one in fitting for entry in of_one]


def _applies(marker: Marker, place: Place) -> bool:
    return marker.evaluate(
        {
            "python_version": place.python,
            "python_full_version": f"{place.python}.0",
            "sys_platform": place.system,
            "platform_machine": place.machine,
        }
    )


def _fitting(wheels: list[dict[str, Any]], python: str, files: str) -> list[dict[str, Any]]:
    """The wheels for a Python and a system: those made for it, or one for all systems where there is none."""
    version = tuple(map(int, python.split(".")))
    made_for_it, for_all = [], []
    for wheel in wheels:
        tags = parse_wheel_filename(_file(wheel))[3]
        # With no platform at all, they would be those of this computer.
        platforms = [tag.platform for tag in tags if re.fullmatch(files, tag.platform)] or ["any"]
        right = {
            *cpython_tags(version, platforms=platforms),
            *compatible_tags(version, f"cp{version[0]}{version[1]}", platforms),
        }
        if any(tag in right and tag.platform != "any" for tag in tags):
            made_for_it.append(wheel)
        elif tags & right:
            for_all.append(wheel)
    return made_for_it or for_all


def _export(root: Path) -> str:
    try:
        done = subprocess.run([*_EXPORT, "--project", root], capture_output=True, encoding="utf-8")
    except FileNotFoundError as error:
        raise Problem(f"There is no {_UV}: run tools/install-uv, and try again.") from error
    if done.returncode:
        reason = " ".join(done.stderr.split())
        raise Problem(f"uv cannot export its lock (“{reason}”): run “uv lock”, and try again.")
    return done.stdout


def _wheel(entry: dict[str, Any]) -> Wheel:
    name, version, _ = _file(entry).split("-", 2)
    return Wheel(name, version, _file(entry), entry["size"], entry["hash"].removeprefix("sha256:"))


def _file(entry: dict[str, Any]) -> str:
    return entry["url"].rpartition("/")[2]


def _get(url: str, digest: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT) as response:
            content = response.read()
    except OSError as error:
        raise Problem(f"{url} cannot be fetched ({error}): check the network, and try again.") from error
    if _digest(content) != digest:
        raise Problem(
            f"{url} is not what uv.lock has: try again, and where that does not help, run “uv lock”."
        )
    return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main() -> int:
    try:
        FILE.write_text(made(), encoding="ascii")
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{FILE} is made of uv.lock.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
