"""Journals of others: what is read of one, how often, and where reading ends."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from star_counter.journal import parsing, timeline
from star_counter.journal.files import JOURNAL
from star_counter.journal.film import Film
from star_counter.journal.parsing import read
from star_counter.problem import Problem
from star_counter.tracking.event import Event
from tests import posix
from tests.journal.entries import noise

STAR = {"type": "event", "event": "star", "frame": 7, "time": 0.7, "from": 0, "to": 1}
GAME = np.zeros((120, 160, 3), np.uint8)
JPEG = next(Film(Event("logo", 7, 0.7), (), (GAME,)).jpegs())
FILM = {
    "type": "film",
    "film": "0001_logo.mjpeg",
    "event": {"event": "logo", "frame": 7, "time": 0.7},
    "frames": [[7, 0.7]],
    "bytes": [len(JPEG)],
}


def png(picture):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def journal(folder, *lines):
    (folder / JOURNAL).write_text("\n".join(map(json.dumps, lines)))
    return folder


def event(kind, frame):
    return {"type": "event", "event": kind, "frame": frame, "time": frame / 10}


@pytest.fixture
def opened(monkeypatch):
    """The names of the files that are opened."""
    names, open_ = [], Path.open
    monkeypatch.setattr(
        Path, "open", lambda path, *how, **more: names.append(path.name) or open_(path, *how, **more)
    )
    return names


def test_a_picture_and_a_film_are_read_once_however_many_lines_name_them(tmp_path, opened):
    (tmp_path / "0001_star.png").write_bytes(png(noise(1)))
    (tmp_path / "0001_logo.mjpeg").write_bytes(JPEG)
    lines = [STAR | {"picture": name} for name in ("0001_star.png", "0002_star.png")]
    folder = journal(tmp_path, *lines * 3, *[FILM] * 3)
    opened.clear()
    run = read(folder)
    assert [bool(entry.picture) for entry in run.entries] == [True, False] * 3 + [False]
    assert len(run.films) == 1 and run.unreadable == 2
    assert opened.count("0001_star.png") == opened.count("0001_logo.mjpeg") == 1


@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_what_is_no_picture_and_no_film_of_the_run_is_not_opened(tmp_path, opened, kind):
    for name, data in (("0001_star.png", png(noise(1))), ("0001_logo.mjpeg", JPEG)):
        if kind == "pipe":
            posix.mkfifo(tmp_path / name)
        elif kind == "folder":
            (tmp_path / name).mkdir()
        else:
            (tmp_path / f"my {name}").write_bytes(data)
            posix.link(tmp_path / name, f"my {name}")
    folder = journal(tmp_path, STAR | {"picture": "0001_star.png"}, FILM)
    opened.clear()
    run = read(folder)
    assert [entry.picture for entry in run.entries] == [None] and run.unreadable == 1
    assert opened == [JOURNAL]


def test_a_journal_that_is_a_pipe_is_not_opened(tmp_path):
    posix.mkfifo(tmp_path / JOURNAL)
    with pytest.raises(Problem, match=r"journal\.jsonl cannot be opened \(it is no file\): give the folder"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("picture", "is_shown"),
    [
        (png(noise(1)), True),
        (png(np.zeros((40, 68, 3), np.uint8)), False),
        (png(np.zeros((5000, 67), np.uint8)), False),
        (png(noise(1)) + bytes(3000), False),
        (png(noise(1))[:20], False),
        (b"GIF89a", False),
    ],
)
def test_pictures_are_shown_in_the_size_of_a_journals(tmp_path, picture, is_shown):
    (tmp_path / "0001_star.png").write_bytes(picture)
    (entry,) = read(journal(tmp_path, STAR | {"picture": "0001_star.png"})).entries
    assert entry.picture == (picture if is_shown else None)


def test_a_journal_with_more_lines_than_any_is_refused(tmp_path):
    line = '{"type": "end", "text": "x"}\n\n'
    (tmp_path / JOURNAL).write_text(line * 20_000)
    assert len(read(tmp_path).entries) == 20_000
    (tmp_path / JOURNAL).write_text(line * 20_001)
    with pytest.raises(Problem, match="has more than 20,000 lines, which no run has: give the folder of ano"):
        read(tmp_path)


def test_a_journal_that_is_larger_than_any_is_refused(tmp_path):
    (tmp_path / JOURNAL).write_bytes(b" " * 15_000_001)
    with pytest.raises(Problem, match="has more than 15 MB, which no run has: give the folder of another"):
        read(tmp_path)


def test_more_pictures_than_any_run_has_are_left_out(tmp_path, monkeypatch):
    data = png(noise(1))
    monkeypatch.setattr(parsing, "_MOST_BYTES", 2 * len(data) + 600)
    for number in (1, 2, 3):
        (tmp_path / f"000{number}_star.png").write_bytes(data)
    run = read(journal(tmp_path, *(STAR | {"picture": f"000{number}_star.png"} for number in (1, 2, 3))))
    assert [bool(entry.picture) for entry in run.entries] == [True, True, False]


def test_a_page_has_so_many_bytes_of_pictures(tmp_path, monkeypatch):
    data = png(noise(1))
    monkeypatch.setattr(timeline, "_MOST_SHOWN", 2 * len(data))
    (tmp_path / "0001_star.png").write_bytes(data)
    run = read(journal(tmp_path, *[STAR | {"picture": "0001_star.png"}] * 3))
    assert [len(row.pictures) for row in timeline.Timeline(run, 0.0).rows()] == [1, 1, 0]


def test_each_grand_star_tells_what_came_after_it(tmp_path):
    kinds = (
        *("grand_star", "no_grand_star", "grand_star", "died", "black_full"),
        *("grand_star", "left", "vanished", "black_full", "star", "grand_star"),
    )
    lines = [event(kind, number) | {"from": 0, "to": 1} for number, kind in enumerate(kinds)]
    lines.append(event("died", 9))  # decided late: it was before the last one
    rows = timeline.Timeline(read(journal(tmp_path, *lines)), 0.0).rows()
    told = [row.notes[-1] for row in rows if row.title == "Grand star"]
    goes_on = "not the end after all: the game went on ({}), so a recording tells another end"
    assert told == [
        goes_on.format("no grand star after all on frame 1"),
        goes_on.format("died on frame 3"),
        "confirmed: counter gone on frame 7",
        "not confirmed: the journal ends before the picture is black",
    ]
