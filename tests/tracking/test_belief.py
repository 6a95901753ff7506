"""The belief: the same as the model of its docstring, computed the plain way."""

import math
import pickle

import numpy as np
import pytest

from star_counter.tracking import belief as constants
from star_counter.tracking.belief import Belief

COUNTS = 121
FRAME = 1 / 30


class PlainBelief:
    """`Belief` as a textbook has it: in double precision, with new arrays for every step."""

    def __init__(self):
        self.confused = np.zeros(COUNTS)
        self.misread = plain_misread(self.confused)
        self.since_learnt = 0.0
        self.states = self.misread / COUNTS
        np.fill_diagonal(self.states, (1 - constants.MISREAD_SHARE) / COUNTS)
        self.starts = (0,)

    @property
    def counts(self):
        return self.states.sum(axis=1)

    def update(self, seconds, counts):
        best = counts.argmax()
        is_seen = counts[best] >= constants.SEEN
        if is_seen:
            self.learn(seconds, counts, best)
        self.states = self.moved(seconds, is_seen)
        if is_seen:
            is_sure = counts[best] >= constants.LEAST_CONFIDENCE
            witnesses = 1.0 if is_sure else min(1.0, seconds / constants.MISREAD_SECONDS)
            self.states = self.states * (counts + constants.FLOOR) ** witnesses
        self.states = self.states / self.states.sum()

    def learn(self, seconds, counts, best):
        others = np.maximum(counts - (1 - counts[best]) / COUNTS, 0)
        others[best] = 0
        if counts[best] >= constants._NEARLY_SURE:
            others[:] = 0
        share = happens(seconds, constants.LEARNT_OVER)
        self.confused = (1 - share) * self.confused + share * others
        self.since_learnt += seconds
        if self.since_learnt >= constants._LEARNING_STEP:
            self.misread, self.since_learnt = plain_misread(self.confused), 0.0

    def moved(self, seconds, is_seen):
        star = happens(seconds, constants.SECONDS_A_STAR) if is_seen else 0
        jump = happens(seconds, constants.SECONDS_A_JUMP if is_seen else constants.SECONDS_A_HIDDEN_JUMP)
        end = happens(seconds, constants.MISREAD_SECONDS)
        stay = (1 - star) * (1 - jump)
        right = np.diag(self.states)
        wrong = self.counts - right
        begun = end * right[:, None] * self.misread
        states = stay * ((1 - end) * self.states + begun)
        np.fill_diagonal(states, stay * (right - begun.sum(axis=1) + end * wrong))
        anywhere = np.full(COUNTS, 1 / COUNTS)
        if not is_seen:
            anywhere *= 1 - constants.RESET_SHARE
            for start in self.starts:
                anywhere[start] += constants.RESET_SHARE / len(self.starts)
        for count, probability in enumerate(self.counts):
            states[count, count] += jump * anywhere[count]
            after = min(count + 1, COUNTS - 1)
            states[after, after] += star * (1 - jump) * probability
        return states


def happens(seconds, every):
    return 1 - math.exp(-seconds / every)


def plain_misread(confused):
    """Row by count: the share of the time that it is misread, as what."""
    least = np.zeros((COUNTS, COUNTS))
    for count in range(COUNTS):
        for other in set(range(COUNTS)) - {count}:
            one, two = str(count), str(other)
            is_near = len(one) == len(two) and sum(a != b for a, b in zip(one, two, strict=True)) == 1
            least[count, other] = 1.0 if is_near else constants._FAR
        least[count] *= constants.MISREAD_SHARE / least[count].sum()
    misread = least + confused
    np.fill_diagonal(misread, 0)
    return misread


def reading(**probabilities):
    """The probabilities of some counts (``n7=0.9``); the others share the rest."""
    counts = np.full(COUNTS, (1 - sum(probabilities.values())) / (COUNTS - len(probabilities)), np.float32)
    for name, probability in probabilities.items():
        counts[int(name[1:])] = probability
    return counts


SURE, UNSURE, LIKE_ANOTHER = reading(n7=0.9995), reading(n7=0.6), reading(n7=0.7, n1=0.25)
NEXT, FAR, LAST, VERY_SURE = reading(n8=0.99), reading(n70=0.95), reading(n120=0.99), reading(n7=0.99999)
ALMOST, MISTAKEN = reading(n7=0.9999, n8=0.0001), reading(n7=0.7, n8=0.2)
VERY_FAR = reading(n70=0.99999)
HIDDEN, HARDLY = np.full(COUNTS, 1 / 123, np.float32), reading(n7=0.49)
SEQUENCES = {
    "a star": [SURE] * 16 + [NEXT] * 6,
    "the last count": [LAST] * 6,
    "a misreading": [SURE] * 6 + [FAR] * 4 + [SURE] * 4,
    "a jump": [SURE] * 5 + [FAR] * 20,
    "one that is never sure": [UNSURE, LIKE_ANOTHER] * 8,
    "one that looks like another": [LIKE_ANOTHER] * 18 + [NEXT] * 4 + [reading(n1=0.99)] * 4,
    "one that is hidden": [SURE] * 5 + [HIDDEN] * 8 + [HARDLY] * 3 + [NEXT] * 3,
    "one with a chance of a half": [reading(n7=0.5)] * 12,
    "one with just enough confidence": [reading(n7=0.9)] * 12,
    "one that is hardly mistaken": [MISTAKEN] * 2 + [ALMOST] * 10 + [NEXT] * 3,
    "one that is all but certain": [LIKE_ANOTHER] * 16 + [VERY_SURE] * 4 + [NEXT] * 4,
}


