"""Which Pythons the project runs in."""

import sys
from pathlib import Path

import pytest
import tomllib
from packaging.requirements import Requirement

from star_counter.problem import Problem
from tools import pythons
from tools.obs_studio import configuration

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def only(monkeypatch, tmp_path):
    """Has these programs on the path alone, and OBS run that Python."""

    def have(players: str, *programs: str) -> None:
        monkeypatch.setattr(pythons, "player", lambda: players)
        monkeypatch.setenv("PATH", str(tmp_path))
        for program in programs:
            (tmp_path / program).write_text("#!/bin/sh\n")
            (tmp_path / program).chmod(0o755)

    return have


def test_the_player_has_the_python_of_obs():
    assert (
        pythons.player()
        == configuration.python_version()
        == f"{sys.version_info.major}.{sys.version_info.minor}"
    )


def test_without_obs_the_player_has_the_systems_python(monkeypatch):
    def none_there():
        raise Problem("There is no OBS.")

    monkeypatch.setattr(configuration, "python_version", none_there)
    major, minor = pythons.player().split(".")
    assert (int(major), int(minor)) >= (3, 10)


def test_training_takes_the_players_python_where_tensorflow_has_it(only):
    only("3.12", "python3.13")
    assert pythons.training() == "3.12"


@pytest.mark.parametrize("players", ["3.10", "3.14"])
def test_training_takes_the_newest_other_python_where_tensorflow_does_not_have_it(only, players):
    only(players, "python3.10", "python3.11", "python3.12", "python3.14")
    assert pythons.training() == "3.12"


def test_a_python_that_is_here_and_does_not_run_is_none(only, tmp_path):
    only("3.14", "python3.12", "python3.13")
    (tmp_path / "python3.13").write_text("#!/bin/sh\nexit 127\n")
    assert pythons.training() == "3.12"


def test_where_no_python_for_training_is_to_be_had_a_sentence_says_what_to_install(only, tmp_path, capsys):
    only("3.14", "python3.14")
    assert pythons.main("training", tmp_path / "training") == 1
    assert "install Python 3.11 or 3.12 or 3.13 beside it" in capsys.readouterr().err
    assert not (tmp_path / "training").exists()


def test_what_is_written_already_is_not_written_again(only, tmp_path):
    """Or all that was installed would be installed anew each time."""
    only("3.14", "python3.12")
    file = tmp_path / "training"
    for there, written in ((None, True), ("3.12", False), ("3.11", True)):
        if there:
            file.write_text(there)
            file.chmod(0o444 if not written else 0o644)
        before = file.stat().st_mtime_ns if there else 0
        assert pythons.main("training", file) == 0
        assert file.read_text() == "3.12"
        assert (file.stat().st_mtime_ns != before) == written


def test_tensorflow_is_installed_in_the_pythons_that_are_said_to_have_it():
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    (tensorflow,) = (entry for entry in groups["train"] if entry.startswith("tensorflow-cpu"))
    marker = Requirement(tensorflow).marker
    here = {"sys_platform": "linux", "platform_machine": "x86_64"}
    pythons_there = [
        version
        for minor in range(10, 16)
        if marker.evaluate({**here, "python_version": (version := f"3.{minor}")})
    ]
    assert pythons_there == sorted(pythons.TENSORFLOW)
