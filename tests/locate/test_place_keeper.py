"""Keeping a part's place while one plays: by readings that are told, and with the model on drawn games."""

import numpy as np
import pytest

from star_counter import MOST_STARS
from star_counter.hud import COINS, LIVES, Rect
from star_counter.locate.place_keeper import SHIFTS, PlaceKeeper, cut, moved, widened
from star_counter.reading.reader import Reader
from tools.simulation.drawing.scenery import PLACES, Places
from training.rendering import counter
from training.rendering.glyphs import Alphabet

NOTHING, WELL = (None, 0.99), (4, 0.95)
LEFT, RIGHT, UP, DOWN = SHIFTS
# Rows and columns that are added around a game, so that what sticks out of it can be cut.
_EDGE = 24


def shifted(*sides, read=WELL):
    """What is read at all shifts, where these sides read something."""
    return [read if shift in sides else NOTHING for shift in SHIFTS]


def try_often(keeper, reads, *, at=NOTHING):
    """Tells a keeper these, in turn; how often it moved."""
    return sum(keeper.tried(at, read) for read in reads)


def test_it_moves_to_what_reads_well_by_a_unit_when_three_tries_agree():
    keeper = PlaceKeeper()
    assert [keeper.tried(NOTHING, shifted(RIGHT)) for _ in range(3)] == [False, False, True]
    assert (keeper.right, keeper.down) == (1, 0)
    assert try_often(keeper, [shifted(UP, LEFT)] * 3) == 1
    assert (keeper.right, keeper.down) == (0, -1)


@pytest.mark.parametrize(
    "reads",
    [
        [shifted(RIGHT), shifted(RIGHT), shifted()] * 3,
        [shifted(RIGHT), shifted(LEFT)] * 5,
        [shifted(RIGHT, read=(number, 0.99)) for number in range(9)],
        [shifted(RIGHT, read=(4, 0.89))] * 9,
        [shifted(LEFT, RIGHT)] * 9,
        [[WELL, (5, 0.95), NOTHING, NOTHING]] * 9,
        [shifted()] * 9,
    ],
    ids=["not lasting", "either side", "other values", "not sure", "both sides", "two values", "nothing"],
)
def test_it_stays_where_tries_do_not_agree(reads):
    keeper = PlaceKeeper()
    assert try_often(keeper, reads) == 0
    assert (keeper.right, keeper.down) == (0, 0)


def test_it_stays_where_something_else_is_likely():
    assert try_often(PlaceKeeper(), [shifted(RIGHT)] * 9, at=(7, 0.5)) == 0
    assert try_often(PlaceKeeper(), [shifted(RIGHT)] * 9, at=(4, 0.5)) == 3


def test_what_reads_well_is_not_tried_and_what_was_said_before_it_is_forgotten():
    keeper = PlaceKeeper()
    assert try_often(keeper, [shifted(RIGHT)] * 2) == 0
    assert not any(keeper.is_due(time / 10, (4, 0.9)) for time in range(100))
    assert keeper.is_due(11, (4, 0.8))
    assert try_often(keeper, [shifted(RIGHT)] * 2) == 0


def test_it_goes_no_farther_than_parts_lie_off():
    keeper = PlaceKeeper()
    assert try_often(keeper, [shifted(LEFT)] * 60) == 6
    assert try_often(keeper, [shifted(DOWN)] * 60) == 13
    assert (keeper.right, keeper.down) == (-6, 13)


def test_it_is_due_twice_a_second_and_seldom_where_nothing_is_seen():
    keeper, due = PlaceKeeper(), []
    for frame in range(30 * 30):
        if keeper.is_due(frame / 30, NOTHING):
            due.append(frame / 30)
            keeper.tried(NOTHING, shifted())
    between = np.diff(due)
    assert between.min() >= 0.5 - 1e-9
    assert len(due) <= 12 + 30 / 4
    assert not keeper.is_due(30.0, WELL)
    assert keeper.is_due(30.5, NOTHING) and keeper.is_due(31.01, NOTHING)


@pytest.mark.parametrize("scale", [0.75, 1, 2.37, 4.5])
def test_crops_are_cut_out_of_the_margin(scale):
    place = Rect(300, 100, LIVES.width * scale, LIVES.height * scale).pixels()
    wide = widened(place, LIVES).pixels()
    y, x = np.indices((int(wide.height), int(wide.width)))
    pixels = np.stack([x + wide.x, y + wide.y, x], axis=-1)
    for right, down in ((0, 0), *SHIFTS, (0.5, -1.5)):
        crop = cut(pixels, LIVES, right, down)
        left, top = crop[0, 0, :2]
        assert (left, top) == pytest.approx((place.x + right * scale, place.y + down * scale), abs=1.01)
        assert crop.shape[:2] == pytest.approx((place.height, place.width), abs=1.01)
    assert crop.base is pixels


def games(start, number, parts):
    """Frames of a game that goes on, float32 (240, 320, 3), with these parts of its HUD."""
    places, names = Places(5), sorted(set(PLACES) - {"logo", "title", "letter", "stars", "files"})
    drawn = counter.draw(parts, Alphabet.drawn(), Rect(0, 0, 320, 240))
    for tick in range(start, start + number):
        picture = places[names[tick // 40 % len(names)]].draw(tick).astype(np.float32)
        yield picture * (1 - drawn[..., 3:]) + drawn[..., :3]


def keep(keeper, frames, start, part, reader):
    """Has a keeper follow frames that are tried twice a second, as a worker does."""
    for number, frame in enumerate(frames):
        wide = widened(moved(start, part, keeper.right, keeper.down), part).pixels()
        padded = np.pad(frame, ((_EDGE, _EDGE), (_EDGE, _EDGE), (0, 0)), mode="edge").astype(np.uint8)
        pixels = padded[wide.moved(_EDGE, _EDGE).slices]
        crops = [cut(pixels, part, *shift) for shift in ((0, 0), *SHIFTS)]
        counts = reader.probabilities(crops)[:, : MOST_STARS + 1]
        read, *around = [(int(one.argmax()), float(one.max())) for one in counts]
        if keeper.is_due(number / 2, read):
            keeper.tried(read, around)
    return read


@pytest.mark.parametrize(("right", "down"), [(10, 0), (0, 9), (0, -9), (5.5, 8)])
def test_a_misplaced_part_comes_to_where_it_reads_well(right, down):
    start, reader = COINS.moved(right, down), Reader()
    frames = list(games(0, 60, counter.coins_counter(23)))
    first = PlaceKeeper()
    assert keep(first, frames[:1], start, COINS, reader)[1] < 0.9
    keeper = PlaceKeeper()
    read = keep(keeper, frames, start, COINS, reader)
    assert read[0] == 23 and read[1] >= 0.9
    assert abs(right + keeper.right) + abs(down + keeper.down) < abs(right) + abs(down)


def test_a_part_that_is_not_there_stays_where_it_was_placed():
    keeper = PlaceKeeper()
    keep(keeper, games(7, 240, counter.star_counter(12)), COINS, COINS, Reader())
    assert (keeper.right, keeper.down) == (0, 0)
