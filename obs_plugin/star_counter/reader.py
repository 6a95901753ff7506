"""From frames to readings: the classifier, and what the whole picture says.

This is the home of the class list and of the input's form; the export writes them into the model's
metadata, and a reader refuses a model that says otherwise.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from . import LEAST_CONFIDENCE, MOST_STARS, ROOT
from .hud import COUNTER
from .problem import Problem

BLACK, WHITE = MOST_STARS + 1, MOST_STARS + 2
#: What each of the 123 probabilities stands for.
CLASSES = (*(str(stars) for stars in range(MOST_STARS + 1)), "black", "white")

#: Width and height of the picture that the model reads.
INPUT_SIZE = (67, 40)
#: Width and height of the small picture of the whole game.
GAME_SIZE = (32, 24)
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

_BESIDE, _ABOVE = (folder / "models" / "star_counter.onnx" for folder in ROOT.parents[:2])
#: The model that comes with the star counter. In a release it lies beside the package; in the repository a
#: folder higher, where the export writes it.
BUNDLED_MODEL = _BESIDE if _BESIDE.parent.is_dir() else _ABOVE

# A sample of the small picture is dark up to this value of its brightest channel: black is 16 where a capture
# keeps the limited range, and compression adds some. It is bright from this value of its darkest channel.
_DARK, _BRIGHT = 36, 220
# How much of the picture is dark (bright) at least while the counter's corner is covered. A shaped black fade
# covers the counter while the picture's middle still shows: in a real door's fade 65 to 100 % is dark then,
# and less than 30 % otherwise. White fades have no shape; a broken frame of that recording is bright in 80 %.
_SCREEN_SHARE = {"black": 0.5, "white": 0.9}
# How sure the model must be of a black or white corner.
_SCREEN_PROBABILITY = 0.5


@dataclass(frozen=True)
class Frame:
    """One frame of a source or a video.

    ``number`` counts the frames, ``time`` is in seconds. ``crop`` is the counter crop (height, width, 3)
    and ``game`` the small picture of the whole game (24, 32, 3), both uint8 RGB. A crop may have a fourth
    channel, which is ignored: OBS has its pixels so, and taking it off costs as much as reading them.
    """

    number: int
    time: float
    crop: np.ndarray
    game: np.ndarray


@dataclass(frozen=True)
class Reading:
    """What one frame says: 123 ``probabilities`` (float32, in the order of `CLASSES`).

    ``dark`` and ``bright`` are the shares of the whole picture that are nearly black and nearly white, and
    ``level`` is the crop's mean brightness (0-255): the tracker finds screens by them.
    """

    probabilities: np.ndarray
    dark: float = 0.0
    bright: float = 0.0
    level: float = 128.0

    @property
    def best(self) -> int:
        """The most probable class."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """The probability of the most probable class."""
        return float(self.probabilities.max())

    @cached_property
    def counts(self) -> np.ndarray:
        """The probabilities of the counts alone, 0 to 120."""
        return self.probabilities[: MOST_STARS + 1]

    @cached_property
    def seen(self) -> float:
        """The probability of the most probable count: how surely the counter is seen."""
        return float(self.counts.max())

    @property
    def corner(self) -> str | None:
        """Whether the counter's corner is "black" or "white"."""
        for colour, class_ in (("black", BLACK), ("white", WHITE)):
            if self.probabilities[class_] >= _SCREEN_PROBABILITY:
                return colour
        return None

    @property
    def screen(self) -> str | None:
        """Whether the corner is "black" or "white" and most of the picture with it, in this frame alone."""
        corner = self.corner
        return corner if corner and self.is_mostly(corner) else None

    def share(self, colour: str) -> float:
        """How much of the whole picture is nearly "black" or nearly "white"."""
        return self.dark if colour == "black" else self.bright

    def is_mostly(self, colour: str) -> bool:
        """Whether so much of the whole picture is black (white) that it can be a screen."""
        return self.share(colour) >= _SCREEN_SHARE[colour]

    def count(self, least_confidence: float = LEAST_CONFIDENCE) -> int | None:
        """The star count, or None where no counter is read with that confidence."""
        best = self.best
        return best if best <= MOST_STARS and self.confidence >= least_confidence else None


