"""Many files at once, with `read` and `splits`: in order, and kept."""

import contextlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from star_counter.cli.main import main
from star_counter.cli.many import reading
from star_counter.cli.many.archive import ARCHIVE, State
from star_counter.cli.many.summary import Tally
from star_counter.cli.videos.given import videos_in
from star_counter.tracking.event import Event
from tests import pictures, posix
from tests.cli.videos import CROP, SIZE, command, cut, locked

ROUTE = 'title = "demo"\n[[split]]\nname = "One"\nstars = 1\n[[split]]\nname = "Ten"\nstars = 10\n'
READ = "read", "--crop", CROP, "--json"


@pytest.fixture(scope="module")
def videos_read(videos, tmp_path_factory):
    """The folder of videos, read, and what was printed."""
    folder = shutil.copytree(videos, tmp_path_factory.mktemp("read") / "videos")
    done = subprocess.run(command(folder), capture_output=True, encoding="utf-8", check=True)
    assert done.stderr == ""
    return folder, done.stdout


@pytest.fixture
def read_before(videos_read, tmp_path):
    """A folder that was read before, and what was printed."""
    folder, out = videos_read
    copy = shutil.copytree(folder, tmp_path / "videos")
    return copy, out.replace(str(folder), str(copy))


@pytest.fixture(scope="module")
def told_alone(videos):
    """The events of the videos, each of them read alone."""
    return alone(videos, *READ)


def alone(folder, command, *options):
    """What is printed of each video of a folder, one command a video, in the order of the names."""
    found = []
    for path in videos_in(folder):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            main([command, str(path), *map(str, options)])
        found += [{"file": str(path)} | item for item in lines(out.getvalue())]
    return found


def copied(told, folder):
    """What is told of videos, told of their copies in a folder."""
    return [one | {"file": str(folder / Path(one["file"]).name)} for one in told]


def lines(out):
    """What lines of JSON hold."""
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_a_folder_is_read_as_its_videos_are_alone(run, folder, jobs, told_alone):
    status, out, err = run("read", folder, "--crop", CROP, "--json", "--jobs", jobs)
    assert (status, err) == (0, "")
    items = lines(out)
    assert items == copied(told_alone, folder)
    names = list(dict.fromkeys(os.path.basename(item["file"]) for item in items))  # noqa: PTH119
    assert names == ["a.mp4", "run 9.mkv", "run 10.mp4"]


def test_readings_and_pictures_among_videos_are_as_alone(run, folder, tmp_path):
    picture = pictures.save(tmp_path / "7.png", pictures.game(7, SIZE))
    status, out, _ = run("read", picture, folder, "--crop", CROP, "--json", "--readings")
    assert status == 0
    first, *others = lines(out)
    assert (first["file"], first["count"]) == (str(picture), 7)
    assert others == alone(folder, *READ, "--readings")


def test_splits_of_a_folder_are_those_of_its_videos(run, folder, tmp_path):
    (tmp_path / "r.toml").write_text(ROUTE)
    arguments = ("--route", tmp_path / "r.toml", "--crop", CROP)
    status, out, err = run("splits", folder, *arguments, "--json")
    assert (status, err) == (0, "")
    assert lines(out) == alone(folder, "splits", *arguments, "--json")
    assert run("splits", folder, *arguments, "--to", "lss", "--out", tmp_path / "all.lss")[0] == 0
    assert "<AttemptCount>3<" in (tmp_path / "all.lss").read_text()
    assert (tmp_path / ARCHIVE).exists()  # beside the output


