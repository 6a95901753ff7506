"""What tests use of Linux and macOS that Windows lacks, or has otherwise: who asks there is skipped."""

import contextlib
import os
import sys
from pathlib import Path

import pytest

IS_WINDOWS = sys.platform == "win32"
#: A disk that is always full.
FULL = Path("/dev/full")
#: Whether the tests are root's, whom no rights of files keep out.
IS_ROOT = not IS_WINDOWS and os.geteuid() == 0


def module(name):
    """A module of Python that only these systems have."""
    return pytest.importorskip(name, reason=f"Windows has no {name}")


def full():
    """The full disk, open for writing a text."""
    if not FULL.exists():
        pytest.skip("only Linux has a disk that is always full")
    return FULL.open("w+", encoding="utf-8")


def mkfifo(path):
    """A pipe among the files."""
    if IS_WINDOWS:
        pytest.skip("Windows has no pipes among its files")
    os.mkfifo(path)


def name_of(data):
    """The name of a file by its bytes: on Windows names are no bytes, but letters."""
    return data.decode("utf-8", "replace") if IS_WINDOWS else os.fsdecode(data)


def link(path, target):
    """A link at ``path`` to a file or a folder, which need not be there."""
    with contextlib.suppress(*(OSError, NotImplementedError) if IS_WINDOWS else ()):
        path.symlink_to(target, target_is_directory=Path(path.parent, target).is_dir())
    if IS_WINDOWS and not path.is_symlink():
        pytest.skip("links are for administrators on Windows, and Wine has none")


def open_files(process):
    """How many files a process of psutil has open; 0 on Windows, which counts whatever else it holds, too."""
    return 0 if IS_WINDOWS else process.num_fds()


def own_words():
    """Skips where a test compares the system's own words, or what paths look like."""
    if IS_WINDOWS:
        pytest.skip("Windows has other words for that, and other paths")


def shell():
    """Skips where there is no sh."""
    if IS_WINDOWS:
        pytest.skip("Windows has no sh")


def signals():
    """Skips where a process cannot be sent signals, such as one that stops it for a while."""
    if IS_WINDOWS:
        pytest.skip("Windows knows no signals between processes")
