"""How well answers fit labels: accuracy, calibration, and what a least confidence lets through."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from star_counter import LEAST_CONFIDENCE, MOST_STARS
from star_counter.reading.model_form import CLASSES

from ..rendering.samples import NONE

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

    @property
    def belongs(self) -> np.ndarray:
        """Whether each picture belongs to a class."""
        return self.labels != NONE

    @property
    def right(self) -> np.ndarray:
        """Whether each picture's most probable class is its own; never where it belongs to none."""
        return self.best == self.labels

    def mistakes(self, least_confidence: float = LEAST_CONFIDENCE) -> np.ndarray:
        """Which answers are wrong: another class, or a count at the least confidence where there is none."""
        reads_count = (self.confidence >= least_confidence) & (self.best <= MOST_STARS)
        return np.where(self.belongs, ~self.right, reads_count)


@dataclass(frozen=True)
class Scores:
    """Shares of 1; None where no picture counts towards them.

    ``accuracy``: right, of the pictures that belong to a class. ``ece``: expected calibration error of these.
    ``accepted``: answered at the least confidence, of these. ``wrong_accepted``: wrong, of those answered.
    ``false_counts``: read as a count at the least confidence, of the pictures that belong to no class.
    """

    pictures: int
    accuracy: float | None
    ece: float | None
    accepted: float | None
    wrong_accepted: float | None
    false_counts: float | None


@dataclass(frozen=True)
class Bin:
    """Answers of nearly the same confidence: how many, their mean confidence, and the share that is right."""

    pictures: int
    confidence: float
    accuracy: float


def score(answers: Answers, least_confidence: float = LEAST_CONFIDENCE) -> Scores:
    """The scores of answers."""
    belongs = answers.belongs
    right = answers.right[belongs]
    accepted = (answers.confidence >= least_confidence)[belongs]
    return Scores(
        pictures=len(answers.labels),
        accuracy=_share(right),
        ece=_calibration_error(calibration(answers)),
        accepted=_share(accepted),
        wrong_accepted=_share(~right[accepted]),
        false_counts=_share(answers.mistakes(least_confidence)[~belongs]),
    )


def calibration(answers: Answers) -> list[Bin]:
    """The pictures that belong to a class, in bins of equal width by confidence; empty bins are left out."""
    confidence, right = answers.confidence[answers.belongs], answers.right[answers.belongs]
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    return [
        Bin(int(inside.sum()), float(confidence[inside].mean(dtype=float)), float(right[inside].mean()))
        for inside in (bins == each for each in np.unique(bins))
    ]


def confusions(answers: Answers, most: int | None = 10) -> list[tuple[str, str, int]]:
    """The commonest mistakes, or with None all: what it was, what was read, how often."""
    wrong = answers.belongs & ~answers.right
    pairs = Counter(zip(answers.labels[wrong].tolist(), answers.best[wrong].tolist(), strict=True))
    return [(CLASSES[label], CLASSES[best], times) for (label, best), times in pairs.most_common(most)]


def _share(values: np.ndarray) -> float | None:
    return float(values.mean()) if len(values) else None


def _calibration_error(bins: list[Bin]) -> float | None:
    """How far confidence and accuracy lie apart, averaged over bins by their pictures."""
    if not bins:
        return None
    gaps = [each.pictures * abs(each.confidence - each.accuracy) for each in bins]
    return sum(gaps) / sum(each.pictures for each in bins)
