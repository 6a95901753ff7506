"""The pictures of the README and the docs, taken from the real OBS: `make pictures`."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from star_counter.hud import Rect
from star_counter.problem import Problem
from star_counter.reading.classifier import BUNDLED_MODEL
from star_counter.reading.model_form import INPUT_SIZE, model_input
from star_counter.recording.files import Recording
from tools.obs_studio import scenes, star_counter_script, studio
from tools.obs_studio.logged_events import Truth, logged

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
VIDEO = ROOT / "build" / "demo" / "run.mp4"
#: The pictures show OBS after this event of the demo run.
_MOMENT = "star 98 → 99"
_CROP_SCALE = 3
# How bright the game is at least in the picture of the scene, of 255: the sky, and no cave and no fade.
_BRIGHT = 90
# Where to click in the Scripts window, 900x620.
_FIRST_SCRIPT, _OTHER_SCRIPT = (100, 67), (100, 100)
# Where the script's description is shown there once it is chosen.
_DESCRIPTION = 500, 60, 800, 100
_PLUGIN = """import mario64_star_counter
plugin, window = mario64_star_counter._plugin, mario64_star_counter._window
"""
_SOURCE = "obs.obs_data_get_string(plugin.data, 'source_1')"
_FIND_GAME = f"""{_PLUGIN}
plugin.save_what_was_found()
if not ({_SOURCE} or plugin.live.game_finder.is_looking):
    window.find_missing()
{_SOURCE}"""


def main() -> int:
    try:
        take(DOCS, VIDEO)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def take(docs: Path, video: Path, moment: str = _MOMENT) -> None:
    """Takes all pictures into the folder ``docs``, of a rendered video, after that event of it.

    Raises `Problem` where there is no such video, or OBS does not do what it should.
    """
    truth = Truth.of(video)
    if truth is None:
        raise Problem("There is no demo run yet: make it with “make pictures”.")
    docs.mkdir(exist_ok=True)
    _take_windows(docs, video, truth.crop, moment)
    _take_setting_up(docs, video)
    _draw_crops(docs, video, truth)


def _take_windows(docs: Path, video: Path, crop: Rect, moment: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="obs-"))
    packages = folder / "star-counter"  # as players have it, and not where this checkout lies
    packages.symlink_to(sys.prefix)
    size = _size(video)
    collection = star_counter_script.demo_collection(size, crop, packages=str(packages))
    with studio.Studio(
        folder, collection, size=star_counter_script.demo_canvas(size), screen=(1300, 1150)
    ) as obs:
        star_counter_script.play(obs, video)
        obs.resize_window(studio.MAIN_WINDOW, 1000, 700)
        obs.wait_for(lambda: any(event.what == moment for event in logged(obs.log())), f"“{moment}”")
        time.sleep(0.5)  # until the text is drawn
        obs.window_picture(docs / "obs.png", studio.MAIN_WINDOW)
        obs.select_script(star_counter_script.SCRIPT.name)
        obs.resize_window(studio.SCRIPTS_WINDOW, 900, 1060)
        time.sleep(1)
        obs.window_picture(docs / "window.png", studio.SCRIPTS_WINDOW)


def _take_setting_up(docs: Path, video: Path) -> None:
    """How a player sets it up: each step from the script's file to the count on the scene."""
    folder = Path(tempfile.mkdtemp(prefix="obs-"))
    unpacked = folder / "mario64-star-counter"  # as a release is, and not where this checkout lies
    shutil.copytree(star_counter_script.SCRIPT.parent, unpacked)
    shutil.copytree(BUNDLED_MODEL.parent, unpacked / "models")
    collection = scenes.collection("setup", [scenes.media("game", None, looping=True)])
    with studio.Studio(folder, collection, size=_size(video), screen=(1300, 1150), probe=True) as obs:
        obs.requests.set_input_settings("game", {"local_file": str(video)}, True)
        _add(obs, unpacked / star_counter_script.SCRIPT.name, docs / "setup-add.png")
        _take_scripts(obs, docs / "setup-packages.png", 860)
        obs.run_inside(f"{_PLUGIN}plugin.install()", thread="ui")
        obs.wait_for(
            lambda: obs.run_inside(f"{_PLUGIN}plugin.installation.outcome", thread="ui") == "",
            "the packages",
            timeout=300,
            pause=1,
        )
        obs.run_inside(f"{_PLUGIN}window.refresh()", thread="ui")
        _take_scripts(obs, docs / "setup-find.png", 760)
        obs.wait_for(lambda: obs.run_inside(_FIND_GAME, thread="ui"), "the game", pause=1)
        is_read = f"{_PLUGIN}plugin.live.players[1].seen.stars is not None"
        obs.wait_for(lambda: obs.run_inside(is_read, thread="ui"), "the count", pause=1)
        _take_scripts(obs, docs / "setup-found.png", 1060)
        told = obs.run_inside(f"{_PLUGIN}window.show_missing_count()\nwindow._told", thread="ui")
        obs.wait_for(lambda: obs.text("Star count"), f"the count ({told})")
        _take_scripts(obs, docs / "setup-shown.png", 760)
        obs.keys("Escape")
        obs.resize_window(studio.MAIN_WINDOW, 1000, 700)
        time.sleep(1)
        obs.wait_for(lambda: np.asarray(obs.screenshot("game")).mean() > _BRIGHT, "a bright scene", pause=0.2)
        obs.window_picture(docs / "setup-scene.png", studio.MAIN_WINDOW)


