"""Where the output is full, closed or in the way, and where Ctrl-C comes: one sentence or silence."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from star_counter.cli.main import main
from star_counter.cli.output import check_out, write, write_file
from star_counter.problem import Problem
from tests import posix
from tests.reading import models

BOXES = 60_000  # which are compared for some seconds
TOO_FULL = "The output cannot be written (No space left on device): print it to another place.\n"


@contextmanager
def printed_to(monkeypatch, name, file):
    """Has a stream be ``file``, as where the command was started so."""
    with monkeypatch.context() as patch:
        patch.setattr(sys, name, file)
        yield
    if file is not None:
        file.close()


@pytest.fixture
def route(tmp_path):
    """What `route … --to toml --out` is to write over."""
    out = tmp_path / "route.toml"
    out.write_text("mine\n")
    return out


def convert(out):
    return main(["route", "16", "--to", "toml", "--out", str(out)])


@pytest.mark.parametrize("options", [[], ["--json"], ["--to", "toml"]])
def test_a_full_disk_behind_the_output_is_told(monkeypatch, capsys, options):
    with printed_to(monkeypatch, "stdout", posix.full()):
        assert main(["route", "16", *options]) == 1
    assert capsys.readouterr().err == TOO_FULL


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("options", [["--version"], ["read", "--help"]])
def test_help_that_cannot_be_printed_is_told(options, unbuffered):
    with posix.full() as full:
        done = subprocess.run(
            [sys.executable, "-m", "star_counter.cli", *options],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        )
    assert (done.returncode, done.stderr) == (1, TOO_FULL)


def test_what_nobody_reads_ends_the_command_quietly(monkeypatch, capsys):
    reader, writer = os.pipe()
    os.close(reader)
    with printed_to(monkeypatch, "stdout", os.fdopen(writer, "w")):
        assert main(["route", "16"]) == 141
    assert capsys.readouterr().err == ""


def test_where_nothing_can_be_told_the_status_tells_it(monkeypatch):
    with printed_to(monkeypatch, "stderr", posix.full()):
        assert main(["locate", "none.mp4"]) == 1


def test_closed_streams_are_no_error():
    posix.shell()
    code = "import sys; from star_counter.cli.main import main; sys.exit(main(['locate', 'none.mp4']))"
    done = subprocess.run(["sh", "-c", 'exec "$0" -c "$1" <&- >&- 2>&-', sys.executable, code])
    assert done.returncode == 1


def test_what_is_printed_for_a_closed_stderr_is_no_result(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["locate", "none.mp4"]) == 1
    sys.stderr.close()
    assert capsys.readouterr().out == ""


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(route, capsys):
    resource = posix.module("resource")
    _, most = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, most))
    try:
        assert convert(route) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert capsys.readouterr().err == f"{route} cannot be written (File too large): choose another place.\n"
    assert route.read_text() == "mine\n"
    assert list(route.parent.iterdir()) == [route]


def test_ctrl_c_while_a_file_is_written_leaves_it_as_it_was(route):
    def interrupted(half):
        half.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_file(route, interrupted)
    assert route.read_text() == "mine\n"
    assert list(route.parent.iterdir()) == [route]


def test_a_pipe_stays_a_pipe(tmp_path):
    # As does a device, which no test should lay hands on.
    posix.mkfifo(tmp_path / "pipe.toml")
    posix.link(tmp_path / "link.toml", "pipe.toml")
    for out in (tmp_path / "pipe.toml", tmp_path / "link.toml"):
        reader = os.open(out, os.O_RDONLY | os.O_NONBLOCK)
        assert convert(out) == 0
        assert b"[[split]]" in os.read(reader, 65536)
        os.close(reader)
    assert (tmp_path / "pipe.toml").is_fifo()


def test_a_link_stays_a_link(route, tmp_path):
    posix.link(tmp_path / "link.toml", route)
    assert convert(tmp_path / "link.toml") == 0
    assert (tmp_path / "link.toml").is_symlink()
    assert "[[split]]" in route.read_text()


@pytest.mark.parametrize(
    ("out", "told"),
    [
        (".", r"\. is a folder: give the name of a file"),
        ("no/such/file", re.escape(f"{Path('no/such/file')} cannot be written")),
        pytest.param(
            "x" * 300,
            r"x cannot be written \(File name too long\)",
            marks=pytest.mark.skipif(posix.IS_WINDOWS, reason="Windows tells it when the file is written"),
        ),
    ],
)
def test_a_place_where_nothing_can_be_written_is_told_before(tmp_path, monkeypatch, out, told):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Problem, match=told):
        check_out(Path(out))
    with pytest.raises(Problem, match="cannot be written"):
        write("text", Path(out))
    assert list(tmp_path.iterdir()) == []


def run_in(code):
    """Runs code in a process of its own that sends Ctrl-C to itself: its status, and what it says."""
    lines = ["import os, signal, sys", "from star_counter.cli.main import main", code, "sys.exit(main())"]
    command = [sys.executable, "-c", "\n".join(lines), "route", "16"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)
    return done.returncode, done.stderr


@pytest.mark.parametrize("package", ["numpy", "onnxruntime", "star_counter.cli.sort"])
def test_ctrl_c_while_packages_are_loaded_ends_it_quietly(package):
    # Some packages take any error while they are loaded for a part that is missing.
    code = f"""
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {package!r}:
            try:
                signal.raise_signal(signal.SIGINT)
            except BaseException:
                raise ImportError(name)
sys.meta_path.insert(0, Finder())
"""
    assert run_in(code) == (130, "Stopped.\n")


def test_ctrl_c_in_the_middle_ends_it_quietly():
    code = """
from star_counter.cli import route
def find(name):
    signal.raise_signal(signal.SIGINT)
route.find = find
"""
    assert run_in(code) == (130, "Stopped.\n")


def test_ctrl_c_once_more_while_it_ends_is_quiet():
    # It comes where Python takes no exception: where what was open is closed.
    code = """
from star_counter.cli import route
class Opened:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
        list(range(100))
def find(name):
    opened = Opened()
    signal.raise_signal(signal.SIGINT)
route.find = find
"""
    status, told = run_in(code)
    assert (status, set(told.splitlines())) == (130, {"Stopped."})


@pytest.mark.parametrize(
    ("how", "status"),
    [("threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()", 130), ("pass", 1)],
    ids=["Ctrl-C", "too long"],
)
def test_a_model_that_comes_back_while_the_command_ends_aborts_nothing(tmp_path, how, status):
    # Python ends a thread that comes back to it then, and onnxruntime's must not be ended so.
    if "os.kill" in how:
        posix.signals()
    path = models.slow_to_load(tmp_path / "slow.onnx", boxes=BOXES)
    code = f"""
import threading, time
from star_counter.cli import model, read
class Lasting:
    def __del__(self, sleep=time.sleep):
        sleep(20)
sys.lasting, begin = Lasting(), model._load
def load(*all):
    {how}
    begin(*all)
model._load, model._LONGEST_LOADING = load, 1.0
sys.argv[1:] = ["read", "--crop", "all", "none.png", "--model", {str(path)!r}]
"""
    too_long = f"The model file {path} cannot be loaded within a minute: choose another.\n"
    assert run_in(code) == (status, {130: "Stopped.\n", 1: too_long}[status])


def test_a_job_in_the_background_goes_on():
    code = """
signal.signal(signal.SIGINT, signal.SIG_IGN)
from star_counter.cli import route
find = route.find
def found(name):
    signal.raise_signal(signal.SIGINT)
    return find(name)
route.find = found
"""
    assert run_in(code) == (0, "")
