"""What a training computes in: what steps are fastest in on the machine at hand, by trying.

bfloat16 is fast where the processor multiplies it itself. Where it is emulated, a step takes many times as
long as in float32. A list of processors would age; a few steps of each tell it in seconds.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf

from . import network
from .task import Task

_ROUNDS = 6


def fastest(task: Task) -> str:
    """The one of `network.ARITHMETICS` with the fastest steps, told in a line."""
    steps = {arithmetic: _step(arithmetic, task) for arithmetic in network.ARITHMETICS}
    rounds = [{arithmetic: _seconds(step) for arithmetic, step in steps.items()} for _ in range(_ROUNDS)]
    # The least: the first compiles, and whatever else runs here only adds.
    seconds = {arithmetic: min(each[arithmetic] for each in rounds) for arithmetic in steps}
    best = min(seconds, key=lambda arithmetic: seconds[arithmetic])
    told = ", ".join(
        f"{1000 * each:.0f} ms in {arithmetic}" for arithmetic, each in seconds.items() if each < math.inf
    )
    print(f"Training in {best}: a step of {network.BATCH} pictures takes {told}.", flush=True)
    return best


def _step(arithmetic: str, task: Task) -> Callable[[], object]:
    """A step of a training on random pictures, without the optimizer, which works in float32 in any case."""
    model = network.build(arithmetic, task)
    rng = np.random.default_rng(0)
    width, height = task.form.size
    pictures = tf.constant(rng.integers(0, 256, (network.BATCH, height, width, 3), np.uint8))
    targets = tf.constant(task.targets[rng.integers(0, task.none, network.BATCH)])

    @tf.function
    def gradients(pictures: tf.Tensor, targets: tf.Tensor) -> list[tf.Tensor]:
        with tf.GradientTape() as tape:
            losses = keras.losses.categorical_crossentropy(targets, model(pictures, training=True))
        return tape.gradient(losses, model.trainable_variables)

    return lambda: gradients(pictures, targets)


def _seconds(step: Callable[[], object]) -> float:
    """How long a step takes; for ever where TensorFlow cannot do it on this machine."""
    begin = time.perf_counter()
    try:
        step()
    except tf.errors.OpError:
        return math.inf
    return time.perf_counter() - begin
