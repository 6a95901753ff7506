"""Rendered and real pictures in one training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .dataset import Dataset
from .shards import Shards

Augment = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Mixture:
    """All rendered pictures and ``real_count`` real ones a pass."""

    rendered: Shards
    real: Dataset | None = None
    real_count: int = 0

    def __len__(self) -> int:
        return len(self.rendered) + self.real_count

    def order(self, rng: np.random.Generator) -> np.ndarray:
        """Indices for one pass, shuffled: real pictures follow the rendered ones in number."""
        order = np.arange(len(self.rendered))
        if self.real is not None:
            order = np.append(order, len(self.rendered) + self.real.balanced(self.real_count, rng))
        return rng.permutation(order)

    def take(self, indices: np.ndarray, augment: Augment | None = None) -> tuple[np.ndarray, np.ndarray]:
        """The pictures, uint8 (n, 40, 67, 3), and labels with these indices, in their order.

        ``augment`` changes the real pictures.
        """
        is_real = indices >= len(self.rendered)
        if self.real is None or not is_real.any():
            return self.rendered.take(indices)
        rows = indices[is_real] - len(self.rendered)
        real = self.real.images[rows]
        images = np.empty((len(indices), *real.shape[1:]), np.uint8)
        labels = np.empty(len(indices), np.uint8)
        images[is_real] = real if augment is None else augment(real)
        labels[is_real] = self.real.labels[rows]
        if not is_real.all():
            images[~is_real], labels[~is_real] = self.rendered.take(indices[~is_real])
        return images, labels
