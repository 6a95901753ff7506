"""An attempt's times by the rules: from the logo to the burst of the star."""

from xml.etree import ElementTree

import pytest

from star_counter.problem import Problem
from star_counter.splitting.retiming import Attempt, chapters, check_end, check_logo, to_lss
from star_counter.splitting.route import TimerFile
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


@pytest.mark.parametrize(("time", "reached"), [(99.9, None), (120.0, 1), (60.0, 0)])
def test_an_end_before_another_split_is_none(time, reached):
    """Before the second one, at 100 s, or with too few stars for it."""
    attempt = finished(end=Moment(2997, time))
    with pytest.raises(Problem) as problem:
        check_end(attempt, NAMES, reached)
    name = "One" if time < 70 else "Key"
    told = f"--end: on frame 2997 the run had not come to “{name}” yet: give the frame in which its last star"
    assert str(problem.value) == f"{told} bursts."


@pytest.mark.parametrize("reached", [None, 2])
def test_an_end_after_all_splits_before_the_last_one_is_taken(reached):
    for end in (None, Moment(3000, 100.0), Moment(3880, 129.33)):
        check_end(finished(end=end), NAMES, reached)
    check_end(Attempt(10.0, end=Moment(300, 10.0)), (), None)


def test_a_logo_after_a_split_is_none():
    check_logo(finished(), NAMES, Moment(2100, 70.0))
    with pytest.raises(Problem) as problem:
        check_logo(finished(), NAMES, Moment(2103, 70.1))
    told = "--logo: before frame 2103 the run had come to “One” already: give the first frame of the logo"
    assert str(problem.value) == f"{told} that it began with."


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


def test_the_file_of_the_timers_splits_keeps_its_names_and_its_offset():
    file = TimerFile(("-One", "{B} Key", "Grand Star"), "Star Road", 1.36)
    run = ElementTree.fromstring(to_lss([finished()], NAMES, "16 stars", file))
    assert (run.findtext("GameName"), run.findtext("Offset")) == ("Star Road", "00:00:01.3600000")
    assert [segment.findtext("Name") for segment in run.find("Segments")] == list(file.names)


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        (0.0, "0:00 One\n0:10 One\n1:10 Key\n1:25 2 stars\n1:40 Grand Star\n"),
        (10.0, "0:00 One\n1:00 Key\n1:15 2 stars\n1:30 Grand Star\n"),
        (80.0, "0:00 One\n0:20 Grand Star\n0:30 3 stars\n"),
    ],
)
def test_chapters_begin_where_the_video_does(origin, text):
    more = Event("star", 3300, 110.0, 2, 3)
    attempt = finished() if origin < 80 else finished(stars=[*finished().stars, more])
    assert chapters([attempt], NAMES, origin) == (text, [])


def test_chapters_that_are_too_short_are_told():
    attempt = finished(actions=[split(0, 70.0), split(1, 75.0)], until=99.0)
    assert chapters([attempt], NAMES, 10.0) == (
        "0:00 One\n1:00 Key\n1:15 2 stars\n",
        ["Left out, as they are too short for YouTube: Grand Star."],
    )


def test_a_last_chapter_that_is_too_short_is_told():
    actions = [split(0, 70.0), split(1, 100.0)]
    text, notes = chapters([finished(actions=actions, until=109.9)], NAMES, 10.0)
    assert text.splitlines()[-1] == "1:15 2 stars"
    assert notes == ["Left out, as they are too short for YouTube: Grand Star."]
    text, notes = chapters([finished(actions=actions, until=110.0)], NAMES, 10.0)
    assert (text.splitlines()[-1], notes) == ("1:30 Grand Star", [])


def test_youtube_shows_no_fewer_than_three_chapters():
    with pytest.raises(Problem, match="no fewer than 3 chapters of 10 seconds each, and there would be 2"):
        chapters([finished(stars=[], actions=[split(0, 70.0)], until=500.0)], NAMES, 10.0)


def test_names_of_chapters_are_as_youtube_takes_them():
    names = ("Bowser 1 -> WF", "Third <3", "a > b")
    text, _ = chapters([finished(stars=[])], names, 10.0)
    assert text == "0:00 Bowser 1 → WF\n1:00 Third \u20393\n1:30 a \u203a b\n"


def test_youtube_takes_no_more_than_a_hundred_chapters():
    names = [f"S{number}" for number in range(130)]
    actions = [split(index, 20.0 * (index + 1)) for index in range(130)]
    stars = [Event("star", 0, 20.0 * index + 10, 0, 1) for index in range(130)]
    text, notes = chapters([Attempt(0.0, actions=actions, stars=stars, until=5000.0)], names)
    assert len(text.splitlines()) == 100
    assert "stars" not in text
    assert notes[0].startswith("Left out, as they are more than the 100 that YouTube takes: S100, S101")
    stars, few = stars[:80], actions[:60]
    text, notes = chapters([Attempt(0.0, actions=few, stars=stars, until=5000.0)], names)
    assert (len(text.splitlines()), notes) == (100, [])
