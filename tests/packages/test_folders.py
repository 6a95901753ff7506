"""The installations' folder: what else lies in it, who else writes there, what a killed one leaves."""

import os
import random
import shlex
import subprocess
from contextlib import contextmanager, suppress

import psutil
import pytest

from star_counter.packages import folders, needed
from star_counter.packages.installation import Installation
from tests import posix
from tests.packages.installing import left, outcome, wait_for

# A package that loads once a file of this name lies beside the wheels.
HELD = """
import pathlib, time
while not pathlib.Path({go!r}).exists():
    time.sleep(0.02)
"""


@pytest.fixture
def home(wheels):
    needed.home().mkdir(parents=True)
    return needed.home()


@contextmanager
def mounted(folder, options):
    """A small file system of its own, for as long as the test."""
    if not posix.IS_ROOT:
        pytest.skip("only root can mount a file system")
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def whole(folder):
    """An installation as older releases left it, and what it holds."""
    for module in ("numpy", "onnxruntime", "PIL"):
        (folder / module).mkdir(parents=True)
        (folder / module / "__init__.py").write_text("")
    (folder / "PIL" / "Image.py").write_text("")
    (folder / needed.COMPLETE).touch()
    return content(folder)


def content(folder):
    files = (path for path in folder.rglob("*") if "__pycache__" not in path.parts and path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in files}


def test_what_is_not_ours_stays_and_counts_for_nothing(wheels, home, tmp_path):
    wheels()
    others = "1 - Copy", "1 (2)", "0", "01", "１", "-1", "1.5", "new-packages", "new-", "Jörg", "complete"  # noqa: RUF001
    for name in others:
        whole(home / name)
    (home / "notes.txt").write_text("mine")
    (home / "3").write_text("a file")
    before = whole(tmp_path / "elsewhere")
    for name in ("new-0123abcd", "2"):
        posix.link(home / name, tmp_path / "unfinished")
    (tmp_path / "unfinished").mkdir()
    (tmp_path / "unfinished" / "kept").touch()
    (home / "new-89abcdef").mkdir()
    posix.link(home / "new-89abcdef" / "link", tmp_path / "elsewhere")
    assert needed.newest(home) is None
    assert outcome(Installation()) == ""
    assert left() == sorted([*others, "notes.txt", "2", "3", "4", "new-0123abcd"])
    assert needed.newest(home) == home / "4"
    assert content(tmp_path / "elsewhere") == before
    assert list((tmp_path / "unfinished").iterdir()) == [tmp_path / "unfinished" / "kept"]
    assert all(content(home / name) == before for name in others)


def test_an_installation_of_an_older_release_counts(wheels, home):
    wheels()
    before = whole(home / "12")
    installation = Installation()
    assert outcome(installation) == ""
    assert not any("To fetch" in line for line in installation.lines)
    assert left() == ["12"]
    assert content(home / "12") == before


def test_of_two_at_once_one_installs_and_the_other_waits(wheels, tmp_path):
    go = tmp_path / "go"
    wheels(numpy=HELD.format(go=str(go)))
    first = Installation()
    wait_for(lambda: any("Successfully installed" in line for line in first.lines))
    second, third = Installation(), Installation()
    told = "Another installation is running: waiting for its end."
    wait_for(lambda: second.lines[-1:] == third.lines[-1:] == (told,))
    third.stop()
    assert outcome(third).startswith("The installation was stopped")
    assert first.is_running and second.is_running
    go.touch()
    assert outcome(first) == outcome(second) == ""
    assert not any("To fetch" in line for line in second.lines)
    assert left() == ["1"]


