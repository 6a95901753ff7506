"""The counter's absences: whole events, from the times when it is seen and when it is not."""

import pytest

from star_counter.tracking.event import Event, Moment
from star_counter.tracking.presence import LONGEST_BLINK, Presence


def told(steps, presence=None):
    """On which frame what was told; a step is a time, and the count that is seen."""
    presence = presence or Presence()
    return [
        (time, event)
        for time, count in steps
        for event in presence.update(Moment(round(time * 60), time), count)
    ]


def unseen(*times):
    return [(time, None) for time in times]


def seen(*times, count=7):
    return [(time, count) for time in times]


def gone(time):
    return Event("vanished", round(time * 60), time)


def back(time):
    return Event("appeared", round(time * 60), time)


def test_a_counter_that_stays_is_no_event():
    assert told(seen(0.0, 1.0, 2.0)) == []


def test_an_absence_is_told_once_it_is_too_long_for_a_blink():
    steps = seen(-1.0) + unseen(0.0, 0.3, LONGEST_BLINK, 0.7, 0.8, 9.0)
    assert told(steps) == [(0.7, gone(0.0))]


@pytest.mark.parametrize(("length", "is_told"), [(LONGEST_BLINK, False), (LONGEST_BLINK + 0.01, True)])
def test_a_blink_is_no_event_however_often(length, is_told):
    """Each is measured alone; of the longer one it is told that it was, with the second frame after it."""
    steps = []
    for begin in (0.0, 4.0, 8.0):
        steps += unseen(begin) + seen(begin + length, begin + length + 0.1, begin + length + 0.2)
    assert [time for time, _ in told(steps)] == [b + length + 0.1 for b in (0.0, 4.0, 8.0)] * is_told


def test_the_counter_is_back_with_its_second_frame():
    steps = unseen(0.0, 1.0) + seen(2.0) + unseen(2.1, 3.0) + seen(4.0, 4.1, 4.2) + unseen(5.0, 6.0)
    assert told(steps) == [(1.0, gone(0.0)), (4.1, back(4.0)), (6.0, gone(5.0))]


def test_a_blink_after_an_absence_is_no_further_one():
    steps = unseen(0.0, 1.0) + seen(2.0, 2.1) + unseen(3.0) + seen(3.5) + unseen(3.6, 4.1)
    assert told(steps) == [(1.0, gone(0.0)), (2.1, back(2.0))]


def test_what_a_screen_hides_is_not_told_as_gone_but_as_back():
    presence = Presence()
    told(unseen(0.0), presence)
    presence.explain()
    assert told(unseen(1.0, 2.0) + seen(3.0, 3.1), presence) == [(3.1, back(3.0))]
    assert told(unseen(4.0, 5.0), presence) == [(5.0, gone(4.0))]


def test_a_short_screen_explains_no_later_absence():
    presence = Presence()
    presence.explain()
    assert told(unseen(0.0) + seen(0.5) + unseen(1.0, 2.0), presence) == [(2.0, gone(1.0))]


def test_two_frames_with_two_counts_are_no_return():
    steps = unseen(0.0, 1.0) + seen(2.0) + seen(2.1, count=70) + seen(2.2, count=8) + unseen(2.3)
    assert told(steps) == [(1.0, gone(0.0))]
    assert told(steps[:-1] + seen(2.3, count=8))[-1] == (2.3, back(2.2))


def test_an_absence_of_which_time_is_missing_counts_from_there():
    presence = Presence()
    told(seen(0.0) + unseen(0.1), presence)
    presence.skip()
    assert told(seen(5.0, 5.1) + unseen(8.0), presence) == []
    presence.skip()
    assert told(unseen(20.0, 20.5, 20.7), presence) == [(20.7, gone(20.0))]
    presence.skip()
    assert told(seen(30.0, 30.1), presence) == [(30.1, back(30.0))]
