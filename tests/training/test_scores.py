"""Accuracy, calibration and false counts, against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from star_counter.reading.model_form import BLACK, CLASSES
from training.evaluation.scores import Answers, Bin, Scores, calibration, confusions, score
from training.rendering.samples import NONE


def answers(*rows: tuple[int, int, float]) -> Answers:
    """Rows of a label, the class read, and its probability; the other classes share the rest."""
    labels, best, confidence = (np.array(column) for column in zip(*rows, strict=True))
    probabilities = np.repeat(((1 - confidence) / (len(CLASSES) - 1))[:, None], len(CLASSES), axis=1)
    probabilities[np.arange(len(rows)), best] = confidence
    return Answers(labels, probabilities.astype(np.float32))


def test_scores_are_shares_of_the_pictures_they_are_about():
    given = answers(
        (7, 7, 0.95), (8, 8, 0.55), (9, 4, 0.95), (BLACK, BLACK, 0.95), (NONE, 3, 0.95), (NONE, 3, 0.1)
    )
    result = score(given, least_confidence=0.9)
    assert result.pictures == 6
    assert result.accuracy == pytest.approx(3 / 4)
    assert result.accepted == pytest.approx(3 / 4)
    assert result.wrong_accepted == pytest.approx(1 / 3)
    assert result.false_counts == pytest.approx(1 / 2)
    # Three answers at 0.95 of which two are right, and one at 0.55 that is right.
    assert result.ece == pytest.approx((abs(3 * 0.95 - 2) + abs(0.55 - 1)) / 4)


def test_what_no_picture_counts_towards_is_not_known():
    assert score(answers((NONE, 3, 0.1))) == Scores(1, None, None, None, None, 0.0)
    assert score(answers((7, 7, 0.1)), 0.9).wrong_accepted is None
    assert score(answers((7, 7, 0.99))).false_counts is None


def test_without_a_counter_only_an_accepted_count_is_a_mistake():
    given = answers((NONE, 3, 0.95), (NONE, 3, 0.5), (NONE, BLACK, 0.95), (7, 8, 0.1), (7, 7, 0.1))
    assert given.mistakes(0.9).tolist() == [True, False, False, True, False]
    assert given.mistakes(0.4).tolist() == [True, True, False, True, False]
    assert score(given, 0.9).false_counts == pytest.approx(1 / 3)


def test_calibration_has_a_bin_for_each_confidence_that_occurs():
    given = answers((7, 7, 0.95), (8, 4, 0.97), (9, 9, 0.5), (NONE, 3, 0.2))
    low, high = calibration(given)
    assert low == Bin(1, pytest.approx(0.5), 1.0)
    assert high == Bin(2, pytest.approx(0.96), 0.5)


def test_the_commonest_confusions_come_first():
    given = answers((9, 4, 0.9), (BLACK, 0, 0.9), (9, 4, 0.5), (9, 9, 0.9), (NONE, 4, 0.9))
    assert confusions(given) == [("9", "4", 2), ("black", "0", 1)]
    assert confusions(given, most=1) == [("9", "4", 2)]
    assert confusions(given, most=None) == confusions(given)
