"""The command in a Windows Python: it prints what it prints on Linux, byte for byte."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import pictures
from tests.windows.console import CTRL_C, batch, shown
from tools.simulation.video import render
from tools.windows import wine

COMMANDS = Path(__file__).parent / "programs" / "commands.py"
CROP = ",".join(map(str, pictures.crop()))
SMALL = ",".join(map(str, pictures.crop((320, 240))))
ROUTE = """title = "Läufe ★ 星"
[[split]]
name = "Bär 马里奥"
stars = 1
after = "black 1"

[[split]]
name = "Ende"
after = "by hand"
"""
RUNS = [
    ["read", "run.mp4"],
    ["read", "run.mp4", "--json", "--crop", SMALL],
    ["read", "run.mp4", "--readings", "--json", "--crop", SMALL],
    ["read", "run.mp4", "--stars", "--crop", SMALL],
    ["read", "run.mp4", "again.mp4", "--jobs", "2", "--crop", SMALL],
    ["read", "a.png", "b.png", "none.png", "--crop", CROP],
    ["read", "a.png", "--json"],
    ["read", "broken.mp4", "a.png"],
    ["locate", "run.mp4", "a.png", "none.png"],
    ["locate", "a.png", "--json"],
    ["splits", "run.mp4", "--route", "16"],
    ["splits", "run.mp4", "--route", "äöü ★.toml", "--json"],
    ["splits", "run.mp4", "--route", "äöü ★.toml", "--to", "lss"],
    ["route", "16"],
    ["route", "äöü ★.toml"],
    ["route", "äöü ★.toml", "--json"],
    ["route", "äöü ★.toml", "--to", "toml"],
    ["route", "äöü ★.toml", "--to", "lss"],
    ["route", "missing.toml"],
    ["--version"],
    ["read"],
    [],
]
NAMES = [
    "my run",
    "Läufe von Jörg",
    "马里奥 六十四",
    "スーパーマリオ",
    "🌟 ★ café ő",  # no code page has all of them
    "a & b (1) %PATH% ^ ! 'x' [2] #ü",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A video, pictures and routes."""
    folder = tmp_path_factory.mktemp("files")
    render(folder / "run.mp4", seconds=24, size=(320, 240), key_frames=1)
    (folder / "again.mp4").write_bytes((folder / "run.mp4").read_bytes())
    pictures.save(folder / "a.png", pictures.game(77))
    pictures.save(folder / "b.png", pictures.game(120, coins=3))
    pictures.save(folder / "none.png", pictures.game(None))
    (folder / "broken.mp4").write_bytes(b"no video")
    (folder / "names").mkdir()
    for route in (folder / "äöü ★.toml", folder / "names" / "äöü ★.toml"):
        route.write_text(ROUTE, encoding="utf-8")
    return folder


def on_linux(runs, folder):
    results = folder / "linux.json"
    command = [sys.executable, str(COMMANDS), str(results)]
    subprocess.run(command, cwd=folder, input=json.dumps(runs).encode(), check=True)
    return json.loads(results.read_text())


