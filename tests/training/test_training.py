"""Shards, the network, and a small training from nothing."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.with_tensorflow import pytestmark  # noqa: F401

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import tensorflow as tf

from star_counter import progress
from star_counter.reading.classifier import BUNDLED_MODEL
from star_counter.reading.model_form import CLASSES
from training import arithmetic, network, train
from training.__main__ import main
from training.data import shards
from training.data.mixture import Mixture
from training.data.shards import Shards
from training.network import FLOAT32, MIXED
from training.rendering import samples
from training.rendering.samples import NONE, Renderer
from training.task import COUNTER
from training.train import fit

PASSES = 4
TOLD: list[str] = []


@pytest.fixture(scope="module")
def pictures() -> Shards:
    """Two shards of 1024 pictures of few counts, 512 different ones: what seconds of training can learn."""
    renderer = Renderer(seed=9, alphabets=4, pictures=10)
    labels = np.resize([1, 44, 120, NONE], 2048).astype(np.uint8)
    drawn = [renderer.nothing() if label == NONE else renderer.count(label) for label in labels[:512]]
    shard = np.stack(2 * drawn)
    return Shards([shard, shard.copy()], labels)


@pytest.fixture(scope="module")
def trained(pictures, tmp_path_factory) -> tuple[Path, dict]:
    folder = tmp_path_factory.mktemp("trained")
    path, mixture = folder / "model.keras", Mixture(pictures)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train, "UNFINISHED", folder / "unfinished")
        patch.setattr(progress, "_EVERY", 0.2)
        patch.setattr(progress, "_tell", TOLD.append)
        return path, fit(path, mixture, mixture, passes=PASSES, seed=1, choose=lambda _: FLOAT32)


def test_the_network_is_the_specified_one():
    model = network.build()
    network.compile_for_training(model)
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == [
        *["Cropping2D", "Rescaling"],
        *["Conv2D", "MaxPooling2D", "BatchNormalization"] * 3,
        *["Flatten", "Dense", "BatchNormalization", "Dense"],
    ]
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    assert [(layer.filters, layer.kernel_size) for layer in convolutions] == [
        (32, (3, 3)),
        (32, (3, 3)),
        (16, (3, 3)),
    ]
    assert model.count_params() == 68_459
    # What is cut off had no effect: cutting off one column or row more takes a value from the hidden layer.
    assert model.layers[0].output.shape == (None, 38, 62, 3)
    assert model.input_shape == (None, 40, 67, 3)
    assert model.output_shape == (None, len(CLASSES))
    assert isinstance(model.optimizer, keras.optimizers.Nadam)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.0006)
    for layer in (*convolutions, *(layer for layer in model.layers if isinstance(layer, keras.layers.Dense))):
        assert isinstance(layer.kernel_initializer, keras.initializers.HeUniform)
        assert layer.kernel_regularizer.l2 == pytest.approx(0.0001)


def test_a_log_tells_how_far_a_training_is(trained):
    assert all(re.fullmatch(r"Training: \d+ of 256 batches \(\d+%\), after 0:\d\d\.", line) for line in TOLD)
    done = [int(line.split()[1]) for line in TOLD]
    assert done == sorted(done)
    assert len({*done}) > 2


def test_training_learns_and_keeps_the_best(trained):
    path, record = trained
    losses = record["history"]["val_loss"]
    assert losses[-1] < losses[0]
    assert record["accuracy"] > 0.9
    assert json.loads(path.with_suffix(".json").read_text()) == record


class _Interruption(Exception):
    pass


def test_an_interrupted_training_goes_on_and_ends_with_the_same_weights(
    pictures, trained, tmp_path, monkeypatch, capsys
):
    """Also where it would choose another arithmetic now."""
    monkeypatch.setattr(train, "UNFINISHED", tmp_path / "unfinished")
    path, mixture = tmp_path / "again.keras", Mixture(pictures)
    whole_path, whole = trained
    take, calls = Mixture.take, []

    def interrupted(self, *arguments):
        calls.append(1)
        if len(calls) == 3:  # a pass takes the training's pictures and the validation's
            raise _Interruption
        return take(self, *arguments)

    monkeypatch.setattr(Mixture, "take", interrupted)
    with pytest.raises(Exception, match="_Interruption"):
        fit(path, mixture, mixture, passes=PASSES, seed=1, choose=lambda _: FLOAT32)
    monkeypatch.setattr(Mixture, "take", take)
    assert len(list(tmp_path.glob("unfinished/*/backup/*"))) > 0
    assert not path.exists()
    capsys.readouterr()
    assert fit(path, mixture, mixture, passes=PASSES, seed=1, choose=lambda _: MIXED) == whole
    assert "Going on in float32, as the training began." in capsys.readouterr().out
    weights = (keras.models.load_model(each).get_weights() for each in (whole_path, path))
    for one, other in zip(*weights, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not list((tmp_path / "unfinished").iterdir())


def lasting(seconds: float) -> Callable[[], None]:
    """A step that takes so long."""
    return lambda: time.sleep(seconds)


def refused() -> None:
    raise tf.errors.AbortedError(None, None, "could not create a primitive descriptor")


@pytest.mark.parametrize(
    ("steps", "chosen", "told"),
    [
        (
            {FLOAT32: lasting(0.002), MIXED: lasting(0.02)},
            FLOAT32,
            r"\d+ ms in float32, \d+ ms in mixed_bfloat16",
        ),
        (
            {FLOAT32: lasting(0.02), MIXED: lasting(0.002)},
            MIXED,
            r"\d+ ms in float32, \d+ ms in mixed_bfloat16",
        ),
        ({FLOAT32: lasting(0.002), MIXED: refused}, FLOAT32, r"\d+ ms in float32"),
    ],
    ids=["emulated", "fast", "refused"],
)
def test_the_arithmetic_is_that_of_the_fastest_steps_and_told_in_a_line(
    steps, chosen, told, monkeypatch, capsys
):
    """Steps of known length stand in: how long the real ones take is the machine's affair."""
    monkeypatch.setattr(arithmetic, "_step", steps.get)
    assert arithmetic.fastest(COUNTER) == chosen
    line = rf"Training in {chosen}: a step of 32 pictures takes {told}\.\n"
    assert re.fullmatch(line, capsys.readouterr().out)