def test_the_bar_over_all_files_counts_rounded_megabytes(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with reading._Bar([State(5_512_345, 0), None, State(3_200_001, 0)]) as bar:
        bar.show(0, 3 / 7)
        bar._bar.refresh()
    assert "| 2.36M/8.71M [" in terminal.getvalue()


def test_what_was_read_is_not_read_again(run, read_before, reads):
    folder, first = read_before
    assert run("read", folder, "--crop", CROP) == (0, first, "")
    assert reads == []
    assert run("read", folder, "--crop", CROP, "--json")[0] == 0  # the same, in another form
    assert reads == []
    run("read", folder, "--crop", CROP, "--confidence", "0.5")
    assert sorted(reads) == ["a.mp4", "run 10.mp4", "run 9.mkv"]


def test_only_what_changed_is_read_again(run, read_before, reads, video):
    folder, _ = read_before
    cut(video, folder / "run 9.mkv", 340)
    cut(video, folder / "b.mp4", 200)
    (folder / "a.mp4").unlink()
    _, out, _ = run("read", folder, "--crop", CROP, "--json")
    assert sorted(reads) == ["b.mp4", "run 9.mkv"]
    assert lines(out) == alone(folder, *READ)


def test_a_moved_folder_keeps_what_was_read(run, read_before, reads):
    folder, before = read_before
    moved = folder.rename(folder.with_name("moved"))
    _, after, _ = run("read", moved, "--crop", CROP)
    assert reads == []
    assert after == before.replace(str(folder), str(moved))


def test_another_model_reads_again(run, read_before, reads, tmp_path):
    from star_counter.reading.classifier import BUNDLED_MODEL

    folder, _ = read_before
    model = shutil.copy(BUNDLED_MODEL, tmp_path / "same.onnx")
    run("read", folder, "--crop", CROP, "--model", model)
    assert reads == []  # the same model under another name
    with open(model, "ab") as file:  # noqa: PTH123
        file.write(b"\x52\x00")  # a field that nobody reads, of no bytes
    assert run("read", folder, "--crop", CROP, "--model", model)[0] == 0
    assert len(reads) == 3


def test_the_summary_counts(read_before):
    _, out = read_before
    head, *rows = out.splitlines()[-4:]
    assert head.split() == ["file", "runs", "stars", "deaths", "end"]
    assert [row.rsplit(maxsplit=4) for row in rows] == [
        ["a.mp4", "1", "2", "0", "–"],
        ["run 9.mkv", "1", "3", "0", "–"],
        ["run 10.mp4", "1", "2", "0", "–"],
    ]


def test_a_game_over_is_counted_as_a_death():
    tally = Tally(Path("a.mp4"))
    for kind in ("died", "extra_life", "game_over"):
        tally.update(Event(kind, 30, 1.0))
    assert tally.deaths == 2


def test_a_file_that_cannot_be_read_is_told_and_tried_again(run, folder, reads):
    (folder / "b.mp4").write_bytes(b"no video" * 100)
    for _ in range(2):
        status, out, err = run("read", folder, "--crop", CROP, "--json")
        assert status == 1
        assert {json.loads(line)["file"] for line in out.splitlines()} == {
            str(folder / name) for name in ("a.mp4", "run 9.mkv", "run 10.mp4")
        }
        (told,) = err.splitlines()
        assert "b.mp4" in told
    assert sorted(reads) == ["a.mp4", "b.mp4", "b.mp4", "run 10.mp4", "run 9.mkv"]


@pytest.mark.skipif(sys.platform != "linux", reason="locks the folder as Linux does")
def test_a_folder_that_cannot_be_written_to_is_read_all_the_same(run, folder, told_alone):
    with locked(folder):
        _told_and_read(run, folder, told_alone)


def test_an_archive_that_is_none_is_told_and_left_alone(run, folder, told_alone):
    (folder / ARCHIVE).write_bytes(b"something else" * 100)
    _told_and_read(run, folder, told_alone)
    assert (folder / ARCHIVE).read_bytes() == b"something else" * 100


def test_another_versions_archive_is_told_and_left_alone(run, folder, told_alone):
    with closing(sqlite3.connect(folder / ARCHIVE)) as file, file:
        file.execute("PRAGMA user_version = 99")
    _told_and_read(run, folder, told_alone)


def _told_and_read(run, folder, told_alone):
    status, out, err = run("read", folder, "--crop", CROP, "--json")
    assert status == 0
    (told,) = err.splitlines()
    assert ARCHIVE in told and "is not kept for the next time" in told
    assert lines(out) == copied(told_alone, folder)


@pytest.mark.parametrize(
    "lines", ["nonsense\n", '{"event": {"kind": 3}}\n', "[1]\n", '{"reading": {}}\n', None]
)
def test_a_damaged_archive_is_told(run, read_before, lines):
    folder, _ = read_before
    with closing(sqlite3.connect(folder / ARCHIVE)) as file, file:
        file.execute("UPDATE records SET lines = ? WHERE path = 'a.mp4'", [lines])
    status, _, err = run("read", folder, "--crop", CROP)
    assert status == 1
    assert err == f"What is kept of {folder / 'a.mp4'} is damaged: delete {ARCHIVE}, and run it again.\n"


def test_a_model_that_is_none_is_told_once(run, folder, tmp_path):
    (tmp_path / "m.onnx").write_bytes(b"nonsense")
    status, out, err = run("read", folder, "--crop", CROP, "--model", tmp_path / "m.onnx")
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1 and "m.onnx" in err
    _, _, err = run("read", folder, "--crop", CROP, "--model", tmp_path / "none.onnx")
    assert len(err.splitlines()) == 1 and "none.onnx" in err


def test_a_folder_without_videos_is_told(run, tmp_path):
    assert run("read", tmp_path) == (
        1,
        "",
        f"There is no video in {tmp_path}: give the folder of the recordings.\n",
    )


@pytest.mark.parametrize("command", ["read", "locate", "splits", "gather"])
@pytest.mark.parametrize("is_first", [True, False])
def test_what_follows_a_folder_without_videos_is_read(run, folder, tmp_path, command, is_first):
    empty = tmp_path / "empty.mp4"
    empty.mkdir()
    files = [folder / "a.mp4"]
    files.insert(0 if is_first else 1, empty)
    more = {"splits": ["--route", "16"], "gather": ["--out", tmp_path / "out"]}.get(command, [])
    place = [] if command == "locate" else ["--crop", CROP]
    status, out, err = run(command, *files, *place, *more)
    assert status == 1
    assert len([line for line in err.splitlines() if "empty.mp4" in line]) == 1
    found = {
        "read": "star 0 → 1",
        "locate": "count",
        "splits": "run 1",
        "gather": "1 new pictures of 1 labels",
    }
    assert found[command] in out


def test_a_folder_without_videos_is_no_part_of_a_stream(run, folder, tmp_path):
    (tmp_path / "empty").mkdir()
    status, out, err = run("read", "--join", folder, tmp_path / "empty", "--crop", CROP)
    told = f"There is no video in {tmp_path / 'empty'}: give the folder of the recordings.\n"
    assert (status, out, err) == (1, "", told)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--start", "3"), "--start tells about one video: give one."),
        (("--end", "300"), "--end tells about one video: give one."),
        (("--to", "chapters"), "Chapters are those of one video: give one."),
    ],
)
def test_what_is_about_one_video_is_told(run, folder, arguments, message):
    assert run("splits", folder, "--route", "16", *arguments) == (1, "", message + "\n")


