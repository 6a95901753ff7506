"""Whether the models read known pictures right: the counter's three of them, the camera's two.

A model may have the right form and fail later: raise, answer what are no probabilities, or never end.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from .. import LEAST_CONFIDENCE
from ..problem import Problem
from .model_form import BLACK, CAMERAS, CLASSES, INPUT_SIZE, WHITE
from .reader import Reader

#: The stars on the counter beside this file, drawn a pixel for a HUD unit (`tests/reading/test_trial.py`
#: draws it).
COUNT = 69
COUNT_FILE = Path(__file__).with_name("known_count.png")


def try_out(reader: Reader) -> None:
    """Has the counter's model read a drawn counter, black and white, and the camera's the last two.

    Raises `Problem` where it fails at that or reads one of them otherwise, and as the reader does.
    """
    right = [COUNT, BLACK, WHITE]
    read = reader.probabilities(_pictures()).argmax(axis=1)
    wrong = [
        f"{CLASSES[is_]} where it shows {CLASSES[should]}"
        for is_, should in zip(read, right, strict=True)
        if is_ != should
    ]
    if wrong:
        raise Problem(f"The {reader.name} reads known pictures wrong ({', '.join(wrong)}): choose another.")
    icons = reader.cameras(_pictures()[1:])[:, CAMERAS.index("none") + 1 :]
    if icons.max() >= LEAST_CONFIDENCE:
        raise Problem(
            f"The {reader.camera_name} sees an icon where there is none: get the whole project again."
        )


def _pictures() -> list[np.ndarray]:
    """The pictures, uint8 RGB."""
    with Image.open(COUNT_FILE) as image:
        drawn = np.asarray(image.convert("RGB"))
    width, height = INPUT_SIZE
    return [drawn, *(np.full((height, width, 3), level, np.uint8) for level in (0, 255))]
