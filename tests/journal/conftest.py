"""A journal that is closed in the end."""

import errno
import io
from pathlib import Path

import pytest

from star_counter.journal.writer import Journal
from tests.journal.entries import Clock


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "journal"


@pytest.fixture
def journal(folder):
    """Makes journals, and closes them in the end."""
    made, clock = [], Clock()

    def journal(name="Ann", **options):
        made.append(Journal(folder, name, now=clock, **options))
        return made[-1]

    yield journal
    for one in made:
        one.close()


@pytest.fixture
def disk(monkeypatch):
    """A disk that can be full: a file takes so many bytes more as there is room."""

    class Disk:
        room = None

    class File(io.FileIO):
        def write(self, data):
            if disk.room is not None and len(data) > disk.room:
                super().write(data[: disk.room])
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    disk = Disk()
    monkeypatch.setattr(Path, "open", lambda path, mode: File(path, mode.replace("b", "")))
    return disk
