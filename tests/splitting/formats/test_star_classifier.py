"""Route files of the Star Classifier."""

import pytest

from star_counter.problem import Problem
from star_counter.splitting.formats.limits import MOST_SPLITS
from tests.splitting.formats.reading import conditions, read


def route_of(counts, fades=""):
    return read({"Route name": "t", "Splits": counts, "Fadeout counts": fades}, "some.route")


def test_a_count_that_no_counter_shows_is_the_players():
    route = route_of("8,130", "1,1")
    assert conditions(route) == [(8, "black 1"), (None, "by hand")]
    assert route.splits[1].name == "130 stars"
    assert route.notes == ("Split 2 is left to you: the counter shows no 130 stars.",)


def test_the_start_is_one_more_than_the_splits_that_a_route_may_have():
    most = ",".join(["0", *["8"] * MOST_SPLITS])
    assert len(route_of(most).splits) == MOST_SPLITS
    with pytest.raises(Problem, match="more than 1000 splits"):
        route_of(f"x,{most}")
