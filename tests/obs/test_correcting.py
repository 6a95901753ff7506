"""Where lives, coins and camera are read while one plays, by the worker."""

import pytest

from star_counter.hud import COUNTER, PART_CROPS, HudGrid, HudPlaces
from star_counter.obs.correcting import Correcting, Shift, corrected, narrow, wide
from star_counter.reading.frame import GAME_SIZE, Frame
from star_counter.reading.reader import Reader
from tests import pictures

GRID = HudGrid(0, 0, 2, 2)


@pytest.fixture(scope="module")
def reader():
    return Reader()


def placed(right, down):
    """Where the parts are placed so many HUD units off."""
    return HudPlaces(*(part.moved(right * GRID.sx, down * GRID.sy).pixels() for part in GRID.places()))


def frame(number, places, shifts, game):
    """What a tick takes of a game."""
    width, height = GAME_SIZE
    small = game[:: game.shape[0] // height, :: game.shape[1] // width]
    parts = {part: place.cut(game) for part, place in wide(places, shifts)._asdict().items() if place}
    return Frame(number, number / 30, GRID.place(COUNTER).pixels().cut(game), small, **parts)


def play(correcting, reader, places, game, frames):
    """Looks at the game so often; the last reading."""
    for number in range(frames):
        seen = frame(number, places, correcting.shifts, game)
        (reading,) = reader.read([narrow(seen)])
        correcting.update(seen, reading, reader)
    return reading


def test_what_is_cut_out_is_what_the_place_shows():
    game = pictures.game(12)
    seen = narrow(frame(0, placed(0, 0), {}, game))
    for part, place in GRID.places()._asdict().items():
        cut, right = getattr(seen, part), place.pixels()
        assert abs(cut.shape[0] - right.height) <= 1 and abs(cut.shape[1] - right.width) <= 1
        assert (cut[2:-2, 2:-2] == right.cut(game)[2:-2, 2:-2]).mean() > 0.9


def test_what_reads_well_stays(reader):
    correcting = Correcting()
    reading = play(correcting, reader, placed(0, 0), pictures.game(12), 90)
    assert correcting.shifts == {}
    assert (reading.shown("lives"), reading.shown("coins"), reading.mode()) == (4, 17, "lakitu")


@pytest.mark.parametrize(("right", "down"), [(0, 9), (0, -8)])
def test_what_reads_badly_is_moved_to_where_it_reads_well(reader, right, down):
    correcting, game = Correcting(), pictures.game(12)
    places = placed(right, down)
    assert play(Correcting(), reader, places, game, 1).shown("lives") is None
    reading = play(correcting, reader, places, game, 600)
    assert (reading.shown("lives"), reading.shown("coins"), reading.mode()) == (4, 17, "lakitu")
    assert all(shift.down * down < 0 for shift in correcting.shifts.values())


def test_nothing_is_tried_without_a_counter(reader):
    correcting = Correcting()
    play(correcting, reader, placed(0, 9), pictures.game(None), 90)
    assert correcting.shifts == {}


def test_a_part_that_is_not_looked_at_stays_so():
    assert wide(HudPlaces(camera=placed(0, 0).camera), {}).lives is None


def test_a_part_is_shown_where_it_is_read():
    places = HudPlaces(coins=GRID.place(PART_CROPS["coins"]), camera=GRID.place(PART_CROPS["camera"]))
    shown = corrected(places, {"coins": Shift(3, -1)})
    assert shown == places._replace(coins=places.coins.moved(6, -2))
