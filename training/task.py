"""What networks are trained for: the counter's, and the camera's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Protocol

import numpy as np

from star_counter import hud
from star_counter.reading import model_form
from star_counter.reading.model_form import CAMERA_FORM, COUNTER_FORM, ModelForm

from .rendering import (
    backgrounds,
    camera_samples,
    counter,
    damage,
    glyphs,
    icons,
    samples,
    surface,
    view,
)


class Renders(Protocol):
    """Draws labelled pictures."""

    def batch(self, size: int) -> tuple[np.ndarray, np.ndarray]:
        """``size`` pictures, uint8 (size, height, width, 3), and their labels, uint8 (size,)."""


@dataclass(frozen=True)
class Task:
    """A network: the model's form, who draws its pictures from a seed, and how large it is.

    ``filters``: of the convolutions, one after the other. ``hidden``: of the layer behind them. ``unseen``:
    rows at the top and the bottom, columns at the left and the right that are cut off beforehand.
    ``temperature``: what the logits are divided by once the training is over. ``samples``: the module of the
    renderer. ``pictures`` a pass, and ``passes``, unless one says otherwise.
    """

    form: ModelForm
    renderer: Callable[[tuple[int, int]], Renders]
    samples: ModuleType
    filters: tuple[int, ...]
    hidden: int
    unseen: tuple[tuple[int, int], tuple[int, int]]
    temperature: float
    pictures: int
    passes: int

    @property
    def none(self) -> int:
        """The label of a picture that belongs to no class: all are to be found equally likely."""
        return len(self.form.classes)

    @cached_property
    def targets(self) -> np.ndarray:
        """Row by label: the class itself, and all classes alike for a picture that belongs to none."""
        targets = np.eye(self.none + 1, self.none, dtype=np.float32)
        targets[self.none] = 1 / self.none
        return targets

    def drawn_by(self) -> list[Path]:
        """The files with the code that draws the pictures: they depend on it and on nothing else."""
        modules = (self.samples, glyphs, icons, surface, view, counter, backgrounds, damage, hud, model_form)
        return [Path(module.__file__) for module in modules if module.__file__]


# Convolutions and pooling by halves leave 5 columns and 2 rows of 67x40 without effect, by default at the
# right and at the bottom, where the last digit of a misplaced crop lies. Cut off beforehand and on both
# sides, they cost no time either: an eighth of all products. At the left is least to lose: "×" or the 1
# of 100 and more. L2 and the pictures of no class keep the logits small, and the network less sure than it
# is right: hence the temperature.
COUNTER = Task(
    form=COUNTER_FORM,
    renderer=samples.Renderer,
    samples=samples,
    filters=(32, 32, 16),
    hidden=128,
    unseen=((1, 1), (3, 2)),
    temperature=0.91,
    pictures=589_824,
    passes=8,
)
# Of 48x32 one row and one column would be left over, and what lies at the edges is not the icon.
CAMERA = Task(
    form=CAMERA_FORM,
    renderer=camera_samples.CameraRenderer,
    samples=camera_samples,
    filters=(8, 16, 16),
    hidden=32,
    unseen=((1, 1), (1, 1)),
    temperature=1.0,
    pictures=131_072,
    passes=14,
)
#: By the name of the model's file.
TASKS = {task.form.name: task for task in (COUNTER, CAMERA)}
