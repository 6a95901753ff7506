"""Counts as the tracker believes them: whole events, on which frame, how sure, by how many readings."""

import numpy as np
import pytest

from star_counter.reading.frame import Reading
from star_counter.reading.model_form import CLASSES
from star_counter.tracking.event import Event
from star_counter.tracking.tracker import RESET_ABSENCE, Tracker
from tests.tracking.readings import FPS, black, count, events, happened, nothing, reading


def between(**probabilities):
    """A reading between some counts (``n7=0.5``)."""
    rest = (1 - sum(probabilities.values())) / (len(CLASSES) - len(probabilities))
    classes = np.full(len(CLASSES), rest, np.float32)
    for name, probability in probabilities.items():
        classes[int(name[1:])] = probability
    return Reading(classes)


def other_counts(number, confidence=0.85, **probabilities):
    """Frames that are misread, each as another count; ``probabilities`` are what they show besides."""
    return [between(**{f"n{20 + 11 * index % 90}": confidence}, **probabilities) for index in range(number)]


def at(kind, frame, *of_count, **told):
    return Event(kind, frame, frame / FPS, *of_count, **told)


def test_the_first_count_is_believed_by_three_readings():
    (first,) = events(nothing(3) + count(7, 20))
    assert first == at("count", 3, None, 7, sure=first.sure, decided=5, readings=3)
    assert first.sure == pytest.approx(0.9992, abs=1e-4)


def test_a_star_is_believed_as_soon_as_it_is_sure():
    tracker = Tracker()
    star = events(count(7, 60) + count(8, 20), tracker)[1]
    assert star == at(
        "star", 60, 7, 8, sure=star.sure, decided=60 + star.readings - 1, readings=star.readings
    )
    same = events(count(7, 60) + count(8, 20), Tracker(least_sure=star.sure))[1]
    assert same == star  # as sure as it must be
    assert tracker.sure > star.sure
    assert tracker.stars == 8


def test_of_an_unsure_star_no_reading_counts_as_sure():
    star = events(count(7, 60) + count(8, 60, confidence=0.8))[1]
    assert star == at("star", 60, 7, 8, sure=star.sure, decided=star.decided, readings=0)


def test_a_reading_that_is_just_sure_enough_counts():
    star = events(count(7, 60) + count(8, 20, confidence=0.9))[1]
    assert star.readings == star.decided - star.frame + 1 >= 2


def test_half_a_chance_is_enough_to_be_seen():
    assert happened(count(7, 60) + count(7, 60, confidence=0.5)) == [("count 7", 0)]
    assert happened(count(7, 60) + count(8, 90, confidence=0.5)) == [("count 7", 0), ("star 7 → 8", 60)]


def test_an_unsure_first_frame_says_nothing_for_it_has_not_lasted():
    tracker = Tracker()
    tracker.update(0, 5.0, reading(7, 0.6))
    assert tracker.sure == pytest.approx(1 / 121, rel=1e-3)


@pytest.mark.parametrize(("gap", "same"), [(3600.0, 5.0), (-10.0, 0.0)])
def test_a_long_gap_tells_no_more_than_five_seconds_and_a_clock_set_back_nothing(gap, same):
    def sure(step):
        tracker = Tracker()
        events(count(7, 60), tracker)
        tracker.update(60, 59 / FPS + step, reading(9, 0.7))
        return tracker.sure

    assert sure(gap) == pytest.approx(sure(same), rel=1e-6)
    assert sure(same) != pytest.approx(sure(2.5), rel=1e-6)


@pytest.mark.parametrize(("misread", "since"), [(5, 0), (6, 7)])
def test_the_first_count_is_dated_to_where_most_speaks_for_it(misread, since):
    """Five other counts between do not outweigh a first frame with it, six do."""
    assert happened(count(7, 1) + other_counts(misread) + count(7, 20)) == [("count 7", since)]


def test_where_most_speaks_for_a_count_is_not_where_it_was_once_before():
    assert happened(other_counts(7) + count(7, 1) + other_counts(6) + count(7, 20)) == [("count 7", 14)]


def test_a_star_is_not_dated_to_frames_that_rather_show_the_old_count():
    assert happened(count(7, 60) + [between(n7=0.65, n8=0.3)] * 2 + count(8, 20))[1:] == [("star 7 → 8", 62)]


def test_a_star_is_dated_to_a_frame_that_shows_both_alike():
    assert happened([*count(7, 60), between(n7=0.45, n8=0.45), *count(8, 20)])[1:] == [("star 7 → 8", 60)]


@pytest.mark.parametrize("least_sure", [0.9, 0.2])
def test_a_star_is_not_dated_to_frames_that_hardly_show_it(least_sure):
    """Also where the first frame that does is enough to believe it."""
    readings = count(7, 60) + other_counts(3, n8=0.05) + count(8, 20)
    assert happened(readings, tracker=Tracker(least_sure))[1:] == [("star 7 → 8", 63)]


def test_a_star_that_no_frame_shows_is_none():
    assert happened(count(7, 60) + other_counts(60, 0.89, n8=0.09)) == [("count 7", 0)]


@pytest.mark.parametrize(("absence", "kind"), [(RESET_ABSENCE, "reset"), (RESET_ABSENCE - 1 / FPS, "count")])
def test_a_reset_is_ten_seconds_after_the_old_count_was_last_seen(absence, kind):
    since = 60 + round(absence * FPS)
    event = events(count(12, 61) + nothing(since - 61) + count(0, 60))[-1]
    assert event == at(kind, since, 12, 0, sure=event.sure, decided=event.decided, readings=event.readings)


