"""From frames to readings: the classifiers, and what the whole picture says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from .classifier import BUNDLED_CAMERA, BUNDLED_MODEL, Classifier
from .frame import Frame, Reading
from .logo import letters
from .model_form import CAMERA_FORM, COUNTER_FORM
from .runs import Runs

# The rows of a batch that belong to each frame: None where it was not looked at.
_Rows = list[int | None]


class Reader:
    """Reads frames with a counter's model, which also reads lives and coins, and the camera's."""

    def __init__(self, model: Path = BUNDLED_MODEL, runs: Runs | None = None, camera: Path = BUNDLED_CAMERA):
        """Loads both models, and has ``runs`` know their runs; raises `Problem` as `Classifier` does."""
        self._counter = Classifier(model, COUNTER_FORM, runs)
        self._camera = Classifier(camera, CAMERA_FORM, runs)
        #: How messages call the counter's model, and the camera's.
        self.name, self.camera_name = self._counter.name, self._camera.name

    def read(self, frames: Sequence[Frame]) -> list[Reading]:
        """Reads all frames: stars, lives and coins in one batch, the cameras in another.

        A crop that equals the one before it is read once: a video of 60 frames a second shows each of the
        game's 30 pictures twice.
        """
        crops: list[np.ndarray] = []
        stars, lives, coins = (
            _distinct([getattr(frame, part) for frame in frames], crops)
            for part in ("crop", "lives", "coins")
        )
        images = self._counter.images(crops)
        levels = images[: max(row for row in stars if row is not None) + 1].mean(axis=(1, 2, 3))
        counts = self._counter.run(images)
        cameras = self._cameras([frame.camera for frame in frames])
        darks = [frame.dark for frame in frames]
        return [
            Reading(
                counts[star],
                dark=dark,
                bright=frame.bright,
                level=float(levels[star]),
                lives=_row(counts, life),
                coins=_row(counts, coin),
                camera=camera,
                letters=letters(frame.samples, dark),
            )
            for frame, dark, star, life, coin, camera in zip(
                frames, darks, stars, lives, coins, cameras, strict=True
            )
        ]

    def probabilities(self, crops: Iterable[np.ndarray]) -> np.ndarray:
        """What counter crops alone say: float32 (n, 123); n ≥ 1, the crops are as those of a `Frame`."""
        return self._counter.probabilities(crops)

    def cameras(self, crops: Iterable[np.ndarray]) -> np.ndarray:
        """What crops of the camera's icon alone say: float32 (n, 4), in the order of `CAMERAS`; n ≥ 1."""
        return self._camera.probabilities(crops)

    def _cameras(self, crops: Sequence[np.ndarray | None]) -> list[np.ndarray | None]:
        distinct: list[np.ndarray] = []
        rows = _distinct(crops, distinct)
        if not distinct:
            return [None] * len(rows)
        answers = self._camera.probabilities(distinct)
        return [_row(answers, row) for row in rows]


def _distinct(crops: Sequence[np.ndarray | None], batch: list[np.ndarray]) -> _Rows:
    """Appends the crops to a batch, one that equals the one before it only once; returns their rows in it."""
    rows: _Rows = []
    last = None
    for crop in crops:
        if crop is None:
            rows.append(None)
            continue
        if last is None or not np.array_equal(crop, last):
            batch.append(crop)
        rows.append(len(batch) - 1)
        last = crop
    return rows


def _row(answers: np.ndarray, row: int | None) -> np.ndarray | None:
    return None if row is None else answers[row]
