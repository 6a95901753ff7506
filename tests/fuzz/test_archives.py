"""Archives beside recordings, as anyone may have made or damaged them: what is kept, or one sentence."""

import argparse
import io
import json
import os
import sqlite3
import struct
import tempfile
from contextlib import closing, redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from star_counter.cli.many import archive
from star_counter.cli.many.archive import ARCHIVE, Archive, State, way_of
from star_counter.cli.many.pages import _decode
from star_counter.cli.many.reading import show_result
from star_counter.cli.many.summary import Tally, table
from star_counter.cli.read import _show_and_count
from star_counter.journal.parsing import COUNTS
from star_counter.problem import Problem
from tests import posix
from tests.fuzz.outcomes import check_plain, fuzzed, outcome

STATE, WAY = State(1, 2), way_of("read", ["a model"], {})
EVENT = {"kind": "star", "frame": 30, "time": 1.0, "from_count": 0, "to_count": 1, "rests_on": ["a"]}
RECORDS = ({"video": True}, {"event": EVENT}, {"picture": {"count": 1}}, {"number": 1, "png": "aaaa"})
EVIL = "\x1b[31m\u202e\n"

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(EVIL),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
CELLS = st.none() | st.integers(-9, 2**62) | st.floats() | st.text(max_size=9) | st.binary(max_size=9)
SEEN = st.fixed_dictionaries(
    dict.fromkeys(("count", "lives", "coins", "camera", "confidence", "screen"), st.integers(0, 9) | VALUES)
)
RECORD = st.one_of(
    st.sampled_from(RECORDS),
    st.builds(lambda changes: {"event": EVENT | changes}, st.dictionaries(st.sampled_from([*EVENT]), VALUES)),
    st.builds(lambda seen: {"picture": seen}, SEEN),
    st.builds(lambda seen: {"reading": seen, "frame": 1, "time": 1.0}, SEEN),
    st.builds(lambda kind: {"event": EVENT | {"kind": kind}}, st.sampled_from([*COUNTS, EVIL])),
    VALUES,
)


def made(folder, records):
    with closing(Archive(folder, WAY)) as kept:
        kept.keep(folder / "a.mp4", STATE, "told", None, (json.dumps(record) + "\n" for record in records))


def changed(folder, *commands):
    with closing(sqlite3.connect(folder / ARCHIVE)) as file, file:
        for command in commands:
            file.execute(*command)


def shown(folder):
    """All that is shown of what is kept of the file there, and whether anything is."""
    out = io.StringIO()
    tally = Tally(folder / "a.mp4")
    options = argparse.Namespace(json=False, files=["a", "b"])
    with redirect_stdout(out), redirect_stderr(out), closing(Archive(folder, WAY)) as kept:
        try:
            results = [kept.find(folder / "a.mp4", STATE) for _ in range(2)]
        except sqlite3.Error:  # then it is read again
            return "", False
        shows = partial(_show_and_count, tally, options), partial(_decode, {})
        for result, show in zip(results, shows, strict=True):
            for problem in show_result(result, show) if result else ():
                print(problem)
    print(*table([tally]), sep="\n", file=out)
    return out.getvalue(), results[0] is not None


def check(folder):
    size = (folder / ARCHIVE).stat().st_size
    seen = outcome(lambda: shown(folder), size)
    if not isinstance(seen, Problem):
        assert not {*seen[0]} & {"\x1b", "\u202e", "\0"}
        assert not seen[0] or check_plain(seen[0]) is None


@fuzzed
@given(st.lists(RECORD, max_size=4))
@example([{"event": EVENT | {"time": 1e308}}])
@example([{"event": EVENT | {"frame": 10**400}}])
@example([{"event": EVENT | {"kind": EVIL}}])
@example([{"reading": {"screen": EVIL}, "frame": 1, "time": 1.0}])
def test_any_records_are_shown_or_damaged(records):
    with tempfile.TemporaryDirectory() as folder:
        made(Path(folder), records)
        check(Path(folder))


@fuzzed
@given(st.sampled_from(["told", "problem", "size", "path", "what", "lines", "number"]), CELLS)
@example("told", EVIL)
@example("told", b"told")
@example("lines", b'{"video": true}')
def test_any_values_are_shown_or_damaged(column, value):
    with tempfile.TemporaryDirectory() as folder:
        made(Path(folder), RECORDS)
        table_ = "results" if column in ("told", "problem", "size") else "records"
        changed(Path(folder), (f"UPDATE {table_} SET {column} = ?", [value]))
        check(Path(folder))


