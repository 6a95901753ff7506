"""The wheels that the installation takes: which files, for which Python on which system, with their hashes.

They stand in `FILE`, chosen when the star counter was made, so that nothing is left to choose where it is
installed; tools/release/wheels.py makes it of the project's uv.lock. A release may bring the files along.
"""

from __future__ import annotations

import platform
import re
import sys
import sysconfig
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from .. import ROOT
from .host import VERSION

FILE = Path(__file__).with_suffix(".txt")
#: Where the files lie in a release that brings them along: beside the script.
BESIDE = ROOT.parent / "wheels"

_PART = re.compile(
    r"^\[(?P<python>\S+) (?P<system>\S+) (?P<machine>\S+)\]\n(?P<wheels>(?:\d.*\n)*)", re.MULTILINE
)
_WHEEL = re.compile(
    r"^(?P<size>\d+) (?P<digest>[0-9a-f]{64}) (?P<file>(?P<name>[^-]+)-(?P<version>[^-]+)-\S+)$", re.M
)


class Place(NamedTuple):
    """A Python on a system, as in ("3.12", "win32", "AMD64"): `sys.platform`, `platform.machine()`."""

    python: str
    system: str
    machine: str


class Wheel(NamedTuple):
    """A file that pip installs, with its size in bytes and its SHA-256 hash."""

    name: str
    version: str
    file: str
    size: int
    digest: str


class Package(NamedTuple):
    """A package in one version: the file for this Python, or one for each of several ages of the system.

    All are of one version, so which of them pip takes changes nothing but what the system must have.
    """

    name: str
    version: str
    wheels: tuple[Wheel, ...]

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({size_text(self.size)})"

    @property
    def size(self) -> int:
        """The bytes of the greatest file."""
        return max(wheel.size for wheel in self.wheels)

    @property
    def requirement(self) -> str:
        """What pip is told."""
        hashes = "".join(f" \\\n    --hash=sha256:{wheel.digest}" for wheel in self.wheels)
        return f"{self.name}=={self.version}{hashes}\n"


def size_text(size: int) -> str:
    """A size in bytes, as players read it."""
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{size / 1e3:.0f} KB"


def wanted(place: Place | None = None) -> list[Package]:
    """What is installed for this Python on this system, or for those of ``place``; nothing where there is
    nothing for them."""
    wheels = listed().get(place or here(), ())
    return [
        Package(*package, tuple(files))
        for package, files in groupby(wheels, lambda wheel: (wheel.name, wheel.version))
    ]


def listed() -> dict[Place, list[Wheel]]:
    """All of `FILE`."""
    return {
        Place(part["python"], part["system"], part["machine"]): [
            Wheel(found["name"], found["version"], found["file"], int(found["size"]), found["digest"])
            for found in _WHEEL.finditer(part["wheels"])
        ]
        for part in _PART.finditer(FILE.read_text(encoding="ascii"))
    }


def here() -> Place:
    """This Python on this system."""
    # On Windows on ARM, the processor that Python is made for need not be the computer's.
    is_windows = sys.platform == "win32"
    machine = sysconfig.get_platform().removeprefix("win-").upper() if is_windows else platform.machine()
    return Place(VERSION, sys.platform, machine)


def are_beside(packages: list[Package]) -> bool:
    """Whether the release has brought along a file of each package."""
    return all(any((BESIDE / wheel.file).is_file() for wheel in package.wheels) for package in packages)
