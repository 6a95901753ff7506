"""The command `star-counter doctor`, as a process of its own, on what this computer has."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from star_counter import __version__
from star_counter.doctor import packages
from star_counter.doctor.obs_studio import Studio
from star_counter.packages import host
from tests import posix
from tools.obs_studio import configuration, scenes, star_counter_script
from tools.ports import free_port
from tools.timer.counterpart import Counterpart

ROOT = Path(__file__).parents[2]
CROP = (521, 19, 97, 54)


@pytest.fixture
def doctor(tmp_path):
    """Runs the command for a user with a home of the test: its exit status, its lines, what it tells."""
    variables = {
        "HOME": str(tmp_path),
        "USER": "ann",
        "LOGNAME": "ann",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }

    def run(python=(sys.executable,)):
        done = subprocess.run(
            [*python, "-m", "star_counter.cli", "doctor"],
            cwd=ROOT / "obs_plugin",
            env={**os.environ, **variables},
            capture_output=True,
            encoding="utf-8",
        )
        return done.returncode, done.stdout.splitlines(), done.stderr

    return run


@pytest.fixture
def configured(tmp_path):
    """OBS's settings of that user: the script reads a source, and splits a timer."""
    if posix.IS_WINDOWS:
        pytest.skip("the tests have an OBS of Linux")

    def write(*sources, **settings):
        player = star_counter_script.player(1, "game", CROP)
        script = star_counter_script.script(player, packages=sys.prefix, **settings)
        collection = scenes.collection("mine", list(sources), [script])
        folder = tmp_path / "config" / "obs-studio"
        configuration.write(
            folder, {"mine": collection}, shown="mine", size=(640, 480), fps=30, port=1, password="s3cret"
        )

    return write


def told(lines, what):
    (line,) = [line for line in lines if f"  {what}: " in line]
    return line


def test_all_is_well_where_obs_was_never_started(doctor):
    status, lines, err = doctor()
    assert (status, err) == (0, "")
    assert lines[0] == f"Star counter {__version__}: all is well."
    found = (
        "never started by you"
        if Studio().python()
        else "not found here, and needed for the live count alone."
    )
    assert told(lines, "OBS Studio") == f"ok        OBS Studio: {found}"
    assert told(lines, "Model").endswith("star_counter.onnx reads known pictures right")


def test_a_python_without_packages_says_what_is_missing(doctor):
    status, lines, err = doctor([str(host.interpreter()), "-S"])
    assert status == 1
    assert err == "Not all is well: do what is said in the lines that say so.\n"
    assert told(lines, "numpy").startswith(
        f"NOT WELL  numpy: none, and {packages.OF_SCRIPT['numpy']} or newer is needed: run  python -m pip"
    )
    assert told(lines, "Model").startswith("NOT WELL")


def test_other_commands_say_it_in_a_sentence():
    run = [str(host.interpreter()), "-S", "-m", "star_counter.cli", "read", "a.png"]
    done = subprocess.run(run, cwd=ROOT / "obs_plugin", capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "is missing: run  python -m pip install numpy onnxruntime pillow" in done.stderr


def test_what_the_script_in_obs_has(doctor, configured):
    if configuration.missing_packages():
        pytest.skip("OBS Studio is not installed here")
    configured(scenes.text("game"))
    status, lines, _ = doctor()
    assert status == 0
    assert told(lines, "OBS Studio") == "ok        OBS Studio: 29.0.2"
    version = configuration.python_version()
    assert told(lines, "OBS's Python").startswith(f"ok        OBS's Python: {version}.")
    assert told(lines, "OBS's onnxruntime").startswith("ok")
    assert told(lines, "Script") == "ok        Script: in the scene collection “mine”"
    assert told(lines, "Source of player 1") == "ok        Source of player 1: “game” is there"
    assert told(lines, "Timer") == "ok        Timer: none is chosen"


def test_what_is_not_there_is_told_with_what_to_do(doctor, configured):
    configured(scenes.text("other"), timer="livesplit", timer_port=free_port())
    began = time.monotonic()
    status, lines, _ = doctor()
    assert time.monotonic() - began < 60
    assert status == 1
    assert told(lines, "Source of player 1").endswith(
        "there is no source “game”: choose another, or add it again."
    )
    assert told(lines, "Timer").startswith("NOT WELL  Timer: ")
    assert "LiveSplit" in told(lines, "Timer")
    assert not any("s3cret" in line for line in lines)


def test_a_timer_that_answers(doctor, configured):
    port = free_port()
    configured(scenes.text("game"), timer="livesplit", timer_port=port)
    with Counterpart("server.mjs", port, websocketPort=free_port()):
        _, lines, _ = doctor()
    assert told(lines, "Timer") == "ok        Timer: LiveSplit: connected, not running, 5 splits."


def test_nobody_is_named(doctor, configured, tmp_path):
    """Neither the home, nor the user, nor the computer that the timer is on."""
    model = tmp_path / "models of ann" / "other.onnx"
    configured(
        scenes.text("game"), timer="livesplit", timer_host="192.168.3.4", allow_remote=True, model=str(model)
    )
    _, lines, _ = doctor()
    page = "\n".join(lines)
    assert "~/models of (user)/other.onnx" in page
    for private in (str(tmp_path), "ann/", "192.168", "s3cret"):
        assert private not in page
    assert json.dumps(page)
