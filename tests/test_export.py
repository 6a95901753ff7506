"""The exported model: the contract, the same answers as Keras, and models that are refused."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from PIL import Image

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from export import onnx_model
from export.__main__ import main
from star_counter.hud import COUNTER, HudGrid
from star_counter.problem import Problem
from star_counter.reader import BUNDLED_MODEL, CLASSES, FORM, GAME_SIZE, Frame, Reader
from training import network
from training.samples import Renderer

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"
KERAS_FILE = BUNDLED_MODEL.with_suffix(".keras")
RECORD = {"version": "1", "date": "2000-01-02", "accuracy": 0.5}


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return Renderer(seed=5, alphabets=4, pictures=10).batch(64)[0]


@pytest.fixture(scope="module")
def model() -> keras.Model:
    """A network with random weights, normalizations included."""
    rng = np.random.default_rng(1)
    keras.utils.set_random_seed(1)
    model = network.build()
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([rng.uniform(0.3, 2, weights.shape) for weights in layer.get_weights()])
    return model


@pytest.fixture(scope="module")
def converted(model: keras.Model) -> bytes:
    return onnx_model.convert(model, RECORD)


def answers(model: bytes, images: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return session.run(["probabilities"], {"image": images})[0]


def test_onnx_answers_as_keras_does(model, converted, images):
    onnx_model.check(converted, model, images)
    difference = np.abs(answers(converted, images) - model.predict(images, verbose=0)).max()
    assert difference <= onnx_model.LARGEST_DIFFERENCE


def test_normalizations_and_scaling_are_folded(converted):
    operations = {node.op_type for node in onnx.load_from_string(converted).graph.node}
    assert operations.isdisjoint({"BatchNormalization", "Div", "Mul", "Sub"})


def test_the_contract(converted):
    proto = onnx.load_from_string(converted)
    metadata = {entry.key: entry.value for entry in proto.metadata_props}
    assert {key: metadata[key] for key in FORM} == FORM
    assert (metadata["name"], metadata["version"]) == ("star_counter", "1")
    assert (metadata["date"], metadata["accuracy"]) == ("2000-01-02", "0.5")
    assert [entry.version for entry in proto.opset_import if entry.domain == ""] == [17]
    session = onnxruntime.InferenceSession(converted, providers=["CPUExecutionProvider"])
    (image,), (probabilities,) = session.get_inputs(), session.get_outputs()
    assert (image.name, image.type, image.shape) == ("image", "tensor(uint8)", ["batch", 40, 67, 3])
    assert (probabilities.name, probabilities.type) == ("probabilities", "tensor(float)")
    assert probabilities.shape == ["batch", len(CLASSES)]


def test_an_export_repeats_bit_by_bit(model, converted):
    assert onnx_model.convert(model, RECORD) == converted


def test_a_model_with_other_answers_is_refused(model, converted, images):
    proto = onnx.load_from_string(converted)
    bias = next(weights for weights in proto.graph.initializer if list(weights.dims) == [len(CLASSES)])
    shifted = onnx.numpy_helper.to_array(bias).copy()
    shifted[3] += 10
    bias.CopyFrom(onnx.numpy_helper.from_array(shifted, bias.name))
    with pytest.raises(Problem, match="differ by"):
        onnx_model.check(proto.SerializeToString(), model, images)


def test_an_invalid_model_is_refused(model, converted, images):
    proto = onnx.load_from_string(converted)
    del proto.graph.node[3]
    with pytest.raises(Problem, match="not valid"):
        onnx_model.check(proto.SerializeToString(), model, images)


def test_a_model_that_answers_nan_is_refused(images):
    model = network.build()
    model.layers[-1].set_weights(
        [np.full_like(weights, np.nan) for weights in model.layers[-1].get_weights()]
    )
    with pytest.raises(Problem, match="differ by"):
        onnx_model.check(onnx_model.convert(model, RECORD), model, images)


def test_a_refused_model_is_not_written(tmp_path, model, capsys):
    """A layer that the folding does not know is left out of the ONNX model, and the check finds it."""
    layers = [*model.layers[:-1], keras.layers.LeakyReLU(0.3), model.layers[-1]]
    keras.Sequential([keras.Input((40, 67, 3), dtype="uint8"), *layers]).save(tmp_path / "other.keras")
    (tmp_path / "other.json").write_text(json.dumps(RECORD))
    assert main(["--keras", str(tmp_path / "other.keras"), "--onnx", str(tmp_path / "other.onnx")]) == 1
    assert "Not exported" in capsys.readouterr().err
    assert not (tmp_path / "other.onnx").exists()


@pytest.mark.parametrize("content", [None, b"not a model"])
def test_a_missing_or_damaged_keras_file_is_a_sentence(content, tmp_path, capsys):
    if content is not None:
        (tmp_path / "model.keras").write_bytes(content)
    assert main(["--keras", str(tmp_path / "model.keras"), "--onnx", str(tmp_path / "model.onnx")]) == 1
    message = capsys.readouterr().err
    assert "train" in message
    assert "Traceback" not in message


def test_the_shipped_model_is_what_an_export_gives(tmp_path):
    onnx_model.export(KERAS_FILE, tmp_path / "again.onnx")
    assert (tmp_path / "again.onnx").read_bytes() == BUNDLED_MODEL.read_bytes()


def test_the_shipped_model_fits_the_reader_and_is_small():
    Reader()
    assert BUNDLED_MODEL.stat().st_size <= 320 * 1024
    assert Path(KERAS_FILE).stat().st_size <= 512 * 1024


def counter_crop(picture: Image.Image, row: dict[str, str]) -> np.ndarray:
    """The counter crop of a labelled picture; a picture without a HUD fit is one already."""
    if not row["hud_ox"]:
        return np.asarray(picture)
    grid = HudGrid(*(float(row[f"hud_{value}"]) for value in ("ox", "oy", "sx", "sy")))
    x, y, width, height = grid.place(COUNTER).pixels()
    return np.asarray(picture.crop((x, y, x + width, y + height)))  # black beyond the edges


@pytest.mark.skipif(not REAL.is_dir(), reason=f"the pictures for measuring are not at {REAL}")
def test_the_shipped_model_reads_real_pictures():
    reader, grey = Reader(), np.full((*GAME_SIZE[::-1], 3), 128, np.uint8)
    right = []
    with (REAL / "labels.csv").open() as file:
        for row in csv.DictReader(file):
            crop = counter_crop(Image.open(REAL / row["file"]).convert("RGB"), row)
            count = reader.read([Frame(0, 0.0, crop, grey)])[0].count()
            right.append(row["label"] == ("none" if count is None else str(count)))
    assert len(right) == 21
    assert sum(right) >= 19
