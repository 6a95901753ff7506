"""Other parts of the HUD beside the counter, and a change of the count: what is just enough."""

from dataclasses import replace

import pytest

from star_counter.reading.frame import Reading
from star_counter.tracking.event import Moment
from star_counter.tracking.presence import Company
from tests.tracking.film import classes, icon
from tests.tracking.readings import count, events, happened, nothing

ALONE = Reading(classes(7), lives=classes(), camera=icon("none"))
BESIDE = Reading(classes(7), lives=classes(4), camera=icon("none"))


def company(*looks):
    """What is known after these looks, each at a time in seconds."""
    known = Company()
    for time, reading in looks:
        known.update(Moment(0, time), reading, 7)
    return known


def is_missing(known, time, within=0.5, since=0.0):
    return known.is_missing(Moment(0, time), within, Moment(0, since))


def test_before_any_part_was_seen_it_is_missing_for_three_seconds():
    assert is_missing(company((12.5, ALONE)), 12.5, since=9.75)
    assert not is_missing(company((12.5, ALONE)), 12.5, since=9.5)


def test_a_part_that_was_just_seen_is_not_missing():
    known = company((1.0, BESIDE), (1.25, ALONE), (1.5, ALONE), (1.75, ALONE))
    assert (is_missing(known, 1.5), is_missing(known, 1.75)) == (False, True)
    assert not is_missing(known, 1.75, within=0.75)


def test_what_was_not_looked_at_lately_is_not_missing():
    known = company((1.0, ALONE))
    assert (is_missing(known, 3.0, since=3.0), is_missing(known, 3.125, since=3.0)) == (True, False)


@pytest.mark.parametrize(("looks", "missing"), [(19, True), (20, False)])
@pytest.mark.parametrize("alone", [ALONE, replace(ALONE, probabilities=classes(7, 0.5))])
def test_after_ten_seconds_alone_something_lies_over_the_parts(looks, missing, alone):
    known = company((0.0, BESIDE), *[(0.5 * look, alone) for look in range(1, looks + 1)])
    assert is_missing(known, 0.5 * looks) == missing


def test_where_none_was_ever_seen_a_counter_that_is_back_alone_is_none_at_once():
    """Ten seconds in all that it is shown alone are enough."""
    no_counter = replace(ALONE, probabilities=classes())
    readings = [ALONE] * 120 + [no_counter] * 60 + [ALONE] * 300
    assert happened(readings) == [("count 7", 0), ("counter gone", 120), ("counter back", 434)]


@pytest.mark.parametrize(("looks", "missing"), [(20, True), (21, False)])
def test_so_it_does_where_none_was_ever_seen(looks, missing):
    """The first look says nothing of the time before it, but for a blink's."""
    known = company(*[(0.5 * look, ALONE) for look in range(1, looks)])
    assert is_missing(known, 0.5 * looks, since=0.5 * looks) == missing


@pytest.mark.parametrize(
    "beside",
    [
        Reading(classes(7, 0.5), lives=classes(4), camera=icon("none")),
        Reading(classes(7), lives=classes(4)),
        Reading(classes(7), camera=icon("mario")),
        Reading(classes(7), lives=classes(), camera=icon("mario", 0.5)),
    ],
)
def test_one_part_is_enough_beside_a_counter_that_is_seen(beside):
    assert not is_missing(company((0.0, BESIDE), (1.0, beside)), 1.25)


@pytest.mark.parametrize(
    "other",
    [
        Reading(classes(7)),
        Reading(classes(7, 0.49), lives=classes(4), camera=icon("mario")),
        Reading(classes(7), lives=classes(4, 0.8), camera=icon("mario", 0.4)),
    ],
)
def test_no_part_is_seen_where_it_is_not_looked_at_or_not_surely(other):
    assert is_missing(company((0.0, BESIDE), (1.0, other)), 1.25)


def readings_of_last(*readings):
    return events([one for some in readings for one in some])[-1].readings


def test_a_star_two_seconds_after_another_is_one():
    assert readings_of_last(count(7, 60), count(8, 60), count(9, 30)) == 2
    assert readings_of_last(count(7, 60), count(8, 59), count(9, 30)) == 3


def test_a_star_after_four_seconds_of_absence_is_one():
    assert readings_of_last(count(7, 31), nothing(119), count(8, 30)) < 3
    assert readings_of_last(count(7, 31), nothing(120), count(8, 30)) == 3


@pytest.mark.parametrize(("pause", "is_told"), [(58, True), (59, False)])
def test_readings_of_another_count_lie_within_two_seconds(pause, is_told):
    told = happened(count(7, 60) + count(70) + nothing(pause) + count(70, 2))
    assert ("count 70" in [text for text, _ in told]) == is_told


@pytest.mark.parametrize(("confidence", "is_told"), [(0.9, True), (0.89, False)])
def test_a_reading_that_is_just_sure_is_a_sure_one(confidence, is_told):
    told = happened(count(7, 60) + nothing(30) + count(70, 2) + count(70, 1, confidence))
    assert (("count 70", 90) in told) == is_told


def test_another_count_needs_company_of_the_last_moments():
    other = Reading(classes(70), lives=classes(), camera=icon("none"))
    assert "count 70" not in str(happened([BESIDE] * 60 + nothing(30) + [other] * 60))


def test_each_other_count_that_was_read_asks_for_more_readings():
    assert readings_of_last(count(7, 60), count(50), count(8, 30)) == 2
    assert readings_of_last(count(7, 60), count(50), count(51), count(8, 30)) == 4
    assert readings_of_last(count(7, 60), nothing(30), count(50), count(70, 30)) == 4


@pytest.mark.parametrize(("looks", "expected"), [(19, False), (20, True)])
def test_after_ten_seconds_alone_it_does_not_matter_how_long(looks, expected):
    known = company((0.0, BESIDE), *[(0.5 * look, ALONE) for look in range(1, looks + 1)])
    assert known.expects(ALONE, is_soon=False) == expected


@pytest.mark.parametrize(("seconds", "missing"), [(9.0, True), (10.0, False)])
def test_all_that_is_passed_over_alone_counts(seconds, missing):
    known = company((0.0, BESIDE), (0.5, ALONE))
    known.pass_over(Moment(0, 0.5 + seconds), seconds, ALONE, 7)
    assert is_missing(known, 0.5 + seconds) == missing
