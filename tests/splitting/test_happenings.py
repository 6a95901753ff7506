"""What splits wait for besides counts and screens: courses, deaths, keys, crosses, the logo and the end."""

import pytest

from star_counter.splitting.route import BY_HAND, Condition, Route, Split
from star_counter.splitting.splitter import LIVES_FALL
from tests.splitting.game import Game, black, camera, play, splits

EXIT, ENTRY, KEY, END = (Condition(kind) for kind in ("exit", "entry", "key", "grand star"))


EVENTS = {
    "exit": "left",
    "entry": "entered",
    "death": "died",
    "key": "key",
    "camera 1": "cutscene",
    "logo": "logo",
    "coins 100": "coins",
}


@pytest.mark.parametrize("text", EVENTS)
@pytest.mark.parametrize("other", [*EVENTS.values(), "grand_star", "game_over", "extra_life", "vanished"])
def test_each_waits_for_its_own_event(text, other):
    condition, event = Condition.parse(text), EVENTS[text]
    game = play((5, condition), (None, condition), count=4)
    game.splitter.unseen = frozenset({"lives"} - condition.needs)  # an exit waits for no lives
    game.tell("entered"), game.tell(event)
    game._take("course")
    assert splits(game) == []
    game.tell("entered") if event == "left" else game.tell("left")
    game.sent.clear()
    game.splitter.sync(0)
    game.tell(other)
    assert splits(game) == ([(0, event)] if other == event else [])


@pytest.mark.parametrize("text", EVENTS)
def test_without_a_count_the_next_one_after_the_split_before_is_meant(text):
    condition, event = Condition.parse(text), EVENTS[text]
    game = play((0, black(1)), (None, condition), (None, condition))
    game.splitter.unseen = frozenset({"lives"} - condition.needs)
    game.tell("entered"), game.tell(event), game.tell("entered" if event == "left" else "left")
    assert splits(game) == []
    game.tell("appeared"), game.tell("black"), game.tell("black"), game.tell(event)
    assert splits(game) == [(0, "black"), (1, event)]
    if event == "left":
        game.tell("entered")
    game.tell(event)
    assert splits(game) == [(0, "black"), (1, event), (2, event)]


def test_an_exit_by_a_star_splits_at_once():
    game = play((1, EXIT))
    game.enter(), game.star_exit()
    (action,) = game.sent
    assert (action.event.kind, action.time) == ("left", action.event.time)
    assert action.reason == "S0: 1 star, then the course is left"


def test_an_exit_that_may_be_a_death_waits_for_the_lives():
    game = play((0, EXIT))
    game.enter(), game.leave()
    assert game.told == []
    game.wait(LIVES_FALL)
    assert game.told == [("split", 0)]
    assert game.sent[0].time == game.sent[0].event.time + LIVES_FALL


def test_a_death_is_no_exit():
    game = play((1, EXIT))
    game.enter(), game.star(), game.die(), game.wait(10)
    assert game.told == []
    game.enter(), game.leave(), game.wait(10)
    assert game.told == [("split", 0)]


def test_a_death_soon_after_a_star_is_no_exit():
    """The cross of a dance that ends no course is gone when Mario dies."""
    game = play((1, EXIT))
    game.enter(), game.tell("star", to_count=1, from_count=0, where="course")
    game.tell("cutscene", after=0.1), game.tell("cutscene_end", after=2.0)
    game.tell("black", after=3.0), game.tell("left"), game.tell("died", after=1.5), game.wait(10)
    assert game.told == []


def test_where_the_lives_are_not_seen_no_exit_waits_for_them():
    game = play((0, EXIT))
    game.splitter.unseen = frozenset({"lives"})
    game.enter(), game.leave()
    assert game.told == [("split", 0)]


def test_a_reset_in_a_course_is_no_exit():
    """Nor what the tracker may say of the castle after it."""
    game = play((0, EXIT))
    game.enter(), game.power_on(), game.new_file(), game.tell("left"), game.wait(10)
    assert game.told == []


def test_a_castle_star_is_over_at_the_next_course():
    game = play((1, ENTRY), (2, black(1)))
    game.door(), game.star("castle"), game.door(), game.door()
    assert splits(game) == []
    game.enter()
    assert splits(game) == [(0, "entered")]


def test_to_go_back_after_a_key_is_no_entry():
    game = play((None, KEY), (None, ENTRY))
    game.enter("black"), game.pipe(), game.take_key()
    game.enter("black"), game.leave(), game.door()
    assert splits(game) == [(0, "key")]
    game.enter("black")
    assert splits(game) == [(0, "key"), (1, "entered")]


def test_behind_a_door_any_course_is_the_next():
    game = play((None, KEY), (None, ENTRY))
    game.enter("black"), game.pipe(), game.take_key(), game.door(), game.enter()
    assert splits(game) == [(0, "key"), (1, "entered")]


def test_a_key_splits_with_its_count_alone():
    game = play((3, KEY), count=2)
    game.enter("black"), game.pipe(), game.take_key()
    assert splits(game) == []
    game.enter(), game.star_exit(), game.enter("black"), game.pipe(), game.take_key()
    assert splits(game) == [(0, "key")]


def test_crosses_count_since_the_last_screen_the_count_and_the_split_before():
    game = play((1, camera(2)), (1, camera(1)), (1, camera(2)))
    game.tell("cutscene"), game.tell("cutscene_end")
    game._take("course")
    game.tell("cutscene")
    assert splits(game) == []
    game.tell("cutscene"), game.tell("cutscene")
    assert splits(game) == [(0, "cutscene"), (1, "cutscene")]
    game.tell("cutscene"), game.tell("black"), game.tell("cutscene")
    assert len(splits(game)) == 2
    game.tell("cutscene")
    assert len(splits(game)) == 3


