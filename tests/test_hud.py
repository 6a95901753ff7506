"""The HUD grid: where the counter and the game lie on a picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.hud import COUNTER, GAME, HUD_HEIGHT, HUD_WIDTH, HudGrid, Rect

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
    # Three glyphs, 16 wide and 12 apart, from x 258 (US) or 263 (JP) on; the first one's edge is empty.
    assert COUNTER.x <= 263 and COUNTER.x + COUNTER.width >= 263 + 2 * 12 + 16 + 5
    assert COUNTER.y <= 14 and COUNTER.y + COUNTER.height >= 15 + 16


def test_the_visible_game_leaves_out_what_the_picture_does_not_show():
    assert HudGrid(0, 0, 2, 2).visible_game(640, 480) == Rect(32, 40, 576, 400)
    cut = HudGrid(-100, 0, 2, 2).visible_game(640, 480)
    assert (cut.x, cut.width) == (0, 2 * (GAME.x + GAME.width) - 100)


def test_a_picture_that_shows_nothing_of_the_game_is_taken_whole():
    assert HudGrid(5000, 0, 2, 2).visible_game(640, 480) == Rect(0, 0, 640, 480)


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