@pytest.mark.parametrize("seconds", [0.0, FRAME, 0.25, 1.0])
@pytest.mark.parametrize("sequence", SEQUENCES.values(), ids=SEQUENCES)
def test_a_belief_is_what_the_model_says(sequence, seconds):
    belief, plain = Belief(), PlainBelief()
    assert belief.counts.dtype == np.float32
    np.testing.assert_allclose(belief.counts, plain.counts, rtol=1e-6)
    for counts in sequence:
        belief.update(seconds, counts)
        plain.update(seconds, counts)
        np.testing.assert_allclose(belief.counts, plain.counts, rtol=2e-4, atol=1e-9)
    assert belief.counts.dtype == np.float32
    assert belief.counts.sum() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("starts", [(16,), (0, 16), (3, 70, 120)])
def test_after_a_hidden_while_a_run_may_have_begun_anew(starts):
    belief, plain = Belief(starts[0]), PlainBelief()
    plain.starts = starts
    if len(starts) > 1:
        belief.expect_starts(*starts)
    for counts in [SURE] * 5 + [HIDDEN] * 90:
        belief.update(FRAME, counts)
        plain.update(FRAME, counts)
    np.testing.assert_allclose(belief.counts, plain.counts, rtol=2e-4)
    others = np.delete(belief.counts, [*starts, 7])
    assert min(belief.counts[list(starts)]) > 10 * others.max()


@pytest.mark.parametrize("seconds", [0.02, 0.13, 0.21, 2.0, 8.3])
def test_passed_over_frames_leave_what_each_of_them_would(seconds):
    """A count that was believed until lately, and its misreadings: the next frames say as much."""
    every, passed = Belief(), Belief()
    for belief in (every, passed):
        for counts in [LIKE_ANOTHER] * 60 + [FAR] * 55:
            belief.update(FRAME, counts)
        assert belief.counts.argmax() == 70
        assert belief.counts[7] > 1e-4
    frames = max(1, round(seconds / FRAME))
    for _ in range(frames):
        every.update(seconds / frames, VERY_FAR)
    passed.pass_over(seconds, VERY_FAR)
    for counts in [SURE] * 3:
        every.update(FRAME, counts)
        passed.update(FRAME, counts)
        np.testing.assert_allclose(passed.counts[7], every.counts[7], rtol=0.03)


def test_one_frame_that_is_passed_over_is_a_frame():
    every, passed = Belief(), Belief()
    for belief in (every, passed):
        for counts in [SURE] * 30 + [FAR] * 55:
            belief.update(FRAME, counts)
    every.update(FRAME, VERY_FAR)
    passed.pass_over(FRAME, VERY_FAR)
    np.testing.assert_allclose(passed.counts[[7, 70]], every.counts[[7, 70]], rtol=0.01)


def test_what_is_often_misread_is_known_after_what_was_passed_over():
    kept, passed, forgot = Belief(), Belief(), Belief()
    for belief in (kept, passed, forgot):
        for counts in [LIKE_ANOTHER] * 60 + [SURE] * 60:
            belief.update(FRAME, counts)
    passed.pass_over(60.0, VERY_SURE)
    for _ in range(240):
        forgot.update(0.25, VERY_SURE)
    for belief in (kept, passed, forgot):
        for _ in range(6):
            belief.update(FRAME, reading(n1=0.99))
    assert passed.counts[1] == pytest.approx(kept.counts[1], rel=0.1)
    assert forgot.counts[1] > 5 * kept.counts[1]


def test_a_copy_goes_on_as_the_belief_itself():
    """Readings are followed ahead with one."""
    belief = Belief()
    for counts in [LIKE_ANOTHER] * 60 + [SURE] * 30:
        belief.update(FRAME, counts)
    copy = pickle.loads(pickle.dumps(belief))
    for counts in [FAR] * 60:
        belief.update(FRAME, counts)
        copy.update(FRAME, counts)
    np.testing.assert_array_equal(copy.counts, belief.counts)
    assert belief.counts.argmax() == FAR.argmax()


@pytest.mark.parametrize(("seconds", "teaches"), [(0.2, True), (0.21, False)])
def test_moments_alone_teach_what_is_misread(seconds, teaches):
    """What a frame shows holds for the moment before it, and hardly for longer."""
    passed, knows_none = Belief(), Belief()
    for _ in range(10):
        passed.pass_over(seconds, LIKE_ANOTHER)
        knows_none.pass_over(seconds, SURE)
    for belief in (passed, knows_none):
        for counts in [SURE] * 30 + [reading(n1=0.99)] * 6:
            belief.update(FRAME, counts)
    assert (passed.counts[1] < knows_none.counts[1] / 2) == teaches