def on_windows(runs, folder, **variables):
    results = folder / "windows.json"
    done = wine.run(
        wine.PYTHON, wine.windows_path(COMMANDS), wine.windows_path(results),
        cwd=folder, input=json.dumps(runs).encode(), variables=variables,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return json.loads(results.read_text())


@pytest.fixture(scope="module")
def both(folder):
    """What each run gives on both systems."""
    results = on_windows(RUNS, folder), on_linux(RUNS, folder)
    return {" ".join(run): pair for run, *pair in zip(RUNS, *results, strict=True)}


@pytest.mark.parametrize("run", [" ".join(run) for run in RUNS])
def test_it_prints_what_it_prints_on_linux(both, run):
    windows, linux = both[run]
    assert windows == linux


@pytest.fixture(scope="module")
def places(folder, windows, tmp_path_factory):
    """The folder of pictures, as Windows may name it; and one whose name is longer than it once allowed."""
    devices = wine.PREFIX / "dosdevices"
    links = devices / "q:", devices / "unc" / "sm64-server" / "Aufnahmen ü"
    for link in links:
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
    long = folder.joinpath(*["sehr lange Läufe " + "x" * 60] * 5)
    long.mkdir(parents=True)
    for name in ("a.png", "run.mp4", "äöü ★.toml"):
        (long / name).write_bytes((folder / name).read_bytes())
    whole = wine.windows_path(folder)
    yield {
        "drive": "Q:\\",
        "of the drive": "Q:",
        "UNC": "\\\\sm64-server\\Aufnahmen ü\\",
        "slashes": whole.replace("\\", "/") + "/",
        "long form": f"\\\\?\\{whole}\\",
        "long": wine.windows_path(long) + "\\",
        "long in long form": f"\\\\?\\{wine.windows_path(long)}\\",
    }
    for link in links:
        link.unlink()


def test_files_are_found_wherever_they_lie(folder, places):
    done = on_windows(
        [["read", f"{place}a.png", "--json", "--crop", CROP] for place in places.values()], folder
    )
    assert [status for status, _, _ in done] == [0] * len(done), done
    for place, (_, told, _) in zip(places.values(), done, strict=True):
        assert json.loads(told)["count"] == 77
        assert json.loads(told)["file"].replace("\\", "/") == f"{place}a.png".replace("\\", "/")


def test_videos_and_routes_too(folder, places):
    runs = [
        ["splits", f"{there}run.mp4", "--route", f"{there}äöü ★.toml", "--crop", SMALL, "--json"]
        for there in ("", places["UNC"], places["long"])
    ]
    assert on_windows(runs, folder) == on_linux(runs[:1], folder) * 3


def test_files_are_written_wherever_they_lie(folder, places):
    """But for long names: of a file with one Wine cannot tell the place, which Windows can."""
    short = [place for place in places.values() if "xxx" not in place]
    names = [f"out ü ★ {number}.lss" for number in range(len(short))]
    runs = [
        ["route", "16", "--to", "lss", "--out", place + name]
        for place, name in zip(short, names, strict=True)
    ]
    assert on_windows(runs, folder) == [[0, "", ""]] * len(runs)
    assert all((folder / name).read_bytes().startswith(b"<?xml") for name in names)


def test_any_name_is_read_and_told(folder):
    runs = []
    for name in NAMES:
        for ending, from_ in ((".png", "a.png"), (".mp4", "run.mp4"), (".toml", "äöü ★.toml")):
            (folder / f"{name}{ending}").write_bytes((folder / from_).read_bytes())
        runs += [
            ["read", f"{name}.png", "--crop", CROP],
            ["read", f"{name}.png", "--json", "--crop", CROP],
            ["splits", f"{name}.mp4", "--route", f"{name}.toml", "--crop", SMALL, "--to", "lss"],
            ["route", f"{name}.toml", "--to", "toml"],
        ]
    windows, linux = on_windows(runs, folder), on_linux(runs, folder)
    for run, there, here in zip(runs, windows, linux, strict=True):
        assert there == here, run


def test_a_star_stands_for_files_as_in_other_shells(folder):
    (folder / "shots [1]").mkdir()
    for number in (2, 1):
        pictures.save(folder / "shots [1]" / f"shot {number}.png", pictures.game(number))
    one, none = on_windows(
        [["read", "shots [1]\\*.png", "--crop", CROP], ["read", "*.gif", "--crop", CROP]], folder
    )
    assert [line.split("  ")[:2] for line in one[1].splitlines()] == [
        ["shots [1]\\shot 1.png", "count 1"],
        ["shots [1]\\shot 2.png", "count 2"],
    ]
    assert none[0] == 1 and none[2].startswith("*.gif cannot be opened")


def test_what_is_redirected_is_the_same_in_every_code_page(folder):
    """cmd's “>” and other programs get bytes; Windows would have them in the code page of before Unicode."""
    command = ("-m", "star_counter.cli", "route", "äöü ★.toml", "--to", "toml")
    expected = on_linux([command[2:]], folder)[0][1].encode("latin-1")
    for letters in ("cp437", "cp850", "cp932"):
        done = wine.run(wine.PYTHON, *command, cwd=folder, variables={"PYTHONIOENCODING": letters})
        assert (done.returncode, done.stdout, done.stderr) == (0, expected, b"")
    assert "Bär 马里奥".encode() in expected


@pytest.mark.parametrize("page", [437, 850, 932, 65001])
def test_a_console_of_any_code_page_shows_the_names(folder, page):
    command = batch(folder, f"@chcp {page}", "python -m star_counter.cli route names\\*.toml")
    status, text = shown(folder, command)
    assert status == 0, text
    assert f"Active code page: {page}" in text
    assert "Bär 马里奥" in text


def test_what_an_old_console_lacks_is_written_out(folder):
    """As programs printed before Windows had Unicode in consoles, which can still be asked for."""
    command = (wine.PYTHON, "-m", "star_counter.cli", "route", "äöü ★.toml")
    status, text = shown(folder, command, PYTHONLEGACYWINDOWSSTDIO="1")
    assert status == 0, text
    assert "\\u9a6c\\u91cc\\u5965" in text


@pytest.mark.parametrize(
    ("files", "first"),
    [(["run.mp4", "--readings"], b'"frame"'), (["run.mp4", "again.mp4", "--jobs=2"], b"%")],
)
def test_ctrl_c_ends_it_quietly(folder, files, first):
    command = (wine.PYTHON, "-m", "star_counter.cli", "read", *files, "--json", "--crop", SMALL)
    status, text = shown(folder, command, press=(first, CTRL_C))
    assert status == 130
    assert text.endswith("Stopped.")
    assert "Traceback" not in text


def test_what_nobody_reads_ends_it_quietly(folder):
    options = ("--json", "--readings", "--crop", SMALL)
    command = wine.command(wine.PYTHON, "-m", "star_counter.cli", "read", "run.mp4", *options)
    with subprocess.Popen(
        command, cwd=folder, env=wine.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert json.loads(process.stdout.readline())["frame"] == 0
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_a_device_is_written_to(folder):
    ((status, told, wrong),) = on_windows([["route", "16", "--to", "toml", "--out", "NUL"]], folder)
    assert (status, told, wrong) == (0, "", "")


def test_processes_that_read_for_the_command_are_not_ended_by_ctrl_c(windows, folder):
    """Ctrl-C goes to all processes of a console; they would be in the middle of loading packages."""
    status, text = shown(folder, (wine.PYTHON, "-c", STARTED))
    assert (status, text) == (0, "the command is told the other one goes on")


STARTED = """
import os, signal, subprocess, sys, time
from star_counter.cli.many.processes import ctrl_c_later

code = "import time; print('ready', flush=True); time.sleep(2); print('the other one goes on', flush=True)"
with ctrl_c_later():
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
other.stdout.readline()
try:
    os.kill(0, signal.CTRL_C_EVENT)
    time.sleep(60)
except KeyboardInterrupt:
    print("the command is told", flush=True)
print(other.stdout.read(), flush=True)
"""
