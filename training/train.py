"""Trains the network on rendered and real counters and keeps the best weights, with a record of how.

The same seed, pictures, number of passes and arithmetic give the same weights, interrupted or not.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from tqdm import tqdm

from star_counter.problem import Problem
from star_counter.progress import Told, bar

from . import arithmetic, network
from .data import dataset, shards
from .data.augmentation import augmentation
from .data.mixture import Augment, Mixture
from .task import COUNTER, Task
from .task import __file__ as task_file

# From this share of the training on, the learning rate falls to almost nothing: earlier, and less is learned.
_DECAY_FROM = 0.65
_LAST_RATE = 0.005
# Pictures fetched at once from the memory-mapped files, in batches.
_BATCHES_PER_BLOCK = 64
_BLOCK = network.BATCH * _BATCHES_PER_BLOCK
#: Where interrupted trainings wait to be gone on with.
UNFINISHED = shards.CACHE / "unfinished"
_VALIDATION_PICTURES = 3 * shards.SHARD_SIZE
_VALIDATION_SEED_OFFSET = 1_000_000
# Of the players of real pictures.
_VALIDATION_SHARE = 0.2


def train(
    model_path: Path,
    *,
    pictures: int,
    passes: int,
    seed: int,
    workers: int,
    task: Task = COUNTER,
    real: dataset.Dataset | None = None,
    mix: float = 0.0,
) -> dict:
    """Trains for ``passes`` over ``pictures``; returns the record. An interrupted training goes on.

    ``mix`` of them, a share of 1, are ``real`` and the rest rendered. Writes the best weights to
    ``model_path`` (.keras) and the record beside it (.json). Raises `Problem` where ``pictures`` are too few.
    """
    if pictures < _BLOCK:
        raise Problem(f"{pictures} pictures are too few for a training: give at least {_BLOCK}.")
    real_training, real_validation = real.split(_VALIDATION_SHARE, seed) if real is not None else (None, None)
    training, validation = (
        Mixture(
            shards.rendered(round(count * (1 - mix)), rendering_seed, workers, task=task),
            part,
            round(count * mix),
        )
        for count, rendering_seed, part in (
            (pictures, seed, real_training),
            (min(pictures, _VALIDATION_PICTURES), seed + _VALIDATION_SEED_OFFSET, real_validation),
        )
    )
    return fit(model_path, training, validation, task=task, passes=passes, seed=seed)


def fit(
    model_path: Path,
    training: Mixture,
    validation: Mixture,
    *,
    passes: int,
    seed: int,
    task: Task = COUNTER,
    choose: Callable[[Task], str] = arithmetic.fastest,
) -> dict:
    """As `train`, on pictures that are there already; ``choose`` gives the arithmetic of a new training."""
    steps = len(training) // _BLOCK * _BATCHES_PER_BLOCK
    order = validation.order(np.random.default_rng(seed))
    settings = {
        "seed": seed,
        "pictures": len(training),
        "real_pictures": training.real_count,
        "passes": passes,
    }
    unfinished = UNFINISHED / _digest(task, settings, training, validation)
    computed_in = _arithmetic(unfinished / "arithmetic", lambda: choose(task))
    log = _Log(unfinished / "passes.json")
    best = unfinished / "best.keras"
    keras.utils.set_random_seed(seed)
    model = network.build(computed_in, task)
    network.compile_for_training(model)
    with bar("Training", passes * steps, "batches") as told:
        model.fit(
            _passes(task, training, lambda: int(model.optimizer.iterations) // steps, seed, steps),
            epochs=passes,
            validation_data=_once(task, validation, order),
            callbacks=[
                _Schedule(passes * steps),
                keras.callbacks.ModelCheckpoint(
                    str(best), save_best_only=True, initial_value_threshold=log.least("val_loss")
                ),
                log,
                _Progress(told),
                keras.callbacks.BackupAndRestore(str(unfinished / "backup")),
            ],
            shuffle=False,  # the batches come shuffled
            verbose=2,  # a line for each pass: of Keras' own bar, each step would be a line in a log
        )
    model_path.parent.mkdir(parents=True, exist_ok=True)
    _finished(best, task).save(model_path)
    shutil.rmtree(unfinished)
    record = {**settings, "arithmetic": computed_in}
    return _record(model_path, task, *validation.take(order), log.history(), record)


def _arithmetic(path: Path, choose: Callable[[], str]) -> str:
    """What the training computes in: chosen at its beginning, and kept in a file where it goes on."""
    if path.exists():
        chosen = path.read_text()
        print(f"Going on in {chosen}, as the training began.", flush=True)
        return chosen
    chosen = choose()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(chosen)
    return chosen


def _finished(path: Path, task: Task) -> keras.Model:
    """The trained network as it is used: in float32, sharpened, without what only a training needs.

    The optimizer's state makes the file three times as large, and nobody continues a finished training.
    """
    model = network.build(task=task)
    model.set_weights(keras.models.load_model(path, compile=False).get_weights())
    network.sharpen(model, task)
    return model


def _digest(task: Task, settings: dict, training: Mixture, validation: Mixture) -> str:
    """A name for a training: of its settings, its labels, the code that draws and the network's."""
    digest = hashlib.sha256(json.dumps(settings).encode())
    for module in (Path(__file__), Path(network.__file__), Path(task_file), *task.drawn_by()):
        digest.update(module.read_bytes())
    for mixture in (training, validation):
        digest.update(mixture.rendered.labels.tobytes())
        if mixture.real is not None:
            digest.update(mixture.real.labels.tobytes() + mixture.real.images.tobytes())
    return digest.hexdigest()[:12]


