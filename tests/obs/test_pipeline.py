"""What the worker does with pictures: what cannot be read counts for nothing."""

import numpy as np
import pytest

from star_counter.obs.autosplitter import AutoSplitter
from star_counter.obs.bridge.capture import Picture, places
from star_counter.obs.pipeline import Follower, Key, Look, Pipeline, Shot
from star_counter.obs.settings import PlayerSettings
from star_counter.reading.frame import GAME_SIZE, Frame, Reading
from star_counter.reading.reader import Reader
from star_counter.reading.trial import try_out
from star_counter.tracking.tracker import Tracker
from tests import pictures
from tests.reading import models
from tests.tracking.film import classes, icon

PLAYER = Key(1, 1)
BRIGHT = (245, 245, 245)
PLAIN = pictures.SKY
BLANK = np.zeros((24, 32, 3), np.uint8)


def picture(number, count, colour, **more):
    """The tiles of a game as a camera hands them over; ``more`` are other parts'."""
    game = pictures.game(count, colour=colour)
    width, height = GAME_SIZE
    tiles = {"crop": game[pictures.crop().slices], "game": game[:: 480 // height, :: 640 // width], **more}
    where = places([tile.shape[1::-1] for tile in tiles.values()])
    bottom, row = max(place.corners[3] for place in where), max(place.corners[2] for place in where)
    data = np.zeros((bottom, row, 4), np.uint8)
    for tile, place in zip(tiles.values(), where, strict=True):
        data[place.slices][..., :3] = tile
    shot = Shot((Look(PLAYER, tuple(tiles)),), number, number / 30)
    return Picture(shot, data.tobytes(), row * 4, where)


def player(template="{stars}"):
    return PlayerSettings(
        number=1,
        name="Ann",
        source="game",
        crop=pictures.crop(),
        unreadable=(),
        parts=(),
        keeps_found=False,
        goal=16,
        stars_source="",
        stars_template=template,
        screen_source="",
        screen_template="",
        collected=None,
    )


@pytest.fixture
def pipeline():
    pipeline = Pipeline(AutoSplitter())
    pipeline.change({PLAYER: player()}, 0.9)
    return pipeline


def read(pipeline, numbers, count, colour=PLAIN):
    """Reads so many pictures; the last one's result."""
    return [pipeline.read(picture(number, count, colour)) for number in numbers][-1]


def test_a_picture_is_read(pipeline):
    pipeline.use_reader(Reader())
    followed = read(pipeline, range(10), 12)
    assert followed.seen[PLAYER].stars == 12 and followed.problem == ""


@pytest.mark.parametrize("grey", [0, 30, 60])
def test_a_screen_is_seen_where_the_source_s_black_is_grey(pipeline, grey):
    pipeline.use_reader(Reader())
    read(pipeline, range(10), 12)
    shown = [pipeline.read(picture(number, None, (grey, grey, grey))) for number in range(10, 16)]
    events = [event.kind for followed in shown for event in followed.seen[PLAYER].events]
    assert events[:2] == ["black", "black_full"]


@pytest.mark.parametrize(("how", "problem"), [("nan", "no probabilities"), ("raises", "fails when it reads")])
def test_what_a_model_fails_at_counts_for_nothing(pipeline, how, problem, tmp_path):
    """Neither for the count, nor for the screens, nor for how long a counter was gone."""
    reader = Reader(models.spoilt(tmp_path / "spoilt.onnx", how))
    try_out(reader)
    pipeline.use_reader(reader)
    assert read(pipeline, range(10), 12).seen[PLAYER].stars == 12
    followed = read(pipeline, range(10, 40), 12, BRIGHT)
    assert followed.seen == {} and problem in followed.problem
    assert pipeline.use_reader(Reader()).problem == ""
    followed = read(pipeline, range(40, 50), 12, BRIGHT)
    assert followed.seen[PLAYER].stars == 12 and followed.problem == ""
    assert followed.seen[PLAYER].events == ()
    assert "0 black and 0 white" in followed.seen[PLAYER].status
    assert read(pipeline, range(50, 60), 13).seen[PLAYER].stars == 13


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({}, "12/120 ||"),  # nobody looks at them
        ({"lives": classes(), "coins": classes(), "camera": icon("none")}, "12/120 ||"),
        ({"lives": classes(4), "coins": classes(), "camera": icon("lakitu")}, "12/120 4|lakitu|"),
    ],
)
def test_parts_that_are_not_seen_leave_the_rest_of_a_text(parts, text):
    follower = Follower(player("{stars}/120 {lives}|{camera}|{coins}"), Tracker())
    for number in range(300):
        seen = follower.update(Frame(number, number / 30, BLANK, BLANK), Reading(classes(12), **parts))
    assert seen.stars_text == text


def test_the_timer_goes_on_while_nothing_can_be_read(pipeline, tmp_path):
    pipeline.use_reader(Reader(models.raising(tmp_path / "raising.onnx")))
    read(pipeline, range(31), 12)
    assert pipeline.autosplitter._now == 1.0


def test_tiles_lie_in_rows_that_waste_least():
    sizes = [(250, 150), (32, 24), (144, 111), (145, 97)]
    assert places(sizes) == ((0, 0, 250, 150), (250, 0, 32, 24), (282, 0, 144, 111), (426, 0, 145, 97))
    sizes = [(97, 54), (32, 24), (97, 54), (97, 54)]
    assert places(sizes) == ((0, 0, 97, 54), (97, 0, 32, 24), (129, 0, 97, 54), (226, 0, 97, 54))
