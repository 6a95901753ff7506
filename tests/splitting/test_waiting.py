"""When a route waits for what only every frame of a recording tells."""

import pytest

from star_counter.splitting.route import Condition, Route, Split
from star_counter.splitting.splitter import Splitter
from star_counter.splitting.waiting import waits_for_all
from star_counter.tracking.event import Event


def splitter_of(*splits):
    return Splitter(
        Route("test", tuple(Split("one", stars, Condition.parse(text)) for stars, text in splits))
    )


BRIEF = ("black 1", "black 4 since the key", "white 2", "exit", "entry", "door", "pipe", "camera 1")
LONG = ("at once", "key", "grand star", "death", "coins 100")


@pytest.mark.parametrize("condition", BRIEF)
def test_what_shows_briefly_is_waited_for_with_its_count(condition):
    splitter = splitter_of((5, condition))
    assert [waits_for_all(splitter, stars) for stars in (None, 3, 5, 6)] == [False, False, True, False]
    assert waits_for_all(splitter, 4) == (condition == "pipe")  # a star may be in its course


@pytest.mark.parametrize("condition", LONG)
def test_nothing_is_waited_for_that_shows_for_long(condition):
    assert not waits_for_all(splitter_of((5, condition)), 5)


@pytest.mark.parametrize("condition", ["black 1 since the key", "exit", "entry", "door", "pipe", "camera 1"])
def test_without_a_count_it_is_always_waited_for(condition):
    splitter = splitter_of((1, "at once"), (None, condition), (5, "at once"))
    splitter.update([Event("count", 0, 0.0, None, 0), Event("star", 30, 1.0, 0, 1)])
    assert waits_for_all(splitter, 1)
    assert waits_for_all(splitter, 2)


def test_what_comes_after_a_higher_count_is_not_waited_for_yet():
    splitter = splitter_of((1, "at once"), (3, "at once"), (None, "exit"))
    assert not waits_for_all(splitter, 1)
    assert waits_for_all(splitter, 2)  # the third star may be next, and then the exit


def test_after_a_key_the_way_to_an_entry_is_followed():
    splitter = splitter_of((9, "at once"), (11, "entry"))
    splitter.update([Event("count", 0, 0.0, None, 8), Event("entered", 30, 1.0)])
    assert not waits_for_all(splitter, 8)
    splitter.update([Event("key", 900, 30.0)])
    assert waits_for_all(splitter, 8)
    splitter.update([Event("left", 990, 33.0), Event("entered", 1200, 40.0)])
    assert not waits_for_all(splitter, 8)


def test_without_an_entry_in_the_route_the_way_after_a_key_tells_nothing():
    splitter = splitter_of((9, "at once"), (11, "exit"))
    splitter.update([Event("count", 0, 0.0, None, 8), Event("entered", 30, 1.0), Event("key", 900, 30.0)])
    assert not waits_for_all(splitter, 8)
