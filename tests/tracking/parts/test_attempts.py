"""Attempts are told apart by the logo, a run's start, and the counter that is back."""

import pytest

from star_counter.tracking.attempts import Attempts
from star_counter.tracking.event import Event

LOGO = Event("logo", 500, 16.7)
STARTED = Event("started", 900, 30.0)
RESET = Event("reset", 900, 30.0, 7, 0)
OVER, LATER = Event("game_over", 3000, 100.0), Event("logo", 3500, 116.7)


def count(frame, number=0):
    return Event("count", frame, frame / 30, None, number)


@pytest.mark.parametrize(
    ("events", "beginnings"),
    [
        ([LOGO, STARTED, count(900)], [LOGO]),
        ([LOGO, count(900), STARTED], [LOGO]),
        ([STARTED, count(900)], [STARTED]),
        ([count(900), STARTED], []),
        ([count(10), RESET, count(1000, 1)], [RESET]),
        ([count(10), LOGO, RESET], [LOGO]),
        ([count(10), LOGO, STARTED, RESET], [LOGO]),
        ([count(10), RESET, STARTED], [RESET]),
        ([count(10), STARTED, RESET], [STARTED]),
        ([count(10), LOGO, Event("logo", 700, 23.3), count(900)], [LOGO]),
        ([count(10), LOGO, Event("black", 600, 20.0), Event("logo", 700, 23.3)], [LOGO]),
        ([count(10), RESET, Event("started", 898, 29.93)], [RESET]),
        ([count(10), LOGO, Event("reset", 897, 29.9, 7, 0), Event("started", 898, 29.93)], [LOGO]),
        ([LOGO, count(900), STARTED, OVER, Event("started", 4000, 133.3)], [LOGO]),
        ([LOGO, count(900), OVER, LATER, Event("started", 4900, 163.3)], [LOGO, LATER]),
        ([count(10), Event("black", 20, 0.7), Event("died", 30, 1.0), count(1000, 1)], []),
    ],
)
def test_an_attempt_begins_once(events, beginnings):
    attempts = Attempts()
    assert [event for event in events if attempts.begins(event)] == beginnings


def test_each_beginning_after_a_count_is_one():
    attempts = Attempts()
    resets = [Event("reset", frame, frame / 30, 3, 0) for frame in (300, 600, 900)]
    assert [attempts.begins(event) for event in (*resets, LOGO, LOGO)] == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("events", "number"),
    [
        ([], 0),
        ([LOGO], 0),
        ([count(10)], 1),
        ([count(10), count(20, 3)], 1),
        ([count(10), LOGO], 1),
        ([LOGO, count(900), STARTED], 1),
        ([count(900), STARTED], 1),
        ([count(10), LOGO, STARTED], 2),  # with the count that was shown last
        ([count(10), LOGO, RESET, STARTED], 2),
        ([count(10), RESET], 2),
    ],
)
def test_the_attempts_that_showed_the_counter_are_numbered(events, number):
    attempts = Attempts()
    for event in events:
        attempts.begins(event)
    assert attempts.number == number