def test_a_count_that_is_only_guessed_is_not_seen():
    """Twelve, or so it looks for some frames of a blurred picture: its run is over all the same."""
    blurred = count(12, 330, confidence=0.3)
    assert events(count(12, 60) + blurred + count(0, 60))[-1].kind == "reset"
    assert events(count(12, 60) + blurred * 2 + count(0, 60))[-1].kind == "reset"


def test_a_count_that_is_seen_with_half_a_chance_is_seen():
    readings = count(12, 61) + nothing(150) + count(12, 1, confidence=0.5) + nothing(180) + count(0, 60)
    assert events(readings)[-1].kind == "count"


def test_a_count_that_was_seen_until_it_was_believed_was_seen():
    assert events(count(12, 3) + nothing(150) + count(0, 60))[-1].kind == "count"


def test_the_first_frame_of_a_new_run_may_show_both_counts():
    both = [between(n12=0.5, n0=0.5)]
    event = events(count(12, 60) + nothing(400) + both + count(0, 60))[-1]
    assert (event.kind, event.frame) == ("reset", 460)


def test_a_jump_found_late_is_dated_to_its_first_frame_whatever_was_told_meanwhile():
    """It began before the counter was gone, and is believed with the first frame after."""
    found = events(count(7, 60) + count(70, 10) + nothing(30) + count(70, 60))
    jump = found[2]
    assert found[1:] == [
        at("vanished", 70),
        at("count", 60, 7, 70, sure=jump.sure, decided=100, readings=11),
        at("appeared", 100),
    ]


def test_what_is_told_together_is_told_in_order():
    """A star that showed for one frame before a black screen, and is believed with the frame that ends it."""
    found = happened(count(7, 60) + count(8, 1, 0.6) + black(10) + count(8, 20))
    assert found[1:] == [
        ("black screen", 61),
        ("black screen full", 61),
        ("star 7 → 8", 60),
        ("black screen over, it was on frames 61 to 70", 71),
    ]


def test_hours_need_no_more_memory_than_seconds():
    tracker = Tracker()
    events(count(7, 700, confidence=0.3), tracker)  # heard, and never believed
    assert len(tracker._heard) == 600
    events(count(7, 700), tracker)
    assert len(tracker._heard) == 600
    events(count(8, 700), tracker)
    assert len(tracker._heard) == 600


def test_a_frame_that_was_misread_long_before_the_counter_came_is_not_its_first():
    readings = count(7, 60) + nothing(200) + count(0, 1, 0.45) + nothing(200) + count(0, 60)
    assert (events(readings)[-1].kind, events(readings)[-1].frame) == ("reset", 461)


@pytest.mark.parametrize(("confidence", "since"), [(0.49, 101), (0.5, 0)])
def test_a_frame_that_shows_it_was_not_misread(confidence, since):
    assert happened(count(7, 1, confidence) + nothing(100) + count(7, 60)) == [("count 7", since)]


def test_nor_is_a_frame_between_that_shows_another_count():
    misread = count(7, 1, 0.45) + nothing(100) + count(50, 1, 0.3)
    assert happened(misread + count(7, 60)) == [("count 7", 102)]


@pytest.mark.parametrize(("blink", "since"), [(17, 0), (18, 19)])
def test_an_unsure_frame_is_the_first_one_where_only_a_blink_lies_between(blink, since):
    assert happened(count(7, 1, 0.45) + nothing(blink) + count(7, 60)) == [("count 7", since)]


@pytest.mark.parametrize(("chance", "since"), [(0.1, 0), (0.09, 31)])
def test_a_blink_ends_where_the_count_is_seen_at_least_faintly(chance, since):
    readings = count(7, 1, 0.45) + nothing(14) + count(7, 1, chance) + nothing(15) + count(7, 60)
    assert happened(readings) == [("count 7", since)]


@pytest.mark.parametrize(("seconds", "needed"), [(1, 2), (20, 3), (20 * 60, 3)])
def test_after_an_absence_the_next_count_needs_as_many_readings_as_any_other(seconds, needed):
    """Stars are taken while the counter is shown: what follows an absence is another file, or no counter."""
    found = events(count(7, 60) + nothing(seconds * FPS) + count(8, 60), Tracker(least_sure=0.3))
    star = next(event for event in found if event.kind == "star")
    assert star == at("star", star.frame, 7, 8, sure=star.sure, decided=star.decided, readings=needed)
    assert star.frame == 60 + seconds * FPS


def test_a_star_right_after_another_needs_as_many_readings_as_any_other_count():
    found = events(count(7, 60) + count(8, 10) + count(9, 2) + count(8, 60) + count(9, 20))
    assert [(event.text, event.frame) for event in found[1:]] == [("star 7 → 8", 60), ("star 8 → 9", 132)]


def test_readings_far_apart_are_no_three_of_one_count():
    """Each of a single frame in some minutes without a counter."""
    found = happened(count(7, 60) + (nothing(90) + count(40)) * 30)
    assert found == [("count 7", 0), ("counter gone", 60)]


def test_where_many_counts_are_read_none_is_believed():
    flicker = [one for index in range(60) for one in count(20 + 7 * index % 90) + count(8)]
    assert happened(count(7, 60) + flicker) == [("count 7", 0)]
