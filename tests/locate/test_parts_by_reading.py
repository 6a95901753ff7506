"""The places of lives, coins and camera: around a wrong grid, in widescreen, and on real pictures."""

import csv

import numpy as np
import pytest
from PIL import Image

from star_counter.hud import CAMERA, COINS, COUNTER, LIVES, WHOLE_HUD, HudGrid
from star_counter.locate.parts_by_reading import find_parts
from star_counter.reading.frame import CAMERAS
from star_counter.reading.reader import Reader
from tests import pictures
from tests.real import REAL, needs_real
from training.rendering import counter
from training.rendering.glyphs import Alphabet

# How far off a place may be, in HUD units: what the models read right.
FARTHEST = 4


@pytest.fixture(scope="module")
def reader():
    return Reader()


def off(place, grid, part):
    """How far a place lies from where the grid has it, in HUD units: across and down."""
    right = grid.place(part)
    return abs(place.x - right.x) / grid.sx, abs(place.y - right.y) / grid.sy


def assert_near(places, grid):
    for place, part in zip(places, (LIVES, COINS, CAMERA), strict=True):
        assert max(off(place, grid, part)) <= FARTHEST


@pytest.mark.parametrize(("wide", "high"), [(1.0, 1.0), (1.03, 0.95), (0.975, 1.06), (1.02, 1.05)])
def test_around_a_grid_whose_scale_is_wrong(reader, wide, high):
    right = HudGrid(0, 0, 2, 2)
    crop = right.place(COUNTER)
    # The counter stays where it is, and the rest of the grid is off as on real captures.
    wrong = HudGrid(crop.x - 2 * wide * COUNTER.x, crop.y - 2 * high * COUNTER.y, 2 * wide, 2 * high)
    assert_near(find_parts(pictures.game(37, camera="cross"), wrong, reader), right)


def test_what_is_hidden_is_placed_by_what_is_seen(reader):
    picture = pictures.game(37).copy()
    picture[:80, 330:470] = pictures.SKY  # the coins, as in the castle
    crop = HudGrid(0, 0, 2, 2).place(COUNTER)
    wrong = HudGrid(crop.x - 2 * 1.03 * COUNTER.x, crop.y - 2 * 0.95 * COUNTER.y, 2 * 1.03, 2 * 0.95)
    assert_near(find_parts(picture, wrong, reader), HudGrid(0, 0, 2, 2))


def test_without_a_hud_the_grid_s_own_places_are_kept(reader):
    grid = HudGrid(3, 5, 2, 2)
    assert find_parts(pictures.game(None), grid, reader) == grid.places()


def test_a_port_in_widescreen(reader):
    alphabet, sky = Alphabet.drawn(), np.full((240, 427, 3), pictures.SKY, np.float32)
    right = HudGrid(107, 0, 1, 1)
    hud = [
        *counter.star_counter(37),
        *counter.camera_icon("lakitu"),
        *(one._replace(x=one.x - 107) for one in counter.lives_counter(4)),
        *(one._replace(x=one.x - 53) for one in counter.coins_counter(17)),
    ]
    drawn = counter.draw(hud, alphabet, WHOLE_HUD._replace(x=-107, width=427))
    picture = (sky * (1 - drawn[..., 3:]) + drawn[..., :3]).astype(np.uint8)
    places = find_parts(picture, right, reader)
    assert read(picture, places, reader) == ["4", "17", "lakitu"]
    assert max(off(places.lives, right.moved(-107, 0), LIVES)) <= FARTHEST
    assert max(off(places.coins, right.moved(-53, 0), COINS)) <= FARTHEST


def read(picture, places, reader):
    """What is told of the parts: numbers, or "none"; a mode, "none", or None where it is not sure."""
    height, width = picture.shape[:2]
    told = []
    for place in (places.lives, places.coins):
        inside = place.pixels().fits(width, height)
        row = reader.probabilities([place.pixels().cut(picture)])[0] if inside else np.zeros(123)
        told.append(str(row.argmax()) if row.argmax() <= 120 and row.max() >= 0.9 else "none")
    row = reader.cameras([places.camera.pixels().cut(picture)])[0]
    return [*told, CAMERAS[row.argmax()] if row.max() >= 0.9 else None]


def labelled():
    with (REAL / "labels.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["whole_ox"]]


@needs_real
@pytest.mark.parametrize("grid_of", ["whole", "hud"])
def test_real_pictures(reader, grid_of):
    """Those with the grid of the counter alone, too: up to 12 HUD units off at the camera and the lives."""
    for row in labelled():
        grid = HudGrid(*(float(row[f"{grid_of}_{name}"]) for name in ("ox", "oy", "sx", "sy")))
        picture = np.asarray(Image.open(REAL / row["file"]).convert("RGB"))
        seen = read(picture, find_parts(picture, grid, reader), reader)
        assert seen == [row["lives"], row["coins"], row["camera"]], row["file"]
