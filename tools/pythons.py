"""Which Pythons the project runs in: ``python3 -m tools.pythons player FILE`` writes one's version, for make.

OBS decides the player's: the script runs in the Python that OBS was built with, and so do the command, the
tests and everything else that is installed beside it. Training and export need TensorFlow, which has wheels
for some Pythons only. Where OBS's is none of them, they run in another one, in an environment of their own.

Run before there is any environment, by whatever Python is here: it imports nothing that has to be installed.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from pathlib import Path

from star_counter.problem import Problem

from .obs_studio import configuration

#: The Pythons that TensorFlow has wheels for, the best first.
TENSORFLOW = ("3.13", "3.12", "3.11")

_ROOT = Path(__file__).resolve().parents[1]


def player() -> str:
    """The Python of the OBS that is here, such as "3.13"; without one the system's, as its OBS would have."""
    with contextlib.suppress(Problem):
        return configuration.python_version()
    system = Path("/usr/bin/python3")  # not the first on the PATH, which may be anybody's
    version = "import sys; print('%d.%d' % sys.version_info[:2])"
    return _printed(str(system) if system.exists() else sys.executable, "-c", version)


def training() -> str:
    """The Python that training runs in: the player's where TensorFlow has it, else another one.

    Installs it where only its package is there; raises `Problem` where that is not there either.
    """
    if (players := player()) in TENSORFLOW:
        return players
    for version in TENSORFLOW:
        if _runs(f"python{version}"):
            return version
    for version in TENSORFLOW:
        if _has_package(f"python{version}"):
            subprocess.run([_ROOT / "tools/apt-install", f"python{version}"], check=True, stdout=sys.stderr)
            return version
    raise Problem(
        f"Training and export need TensorFlow, which has nothing for Python {players} yet: install "
        f"Python {' or '.join(TENSORFLOW[::-1])} beside it. All else works without."
    )


def _runs(program: str) -> bool:
    """Whether a program is here, and runs: of Pythons there may be stubs on the path."""
    return (
        bool(shutil.which(program))
        and not subprocess.run([program, "-c", ""], capture_output=True).returncode
    )


def _has_package(name: str) -> bool:
    """Whether apt could install a package."""
    if not shutil.which("apt-cache"):
        return False
    told = _printed("apt-cache", "policy", name)
    return "Candidate:" in told and "Candidate: (none)" not in told


def _printed(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def main(whose: str, file: Path) -> int:
    """Writes the version of the Python that is asked for, unless the file says it already."""
    try:
        version = {"player": player, "training": training}[whose]()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    if not file.exists() or file.read_text() != version:
        file.write_text(version)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
