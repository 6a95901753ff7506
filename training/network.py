"""The network that reads the counter, and what it is trained towards."""

from __future__ import annotations

import keras
import numpy as np

from star_counter.reading.model_form import CLASSES, INPUT_SIZE

from .rendering.samples import NONE

FILTERS = (32, 32, 16)
HIDDEN = 128
L2 = 0.0001
LEARNING_RATE = 0.0006
BATCH = 32
# Convolutions and pooling by halves leave 5 columns and 2 rows of 67x40 without effect, by default at the
# right and at the bottom, where the last digit of a misplaced crop lies. Cut off beforehand and on both
# sides, they cost no time either: an eighth of all products. At the left is least to lose: "×" or the 1
# of 100 and more.
_UNSEEN = ((1, 1), (3, 2))  # rows at the top and the bottom, columns at the left and the right
#: What a training may compute in. Mixed: products in bfloat16, weights and sums in float32.
ARITHMETICS = FLOAT32, MIXED = "float32", "mixed_bfloat16"

#: What the logits are divided by once the training is over. L2 and the pictures of no class keep them small,
#: and the network less sure than it is right.
TEMPERATURE = 0.91

#: Row by label: the class itself, and all classes alike for a picture that belongs to none.
TARGETS = np.eye(NONE + 1, len(CLASSES), dtype=np.float32)
TARGETS[NONE] = 1 / len(CLASSES)


def build(dtype: str = FLOAT32) -> keras.Model:
    """The network: uint8 (batch, 40, 67, 3) RGB to probabilities (batch, 123).

    ``dtype`` is the policy of what computes, one of `ARITHMETICS`; the weights and the probabilities are
    float32 with either. Batch normalization follows the pooling: a quarter of the values to normalize,
    1.6 to 1.8 times as fast as before it, and it folds into the next layer's weights.
    """
    width, height = INPUT_SIZE
    layers = [
        keras.Input((height, width, 3), dtype="uint8"),
        keras.layers.Cropping2D(_UNSEEN, dtype="uint8"),
        keras.layers.Rescaling(1 / 255, dtype=dtype),
    ]
    for filters in FILTERS:
        layers += [
            keras.layers.Conv2D(filters, 3, activation="relu", dtype=dtype, **_weights()),
            keras.layers.MaxPooling2D(dtype=dtype),
            keras.layers.BatchNormalization(dtype=dtype),
        ]
    layers += [
        keras.layers.Flatten(dtype=dtype),
        keras.layers.Dense(HIDDEN, activation="relu", dtype=dtype, **_weights()),
        keras.layers.BatchNormalization(dtype=dtype),
        keras.layers.Dense(len(CLASSES), activation="softmax", **_weights()),
    ]
    return keras.Sequential(layers, name="star_counter")


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


def sharpen(model: keras.Model) -> None:
    """Divides the logits of a trained network by `TEMPERATURE`: the best class stays."""
    last = model.layers[-1]
    last.set_weights([values / TEMPERATURE for values in last.get_weights()])


class _Accuracy(keras.metrics.CategoricalAccuracy):
    """Of the pictures that belong to a class."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        return super().update_state(y_true, y_pred, keras.ops.max(y_true, axis=-1) > 1 / 2)


def _weights() -> dict:
    return {"kernel_initializer": "he_uniform", "kernel_regularizer": keras.regularizers.L2(L2)}
