"""The journal: what is written, in which folder, and what is removed to make room."""

import numpy as np
import pytest
from PIL import Image

from star_counter.journal import writer as module
from star_counter.journal.files import FIRST_LINE, JOURNAL, PAGE, runs
from star_counter.journal.film import Film
from star_counter.journal.writer import Journal
from star_counter.reading.model_form import INPUT_SIZE, model_input
from star_counter.splitting.route import Route, Split
from star_counter.splitting.splitter import Action
from star_counter.timers.protocol import Command, Outcome, Report
from star_counter.tracking.event import Event, Moment
from tests import posix
from tests.journal.entries import BLACK, CONNECTED, CROP, RESET, SPLIT, STAR, Clock, lines, noise, size, told


def route(title, *names):
    return Route(title, tuple(Split(name, 1) for name in names))


def test_nothing_is_made_before_the_first_entry(journal, folder):
    ann = journal()
    assert not folder.exists()
    ann.event(STAR, CROP, 0.9)
    assert [run.name for run in runs(folder)] == ["2026-07-01_193000_Ann"]


def test_every_line_has_its_time_and_type(journal, folder):
    ann = journal()
    ann.follow(route("16 stars", "WF", "End"))
    ann.event(STAR, CROP, 0.9)
    ann.action(SPLIT, CROP)
    ann.report(CONNECTED)
    (run,) = runs(folder)
    head, *entries = lines(run)
    at = "2026-07-01T19:30:00.000+02:00"
    of_route = {"route": "16 stars", "splits": ["WF", "End"]}
    assert head == {"at": at, "type": "run", "player": "Ann"} | of_route
    assert [line["type"] for line in entries] == ["event", "action", "timer"]
    assert [line["at"][17:23] for line in entries] == ["00.000", "01.000", "02.000"]


def test_lines_tell_what_happened_and_why(journal, folder):
    ann = journal()
    ann.event(STAR, None, 0.9)
    ann.event(BLACK, CROP, np.float32(0.875))
    ann.action(SPLIT, None)
    ann.report(CONNECTED)
    ann.report(Report("LiveSplit: split: ignored.", Command.SPLIT, "WF", Outcome.IGNORED, 0.01234))
    (run,) = runs(folder)
    command = {"command": "split", "reason": "WF", "outcome": "ignored", "delay": 0.012}
    assert told(run) == [
        STAR.as_dict(),
        BLACK.as_dict() | {"sure": 0.875},
        SPLIT.as_dict(),
        {"text": "LiveSplit: connected."},
        {"text": "LiveSplit: split: ignored."} | command,
    ]


def test_pictures_are_what_the_reader_sees(journal, folder):
    crop = np.random.default_rng(1).integers(0, 256, (90, 160, 4), np.uint8)
    journal().event(STAR, crop, 0.9)
    (run,) = runs(folder)
    picture = Image.open(run / told(run)[0]["picture"])
    assert picture.size == INPUT_SIZE
    assert np.array_equal(np.asarray(picture), model_input(crop))


def test_counts_and_splits_have_pictures_and_nothing_else(journal, folder):
    ann = journal()
    for kind in ("count", "star", "reset"):
        ann.event(Event(kind, 1, 0.1, 1, 2, 0.99, 2, 3), noise(len(kind)), 0.9)
    for kind in ("black", "white_full", "vanished", "appeared"):
        ann.event(Event(kind, 1, 0.1), CROP, 0.9)
    ann.action(SPLIT, CROP)
    for kind in ("start", "undo", "skip", "reset"):
        ann.action(Action(kind, None, None, 0.0, "the player's button"), CROP)
    named = [line["picture"] for run in runs(folder) for line in told(run) if "picture" in line]
    assert named == ["0001_count.png", "0002_star.png", "0001_reset.png", "0002_split.png"]


def test_a_split_shares_the_picture_of_its_star(journal, folder):
    ann = journal()
    ann.event(STAR, CROP, 0.9)
    ann.action(SPLIT, CROP)
    (run,) = runs(folder)
    assert [line["picture"] for line in told(run)] == ["0001_star.png"] * 2
    assert len(list(run.glob("*.png"))) == 1


def test_a_reset_begins_a_new_run(journal, folder):
    ann = journal()
    ann.follow(route("16 stars"))
    ann.event(STAR, CROP, 0.9)
    ann.follow(route("70 stars"))
    ann.event(RESET, CROP, 0.9)
    ann.event(STAR, CROP, 0.9)
    first, second = runs(folder)
    assert [line["event"] for line in told(first)] == ["star"]
    assert [line["event"] for line in told(second)] == ["reset", "star"]
    assert [lines(run)[0]["route"] for run in (first, second)] == ["16 stars", "70 stars"]
    ann.follow(None)
    ann.event(RESET, CROP, 0.9)
    assert not {"route", "splits"} & set(lines(runs(folder)[-1])[0])


