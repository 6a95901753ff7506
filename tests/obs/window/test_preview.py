"""What the window shows of a source, as pictures in HTML."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from star_counter.hud import HudGrid, HudPlaces, Rect
from star_counter.obs.finding.stills import Still
from star_counter.obs.window.preview import preview
from star_counter.reading.reader import Reader
from tests import pictures

NO_PLACES = HudPlaces()
STILL = Still(pictures.game(1), pictures.SIZE)


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
    (seen, whole), text = shown(
        preview(Still(picture, (1280, 960)), pictures.crop((1280, 960)), NO_PLACES, read)
    )
    assert seen.shape == (120, 201, 3)
    assert whole.shape[1] <= 260 and whole.shape[0] <= 200
    assert (whole == (255, 48, 48)).all(axis=2).any() and (whole == (48, 192, 255)).all(axis=2).any()
    assert re.search(r"Read: 57 stars \(\d+\.\d%\), \d+ stars \(\d+\.\d%\), \d+ stars", text)


def test_a_single_star_and_a_screen_are_told_in_words(read):
    one = preview(STILL, pictures.crop(), NO_PLACES, read)
    assert "Read: 1 star (" in shown(one)[1]
    black = preview(Still(np.zeros((480, 640, 3), np.uint8), pictures.SIZE), pictures.crop(), NO_PLACES, read)
    assert "Read: black screen (" in shown(black)[1]


def test_a_crop_outside_of_the_source_is_told(read):
    images, text = shown(preview(STILL, Rect(600, 9, 97, 54), NO_PLACES, read))
    assert len(images) == 1
    assert "reaches outside" in text


def test_where_nothing_can_be_read_the_pictures_are_shown_all_the_same():
    images, text = shown(preview(STILL, pictures.crop(), NO_PLACES, lambda crop: None))
    assert len(images) == 2
    assert "Read:" not in text


def test_the_other_parts_are_drawn_in(read):
    places = HudGrid(0, 0, 2, 2).places()
    images, text = shown(preview(STILL, pictures.crop(), places, read))
    colours = set(map(tuple, images[1].reshape(-1, 3).tolist()))
    assert {(48, 255, 96), (255, 224, 48), (255, 96, 255)} <= colours
    assert "Green: the lives." in text
