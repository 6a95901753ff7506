"""Where the HUD's other parts lie: on drawn screens, where some are hidden, and on real pictures."""

import csv

import cv2
import numpy as np
import pytest
from PIL import Image

from star_counter.hud import CAMERA, COUNTER, JP, STARS_X, US, HudGrid, HudPlaces
from star_counter.locate.locator import locate
from star_counter.locate.parts_by_icons import fit_whole
from star_counter.reading.reader import Reader
from tests.real import REAL, needs_real
from tools.simulation.layouts import KINDS, Screens
from training.rendering import backgrounds, counter
from training.rendering.glyphs import Alphabet
from training.rendering.overlay import lay_over

# How far off a place may be, in HUD units: small pictures say less than large ones.
FARTHEST = 2.0
# A captured game that fills the picture; stretched; with lost rows and columns; small.
GRIDS = [
    HudGrid(0, 0, 2, 2),
    HudGrid(-20, -12, 1.81, 1.53),
    HudGrid(-25.3, -3.1, 2.6, 2.45),
    HudGrid(30, 20, 0.8, 0.8),
]


def drawn(grid, parts=("lives", "coins", "camera"), layout=US, wider=0.0):
    """A picture of the game with these parts of its HUD, and the place of its counter as a US game's."""
    size = round(grid.ox + 320 * grid.sx), round(grid.oy + 240 * grid.sy)
    scenery = backgrounds.bank(4, np.random.default_rng(3))[2]
    picture = cv2.resize(scenery, size).astype(np.float32)
    hud = counter.star_counter(31, layout)
    if "lives" in parts:
        hud += [one._replace(x=one.x - wider) for one in counter.lives_counter(4, layout.top)]
    if "coins" in parts:
        hud += [one._replace(x=one.x - wider / 2) for one in counter.coins_counter(7, layout.top)]
    if "camera" in parts:
        hud += counter.camera_icon("cross")
    picture = lay_over(picture, hud, Alphabet.drawn(), grid, cv2.INTER_LINEAR)
    return Image.fromarray(picture.astype(np.uint8)), _as_us(grid, layout)


def _as_us(grid, layout):
    return grid.moved(layout.shift * grid.sx, (layout.top - US.top) * grid.sy)


def off(place, true, grid):
    """How far a place's worst edge lies from its true one, in HUD units."""
    scales = (grid.sx, grid.sy, grid.sx, grid.sy)
    return max(
        abs(one - other) / scale
        for one, other, scale in zip(place.corners, true.corners, scales, strict=True)
    )


def assert_places(found, true, grid, farthest=FARTHEST):
    for name, place in found._asdict().items():
        assert place is not None, name
        assert off(place, getattr(true, name), grid) <= farthest, name


@pytest.mark.parametrize("grid", GRIDS, ids=str)
@pytest.mark.parametrize("layout", [US, JP], ids=lambda layout: layout.name)
def test_all_parts_are_placed_from_a_counter_that_is_a_short_ruler(grid, layout):
    picture, counters = drawn(grid, layout=layout)
    for wide, high in ((1, 1), (0.97, 1.06), (1.03, 0.94)):  # around the counter's middle
        x, y = STARS_X + 29, 23
        short = HudGrid(
            counters.ox + counters.sx * x * (1 - wide),
            counters.oy + counters.sy * y * (1 - high),
            counters.sx * wide,
            counters.sy * high,
        )
        whole = fit_whole([picture], short)
        assert set(whole.seen) == {"lives", "coins", "camera"}
        assert_places(whole.places, grid.places(layout), grid, 1.0)
        assert off(whole.grid.place(COUNTER), grid.place(COUNTER), grid) <= 1.0


def test_parts_that_are_not_shown_are_placed_between_those_that_are():
    grid = GRIDS[1]
    picture, counters = drawn(grid, ("lives", "camera"))
    whole = fit_whole([picture], counters)
    assert whole.seen == ("lives", "camera")
    assert_places(whole.places, grid.places(), grid)


