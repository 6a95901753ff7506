"""Many files at once, with `read` and `splits`: in order, kept, and gone on with after being killed."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from star_counter.cli.many import workers
from star_counter.cli.many.archive import ARCHIVE
from star_counter.cli.videos.given import files_of
from tests import pictures
from tests.cli.folders import CROP, cut, locked

COMMAND = [sys.executable, "-m", "star_counter.cli"]
ROUTE = 'title = "demo"\n[[split]]\nname = "One"\nstars = 1\n[[split]]\nname = "Ten"\nstars = 10\n'


def alone(run, folder, *arguments):
    """What is printed of each video, one command a video, in the order of the names."""
    found = []
    for path in files_of([folder]):
        _, out, _ = run(arguments[0], path, *arguments[1:])
        found += [{"file": str(path)} | json.loads(line) for line in out.splitlines()]
    return found


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_a_folder_is_read_as_its_videos_are_alone(run, folder, jobs):
    status, out, err = run("read", folder, "--crop", CROP, "--json", "--jobs", jobs)
    assert (status, err) == (0, "")
    items = [json.loads(line) for line in out.splitlines()]
    assert items == alone(run, folder, "read", "--crop", CROP, "--json")
    names = list(dict.fromkeys(os.path.basename(item["file"]) for item in items))  # noqa: PTH119
    assert names == ["a.mp4", "run 9.mkv", "run 10.mp4"]


def test_readings_and_pictures_among_videos_are_as_alone(run, folder, tmp_path):
    picture = pictures.save(tmp_path / "7.png", pictures.game(7))
    status, out, _ = run("read", picture, folder, "--crop", CROP, "--json", "--readings")
    assert status == 0
    first, *others = [json.loads(line) for line in out.splitlines()]
    assert (first["file"], first["count"]) == (str(picture), 7)
    assert others == alone(run, folder, "read", "--crop", CROP, "--json", "--readings")


def test_splits_of_a_folder_are_those_of_its_videos(run, folder, tmp_path):
    (tmp_path / "r.toml").write_text(ROUTE)
    arguments = ("--route", tmp_path / "r.toml", "--crop", CROP)
    status, out, err = run("splits", folder, *arguments, "--json")
    assert (status, err) == (0, "")
    assert [json.loads(line) for line in out.splitlines()] == alone(
        run, folder, "splits", *arguments, "--json"
    )
    assert run("splits", folder, *arguments, "--to", "lss", "--out", tmp_path / "all.lss")[0] == 0
    assert "<AttemptCount>3<" in (tmp_path / "all.lss").read_text()
    assert (tmp_path / ARCHIVE).exists()  # beside the output


def test_what_was_read_is_not_read_again(run, folder, reads):
    first = run("read", folder, "--crop", CROP)
    assert sorted(reads) == ["a.mp4", "run 10.mp4", "run 9.mkv"]
    reads.clear()
    assert run("read", folder, "--crop", CROP) == first
    assert reads == []
    assert run("read", folder, "--crop", CROP, "--json")[0] == 0  # the same, in another form
    assert reads == []
    run("read", folder, "--crop", CROP, "--confidence", "0.5")
    assert len(reads) == 3


def test_only_what_changed_is_read_again(run, folder, reads, demo):
    run("read", folder, "--crop", CROP)
    reads.clear()
    cut(demo[0], folder / "run 9.mkv", 340)
    cut(demo[0], folder / "b.mp4", 110)
    (folder / "a.mp4").unlink()
    _, out, _ = run("read", folder, "--crop", CROP, "--json")
    assert sorted(reads) == ["b.mp4", "run 9.mkv"]
    assert [json.loads(line) for line in out.splitlines()] == alone(
        run, folder, "read", "--crop", CROP, "--json"
    )


def test_a_moved_folder_keeps_what_was_read(run, folder, reads):
    _, before, _ = run("read", folder, "--crop", CROP, "--json")
    reads.clear()
    moved = folder.rename(folder.with_name("moved"))
    _, after, _ = run("read", moved, "--crop", CROP, "--json")
    assert reads == []
    assert after == before.replace(str(folder), str(moved))


def test_another_model_reads_again(run, folder, reads, tmp_path):
    from star_counter.reading.classifier import BUNDLED_MODEL

    run("read", folder, "--crop", CROP)
    reads.clear()
    model = shutil.copy(BUNDLED_MODEL, tmp_path / "same.onnx")
    run("read", folder, "--crop", CROP, "--model", model)
    assert reads == []  # the same model under another name
    with open(model, "ab") as file:  # noqa: PTH123
        file.write(b"\x52\x00")  # a field that nobody reads, of no bytes
    assert run("read", folder, "--crop", CROP, "--model", model)[0] == 0
    assert len(reads) == 3


def test_the_summary_counts(run, folder):
    _, out, _ = run("read", folder, "--crop", CROP)
    head, *rows = out.splitlines()[-4:]
    assert head.split() == ["file", "runs", "stars", "deaths", "end"]
    assert [row.rsplit(maxsplit=4) for row in rows] == [
        ["a.mp4", "1", "2", "0", "–"],
        ["run 9.mkv", "1", "3", "0", "–"],
        ["run 10.mp4", "1", "2", "0", "–"],
    ]


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
def test_a_folder_that_cannot_be_written_to_is_read_all_the_same(run, folder):
    with locked(folder):
        _told_and_read(run, folder)


def test_an_archive_that_is_none_is_told_and_left_alone(run, folder):
    (folder / ARCHIVE).write_bytes(b"something else" * 100)
    _told_and_read(run, folder)
    assert (folder / ARCHIVE).read_bytes() == b"something else" * 100


def test_another_versions_archive_is_told_and_left_alone(run, folder):
    with sqlite3.connect(folder / ARCHIVE) as file:
        file.execute("PRAGMA user_version = 99")
    _told_and_read(run, folder)


def _told_and_read(run, folder):
    status, out, err = run("read", folder, "--crop", CROP, "--json")
    assert status == 0
    (told,) = err.splitlines()
    assert ARCHIVE in told and "is not kept for the next time" in told
    assert [json.loads(line) for line in out.splitlines()] == alone(
        run, folder, "read", "--crop", CROP, "--json"
    )


@pytest.mark.parametrize(
    "lines", ["nonsense\n", '{"event": {"kind": 3}}\n', "[1]\n", '{"reading": {}}\n', None]
)
def test_a_damaged_archive_is_told(run, folder, lines):
    run("read", folder, "--crop", CROP)
    with sqlite3.connect(folder / ARCHIVE) as file:
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


def test_nothing_but_the_places_is_told_beside_the_result(folder):
    """Processes that are ended leave nothing behind that Python would warn of."""
    done = subprocess.run([*COMMAND, "read", str(folder)], capture_output=True, text=True, check=True)
    told = done.stderr.splitlines()
    assert len(told) == len(files_of([folder]))
    assert all("the counter is at --crop" in line for line in told)


def command(folder):
    return [*COMMAND, "read", str(folder), "--crop", CROP, "--jobs", "2"]


def test_killed_at_any_moment_it_goes_on_and_prints_the_same(folder, demo):
    """And no process of it is left behind, and no file but the archive."""
    for number in range(5):
        cut(demo[0], folder / f"more {number}.mp4", 110)
    names = {path.name for path in folder.iterdir()}
    expected = subprocess.run(command(folder), capture_output=True, check=True).stdout
    (folder / ARCHIVE).unlink()
    kept = [0]
    for _ in range(40):
        with subprocess.Popen(command(folder), stdout=subprocess.PIPE, start_new_session=True) as process:
            _wait(lambda: process.poll() is not None or _kept(folder) > kept[-1])
            process.kill()
            out = process.stdout.read()
        _wait(lambda: not _group(process.pid))
        kept.append(_kept(folder))
        assert kept[-1] >= kept[-2]
        if process.returncode != -signal.SIGKILL:
            break
    assert len(kept) > 4  # it was killed several times
    assert out == expected
    assert {path.name for path in folder.iterdir()} == names | {ARCHIVE}


def _kept(folder):
    """How many files' results are kept."""
    try:
        with sqlite3.connect(f"file:{folder / ARCHIVE}?mode=ro", uri=True) as file:
            return file.execute("SELECT count(*) FROM results").fetchone()[0]
    except sqlite3.OperationalError:  # not there yet, or being written
        return 0


