"""Models from anywhere, chosen while the game is read: told in a sentence, and OBS goes on, and ends."""

import pytest

from star_counter.obs.model import LOADING
from tests import pictures
from tests.obs_studio.running import Plugin
from tests.reading import models
from tools.obs_studio import scenes, star_counter_script
from tools.obs_studio.studio import Studio

pytestmark = pytest.mark.obs

BRIGHT = (245, 245, 245)
#: How long OBS may take to end: alone it takes two seconds.
LONGEST_END = 15.0


@pytest.fixture
def folder(tmp_path):
    for count in range(12, 17):
        pictures.save(tmp_path / f"{count}.png", pictures.game(count))
    pictures.save(tmp_path / "bright 12.png", pictures.game(12, colour=BRIGHT))
    return tmp_path


@pytest.fixture
def reading(start, folder):
    player = star_counter_script.player(1, "game", pictures.crop(), stars="stars", stars_template="{stars}")
    script = start([scenes.image("game", folder / "12.png")], player)
    script.wait_for_text("stars", "12")
    return script


def show(script: Plugin, picture):
    script.obs.requests.set_input_settings("game", {"file": str(picture)}, True)


def frames(obs: Studio) -> int:
    return obs.requests.get_stats().render_total_frames


def wait_for_frames(obs: Studio) -> None:
    """Waits for a second's frames: none come where a tick hangs."""
    before = frames(obs)
    obs.wait_for(lambda: frames(obs) >= before + 30, "frames")


def use_good_model(script: Plugin, problem: str) -> None:
    script.change({"model": ""})
    script.obs.wait_for(
        lambda: problem not in (now := script.status()) and LOADING not in now and "stars" in now,
        "the count with a good model",
    )


BAD = {
    "raising": (models.raising, "fails when it reads a picture"),
    "nan": (models.nan, "answers what are no probabilities"),
    "infinite": (models.infinite, "answers what are no probabilities"),
    "endless": (models.endless, "takes too long to read a picture"),
}


def test_bad_models_are_told_in_a_sentence_and_a_good_one_reads_right_again(reading, folder):
    for count, (name, (make, message)) in enumerate(BAD.items(), 13):
        path = make(folder / f"{name}.onnx")
        reading.change({"model": str(path)})
        status = reading.wait_for_status(f"{path} {message}: choose another.")
        assert status.count(message) == 1
        wait_for_frames(reading.obs)
        assert reading.times_logged(f"{path} {message}") == 1
        show(reading, folder / f"{count}.png")
        use_good_model(reading, message)
        reading.wait_for_text("stars", str(count))
    assert "0 black and 0 white screens" in reading.status()


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("nan", "answers what are no probabilities"),
        ("raises", "fails when it reads a picture"),
        ("endless", "takes too long to read a picture"),
    ],
)
def test_a_model_that_fails_at_a_picture_is_told_once_and_counts_for_nothing(reading, folder, how, message):
    reading.change({"model": str(models.spoilt(folder / "spoilt.onnx", how))})
    reading.obs.wait_for(lambda: LOADING not in reading.status(), "the model")
    show(reading, folder / "bright 12.png")
    reading.wait_for_status(f"spoilt.onnx {message}: choose another.")
    wait_for_frames(reading.obs)
    wait_for_frames(reading.obs)
    assert reading.times_logged(message) == 1
    assert reading.obs.text("stars") == "12"
    use_good_model(reading, message)
    show(reading, folder / "13.png")
    reading.wait_for_text("stars", "13")
    assert "star 12 → 13" in reading.obs.log()
    assert reading.times_logged("count 12") == 1


@pytest.mark.parametrize("make", [models.endless, models.heedless, models.slow_to_load])
def test_obs_ends_while_a_model_is_tried(reading, folder, make):
    path = make(folder / "never.onnx")
    reading.change({"model": str(path)})
    message = LOADING if make is models.slow_to_load else "never.onnx"
    reading.wait_for_status(message)
    wait_for_frames(reading.obs)
    assert reading.obs.quit() < LONGEST_END
    assert reading.obs.exit_code == 0


@pytest.mark.parametrize("how", ["endless", "heedless"])
def test_obs_ends_while_a_model_does_not_come_back(reading, folder, how):
    reading.change({"model": str(models.spoilt(folder / "spoilt.onnx", how))})
    reading.obs.wait_for(lambda: LOADING not in reading.status(), "the model")
    show(reading, folder / "bright 12.png")
    reading.wait_for_status("spoilt.onnx")
    wait_for_frames(reading.obs)
    assert reading.obs.quit() < LONGEST_END
    assert reading.obs.exit_code == 0


def test_the_script_can_be_reloaded_while_a_model_does_not_come_back(reading, folder):
    reading.change({"model": str(models.spoilt(folder / "spoilt.onnx", "heedless"))})
    reading.obs.wait_for(lambda: LOADING not in reading.status(), "the model")
    show(reading, folder / "bright 12.png")
    reading.wait_for_status("spoilt.onnx does not come to an end: choose another, and restart OBS.")
    reading.change({"model": ""})
    show(reading, folder / "13.png")
    reading.obs.reload_script(star_counter_script.SCRIPT.name)
    reading.wait_for_text("stars", "13")
    assert reading.obs.quit() < LONGEST_END
    assert reading.obs.exit_code == 0
