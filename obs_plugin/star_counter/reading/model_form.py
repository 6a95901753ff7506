"""The form of the model: its classes, and the picture that it takes.

The export writes them into a model's metadata, and the reader refuses a model that says otherwise.
"""

from __future__ import annotations

import json

import numpy as np
from PIL import Image

from .. import MOST_STARS
from ..hud import COUNTER

BLACK, WHITE = MOST_STARS + 1, MOST_STARS + 2
#: What each of the 123 probabilities stands for.
CLASSES = (*(str(stars) for stars in range(MOST_STARS + 1)), "black", "white")

#: Width and height of the picture that the model reads.
INPUT_SIZE = (67, 40)
#: What `inputs` and `outputs` of a model are called.
INPUT_NAME, OUTPUT_NAME = "image", "probabilities"
#: What the metadata of a model must say, word for word.
FORM = {
    "classes": json.dumps(CLASSES),
    "width": str(INPUT_SIZE[0]),
    "height": str(INPUT_SIZE[1]),
    "colour": "RGB",
    "crop": json.dumps(COUNTER),
}


def model_input(crop: np.ndarray) -> np.ndarray:
    """The crop (height, width, 3 or 4) as the model takes it: (40, 67, 3), both uint8 RGB.

    Averaging where it shrinks keeps thin strokes; the cubic filter keeps edges where it grows.
    """
    height, width, channels = crop.shape
    mode = {3: "RGB", 4: "RGBX"}[channels]
    image = Image.frombuffer(mode, (width, height), np.ascontiguousarray(crop), "raw", mode, 0, 1)
    if image.size != INPUT_SIZE:
        shrinks = width >= INPUT_SIZE[0] and height >= INPUT_SIZE[1]
        image = image.resize(INPUT_SIZE, Image.Resampling.BOX if shrinks else Image.Resampling.BICUBIC)
    return np.asarray(image)[..., :3]
