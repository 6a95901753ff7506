"""Reads pictures with the plugin's own reader.

`runtime` runs this file in environments that hold the plugin's packages and nothing else: it must not import
TensorFlow or the rest of this project.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from star_counter.problem import Problem
from star_counter.reading.reader import Reader


def main(model: Path, images: Path, probabilities: Path) -> None:
    """Reads ``images`` (.npy, uint8 (pictures, 40, 67, 3) RGB) with ``model`` (.onnx).

    Writes ``probabilities`` (.npy, float32 (pictures, 123)).
    """
    np.save(probabilities, Reader(model).probabilities(np.load(images)))


if __name__ == "__main__":
    try:
        main(*map(Path, sys.argv[1:]))
    except Problem as problem:
        sys.exit(str(problem))
