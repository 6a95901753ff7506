"""What starts and resets the timer: the logo, the first counter, and neither."""

import pytest

from star_counter.splitting.route import BY_HAND, Condition, Route, Split
from star_counter.splitting.splitter import LOGO_DELAY, LOGO_START, Splitter
from tests.splitting.game import Game, black, play

EXIT, ENTRY, KEY, END = (Condition(kind) for kind in ("exit", "entry", "key", "grand star"))


def begun(**options):
    """A game from power-on to the first star, of a route of two stars."""
    game = Game(Route("t", (Split("A", 1), Split("B", 2))), **options)
    game.power_on(), game.new_file(), game.enter(), game.star_exit()
    return game


def test_the_logo_starts_the_timer_at_a_constant_time():
    game = begun(logo_reset="off")
    start, split = game.sent
    assert (start.kind, start.event.kind) == ("start", "logo")
    assert start.time == start.event.time + LOGO_DELAY
    assert str(start).startswith("start: the start-up logo (")
    assert split.kind == "split"
    assert abs(LOGO_START - 1.5) < 1e-9


@pytest.mark.parametrize("logo_reset", ["unfinished", "always"])
def test_the_logo_resets_and_starts_together(logo_reset):
    game = begun(logo_reset=logo_reset)
    game.power_on(), game.wait(1), game.new_file()
    assert game.told == [("start", None), ("split", 0), ("reset", None), ("start", None)]
    assert game.sent[2].time == game.sent[3].time
    assert (game.sent[2].reason, game.sent[2].event.kind) == ("the start-up logo", "logo")


def test_without_a_start_the_logo_resets_at_once():
    game = begun(start_at="off")
    game.power_on()
    assert game.told == [("split", 0), ("reset", None)]
    game.new_file()
    assert len(game.sent) == 2


def test_a_logo_that_may_not_reset_leaves_that_to_the_first_counter():
    game = begun(logo_reset="off", start_at="counter")
    assert game.told == [("start", None), ("split", 0)]
    game.power_on(), game.wait(1)
    assert len(game.sent) == 2
    game.new_file()
    assert game.told[2:] == [("reset", None), ("start", None)]


def test_the_logo_resets_and_the_counter_starts():
    game = begun(logo_reset="always", start_at="counter")
    game.power_on(), game.wait(1)
    assert game.told == [("start", None), ("split", 0), ("reset", None)]
    game.new_file()
    assert game.told[3:] == [("start", None)]


def finished(**options):
    game = begun(**options)
    game.enter(), game.star_exit()
    assert game.told[-1] == ("split", 1)
    game.sent.clear()
    return game


def test_a_finished_run_stays_as_it_is_until_the_timer_is_reset():
    game = finished(logo_reset="unfinished")
    game.power_on(), game.new_file(), game.enter(), game.star_exit()
    assert game.told == []
    game.splitter.is_on = False  # the player has reset the timer
    game.power_on(), game.new_file(), game.enter(), game.star_exit()
    assert game.told == [("start", None), ("split", 0)]


def test_a_finished_run_stays_as_it_is_where_the_timer_says_that_it_is_over():
    game = finished(logo_reset="unfinished")
    game.power_on()
    game.splitter.sync(2)
    game._show(1, "count")  # another file
    game.new_file(), game.enter(), game.star_exit()
    assert game.told == []


def test_nothing_is_started_or_reset_unless_that_is_wanted():
    splitter = Splitter(Route("t", (Split("A", 0),)))
    assert (splitter.start_at, splitter.logo_reset) == ("off", "off")


def test_a_first_counter_without_a_count_is_the_routes():
    game = Game(Route("t", (Split("A", 0),)))
    game.tell("started")
    assert game.told == [("split", 0)]


def test_a_split_by_hand_at_the_start_is_the_players():
    assert play(Split("hand", None, BY_HAND), (1, black(1))).splitter.index == 0


def test_a_timer_that_is_seen_says_where_a_run_is_joined():
    game = Game(Route("t", (Split("A", 1), Split("B", 6))))
    game.splitter.sync(0)
    game._show(5, "count")
    assert game.splitter.index == 0


def test_another_route_waits_for_what_happens_with_its_count():
    game = play((9, black(1)), count=5)
    game.splitter.change_route(Route("u", (Split("A", 5, KEY), Split("B", 6))))
    assert game.splitter.index == 0


def test_a_finished_run_goes_on_where_the_player_starts_the_timer():
    game = finished(logo_reset="unfinished", start_at="off")
    game.power_on(), game.new_file()
    game.splitter.sync(0)
    game.enter(), game.star_exit()
    assert game.told == [("split", 0)]


def test_a_finished_run_stays_at_the_first_counter_too():
    game = finished(logo_reset="unfinished", start_at="counter")
    game.tell("black"), game.new_file()
    assert game.told == []


def test_a_finished_run_is_reset_where_that_is_wanted():
    game = finished(logo_reset="always")
    game.power_on(), game.wait(1)
    assert game.told == [("reset", None), ("start", None)]


def test_another_logo_at_the_title_begins_anew():
    game = Game(Route("t", (Split("A", 1),)))
    game.power_on(), game.wait(1), game.power_on(), game.wait(1)
    assert game.told == [("start", None), ("reset", None), ("start", None)]