def test_a_run_begins_with_its_logo(journal, folder):
    ann = journal()
    logo = Event("logo", 500, 16.7)
    for event in (STAR, logo, Event("started", 900, 30.0), RESET, STAR):
        ann.event(event, None, 0.9)
    kinds = [[line["event"] for line in told(run)] for run in runs(folder)]
    assert kinds == [["star"], ["logo", "started", "reset", "star"]]


def film(kind="grand_star", pictures=3):
    moments = tuple(Moment(number, number / 30) for number in range(100, 100 + pictures))
    pictures = tuple(np.full((120, 160, 4), number, np.uint8) for number in range(pictures))
    return Film(Event(kind, 101, 3.367, decided=103), moments, pictures)


def test_a_film_is_one_file_of_jpegs_and_a_line(journal, folder):
    ann = journal()
    ann.event(STAR, CROP, 0.9)
    ann.film(film())
    (run,) = runs(folder)
    _, line = told(run)
    assert line["event"] == {"event": "grand_star", "frame": 101, "time": 3.367, "decided": 103}
    assert line["frames"] == [[100, 3.333], [101, 3.367], [102, 3.4]]
    assert line["film"] == "0002_grand_star.mjpeg"
    data = (run / line["film"]).read_bytes()
    assert data == b"".join(film().jpegs())
    assert line["bytes"] == [len(jpeg) for jpeg in film().jpegs()]


def test_a_film_goes_with_its_run(journal, folder):
    ann = journal(most_runs=1)
    ann.film(film("logo"))
    ann.event(RESET, None, 0.9)
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["journal.jsonl"]


def test_a_film_counts_for_the_room(journal, folder):
    ann = journal(most_bytes=5_000)
    ann.film(film())
    (run,) = runs(folder)
    assert lines(run)[-1]["type"] == "end"


def test_a_run_has_so_many_films_and_goes_on_without(journal, folder, monkeypatch):
    monkeypatch.setattr(module, "MOST_PICTURES", 1)
    ann = journal()
    ann.film(film())
    ann.film(film())
    ann.report(CONNECTED)
    (run,) = runs(folder)
    assert [line["type"] for line in lines(run)] == ["run", "film", "timer"]


def test_an_entry_after_close_begins_a_new_run(journal, folder):
    ann = journal()
    ann.report(CONNECTED)
    ann.close()
    ann.close()
    ann.report(CONNECTED)
    assert len(runs(folder)) == 2


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc", "______etc"),
        ("A: “B”?.", "A___B___"),
        ("Zoë-ゼルダ", "Zoë-ゼルダ"),
        ("", "player"),
        ("\ud800\0\n", "___"),
        ("x" * 300, "x" * 40),
    ],
)
def test_any_name_gives_a_folder_in_the_folder(journal, folder, name, safe):
    ann = journal(name)
    ann.report(CONNECTED)
    assert ann.problem is None
    assert [path.name for path in folder.iterdir()] == [f"2026-07-01_193000_{safe}"]
    assert lines(runs(folder)[0])[0]["player"] == name


def test_two_runs_in_one_second_have_two_folders(folder):
    now = Clock()()
    journals = [Journal(folder, "Ann", now=lambda: now) for _ in range(3)]
    for one in journals:
        one.report(CONNECTED)
    for one in journals:
        one.close()
    names = [run.name for run in runs(folder)]
    assert names == [f"2026-07-01_193000_Ann{number}" for number in ("", "-2", "-3")]


def test_the_oldest_runs_go_when_there_are_too_many(journal, folder):
    ann = journal(most_runs=3)
    for _ in range(6):
        ann.event(RESET, CROP, 0.9)
    assert [run.name[11:17] for run in runs(folder)] == ["193003", "193004", "193005"]
    assert len(list(folder.iterdir())) == 3


def test_a_clock_that_was_set_back_has_no_new_run_go_first(journal, folder):
    for day in (8, 9, 10):
        run = folder / f"2026-07-{day:02}_120000_Ann"
        run.mkdir(parents=True)
        (run / JOURNAL).write_text("{}\n")
    ann = journal(most_runs=3)
    for expected in (
        ["01_193000", "09_120000", "10_120000"],
        ["01_193000", "01_193001", "10_120000"],
        ["01_193000", "01_193001", "01_193002"],
        ["01_193001", "01_193002", "01_193003"],
    ):
        ann.event(RESET, CROP, 0.9)
        assert [run.name[8:17] for run in runs(folder)] == expected