class _Schedule(keras.callbacks.Callback):
    """A constant learning rate, then a decay to almost nothing, over all ``steps``."""

    def __init__(self, steps: int):
        super().__init__()
        self._steps = steps

    def on_train_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        progress = int(self.model.optimizer.iterations) / self._steps
        decay = max(0.0, progress - _DECAY_FROM) / (1 - _DECAY_FROM)
        share = _LAST_RATE + (1 - _LAST_RATE) * (1 + np.cos(np.pi * decay)) / 2
        self.model.optimizer.learning_rate = network.LEARNING_RATE * share

    def on_epoch_end(self, epoch: int, logs: dict) -> None:
        logs["learning_rate"] = float(self.model.optimizer.learning_rate)


class _Progress(keras.callbacks.Callback):
    """Counts the batches that are done, of all passes, those of an interrupted training too."""

    def __init__(self, told: tqdm | Told):
        super().__init__()
        self._told = told

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        self._told.update(int(self.model.optimizer.iterations) - self._told.n)


class _Log(keras.callbacks.Callback):
    """What each pass reached, in a file, so that an interrupted training knows its past."""

    def __init__(self, path: Path):
        super().__init__()
        self._path = path
        self._passes: dict[str, dict[str, float]] = json.loads(path.read_text()) if path.exists() else {}

    def on_epoch_end(self, epoch: int, logs: dict) -> None:
        self._passes[str(epoch)] = {key: round(float(value), 6) for key, value in logs.items()}
        self._path.write_text(json.dumps(self._passes))

    def least(self, key: str) -> float | None:
        """The least value of all passes so far, or None before the first."""
        return min((each[key] for each in self._passes.values()), default=None)

    def history(self) -> dict[str, list[float]]:
        """The values of all passes, by what they are."""
        passes = list(self._passes.values())
        return {key: [each[key] for each in passes] for key in passes[0]}


def _passes(
    task: Task, training: Mixture, number: Callable[[], int], seed: int, steps: int
) -> tf.data.Dataset:
    """Batches of one pass in random order; ``number`` tells which pass it is, each time that one begins."""

    def blocks() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        rng = np.random.default_rng((seed, number()))
        order = training.order(rng)
        augment = augmentation(int(rng.integers(2**31))) if training.real_count else None
        return _blocks(task, training, order, augment)

    return _batches(task, blocks, steps)


def _once(task: Task, pictures: Mixture, order: np.ndarray) -> tf.data.Dataset:
    """Batches of the pictures in an order, once."""
    return _batches(task, lambda: _blocks(task, pictures, order), len(order) // _BLOCK * _BATCHES_PER_BLOCK)


def _blocks(
    task: Task, pictures: Mixture, order: np.ndarray, augment: Augment | None = None
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for start in range(0, len(order) - _BLOCK + 1, _BLOCK):
        images, labels = pictures.take(order[start : start + _BLOCK], augment)
        yield (
            images.reshape(-1, network.BATCH, *images.shape[1:]),
            task.targets[labels].reshape(-1, network.BATCH, task.none),
        )


def _batches(task: Task, blocks: Callable[[], Iterator], count: int) -> tf.data.Dataset:
    """The batches of all blocks, ``count`` of them."""
    width, height = task.form.size
    signature = (
        tf.TensorSpec((_BATCHES_PER_BLOCK, network.BATCH, height, width, 3), tf.uint8),
        tf.TensorSpec((_BATCHES_PER_BLOCK, network.BATCH, task.none), tf.float32),
    )
    dataset = tf.data.Dataset.from_generator(blocks, output_signature=signature).unbatch()
    return dataset.apply(tf.data.experimental.assert_cardinality(count)).prefetch(2 * _BATCHES_PER_BLOCK)


def _record(
    model_path: Path,
    task: Task,
    images: np.ndarray,
    labels: np.ndarray,
    history: dict[str, list[float]],
    settings: dict,
) -> dict:
    """What is worth knowing about a model, written beside it; its accuracy on pictures of a class."""
    images, labels = images[labels != task.none], labels[labels != task.none]
    best = keras.models.load_model(model_path).predict(images, batch_size=512, verbose=0).argmax(axis=1)
    record = {
        "version": "1",
        "date": datetime.date.today().isoformat(),
        "accuracy": round(float((best == labels).mean()), 5),
        **settings,
        "history": history,
    }
    model_path.with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n")
    return record
