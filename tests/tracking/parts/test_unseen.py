"""Parts of the HUD over which something lies, and how long it takes to know."""

import numpy as np
import pytest

from star_counter.reading.frame import Reading
from star_counter.tracking.parts.unseen import Parts
from tests.tracking.film import classes, icon
from tests.tracking.readings import NOTHING

#: So many seconds without a part make its odds 1000 to 1, from 1 to 100 at first: half a unit of a logarithm
#: each, of 11.5 units.
SECONDS = (6.907 + 4.6) / 0.5


def reading(stars=3, **parts):
    return Reading(classes(stars), **parts)


GONE = {"lives": {"lives": NOTHING}, "camera": {"camera": icon("none")}}
SHOWN = {"lives": {"lives": classes(4)}, "camera": {"camera": icon("lakitu")}}
both = pytest.mark.parametrize("part", ["lives", "camera"])


def parts_after(*steps):
    """After readings, each so many seconds after the last one."""
    parts = Parts()
    for seconds, one in steps:
        parts.update(seconds, one)
    return parts


@both
def test_a_part_is_unseen_after_so_long(part):
    gone = reading(**GONE[part])
    assert parts_after((SECONDS - 0.1, gone)).unseen == ()
    assert parts_after((SECONDS + 0.1, gone)).unseen == (part,)
    assert parts_after(*[(1.0, gone)] * 24).unseen == (part,)


@both
def test_frames_in_which_it_is_not_looked_at_count_as_the_next_one(part):
    gone = reading(**GONE[part])
    steps = [(1.0, reading()), (1.0, reading()), (1.0, gone)]
    assert parts_after(*steps * 7, (1.0, gone)).unseen == ()
    assert parts_after(*steps * 7, (1.0, reading())).unseen == ()
    assert parts_after(*steps * 8).unseen == (part,)


@both
def test_nothing_is_known_while_the_stars_are_not_seen(part):
    for hidden in (reading(None, **GONE[part]), Reading(classes(3, 0.89), **GONE[part])):
        assert parts_after((100.0, hidden)).unseen == ()
    assert parts_after((100.0, Reading(classes(3, 0.91), **GONE[part]))).unseen == (part,)


@both
def test_a_part_that_is_seen_once_is_waited_for_again(part):
    gone = reading(**GONE[part])
    assert parts_after((SECONDS - 1, gone), (1.0, reading(**SHOWN[part])), (SECONDS - 1, gone)).unseen == ()
    assert parts_after((100.0, gone), (1.0, reading(**SHOWN[part]))).unseen == ()


@pytest.mark.parametrize(("confidence", "unseen"), [(0.89, ("lives",)), (0.9, ())])
def test_lives_must_be_read_surely(confidence, unseen):
    assert parts_after((100.0, reading(lives=classes(4, confidence)))).unseen == unseen


@pytest.mark.parametrize(("confidence", "unseen"), [(0.49, ()), (0.5, ("camera",))])
def test_a_camera_is_gone_where_none_is_seen(confidence, unseen):
    assert parts_after((100.0, reading(camera=icon("none", confidence)))).unseen == unseen


def test_coins_are_unseen_after_five_stars_without_any():
    parts = Parts()
    for _ in range(4):
        parts.count(saw_coins=False)
    parts.count(saw_coins=True)
    assert parts.unseen == ()
    parts.count(saw_coins=False)
    assert parts.unseen == ("coins",)
    parts.update(1.0, reading(coins=classes(5, 0.89)))
    assert parts.unseen == ("coins",)
    parts.update(1.0, Reading(np.zeros_like(NOTHING), coins=classes(5, 0.9)))
    assert parts.unseen == ()
    for _ in range(4):
        parts.count(saw_coins=False)
    assert parts.unseen == ()


def test_a_camera_that_is_half_gone_is_not_expected():
    for gone, expected in ((0.5, False), (0.49, True)):
        assert Parts().expects(reading(camera=icon("none", gone)), is_soon=True) == expected
