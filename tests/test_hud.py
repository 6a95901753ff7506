"""The HUD grid: where the counter and the game lie on a picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.hud import (
    BOX,
    CAMERA,
    COINS,
    COUNTER,
    GAME,
    GLYPH_SIZE,
    HUD_HEIGHT,
    HUD_WIDTH,
    JP,
    LIVES,
    STARS_X,
    TOP,
    HudGrid,
    HudPlaces,
    Rect,
    count_characters,
    left_edges,
)

offsets = st.floats(-500, 2000)
scales = st.floats(0.5, 8)
grids = st.builds(HudGrid, offsets, offsets, scales, scales)


@given(grids)
def test_the_counter_crop_gives_the_grid_back(grid):
    again = HudGrid.from_counter(grid.place(COUNTER))
    assert (again.ox, again.oy, again.sx, again.sy) == pytest.approx(
        (grid.ox, grid.oy, grid.sx, grid.sy), abs=1e-6
    )


def test_on_a_picture_of_the_grids_size_places_are_hud_units():
    assert HudGrid(0, 0, 1, 1).place(COUNTER) == COUNTER


def test_three_digits_fit_into_the_counter_crop():
    edges = left_edges(count_characters(120), STARS_X + JP.shift)
    assert edges == [263, 275, 287]
    left, top, right, bottom = COUNTER.corners
    assert left <= edges[0] and edges[-1] + GLYPH_SIZE + 5 <= right
    assert top <= JP.top and bottom >= TOP + GLYPH_SIZE
    assert BOX.x <= STARS_X and left_edges(count_characters(120))[-1] + GLYPH_SIZE <= BOX.x + BOX.width


@pytest.mark.parametrize(
    ("count", "keeps_times", "edges"),
    [(7, False, [258, 272]), (99, True, [258, 272, 284]), (100, False, [258, 270, 282]),
     (100, True, [258, 272, 284, 296])],
)  # fmt: skip
def test_where_the_characters_of_a_count_begin(count, keeps_times, edges):
    characters = count_characters(count, keeps_times=keeps_times)
    assert "".join(characters).removeprefix("×") == str(count)
    assert left_edges(characters) == edges


def test_a_count_may_be_an_integer_of_numpy():
    assert count_characters(np.uint8(7)) == ("×", "7")
    assert count_characters(np.int64(100), keeps_times=np.False_) == ("1", "0", "0")


def test_a_scaled_and_moved_grid_places_as_the_picture_does():
    grid = HudGrid(10, -4, 2, 1.5)
    assert grid.scaled(3, 2).place(COUNTER) == grid.place(COUNTER).scaled(3, 2)
    assert grid.moved(7, -3).place(COUNTER) == grid.place(COUNTER)._replace(x=538, y=7.25)


@pytest.mark.parametrize(
    ("rect", "clipped"),
    [
        (Rect(2, 3, 4, 5), Rect(2, 3, 4, 5)),
        (Rect(-2, -3, 4, 5), Rect(0, 0, 2, 2)),
        (Rect(8, 7, 40, 50), Rect(8, 7, 2, 3)),
    ],
)
def test_clipped(rect, clipped):
    assert rect.clipped(10, 10) == clipped


def test_what_lies_beside_a_picture_has_no_side_there():
    assert Rect(12, 3, 4, 4).clipped(10, 10).width <= 0
    assert Rect(3, -9, 4, 4).clipped(10, 10).height <= 0


def test_a_part_of_an_array():
    pixels = np.arange(100).reshape(10, 10)
    assert pixels[Rect(3, 2, 4, 1).slices].tolist() == [[23, 24, 25, 26]]


def test_the_visible_game_leaves_out_what_the_picture_does_not_show():
    assert HudGrid(0, 0, 2, 2).visible_game(640, 480) == Rect(32, 40, 576, 400)
    cut = HudGrid(-100, 0, 2, 2).visible_game(640, 480)
    assert (cut.x, cut.width) == (0, 2 * (GAME.x + GAME.width) - 100)


def test_a_picture_that_shows_nothing_of_the_game_is_taken_whole():
    assert HudGrid(5000, 0, 2, 2).visible_game(640, 480) == Rect(0, 0, 640, 480)


def test_a_wide_game_is_seen_by_where_its_lives_are():
    grid = HudGrid(212, 0, 2, 2)
    assert grid.wider(grid.places(wider=106)) == 106
    assert grid.wider(grid.places()) == grid.wider(HudPlaces()) == 0
    off = HudPlaces(lives=grid.place(LIVES.moved(-12, 0)))  # as a grid of the counter alone may be
    assert grid.wider(off) == 0
    assert grid.visible_game(852, 480, 106) == Rect(852 / 2 - 288, 40, 576, 400)


@given(grids, st.integers(1, 4000), st.integers(1, 3000))
def test_the_visible_game_lies_on_the_picture(grid, width, height):
    visible = grid.visible_game(width, height)
    assert visible.x >= 0 and visible.y >= 0
    assert visible.x + visible.width <= width + 1e-6 and visible.y + visible.height <= height + 1e-6
    assert visible.width >= 1 and visible.height >= 1


@pytest.mark.parametrize(
    ("rect", "is_within"),
    [
        (Rect(0, 0, 10, 10), True),
        (Rect(1, 0, 10, 10), False),
        (Rect(-1, 0, 5, 5), False),
        (Rect(0, 0, 0, 5), False),
        (Rect(9, 9, 1, 1), True),
    ],
)
def test_within(rect, is_within):
    assert rect.within(10, 10) is is_within


@given(st.floats(0, HUD_WIDTH), st.floats(0, HUD_HEIGHT), st.floats(0.1, 100), st.floats(0.1, 100))
def test_pixels_are_whole_and_at_least_one(x, y, width, height):
    pixels = Rect(x, y, width, height).pixels()
    assert all(isinstance(value, int) for value in pixels)
    assert pixels.width >= 1 and pixels.height >= 1
    assert abs(pixels.x - x) <= 0.5 and abs(pixels.y - y) <= 0.5


@pytest.mark.parametrize(
    ("rect", "fits"),
    [
        (Rect(0, 0, 10, 10), True),
        (Rect(-2.5, 0, 10, 10), True),
        (Rect(-2.6, 0, 10, 10), False),
        (Rect(2.5, 2.5, 10, 10), True),
        (Rect(0, 2.6, 10, 10), False),
        (Rect(20, 0, 10, 10), False),
    ],
)
def test_a_crop_may_stick_out_by_a_quarter(rect, fits):
    assert rect.fits(10, 10) is fits


def test_what_sticks_out_is_black():
    picture = np.arange(1, 101, dtype=np.uint8).reshape(10, 10)
    np.testing.assert_array_equal(Rect(2, 3, 4, 5).cut(picture), picture[3:8, 2:6])
    cut = Rect(-1, 7, 5, 4).cut(picture)
    np.testing.assert_array_equal(cut[:3, 1:], picture[7:, :4])
    assert cut.shape == (4, 5)
    assert not cut[:, 0].any() and not cut[3].any()


def test_the_parts_places_on_a_grid():
    places = HudGrid(10, 20, 2, 3).places()
    assert places.lives == HudGrid(10, 20, 2, 3).place(LIVES)
    assert places.coins == HudGrid(10, 20, 2, 3).place(COINS)
    assert places.camera == HudGrid(10, 20, 2, 3).place(CAMERA)
