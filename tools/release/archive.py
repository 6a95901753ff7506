"""The zip: what is in it, and where."""

from __future__ import annotations

import io
import subprocess
import time
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from star_counter.packages.wheels import BESIDE
from star_counter.problem import Problem

from .page import page

ROOT = Path(__file__).resolve().parents[2]
#: The folder in the zip. It does not tell the version: OBS keeps a script's settings by its path, and a newer
#: release can be unpacked over an older one.
NAME = "mario64-star-counter"

# What lies in this folder of the repository lies at the top in the zip.
_SCRIPTS = "obs_plugin/"
_PARTS = (
    _SCRIPTS,
    "models/star_counter.onnx",
    "models/camera.onnx",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "models/README.md",
    "docs/*.md",
)
_MARKDOWN, _PAGE = ".md", ".html"


def build(root: Path = ROOT, wheels: Iterable[Path] = ()) -> bytes:
    """The zip of the repository in ``root``, as its files lie there; the same files give the same bytes.

    ``wheels`` are files that it brings along, for an installation without a network.

    Raises `Problem` where git does not track what belongs in it, or a file cannot be read.
    """
    places = {name: _place(name) for name in _tracked(root)}
    files = {place: _content(root, name, places) for name, place in places.items()}
    files |= {f"{BESIDE.name}/{wheel.name}": _read(wheel) for wheel in wheels}
    return _pack(files, _commit_time(root))


def _place(name: str) -> str:
    """Where a file of the repository lies in the zip."""
    inside = name.removeprefix(_SCRIPTS)
    return inside.removesuffix(_MARKDOWN) + _PAGE if inside.endswith(_MARKDOWN) else inside


def _content(root: Path, name: str, places: Mapping[str, str]) -> bytes:
    if name.endswith(_MARKDOWN):
        return page(root, name, places).encode("utf-8")
    return _read(root / name)


def _tracked(root: Path) -> list[str]:
    """The names of the files that belong in the zip. Git knows them: other things may lie beside them."""
    return _git(root, "ls-files", "-z", "--error-unmatch", "--", *_PARTS).rstrip("\0").split("\0")


def _commit_time(root: Path) -> time.struct_time:
    """When the last commit was made: the time that all files in the zip have.

    A time that is always the same would not do: where a release is unpacked over an older one, Python would
    run what it compiled of an older file of the same time and size.
    """
    return time.gmtime(int(_git(root, "rev-list", "--max-count=1", "--timestamp", "HEAD").split()[0]))


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    try:
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    except FileNotFoundError as error:
        raise Problem("A release is made of what git tracks: install git, and try again.") from error
    except subprocess.CalledProcessError as error:
        reason = " ".join(error.stderr.split())
        raise Problem(
            f"A release is made of what git tracks, and git says “{reason}”: try again in a clone of the "
            "repository."
        ) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Problem(f"{path} cannot be read ({error.strerror}): get it back with git restore.") from error


def _pack(files: dict[str, bytes], moment: time.struct_time) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{NAME}/{name}", moment[:6])
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # on every system as on Linux
            is_packed = name.endswith(".whl")
            archive.writestr(entry, files[name], zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED)
    return packed.getvalue()
