"""The parts of `make bench` that need OBS, and `make pictures`, each run small: the figures mean nothing."""

import pytest
from PIL import Image

from tests.tools.test_bench import measured
from tools.bench import obs, timer
from tools.demo import pictures
from tools.simulation.video import render

pytestmark = pytest.mark.obs


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    """The demo run up to its first star."""
    path = tmp_path_factory.mktemp("bench") / "run.mp4"
    render(path, seconds=8)
    return path


def test_the_script_is_measured(video):
    values = measured(obs.rows(video, 0.02, rounds=1, seconds=0.5, stars=1))
    assert values["script_tick, 250×150 crop + small picture: median"] > 0
    # Half a second tells no more of what is compared.
    assert values["script_tick, whole HUD / stars alone: median"] > 0
    assert values["script_tick, four players / one: median"] > 0
    assert values["readings a second, four players / one"] > 0
    assert values["OBS's average frame time, script off"] > 0
    assert values["“Find the counter”, 640×480: median"] > 0
    assert 1 <= values["frame rendered → text set: median"] < 30
    assert 5 < values["memory over OBS alone"] < 200


def test_the_way_to_a_timer_is_measured(video):
    values = measured(timer.rows({30: video}, hang=1))
    assert 0 < values["star on the screen → command at the timer, 30 frames a second: median"] < 2000
    assert values["script_tick, the same while it hangs for 1 s"] > 0


def test_the_pictures_of_the_readme_are_taken(video, tmp_path):
    pictures.take(tmp_path, video, moment="count 0")
    taken = {path.name: Image.open(path) for path in tmp_path.iterdir()}
    assert taken.keys() == {path.name for path in pictures.DOCS.glob("*.png")}
    for name, picture in taken.items():
        with picture, Image.open(pictures.DOCS / name) as shown:
            # A dialog's size is the toolkit's.
            assert picture.height == pytest.approx(shown.height, abs=5 if name == "setup-add.png" else 0)
            assert len(picture.convert("RGB").getcolors(1 << 24)) > 50
