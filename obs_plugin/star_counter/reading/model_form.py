"""The form of each model: its classes, and the picture that it takes.

The export writes it into a model's metadata, and the reader refuses a model that says otherwise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image

from .. import MOST_STARS
from ..hud import CAMERA, COUNTER, Rect

BLACK, WHITE = MOST_STARS + 1, MOST_STARS + 2
#: What each of the 123 probabilities stands for.
CLASSES = (*(str(stars) for stars in range(MOST_STARS + 1)), "black", "white")

#: What the camera's icon can show: no icon, the mode (Lakitu's or Mario's head), or the cross: the camera is
#: fixed, or a cutscene runs.
CAMERAS = ("none", "lakitu", "mario", "cross")

#: Width and height of the picture that the counter's model reads.
INPUT_SIZE = (67, 40)
#: What `inputs` and `outputs` of a model are called.
INPUT_NAME, OUTPUT_NAME = "image", "probabilities"


@dataclass(frozen=True)
class ModelForm:
    """What a model tells apart, and the picture that it reads.

    ``name``: that of its file, without what follows the point. ``what``: how messages call what it reads.
    ``size``: width and height of the picture. ``crop``: the part of the HUD that the picture shows.
    """

    name: str
    what: str
    classes: tuple[str, ...]
    size: tuple[int, int]
    crop: Rect

    @cached_property
    def metadata(self) -> dict[str, str]:
        """What the metadata of a model must say, word for word."""
        return {
            "classes": json.dumps(self.classes),
            "width": str(self.size[0]),
            "height": str(self.size[1]),
            "colour": "RGB",
            "crop": json.dumps(self.crop),
        }


COUNTER_FORM = ModelForm("star_counter", "star counter", CLASSES, INPUT_SIZE, COUNTER)
#: A pixel for a HUD unit.
CAMERA_FORM = ModelForm("camera", "camera", CAMERAS, (48, 32), CAMERA)


def model_input(crop: np.ndarray, size: tuple[int, int] = INPUT_SIZE) -> np.ndarray:
    """The crop (height, width, 3 or 4) as a model takes it: (size[1], size[0], 3), both uint8 RGB.

    Averaging where it shrinks keeps thin strokes; the cubic filter keeps edges where it grows.
    """
    height, width, channels = crop.shape
    mode = {3: "RGB", 4: "RGBX"}[channels]
    image = Image.frombuffer(mode, (width, height), np.ascontiguousarray(crop), "raw", mode, 0, 1)
    if image.size != size:
        shrinks = width >= size[0] and height >= size[1]
        image = image.resize(size, Image.Resampling.BOX if shrinks else Image.Resampling.BICUBIC)
    return np.asarray(image)[..., :3]