def test_a_picture_of_nothing_ends_without_confidence(trained, pictures):
    model = keras.models.load_model(trained[0])
    images, labels = pictures.take(np.arange(512))
    confidence = model.predict(images, verbose=0).max(axis=1)
    assert confidence[labels == NONE].mean() + 0.3 < confidence[labels != NONE].mean()


def test_the_learning_rate_falls(trained):
    rates = trained[1]["history"]["learning_rate"]
    assert rates[0] == pytest.approx(network.LEARNING_RATE, rel=0.01)
    assert rates[-1] < 0.9 * network.LEARNING_RATE  # set every 64 steps: in so short a training twice


def test_shards_take_pictures_across_files(pictures):
    indices = np.array([2000, 3, 1023, 1024])
    images, labels = pictures.take(indices)
    np.testing.assert_array_equal(labels, pictures.labels[indices])
    np.testing.assert_array_equal(images[0], pictures.images[1][2000 - 1024])
    np.testing.assert_array_equal(images[2], pictures.images[0][1023])
    assert len(pictures) == 2048


def test_rendered_shards_are_kept_and_do_not_depend_on_the_workers(tmp_path):
    first = shards.rendered(40, seed=3, workers=2, cache=tmp_path / "a", shard_size=20)
    second = shards.rendered(40, seed=3, workers=1, cache=tmp_path / "b", shard_size=20)
    for one, other in zip(first.images, second.images, strict=True):
        np.testing.assert_array_equal(one, other)
    files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npy")}
    again = shards.rendered(40, seed=3, workers=1, cache=tmp_path / "a", shard_size=20)
    np.testing.assert_array_equal(again.labels, first.labels)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npy")} == files


def test_the_cache_is_stale_when_the_drawing_code_changes(tmp_path, monkeypatch):
    before = shards._fingerprint(COUNTER)
    changed = tmp_path / "samples.py"
    changed.write_text(Path(samples.__file__).read_text() + "# another line\n")
    monkeypatch.setattr(samples, "__file__", str(changed))
    assert shards._fingerprint(COUNTER) != before


def test_help_teaches(capsys):
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    text = capsys.readouterr().out
    assert "--pictures" in text
    assert "default" in text


def test_the_shipped_record_belongs_to_a_real_training():
    record = json.loads(BUNDLED_MODEL.with_suffix(".json").read_text())
    assert record["pictures"] >= 100_000
    assert record["accuracy"] > 0.95
    assert network.BATCH == 32


def test_a_finished_network_is_surer_of_the_same_classes():
    model = network.build()
    images = np.random.default_rng(3).integers(0, 256, (8, 40, 67, 3), np.uint8)
    before = np.log(model.predict(images, verbose=0))
    network.sharpen(model, COUNTER)
    after = np.log(model.predict(images, verbose=0))
    logits = before - before.max(axis=1, keepdims=True)
    assert np.allclose(after - after.max(axis=1, keepdims=True), logits / COUNTER.temperature, atol=1e-4)


def test_the_accuracy_is_that_of_pictures_with_a_class():
    model = network.build()
    network.compile_for_training(model)
    images = np.random.default_rng(4).integers(0, 256, (6, 40, 67, 3), np.uint8)
    best = model.predict(images, verbose=0).argmax(axis=1)
    labels = np.array([best[0], best[1], (best[2] + 1) % 123, NONE, NONE, NONE])
    _, accuracy = model.evaluate(images, COUNTER.targets[labels], verbose=0)
    assert accuracy == pytest.approx(2 / 3)
