"""Frames that are passed over, one decision at a time: what is expected, and known after them."""

from dataclasses import replace

import pytest

from star_counter.reading.frame import Reading
from star_counter.reading.model_form import BLACK, WHITE
from star_counter.tracking.tracker import Tracker
from tests.tracking.film import Film, classes, icon
from tests.tracking.readings import NOTHING
from tests.tracking.seen import (
    FPS,
    RARE,
    Seen,
    arena,
    begun,
    castle,
    course,
    dance,
    shown,
    unseen,
    up_to_a_second,
)


def test_the_same_again_is_expected():
    assert castle().expects(lives=classes(4))
    assert castle().expects(lives=None, coins=None, camera=None)
    assert castle().expects(lives=classes(4, 0.5), coins=classes(9, 0.4))
    assert castle().expects(probabilities=classes(0, 0.5))
    assert castle().passes(2.0, probabilities=classes(0, 0.5)).expects()
    assert not unseen(180).expects()
    assert not unseen(180).expects(probabilities=classes(0))


@pytest.mark.parametrize(
    "other",
    [
        {"probabilities": classes(1)},
        {"probabilities": classes(0, 0.4)},
        {"probabilities": NOTHING},
        {"lives": classes(3)},
        {"lives": NOTHING},
        {"lives": classes(4, 0.4)},
        {"coins": classes(9)},
        {"coins": classes(0, 0.5)},
    ],
)
def test_anything_else_is_not_expected(other):
    assert not castle().expects(**other)


def test_what_is_no_number_is_none():
    """The model has two classes that are no number: such a crop shows no coins."""
    for odd in (BLACK, WHITE):
        assert castle().expects(coins=classes(odd))
        assert not castle().expects(lives=classes(odd))
    assert not castle().expects(coins=classes(120))


def test_coins_may_become_more_but_not_a_hundred():
    seen = course(coins=5)
    assert seen.expects(coins=classes(8))
    assert seen.expects(coins=classes(99))
    assert not seen.expects(coins=classes(100))
    assert not seen.expects(coins=NOTHING)
    film = begun().enter()
    for coins in (97, 98, 99, 100):
        film.play(20, coins=coins)
    assert Seen(film.play(30)).expects(coins=classes(103))


def test_a_course_is_expected_for_five_seconds_and_an_arena_for_no_longer_than_a_cross():
    """A pipe and an arena's entry could be missed, and in an arena, crosses are measured."""
    assert [course().expects(seconds) for seconds in (4.9, 5.1)] == [True, False]
    assert castle().expects(9.0)
    assert [arena().expects(seconds) for seconds in (0.2, 2.4, 2.6)] == [True, True, False]
    limits = ((course(), 5.0), (arena(), 2.5))
    assert all(up_to_a_second(seen).see(seen.reading).expects(seconds) for seen, seconds in limits)
    cross = {"camera": icon("cross")}
    assert not any(arena().expects(seconds, **cross) for seconds in (0.2, 2.4))
    entry = Seen(begun().screen(20, coins=0).play(60, coins=7).screen(20, camera="cross").play(60))
    assert [entry.expects(seconds) for seconds in (0.2, 0.4)] == [True, False]


def test_a_cross_in_the_castle_is_no_event_and_not_waited_for():
    cross = {"camera": icon("cross")}
    assert [castle().expects(seconds, **cross) for seconds in (0.2, 0.4)] == [False, True]
    seen = Seen(begun().play(30).play(60, camera="cross"))
    none = {"camera": icon("lakitu")}
    assert [seen.expects(seconds, **none) for seconds in (0.2, 0.4)] == [False, True]
    assert seen.expects(0.2)


