"""From frames to readings: the classifier, and what the whole picture says."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from .. import ROOT
from ..problem import Problem
from .frame import Frame, Reading
from .model_form import CLASSES, FORM, INPUT_NAME, INPUT_SIZE, OUTPUT_NAME, model_input

_BESIDE, _ABOVE = (folder / "models" / "star_counter.onnx" for folder in ROOT.parents[:2])
#: The model that comes with the star counter. In a release it lies beside the package; in the repository a
#: folder higher, where the export writes it.
BUNDLED_MODEL = _BESIDE if _BESIDE.parent.is_dir() else _ABOVE


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
        images = _images(itertools.compress(crops, is_new))
        probabilities, levels = self._run(images), images.mean(axis=(1, 2, 3))
        rows = np.cumsum(is_new) - 1
        return [
            Reading(probabilities[row], dark=frame.dark, bright=frame.bright, level=float(levels[row]))
            for row, frame in zip(rows, frames, strict=True)
        ]

    def probabilities(self, crops: Iterable[np.ndarray]) -> np.ndarray:
        """What counter crops alone say: float32 (n, 123); n ≥ 1, the crops are as those of a `Frame`."""
        return self._run(_images(crops))

    def _run(self, images: np.ndarray) -> np.ndarray:
        (probabilities,) = self._session.run([OUTPUT_NAME], {INPUT_NAME: images})
        return probabilities


def _images(crops: Iterable[np.ndarray]) -> np.ndarray:
    return np.stack([model_input(crop) for crop in crops])


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
    is_right = (
        len(tensors) == 1
        and (tensors[0].name, tensors[0].type, tensors[0].shape[1:]) == (name, kind, shape)
        and not isinstance(tensors[0].shape[0], int)  # the batch must be free
    )
    found = ", ".join(f"{tensor.name} {tensor.type} {tensor.shape}" for tensor in tensors)
    return [] if is_right else [f"its {side} should be {name} {kind} {['batch', *shape]} and is {found}"]


def _short(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:37]}…"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
