"""A model that tells classes apart: its file is checked when it is loaded, and what it answers each time."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnxruntime

from .. import ROOT
from ..problem import Problem
from ..words import plain, why_not_opened
from .model_form import CAMERA_FORM, COUNTER_FORM, INPUT_NAME, OUTPUT_NAME, ModelForm, model_input
from .runs import Closed, Ended, Runs

# Its builds for Windows would tell their makers of each model.
onnxruntime.disable_telemetry_events()

# The models that come with the star counter lie in the package where pip has installed it, beside it in a
# release, and in the repository a folder higher, where the export writes them.
_PLACES = [folder / "models" for folder in (ROOT, *ROOT.parents[:2])]
_MODELS = next((place for place in _PLACES if place.is_dir()), _PLACES[-1])
BUNDLED_MODEL, BUNDLED_CAMERA = (_MODELS / f"{form.name}.onnx" for form in (COUNTER_FORM, CAMERA_FORM))

# A larger file is not even opened: ours have 0.3 MB and less.
_MOST_BYTES = 100_000_000
_GET_ALL = "get the whole project again"
# So many pictures are read together: onnxruntime keeps the memory that the most of them ever took, of which
# each of ours takes a megabyte, and more are read no faster.
_TOGETHER = 12
# Rounding may leave this much to a sum of 1.
_ROUNDING = 0.01
# Letters that are shown of what others wrote into a model, of its tensors, of a path.
_SHORT, _LONG, _LONGEST_PATH = 40, 200, 300


def model_name(model: Path) -> str:
    """How messages call a model."""
    return f"model file {plain(str(model), _LONGEST_PATH)}"


class Late(Problem):
    """A model did not answer in time: it may the next time."""


class Classifier:
    """A model of one form on the CPU, on one thread.

    It is somebody's file: what it answers is checked each time.
    """

    def __init__(self, model: Path, form: ModelForm = COUNTER_FORM, runs: Runs | None = None):
        """Loads ``model``, and has ``runs`` know its runs.

        Raises `Problem` where the file is missing, damaged or of another form. Whether it reads anything
        right is another question: see `trial`.
        """
        #: How messages call the model.
        self.name = model_name(model)
        self._form = form
        self._runs = runs or Runs()
        self._advice = _advice(form)
        check_file(model, form)
        try:
            self._session = onnxruntime.InferenceSession(
                str(model), session_options(), providers=["CPUExecutionProvider"], enable_fallback=0
            )
            misfits = _misfits(self._session, form)
        except Exception as error:  # onnxruntime raises many kinds, none of them documented
            raise Problem(
                f"The {self.name} cannot be loaded (damaged?): "
                f"{'download it again, or ' * (form is COUNTER_FORM)}{self._advice}."
            ) from error
        if misfits:
            raise Problem(
                f"The {self.name} is not a {form.what}'s: {'; '.join(misfits)}. {self._advice.capitalize()}."
            )

    def probabilities(self, crops: Iterable[np.ndarray]) -> np.ndarray:
        """What crops show: float32 (n, classes); n ≥ 1, the crops are as those of a `Frame`."""
        return self.run(self.images(crops))

    def images(self, crops: Iterable[np.ndarray]) -> np.ndarray:
        """The crops as the model takes them: uint8 RGB (n, height, width, 3)."""
        return np.stack([model_input(crop, self._form.size) for crop in crops])

    def run(self, images: np.ndarray) -> np.ndarray:
        """The probabilities, float32 (n, classes), and nothing else: what a model answers that are none
        raises `Problem`, and `Late` where it was ended, so that no `Reading` has any."""
        starts = range(0, len(images), _TOGETHER)
        return np.concatenate([self._run_together(images[start : start + _TOGETHER]) for start in starts])

    def _run_together(self, images: np.ndarray) -> np.ndarray:
        try:
            (probabilities,) = self._runs.run(
                self.name,
                lambda options: self._session.run([OUTPUT_NAME], {INPUT_NAME: images}, options),
            )
        except Closed:
            raise
        except Ended:
            raise Late(f"The {self.name} takes too long to read a picture: {self._advice}.") from None
        except Exception as error:  # onnxruntime raises many kinds, none of them documented
            raise Problem(f"The {self.name} fails when it reads a picture: {self._advice}.") from error
        shape = len(images), len(self._form.classes)
        if probabilities.shape != shape or not _are_probabilities(probabilities):
            raise Problem(f"The {self.name} answers what are no probabilities: {self._advice}.")
        return probabilities


def check_file(model: Path, form: ModelForm) -> None:
    """Raises `Problem` where a model is no file, or larger than any: then it is not even opened."""
    name, advice = model_name(model), _advice(form)
    try:
        found = model.stat()
        size = found.st_size if stat.S_ISREG(found.st_mode) else None
    except (FileNotFoundError, NotADirectoryError):
        size = None
    except (OSError, ValueError) as error:  # no right to look there, a name that is too long
        raise Problem(f"The {name} cannot be opened ({why_not_opened(error)}): {advice}.") from error
    if size is None:
        is_bundled = model in (BUNDLED_MODEL, BUNDLED_CAMERA)
        raise Problem(f"There is no {name}: {_GET_ALL if is_bundled else 'choose another, or none'}.")
    if size > _MOST_BYTES:
        raise Problem(
            f"The {name} is not a {form.what}'s: it has {size / 1e6:.0f} MB. {advice.capitalize()}."
        )


def _advice(form: ModelForm) -> str:
    return "choose another" if form is COUNTER_FORM else _GET_ALL  # nobody chooses the camera's


def _are_probabilities(rows: np.ndarray) -> bool:
    """Whether each row is of probabilities that sum to 1; infinite ones and NaN are none."""
    with np.errstate(all="ignore"):
        return bool((rows >= 0).all() and (np.abs(rows.sum(axis=1) - 1) <= _ROUNDING).all())


def session_options() -> onnxruntime.SessionOptions:
    """One thread that sleeps while it waits: the default burns 7 ms of CPU a call by spinning.

    What goes wrong is raised, and not printed as well.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _misfits(session: onnxruntime.InferenceSession, form: ModelForm) -> list[str]:
    """All in which a model's form differs from what a reader needs."""
    metadata = session.get_modelmeta().custom_metadata_map
    misfits = [
        f"{key} should be {_short(value)} and is {_short(metadata.get(key, 'missing'))}"
        for key, value in form.metadata.items()
        if metadata.get(key) != value
    ]
    width, height = form.size
    misfits += _tensor_misfits("input", session.get_inputs(), INPUT_NAME, "tensor(uint8)", [height, width, 3])
    misfits += _tensor_misfits(
        "output", session.get_outputs(), OUTPUT_NAME, "tensor(float)", [len(form.classes)]
    )
    return misfits


def _tensor_misfits(side: str, tensors: list, name: str, kind: str, shape: list[int]) -> list[str]:
    is_right = (
        len(tensors) == 1
        and (tensors[0].name, tensors[0].type, tensors[0].shape[1:]) == (name, kind, shape)
        and not isinstance(tensors[0].shape[0], int)  # the batch must be free
    )
    found = plain(", ".join(f"{tensor.name} {tensor.type} {tensor.shape}" for tensor in tensors), _LONG)
    return [] if is_right else [f"its {side} should be {name} {kind} {['batch', *shape]} and is {found}"]


def _short(text: str) -> str:
    return plain(text, _SHORT)
