"""Whole runs of the shipped routes: from power-on to the grand star, without a press."""

import pytest

from star_counter.splitting.formats.route_files import find, shipped
from star_counter.splitting.splitter import LOGO_DELAY
from tests.splitting.game import Game


def to_the_sky(game):
    """After the second key: back into the Fire Sea, out to the lobby by the pause menu, and up."""
    game.enter("black"), game.leave(), game.door(), game.enter("black")


def last_fight(game):
    """With a death in the arena."""
    game.pipe(), game.die_in_arena(), game.pipe(), game.win()


def dark_world(game):
    """With a death in the stage and one in the arena."""
    game.die(), game.enter("black"), game.pipe(), game.die_in_arena(), game.pipe(), game.take_key()


def fire_sea(game):
    game.enter("black"), game.die(), game.enter("black"), game.pipe(), game.take_key()


def to(game, count, staying=()):
    """Stars of courses up to a count; after those of ``staying`` the course goes on."""
    while game.count < count:
        game.enter()
        while game.count + 1 in staying:
            game.star()
        game.star_exit()


def play_0(game):
    game.door(), game.enter("black"), dark_world(game), game.door(), fire_sea(game)
    to_the_sky(game), last_fight(game)


def play_1(game):
    game.door(), game.enter("black"), dark_world(game), game.door(), to(game, 1), fire_sea(game)
    to_the_sky(game), last_fight(game)


def play_16(game):
    game.door(), game.enter("black"), game.star(), dark_world(game), game.door()
    to(game, 15, {3, 9}), game.door(), to(game, 16), fire_sea(game)
    to_the_sky(game), last_fight(game)


def play_31(game):
    game.door(), to(game, 9, {4}), game.door(), game.enter("black"), game.star(), dark_world(game)
    game.door(), to(game, 29, {12, 20}), game.star("castle"), game.door(), to(game, 31), fire_sea(game)
    to_the_sky(game), last_fight(game)


def play_70(game):
    game.door(), to(game, 12, {4}), game.door(), game.enter("black"), game.star(), dark_world(game)
    to(game, 14), game.star("castle"), to(game, 34, {18, 27}), fire_sea(game)
    to(game, 70, {36, 45, 61, 68}), game.door(), game.enter("black"), last_fight(game)


def play_120(game):
    game.door(), to(game, 39, set(range(4, 39, 8))), game.enter("black"), game.star(), dark_world(game)
    to(game, 48), game.star("castle"), game.star("castle"), to(game, 64), game.star("castle"), to(game, 66)
    game.enter("black"), game.star(), game.die(), game.enter("black"), game.pipe(), game.take_key()
    to(game, 119, {80, 100}), game.enter("black"), game.star(), last_fight(game)


RUNS = {"0": play_0, "1": play_1, "16": play_16, "31": play_31, "70": play_70, "120": play_120}


def begin(game):
    game.power_on(), game.new_file()


def test_there_is_a_run_of_every_shipped_route():
    assert [path.stem for path in shipped()] == list(RUNS)


@pytest.mark.parametrize("name", RUNS)
def test_a_run_with_two_deaths_and_a_reset_is_split_without_a_press(name):
    """The first try is reset inside a course, in a black screen, after the first splits."""
    game = Game(find(name))
    begin(game), game.door(), game.enter("black")
    first_try = len(game.sent)
    game.power_on()
    logo = game.now
    game.new_file()
    assert game.sent[0].kind == "start"
    reset, start = game.sent[first_try : first_try + 2]
    assert (reset.kind, start.kind) == ("reset", "start")
    assert reset.time == start.time == logo + LOGO_DELAY
    begun = first_try + 2
    RUNS[name](game)
    assert game.told[begun:] == [("split", index) for index in range(len(find(name).splits))]
    assert game.sent[-1].event.kind == "grand_star"


@pytest.mark.parametrize("name", RUNS)
def test_the_splits_are_the_same_where_the_first_counter_starts_the_timer(name):
    """The logo is cropped away: the counter resets and starts, also after a try without a star."""
    game = Game(find(name), start_at="counter", logo_reset="off")
    game.splitter.unseen = frozenset({"logo"})
    game.new_file(), game.door(), game.enter("black")
    first_try = len(game.sent)
    game.tell("black")
    game.new_file()
    RUNS[name](game)
    count = len(find(name).splits)
    assert game.told[first_try:] == [("reset", None), ("start", None)] + [
        ("split", index) for index in range(count)
    ]