def test_a_cross_of_a_course_is_expected_while_a_star_is_danced_for_alone():
    assert not course().expects(1.0, camera=icon("cross"))
    assert dance().expects(1.0)
    assert [dance().expects(seconds) for seconds in (1.9, 2.0)] == [True, False]  # 4 s after the star
    assert not Seen(begun().enter().play(60).play(60, camera="cross")).expects(1.0)
    assert not Seen(begun().enter().play(60).play(30, stars=1)).expects(1.0, camera=icon("cross"))
    assert dance().expects(1.0, camera=icon("lakitu"))
    assert course().expects(1.0, camera=icon("cross", 0.4), lives=classes(4))
    assert not course().expects(1.0, camera=icon("cross", 0.5))


def test_a_cross_after_a_course_may_be_an_arenas_and_is_followed_to_its_end():
    seen = Seen(begun().enter().play(60).screen(20, coins=0).play(40).play(30, camera="cross"))
    assert not seen.expects(1.0, camera=icon("lakitu"))
    assert seen.expects(0.2)
    film = begun().enter().play(60).play(30, camera="cross")
    assert Seen(film).expects(1.0, camera=icon("lakitu"))


def told_after(seen, *frames):
    """What is told of some frames: kind, how long after the first of them, how late and how sure."""
    first, before = seen.number + 1, len(seen.told)
    for reading in frames:
        seen.see(reading)
    return [
        (one.kind, one.frame - first, one.decided and one.decided - first, one.readings)
        for one in seen.told[before:]
    ]


def test_after_an_absence_that_was_passed_over_a_count_needs_as_much():
    """Counts are told of the same frames, by as many readings, and as surely."""
    for seconds, count in ((2.0, 0), (2.0, 5), (10.0, 1)):
        every, passed = unseen(180), unseen(180)
        every.see(every.reading, round(seconds * FPS))
        passed.passes(seconds)
        assert passed.is_settled
        frames = [shown(probabilities=classes(count, 0.7))] * 20
        assert told_after(passed, *frames) == told_after(every, *frames)
        assert passed.tracker.sure == pytest.approx(every.tracker.sure, abs=2e-3)


def test_the_first_frame_after_what_was_passed_over_is_one_frame_later():
    every, passed = castle().see(shown(), 10 * FPS), castle().passes(10.0)
    odd = shown(probabilities=classes(7, 0.7))
    assert passed.see(odd).tracker.sure == pytest.approx(every.see(odd).tracker.sure, abs=2e-5)


@pytest.mark.parametrize("seconds", [2.0, 8.3])
def test_a_count_that_was_left_before_comes_back_as_any_other(seconds):
    first, other = (shown(probabilities=classes(count)) for count in (59, 55))
    every, passed = (Seen(Film(stars=59).hidden(RARE).play(60)) for _ in range(2))
    assert every.settles(other) == passed.settles(other) > 30
    every.see(other, round(seconds * FPS))
    back = told_after(passed.passes(seconds), *[first] * 60)
    assert back == told_after(every, *[first] * 60)
    assert back[0][:2] == ("count", 0) and back[0][2] >= 30


def test_a_clock_that_is_set_back_passes_over_no_time():
    """It tells nothing of parts that are not seen."""
    seen = castle()
    for second in range(30):
        seen.tracker.pass_over(seen.number + second, seen.time - second, shown(lives=NOTHING))
    assert seen.tracker.unseen == ()


def test_what_was_dark_before_is_known_after_what_was_passed_over():
    """A single darker frame changes it little: a screen is told from what was not dark."""
    corner = Reading(classes(BLACK), dark=0.52, level=0.0)
    seen = castle().passes(10.0)
    assert [one[0] for one in told_after(seen, shown(dark=0.6), corner, corner)] == ["black"]


def test_what_tells_most_after_a_passed_absence_are_the_coins():
    seen, back = unseen(180).passes(5.0), shown()
    assert [seen.see(back).tracker.tells_most for _ in range(20)] == ["coins"] * 20
    seen = castle().passes(5.0)
    assert {seen.see(back).tracker.tells_most for _ in range(3)} == {"coins", "lives"}
    assert {seen.passes(1 / FPS).tracker.tells_most for _ in range(3)} == {"coins", "lives"}