def test_a_lock_goes_with_the_process_that_held_it(wheels, programs, tmp_path):
    wheels(numpy=HELD.format(go=str(tmp_path / "go")))
    first = Installation()
    wait_for(lambda: any("Successfully installed" in line for line in first.lines))
    second = Installation()
    wait_for(lambda: any("waiting" in line for line in second.lines))
    holder = min(programs(), key=lambda process: process.create_time())
    held = holder.children(recursive=True)
    holder.kill()
    assert "ended from outside" in outcome(first)
    wait_for(lambda: any("To fetch" in line for line in second.lines))
    (tmp_path / "go").touch()
    assert outcome(second) == ""
    psutil.wait_procs(held, timeout=60)
    assert outcome(Installation()) == ""
    assert left() == ["1"]


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_any_moment_leaves_the_old_or_the_new_and_the_next_run_mends_it(
    wheels, home, programs, seed
):
    wheels()
    before = whole(home / "1")
    broken = home / "1" / "numpy" / "__init__.py"
    broken.write_text("raise ImportError")
    before = content(home / "1")
    chance = random.Random(seed)
    process = subprocess.Popen(
        needed.arguments(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    for _ in range(chance.randrange(14)):
        process.stdout.readline()
    with suppress(subprocess.TimeoutExpired):
        process.wait(chance.uniform(0, 0.3))
    others = programs()
    process.kill()
    process.communicate()
    newest = needed.newest(home)
    assert newest.name in ("1", "2")
    assert content(home / "1") == before
    psutil.wait_procs(others, timeout=60)
    assert outcome(Installation()) == ""
    assert needed.newest(home).name == left()[-1]
    assert not [name for name in left() if name.startswith("new-")]
    assert content(home / "1") == before


def test_killed_before_the_mark_is_set_is_not_whole(home):
    """What a move without the mark leaves, as the one moment that no test can hit by chance."""
    new = folders.begin(home)
    new.rename(home / "1")
    assert needed.newest(home) is None
    folders.clear(home)
    assert left() == []


def test_a_full_disk(wheels, no_packages, tmp_path):
    wheels(content=os.urandom(1_000_000))
    no_packages("XDG_DATA_HOME", str(tmp_path / "small"))
    with mounted(tmp_path / "small", "size=2m"):
        assert outcome(Installation()) == "The disk is full: free 500 MB, and try again."
        assert left() == []


def test_no_right_to_write(wheels, no_packages, tmp_path):
    wheels()
    no_packages("XDG_DATA_HOME", str(tmp_path / "locked"))
    with mounted(tmp_path / "locked", "ro"):
        assert "could not be written ([Errno 30] Read-only file system" in outcome(Installation())
        assert list((tmp_path / "locked").iterdir()) == []


@pytest.mark.parametrize(
    "place", ["Jörg's “Daten” & $HOME; 100 %", "/".join(["long" * 20] * 5), "link", os.fsdecode(b"\xff")]
)
def test_the_typed_command_installs_anywhere(wheels, no_packages, tmp_path, place):
    wheels()
    (tmp_path / "data" / place).parent.mkdir(parents=True)
    if place == "link":
        (tmp_path / "elsewhere").mkdir()
        posix.link(tmp_path / "data" / place, tmp_path / "elsewhere")
    no_packages("XDG_DATA_HOME", str(tmp_path / "data" / place))
    typed = subprocess.run(["sh", "-c", needed.command()], capture_output=True, cwd=tmp_path)
    assert typed.stdout.splitlines()[-1] == b"The packages are installed: reload the script."
    assert (typed.returncode, typed.stderr) == (0, b"")
    assert left() == ["1"]
    assert outcome(Installation()) == ""


@pytest.mark.parametrize("where", ["/dev/full", "a closed pipe"])
def test_an_output_that_cannot_be_written_stops_nothing(wheels, where):
    wheels()
    to = "| true" if where == "a closed pipe" else f"> {where}"
    code = f"({shlex.join(needed.arguments())}; echo $? >&2) {to}"
    done = subprocess.run(["sh", "-c", code], capture_output=True, text=True)
    assert done.stderr == "0\n"
    assert left() == ["1"]
