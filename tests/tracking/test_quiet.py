"""Frames that are passed over: where nothing happened, what comes next is told as if they had been seen."""

from dataclasses import replace

import numpy as np
import pytest

from star_counter.tracking.tracker import Tracker
from tools.simulation.camera import Camera
from tools.simulation.play import Play


@pytest.fixture(scope="module")
def start():
    """The readings of the first two minutes of a run."""
    return list(Play("16", Camera(fps=30), seed=2, seconds=150).readings(0.0))


def followed(readings):
    tracker = Tracker()
    events = [event for reading in readings for event in tracker.update(*reading)]
    return tracker, events


def settled_at(start):
    """A tracker that has just settled where the counter is seen, and the number of that frame."""
    tracker = Tracker()
    for number, _, reading in start:
        tracker.update(*start[number])
        if tracker.is_settled and tracker.stars is not None and reading.seen >= 0.5:
            return tracker, number
    raise AssertionError("it never settles")


def test_it_settles_only_once_the_run_is_known(start):
    tracker, _ = settled_at(start)
    assert tracker.place
    assert tracker.lives is not None
    first = next(number for number, _, reading in start if reading.seen >= 0.5)
    assert not any(followed(start[:end])[0].is_settled for end in range(first + 1, first + 6))


def test_it_expects_what_it_saw_and_nothing_else(start):
    tracker, number = settled_at(start)
    _, time, reading = start[number]
    assert tracker.expects(number + 60, time + 2, reading)
    other = next(one for _, _, one in start if one.seen < 0.5)
    assert not tracker.expects(number + 60, time + 2, other)
    # Coins where there were none, and other lives.
    assert not tracker.expects(number + 60, time + 2, replace(reading, coins=reading.probabilities))
    more = np.roll(reading.probabilities, tracker.lives + 1)
    assert not tracker.expects(number + 60, time + 2, replace(reading, lives=more))


def test_nothing_is_decided_without_a_counter_but_how_long(start):
    tracker, number = settled_at(start)
    assert not tracker.is_idle
    _, time, _ = start[number]
    none = next(one for _, _, one in start if one.seen < 0.5)
    idle = []
    for later in range(1, 61):
        tracker.update(number + later, time + later / 30, none)
        idle.append(tracker.is_idle)
    # It may blink at first.
    assert idle == sorted(idle)
    assert 3 <= idle.index(True) <= 30


def test_what_follows_is_told_on_the_same_frames(start):
    """Ten seconds of a quiet scene are left out: the same frames come later, with later numbers and times."""
    tracker, number = settled_at(start)
    _, time, reading = start[number]
    tracker.pass_over(number + 300, time + 10, reading)
    told = []
    for later, at, one in start[number + 1 :]:
        told += [(event.kind, event.frame - 300) for event in tracker.update(later + 300, at + 10, one)]
    _, every = followed(start)
    decided = [(event.kind, event.frame) for event in every if event.frame > number]
    assert [event for event in told if event[1] > number] == decided
    assert decided


def test_a_cross_that_is_gone_in_a_later_frame_is_over():
    tracker = Tracker()
    run = tracker._run
    readings = list(Play("16", Camera(fps=30), seed=2, seconds=240).readings(0.0))
    crossed = None
    for reading in readings:
        tracker.update(*reading)
        if run.camera.is_cross and tracker.is_settled:
            crossed = reading
        if crossed and not run.camera.is_cross:
            break
    assert crossed
    tracker = Tracker()
    for reading in readings[: crossed[0] + 1]:
        tracker.update(*reading)
    without = next(one for one in readings[crossed[0] :] if one[2].camera.argmax() != 3)
    tracker.pass_over(*without)
    assert not tracker._run.camera.is_cross
