"""What a death, a game over and a reset do to what was split, and to the screens that were counted."""

import pytest

from star_counter.splitting.route import BY_HAND, Condition, Split
from tests.splitting.game import black, play, splits

EXIT, KEY = Condition("exit"), Condition("key")


def test_the_screens_of_a_death_do_not_count():
    """Nor does the way back count twice: into the Fire Sea, its fight, and the key."""
    game = play((0, black(2)), (0, black(3)))
    game.enter("black"), game.die()
    assert game.told == [("split", 0), ("undo", 0)]  # the lives fall later
    game.sent.clear()
    game.enter("black"), game.pipe()
    assert splits(game) == [(0, "black")]
    game.die_in_arena()
    assert game.told == [("split", 0), ("split", 1), ("undo", 1)]
    assert game.sent[-1].reason == "S1: it was a death"
    game.sent.clear()
    game.pipe(), game.tell("black")
    assert splits(game) == [(1, "black")]


def test_a_death_takes_back_what_led_into_the_course_from_its_entry_on():
    """Not only the last screen: there was a warp inside."""
    game = play((0, Condition("white", 3)), (0, black(9)))
    game.enter("white"), game.tell("white"), game.die(), game.enter("white"), game.tell("white")
    assert splits(game) == []
    game.tell("white")
    assert splits(game) == [(0, "white")]


def test_a_death_in_the_castle_takes_back_its_own_screen_alone():
    game = play((0, black(3)))
    game.enter(), game.leave(), game.door()  # black 1 and 2
    game.tell("black"), game.tell("died", after=2)
    assert game.told == [("split", 0), ("undo", 0)]
    game.door()
    assert game.told[2:] == [("split", 0)]


def test_screens_before_a_star_of_the_same_visit_are_not_touched():
    game = play((1, black(1)))
    game.door(), game.door(), game.enter("black"), game.star(), game.die()
    assert game.told == [("split", 0), ("undo", 0)]
    game.door()
    assert game.told[2:] == [("split", 0)]


def test_screens_of_the_same_visit_are_those_since_its_last_star():
    game = play((1, Condition("white", 4)))
    game.door(), game.door(), game.enter("black"), game.star()
    for _ in range(3):
        game.tell("white")
    game.die(), game.enter("white"), game.tell("white"), game.tell("white")
    assert splits(game) == []
    game.tell("white")
    assert splits(game) == [(0, "white")]


def test_a_death_in_a_course_that_was_entered_before_the_game_was_seen():
    game = play((0, black(1)))
    game.tell("black"), game.tell("left"), game.tell("died")
    assert game.told == [("split", 0), ("undo", 0)]
    game.tell("black")
    assert game.told[2:] == [("split", 0)]


def test_a_route_may_count_deaths():
    game = play((0, black(2)), (0, black(3)), counts_deaths=True)
    game.enter("black"), game.die(), game.enter("black")
    assert game.told == [("split", 0), ("split", 1)]


def test_a_death_that_a_route_counts_is_no_exit_either():
    game = play((0, EXIT), counts_deaths=True)
    game.enter("black"), game.die(), game.wait(10)
    assert game.told == []


def test_a_reset_takes_back_what_its_black_screen_split():
    game = play((0, black(1)), logo_reset="always", start_at="logo")
    game.power_on(), game.wait(1)
    assert game.told == [("split", 0), ("undo", 0), ("reset", None), ("start", None)]


def test_a_death_leaves_the_screens_before_the_course_as_they_were():
    game = play((0, black(3)))
    game.door(), game.door(), game.enter("white"), game.die()
    assert game.told == [("split", 0), ("undo", 0)]
    game.enter("white"), game.leave()
    assert game.told[2:] == [("split", 0)]


def test_a_death_in_an_arena_leaves_the_screens_before_it_as_they_were():
    game = play((0, black(4)))
    game.door(), game.enter("black"), game.pipe(), game.die_in_arena(), game.pipe()
    assert game.told == [("split", 0), ("undo", 0)]
    game.tell("black")
    assert game.told[2:] == [("split", 0)]


def test_all_that_a_death_has_skipped_and_split_comes_back():
    game = play(Split("hand", None, BY_HAND), (0, black(2)))
    game.splitter.sync(0)
    game.enter("black"), game.die()
    assert game.told == [("skip", 0), ("split", 1), ("undo", 1), ("undo", 0)]
    assert game.sent[-1].event.kind == "died"


def test_a_game_over_takes_back_what_its_screen_has_split_and_its_menus_split_nothing():
    game = play((0, black(1)))
    game.enter("white"), game.lose()
    assert game.told == [("split", 0), ("undo", 0)]
    assert (game.sent[-1].reason, game.sent[-1].event.kind) == ("S0: it was the game over", "game_over")
    game.tell("black")
    assert game.told[2:] == [("split", 0)]


def test_a_game_over_takes_back_what_led_into_the_course_from_its_entry_on():
    """As a death in it does, though no end of the course is told."""
    game = play((0, Condition("white", 4)))
    game.tell("white"), game.enter("white"), game.tell("white"), game.lose()
    game.enter("white"), game.tell("white")
    assert splits(game) == []
    game.tell("white")
    assert splits(game) == [(0, "white")]


def test_a_game_over_in_the_castle_takes_back_its_own_screen_alone():
    game = play((0, black(3)))
    game.enter(), game.leave(), game.door()  # black 1 and 2
    game.lose()
    assert game.told == [("split", 0), ("undo", 0)]
    game.door()
    assert game.told[2:] == [("split", 0)]


@pytest.mark.parametrize("kind", ["count", "star", "started"])
def test_the_menus_after_a_game_over_end_with_any_counter(kind):
    game = play((0, black(1)))
    game.tell("black"), game.tell("game_over"), game.tell("vanished"), game.tell("black")
    assert game.told == [("split", 0), ("undo", 0)]
    game.tell(kind, **({"from_count": 1, "to_count": 0} if kind != "started" else {})), game.tell("black")
    assert game.told[2:] == [("split", 0)]


def test_a_route_that_counts_deaths_counts_the_screens_of_menus():
    game = play((0, black(1)), (0, black(2)), counts_deaths=True)
    game.lose()
    assert game.told == [("split", 0), ("split", 1)]


def test_a_death_takes_back_no_exit_before_it():
    game = play((1, EXIT), (1, KEY))
    game.enter(), game.star_exit(), game.enter("black"), game.pipe(), game.die_in_arena()
    assert game.told == [("split", 0)]


def test_a_reset_takes_back_a_screen_also_where_deaths_count():
    game = play((0, black(1)), counts_deaths=True)
    reset = game.power_on() or game.sent[-1]
    assert game.told == [("split", 0), ("undo", 0)]
    assert (reset.reason, reset.event.kind) == ("S0: it was a reset", "logo")
