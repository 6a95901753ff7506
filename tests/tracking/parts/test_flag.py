"""A flag: the same as the model of its docstring, computed the plain way; when it turns, and since when."""

import numpy as np
import pytest

from star_counter.tracking.event import Moment
from star_counter.tracking.parts.flag import Flag, Rates

FRAME = 1 / 30
RATES = Rates(off=8.0, on=5.0, misread_every=40.0, misread_for=0.1)
#: Once it is as sure as that, a reading that agrees says nothing more.
SURE, LATE = 0.98, 300


class PlainFlag:
    """`Flag` as a textbook has it: a chain for what is shown, another for whether that is misread."""

    def __init__(self):
        self.states = np.array([1.0, 0, 0, 0])  # off: read and misread; on: read and misread

    def update(self, seconds, seen):
        seen = min(max(seen, 0.02), 0.98)
        moves = np.kron(
            chain(seconds, RATES.off, RATES.on), chain(seconds, RATES.misread_every, RATES.misread_for)
        )
        self.states = self.states @ moves * [1 - seen, seen, seen, 1 - seen]
        self.states /= self.states.sum()
        return self.states[2:].sum()


def chain(seconds, first, second):
    """How probably one of two states follows on another, which last so many seconds on average."""
    leaves = 1 - np.exp(-seconds / np.array([first, second]))
    return np.array([[1 - leaves[0], leaves[0]], [leaves[1], 1 - leaves[1]]])


def shown(readings, flag=None, begin=0):
    """A flag after these readings, and the frames in which it turned."""
    flag = flag or Flag(RATES)
    turned = []
    for frame, seen in enumerate(readings, begin):
        if flag.update(Moment(frame, frame * FRAME), FRAME, seen):
            turned.append(frame)
    return flag, turned


@pytest.mark.parametrize("first", [0.0, FRAME, 1.0])
def test_it_is_as_probable_as_the_plain_way(first):
    rng = np.random.default_rng(1)
    flag, plain, is_on, seconds = Flag(RATES), PlainFlag(), False, first
    for frame in range(600):
        is_on ^= rng.random() < 0.03
        seen = abs(is_on - rng.choice([0.03, 0.1, 0.3, 0.5, 0.8]))
        probability = plain.update(seconds, seen)
        flag.update(Moment(frame, frame * FRAME), seconds, seen)
        assert flag.probability == pytest.approx(probability, abs=1e-9)
        assert flag.is_on == (probability >= 0.9 if not flag.is_on else probability > 0.1)
        seconds = rng.choice([FRAME, FRAME, FRAME + 5e-4, 0.1])


def test_no_reading_is_taken_for_surer_than_it_can_be():
    for seen, surest in ((0.0, 0.02), (1.0, 0.98)):
        one, _ = shown([0.5, seen])
        other, _ = shown([0.5, surest])
        assert one.probability == other.probability


def test_what_is_settled_is_not_computed_again():
    flag = Flag(RATES)
    assert flag.update(Moment(0, 0.0), 5.0, 0.02) is False
    assert flag.probability == 0.0
    flag, _ = shown([SURE] * LATE)
    before = flag.probability
    assert flag.update(Moment(LATE, LATE * FRAME), 5.0, SURE) is False
    assert flag.probability == before
    flag.update(Moment(LATE, LATE * FRAME), 5.0, SURE - 0.001)
    assert flag.probability < before


def test_what_is_not_settled_yet_is_computed():
    flag, _ = shown([SURE] * 5)
    before = flag.probability
    shown([SURE], flag, 5)
    assert flag.probability > before
    flag, _ = shown([0.9, 0.9])
    before = flag.probability
    shown([0.0], flag, 2)
    assert flag.probability < before


def test_it_turns_since_the_first_frame_that_shows_it():
    flag, turned = shown([0.02] * 10 + [0.97] * 20 + [0.04] * 20)
    assert turned == [13, 32]
    assert (flag.since, flag.is_on) == (Moment(30, 1.0), False)
    flag, _ = shown([0.02] * 10 + [0.97] * 20)
    assert (flag.since.frame, flag.is_on) == (10, True)
    assert flag.first_on == flag.since


def test_before_the_first_change_it_is_not_known_since_when():
    flag = Flag(RATES)
    assert (flag.since, flag.is_on) == (None, False)
    assert flag.first_on == Moment(0, 0.0)


def test_of_frames_that_say_as_much_the_later_one_is_the_first():
    flag, _ = shown([0.02, 0.5, 0.8])
    assert flag.first_on.frame == 2


def test_what_was_heard_long_ago_is_forgotten():
    flag, _ = shown([0.6] + [0.5] * 127)
    assert flag.first_on.frame == 0
    flag, _ = shown([0.6] + [0.5] * 128)
    assert flag.first_on.frame == 128


def test_after_it_was_cleared_it_is_off_as_if_nothing_was_heard():
    flag, _ = shown([0.97] * 10)
    flag.clear()
    assert (flag.is_on, flag.probability) == (False, 0.0)
    flag.update(Moment(10, 10 * FRAME), FRAME, 0.02)
    assert flag.first_on.frame == 10
    plain = PlainFlag()
    for frame, seen in enumerate([0.3, 0.9], 11):
        flag.update(Moment(frame, frame * FRAME), FRAME, seen)
        assert flag.probability == pytest.approx(plain.update(FRAME, seen))


def test_what_is_passed_over_came_before_the_next_change():
    flag, _ = shown([0.9] * 6)
    before = flag.probability
    flag.pass_over(Moment(50, 50 * FRAME), 0.8)
    assert flag.is_on and flag.probability > before
    _, turned = shown([0.1] * 12, flag, begin=60)
    assert len(turned) == 1
    assert flag.since == Moment(60, 60 * FRAME)