def fit(crop: np.ndarray) -> np.ndarray:
    """The crop (height, width, 3 or 4) in the size that the model reads: (40, 67, 3), both uint8 RGB.

    Averaging where it shrinks keeps thin strokes; the cubic filter keeps edges where it grows.
    """
    height, width, channels = crop.shape
    mode = {3: "RGB", 4: "RGBX"}[channels]
    image = Image.frombuffer(mode, (width, height), np.ascontiguousarray(crop), "raw", mode, 0, 1)
    if image.size != INPUT_SIZE:
        shrinks = width >= INPUT_SIZE[0] and height >= INPUT_SIZE[1]
        image = image.resize(INPUT_SIZE, Image.Resampling.BOX if shrinks else Image.Resampling.BICUBIC)
    return np.asarray(image)[..., :3]


class Reader:
    """Reads frames with a model on the CPU, on one thread."""

    def __init__(self, model: Path = BUNDLED_MODEL):
        """Loads ``model``; raises `Problem` where it is missing, damaged or not a star counter's."""
        if not model.is_file():
            where = "get the whole project again" if model == BUNDLED_MODEL else "choose another, or none"
            raise Problem(f"There is no model file {model}: {where}.")
        try:
            self._session = onnxruntime.InferenceSession(
                str(model), session_options(), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime raises many kinds, none of them documented
            raise Problem(
                f"The model file {model} cannot be loaded (damaged?): download it again. {_first_line(error)}"
            ) from error
        misfits = _misfits(self._session)
        if misfits:
            raise Problem(
                f"The model file {model} is not a star counter's: {'; '.join(misfits)}. Choose another."
            )

    def read(self, frames: Sequence[Frame]) -> list[Reading]:
        """Reads all frames in one batch.

        A crop that equals the one before it is read once: a video of 60 frames a second shows each of the
        game's 30 pictures twice.
        """
        crops = [frame.crop for frame in frames]
        is_new = [True, *(not np.array_equal(*pair) for pair in itertools.pairwise(crops))]
        images = np.stack([fit(crop) for crop in itertools.compress(crops, is_new)])
        (probabilities,) = self._session.run([OUTPUT_NAME], {INPUT_NAME: images})
        levels = images.mean(axis=(1, 2, 3))
        rows = np.cumsum(is_new) - 1
        return [
            Reading(
                probabilities[row],
                dark=float((frame.game.max(axis=2) <= _DARK).mean()),
                bright=float((frame.game.min(axis=2) >= _BRIGHT).mean()),
                level=float(levels[row]),
            )
            for row, frame in zip(rows, frames, strict=True)
        ]


def session_options() -> onnxruntime.SessionOptions:
    """One thread that sleeps while it waits: the default burns 7 ms of CPU a call by spinning."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _misfits(session: onnxruntime.InferenceSession) -> list[str]:
    """All in which a model's form differs from what a reader needs."""
    metadata = session.get_modelmeta().custom_metadata_map
    misfits = [
        f"{key} should be {_short(value)} and is {_short(metadata.get(key, 'missing'))}"
        for key, value in FORM.items()
        if metadata.get(key) != value
    ]
    width, height = INPUT_SIZE
    misfits += _tensor_misfits("input", session.get_inputs(), INPUT_NAME, "tensor(uint8)", [height, width, 3])
    misfits += _tensor_misfits("output", session.get_outputs(), OUTPUT_NAME, "tensor(float)", [len(CLASSES)])
    return misfits


def _tensor_misfits(side: str, tensors: list, name: str, kind: str, shape: list[int]) -> list[str]:
    is_fit = (
        len(tensors) == 1
        and (tensors[0].name, tensors[0].type, tensors[0].shape[1:]) == (name, kind, shape)
        and not isinstance(tensors[0].shape[0], int)  # the batch must be free
    )
    found = ", ".join(f"{tensor.name} {tensor.type} {tensor.shape}" for tensor in tensors)
    return [] if is_fit else [f"its {side} should be {name} {kind} {['batch', *shape]} and is {found}"]


def _short(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:37]}…"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
