"""From a fresh OBS to the first count, by mouse and keyboard, with the release that a player unpacks."""

import contextlib
import sysconfig
import time
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from star_counter.packages import host
from star_counter.packages.needed import COMPLETE
from star_counter.problem import Problem
from tests import pictures
from tools.obs_studio import scenes, star_counter_script, studio
from tools.release.archive import NAME, build

pytestmark = pytest.mark.obs

OBS_SIZE, SCRIPTS_SIZE = (1000, 700), (900, 1060)
# Where to click in windows of these sizes.
TOOLS, SCRIPTS = (378, 12), (388, 147)
ADD, SOURCES, GAME, FIND = (38, 977), (722, 314), (722, 342), (663, 356)
# The same once the counter is looked for, below four lines of the status or five; and after that.
REFRESH = 630, 236
CROP_LEFT = 680, 840
MOST_CLICKS = 6
PACE = 0.7  # seconds before a click: menus and lists need some to open and to close
COUNT = 87


@pytest.fixture
def unpacked(tmp_path):
    """The script of the release."""
    folder = tmp_path / "unpacked"
    zipfile.ZipFile(BytesIO(build())).extractall(folder)
    return folder / NAME / star_counter_script.SCRIPT.name


@pytest.fixture
def obs(start_studio, tmp_path):
    """OBS with a game and no script; the packages were installed before."""
    installation = tmp_path / "obs0" / "data" / "mario64-star-counter" / "packages" / host.abi() / "1"
    installation.mkdir(parents=True)
    for package in Path(sysconfig.get_path("purelib")).iterdir():
        (installation / package.name).symlink_to(package)
    (installation / COMPLETE).touch()
    game = scenes.image("game", pictures.save(tmp_path / "game.png", pictures.game(COUNT, (1280, 960))))
    obs = start_studio(scenes.collection("fresh", [game]), screen=(1300, 1150))
    obs.resize_window(studio.MAIN_WINDOW, *OBS_SIZE)
    time.sleep(1)  # until its contents have that size, too
    return obs


def test_the_count_appears_after_six_clicks(obs, unpacked, tmp_path):
    clicks = set()

    def click(window, place):
        clicks.add(place)
        time.sleep(PACE)
        obs.click(window, *place)

    def scripts_are_shown():
        if "Scripts" not in obs.windows():  # on a busy machine the menu may open when it was clicked into
            obs.keys("Escape")
            click(studio.MAIN_WINDOW, TOOLS)
            click(studio.MAIN_WINDOW, SCRIPTS)
        return "Scripts" in obs.windows()

    obs.wait_for(scripts_are_shown, "the Scripts window", pause=2)
    obs.resize_window(studio.SCRIPTS_WINDOW, *SCRIPTS_SIZE)
    time.sleep(1)
    obs.choose_script(unpacked, lambda: click(studio.SCRIPTS_WINDOW, ADD))
    obs.wait_for_log("Loaded python script: mario64_star_counter.py")

    def is_found():
        click(studio.SCRIPTS_WINDOW, SOURCES)
        click(studio.SCRIPTS_WINDOW, GAME)
        click(studio.SCRIPTS_WINDOW, FIND)
        with contextlib.suppress(Problem):  # on a busy machine the list may open when it was clicked into
            return obs.wait_for_log(rf"Player 1: count {COUNT} ", timeout=20)

    obs.wait_for(is_found, "the count")
    assert len(clicks) <= MOST_CLICKS
    shown = tmp_path / "window.png"
    # On a busy machine the window waits for no search to end; and now the places in it are certain.
    time.sleep(PACE)
    obs.click(studio.SCRIPTS_WINDOW, *REFRESH)
    obs.wait_for(lambda: digits(obs, shown).sum() > 1000, "the counter's crop in the window")

    # By hand, in steps and by number: the picture follows each key.
    before = digits(obs, shown).nonzero()[1].mean()
    click(studio.SCRIPTS_WINDOW, CROP_LEFT)
    obs.keys("End", *12 * ["plus"])
    obs.wait_for(lambda: digits(obs, shown).nonzero()[1].mean() < before - 4, "the digits farther left")

    def is_elsewhere():
        click(studio.SCRIPTS_WINDOW, CROP_LEFT)  # on a busy machine the field may have lost the keyboard
        obs.keys("ctrl+a", "4", "0", "5", "BackSpace", "0")
        return digits(obs, shown).sum() < 500

    obs.wait_for(is_elsewhere, "the crop where it was typed", pause=1)

    # OBS counts what is not freed when it ends; one such leak is its own.
    obs.quit()
    assert obs.log().rstrip().endswith("Number of memory leaks: 1")


def digits(obs, path):
    """Which pixels of the window are as yellow as digits are: most of them where they are shown enlarged."""
    obs.window_picture(path, studio.SCRIPTS_WINDOW)
    red, green, blue = np.moveaxis(np.asarray(Image.open(path).convert("RGB")).astype(int), -1, 0)
    return (red > 200) & (green > 120) & (blue < 90)
