"""Random changes of real pictures, so that few of them teach more."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np

# Shares of the picture. Three digits fill the crop but for 1 % at its right: a larger shift would cut them.
_SHIFT = 0.03
_ZOOM = 0.05
# Of 255, of each channel by itself.
_CHANNEL_SHIFT = 20.0


class ChannelShift(keras.layers.Layer):
    """Adds a random value, at most ``most``, to each channel of each picture of a batch."""

    def __init__(self, most: float, seed: int, **settings):
        super().__init__(**settings)
        self._most = most
        self._seeds = keras.random.SeedGenerator(seed)

    def call(self, images):
        batch, _, _, channels = keras.ops.shape(images)
        shifts = keras.random.uniform((batch, 1, 1, channels), -self._most, self._most, seed=self._seeds)
        return images + shifts


def augmentation(seed: int) -> Callable[[np.ndarray], np.ndarray]:
    """A function that shifts, zooms and tints pictures, uint8 (n, height, width, 3), each one differently."""
    layers = [
        keras.layers.RandomTranslation(_SHIFT, _SHIFT, fill_mode="nearest", seed=seed),
        keras.layers.RandomZoom((-_ZOOM, _ZOOM), (-_ZOOM, _ZOOM), fill_mode="nearest", seed=seed + 1),
        ChannelShift(_CHANNEL_SHIFT, seed=seed + 2),
    ]

    def augment(images: np.ndarray) -> np.ndarray:
        changed = keras.ops.convert_to_tensor(images, "float32")
        for layer in layers[:-1]:
            changed = layer(changed, training=True)
        changed = keras.ops.convert_to_numpy(layers[-1](changed))
        return np.clip(changed, 0, 255).astype(np.uint8)

    return augment
