"""Numbers of the HUD: the same as the model of their docstring, computed the plain way; how they change."""

import numpy as np
import pytest

from star_counter.tracking.event import Moment
from star_counter.tracking.parts.numbers import NUMBERS, Numbers, Steps, first_of

FRAME = 1 / 30
HIDDEN = 0.2
STEPS = Steps(up=(3.0, 1.0), down=0.5, jump=0.05)


class PlainNumbers:
    """`Numbers` as a textbook has it: in double precision, with a matrix for every step."""

    def __init__(self):
        self.right, self.wrong = np.full(NUMBERS, 1 / NUMBERS), np.zeros(NUMBERS)
        self.before, self.unread = np.zeros(NUMBERS), 0.0

    @property
    def probabilities(self):
        return self.right + self.wrong

    def update(self, seconds, counts):
        seen = counts.max()
        if seen < 0.5:
            self.unread += seconds
            return
        move, end = happens(seconds, 1.0), happens(seconds, 0.3)
        jump = happens(self.unread, 1 / HIDDEN) + move * STEPS.jump
        steps = move * STEPS.down * np.eye(NUMBERS, k=-1) + jump / NUMBERS
        for step, rate in enumerate(STEPS.up, 1):
            steps = steps + move * rate * np.eye(NUMBERS, k=step)
        stay = max(0.0, 1 - jump - move * (sum(STEPS.up) + STEPS.down))
        begins = stay * 0.002 * end * self.right / 20  # as one of 20 numbers
        goes_on = stay * (1 - end) * self.wrong
        right = self.probabilities @ steps + stay * ((1 - 0.002 * end) * self.right + end * self.wrong)
        witnesses = 1.0 if seen >= 0.9 else min(1.0, seconds / 0.3)
        as_before = self.before @ counts + 0.004
        self.right = right * (counts + 0.004) ** witnesses
        self.wrong = (begins + goes_on * as_before**witnesses) * (1 - counts) ** witnesses
        total = self.probabilities.sum()
        self.right, self.wrong = self.right / total, self.wrong / total
        self.before, self.unread = counts, 0.0


def happens(seconds, every):
    return 1 - np.exp(-seconds / every)


def counts(best, confidence=0.97):
    """A reading: the probabilities of numbers."""
    probabilities = np.full(NUMBERS, (1 - confidence) / (NUMBERS - 1), np.float32)
    probabilities[best] = confidence
    return probabilities


UNREAD = counts(0, 0.1)


def moment(frame):
    return Moment(frame, frame * FRAME)


def changes(readings, numbers=None):
    """What changed in these readings, each with the frame that told it."""
    numbers = numbers or Numbers(HIDDEN)
    told = [(frame, numbers.update(moment(frame), FRAME, one, STEPS)) for frame, one in enumerate(readings)]
    return [(frame, *change[:2], change.first.frame) for frame, change in told if change]


@pytest.mark.parametrize("confidences", [(0.6, 0.8), (0.3, 0.6, 0.92, 0.97)])
def test_they_are_as_probable_as_the_plain_way(confidences):
    rng = np.random.default_rng(1)
    numbers, plain, number = Numbers(HIDDEN), PlainNumbers(), 1
    for frame in range(200):
        number = min(120, max(0, number + rng.choice([0] * 30 + [1, 2, -1])))
        shown = number if rng.random() < 0.9 else int(rng.integers(NUMBERS))
        seconds, reading = rng.choice([FRAME, 0.1, 0.5]), counts(shown, rng.choice(confidences))
        numbers.update(moment(frame), seconds, reading, STEPS)
        if plain.probabilities[shown] < 0.99 or reading[shown] < 0.9:
            plain.update(seconds, reading)
        else:  # it may be settled
            plain.right, plain.wrong = numbers._right.astype(float), numbers._wrong.astype(float)
            plain.before, plain.unread = reading, 0.0
        assert numbers.probabilities == pytest.approx(plain.probabilities, rel=2e-3, abs=1e-6)


def test_what_is_settled_is_not_computed_again():
    numbers = Numbers(HIDDEN)
    changes([counts(5)] * 20, numbers)
    before = numbers.probabilities.copy()
    numbers.update(moment(50), 1.0, UNREAD, STEPS)
    numbers.update(moment(51), 1.0, counts(5), STEPS)
    assert np.array_equal(numbers.probabilities, before)
    assert numbers.read == moment(51)
    numbers.update(moment(52), 1.0, counts(5, 0.9), STEPS)
    assert numbers.read == moment(52)
    numbers.update(moment(53), 1.0, counts(5, 0.89), STEPS)
    assert not np.array_equal(numbers.probabilities, before)
    assert numbers.read == moment(52)


def test_a_reading_that_is_half_sure_says_something():
    for confidence, is_heard in ((0.49, False), (0.5, True)):
        numbers = Numbers(HIDDEN)
        changes([counts(5, confidence)], numbers)
        assert (numbers.probabilities[5] > 1.01 / NUMBERS) == is_heard