@fuzzed
@given(st.lists(st.tuples(st.integers(0, 20_000), st.binary(min_size=1, max_size=9)), max_size=9))
@example([(3849, b"\0\x80")])
def test_any_bytes_are_shown_or_a_problem(damage):
    with tempfile.TemporaryDirectory() as folder:
        made(Path(folder), RECORDS)
        path = Path(folder, ARCHIVE)
        data = bytearray(path.read_bytes())
        for place, new in damage:
            data[place % len(data) : place % len(data) + len(new)] = new
        path.write_bytes(data)
        check(Path(folder))


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT {} FROM n"
COLUMNS = {
    "results": "'a' AS path, 'a' AS what, 1 AS size, 2 AS date, 'told' AS told, NULL AS problem",
    "records": "'a' AS path, 'a' AS what, 1 AS number, '' AS lines",
}


@pytest.mark.parametrize(
    "commands",
    [
        *(
            [f"DROP TABLE {name}", f"CREATE VIEW {name} AS {ENDLESS.format(columns)}"]
            for name, columns in COLUMNS.items()
        ),
        ["CREATE TRIGGER t AFTER DELETE ON results BEGIN DELETE FROM records; END"],
        ["CREATE TABLE cookies (a)"],
        ["DROP TABLE records"],
        ["DROP TABLE records", "CREATE TABLE records (path, what, number, lines)"],
        ["PRAGMA user_version = 0", "DROP TABLE results", "DROP TABLE records", "CREATE TABLE cookies (a)"],
    ],
)
def test_what_has_other_tables_is_told_and_left_alone(tmp_path, commands):
    made(tmp_path, RECORDS)
    changed(tmp_path, *((command,) for command in commands))
    before = (tmp_path / ARCHIVE).read_bytes()
    with pytest.raises(Problem, match=r"it is none that the star counter made.*move it to another folder"):
        Archive(tmp_path, WAY)
    assert (tmp_path / ARCHIVE).read_bytes() == before


def test_what_takes_too_long_is_given_up(tmp_path, monkeypatch):
    made(tmp_path, RECORDS)
    monkeypatch.setattr(archive, "_STEPS", 1)
    with closing(Archive(tmp_path, WAY)) as kept:
        kept._left = -1.0  # some clocks stand still for so short a time
        for call in (
            lambda: kept.find(tmp_path / "a.mp4", STATE),
            lambda: kept.forget(tmp_path / "a.mp4"),
            lambda: kept.keep(tmp_path / "a.mp4", STATE, "", None, []),
        ):
            with pytest.raises(sqlite3.OperationalError, match="interrupted"):
                call()


@pytest.mark.parametrize("ending", ["", "-journal", "-wal", "-shm"])
@pytest.mark.parametrize("kind", ["link", "link to nothing", "pipe", "folder"])
def test_links_and_pipes_are_left_alone(tmp_path, ending, kind):
    made(tmp_path, RECORDS)
    path, victim = tmp_path / f"{ARCHIVE}{ending}", tmp_path / "victim"
    if not ending:
        path.rename(tmp_path / "before")
    if kind == "link":
        victim.touch()
    if "link" in kind:
        posix.link(path, victim)
    elif kind == "pipe":
        posix.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(Problem, match="it is none that the star counter made"):
        Archive(tmp_path, WAY)
    assert not victim.exists() or victim.read_bytes() == b""


def test_no_other_file_is_deleted_that_a_journal_names(tmp_path):
    """SQLite takes a journal with the name of another at its end for one of several, and deletes that."""
    made(tmp_path, RECORDS)
    victim = tmp_path / "victim"
    victim.write_text("mine")
    name, page = os.fsencode(victim), 4096
    magic = bytes.fromhex("d9d505f920a163d7")
    pages = (tmp_path / ARCHIVE).stat().st_size // page
    head = (magic + struct.pack(">5I", 0, 0, pages, 512, page)).ljust(512, b"\0")
    end = struct.pack(">I", 2**30 // page + 1) + name + struct.pack(">2I", len(name), sum(name)) + magic
    (tmp_path / f"{ARCHIVE}-journal").write_bytes(head + end)
    with pytest.raises(Problem, match="it is none that the star counter made"):
        Archive(tmp_path, WAY)
    assert victim.read_text() == "mine"