def test_all_runs_together_stay_below_the_limit(journal, folder):
    ann = journal(most_bytes=400_000)
    for number in range(60):
        if number % 5 == 0:
            ann.event(RESET, noise(number), 0.9)
        ann.event(STAR, noise(1000 + number), 0.9)
        assert size(folder) <= 400_000
    assert len(runs(folder)) > 2
    assert told(runs(folder)[-1])[-1] == STAR.as_dict() | {"picture": "0006_star.png"}


def test_a_run_that_goes_on_makes_room_as_it_grows(journal, folder):
    ann = journal(most_bytes=200_000)
    for number in range(20):
        ann.event(RESET, noise(number), 0.9)
    before = len(runs(folder))
    for number in range(5):
        ann.event(STAR, noise(100 + number), 0.9)
    assert len(runs(folder)) < before
    assert size(folder) <= 200_000


def test_the_runs_of_other_players_that_go_on_stay(journal, folder):
    bob = journal("Bob")
    bob.report(CONNECTED)
    ann = journal("Ann", most_runs=2)
    for _ in range(5):
        ann.event(RESET, CROP, 0.9)
    bob.report(CONNECTED)
    assert [run.name[18:] for run in runs(folder)] == ["Bob", "Ann"]
    assert len(told(runs(folder)[0])) == 2
    bob.close()
    ann.event(RESET, CROP, 0.9)
    assert [run.name[18:] for run in runs(folder)] == ["Ann", "Ann"]


def test_nothing_is_removed_but_runs(journal, folder, tmp_path):
    def written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
        return path

    mine = [
        written(folder / "notes.txt"),
        written(folder / "2020-01-01_120000_Ann"),  # a file
        written(folder / "2020-01-02_120000_Ann" / "video.mp4"),  # no journal
        written(folder / "my runs" / JOURNAL),  # another name
        written(folder / "2020-01-03_120000_" / JOURNAL),
        written(tmp_path / "elsewhere" / JOURNAL),
        written(folder / "2020-01-05_120000_Ann" / "video.mp4"),
        written(folder / "2020-01-05_120000_Ann" / "0001_star.jpg"),
    ]
    posix.link(folder / "2020-01-04_120000_Ann", tmp_path / "elsewhere")
    mine.append(written(folder / "2020-01-05_120000_Ann" / PAGE))
    for name in (JOURNAL, "0001_star.png"):
        written(folder / "2020-01-05_120000_Ann" / name)
        written(folder / "2020-01-06_120000_Ann" / name)
    written(folder / "2020-01-06_120000_Ann" / PAGE).write_text(f"{FIRST_LINE}\n<html>")
    journal(most_runs=1).report(CONNECTED)
    assert all(path.read_text() == "mine" for path in mine)
    assert sorted(path.name for path in (folder / "2020-01-05_120000_Ann").iterdir()) == [
        "0001_star.jpg",
        PAGE,
        "video.mp4",
    ]
    assert not (folder / "2020-01-06_120000_Ann").exists()
    assert len(runs(folder)) == 1


def test_a_run_has_so_many_pictures_and_goes_on_without(journal, folder, monkeypatch):
    monkeypatch.setattr(module, "MOST_PICTURES", 2)
    ann = journal()
    for number in range(4):
        ann.event(STAR, noise(number), 0.9)
    (run,) = runs(folder)
    assert [line.get("picture") for line in told(run)] == ["0001_star.png", "0002_star.png", None, None]
    assert len(list(run.glob("*.png"))) == 2
    assert ann.problem is None


@pytest.mark.parametrize("limit", ["lines", "bytes"])
def test_a_run_ends_with_a_line_that_says_so(journal, folder, monkeypatch, limit):
    monkeypatch.setattr(module, "MOST_LINES", 5 if limit == "lines" else 10_000)
    ann = journal(most_bytes=3_000 if limit == "bytes" else 1_000_000)
    for _ in range(30):
        ann.report(CONNECTED)
    (run,) = runs(folder)
    *entries, last = lines(run)
    assert last["type"] == "end" and "full" in last["text"]
    assert len(entries) < 12
    ann.event(RESET, None, 0.9)
    assert lines(runs(folder)[-1])[-1]["event"] == "reset"
