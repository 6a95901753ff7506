"""Screens that are more than black: a door of the castle, the pipe to Bowser, and those since his key."""

from star_counter.splitting.route import Condition
from star_counter.splitting.splitter import LIVES_FALL
from tests.splitting.game import black, play, splits

DOOR, PIPE, KEY, ENTRY = (Condition(kind) for kind in ("door", "pipe", "key", "entry"))


def since_key(number):
    return Condition("black", number, since_key=True)


def test_a_door_is_a_black_screen_in_the_castle():
    game = play((1, black(1)), (1, DOOR))
    game.enter(), game.star_exit()
    assert splits(game) == [(0, "black")]
    game.door(), game.wait(LIVES_FALL)
    assert splits(game) == [(0, "black"), (1, "black")]
    assert game.sent[1].time == game.sent[1].event.time + LIVES_FALL


def test_the_way_into_a_course_is_no_door():
    """After Bowser's key many go back to his stage, and leave it at once for the lobby."""
    game = play((None, KEY), (None, DOOR))
    game.enter("black"), game.pipe(), game.take_key()
    game.enter("black"), game.leave(), game.wait(10)
    assert splits(game) == [(0, "key")]
    game.door(), game.wait(LIVES_FALL)
    assert splits(game) == [(0, "key"), (1, "black")]


def test_a_course_that_is_entered_by_a_painting_does_not_take_the_door_back():
    game = play((1, black(1)), (1, DOOR))
    game.enter(), game.star_exit(), game.door(), game.enter(), game.wait(10)
    assert game.told == [("split", 0), ("split", 1)]


def test_a_course_that_is_seen_late_takes_the_door_back():
    game = play((None, KEY), (None, DOOR))
    game.enter("black"), game.pipe(), game.take_key()
    game.tell("black"), game.tell("entered", after=LIVES_FALL + 1)
    assert game.told == [("split", 0), ("split", 1), ("undo", 1)]
    undo = game.sent[-1]
    assert (undo.reason, undo.event.kind) == ("S1: it was the way into a course", "entered")


def test_a_screen_in_a_course_is_no_door_nor_one_before_any_course():
    game = play((None, DOOR))
    game.door(), game.enter(), game.leave(), game.wait(10)
    assert game.told == []
    game.tell("logo"), game.new_file(), game.door(), game.wait(10)
    assert game.told == []


def test_a_door_waits_for_its_count():
    game = play((2, DOOR))
    game.enter(), game.star_exit(), game.door(), game.wait(10)
    assert game.told == []
    game.enter(), game.star_exit(), game.door(), game.wait(10)
    assert game.told == [("split", 0)]


def test_the_pipe_is_the_first_screen_in_a_course():
    game = play((None, PIPE), (None, KEY))
    game.enter("black")
    assert splits(game) == []
    game.pipe()
    assert splits(game) == [(0, "black")]
    game.take_key()
    assert splits(game) == [(0, "black"), (1, "key")]


def test_a_stage_that_is_left_had_no_pipe():
    for leave in ("leave", "die"):
        game = play((None, PIPE))
        game.enter("black"), getattr(game, leave)()
        assert game.told == [("split", 0), ("undo", 0)]
        game.enter("black"), game.pipe(), game.wait(10)
        assert game.told[2:] == [("split", 0)]


def test_the_pipe_is_that_of_a_course_that_is_entered_after_the_split_before():
    """The end of the course in which the split before was is none."""
    game = play((1, Condition("at once")), (None, PIPE))
    game.enter(), game.star_exit()
    assert splits(game) == [(0, "star")]
    game.enter("black"), game.pipe()
    assert splits(game) == [(0, "star"), (1, "black")]


def test_the_course_of_a_pipe_may_be_split_where_it_is_entered():
    game = play((None, ENTRY), (None, PIPE), (None, KEY))
    game.enter("black"), game.pipe(), game.take_key()
    assert splits(game) == [(0, "entered"), (1, "black"), (2, "key")]


def test_a_later_screen_in_the_course_is_no_pipe():
    """Where its count comes only then: by a star that ends no course."""
    game = play((1, PIPE))
    game.enter("black"), game.pipe(), game.star(), game.tell("black"), game.wait(10)
    assert splits(game) == []


def test_screens_since_the_key_count_from_there():
    """As in 16 stars: back to the stage, out to the lobby, upstairs, into the Sky."""
    game = play((1, black(1)), (None, KEY), (1, since_key(4)))
    game.enter(), game.star_exit(), game.enter("black"), game.pipe(), game.take_key()
    game.enter("black"), game.leave(), game.door()
    assert [index for index, _ in splits(game)] == [0, 1]
    game.enter("black")
    assert splits(game) == [(0, "black"), (1, "key"), (2, "black")]


def test_screens_since_the_key_need_a_key_with_this_count():
    game = play((1, since_key(2)))
    game.enter("black"), game.pipe(), game.take_key()
    game.enter(), game.star_exit(), game.door(), game.door()
    assert game.told == []
    game.enter("black"), game.pipe(), game.take_key(), game.door()
    assert game.told == []
    game.door()
    assert game.told == [("split", 0)]


def test_without_a_count_screens_are_those_since_the_next_key():
    game = play((None, KEY), (None, since_key(1)), (None, ENTRY))
    game.enter("black"), game.pipe(), game.take_key(), game.door(), game.enter()
    assert splits(game) == [(0, "key"), (1, "black"), (2, "entered")]


def test_where_coins_are_not_seen_they_are_the_players():
    game = play((0, DOOR), (0, PIPE), (0, since_key(1)))
    game.splitter.unseen = frozenset({"coins"})
    game.enter("black"), game.pipe(), game.take_key(), game.door(), game.wait(10)
    assert game.told == []