def test_what_tells_most_where_a_counter_was_there_from_the_first_frame():
    tracker, told = Tracker(), []
    for frame in range(24):
        told.append(tracker.tells_most)
        tracker.update(frame, frame / FPS, shown(probabilities=classes(0, 0.5)))
    assert told[:21] == ["coins"] * 21
    assert {*told[21:]} == {"coins", "lives"}


def test_a_part_that_is_not_seen_in_passed_frames_is_unseen():
    seen = Seen(begun(unseen=("lives",)).play(30))
    assert seen.tracker.unseen == ()
    assert seen.passes(10.0, lives=NOTHING).tracker.unseen == ()
    assert seen.passes(15.0).tracker.unseen == ("lives",)


def test_where_a_count_is_shown_alone_something_lies_over_the_other_parts():
    """Also where that is seen in passed frames: then a count is believed that is shown alone."""
    alone = {"lives": NOTHING, "camera": icon("none")}

    def is_told(passed):
        seen = castle()
        for _ in range(passed):
            seen.passes(1.0, **alone)
        seen.see(shown(probabilities=classes(70), **alone), 30)
        return seen.tracker.stars == 70

    assert [is_told(passed) for passed in (10, 20)] == [False, True]


def test_lives_that_fall_long_after_a_screen_are_no_death_where_it_was_passed_over():
    film = begun().enter().play(100).screen(48, coins=None).play(60)
    seen = Seen(film)
    assert seen.is_settled
    seen.passes(9.0, lives=classes(4)).see(shown(lives=classes(3)), 60)
    assert seen.tracker.lives == 3
    assert seen.tracker.deaths == 0
    assert Seen(film).see(shown(lives=classes(3)), 60).tracker.deaths == 1


def test_a_life_that_fell_unseen_after_a_passed_frame_that_showed_it_still_is_a_death():
    seen = Seen(begun().enter().play(100).screen(48, coins=None).play(60)).passes(1.0, lives=classes(4))
    seen.see(shown(lives=NOTHING), 120).see(shown(lives=classes(3)), 60)
    assert (seen.tracker.lives, seen.tracker.deaths) == (3, 1)


def test_the_frame_after_passed_ones_is_one_frame_later_for_the_coins():
    every, passed = course(coins=5), course(coins=5).passes(1 / FPS)
    every.see(every.reading)
    sure = []
    for seen in (every, passed):
        seen.see(replace(seen.reading, coins=classes(6, 0.6)))
        sure.append(float(seen.tracker._run.coins._numbers.probabilities[6]))
    assert sure[0] == pytest.approx(sure[1], rel=0.2)


def test_many_coins_may_have_come_while_they_were_passed_over():
    """So other ones are believed as soon as they are read twice."""
    seen = course(coins=5).passes(4.0, coins=None)
    more = replace(course(coins=60).reading, lives=None)
    assert [seen.see(more).tracker.coins for _ in range(3)] == [5, 60, 60]
    seen = course(coins=5)
    assert [seen.see(more).tracker.coins for _ in range(3)] == [5, 5, 5]


def test_a_cross_that_was_gone_in_a_passed_frame_ended_there():
    seen = dance().passes(2.0)
    crosses = seen.tracker._run._scene.crosses.all
    assert crosses[-1].last is None
    assert seen.tracker._run.camera.is_cross
    seen.passes(2.0, camera=icon("lakitu"))
    assert crosses[-1].last == (seen.number, seen.time)
    assert not seen.tracker._run.camera.is_cross
    seen.passes(2.0)
    assert crosses[-1].last == (seen.number - 60, seen.time - 2.0)


def test_where_a_run_is_stays_known_while_it_is_passed_over():
    seen = arena().passes(0.2)
    assert seen.tracker.place == "arena"
    assert course().passes(4.0, camera=None).tracker.place == "course"
