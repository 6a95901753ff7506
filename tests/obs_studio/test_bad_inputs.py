"""What a player may get wrong: told once, in one sentence, in the window and in the log; OBS goes on."""

import sys

import pytest

from star_counter.hud import Rect
from tests import pictures
from tests.obs_studio.running import MODULE, Plugin
from tests.reading import models
from tools.obs_studio import configuration, scenes, star_counter_script, studio

pytestmark = pytest.mark.obs

GOOD = {
    **star_counter_script.player(1, "game", pictures.crop(), stars="stars", stars_template="{stars}"),
    "model": "",
    "packages": sys.prefix,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Files and folders that are of no use."""
    folder = tmp_path_factory.mktemp("bad")
    pictures.save(folder / "game.png", pictures.game(12))
    (folder / "damaged.onnx").write_bytes(b"no model at all")
    models.relu(folder / "foreign.onnx")
    (folder / "empty").mkdir()
    (folder / "old" / "lib" / "python3.9" / "site-packages").mkdir(parents=True)
    return folder


@pytest.fixture(scope="module")
def reading(folder):
    """OBS with the script, reading."""
    sources = [scenes.image("game", folder / "game.png"), scenes.text("stars")]
    collection = scenes.collection("bad", sources, [star_counter_script.script(GOOD)])
    with studio.Studio(folder / "obs", collection, probe=True) as obs:
        yield Plugin(obs)
        assert not obs.complaints()
        assert "Traceback" not in obs.log()


BAD = {
    "no source": ({"source_1": ""}, "Choose the video source"),
    "a source that does not exist": ({"source_1": "nowhere"}, "There is no source “nowhere”"),
    "a crop that is no number": ({"left_1": "l2"}, "Crop left: give a whole number of pixels"),
    "a crop outside of the source": ({"left_1": "600"}, "The crop reaches outside of “game”"),
    "a crop too large": (
        star_counter_script.player(1, "game", Rect(0, 0, 1000, 800), stars="stars"),
        "The crop of 1000×800 pixels is too large",
    ),
    "a text source that does not exist": ({"stars_source_1": "gone"}, "There is no text source “gone”"),
    "a text source of another kind": ({"stars_source_1": "game"}, "“game” is not a text source"),
    "an unknown field": ({"stars_template_1": "{star}"}, "No such field in a template: {star}"),
    "a missing model": ({"model": "{folder}/missing.onnx"}, "There is no model file"),
    "a damaged model": ({"model": "{folder}/damaged.onnx"}, "cannot be loaded (damaged?)"),
    "a foreign model": ({"model": "{folder}/foreign.onnx"}, "is not a star counter's"),
    "no folder of packages": ({"packages": "{folder}/nothing"}, "There is no folder"),
    "an empty folder of packages": ({"packages": "{folder}/empty"}, "holds no onnxruntime"),
    "a model of nobody": ({"model": "~nobody-of-that-name/x.onnx"}, "There is no model file ~nobody"),
    "packages of nobody": ({"packages": "~nobody-of-that-name/x"}, "There is no folder ~nobody"),
    "packages for another Python": ({"packages": "{folder}/old"}, "are for python3.9, but OBS runs Python"),
}


@pytest.mark.parametrize(("settings", "message"), BAD.values(), ids=BAD.keys())
def test_a_bad_input_is_told_once_and_can_be_mended(reading, folder, settings, message):
    paths = ("model", "packages")
    settings = {
        key: value.replace("{folder}", str(folder)) if key in paths else value
        for key, value in settings.items()
    }
    reading.change(GOOD)
    reading.wait_for_status("12 stars")
    logged = reading.times_logged(message)
    reading.change(GOOD | settings)
    sentence = reading.wait_for_status(message)
    reading.change(GOOD | settings)  # as when another, unrelated setting is changed
    reading.wait_for_status(message)
    assert reading.times_logged(message) == logged + 1
    assert sentence.rstrip().endswith(".")
    reading.change(GOOD)
    reading.obs.wait_for(lambda: message not in (now := reading.status()) and "12 stars" in now, "the count")


def test_a_timer_that_there_is_not_is_told(reading):
    """As of a scene collection from a star counter with another timer."""
    reading.change(GOOD | {"timer": "sundial"})
    reading.wait_for_status("There is no timer called “sundial”")
    reading.change({"timer": "none"})
    reading.obs.wait_for(lambda: "sundial" not in reading.status(), "the end of the timer")


@pytest.mark.parametrize(("saved", "shown"), [('"12"', "12"), ("12", "12"), ("0", "0"), ('""', "")], ids=str)
def test_a_crop_is_taken_over_as_it_was_saved(reading, saved, shown):
    """Crops were once kept as numbers; a field that the player has cleared is none."""
    code = (
        f"saved = obs.obs_data_create_from_json('{{\"left_1\": {saved}}}')\nscript.script_defaults(saved)\n"
    )
    left = reading.obs.run_inside(MODULE + code + "obs.obs_data_get_string(saved, 'left_1')", thread="ui")
    reading.obs.run_inside("obs.obs_data_release(saved)", thread="ui")
    assert left == shown


def test_missing_packages_are_told_and_found_later(start_studio, folder):
    """OBS's own Python has no onnxruntime: the script says so, and starts when a folder is chosen."""
    sources = [scenes.image("game", folder / "game.png"), scenes.text("stars")]
    obs = start_studio(
        scenes.collection("bare", sources, [star_counter_script.script(GOOD, packages="")]), probe=True
    )
    script = Plugin(obs)
    version = configuration.python_version()
    sentence = script.wait_for_status(f"OBS's Python {version} (in /usr) lacks")
    assert f"python{version}" in sentence and "install.py" in sentence
    assert script.times_logged("lacks") == 1
    assert not obs.complaints()
    script.change(GOOD)
    script.wait_for_text("stars", "12")


def test_missing_packages_are_installed_by_the_button(start_studio, folder):
    """Over the network, with pip, into a folder of the plugin's own, while OBS goes on."""
    sources = [scenes.image("game", folder / "game.png"), scenes.text("stars")]
    obs = start_studio(
        scenes.collection("bare", sources, [star_counter_script.script(GOOD, packages="")]), probe=True
    )
    script = Plugin(obs)
    script.wait_for_status("lacks")
    obs.run_inside(MODULE + "script._plugin.install()", thread="ui")
    frames = obs.requests.get_stats().render_total_frames
    obs.wait_for(
        lambda: obs.run_inside(MODULE + "script._plugin.installation.outcome", thread="ui") is not None,
        "the end of the installation",
        pause=1,
    )
    assert "The packages are installed" in obs.run_inside(MODULE + "script._window.installing()", thread="ui")
    assert obs.requests.get_stats().render_total_frames > frames + 30
    obs.run_inside(MODULE + "script._window.refresh()", thread="ui")
    script.wait_for_text("stars", "12")
    assert list((obs.folder / "data" / "mario64-star-counter" / "packages").glob("*/1/onnxruntime"))
