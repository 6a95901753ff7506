"""The trial of a model: it reads three known pictures right, or is refused in a sentence."""

import re

import numpy as np
import pytest
from PIL import Image

from star_counter.problem import Problem
from star_counter.reading.reader import Reader
from star_counter.reading.trial import COUNT, COUNT_FILE, try_out
from tests import pictures
from tests.reading import models


def test_the_known_count_is_a_drawn_counter():
    size = 320, 240
    crop = pictures.crop(size)
    drawn = pictures.game(COUNT, size)[crop.slices]
    with Image.open(COUNT_FILE) as image:
        np.testing.assert_array_equal(np.asarray(image.convert("RGB")), drawn)


def test_the_shipped_model_passes():
    try_out(Reader())


WRONG = {
    models.alike: r"reads known pictures wrong \(0 where it shows 69, 0 where it shows black, ",
    models.nan: "answers what are no probabilities",
    models.infinite: "answers what are no probabilities",
    models.no_sum: "answers what are no probabilities",
    models.negative: "answers what are no probabilities",
    models.one_row: "answers what are no probabilities",
    models.raising: "fails when it reads a picture",
}


@pytest.mark.parametrize(("make", "message"), WRONG.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_a_model_that_fails_later_is_refused(make, message, tmp_path, capfd):
    path = make(tmp_path / "model.onnx")
    with pytest.raises(
        Problem, match=f"^The model file {re.escape(str(path))} {message}.*: choose another.$"
    ):
        try_out(Reader(path))
    assert capfd.readouterr() == ("", "")  # onnxruntime prints what it raises, unless it is told not to


def test_a_camera_that_sees_icons_everywhere_is_refused(monkeypatch):
    reader = Reader()
    monkeypatch.setattr(reader, "cameras", lambda crops: np.tile(np.float32([0, 0, 0, 1]), (len(crops), 1)))
    with pytest.raises(Problem, match=r"camera\.onnx sees an icon where there is none: get the whole"):
        try_out(reader)
