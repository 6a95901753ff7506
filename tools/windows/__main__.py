"""`python -m tools.windows`: the unit tests in the Windows Python, those that call it, and a table."""

from __future__ import annotations

import subprocess
import sys

from . import outcome, wine
from .wine import HOME, PYTHON, ROOT

# Which tests are not run in the Windows Python, and why.
_LEFT_OUT = {
    "of the real OBS Studio, of Linux": ["tests/obs_studio"],
    "of training and of tools, which no player has": [
        *("tests/training", "tests/export", "tests/tools", "tests/test_docs.py", "tests/test_makefile.py"),
    ],
    "with real timers, which run in Node, on Linux": [
        *("tests/timers/test_livesplit.py", "tests/timers/test_livesplit_one.py"),
        *("tests/timers/test_livesplit_one_guard.py", "tests/obs/test_autosplitter.py"),
        "tests/splitting/formats/test_lss_in_livesplit.py",
    ],
    "of the installer as Linux has it, with its folders and its shell": [
        *(
            "tests/packages/test_folders.py",
            "tests/packages/test_installation.py",
            "tests/packages/test_macos.py",
            "tests/packages/test_wheel.py",
            "tests/packages/test_wheels.py",
        ),
    ],
    "below: they call Windows from here": ["tests/windows"],
}
_PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")


def main() -> int:
    reports = {"unit tests in Windows": HOME / "unit.xml", "tests that call Windows": HOME / "calls.xml"}
    unit, calls = reports.values()
    for report in reports.values():
        report.unlink(missing_ok=True)
    wine.begin()
    ignored = [f"--ignore={path}" for paths in _LEFT_OUT.values() for path in paths]
    statuses = [
        _in_windows(*_PYTEST, *ignored, f"--junit-xml={wine.windows_path(unit)}", "tests"),
        subprocess.run(
            [sys.executable, *_PYTEST, f"--junit-xml={calls}", "tests/windows"], cwd=ROOT
        ).returncode,
    ]
    wine.end()
    print(*outcome.table({title: path for title, path in reports.items() if path.exists()}), sep="\n")
    print("", "Not run in Windows:", sep="\n")
    print(*(f"        {reason}: {', '.join(paths)}" for reason, paths in _LEFT_OUT.items()), sep="\n")
    return max(statuses)


def _in_windows(*arguments: str) -> int:
    """Runs the Windows Python, and prints what it prints: of a file as its output, Wine makes none."""
    with subprocess.Popen(
        wine.command(PYTHON, *arguments),
        cwd=ROOT, env=wine.environment(), encoding="utf-8", errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        assert process.stdout, "it is a pipe"
        while text := process.stdout.read(1):  # a test's dot ends no line
            print(text, end="", flush=True)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
