"""The packages that the installation fetches: which version of each, and which hashes its files may have.

They stand in `FILE`, for all Pythons and systems; tools/release/locked.py makes it of the project's uv.lock.
"""

from __future__ import annotations

import ast
import operator
import platform
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_suffix(".txt")

_PYTHONS = re.compile(r"^# Only where (?P<condition>.*)$", re.MULTILINE)
_PACKAGE = re.compile(
    r"^# At most (?P<size>\d+) bytes\n(?P<name>[^\s=]+)==(?P<version>\S+)(?: ; (?P<condition>.*?))? \\\n"
    r"(?P<hashes>( +--hash=.*\n)+)",
    re.MULTILINE,
)

_OPERATORS = {ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.GtE: operator.ge}


class Package(NamedTuple):
    """A package in one version.

    Its size is that of the greatest file that may be fetched, in bytes; its hashes are those that the file
    may have, as pip reads them.
    """

    name: str
    version: str
    size: int
    hashes: str

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({size_text(self.size)})"

    @property
    def requirement(self) -> str:
        """What pip is told."""
        return f"{self.name}=={self.version} \\\n{self.hashes}"


def size_text(size: int) -> str:
    """A size in bytes, as players read it."""
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{size / 1e3:.0f} KB"


def wanted(environment: Mapping[str, str] | None = None) -> list[Package]:
    """What is fetched for this Python on this system, or for those of ``environment``; nothing where there
    is nothing for them."""
    environment = environment or this_environment()
    text = FILE.read_text(encoding="ascii")
    pythons = _PYTHONS.search(text)
    if not pythons or not applies(pythons["condition"], environment):
        return []
    return [
        Package(found["name"], found["version"], int(found["size"]), found["hashes"])
        for found in _PACKAGE.finditer(text)
        if not found["condition"] or applies(found["condition"], environment)
    ]


def this_environment() -> dict[str, str]:
    """What the conditions ask of this Python and this system."""
    return {
        "python_full_version": ".".join(map(str, sys.version_info[:3])),
        "sys_platform": sys.platform,
        "platform_machine": platform.machine(),
    }


def applies(condition: str, environment: Mapping[str, str]) -> bool:
    """Whether a condition of `FILE` holds: a part of pip's language, which Python's own parser reads.

    https://packaging.python.org/specifications/dependency-specifiers/#environment-markers
    """
    return _holds(ast.parse(condition, mode="eval").body, environment)


def _holds(node: ast.expr, environment: Mapping[str, str]) -> bool:
    if isinstance(node, ast.BoolOp):
        parts = (_holds(part, environment) for part in node.values)
        return all(parts) if isinstance(node.op, ast.And) else any(parts)
    assert isinstance(node, ast.Compare) and isinstance(node.left, ast.Name), "the file is our own"
    is_so, limit = _OPERATORS[type(node.ops[0])], ast.literal_eval(node.comparators[0])
    value = environment[node.left.id]
    if not node.left.id.endswith("version"):
        return is_so(value, limit)
    parts = limit.removesuffix(".*").split(".")
    return is_so([int(part) for part in value.split(".")[: len(parts)]], [int(part) for part in parts])
