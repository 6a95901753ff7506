"""The reader: the shipped model on drawn counters, and models that are none."""

import re
from dataclasses import replace

import numpy as np
import onnx
import pytest

from star_counter.hud import HudGrid
from star_counter.problem import Problem
from star_counter.reading.classifier import BUNDLED_CAMERA, BUNDLED_MODEL
from star_counter.reading.frame import GAME_SIZE, Frame
from star_counter.reading.model_form import CAMERA_FORM, CAMERAS, INPUT_SIZE, model_input
from star_counter.reading.reader import Reader
from tests import pictures
from tests.reading import models


@pytest.fixture(scope="module")
def reader():
    return Reader()


def frame(picture, crop=None):
    """A frame of a whole picture, its counter crop cut out and its game sampled."""
    crop = crop or pictures.crop((picture.shape[1], picture.shape[0]))
    game = HudGrid.from_counter(crop).visible_game(picture.shape[1], picture.shape[0])
    columns = (game.x + (np.arange(GAME_SIZE[0]) + 0.5) * game.width / GAME_SIZE[0]).astype(int)
    rows = (game.y + (np.arange(GAME_SIZE[1]) + 0.5) * game.height / GAME_SIZE[1]).astype(int)
    cut = picture[crop.y : crop.y + crop.height, crop.x : crop.x + crop.width]
    return Frame(0, 0.0, cut, picture[np.ix_(rows, columns)])


def plain(level):
    return np.full((480, 640, 3), level, np.uint8)


@pytest.mark.parametrize("size", [(320, 240), (640, 480), (1440, 1080)])
def test_reads_drawn_counters(reader, size):
    counts = [0, 7, 12, 35, 68, 99, 100, 109, 114, 120]
    readings = reader.read([frame(pictures.game(count, size)) for count in counts])
    assert [reading.best for reading in readings] == counts
    assert min(reading.confidence for reading in readings) > 0.5


def test_a_batch_reads_as_single_frames_do(reader):
    frames = [frame(pictures.game(count)) for count in (5, 5, 5, 17, 17, 5, 120)]
    together = [reading.probabilities for reading in reader.read(frames)]
    alone = [reader.read([one])[0].probabilities for one in frames]
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_probabilities_of_crops_alone(reader):
    frames = [frame(pictures.game(count, size)) for count, size in ((3, (640, 480)), (77, (320, 240)))]
    probabilities = reader.probabilities(frame.crop for frame in frames)
    assert probabilities.shape == (2, 123) and probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-4)
    expected = [reading.probabilities for reading in reader.read(frames)]
    np.testing.assert_allclose(probabilities, expected, atol=1e-6)


def whole(count, camera="lakitu", parts=("lives", "coins", "camera"), size=(640, 480)):
    """A frame with crops of the HUD's parts."""
    picture = pictures.game(count, size, camera=camera)
    places = HudGrid(0, 0, size[0] / 320, size[1] / 240).places()._asdict()
    return replace(frame(picture), **{part: places[part].pixels().cut(picture) for part in parts})


@pytest.mark.parametrize("size", [(240, 180), (320, 240), (640, 480), (1440, 1080)])
def test_reads_the_whole_hud(reader, size):
    frames = [whole(count, mode, size=size) for count, mode in ((5, "lakitu"), (120, "mario"), (64, "cross"))]
    readings = reader.read(frames)
    assert [reading.best for reading in readings] == [5, 120, 64]
    assert [(reading.shown("lives"), reading.shown("coins")) for reading in readings] == [(4, 17)] * 3
    assert [reading.mode() for reading in readings] == ["lakitu", "mario", "cross"]


def test_what_is_not_looked_at_is_not_told(reader):
    first, second, third = reader.read([whole(5, parts=("camera",)), frame(pictures.game(6)), whole(7)])
    assert (first.shown("lives"), first.shown("coins"), first.mode()) == (None, None, "lakitu")
    assert (second.lives, second.coins, second.camera, second.mode()) == (None, None, None, None)
    assert (third.best, third.shown("lives"), third.mode()) == (7, 4, "lakitu")


def test_a_batch_reads_the_whole_hud_as_single_frames_do(reader):
    frames = [whole(5), whole(5), whole(6, "cross"), whole(6, "cross", ("camera",)), whole(6, parts=())]
    for together, one in zip(reader.read(frames), frames, strict=True):
        (alone,) = reader.read([one])
        for part in ("probabilities", "lives", "coins", "camera"):
            if getattr(alone, part) is None:
                assert getattr(together, part) is None
            else:
                np.testing.assert_allclose(getattr(together, part), getattr(alone, part), atol=1e-5)
        assert together.level == pytest.approx(alone.level, abs=1e-3)


def test_where_there_is_no_hud_nothing_of_it_is_claimed(reader):
    (reading,) = reader.read([whole(None)])
    assert (reading.shown("lives"), reading.shown("coins")) == (None, None)
    assert reading.mode() in ("none", None)
    assert reading.camera[1:].max() < 0.5


def test_a_camera_needs_confidence(reader):
    (reading,) = reader.read([whole(12)])
    assert reading.mode(0.0) == "lakitu"
    assert reading.mode(1.1) is None
    assert reading.shown("lives", 1.1) is None


def test_cameras_of_crops_alone(reader):
    crop = whole(1, "cross").camera
    assert CAMERAS[reader.cameras([crop, crop])[1].argmax()] == "cross"


