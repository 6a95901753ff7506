"""How long a model takes for one picture on one thread; with several, side by side in one run.

python -m tools.bench.model models/star_counter.onnx other.onnx
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from star_counter.reading.classifier import BUNDLED_MODEL, session_options

from .table import Row, show


def rows(
    models: Sequence[Path] = (BUNDLED_MODEL,), *, rounds: int = 15, pictures: int = 400
) -> Iterator[Row]:
    """The median time of each model's pictures, in a tight loop of so many; models take turns."""
    sessions = [onnxruntime.InferenceSession(str(model), session_options()) for model in models]
    times: list[list[float]] = [[] for _ in sessions]
    for _ in range(rounds):  # in turn: other work on the machine slows all
        for session, taken in zip(sessions, times, strict=True):
            taken.append(_seconds_a_picture(session, pictures))
    for model, taken in zip(models, times, strict=True):
        microseconds = 1e6 * statistics.median(taken)
        yield Row(f"{model.name}, one picture on one thread", microseconds, "µs")
        if taken is not times[0]:
            share = statistics.median(times[0]) / statistics.median(taken)
            yield Row("the first one's time / this one's", share, "×")


def _seconds_a_picture(session: onnxruntime.InferenceSession, pictures: int) -> float:
    (given,) = session.get_inputs()
    shape = [size if isinstance(size, int) else 1 for size in given.shape]
    kind = np.uint8 if given.type == "tensor(uint8)" else np.float32
    picture = np.random.default_rng(0).integers(0, 255, shape).astype(kind)
    started = time.perf_counter()
    for _ in range(pictures):
        session.run(None, {given.name: picture})
    return (time.perf_counter() - started) / pictures


if __name__ == "__main__":
    show(rows([Path(name) for name in sys.argv[1:]] or [BUNDLED_MODEL]))
