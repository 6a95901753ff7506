"""The tracker: events from readings made up here, frame by frame."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.reader import BLACK, CLASSES, WHITE, Reading
from star_counter.tracker import READINGS_FOR_A_JUMP, Tracker

NOTHING = np.full(len(CLASSES), 1 / len(CLASSES), np.float32)


def reading(best=None, confidence=0.99, screen=None):
    probabilities = NOTHING.copy()
    if best is not None:
        probabilities[:] = (1 - confidence) / (len(CLASSES) - 1)
        probabilities[best] = confidence
    return Reading(probabilities, screen)


def count(stars, frames=1, confidence=0.99):
    return [reading(stars, confidence)] * frames


def nothing(frames=1):
    return [reading()] * frames


def black(frames=1):
    return [reading(BLACK, screen="black")] * frames


def white(frames=1):
    return [reading(WHITE, screen="white")] * frames


def happened(readings, tracker=None):
    tracker = tracker or Tracker()
    events = []
    for frame, one in enumerate(readings):
        events += [event.as_dict() for event in tracker.update(frame, frame / 30, one)]
    return [{key: value for key, value in event.items() if key != "time"} for event in events]


def test_the_first_count_is_dated_to_its_first_frame():
    assert happened(nothing(3) + count(7, 20)) == [{"event": "count", "frame": 3, "from": None, "to": 7}]


def test_one_more_star_is_believed_at_once():
    events = happened(count(7, 10) + count(8))
    assert events[1:] == [{"event": "star", "frame": 10, "from": 7, "to": 8}]


def test_a_blinking_counter_is_one_star():
    blinks = (count(8, 8) + nothing(8)) * 5
    assert [event["event"] for event in happened(count(7, 10) + blinks)] == ["count", "star"]


def test_a_jump_needs_several_readings():
    jump = count(7, 10) + count(70, READINGS_FOR_A_JUMP - 1)
    assert len(happened(jump)) == 1
    assert happened(jump + count(70))[1:] == [{"event": "count", "frame": 10, "from": 7, "to": 70}]


def test_a_single_wrong_reading_is_no_event():
    assert len(happened(count(7, 10) + count(1) + count(7, 10) + count(70) + count(7, 10))) == 1


def test_an_unsure_reading_says_nothing():
    assert len(happened(count(7, 10) + count(8, 20, confidence=0.85))) == 1


def test_a_screen_begins_and_ends():
    assert happened(black(4) + nothing(2)) == [
        {"event": "black", "frame": 0},
        {"event": "black_end", "frame": 4, "first": 0, "last": 3},
    ]


def test_a_white_screen_may_follow_a_black_one_at_once():
    events = [event["event"] for event in happened(black(2) + white(2) + nothing(2))]
    assert events == ["black", "black_end", "white", "white_end"]


def test_a_single_broken_frame_is_no_screen():
    assert len(happened(count(7, 10) + white(1) + count(7, 10) + black(1) + nothing(5))) == 1


def test_a_single_broken_frame_does_not_end_a_screen():
    assert happened(black(3) + nothing(1) + black(3) + nothing(2)) == [
        {"event": "black", "frame": 0},
        {"event": "black_end", "frame": 7, "first": 0, "last": 6},
    ]


def test_a_black_corner_alone_is_no_screen():
    assert happened([reading(BLACK)] * 30) == []


def test_screens_are_counted():
    tracker = Tracker()
    happened(black(2) + nothing(2) + white(2) + nothing(2) + black(2), tracker)
    assert (tracker.blacks, tracker.whites, tracker.screen) == (2, 1, "black")


readings = st.lists(
    st.one_of(
        st.builds(reading, st.integers(0, 122), st.floats(0.02, 1)),
        st.just(reading()),
        st.sampled_from([black()[0], white()[0]]),
    ),
    max_size=120,
)


@given(readings)
def test_any_readings_give_ordered_and_consistent_events(sequence):
    tracker = Tracker()
    stars = None
    for frame, one in enumerate(sequence):
        for event in tracker.update(frame, frame / 30, one):
            assert 0 <= event.frame <= frame
            if event.kind in ("star", "count"):
                assert event.from_count == stars
                stars = event.to_count
                assert event.kind == "count" or event.to_count == event.from_count + 1
    assert tracker.stars == stars


@pytest.mark.parametrize("confidence", [0.5, 0.95])
def test_the_least_confidence_is_the_players(confidence):
    events = happened(count(3, 20, confidence=0.9), Tracker(least_confidence=confidence))
    assert bool(events) == (confidence <= 0.9)
