"""`python -m tools.release.locked`: writes which packages the plugin installs, by uv.lock."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from star_counter.packages.locked import FILE
from star_counter.problem import Problem

from .archive import ROOT

_UV = ROOT / ".uv" / "bin" / "uv"
# What the command alone needs, the plugin does without.
_OF_COMMAND = ("jinja2", "tqdm")
_EXPORT: tuple[str | Path, ...] = (
    *(_UV, "export", "--frozen", "--offline", "--no-default-groups", "--no-emit-project"),
    *(f"--prune={package}" for package in _OF_COMMAND),
)
_HEADER = """\
# What the star counter installs into OBS's Python: made of uv.lock by "python -m tools.release.locked".
# Only where {condition}
"""


def made(root: Path = ROOT) -> str:
    """What `star_counter.packages.locked` reads, of the project in ``root``: pip's requirements with their
    hashes, as uv exports them, and the greatest size of each.

    Raises `Problem` where uv cannot export its lock.
    """
    exported = _export(root)
    lock = (root / "uv.lock").read_text(encoding="utf-8")
    sizes = dict(map(_size, lock.split("\n[[package]]\n")[1:]))
    return _HEADER.format(condition=_pythons(lock)) + re.sub(
        r"^(\S+==\S+)",
        lambda package: f"# At most {sizes[package[0]]} bytes\n{package[0]}",
        exported,
        flags=re.M,
    )


def _export(root: Path) -> str:
    try:
        done = subprocess.run(
            [*_EXPORT, "--no-header", "--no-annotate", "--project", root],
            capture_output=True,
            encoding="utf-8",
        )
    except FileNotFoundError as error:
        raise Problem(f"There is no {_UV}: run tools/install-uv, and try again.") from error
    if done.returncode:
        reason = " ".join(done.stderr.split())
        raise Problem(f"uv cannot export its lock (“{reason}”): run “uv lock”, and try again.")
    return done.stdout


def _size(package: str) -> tuple[str, int]:
    """A package of the lock as the export names it, and the size of its greatest wheel, in bytes."""
    sizes = re.findall(r'\.whl", hash = "\S+", size = (\d+)', package)
    return f"{_value('name', package)}=={_value('version', package)}", max(map(int, sizes), default=0)


def _pythons(lock: str) -> str:
    """The Pythons that the lock is for, as a condition."""
    bounds = _value("requires-python", lock).split(", ")
    return " and ".join(re.sub(r"([<>=]+)(.*)", r"python_full_version \1 '\2'", bound) for bound in bounds)


def _value(key: str, toml: str) -> str:
    """The first text of a name; nothing where there is none."""
    return "".join(re.findall(rf'^{key} = "(.*)"', toml, re.MULTILINE)[:1])


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