@pytest.mark.parametrize("parts", [(), ("coins",), ("lives",)], ids=str)
def test_what_is_not_seen_and_does_not_follow_has_no_place(parts):
    """The height is known from the camera alone, and the width from lives or coins."""
    picture, counters = drawn(GRIDS[0], parts)
    whole = fit_whole([picture], counters)
    assert whole.seen == parts
    assert whole.places.camera is None
    for part in parts:
        assert off(getattr(whole.places, part), getattr(GRIDS[0].places(), part), GRIDS[0]) <= 1
    if not parts:
        assert whole.places == HudPlaces()


def test_in_widescreen_lives_keep_to_the_left_and_coins_to_the_middle():
    grid = HudGrid(213.3, 0, 2, 2)
    picture, counters = drawn(grid, wider=grid.ox / grid.sx)
    whole = fit_whole([picture], counters)
    assert_places(whole.places, grid.places(wider=grid.ox / grid.sx), grid, 1.0)


@pytest.mark.parametrize("wider", [320 / 3, 64.0])
def test_a_widescreen_window_on_a_larger_picture(wider):
    grid = HudGrid(430, 0, 2, 2)
    picture, counters = drawn(grid, wider=wider)
    assert_places(fit_whole([picture], counters).places, grid.places(wider=wider), grid, 1.0)


@pytest.mark.parametrize("left", [213.3, 430])
def test_a_window_with_something_left_of_it_is_no_widescreen(left):
    grid = HudGrid(left, 0, 2, 2)
    picture, counters = drawn(grid)
    assert_places(fit_whole([picture], counters).places, grid.places(), grid, 1.0)


def test_a_part_outside_of_the_picture_has_no_place():
    grid = GRIDS[0]
    picture, counters = drawn(grid)
    cut = picture.crop((0, 0, picture.width, int(grid.place(CAMERA).y) + 10))
    assert fit_whole([cut], counters).places.camera is None
    assert fit_whole([cut], counters).places.lives is not None


def test_a_counter_is_found_with_the_places_of_the_rest():
    picture, _ = drawn(GRIDS[1], layout=JP)
    found = locate([np.asarray(picture)], Reader())
    assert_places(found.places, GRIDS[1].places(JP), GRIDS[1], 1.0)


def test_several_pictures_are_taken_together():
    """Each hides one part by an overlay."""
    grid, pictures = GRIDS[0], []
    for hidden in ("lives", "coins", "camera"):
        pixels = np.asarray(drawn(grid)[0]).copy()
        pixels[getattr(grid.places(), hidden).pixels().slices] //= 2
        pictures.append(Image.fromarray(pixels))
    assert_places(fit_whole(pictures, grid).places, grid.places(), grid, 1.0)


@pytest.mark.parametrize("kind", KINDS)
def test_places_on_screens_of_each_kind(kind):
    screens = Screens(31, alphabets=1, pictures=20)
    for _ in range(4):
        screen = screens.screen(kind)
        places = fit_whole([Image.fromarray(screen.picture)], screen.grid).places
        for name, place in places._asdict().items():
            if name in screen.shown:
                assert place is not None, name
            if place is not None:
                assert off(place, getattr(screen.places, name), screen.grid) <= FARTHEST, name


@needs_real
def test_real_pictures_have_all_parts_where_they_were_labelled():
    with (REAL / "labels.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["whole_ox"] and row["label"] != "none"]
    reader = Reader()
    for row in rows:
        picture = np.asarray(Image.open(REAL / row["file"]).convert("RGB"))
        grid = HudGrid(*(float(row[f"whole_{name}"]) for name in ("ox", "oy", "sx", "sy")))
        wider = grid.ox / grid.sx if "widescreen" in row["file"] else 0.0
        assert_places(locate([picture], reader).places, grid.places(wider=wider), grid, 1.5)
