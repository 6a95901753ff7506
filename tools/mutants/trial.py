"""Changes the files of a room, one thing at a time, and has its tests try to notice: by mutmut."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import change_cwd
from mutmut.utils.format_utils import orig_function_and_class_names_from_key

from star_counter.problem import Problem

_SETTINGS = """
[tool.mutmut]
source_paths = ["{package}"]
only_mutate = {files}
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = {options}
use_git_change_detection = false
timeout_constant = 2.0  # 30 s more than usual: the machine may be busy
"""


class Mutant(NamedTuple):
    """A change: in which function ("splitting.route.Condition.parse"), of which lines, to what."""

    function: str
    before: str
    after: str


class Outcome(NamedTuple):
    """How many mutants there were, with how many the tests had no end, which of them no test noticed; and
    what is never changed, in words."""

    mutants: int
    endless: int
    survivors: list[Mutant]
    kept: str


def run(room: dict, root: Path, package: str, stage: Path) -> Outcome:
    """Tries all mutants of a room, in a new folder ``stage``; raises `Problem`.

    ``room`` has ``files`` of the ``package`` below ``root``, and the ``tests`` that each mutant has to pass,
    of which some may be ``left_out``.
    """
    _lay_out(room, root, package, stage)
    _mutmut(stage)
    with change_cwd(stage):
        files = sorted(path for file in room["files"] for path in Path(Path(package).name).glob(file))
        tried = [(name, status, path) for path in files for name, status in _statuses(path)]
    # A test that is not found by its name would notice everything: with the names of all functions, mutmut
    # runs their tests by name, unchanged. It wants to try one mutant, too.
    _mutmut(stage, "*[!0-9]", tried[0][0])
    with change_cwd(stage):
        endless = sum(status == "timeout" for _, status, _ in tried)
        left = [(name, path) for name, status, path in tried if status not in ("killed", "timeout")]
        return Outcome(len(tried), endless, [_mutant(*one) for one in left], _kept(files))


def _mutmut(stage: Path, *names: str) -> None:
    program = str(Path(sys.executable).with_name("mutmut"))
    environment = {**os.environ, "CI": "1"}  # with it, Hypothesis tries the same inputs each time
    if subprocess.run([program, "run", *names], cwd=stage, env=environment).returncode:
        raise Problem(f"mutmut gave up in {stage}: see what it says above.")


def _statuses(path: Path) -> list[tuple[str, str]]:
    tried = SourceFileMutationData(path=path)
    tried.load()
    return [(name, status_by_exit_code[code]) for name, code in tried.exit_code_by_key.items()]


def _lay_out(room: dict, root: Path, package: str, stage: Path) -> None:
    """Copies what the tests need to where mutmut wants it."""
    name, ignored = Path(package).name, shutil.ignore_patterns("__pycache__")
    shutil.rmtree(stage, ignore_errors=True)
    shutil.copytree(root / package, stage / name, ignore=ignored)
    shutil.copytree(root / "tests", stage / "tests", ignore=ignored)
    settings = _SETTINGS.format(
        package=name,
        files=json.dumps([f"{name}/{file}" for file in room["files"]]),
        tests=json.dumps(room["tests"]),
        # The test that noticed the mutant before may notice the next one, too.
        options=json.dumps(["--failed-first", *(f"--deselect={test}" for test in room.get("left_out", ()))]),
    )
    text = (root / "pyproject.toml").read_text("utf-8")
    (stage / "pyproject.toml").write_text(text + settings, "utf-8")


def _mutant(name: str, path: Path) -> Mutant:
    function, class_ = orig_function_and_class_names_from_key(name)
    place = [*path.with_suffix("").parts[1:], class_, function]
    lines = get_diff_for_mutant(name, path=path).splitlines()[2:]  # without the file's names
    before, after = ("\n".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return Mutant(".".join(filter(None, place)), before, after)


def _kept(files: list[Path]) -> str:
    """What mutmut leaves as it is: what is outside of functions, and functions with decorators."""
    outer = [node for path in files for node in ast.parse(path.read_text("utf-8")).body]
    outer += [node for part in outer if isinstance(part, ast.ClassDef) for node in part.body]
    decorated = sum(isinstance(node, ast.FunctionDef) and bool(node.decorator_list) for node in outer)
    constants = sum(isinstance(node, (ast.Assign, ast.AnnAssign)) and bool(node.value) for node in outer)
    return f"functions with a decorator: {decorated}, constants: {constants}"