def test_a_number_is_known_after_four_sure_readings():
    assert changes([counts(7)] * 9) == [(3, None, 7, 0)]
    assert changes([*[counts(7)] * 3, counts(7, 0.9)]) == [(3, None, 7, 0)]
    assert changes([counts(7, 0.89)] * 60 + [counts(7)] * 9) == [(63, None, 7, 0)]
    numbers = Numbers(HIDDEN)
    assert (numbers.number, numbers.read) == (None, None)
    changes([counts(7)] * 4, numbers)
    assert (numbers.number, numbers.read) == (7, moment(3))


def test_another_one_is_believed_after_two():
    assert changes([counts(7)] * 9 + [counts(8)] * 9)[1:] == [(10, 7, 8, 9)]
    assert changes([counts(7)] * 9 + [counts(6)] * 9)[1:] == [(10, 7, 6, 9)]
    assert changes([counts(7)] * 9 + [counts(8)] * 9 + [counts(9)] * 9)[2:] == [(19, 8, 9, 18)]


def test_no_more_than_ninety_readings_are_remembered():
    ((told, *change),) = changes([counts(7, 0.6)] * 200 + [counts(7)] * 9)
    assert (told, change) == (203, [None, 7, 203 - 89])


def test_a_number_that_is_misread_once_is_no_change():
    assert len(changes([counts(7)] * 9 + [counts(8)] + [counts(7)] * 9)) == 1
    assert len(changes([counts(7)] * 9 + [counts(8)] + [counts(7)] * 3 + [counts(8)] + [counts(7)] * 9)) == 1


def test_how_sure_it_must_be_may_be_said():
    readings = [counts(7)] * 9 + [counts(8)] * 9
    assert changes(readings, Numbers(HIDDEN, 0.995)) == [(3, None, 7, 0), (10, 7, 8, 9)]
    assert changes(readings, Numbers(HIDDEN, 0.999)) == [(12, None, 8, 9)]


def test_a_change_says_how_sure_it_is():
    numbers = Numbers(HIDDEN)
    changes([counts(7)] * 9 + [counts(8)], numbers)
    change = numbers.update(moment(10), FRAME, counts(8), STEPS)
    assert change.sure == pytest.approx(float(numbers.probabilities[8]))
    assert numbers.number == 8


def test_what_is_expected_is_as_probable_as_that():
    numbers = Numbers(HIDDEN)
    changes([counts(7)] * 3 + [counts(70)], numbers)
    before = numbers.probabilities
    numbers.expect(0, 0.25)
    expected = 0.75 * before
    expected[0] += 0.25
    assert numbers.probabilities == pytest.approx(expected)


def test_what_was_passed_over_was_not_read():
    every, passed = Numbers(HIDDEN), Numbers(HIDDEN)
    for numbers in (every, passed):
        changes([counts(7)] * 9, numbers)
    for second in (1, 2):
        every.update(moment(9 + 30 * second), 1.0, UNREAD, STEPS)
        passed.pass_over(1.0)
    for numbers in (every, passed):
        numbers.update(moment(80), FRAME, counts(60), STEPS)
    assert passed.probabilities == pytest.approx(every.probabilities, abs=1e-6)
    assert 0.1 < passed.probabilities[60] < 0.9


def test_a_number_that_is_known_may_be_read_without_a_look():
    numbers = Numbers(HIDDEN)
    numbers.keep(moment(1))
    assert numbers.read is None
    changes([counts(7)] * 9, numbers)
    numbers.keep(moment(300))
    assert numbers.read == moment(300)


def test_after_it_was_forgotten_any_number_is_possible():
    numbers = Numbers(HIDDEN)
    changes([counts(7)] * 9, numbers)
    numbers.forget()
    assert (numbers.number, numbers.read) == (None, None)
    assert numbers.probabilities == pytest.approx(np.full(NUMBERS, 1 / NUMBERS))
    assert changes([counts(7)] * 9, numbers) == [(3, None, 7, 0)]


@pytest.mark.parametrize(
    ("new", "old", "first"),
    [
        ([0.9, 0.9], None, 0),
        ([0.008, 0.9, 0.9], None, 1),
        ([0.012, 0.9, 0.9], None, 0),
        ([0.9, 0.001, 0.9, 0.9], None, 0),
        ([0.9, 0.0, 0.0, 0.9, 0.9], [0.0, 0.9, 0.9, 0.0, 0.0], 3),
        ([0.0, 0.9, 0.3, 0.9], [0.9, 0.0, 0.3, 0.0], 1),
        ([0.3, 0.0, 0.0], [0.4, 0.9, 0.9], 2),
    ],
)
def test_the_first_reading_is_the_one_from_which_on_most_speaks_for_it(new, old, first):
    old = None if old is None else np.array(old, np.float32)
    assert first_of(np.array(new, np.float32), old) == first
