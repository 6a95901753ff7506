"""Trains the network on rendered counters and keeps the best weights, with a record of how."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from star_counter.problem import Problem
from star_counter.reader import CLASSES, INPUT_SIZE

from . import dataset, network, shards
from .augmentation import augmentation
from .mixture import Mixture
from .samples import NONE

BATCH = 32
# From this share of the training on, the learning rate falls to almost nothing.
_DECAY_FROM = 0.4
_LAST_RATE = 0.005
# Pictures fetched at once from the memory-mapped files, in batches.
_BATCHES_PER_BLOCK = 64
_VALIDATION_PICTURES = 3 * shards.SHARD_SIZE
_VALIDATION_SEED_OFFSET = 1_000_000
# Of the players of real pictures.
_VALIDATION_SHARE = 0.2


def train(
    model_path: Path,
    *,
    pictures: int,
    passes: int,
    minutes: float,
    seed: int,
    workers: int,
    real: dataset.Dataset | None = None,
    mix: float = 0.0,
) -> dict:
    """Trains for ``passes`` over ``pictures``, at most for ``minutes``; returns the record.

    ``mix`` of them, a share of 1, are ``real`` and the rest rendered. Writes the best weights to
    ``model_path`` (.keras) and the record beside it (.json). Raises `Problem` where ``pictures`` are too few.
    """
    least = BATCH * _BATCHES_PER_BLOCK
    if pictures < least:
        raise Problem(f"{pictures} pictures are too few for a training: give at least {least}.")
    real_training, real_validation = real.split(_VALIDATION_SHARE, seed) if real is not None else (None, None)
    training, validation = (
        Mixture(
            shards.rendered(round(count * (1 - mix)), rendering_seed, workers),
            part,
            round(count * mix),
            augment,
        )
        for count, rendering_seed, part, augment in (
            (pictures, seed, real_training, augmentation(seed)),
            (_VALIDATION_PICTURES, seed + _VALIDATION_SEED_OFFSET, real_validation, None),
        )
    )
    return fit(model_path, training, validation, passes=passes, minutes=minutes, seed=seed)


def fit(
    model_path: Path, training: Mixture, validation: Mixture, *, passes: int, minutes: float, seed: int
) -> dict:
    """As `train`, on pictures that are there already."""
    keras.utils.set_random_seed(seed)
    model = network.build()
    model_path.parent.mkdir(parents=True, exist_ok=True)
    steps = len(training) // BATCH
    validation_order = validation.order(np.random.default_rng(seed))
    best = keras.callbacks.ModelCheckpoint(str(model_path), monitor="val_loss", save_best_only=True)
    history = model.fit(
        _endless(training, seed),
        steps_per_epoch=steps,
        epochs=passes,
        validation_data=_once(validation, validation_order),
        callbacks=[_Schedule(passes * steps, minutes), best],
        shuffle=False,  # the batches come shuffled
    )
    _without_optimizer(model_path)
    settings = {"seed": seed, "pictures": len(training), "real_pictures": training.real_count}
    return _record(model_path, *validation.take(validation_order), history, settings)


class _Schedule(keras.callbacks.Callback):
    """A constant learning rate, then a decay to almost nothing, over the steps or the time."""

    def __init__(self, steps: int, minutes: float):
        super().__init__()
        self._steps, self._seconds = steps, minutes * 60
        self._step, self._start = 0, time.monotonic()

    def on_train_begin(self, logs: dict | None = None) -> None:
        self._start = time.monotonic()

    def on_train_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        decay = max(0.0, self._progress() - _DECAY_FROM) / (1 - _DECAY_FROM)
        share = _LAST_RATE + (1 - _LAST_RATE) * (1 + np.cos(np.pi * min(1.0, decay))) / 2
        self.model.optimizer.learning_rate = network.LEARNING_RATE * share

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        self._step += self.model.steps_per_execution
        if self._progress() >= 1:
            self.model.stop_training = True

    def on_epoch_end(self, epoch: int, logs: dict) -> None:
        logs["learning_rate"] = float(self.model.optimizer.learning_rate)

    def _progress(self) -> float:
        return max(self._step / self._steps, (time.monotonic() - self._start) / self._seconds)


def _endless(pictures: Mixture, seed: int) -> tf.data.Dataset:
    """Batches of all pictures in random order, again and again."""
    rng = np.random.default_rng(seed)

    def blocks() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        while True:
            yield from _blocks(pictures, pictures.order(rng))

    return _batches(blocks, tf.data.INFINITE_CARDINALITY)


def _once(pictures: Mixture, order: np.ndarray) -> tf.data.Dataset:
    """Batches of the pictures in an order, once."""
    blocks = len(order) // (BATCH * _BATCHES_PER_BLOCK)
    return _batches(lambda: _blocks(pictures, order), blocks * _BATCHES_PER_BLOCK)


def _blocks(pictures: Mixture, order: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    size = BATCH * _BATCHES_PER_BLOCK
    for start in range(0, len(order) - size + 1, size):
        images, labels = pictures.take(order[start : start + size])
        yield (
            images.reshape(-1, BATCH, *images.shape[1:]),
            network.TARGETS[labels].reshape(-1, BATCH, len(CLASSES)),
        )


def _batches(blocks: Callable[[], Iterator], count: int) -> tf.data.Dataset:
    """The batches of all blocks, ``count`` of them."""
    width, height = INPUT_SIZE
    signature = (
        tf.TensorSpec((_BATCHES_PER_BLOCK, BATCH, height, width, 3), tf.uint8),
        tf.TensorSpec((_BATCHES_PER_BLOCK, BATCH, len(CLASSES)), tf.float32),
    )
    dataset = tf.data.Dataset.from_generator(blocks, output_signature=signature).unbatch()
    return dataset.apply(tf.data.experimental.assert_cardinality(count)).prefetch(2 * _BATCHES_PER_BLOCK)


def _without_optimizer(model_path: Path) -> None:
    """The optimizer's state makes the file three times as large, and nobody continues a finished training."""
    keras.models.load_model(model_path, compile=False).save(model_path)


def _record(
    model_path: Path,
    images: np.ndarray,
    labels: np.ndarray,
    history: keras.callbacks.History,
    settings: dict,
) -> dict:
    """What is worth knowing about a model, written beside it; its accuracy on pictures of a class."""
    images, labels = images[labels != NONE], labels[labels != NONE]
    best = keras.models.load_model(model_path).predict(images, batch_size=512, verbose=0).argmax(axis=1)
    record = {
        "version": "1",
        "date": datetime.date.today().isoformat(),
        "accuracy": round(float((best == labels).mean()), 5),
        **settings,
        "history": {
            key: [round(float(value), 6) for value in values] for key, values in history.history.items()
        },
    }
    model_path.with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n")
    return record
