"""An attempt's times by the rules: from the logo to the burst of the star."""

from xml.etree import ElementTree

import pytest

from star_counter.splitting.retiming import Attempt, chapters, to_lss
from star_counter.splitting.splitter import Action
from star_counter.tracking.event import Event, Moment

NAMES = ("One", "Key", "Grand Star")


def split(index, time, kind="star"):
    frame = round(time * 30)
    return Action("split", index, Event(kind, frame, time, index, index + 1), time, "why")


def finished(**changes):
    actions = [split(0, 70.0), split(1, 100.0), split(2, 130.0, "grand_star")]
    stars = [Event("star", 2100, 70.0, 0, 1), Event("star", 2550, 85.0, 1, 2)]
    return Attempt(**{"zero": 10.0, "actions": actions, "stars": stars} | changes)


def test_times_count_from_zero_to_the_burst():
    attempt = finished()
    assert (attempt.times(3), attempt.ends_at(3)) == ([60.0, 90.0, 120.0], "cross")
    attempt.end = Moment(3880, 129.33)
    assert attempt.times(3) == [60.0, 90.0, pytest.approx(119.33)]
    assert attempt.ends_at(3) == "burst"


def test_a_last_split_by_hand_has_a_time_where_it_is_told():
    attempt = Attempt(10.0, actions=[split(0, 70.0)])
    assert (attempt.times(3), attempt.ends_at(3)) == ([60.0, None, None], None)
    attempt.end = Moment(3880, 129.0)
    assert attempt.times(3) == [60.0, None, 119.0]


def test_what_was_undone_has_no_time():
    undo = Action("undo", 1, None, 105.0, "why")
    attempt = Attempt(10.0, actions=[split(0, 70.0), split(1, 100.0), undo])
    assert attempt.times(3) == [60.0, None, None]


def test_all_attempts_are_in_one_file():
    attempts = [Attempt(0.0, actions=[split(0, 70.0)]), Attempt(500.0), finished()]
    run = ElementTree.fromstring(to_lss(attempts, NAMES, "16 stars"))
    assert (run.findtext("CategoryName"), run.findtext("AttemptCount")) == ("16 stars", "3")
    times = [one.findtext("RealTime") for one in run.find("AttemptHistory")]
    assert times == [None, None, "00:02:00.0000000"]
    assert [len(segment.find("SegmentHistory")) for segment in run.find("Segments")] == [2, 1, 1]


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        (0.0, "0:00 One\n0:10 One\n1:10 Key\n1:25 2 stars\n1:40 Grand Star\n"),
        (10.0, "0:00 One\n1:00 Key\n1:15 2 stars\n1:30 Grand Star\n"),
    ],
)
def test_chapters_begin_where_the_run_does(origin, text):
    assert chapters([finished()], NAMES, origin) == (text, [])


def test_chapters_that_are_too_short_are_told():
    attempt = finished(actions=[split(0, 70.0), split(1, 75.0)])
    assert chapters([attempt], NAMES, 10.0) == ("0:00 One\n1:00 Key\n1:15 2 stars\n", ["Grand Star"])
