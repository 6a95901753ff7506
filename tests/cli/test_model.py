"""Models from anywhere at the command: one sentence and exit status 1, and never a command that hangs."""

import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from star_counter.cli import model
from star_counter.cli.main import main
from star_counter.cli.model import load
from star_counter.problem import Problem
from tests import pictures, posix
from tests.reading import models

COMMAND = [sys.executable, "-m", "star_counter.cli"]
CROP = ",".join(map(str, pictures.crop()))
BRIGHT = (245, 245, 245)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return pictures.save(tmp_path_factory.mktemp("plain") / "12.png", pictures.game(12))


BAD = {
    models.relu: "is not a star counter's",
    models.alike: "reads known pictures wrong",
    models.nan: "answers what are no probabilities",
    models.infinite: "answers what are no probabilities",
    models.raising: "fails when it reads a picture",
    models.endless: "takes too long to read a picture",
}


@pytest.mark.parametrize(("make", "message"), BAD.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_a_bad_model_is_a_sentence(make, message, plain, tmp_path, capfd):
    path = make(tmp_path / "bad.onnx")
    assert main(["read", str(plain), "--crop", CROP, "--model", str(path)]) == 1
    out, err = capfd.readouterr()
    assert out == ""
    (sentence,) = err.splitlines()
    assert message in sentence and sentence.endswith(".") and "Traceback" not in sentence


@pytest.mark.parametrize("command", ["read", "locate", "splits", "gather"])
def test_every_command_tries_its_model(command, plain, tmp_path, capfd):
    path = models.raising(tmp_path / "bad.onnx")
    more = {"splits": ["--route", "16"], "gather": ["--out", str(tmp_path / "out")]}.get(command, [])
    file = tmp_path / "run.mp4" if command == "splits" else plain
    (tmp_path / "run.mp4").write_bytes(b"looked at later")
    assert main([command, str(file), "--model", str(path), *more]) == 1
    assert capfd.readouterr().err.endswith("bad.onnx fails when it reads a picture: choose another.\n")


def test_a_model_that_fails_at_one_file_reads_the_others(plain, tmp_path, capfd):
    path = models.spoilt(tmp_path / "spoilt.onnx", "raises")
    bright = pictures.save(tmp_path / "bright.png", pictures.game(12, colour=BRIGHT))
    files = map(str, (plain, bright, plain))
    assert main(["read", *files, "--crop", CROP, "--model", str(path)]) == 1
    out, err = capfd.readouterr()
    assert [line.split()[1:3] for line in out.splitlines()] == [["count", "12"]] * 2
    assert err.endswith("spoilt.onnx fails when it reads a picture: choose another.\n")


def test_a_run_that_never_ends_is_ended_later_too(plain, tmp_path, capfd, monkeypatch):
    monkeypatch.setattr(model, "_LONGEST_RUN", 1.0)
    path = models.spoilt(tmp_path / "spoilt.onnx", "endless")
    bright = pictures.save(tmp_path / "bright.png", pictures.game(12, colour=BRIGHT))
    assert main(["read", str(bright), str(plain), "--crop", CROP, "--model", str(path)]) == 1
    out, err = capfd.readouterr()
    assert len(out.splitlines()) == 1
    assert err.endswith("spoilt.onnx takes too long to read a picture: choose another.\n")


def test_no_thread_is_left_when_the_model_is(tmp_path):
    before = set(threading.enumerate())
    reader = load(models.spoilt(tmp_path / "spoilt.onnx", "nan"))
    with pytest.raises(Problem):
        load(models.endless(tmp_path / "endless.onnx"))
    del reader
    deadline = time.monotonic() + 30
    while set(threading.enumerate()) - before:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_ctrl_c_ends_the_command_while_a_model_is_loaded(plain, tmp_path):
    posix.signals()
    path = models.slow_to_load(tmp_path / "slow.onnx")
    command = [*COMMAND, "read", str(plain), "--crop", CROP, "--model", str(path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        # By then Python has started, and nothing but the model takes so much of the processor.
        used, deadline = psutil.Process(process.pid).cpu_times, time.monotonic() + 120
        while used().user < 4 and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60) == ("", "Stopped.\n")
        assert process.returncode == 130