def test_a_page_of_a_folder_has_all_of_its_videos_with_pictures(run, read_before, reads):
    folder, _ = read_before
    status, out, err = run("report", folder, "--crop", CROP)
    assert (status, out, err) == (0, f"{folder / 'star-counter.html'}\n", "")
    page = (folder / "star-counter.html").read_text(encoding="utf-8")
    assert sorted(reads) == ["a.mp4", "run 10.mp4", "run 9.mkv"]  # for the pictures
    places = [page.index(f"<h1>{name}</h1>") for name in ("a.mp4", "run 9.mkv", "run 10.mp4")]
    assert places == sorted(places)
    assert page.count("Star 0 → 1") == 3
    assert page.count('src="data:image/png;base64,') == 3 + 4 + 3  # each count known, and each star
    reads.clear()
    (folder / "star-counter.html").unlink()
    assert run("report", folder, "--crop", CROP)[0] == 0
    assert (reads, (folder / "star-counter.html").read_text(encoding="utf-8")) == ([], page)


def test_what_is_about_a_journal_is_told_of_videos(run, folder):
    status, out, err = run("report", folder, "--to", "chapters")
    assert (status, out) == (1, "")
    assert "star-counter splits" in err


@pytest.mark.parametrize("place", [("--crop", "all"), ("--crop", CROP)])
def test_a_model_that_is_a_pipe_is_told(run, folder, tmp_path, place):
    posix.mkfifo(tmp_path / "m.onnx")
    status, out, err = run("read", folder, *place, "--model", tmp_path / "m.onnx")
    assert (status, out) == (1, "")
    assert err == f"There is no model file {tmp_path / 'm.onnx'}: choose another, or none.\n"
