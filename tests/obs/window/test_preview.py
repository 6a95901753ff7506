"""What the window shows of a source, as pictures in HTML."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from star_counter.hud import Rect
from star_counter.obs.finding.stills import Still
from star_counter.obs.window.preview import preview
from star_counter.reading.reader import Reader
from tests import pictures


@pytest.fixture(scope="module")
def read():
    reader = Reader()
    return lambda crop: reader.probabilities([crop])[0]


def shown(html):
    """The pictures and the text."""
    images = [
        np.asarray(Image.open(io.BytesIO(base64.b64decode(one))).convert("RGB"))
        for one in re.findall(r"base64,([^\"]+)", html)
    ]
    return images, re.sub(r"<[^>]+>", "\n", html)


@pytest.mark.parametrize("halved", [1, 2])
def test_the_crop_and_the_three_most_likely_counts(read, halved):
    picture = pictures.game(57, (1280, 960))[::halved, ::halved]
    (seen, whole), text = shown(preview(Still(picture, (1280, 960)), pictures.crop((1280, 960)), read))
    assert seen.shape == (120, 201, 3)
    assert whole.shape[1] <= 260 and whole.shape[0] <= 200
    assert (whole == (255, 48, 48)).all(axis=2).any() and (whole == (48, 192, 255)).all(axis=2).any()
    assert re.search(r"Read: 57 stars \(\d+\.\d%\), \d+ stars \(\d+\.\d%\), \d+ stars", text)


def test_a_single_star_and_a_screen_are_told_in_words(read):
    one = preview(Still(pictures.game(1), pictures.SIZE), pictures.crop(), read)
    assert "Read: 1 star (" in shown(one)[1]
    black = preview(Still(np.zeros((480, 640, 3), np.uint8), pictures.SIZE), pictures.crop(), read)
    assert "Read: black screen (" in shown(black)[1]


def test_a_crop_outside_of_the_source_is_told(read):
    images, text = shown(preview(Still(pictures.game(1), pictures.SIZE), Rect(600, 9, 97, 54), read))
    assert len(images) == 1
    assert "reaches outside" in text


def test_where_nothing_can_be_read_the_pictures_are_shown_all_the_same():
    images, text = shown(preview(Still(pictures.game(1), pictures.SIZE), pictures.crop(), lambda crop: None))
    assert len(images) == 2
    assert "Read:" not in text
