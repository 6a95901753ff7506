"""The pictures that the camera's classifier is trained on."""

import numpy as np
import pytest

from star_counter.hud import CAMERA
from star_counter.reading.model_form import CAMERAS
from training.evaluation import cameras
from training.rendering import damage
from training.rendering.camera_samples import NOTHINGS, UNSURE, CameraRenderer


@pytest.fixture
def renderer():
    return CameraRenderer(seed=1, alphabets=4, pictures=10)


def test_a_batch_has_all_labels(renderer):
    images, labels = renderer.batch(150)
    assert images.shape == (150, 32, 48, 3) and images.dtype == np.uint8
    assert set(labels.tolist()) == {*range(len(CAMERAS)), UNSURE}


def test_the_same_seed_draws_the_same(renderer):
    other = CameraRenderer(seed=1, alphabets=4, pictures=10)
    for one, another in zip(renderer.batch(20), other.batch(20), strict=True):
        np.testing.assert_array_equal(one, another)


def area(picture, left, top, width=16, height=16):
    """The mean colour of a part of a crop that lies right, in HUD units of the whole grid."""
    x, y = left - int(CAMERA.x), top - int(CAMERA.y)
    return picture[y : y + height, x : x + width].reshape(-1, 3).mean(axis=0)


def test_the_icons_lie_where_the_game_has_them():
    renderer = CameraRenderer(seed=3, alphabets=1, pictures=10)

    def mean(mode, left, width):
        drawn = [area(renderer.icon(mode, CAMERA, 1.0, ()), left, 208, width, 11) for _ in range(40)]
        return np.mean(drawn, axis=0)

    colours = {mode: mean(mode, 284, 12) for mode in CAMERAS[1:]}
    camera = mean("cross", 268, 12)
    assert colours["lakitu"][0] > colours["lakitu"][2] + 60  # orange
    assert colours["cross"][0] > colours["cross"][1] + 40  # red
    assert colours["mario"][0] > colours["mario"][1] + 30
    assert np.ptp(camera) < 40 and camera.mean() < 110  # grey and black


@pytest.mark.parametrize("kind", NOTHINGS)
def test_what_has_no_icon(renderer, kind):
    assert renderer.nothing(kind=kind).shape == (32, 48, 3)


def test_the_measured_conditions_are_drawn_as_they_say(renderer):
    rng = np.random.default_rng(0)
    moved = cameras.CONDITIONS["stream, 1 pixel, crop off by 4 units and 8 %"].crop(rng)
    middle = moved.x + moved.width / 2 - CAMERA.x - CAMERA.width / 2
    assert abs(middle) == pytest.approx(4)
    assert moved.width / CAMERA.width in (pytest.approx(1.08), pytest.approx(1 / 1.08))
    (pause, *_) = cameras.CONDITIONS["stream, 1 pixel, pause"].steps
    bright, dark = (
        np.mean([renderer.icon("lakitu", CAMERA, 1.0, steps).mean() for _ in range(20)])
        for steps in ((), [damage.Step(pause.damage, 1.0)])
    )
    assert 0.4 < dark / bright < 0.75


def test_a_table_of_what_was_claimed():
    claims = {"none": 0, "lakitu": 3, "mario": 0, "cross": 0, "unsure": 1}
    results = {
        "icons": {"clean": {"lakitu": claims}},
        "without an icon": {"text": claims | {"lakitu": 0, "none": 3}},
        "half an icon": claims,
    }
    header, first, second, _ = cameras.table(results).splitlines()
    assert header.split() == ["none", "lakitu", "mario", "cross", "unsure"]
    assert first.split() == ["clean:", "lakitu", "75.00", "25.00"]
    assert second.split() == ["no", "icon:", "text", "75.00", "25.00"]