def _group(leader):
    """The processes that a command has started and that are there, itself included."""
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


def _wait(is_so):
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("seconds", [None, 0.5, 0.9, 1.3])
def test_ctrl_c_stops_all(folder, seconds):
    """After the first line, and while the processes start."""
    with subprocess.Popen(
        command(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        if seconds is None:
            process.stdout.readline()
        else:
            time.sleep(seconds)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        assert (process.wait(timeout=30), process.stderr.read()) == (130, "Stopped.\n")
    _wait(lambda: not _group(process.pid))


def test_a_process_that_dies_is_told_and_the_others_go_on(run, folder, monkeypatch):
    take = workers._Worker.take

    def die(self, number, path):
        take(self, number, path)
        if path.name == "a.mp4":
            self._process.kill()

    monkeypatch.setattr(workers._Worker, "take", die)
    status, out, err = run("read", folder, "--crop", CROP, "--json", "--jobs", "1")
    assert status == 1
    (told,) = err.splitlines()
    assert told.startswith(f"{folder / 'a.mp4'} could not be read, as the process that read it was ended")
    assert {json.loads(line)["file"] for line in out.splitlines()} == {
        str(folder / "run 9.mkv"),
        str(folder / "run 10.mp4"),
    }


def test_a_page_of_a_folder_has_all_of_its_videos_with_pictures(run, folder, reads):
    run("read", folder, "--crop", CROP)
    reads.clear()
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


@pytest.mark.skipif(sys.platform != "linux", reason="measured as Linux tells it")
def test_memory_does_not_grow_with_the_files(demo, tmp_path):
    """Of the command itself, and of the process that reads, which has one file after the other."""
    code = (
        "import re, resource, sys; from pathlib import Path; from star_counter.cli.main import main;"
        "status = main(sys.argv[1:]); "
        "own = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text());"
        "reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss;"
        "print(status, int(own[1]) // 1024, reader // 1024, file=sys.stderr)"
    )
    megabytes = []
    for count in (2, 30):
        folder = tmp_path / str(count)
        folder.mkdir()
        for number in range(count):
            cut(demo[0], folder / f"{number}.mp4", 110)
        arguments = ["read", folder, "--crop", CROP, "--jobs", "1", "--json", "--readings"]
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        status, *used = map(int, done.stderr.split())
        assert status == 0
        megabytes.append(used)
    for few, many in zip(*megabytes, strict=True):
        assert many < few + 15 and many < 300
