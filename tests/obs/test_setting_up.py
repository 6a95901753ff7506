"""From a fresh OBS to the first count, by mouse and keyboard, with the release that a player unpacks."""

import sysconfig
import time
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from demo import plugin, studio
from release.archive import NAME, build
from star_counter import host
from star_counter.packages import COMPLETE
from tests import pictures

pytestmark = pytest.mark.obs

OBS_SIZE, SCRIPTS_SIZE = (1000, 700), (900, 1060)
# Where to click in windows of these sizes.
TOOLS, SCRIPTS = (378, 12), (388, 147)
ADD, SOURCES, GAME, FIND = (38, 977), (722, 295), (722, 323), (663, 337)
MOST_CLICKS = 6
PACE = 0.5  # seconds before a click: menus and lists need some to open and to close
COUNT = 87


@pytest.fixture
def unpacked(tmp_path):
    """The script of the release."""
    folder = tmp_path / "unpacked"
    zipfile.ZipFile(BytesIO(build())).extractall(folder)
    return folder / NAME / plugin.SCRIPT.name


@pytest.fixture
def obs(start_studio, tmp_path):
    """OBS with a game and no script; the packages were installed before."""
    installation = tmp_path / "obs0" / "data" / "mario64-star-counter" / "packages" / host.abi() / "1"
    installation.mkdir(parents=True)
    for package in Path(sysconfig.get_path("purelib")).iterdir():
        (installation / package.name).symlink_to(package)
    (installation / COMPLETE).touch()
    game = studio.image("game", pictures.save(tmp_path / "game.png", pictures.game(COUNT, (1280, 960))))
    obs = start_studio(studio.collection("fresh", [game]), screen=(1300, 1150))
    obs.resize_window(studio.MAIN_WINDOW, *OBS_SIZE)
    return obs


def test_the_count_appears_after_six_clicks(obs, unpacked, tmp_path):
    clicks = []

    def click(window, place):
        clicks.append(place)
        time.sleep(PACE)
        obs.click(window, *place)

    click(studio.MAIN_WINDOW, TOOLS)
    click(studio.MAIN_WINDOW, SCRIPTS)
    obs.wait_for(lambda: "Scripts" in obs.windows(), 5, "the Scripts window")
    obs.resize_window(studio.SCRIPTS_WINDOW, *SCRIPTS_SIZE)
    click(studio.SCRIPTS_WINDOW, ADD)
    obs.wait_for(lambda: "Add Scripts" in obs.windows(), 5, "the dialog for a script's file")
    obs.type(str(unpacked))
    obs.keys("Return")
    obs.wait_for_log("Loaded python script: mario64_star_counter.py")
    click(studio.SCRIPTS_WINDOW, SOURCES)
    click(studio.SCRIPTS_WINDOW, GAME)
    click(studio.SCRIPTS_WINDOW, FIND)
    obs.wait_for_log(rf"Player 1: count {COUNT} ")
    assert len(clicks) <= MOST_CLICKS

    shown = tmp_path / "window.png"
    obs.wait_for(lambda: shows_crop(obs, shown), 5, "the counter's crop in the window")


def shows_crop(obs, path):
    """Whether the window shows what the model reads: the crop of the counter, three times as large."""
    obs.window_picture(path, studio.SCRIPTS_WINDOW)
    window = np.asarray(Image.open(path).convert("RGB"))
    sky = (window == pictures.SKY).all(axis=2)
    rows, columns = sky.any(axis=1).nonzero()[0], sky.any(axis=0).nonzero()[0]
    return len(rows) > 100 and len(columns) > 150
