"""What pip, pipx and uv install of the project: a command that reads pictures, with its model."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from star_counter import ROOT
from tests import pictures
from tools.simulation.video import render

PROJECT = ROOT.parents[1]
UV = PROJECT / ".uv" / "bin" / "uv"
CROP = ",".join(map(str, pictures.crop()))


# Of pyenv's Pythons, only the one that is chosen can be found without this.
PYTHONS = [str(folder) for folder in sorted(Path.home().glob(".pyenv/versions/*/bin"))]
ENVIRONMENT = os.environ | {"PATH": os.pathsep.join([os.environ["PATH"], *PYTHONS])}
ENVIRONMENT.pop("PYTHONPATH", None)


def run(*command, folder, status=0):
    """What a command prints, and what it tells on stderr."""
    words = list(map(str, command))
    done = subprocess.run(words, cwd=folder, capture_output=True, encoding="utf-8", env=ENVIRONMENT)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The wheel and the sdist."""
    folder = tmp_path_factory.mktemp("built")
    run(UV, "build", "--out-dir", folder, PROJECT, folder=folder)
    return {kind: next(folder.glob(f"*{kind}")) for kind in (".whl", ".tar.gz")}


@pytest.fixture
def installed(tmp_path):
    """Installs something into an empty environment of a Python; gives the command."""

    def install(what: Path, python: str) -> Path:
        try:
            run(UV, "python", "find", "--no-python-downloads", python, folder=tmp_path)
        except AssertionError:
            pytest.skip(f"there is no Python {python} here")
        run(UV, "venv", "--python", python, "there", folder=tmp_path)
        scripts = tmp_path / "there" / "bin"
        run(UV, "pip", "install", "--python", scripts / "python", what, folder=tmp_path)
        return scripts / "star-counter"

    return install


@pytest.mark.parametrize("python", ["3.10", "3.11", "3.12", "3.13", "3.14"])
def test_a_plain_install_reads_pictures_and_says_what_videos_need(built, installed, tmp_path, python):
    command = installed(built[".whl"], python)
    pictures.save(tmp_path / "a.png", pictures.game(77))
    out, _ = run(command, "read", "a.png", "--crop", CROP, "--json", folder=tmp_path)
    assert json.loads(out)["count"] == 77
    (tmp_path / "a.mp4").write_bytes(b"a video")
    out, err = run(command, "read", "a.mp4", "--crop", CROP, folder=tmp_path, status=1)
    assert (out, err.count("\n")) == ("", 1)
    assert 'need the package "av"' in err


def test_with_pyav_it_reads_videos_from_the_sdist_too(built, installed, tmp_path):
    command = installed(Path(f"{built['.tar.gz']}[recording]"), "3.11")
    truth = render(tmp_path / "a.mp4", seconds=2.0, size=(320, 240))
    crop = ",".join(map(str, truth["crop"]))
    out, _ = run(command, "read", "a.mp4", "--readings", "--crop", crop, "--json", folder=tmp_path)
    assert [json.loads(line)["frame"] for line in out.splitlines() if "reading" in line] == list(range(60))
