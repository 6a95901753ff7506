"""Where the counter and the rest of the HUD are in a file: as the command was told, or as it is seen."""

import argparse

import numpy as np
import pytest
from PIL import Image

from star_counter.cli.videos.placing import whole_place_in
from star_counter.hud import COUNTER, JP, LIVES, HudGrid, HudPlaces
from star_counter.problem import Problem
from star_counter.reading.reader import Reader
from tests import pictures
from tests.locate.test_parts_by_icons import GRIDS, drawn

# A capture that is stretched: by its counter alone, the rest is off.
TRUE = GRIDS[1]
SHORT = HudGrid(TRUE.ox + 271 * 0.04 * TRUE.sx, TRUE.oy, TRUE.sx * 0.96, TRUE.sy)


@pytest.fixture(scope="module")
def reader():
    return Reader()


@pytest.fixture
def stretched(tmp_path):
    path = tmp_path / "stretched.png"
    drawn(TRUE)[0].save(path)
    return path


def options(crop=None, hud=None):
    return argparse.Namespace(crop=crop, hud=hud)


def assert_close(places, true):
    for place, right in zip(places, true, strict=True):
        assert place == pytest.approx(right, abs=2)


@pytest.mark.parametrize("told", [{}, {"hud": SHORT}, {"crop": SHORT.place(COUNTER).pixels()}], ids=str)
def test_the_whole_hud_is_where_it_is_seen(stretched, reader, told):
    crop, grid, places = whole_place_in(stretched, options(**told), reader)
    assert_close(places, TRUE.places())
    if told:
        assert (crop, grid) == (told.get("crop"), told.get("hud"))


def test_a_japanese_games_rest_is_left_of_where_its_counter_has_it(tmp_path, reader):
    picture, as_us = drawn(TRUE, layout=JP)
    picture.save(tmp_path / "jp.png")
    *_, places = whole_place_in(tmp_path / "jp.png", options(hud=as_us), reader)
    assert_close(places, TRUE.places(JP))


def test_what_is_not_seen_is_where_the_counter_has_it(tmp_path, reader):
    picture, _ = drawn(TRUE, parts=())
    picture.save(tmp_path / "alone.png")
    *_, places = whole_place_in(tmp_path / "alone.png", options(hud=SHORT), reader)
    assert places == SHORT.places()
    *_, places = whole_place_in(tmp_path / "alone.png", options(), reader)
    assert places.lives == pytest.approx(TRUE.place(LIVES), abs=20)


def test_without_a_counter_the_rest_is_where_it_reads_well(tmp_path, reader):
    picture, _ = drawn(TRUE)
    pixels = np.asarray(picture).copy()
    pixels[SHORT.place(COUNTER).pixels().slices] = 0
    Image.fromarray(pixels).save(tmp_path / "none.png")
    *_, places = whole_place_in(tmp_path / "none.png", options(hud=SHORT), reader)
    for place, right in zip(places, TRUE.places(), strict=True):
        assert place == pytest.approx(right, abs=8)
    with pytest.raises(Problem, match="No counter was found"):
        whole_place_in(tmp_path / "none.png", options(), reader)


def test_a_crop_alone_has_nothing_beside_it(tmp_path, reader):
    path = pictures.save(tmp_path / "7.png", pictures.game(7)[pictures.crop().slices])
    assert whole_place_in(path, options(crop="all"), reader) == (None, None, HudPlaces())
