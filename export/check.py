"""Whether an ONNX model answers as the Keras model that it was made from."""

from __future__ import annotations

from dataclasses import dataclass

import keras
import numpy as np
import onnx

from star_counter.problem import Problem
from star_counter.reading.model_form import COUNTER_FORM, ModelForm

from .runtime import NEWEST, OLDEST, Runtime

#: The largest difference of a probability between Keras and ONNX that rounding explains.
LARGEST_DIFFERENCE = 1e-5


@dataclass(frozen=True)
class Comparison:
    """How the answers under one ``onnxruntime`` (its version) differ from Keras'.

    ``difference`` is the largest of a probability, ``misread`` the number of pictures of another class.
    """

    onnxruntime: str
    difference: float
    misread: int

    def __str__(self) -> str:
        return (
            f"under onnxruntime {self.onnxruntime}, a probability differs from Keras' by up to "
            f"{self.difference:.2g} (allowed: {LARGEST_DIFFERENCE:.0e}) and {self.misread} pictures are read "
            "differently"
        )

    @property
    def is_equal(self) -> bool:
        """Whether rounding explains the difference; false for NaN."""
        return self.difference <= LARGEST_DIFFERENCE and self.misread == 0


def check(
    converted: bytes, model: keras.Model, images: np.ndarray, form: ModelForm = COUNTER_FORM
) -> list[Comparison]:
    """Compares ``converted`` with ``model`` on ``images``, uint8 (pictures, height, width, 3) RGB.

    It is read by the plugin's reader under the oldest and the newest onnxruntime that the plugin allows, in
    this order. Raises `Problem` where it is no valid ONNX model, where one of them answers differently, and
    where one cannot be had.
    """
    _validate(converted)
    expected = model.predict(images, batch_size=len(images), verbose=0)
    comparisons = [
        _compare(runtime.version, runtime.read(converted, images, form), expected)
        for runtime in (Runtime(OLDEST), Runtime(NEWEST))
    ]
    differing = [str(comparison) for comparison in comparisons if not comparison.is_equal]
    if differing:
        raise Problem(
            f"Not exported: {'; '.join(differing)}. Train the model again or look at the layers that were "
            "folded."
        )
    return comparisons


def _validate(converted: bytes) -> None:
    try:
        onnx.checker.check_model(onnx.load_from_string(converted), full_check=True)
    except Exception as error:  # the checker, shape inference and protobuf raise kinds of their own
        raise Problem(f"Not exported: the ONNX model is not valid. {error}") from error


def _compare(version: str, answers: np.ndarray, expected: np.ndarray) -> Comparison:
    misread = int((answers.argmax(axis=1) != expected.argmax(axis=1)).sum())
    return Comparison(version, float(np.abs(answers - expected).max()), misread)