def _add(obs: studio.Studio, script: Path, picture: Path) -> None:
    """Adds a script by hand, and takes a picture of the dialog for its file."""
    obs.open_scripts_window()
    obs.resize_window(studio.SCRIPTS_WINDOW, 900, 620)

    def open_dialog() -> None:
        obs.open_add_dialog()
        obs.type(str(script.parent))
        obs.keys("Return", "Tab")  # which closes the list of proposed names
        time.sleep(1)
        obs.window_picture(picture, f"^{studio.ADD_DIALOG}$")

    obs.choose_script(script, open_dialog)
    obs.wait_for_log(f"Loaded python script: {script.name}")


def _take_scripts(obs: studio.Studio, picture: Path, height: int) -> None:
    """A picture of the Scripts window as it is when the script is chosen anew."""
    obs.resize_window(studio.SCRIPTS_WINDOW, 900, height)
    obs.activate(studio.SCRIPTS_WINDOW)
    obs.click(studio.SCRIPTS_WINDOW, *_OTHER_SCRIPT)
    time.sleep(0.5)

    def is_shown() -> bool:
        obs.click(studio.SCRIPTS_WINDOW, *_FIRST_SCRIPT)  # on a busy machine a click may get lost
        time.sleep(1)
        obs.window_picture(picture, studio.SCRIPTS_WINDOW)
        with Image.open(picture) as taken:
            return len(taken.crop(_DESCRIPTION).getcolors(1 << 16) or ()) > 1

    obs.wait_for(is_shown, "the script's settings")


def _size(video: Path) -> tuple[int, int]:
    recording = Recording(video)
    return recording.width, recording.height


def _draw_crops(docs: Path, video: Path, truth: Truth) -> None:
    """Some counter crops of the video, enlarged, side by side."""
    frames = {event.frame + 3 for event in truth.events if event.what.startswith("star")}
    crops = [model_input(frame.crop) for frame in Recording(video, truth.crop) if frame.number in frames]
    shown = np.concatenate(
        [np.pad(crop, ((0, 0), (0, 2), (0, 0)), constant_values=255) for crop in crops[::3]], 1
    )
    size = shown.shape[1] * _CROP_SCALE, INPUT_SIZE[1] * _CROP_SCALE
    Image.fromarray(shown).resize(size, Image.Resampling.NEAREST).save(docs / "crops.png")


if __name__ == "__main__":
    sys.exit(main())
