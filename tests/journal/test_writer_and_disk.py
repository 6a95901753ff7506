"""The journal where its disk is full, its folder is gone, or cannot be."""

import json
from pathlib import Path

import pytest

from star_counter.journal.files import JOURNAL, runs
from star_counter.journal.writer import Journal
from star_counter.splitting.route import Route
from tests import posix
from tests.fuzz.outcomes import check_plain
from tests.journal.entries import BLACK, CONNECTED, CROP, RESET, STAR, Clock, lines, told


def test_a_folder_that_cannot_be_is_told_and_recovers(journal, folder):
    folder.write_text("a file in its place")
    ann = journal()
    ann.event(STAR, CROP, 0.9)
    assert ann.problem.startswith(f"The journal in {folder} cannot be written (")
    assert ann.problem.endswith("choose another folder for it.")
    folder.unlink()
    ann.report(CONNECTED)
    assert ann.problem is None
    assert told(runs(folder)[0]) == [{"text": "LiveSplit: connected."}]


NOT_HERE = "there is no such place on this computer"


@pytest.mark.parametrize(
    ("folder", "reason"),
    [
        ("~nobody-of-that-name/x", NOT_HERE),
        ("C:\\Users\\Ann\\journal", NOT_HERE),
        ("{here}/file/below", "Not a directory"),
        ("{here}/" + "x" * 300, "File name too long"),
        ("/proc/nowhere", "No such file or directory"),
        ("{here}/a\0b", "there can be no such name"),
        ("{here}/\ud800\u202e", "there can be no such name"),
    ],
    ids=["nobody's", "Windows's", "below a file", "long", "no right", "NUL", "half"],
)
def test_a_folder_of_no_use_is_one_sentence(tmp_path, folder, reason):
    if not folder.startswith("~"):
        posix.own_words()
    (tmp_path / "file").touch()
    ann = Journal(Path(folder.replace("{here}", str(tmp_path))), "Ann")
    ann.report(CONNECTED)
    check_plain(ann.problem)
    assert ann.problem.startswith("The journal in ")
    assert ann.problem.endswith(f" cannot be written ({reason}): choose another folder for it.")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_waits_for_the_disk_is_what_was_told(folder):
    """However late it is written: with its time, and with the name and the route of then."""
    waiting, clock = [], Clock()
    ann = Journal(folder, "Ann", now=clock, later=lambda do, *arguments: waiting.append((do, arguments)))
    ann.follow(Route("16", ()))
    ann.event(STAR, CROP, 0.9)
    ann.event(RESET, CROP, 0.9)
    ann.name = "Bob"
    ann.follow(Route("70", ()))
    ann.report(CONNECTED)
    ann.close()
    assert not folder.exists()
    clock()
    for do, arguments in waiting:
        do(*arguments)
    first, second = map(lines, runs(folder))
    assert [(line["at"][17:19], line.get("player"), line.get("route")) for line in first] == [
        ("00", "Ann", "16"),
        ("00", None, None),
    ]
    assert [(line["at"][17:19], line.get("player"), line.get("route")) for line in second] == [
        ("01", "Ann", "16"),
        ("01", None, None),
        ("02", None, None),
    ]


@pytest.mark.parametrize("gone", ["the run", "all runs", "the journal", "replaced"])
def test_a_vanished_folder_is_made_anew(journal, folder, gone):
    ann = journal()
    ann.report(CONNECTED)
    (run,) = runs(folder)
    (run / JOURNAL).unlink()
    if gone != "the journal":
        run.rmdir()
    if gone == "all runs":
        folder.rmdir()
    if gone == "replaced":
        run.write_text("mine")
    ann.event(STAR, CROP, 0.9)
    assert ann.problem is None
    assert told(runs(folder)[-1])[0]["event"] == "star"
    assert (runs(folder)[-1] / "0001_star.png").is_file()


def test_a_full_disk_leaves_nothing_half_begun(journal, folder, disk):
    disk.room = 30
    ann = journal()
    for _ in range(3):
        ann.report(CONNECTED)
    assert ann.problem.endswith("make room on that disk.")
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_told_and_costs_no_other_line(journal, folder, disk):
    ann = journal()
    ann.report(CONNECTED)
    for room in (30, 0):
        disk.room = room
        ann.event(STAR, None, 0.9)
        assert "No space left" in ann.problem
    disk.room = None
    ann.event(BLACK, None, 0.9)
    assert ann.problem is None
    written = (runs(folder)[0] / JOURNAL).read_bytes().splitlines()
    assert [json.loads(line).get("event") for line in written] == [None, None, "black"]


def test_a_part_of_a_line_that_stays_costs_no_other_line(journal, folder, disk):
    ann = journal()
    ann.report(CONNECTED)
    disk.room, disk.is_stuck = 30, True
    ann.event(STAR, None, 0.9)
    assert "Input/output error" in ann.problem
    disk.room = None
    ann.event(BLACK, None, 0.9)
    assert ann.problem is None
    *whole, torn, last = (runs(folder)[0] / JOURNAL).read_bytes().splitlines()
    assert [json.loads(line)["type"] for line in whole] == ["run", "timer"]
    assert len(torn) == 30
    assert json.loads(last)["event"] == "black"


def test_a_line_is_written_where_its_picture_is_not(journal, folder):
    ann = journal()
    ann.report(CONNECTED)
    (run,) = runs(folder)
    (run / "0001_star.png").mkdir()
    ann.event(STAR, CROP, 0.9)
    assert "cannot be written" in ann.problem
    assert told(run)[-1] == STAR.as_dict()