def test_a_camera_s_model_that_is_missing_damaged_or_another(tmp_path):
    (tmp_path / "half.onnx").write_bytes(BUNDLED_CAMERA.read_bytes()[:10_000])
    with pytest.raises(Problem, match=r"There is no model file .*none.onnx"):
        Reader(camera=tmp_path / "none.onnx")
    with pytest.raises(Problem, match=r"cannot be loaded \(damaged\?\): get the whole project again\.$"):
        Reader(camera=tmp_path / "half.onnx")
    with pytest.raises(Problem, match=r"is not a camera's: classes .*Get the whole project again\.$"):
        Reader(camera=BUNDLED_MODEL)
    with pytest.raises(Problem, match=r"is not a star counter's: classes should be"):
        Reader(BUNDLED_CAMERA)


def test_the_bundled_camera_is_of_its_form():
    metadata = {entry.key: entry.value for entry in onnx.load(BUNDLED_CAMERA).metadata_props}
    assert {key: metadata[key] for key in CAMERA_FORM.metadata} == CAMERA_FORM.metadata
    assert metadata["name"] == "camera" and float(metadata["accuracy"]) > 0.97


@pytest.mark.parametrize(("level", "screen"), [(0, "black"), (16, "black"), (255, "white"), (235, "white")])
def test_screens(reader, level, screen):
    assert reader.read([frame(plain(level))])[0].screen == screen


def test_a_picture_without_a_counter_has_no_count_and_no_screen(reader):
    (reading,) = reader.read([frame(pictures.game(None))])
    assert reading.count() is None and reading.screen is None


def test_a_black_corner_in_a_bright_game_is_no_screen(reader):
    picture = plain(180).copy()
    crop = pictures.crop()
    picture[crop.y : crop.y + crop.height, crop.x : crop.x + crop.width] = 0
    assert reader.read([frame(picture)])[0].screen is None


def test_a_count_needs_confidence(reader):
    (reading,) = reader.read([frame(pictures.game(12))])
    assert reading.count(0.0) == 12
    assert reading.count(1.1) is None


@pytest.mark.parametrize("shape", [(1, 1), (5, 300), (40, 67), (150, 250), (27, 49)])
def test_every_crop_is_given_to_the_model_in_its_size(shape):
    width, height = INPUT_SIZE
    assert model_input(np.zeros((*shape, 3), np.uint8)).shape == (height, width, 3)


def test_a_fourth_channel_is_ignored():
    pixels = np.random.default_rng(0).integers(0, 256, (150, 250, 4), np.uint8)
    np.testing.assert_array_equal(model_input(pixels), model_input(pixels[..., :3]))


def test_a_crop_that_shrinks_is_averaged():
    stripes = np.zeros((80, 134, 3), np.uint8)
    stripes[:, ::2] = 200
    assert set(np.unique(model_input(stripes))) == {100}


def changed_metadata(path):
    model = onnx.load(BUNDLED_MODEL)
    for entry in model.metadata_props:
        if entry.key in ("colour", "width"):
            entry.value = "other"
    onnx.save(model, path)


def test_a_missing_model(tmp_path):
    with pytest.raises(Problem, match="There is no model file"):
        Reader(tmp_path / "none.onnx")


def test_a_damaged_model(tmp_path):
    (tmp_path / "half.onnx").write_bytes(BUNDLED_MODEL.read_bytes()[:100_000])
    with pytest.raises(Problem, match=re.escape("cannot be loaded (damaged?)")):
        Reader(tmp_path / "half.onnx")


def test_a_foreign_model_is_told_all_that_does_not_fit(tmp_path):
    models.relu(tmp_path / "relu.onnx")
    with pytest.raises(Problem) as raised:
        Reader(tmp_path / "relu.onnx")
    for part in (
        "is not a star counter's",
        "classes should be",
        "its input should be",
        "its output should be",
    ):
        assert part in str(raised.value)


def test_a_model_for_another_form_is_refused(tmp_path):
    changed_metadata(tmp_path / "other.onnx")
    with pytest.raises(Problem) as raised:
        Reader(tmp_path / "other.onnx")
    assert "colour should be RGB and is other" in str(raised.value)
    assert "width should be 67 and is other" in str(raised.value)


def test_a_model_with_strange_metadata_is_a_plain_sentence(tmp_path):
    model = onnx.load(BUNDLED_MODEL)
    for entry in model.metadata_props:
        if entry.key == "colour":
            entry.value = "<b>\u202e\n" + "x" * 1000
    onnx.save(model, tmp_path / "strange.onnx")
    with pytest.raises(
        Problem, match=r"colour should be RGB and is <b>\\u202e x{20,40}…\. Choose another\.$"
    ):
        Reader(tmp_path / "strange.onnx")


def test_a_file_that_is_far_too_large_is_not_opened(tmp_path):
    with (tmp_path / "large.onnx").open("wb") as file:
        file.truncate(10**10)  # bytes that take no room
    with pytest.raises(Problem, match=r"is not a star counter's: it has 10000 MB\. Choose another\."):
        Reader(tmp_path / "large.onnx")


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "\ud800"])
def test_a_name_that_no_file_can_have_is_a_plain_sentence(name, tmp_path):
    with pytest.raises(Problem) as raised:
        Reader(tmp_path / name)
    str(raised.value).encode()
    assert str(raised.value).endswith(": choose another.") or "choose another, or none" in str(raised.value)
