"""The installation of the packages, by a real pip, in a Python as python.org leaves it and OBS loads it.

The user's name has a space and an umlaut, and so have all folders.
"""

import json
import subprocess
from pathlib import Path

import pytest

from tests import pictures
from tests.windows.console import shown
from tools.windows import python, wine
from tools.windows.setup import WHEELS

PROGRAM = Path(__file__).parent / "programs" / "as_obs.py"
PLUGIN = wine.ROOT / "obs_plugin"
ABI = "cp312-win_amd64"


@pytest.fixture(scope="module")
def user(tmp_path_factory, windows):
    """The user's folder, with a Python in it, and OBS beside it."""
    user = tmp_path_factory.mktemp("Users") / "Jörg Müller"
    python.install(user / "AppData" / "Local" / "Programs" / "Python" / "Python312")
    python.obs(user / "Programme (x86)" / "obs-studio" / "bin" / "64bit")
    pictures.save(user / "Bild.png", pictures.game(57))
    return user


@pytest.fixture
def variables(user):
    home = wine.windows_path(user / "AppData" / "Local" / "Programs" / "Python" / "Python312")
    return {
        "PYTHONHOME": home.replace("\\", "/"),  # as OBS keeps it
        "PYTHONPATH": "",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": wine.windows_path(WHEELS),
    }


def as_obs(user, variables):
    """The script in OBS, which ends where its stdin is closed; and what it tells."""
    obs = user / "Programme (x86)" / "obs-studio" / "bin" / "64bit" / "obs64.exe"
    arguments = map(wine.windows_path, (PROGRAM, user / "AppData" / "Local", PLUGIN, user / "Bild.png"))
    process = subprocess.Popen(
        wine.command(obs, *arguments, *pictures.crop()),
        env=wine.environment(variables),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return process, json.loads(process.stdout.readline())


def test_the_packages_are_installed_and_loaded_and_stay_where_they_are_in_use(user, variables):
    home = user / "AppData" / "Local" / "mario64-star-counter" / "packages" / ABI
    process, told = as_obs(user, variables)
    with process:
        assert "lacks numpy, onnxruntime, Pillow" in told["missing"]
        assert told["outcome"] == ""
        assert told["lines"][-1] == "The packages are installed: reload the script."
        assert told["executable"].endswith("obs64.exe")
        assert told["interpreter"].endswith("\\Python312\\python.exe")
        assert told["count"] == 57
        assert told["numpy"].startswith(wine.windows_path(home / "1"))
        # A broken one is followed by another, though OBS has it loaded. The command is typed.
        (home / "1" / "numpy" / "__init__.py").write_text("raise ImportError")
        typed = f"{told['command']}\rexit\r".encode()
        status, text = shown(user, ("cmd",), press=(f"{user.name}>".encode(), typed), **variables)
        assert (status, "The packages are installed: reload the script." in text) == (0, True), text
        process.stdin.close()
    assert process.returncode == 0
    assert sorted(path.name for path in home.iterdir()) == ["1", "2", "lock"]
    process, told = as_obs(user, variables)
    with process:
        process.stdin.close()
        assert "missing" not in told
        assert told["numpy"].startswith(wine.windows_path(home / "2"))