def test_a_stopped_timer_is_started_and_not_reset():
    game = begun()
    game.splitter.is_on = False
    game.power_on(), game.wait(1)
    assert game.told[2:] == [("start", None)]


def test_a_file_that_is_played_on_after_the_logo_is_joined():
    game = Game(Route("t", (Split("A", 1), Split("B", 3))))
    game.power_on(), game.new_file(2)
    assert game.splitter.index == 1
    game.enter(), game.star_exit()
    assert game.told == [("start", None), ("split", 1)]


def demo(game, kind="count"):
    """The title, which plays a demo with the counter at 0."""
    game.tell("black", after=30), game._show(0, kind), game.tell("black", after=20)


def test_a_demo_of_the_title_starts_and_splits_nothing():
    game = Game(Route("t", (Split("A", 0), Split("B", 0, black(1)))), start_at="counter", logo_reset="off")
    demo(game)
    assert game.told == []
    game.new_file()
    assert game.told == [("start", None), ("split", 0)]
    assert (game.sent[0].event.kind, game.sent[0].reason) == ("started", "the counter shows 0 stars")
    game.tell("black")
    assert game.told[2:] == [("split", 1)]


def test_a_demo_after_a_run_resets_and_does_not_start():
    game = begun(start_at="counter", logo_reset="off")
    demo(game, "reset")
    assert game.told == [("start", None), ("split", 0), ("reset", None)]
    game.new_file()
    assert game.told[3:] == [("start", None)]


def test_where_no_coins_are_read_the_count_starts_the_timer():
    game = Game(Route("t", (Split("A", 0),)), start_at="counter", logo_reset="off")
    game.splitter.unseen = frozenset({"coins"})
    game._show(0, "count")
    assert game.told == [("start", None), ("split", 0)]


def test_a_run_that_the_player_has_started_is_split_with_its_first_count():
    game = Game(Route("t", (Split("A", 0, black(1)),)), start_at="counter", logo_reset="off")
    game._show(0, "count")
    game.splitter.sync(-1), game.tell("black"), game.splitter.sync(0)
    assert game.told == []
    game.tell("black"), game.tell("black")
    assert game.told == []  # it is the third one
    other = Game(Route("t", (Split("A", 0, black(1)),)), start_at="counter", logo_reset="off")
    other._show(0, "count"), other.splitter.sync(0), other.tell("black")
    assert other.told == [("split", 0)]


def test_a_timer_that_the_player_starts_tells_no_count():
    game = Game(Route("t", (Split("A", 0, black(1)),)), start_at="counter", logo_reset="off")
    game.splitter.sync(0), game.tell("black")
    assert game.told == []


def test_screens_count_before_any_counter():
    game = Game(Route("t", (Split("A", None, black(1)),)), start_at="off")
    game.tell("black")
    assert game.told == [("split", 0)]


def test_a_count_right_after_the_start_begins_nothing_again():
    game = Game(Route("t", (Split("A", 1),)), start_at="counter", logo_reset="off")
    game.new_file(), game.tell("reset", after=1, from_count=5, to_count=0)
    assert game.told == [("start", None)]
    game.tell("reset", after=60, from_count=5, to_count=0), game.wait(1)
    assert game.told[1:2] == [("reset", None)]


def test_a_run_under_way_is_joined_where_the_counter_starts_the_timer():
    game = Game(Route("t", (Split("A", 1), Split("B", 2))), start_at="counter", logo_reset="off")
    game._show(0, "count"), game.enter(), game.star_exit()
    assert game.told == [("split", 0)]


def test_a_game_over_does_not_begin_a_run():
    game = Game(Route("t", (Split("A", 0), Split("B", 1))), start_at="counter", logo_reset="off")
    game.new_file(), game.enter(), game.tell("black"), game.tell("game_over"), game.tell("started", after=30)
    assert game.told == [("start", None), ("split", 0)]


def test_a_second_first_counter_without_a_star_begins_anew_for_those_who_start_there():
    game = Game(Route("t", (Split("A", 0),)), start_at="counter", logo_reset="off")
    game.new_file(), game.tell("black"), game.new_file()
    assert game.told == [("start", None), ("split", 0), ("reset", None), ("start", None), ("split", 0)]
    still = Game(Route("t", (Split("A", 0),)), start_at="off", logo_reset="off")
    still.new_file(), still.tell("black"), still.new_file()
    assert still.told == [("split", 0)]


def test_the_logos_own_screens_and_those_of_the_menus_after_it_are_none_of_the_run():
    """The timer is the player's to reset: the splits go on."""
    game = Game(Route("t", (Split("A", 0, black(2)),)), start_at="off", logo_reset="off")
    game._show(0, "count"), game.power_on()
    game.tell("black"), game.new_file()
    assert game.told == []
    game.tell("black")
    assert game.told == [("split", 0)]


def test_a_split_at_the_logo_is_made_and_resets_nothing():
    game = play((0, Condition("logo")), (0, ENTRY), logo_reset="always", start_at="logo")
    game.power_on(), game.wait(1)
    assert game.told == [("split", 0)]


def test_a_paused_splitter_takes_nothing_back():
    game = play((0, black(1)))
    game.enter("black")
    game.splitter.is_paused = True
    game.tell("died")
    assert game.told == [("split", 0)]
