"""The networks: what they are made of, and how they are trained."""

from __future__ import annotations

import keras

from .task import COUNTER, Task

L2 = 0.0001
LEARNING_RATE = 0.0006
BATCH = 32
#: What a training may compute in. Mixed: products in bfloat16, weights and sums in float32.
ARITHMETICS = FLOAT32, MIXED = "float32", "mixed_bfloat16"


def build(dtype: str = FLOAT32, task: Task = COUNTER) -> keras.Model:
    """A task's network: uint8 (batch, height, width, 3) RGB to probabilities (batch, classes).

    ``dtype`` is the policy of what computes, one of `ARITHMETICS`; the weights and the probabilities are
    float32 with either. Batch normalization follows the pooling: a quarter of the values to normalize,
    1.6 to 1.8 times as fast as before it, and it folds into the next layer's weights.
    """
    width, height = task.form.size
    layers = [
        keras.Input((height, width, 3), dtype="uint8"),
        keras.layers.Cropping2D(task.unseen, dtype="uint8"),
        keras.layers.Rescaling(1 / 255, dtype=dtype),
    ]
    for filters in task.filters:
        layers += [
            keras.layers.Conv2D(filters, 3, activation="relu", dtype=dtype, **_weights()),
            keras.layers.MaxPooling2D(dtype=dtype),
            keras.layers.BatchNormalization(dtype=dtype),
        ]
    layers += [
        keras.layers.Flatten(dtype=dtype),
        keras.layers.Dense(task.hidden, activation="relu", dtype=dtype, **_weights()),
        keras.layers.BatchNormalization(dtype=dtype),
        keras.layers.Dense(task.none, activation="softmax", **_weights()),
    ]
    return keras.Sequential(layers, name=task.form.name)


def compile_for_training(model: keras.Model) -> None:
    """Gives the network its optimizer and loss."""
    model.compile(
        optimizer=keras.optimizers.Nadam(LEARNING_RATE),
        loss=keras.losses.CategoricalCrossentropy(),
        metrics=[_Accuracy(name="accuracy")],
        steps_per_execution=64,  # fewer trips between Python and TensorFlow
        jit_compile=False,  # slower on the CPU
    )
    model.optimizer.build(model.trainable_variables)  # only then is its state restored


def sharpen(model: keras.Model, task: Task) -> None:
    """Divides the logits of a trained network by the task's temperature: the best class stays."""
    last = model.layers[-1]
    last.set_weights([values / task.temperature for values in last.get_weights()])


class _Accuracy(keras.metrics.CategoricalAccuracy):
    """Of the pictures that belong to a class."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        return super().update_state(y_true, y_pred, keras.ops.max(y_true, axis=-1) > 1 / 2)


def _weights() -> dict:
    return {"kernel_initializer": "he_uniform", "kernel_regularizer": keras.regularizers.L2(L2)}