def test_a_cross_that_is_told_before_its_star_counts():
    game = play((1, camera(1)))
    game.wait(10)
    game.tell("cutscene", after=0)
    game.tell("star", after=0, from_count=0, to_count=1)
    assert splits(game) == [(0, "star")]


def test_the_third_cross_of_the_last_arena_is_the_end_also_after_a_death():
    game = play((0, black(1)), (None, camera(3)))
    game.enter("black"), game.pipe(), game.tell("cutscene"), game.die_in_arena(), game.pipe()
    assert splits(game) == [(0, "black")]
    game.win()
    assert splits(game) == [(0, "black"), (1, "cutscene")]


def test_what_has_no_count_waits_until_the_count_goes_on():
    """The key is not told: the splits of the same count wait for it, those of the next one do not."""
    game = play((1, black(1)), (None, KEY), (1, black(3)), (2, black(1)), (None, END))
    game.enter(), game.star_exit(), game.door(), game.door()
    assert game.told == [("split", 0)]
    game.enter(), game.star_exit()
    assert game.told == [("split", 0), ("skip", 1), ("skip", 2), ("split", 3)]
    assert game.sent[1].reason == "S1: it did not come: “key”"


def test_the_first_split_without_a_count_waits_no_longer_than_the_first_star():
    game = play((None, KEY), (1, black(1)))
    game.enter(), game.star_exit()
    assert game.told == [("skip", 0), ("split", 1)]


def test_the_grand_star_ends_the_run_whatever_was_missed():
    game = play((1, black(1)), (None, KEY), (5, black(1)), (None, END))
    game.tell("grand_star")
    assert game.told == [("skip", 0), ("skip", 1), ("skip", 2), ("split", 3)]


def test_a_grand_star_that_was_none_is_taken_back_and_the_right_one_splits():
    game = play((0, KEY), (0, END))
    game.tell("key"), game.tell("grand_star"), game.tell("no_grand_star", after=8)
    assert game.told == [("split", 0), ("split", 1), ("undo", 1)]
    assert game.sent[-1].reason == "S1: the game went on after it"
    game.tell("grand_star", after=60)
    assert game.told[3:] == [("split", 1)]


def test_what_is_not_seen_is_left_to_the_player_and_holds_nothing_up():
    game = play((0, KEY), (0, black(2)), (0, END))
    game.splitter.unseen = frozenset({"camera"})
    game.tell("key"), game.tell("black"), game.tell("black"), game.tell("grand_star")
    assert game.told == [("split", 1)]


def test_a_run_that_is_joined_still_waits_for_what_has_no_count():
    game = play((1, black(1)), Split("hand", None, BY_HAND), (None, KEY), (4, black(1)), (None, END), count=5)
    assert game.splitter.index == 4
    joined = play((1, black(1)), Split("hand", None, BY_HAND), (None, KEY), (4, black(1)), count=3)
    assert joined.splitter.index == 2


# By hand.


@pytest.mark.parametrize("by_hand", ["sync", "skip"])
def test_crosses_count_since_what_the_player_did(by_hand):
    game = play((1, black(1)), (None, camera(1)))
    game.tell("cutscene")
    game.splitter.sync(1) if by_hand == "sync" else game.splitter.skip(game.now)
    game.tell("cutscene_end")
    assert splits(game) == []
    game.tell("cutscene")
    assert splits(game) == [(1, "cutscene")]


def test_crosses_count_where_the_timer_was_seen_before_the_game():
    game = Game(Route("t", (Split("A", 1), Split("B", None, camera(1)))))
    game.splitter.sync(1)
    game.tell("cutscene")
    assert game.told == [("split", 1)]


@pytest.mark.parametrize("text", ["entry", "exit", "pipe", "door", "death", "camera 1"])
def test_what_happens_in_every_course_waits_for_the_split_by_hand_before_it(text):
    """Which course it is in, only that split says."""
    condition = Condition.parse(text)
    game = play((None, BY_HAND), (None, condition), (None, condition), (1, black(1)))
    game.splitter.sync(0)
    game.enter("black"), game.pipe(), game.die_in_arena(), game.leave(), game.die(), game.wait(10)
    assert game.told == []
    game.splitter.sync(1)
    game.enter("black"), game.pipe(), game.die(), game.door(), game.wait(10)
    game.enter(), game.leave(), game.wait(10)
    assert ("split", 1) in game.told


def test_where_no_timer_is_seen_it_is_the_players_too():
    game = play((None, BY_HAND), (None, ENTRY), (1, black(1)), (None, ENTRY))
    game.enter(), game.leave(), game.enter(), game.star_exit()
    assert game.told == [("split", 2)]
    game.enter()
    assert game.told == [("split", 2), ("split", 3)]


def test_undo_skip_and_sync_work_with_them_as_with_screens():
    game = play((0, ENTRY), (None, KEY), (None, END))
    game.enter("black")
    game.splitter.undo(game.now)
    game.enter("black")
    assert splits(game) == [(0, "entered"), (0, "entered")]
    game.splitter.skip(game.now)
    assert game.splitter.index == 2
    game.splitter.sync(1)
    game.pipe(), game.take_key()
    assert splits(game)[2:] == [(1, "key")]
    game.splitter.sync(3)
    game.tell("grand_star")
    assert len(splits(game)) == 3
