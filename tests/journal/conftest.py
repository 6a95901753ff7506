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
    """A disk that can be full: a file takes so many bytes as there is room; and be stuck: it takes nothing
    back."""

    class Disk:
        room, is_stuck = None, False

    class File(io.FileIO):
        def write(self, data):
            if disk.room is not None and len(data) > disk.room:
                if not disk.room:
                    raise OSError(errno.ENOSPC, "No space left on device")
                data, disk.room = data[: disk.room], 0
            return super().write(data)

        def truncate(self, size):
            if disk.is_stuck:
                raise OSError(errno.EIO, "Input/output error")
            return super().truncate(size)

    def open_raw(path, mode, buffering=0):
        return File(path, mode.replace("b", ""))

    disk = Disk()
    monkeypatch.setattr(Path, "open", open_raw)
    return disk
