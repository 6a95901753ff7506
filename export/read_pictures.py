"""Reads pictures with the plugin's own reader.

`runtime` runs this file in environments that hold the plugin's packages and nothing else: it must not import
TensorFlow or the rest of this project.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from star_counter.problem import Problem
from star_counter.reading.classifier import Classifier
from star_counter.reading.model_form import CAMERA_FORM, COUNTER_FORM

_FORMS = {form.name: form for form in (COUNTER_FORM, CAMERA_FORM)}


def main(name: str, model: Path, images: Path, probabilities: Path) -> None:
    """Reads ``images`` (.npy, uint8 (pictures, height, width, 3) RGB) with ``model`` (.onnx) of that name.

    Writes ``probabilities`` (.npy, float32 (pictures, classes)).
    """
    np.save(probabilities, Classifier(model, _FORMS[name]).probabilities(np.load(images)))


if __name__ == "__main__":
    try:
        main(sys.argv[1], *map(Path, sys.argv[2:]))
    except Problem as problem:
        sys.exit(str(problem))
