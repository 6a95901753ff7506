"""From a fresh OBS to the count on the scene, by mouse and keys, with the release that a player unpacks."""

import contextlib
import time
import zipfile
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from star_counter.packages.needed import COMPLETE
from star_counter.problem import Problem
from tests import pictures
from tools.obs_studio import scenes, star_counter_script, studio
from tools.release.archive import NAME, build

pytestmark = pytest.mark.obs

SCRIPTS_SIZE = (940, 1060)
# Which of the form's buttons and fields these are, from the top: in a fresh window that lacks the packages …
INSTALL, FIND_THE_GAME = 1, 2
# … once the game is found, and when all is well.
SHOW_THE_COUNT, REFRESH, CROP_LEFT = 0, 0, 4
CLICKS = 3
PACE = 0.7  # seconds before a click: the window needs some to be drawn anew
COUNT = 87


@pytest.fixture
def unpacked(tmp_path):
    """The script of the release."""
    folder = tmp_path / "unpacked"
    zipfile.ZipFile(BytesIO(build())).extractall(folder)
    return folder / NAME / star_counter_script.SCRIPT.name


@pytest.fixture
def obs(start_studio, tmp_path):
    """OBS with a game, and neither the script nor its packages."""
    game = scenes.image("game", pictures.save(tmp_path / "game.png", pictures.game(COUNT, (1280, 960))))
    return start_studio(scenes.collection("fresh", [game]), size=(1280, 960), screen=(1300, 1150))


@pytest.fixture
def loaded(obs, unpacked):
    """The same with the script just added by hand, and shown in the Scripts window."""
    obs.open_scripts_window()
    obs.resize_window(studio.SCRIPTS_WINDOW, *SCRIPTS_SIZE)
    obs.choose_script(unpacked, obs.open_add_dialog)
    obs.wait_for_log("Loaded python script: mario64_star_counter.py")
    return obs


def fields(obs, number):
    """Where the form's buttons and fields are from that one on, once there are so many."""
    return obs.wait_for(lambda: obs.scripts_window().fields[number:], "the script's form", pause=0.2)


def test_the_count_is_on_the_scene_after_three_clicks(loaded, tmp_path):
    obs, shown, pressed = loaded, tmp_path / "window.png", set()

    def press(what, number):
        pressed.add(what)
        time.sleep(PACE)
        obs.click(studio.SCRIPTS_WINDOW, *fields(obs, number)[0])

    def press_until(what, number, is_done, timeout=20):
        """Presses a button until that comes of it: on a busy machine a click may get lost, or come before
        the window is drawn anew."""

        def is_pressed():
            press(what, number)
            with contextlib.suppress(Problem):
                return obs.wait_for(is_done, f"what “{what}” does", timeout)

        obs.wait_for(is_pressed, f"what “{what}” does")

    def are_installed():
        packages = obs.folder / "data" / "mario64-star-counter" / "packages"
        return list(packages.glob(f"*/1/{COMPLETE}"))

    def is_shown():
        texts = [one["inputName"] for one in obs.requests.get_input_list("text_ft2_source_v2").inputs]
        return texts and obs.text(*texts) == str(COUNT)

    press_until("Install the packages", INSTALL, obs.process.children)
    obs.wait_for(are_installed, "the packages", timeout=300, pause=1)
    press_until("Find the game", FIND_THE_GAME, lambda: f"Player 1: count {COUNT} " in obs.log())
    press_until("Show the count", SHOW_THE_COUNT, is_shown)
    assert len(pressed) == CLICKS
    lower_left = np.asarray(obs.screenshot("Main").convert("RGB"))[800:, :300]
    assert (lower_left > 200).all(axis=2).sum() > 1000
    obs.wait_for(lambda: digits(obs, shown).sum() > 1000, "the counter's crop in the window")

    # By hand, in steps and by number: the picture follows each key.
    press("Refresh", REFRESH)  # what was done is told no more: the crop moves up
    fields(obs, CROP_LEFT)
    before = digits(obs, shown).nonzero()[1].mean()
    press("Crop left", CROP_LEFT)
    obs.keys("End", *12 * ["plus"])
    obs.wait_for(lambda: digits(obs, shown).nonzero()[1].mean() < before - 4, "the digits farther left")

    def is_elsewhere():
        press("Crop left", CROP_LEFT)  # on a busy machine the field may have lost the keyboard
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
