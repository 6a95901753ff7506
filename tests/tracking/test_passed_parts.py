"""Parts of the HUD that go, come and change around frames that are passed over."""

from dataclasses import replace

import pytest

from tests.tracking.film import Film, classes, icon
from tests.tracking.readings import NOTHING
from tests.tracking.test_passed_over import FPS, RARE, Seen, begun, castle, course, shown, told_after, unseen


def test_a_camera_that_goes_is_not_expected_until_it_is_known_to_be_hidden():
    """How long it is gone is counted frame by frame."""
    gone = {"camera": icon("none"), "lives": classes(4)}
    seen = castle()
    assert not any(seen.expects(seconds, **gone) for seconds in (0.1, 2.0))
    seen.see(shown(**gone))
    assert [seen.expects(seconds, **gone) for seconds in (0.1, 2.0)] == [True, False]
    seen.see(shown(**gone), 24 * FPS)
    assert seen.tracker.unseen == ("camera",)
    assert seen.expects(2.0, **gone)


def test_a_count_that_is_alone_from_now_on_is_not_expected():
    """A star is believed for ten seconds more, and another count no longer."""
    alone = {"camera": icon("none"), "lives": NOTHING}
    seen = Seen(begun(unseen=("lives",)).play(30))
    assert not any(seen.expects(seconds, **alone) for seconds in (0.1, 2.0))
    company = seen.tracker._company
    assert not company.expects(shown(**alone), is_soon=True)
    seen.see(shown(**alone))
    assert company.expects(shown(**alone), is_soon=True)
    assert not company.expects(shown(**alone), is_soon=False)
    seen.see(shown(**alone), 10 * FPS)
    assert company.expects(shown(**alone), is_soon=False)


def test_a_count_that_is_alone_is_expected_for_a_moment_more():
    alone = {"camera": icon("none"), "lives": None}
    seen = castle().see(shown(**alone))
    assert [seen.expects(seconds, **alone) for seconds in (0.1, 2.0)] == [True, False]


def test_a_count_that_was_seen_until_it_changed_is_no_reset():
    """Nor is it where it was seen in passed frames alone."""
    seen = Seen(begun(stars=5).play(30))
    for _ in range(3):
        seen.passes(8.0)
    assert told_after(seen, *[shown()] * 120)[0][:2] == ("count", 0)


def test_coins_that_are_seen_for_long_where_there_were_none_are_a_courses():
    """A state was loaded; in passed frames, too."""
    every, passed = castle().see(shown(coins=classes(3)), 12), castle().see(shown(coins=classes(3)), 12)
    assert passed.is_settled
    assert passed.passes(2.0).tracker._run.place == every.see(every.reading, 2 * FPS).tracker._run.place
    assert passed.tracker._run._scene.place == "course"


@pytest.mark.parametrize(("frames", "begins"), [(50, True), (70, False)])
def test_a_count_that_is_another_one_for_two_seconds_is_no_runs_first(frames, begins):
    """So what was passed over since then matters not."""
    seen = Seen(Film(stars=5).hidden(RARE).play(frames))
    assert ("started" in [one[0] for one in told_after(seen, *[shown()] * 60)]) == begins


def beside(place, tail, seconds=1.0, **changes):
    """What is told of the frames of ``tail`` after such a time that was seen, and that was passed over."""
    every, passed = place(), place()
    every.see(replace(every.reading, **changes), round(seconds * FPS))
    passed.passes(seconds, **changes)
    return told_since(every, tail), told_since(passed, tail)


def told_since(seen, tail):
    """The kinds and the frames of what is told of a film's frames."""
    before = len(seen.told)
    for reading in tail:
        seen.see(reading)
    return [(event.kind, event.frame) for event in seen.told[before:]]


def after(film, more):
    """The frames that a film has more of, once something more has happened in it."""
    length = film.now
    return more(film).readings[length:]


def test_a_death_after_passed_frames_is_dated_to_its_fade():
    every, passed = beside(course, after(begun().enter().play(60), Film.die))
    assert passed == every
    assert "died" in dict(passed)


def test_a_logo_after_passed_frames_is_told():
    every, passed = beside(castle, after(begun().play(30), Film.logo), seconds=2.0)
    assert passed == every
    assert "logo" in dict(passed)


def test_a_logo_out_of_black_that_was_passed_over_is_told():
    tail = [one for one in Film().logo().readings if one and one.letters > 0]
    every, passed = beside(lambda: unseen(180), tail, dark=1.0)
    assert passed == every
    assert "logo" in dict(passed)


def test_a_counter_that_goes_after_passed_frames_is_gone():
    tail = after(begun().play(30), lambda film: film.hidden(120))
    every, passed = beside(castle, tail, probabilities=classes(0, 0.8))
    assert passed == every
    assert "vanished" in dict(passed)


def test_a_course_whose_coins_were_passed_over_is_left():
    tail = after(begun().enter().play(60), Film.exit)
    every, passed = beside(course, tail, coins=classes(0, 0.8))
    assert passed == every
    assert "left" in dict(passed)


def test_a_cross_that_was_passed_over_ends():
    tail = [shown()] * 30
    every, passed = beside(
        lambda: castle().see(shown(camera=icon("cross", 0.9)), 12), tail, camera=icon("cross", 0.8)
    )
    assert passed == every
    assert [kind for kind, _ in passed] == ["cutscene_end"]


def test_coins_of_passed_frames_are_known():
    seen = course()
    for _ in range(4):
        seen.passes(4 / FPS, coins=classes(8))
    assert seen.tracker.coins == 8


@pytest.mark.parametrize(
    ("changes", "is_read"),
    [({}, True), ({"probabilities": classes(0, 0.5)}, True), ({"lives": NOTHING}, False)],
)
def test_lives_that_are_not_seen_in_passed_frames_are_not_read(changes, is_read):
    seen = castle().passes(2.0, **changes)
    assert (seen.tracker._run.lives.read.frame == seen.number) == is_read


def test_a_place_without_coins_is_the_castle_the_more_surely():
    every, passed = (castle().see(shown(coins=classes(3)), 4) for _ in range(2))
    before = passed.tracker._run._scene.odds
    every.see(shown(), 6)
    passed.passes(6 / FPS, coins=NOTHING)
    assert passed.tracker._run._scene.odds < before
    assert passed.tracker._run._scene.odds == pytest.approx(every.tracker._run._scene.odds)
