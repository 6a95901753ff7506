"""What is kept of files that were read: beside other commands, by other versions, and on full disks."""

import sqlite3
import sys
from contextlib import closing

import pytest

from star_counter.cli.many import archive, workers
from star_counter.cli.many.archive import ARCHIVE, Archive, State, way_of
from star_counter.problem import Problem
from star_counter.reading.classifier import BUNDLED_MODEL
from tests import posix
from tests.cli.videos import CROP, cut, locked

STATE = State(1, 2)
WAY = way_of("read", ["a model"], {})
LINES = ['{"event": 1}\n', '{"event": 2}\n']
LOCKED = "wait until the other command that uses it is done"


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(archive, "_PATIENCE", 0.1)


@pytest.fixture
def folder(video, tmp_path):
    """A folder with one short video."""
    folder = tmp_path / "videos"
    folder.mkdir()
    cut(video, folder / "a.mp4", 110)
    return folder


def opened(folder):
    return closing(Archive(folder, WAY))


def keep(folder, name="a.mp4"):
    with opened(folder) as kept:
        kept.keep(folder / name, STATE, "told", None, LINES)


def count(folder):
    """How many results, and how many pieces of records, are kept."""
    with closing(sqlite3.connect(folder / ARCHIVE)) as file:
        return [
            file.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("results", "records")
        ]


def test_a_result_that_is_not_taken_yet_locks_nobody_out(tmp_path, impatient, monkeypatch):
    monkeypatch.setattr(archive, "_PIECE", 1)
    keep(tmp_path)
    with opened(tmp_path) as one:
        found = one.find(tmp_path / "a.mp4", STATE)
        keep(tmp_path, "b.mp4")
        records = found.records()
        assert next(records) == {"event": 1}
        keep(tmp_path, "c.mp4")
        assert list(records) == [{"event": 2}]
    assert count(tmp_path) == [3, 6]


def test_an_archive_is_used_while_another_command_writes(tmp_path, impatient):
    keep(tmp_path)
    with closing(sqlite3.connect(tmp_path / ARCHIVE)) as other:
        other.execute("BEGIN IMMEDIATE")
        with opened(tmp_path) as kept:
            assert list(kept.find(tmp_path / "a.mp4", STATE).records()) == [{"event": 1}, {"event": 2}]


def test_a_command_that_waited_in_vain_says_for_what(run, folder, impatient):
    _, expected, _ = run("read", folder, "--crop", CROP, "--json")
    (folder / "a.mp4").touch()
    with closing(sqlite3.connect(folder / ARCHIVE)) as other:
        other.execute("BEGIN IMMEDIATE")
        status, out, err = run("read", folder, "--crop", CROP, "--json")
    assert (status, out) == (0, expected)
    assert err == (
        f"{folder / ARCHIVE} cannot be used (database is locked), so what is read now is not kept for the "
        f"next time: {LOCKED}.\n"
    )


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        ("database is locked", LOCKED),
        ("attempt to write a readonly database", "see that it can be written to"),
        ("database or disk is full", "make room on the disk"),
        ("file is not a database", "delete it if it is damaged"),
        ("disk I/O error", "see that there is room on the disk, and that the folder can be written to"),
    ],
)
def test_the_advice_is_that_for_the_error(tmp_path, error, advice):
    assert str(archive.unusable(tmp_path, sqlite3.OperationalError(error))).endswith(
        f"({error}), so what is read now is not kept for the next time: {advice}."
    )


@pytest.mark.skipif(sys.platform != "linux", reason="locks the folder as Linux does")
def test_what_is_kept_where_nobody_may_write_is_used(run, folder, reads):
    first = run("read", folder, "--crop", CROP)
    reads.clear()
    with locked(folder):
        assert run("read", folder, "--crop", CROP) == first
    assert reads == []


def test_what_other_versions_kept_is_deleted(tmp_path, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr(archive, "__version__", "0.0.1")
        with closing(Archive(tmp_path, way_of("read", [], {}))) as kept:
            kept.keep(tmp_path / "a.mp4", STATE, "", None, LINES)
    with closing(Archive(tmp_path, "nonsense")) as kept:
        kept.keep(tmp_path / "a.mp4", STATE, "", None, LINES)
    with closing(Archive(tmp_path, way_of("splits", [], {}))) as kept:  # which another command may want
        kept.keep(tmp_path / "a.mp4", STATE, "", None, LINES)
    keep(tmp_path)
    assert count(tmp_path) == [2, 2]


def test_what_is_deleted_before_it_is_shown_is_told(tmp_path):
    keep(tmp_path)
    with opened(tmp_path) as one:
        found = one.find(tmp_path / "a.mp4", STATE)
        with opened(tmp_path) as other:
            other.forget(tmp_path / "a.mp4")
        with pytest.raises(Problem, match=r"a\.mp4 is damaged"):
            list(found.records())


def test_a_file_that_two_commands_begin_at_once_is_whole(tmp_path, impatient):
    with closing(sqlite3.connect(tmp_path / ARCHIVE)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Problem, match=LOCKED):
            Archive(tmp_path, WAY)
    keep(tmp_path)
    assert count(tmp_path) == [1, 1]


def test_readings_are_printed_and_not_kept(run, folder, reads, monkeypatch):
    gone = []
    forget = Archive.forget
    monkeypatch.setattr(Archive, "forget", lambda self, path: (gone.append(path.name), forget(self, path)))
    (folder / "b.mp4").write_bytes((folder / "a.mp4").read_bytes())
    files = [folder / "a.mp4", folder / "b.mp4", folder / "a.mp4"]
    first = run("read", *files, "--crop", CROP, "--json", "--readings")
    assert first[0] == 0 and '"event": "reading"' in first[1]
    assert gone == ["b.mp4", "a.mp4"]  # as they were printed: not all of them lie on the disk at once
    assert not (folder / ARCHIVE).exists()
    assert run("read", *files, "--crop", CROP, "--json", "--readings") == first
    assert len(reads) == 6
    run("read", *files, "--crop", CROP, "--json")
    assert count(folder)[0] == 2


class Full:
    """A disk of temporary files without room."""

    def __init__(self, is_there):
        self._is_there = is_there

    def file(self, *_, **__):
        if not self._is_there:
            raise OSError(28, "No space left on device")
        return posix.full()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such a disk")
@pytest.mark.parametrize("is_there", [True, False])
def test_a_full_disk_of_temporary_files_is_told(run, folder, monkeypatch, is_there):
    monkeypatch.setattr(workers.tempfile, "TemporaryFile", Full(is_there).file)
    assert run("read", folder, "--crop", CROP) == (
        1,
        "",
        "There is no room for temporary files (No space left on device): make some.\n",
    )


def mistaken(path, _reader):
    yield {"event": 1}  # which is shown all the same
    if path.name == "a.mp4":
        raise RuntimeError("of\nours")


def test_a_mistake_of_the_program_is_told_as_such_and_the_others_go_on(tmp_path):
    files = [tmp_path / "a.mp4", tmp_path / "b.mp4"]
    read = workers.Workers(mistaken, BUNDLED_MODEL, 1).read(enumerate(files), lambda number, share: None)
    done = []
    for one in read:
        with one.lines as lines:
            done.append((one.told, one.problem, lines.read()))
    told = (
        f"{files[0]} could not be read, by a mistake of the star counter (RuntimeError: of ours): read it "
        "alone, and report all that is told then."
    )
    assert done == [
        ("", told, '{"event": 1}\n'),
        ("", None, '{"event": 1}\n'),
    ]
