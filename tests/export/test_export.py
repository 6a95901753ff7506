"""The exported model: the contract, the same answers as Keras, and models that are refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import tomllib
from packaging.requirements import Requirement
from packaging.version import Version

from tests.with_tensorflow import pytestmark  # noqa: F401

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from export import onnx_model
from export.__main__ import main
from export.check import LARGEST_DIFFERENCE, check
from export.runtime import NEWEST, OLDEST, Runtime
from star_counter.problem import Problem
from star_counter.reading.classifier import BUNDLED_MODEL
from star_counter.reading.model_form import CLASSES, COUNTER_FORM
from star_counter.reading.reader import Reader
from training import network
from training.rendering.samples import Renderer

ROOT = Path(__file__).resolve().parents[2]
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


def with_weights(converted: bytes, shape: list[int], change: Callable[[np.ndarray], np.ndarray]) -> bytes:
    """The ONNX model with the weights of that shape changed."""
    proto = onnx.load_from_string(converted)
    (weights,) = (weights for weights in proto.graph.initializer if list(weights.dims) == shape)
    changed = change(onnx.numpy_helper.to_array(weights))
    weights.CopyFrom(onnx.numpy_helper.from_array(changed, weights.name))
    return proto.SerializeToString()


def lowest_onnxruntime() -> Version:
    """The lower bound that pyproject.toml declares for the plugin."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    requirements = {entry.name: entry for entry in map(Requirement, project["dependencies"])}
    (bound,) = requirements["onnxruntime"].specifier
    return Version(bound.version)


def test_onnx_answers_as_keras_does_under_the_oldest_and_the_newest_onnxruntime(model, converted, images):
    oldest, newest = check(converted, model, images)
    assert Version(oldest.onnxruntime) == lowest_onnxruntime()
    assert Version(newest.onnxruntime) >= Version(onnxruntime.__version__)
    for comparison in (oldest, newest):
        assert comparison.difference <= LARGEST_DIFFERENCE
        assert comparison.misread == 0


@pytest.mark.parametrize("resolution", [OLDEST, NEWEST])
def test_a_runtime_reads_what_the_plugin_reads(resolution, converted, images, tmp_path):
    (tmp_path / "model.onnx").write_bytes(converted)
    expected = Reader(tmp_path / "model.onnx").probabilities(images)
    answers = Runtime(resolution).read(converted, images)
    assert answers.dtype == np.float32
    np.testing.assert_allclose(answers, expected, atol=1e-6)


def test_normalizations_and_scaling_are_folded(converted):
    operations = {node.op_type for node in onnx.load_from_string(converted).graph.node}
    assert operations.isdisjoint({"BatchNormalization", "Div", "Mul", "Sub"})


def test_the_contract(converted):
    proto = onnx.load_from_string(converted)
    metadata = {entry.key: entry.value for entry in proto.metadata_props}
    assert {key: metadata[key] for key in COUNTER_FORM.metadata} == COUNTER_FORM.metadata
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


def test_a_model_with_one_weight_changed_is_refused(model, converted, images):
    def shift(bias: np.ndarray) -> np.ndarray:
        return bias + 10 * (np.arange(len(bias)) == 3).astype(np.float32)

    with pytest.raises(Problem) as refusal:
        check(with_weights(converted, [len(CLASSES)], shift), model, images)
    message = str(refusal.value)
    assert message.count("a probability differs from Keras' by up to") == 2
    assert f"onnxruntime {lowest_onnxruntime()}" in message
    assert " 0 pictures" not in message


def test_an_invalid_model_is_refused(model, converted, images):
    proto = onnx.load_from_string(converted)
    del proto.graph.node[3]
    with pytest.raises(Problem, match="not valid"):
        check(proto.SerializeToString(), model, images)


def test_a_model_that_answers_nan_is_refused(images):
    model = network.build()
    model.layers[-1].set_weights(
        [np.full_like(weights, np.nan) for weights in model.layers[-1].get_weights()]
    )
    with pytest.raises(Problem, match=r"reader fails under onnxruntime .* answers what are no probabilities"):
        check(onnx_model.convert(model, RECORD), model, images)


def test_a_model_that_the_reader_refuses_is_refused(model, converted, images):
    proto = onnx.load_from_string(converted)
    onnx.helper.set_model_props(proto, {"colour": "BGR"})
    reason = f"reader fails under onnxruntime {lowest_onnxruntime()}.* colour should be RGB"
    with pytest.raises(Problem, match=reason):
        check(proto.SerializeToString(), model, images)


def test_a_refused_model_is_not_written(tmp_path, model, capsys):
    """A layer that the folding does not know is left out of the ONNX model, and the check finds it."""
    layers = [*model.layers[:-1], keras.layers.LeakyReLU(0.3), model.layers[-1]]
    keras.Sequential([keras.Input((40, 67, 3), dtype="uint8"), *layers]).save(tmp_path / "other.keras")
    (tmp_path / "other.json").write_text(json.dumps(RECORD))
    (tmp_path / "other.onnx").write_bytes(b"the model from before")
    assert main(["--keras", str(tmp_path / "other.keras"), "--onnx", str(tmp_path / "other.onnx")]) == 1
    assert "differs from Keras'" in capsys.readouterr().err
    assert (tmp_path / "other.onnx").read_bytes() == b"the model from before"
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("content", [None, b"not a model"])
def test_a_missing_or_damaged_keras_file_is_a_sentence(content, tmp_path, capsys):
    if content is not None:
        (tmp_path / "model.keras").write_bytes(content)
    assert main(["--keras", str(tmp_path / "model.keras"), "--onnx", str(tmp_path / "model.onnx")]) == 1
    message = capsys.readouterr().err
    assert "train" in message
    assert "Traceback" not in message


@pytest.mark.parametrize("record", ["[", "7", '{"version": "1", "date": "2000-01-02"}'])
def test_a_damaged_training_record_is_a_sentence(record, tmp_path, model, capsys):
    model.save(tmp_path / "model.keras")
    (tmp_path / "model.json").write_text(record)
    assert main(["--keras", str(tmp_path / "model.keras"), "--onnx", str(tmp_path / "model.onnx")]) == 1
    assert "train the model again" in capsys.readouterr().err


def test_another_process_exports_the_same_bytes_and_prints_what_was_checked(tmp_path):
    """The shipped model was exported by another process, too."""
    command = [sys.executable, "-m", "export", "--onnx", tmp_path / "new" / "again.onnx"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "new" / "again.onnx").read_bytes() == BUNDLED_MODEL.read_bytes()
    _, oldest, newest = result.stdout.splitlines()
    assert f"onnxruntime {lowest_onnxruntime()}" in oldest
    assert "onnxruntime" in newest


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path, capsys):
    (tmp_path / "file").touch()
    assert main(["--onnx", str(tmp_path / "file" / "model.onnx")]) == 1
    assert "choose another --onnx" in capsys.readouterr().err
