"""How well a model reads rendered and real pictures, also misplaced and damaged ones.

The model is the exported one, read by the plugin's own reader: what is measured is what players get.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import numpy as np

from star_counter import MOST_STARS
from star_counter.hud import JP, PAL, US, Layout
from star_counter.progress import over
from star_counter.reading.model_form import CLASSES, model_input
from star_counter.reading.reader import Reader

from ..data.dataset import Dataset
from ..rendering import counter, damage
from ..rendering.samples import NONE, Placement, Renderer
from .contact_sheets import COLUMNS, Labelled
from .labelled import LabelledPicture
from .scores import Answers

#: A crop of any size, uint8 RGB, and its label, 0-122 or `NONE`.
Sample = tuple[np.ndarray, int]
T = TypeVar("T")

#: No training and no check of an export draws its pictures from this seed.
SEED = 30_000_000
#: Rendered pictures, where nobody says how many: a minute or two on two cores.
PICTURES = 12_000
# A curve needs fewer pictures a point than there are for the scores.
_POINT_SHARE = 1 / 20
_LAYOUTS = (US, JP, PAL)
_WORST = 4 * COLUMNS
_BATCH = 512


class Misplacement(NamedTuple):
    """One way to misplace a crop: what its values mean, which, which is right, and the placement of one."""

    meaning: str
    values: tuple[float, ...]
    right: float
    place: Callable[[float], Placement]


#: As far as crops are misplaced in training.
MISPLACEMENTS = {
    "dx": Misplacement(
        "crop moved right by, HUD pixels", tuple(range(-8, 9)), 0, lambda value: Placement(dx=value)
    ),
    "dy": Misplacement(
        "crop moved down by, HUD pixels", tuple(range(-5, 9)), 0, lambda value: Placement(dy=value)
    ),
    "size": Misplacement(
        "size of the crop, times the right one",
        (0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2, 1.25),
        1,
        lambda value: Placement(kx=value, ky=value),
    ),
    "aspect": Misplacement(
        "width by height of the crop, times the right one",
        (0.9, 0.925, 0.95, 0.975, 1.0, 1.025, 1.05, 1.075, 1.1),
        1,
        lambda value: Placement(kx=value**0.5, ky=value**-0.5),
    ),
}


@dataclass(frozen=True)
class Point:
    """The answers to pictures of one kind: misplaced by that much, damaged like that, or of that layout."""

    kind: float | str
    answers: Answers


@dataclass(frozen=True)
class Evaluation:
    """The pictures of one source, uint8 (n, 40, 67, 3), the answers to them, and what else was measured.

    ``misplacements`` are the points of each of `MISPLACEMENTS`; ``files`` names the pictures. What was not
    measured is empty.
    """

    images: np.ndarray
    answers: Answers
    misplacements: dict[str, list[Point]] = field(default_factory=dict)
    damages: list[Point] = field(default_factory=list)
    layouts: list[Point] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def worst(self, least_confidence: float) -> list[Labelled]:
        """The most confident mistakes, then the least confident right answers, with what was read."""
        answers, wrong = self.answers, self.answers.mistakes(least_confidence)
        order = np.lexsort((np.where(wrong, -answers.confidence, answers.confidence), ~wrong))
        chosen = order[(wrong | answers.right)[order]][:_WORST]
        return [
            (
                self.images[index],
                f"{label_name(answers.labels[index])} read {CLASSES[best]} ({confidence:.2f})",
            )
            for index, best, confidence in zip(
                chosen, answers.best[chosen], answers.confidence[chosen], strict=True
            )
        ]


def label_name(label: int) -> str:
    """What a label is called."""
    return "none" if label == NONE else CLASSES[label]


def of_rendered(reader: Reader, count: int) -> Evaluation:
    """Of ``count`` rendered pictures, and of a share of as many for each point; the same ones each time."""
    renderer, rng = Renderer(SEED), np.random.default_rng(SEED)
    samples = [renderer.sample() for _ in over(range(count), "Rendering", count, "pictures")]
    images, answers = _read(reader, samples)
    point = max(1, round(count * _POINT_SHARE))
    counters = [
        (int(rng.integers(MOST_STARS + 1)), _LAYOUTS[rng.integers(len(_LAYOUTS))]) for _ in range(point)
    ]

    def placed(placement: Placement) -> list[Sample]:
        return [
            (renderer.count(stars, layout, placement), stars)
            for stars, layout in counters
            if placement.holds(counter.star_counter(stars, layout))
        ]

    def damaged(step: damage.Step | None) -> list[Sample]:
        steps = [damage.Step(step.damage, 1.0)] if step else []
        return [(renderer.count(stars, layout, Placement(), steps), stars) for stars, layout in counters]

    def drawn_as(layout: Layout) -> list[Sample]:
        return [(renderer.count(stars, layout), stars) for stars, _ in counters]

    return Evaluation(
        images,
        answers,
        _misplaced(reader, placed),
        _points(
            reader,
            damaged,
            {step.damage.__name__ if step else "none": step for step in (None, *damage.STEPS)},
        ),
        _points(reader, drawn_as, {layout.name: layout for layout in _LAYOUTS}),
    )


def of_dataset(reader: Reader, data: Dataset) -> Evaluation:
    """Of the pictures of a dataset."""
    return Evaluation(*_read(reader, list(zip(data.images, data.labels.tolist(), strict=True))))


def of_labelled(reader: Reader, pictures: Sequence[LabelledPicture]) -> Evaluation:
    """Of labelled pictures, and of those with a HUD grid, misplaced.

    Which digits a misplaced crop cuts off is told for the US layout: the pictures do not say theirs.
    """
    counters = [picture for picture in pictures if picture.grid and picture.label <= MOST_STARS]

    def cut(placement: Placement) -> list[Sample]:
        return [
            (picture.crop(placement), picture.label)
            for picture in counters
            if placement.holds(counter.star_counter(picture.label, US))
        ]

    return Evaluation(
        *_read(reader, [(picture.crop(Placement()), picture.label) for picture in pictures]),
        _misplaced(reader, cut) if counters else {},
        files=[picture.name for picture in pictures],
    )


def _read(reader: Reader, samples: Sequence[Sample]) -> tuple[np.ndarray, Answers]:
    """The pictures in the size that the model reads, and the answers to them."""
    images = np.stack([model_input(crop) for crop, _ in samples])
    batches = (images[start : start + _BATCH] for start in range(0, len(images), _BATCH))
    labels = np.array([label for _, label in samples], np.uint8)
    return images, Answers(labels, np.concatenate([reader.probabilities(batch) for batch in batches]))


def _misplaced(reader: Reader, draw: Callable[[Placement], list[Sample]]) -> dict[str, list[Point]]:
    """The points of each of `MISPLACEMENTS`; ``draw`` gives the pictures at a placement."""
    return {
        kind: _points(reader, draw, {value: misplacement.place(value) for value in misplacement.values})
        for kind, misplacement in MISPLACEMENTS.items()
    }


def _points(reader: Reader, draw: Callable[[T], list[Sample]], kinds: dict[float | str, T]) -> list[Point]:
    """A point for each kind of which ``draw`` gives pictures."""
    points = []
    for kind, drawn_as in over(kinds.items(), "Varying", len(kinds), "points"):
        samples = draw(drawn_as)
        if samples:
            _, answers = _read(reader, samples)
            points.append(Point(kind, answers))
    return points
