"""How well answers fit labels: accuracy, calibration, and what a least confidence lets through."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from star_counter.reader import CLASSES, LEAST_CONFIDENCE

from .samples import NONE

_BINS = 15


@dataclass(frozen=True)
class Answers:
    """Labels (n,), 0-122 or `NONE`, and a model's probabilities for them, float32 (n, 123)."""

    labels: np.ndarray
    probabilities: np.ndarray

    @property
    def best(self) -> np.ndarray:
        """The most probable class of each picture."""
        return self.probabilities.argmax(axis=1)

    @property
    def confidence(self) -> np.ndarray:
        """The probability of the most probable class of each picture."""
        return self.probabilities.max(axis=1)


@dataclass(frozen=True)
class Scores:
    """Shares of 1; None where no picture counts towards them.

    ``accuracy``: right, of the pictures that belong to a class. ``ece``: expected calibration error of these.
    ``accepted``: answered at the least confidence, of these. ``wrong_accepted``: wrong, of those answered.
    ``false_counts``: answered at the least confidence, of the pictures that belong to no class.
    """

    pictures: int
    accuracy: float | None
    ece: float | None
    accepted: float | None
    wrong_accepted: float | None
    false_counts: float | None


def score(answers: Answers, least_confidence: float = LEAST_CONFIDENCE) -> Scores:
    """The scores of answers."""
    belongs = answers.labels != NONE
    right = (answers.best == answers.labels)[belongs]
    accepted = answers.confidence >= least_confidence
    return Scores(
        pictures=len(answers.labels),
        accuracy=_share(right),
        ece=_calibration_error(answers.confidence[belongs], right) if belongs.any() else None,
        accepted=_share(accepted[belongs]),
        wrong_accepted=_share(~right[accepted[belongs]]),
        false_counts=_share(accepted[~belongs]),
    )


def confusions(answers: Answers, most: int = 10) -> list[tuple[str, str, int]]:
    """The commonest mistakes: what it was, what was read, how often."""
    wrong = (answers.labels != NONE) & (answers.best != answers.labels)
    pairs = Counter(zip(answers.labels[wrong].tolist(), answers.best[wrong].tolist(), strict=True))
    return [(CLASSES[label], CLASSES[best], times) for (label, best), times in pairs.most_common(most)]


def _share(values: np.ndarray) -> float | None:
    return float(values.mean()) if len(values) else None


def _calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """How far confidence and accuracy lie apart, averaged over bins of equal width by their pictures."""
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = [abs((confidence - right)[bins == each].sum()) for each in range(_BINS)]
    return float(sum(gaps) / len(confidence))
