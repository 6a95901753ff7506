"""From a Keras model to an ONNX model with the plugin's contract, checked before it is written."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import keras
import numpy as np
import onnx
import tensorflow as tf
import tf2onnx

from star_counter.problem import Problem
from star_counter.reading.model_form import COUNTER_FORM, INPUT_NAME, OUTPUT_NAME, ModelForm
from training.task import COUNTER, Task

from .check import Comparison, check

OPSET = 17
_PRODUCER = "star-counter"
# What the metadata takes over from the training record.
_RECORDED = ("version", "date", "accuracy")
_CHECKED_PICTURES = 256
_CHECK_SEED = 20_000_000
_POOL = 2


def export(keras_path: Path, onnx_path: Path, task: Task = COUNTER) -> list[Comparison]:
    """Writes ``onnx_path``, a task's model, from ``keras_path`` and the training record beside it (.json).

    Returns how it compares with Keras under each onnxruntime. Raises `Problem` where a file is missing, the
    ONNX model does not answer as the Keras model does, or that cannot be checked; then nothing is written,
    and a file that is already there stays as it is.
    """
    model, record = _load(keras_path), _load_record(keras_path.with_suffix(".json"))
    converted = convert(model, record, task.form)
    images, _ = task.renderer((_CHECK_SEED, 0)).batch(_CHECKED_PICTURES)
    comparisons = check(converted, model, images, task.form)
    _write(onnx_path, converted)
    return comparisons


def convert(model: keras.Model, record: dict, form: ModelForm = COUNTER_FORM) -> bytes:
    """The model as ONNX with the plugin's metadata; the same bytes whenever it is repeated."""
    width, height = form.size
    signature = [tf.TensorSpec((None, height, width, 3), tf.uint8, INPUT_NAME)]
    proto, _ = tf2onnx.convert.from_function(tf.function(_folded(model), signature), signature, opset=OPSET)
    _name_batch(proto.graph, form)
    _name_by_order(proto.graph, form.name)
    proto.producer_name, proto.producer_version = _PRODUCER, record["version"]
    onnx.helper.set_model_props(proto, _metadata(record, form))
    return proto.SerializeToString(deterministic=True)


def _load(path: Path) -> keras.Model:
    if not path.is_file():
        raise Problem(f"There is no trained model {path}: run `python -m training train` first.")
    try:
        return keras.models.load_model(path, compile=False)
    except Exception as error:  # Keras raises many kinds
        raise Problem(f"The model {path} cannot be loaded (damaged?): train it again. {error}") from error


def _load_record(path: Path) -> dict:
    try:
        record = json.loads(path.read_text())
        missing = [key for key in _RECORDED if key not in record]
    except (OSError, ValueError, TypeError) as error:
        raise Problem(f"The training record {path} cannot be read: train the model again. {error}") from error
    if missing:
        raise Problem(f"The training record {path} lacks {', '.join(missing)}: train the model again.")
    return record


def _write(path: Path, content: bytes) -> None:
    """Replaces the file at once: an export that is broken off leaves the old one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            whole = Path(folder, path.name)
            whole.write_bytes(content)
            whole.replace(path)
    except OSError as error:
        raise Problem(f"The model cannot be written to {path}: choose another --onnx. {error}") from error


def _metadata(record: dict, form: ModelForm) -> dict[str, str]:
    return {"name": form.name, **form.metadata, **{key: str(record[key]) for key in _RECORDED}}


def _folded(model: keras.Model) -> Callable[[tf.Tensor], dict[str, tf.Tensor]]:
    """The model as a function of plain operations: scaling and batch normalization lie in the weights.

    Exact, because each normalization follows the pooling: what comes next is a convolution without padding
    or a dense layer.
    """
    weights = _folded_weights(model)
    seen = next(layer for layer in model.layers if isinstance(layer, keras.layers.Cropping2D))
    rows, columns = (slice(first, -last) for first, last in seen.cropping)

    def predict(image: tf.Tensor) -> dict[str, tf.Tensor]:
        value = tf.cast(image[:, rows, columns], tf.float32)
        for kernel, bias in weights[:-2]:
            value = tf.nn.relu(tf.nn.conv2d(value, kernel, 1, "VALID") + bias)
            value = tf.nn.max_pool2d(value, _POOL, _POOL, "VALID")
        (hidden, hidden_bias), (last, last_bias) = weights[-2:]
        value = tf.reshape(value, (-1, hidden.shape[0]))
        value = tf.nn.relu(value @ hidden + hidden_bias)
        return {OUTPUT_NAME: tf.nn.softmax(value @ last + last_bias)}

    return predict


def _folded_weights(model: keras.Model) -> list[tuple[np.ndarray, np.ndarray]]:
    """Kernel and bias of each convolution and dense layer, with the scaling before it folded in, float32."""
    folded = []
    # What lies between the last layer and the next, by channel.
    gain, offset = np.array(1.0), np.array(0.0)
    for layer in model.layers:
        if isinstance(layer, keras.layers.Rescaling):
            gain, offset = np.array(layer.scale, np.float64), np.array(layer.offset, np.float64)
        elif isinstance(layer, keras.layers.BatchNormalization):
            gain, offset = _normalization(layer)
        elif isinstance(layer, (keras.layers.Conv2D, keras.layers.Dense)):
            kernel, bias = (value.astype(np.float64) for value in layer.get_weights())
            gain, offset = _by_input(gain, kernel), _by_input(offset, kernel)
            bias = bias + (kernel * offset).reshape(-1, len(bias)).sum(axis=0)
            folded.append(((kernel * gain).astype(np.float32), bias.astype(np.float32)))
            gain, offset = np.array(1.0), np.array(0.0)
    return folded


def _normalization(layer: keras.layers.BatchNormalization) -> tuple[np.ndarray, np.ndarray]:
    """What the layer multiplies by and adds, by channel."""
    gamma, beta, mean, variance = (value.astype(np.float64) for value in layer.get_weights())
    gain = gamma / np.sqrt(variance + layer.epsilon)
    return gain, beta - mean * gain


def _by_input(channels: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Values by channel, shaped to multiply a kernel (..., inputs, outputs).

    Flattening repeats the channels, position by position.
    """
    inputs = kernel.shape[-2]
    return np.resize(channels, inputs)[:, None]


def _name_batch(graph: onnx.GraphProto, form: ModelForm) -> None:
    """Names the free dimension of input and output, and gives the output its full shape."""
    width, height = form.size
    _set_shape(graph.input[0], ("batch", height, width, 3))
    _set_shape(graph.output[0], ("batch", len(form.classes)))


def _name_by_order(graph: onnx.GraphProto, name: str) -> None:
    """Names nodes and tensors by their place: TensorFlow's names count on from one export to the next."""
    names = {INPUT_NAME: INPUT_NAME, OUTPUT_NAME: OUTPUT_NAME}
    for place, node in enumerate(graph.node):
        node.name = f"{node.op_type}_{place}"
        for number, tensor in enumerate(node.input):
            names.setdefault(tensor, f"{node.name}_weights_{number}")
        for output in node.output:
            names.setdefault(output, node.name)
        node.input[:] = [names[tensor] for tensor in node.input]
        node.output[:] = [names[tensor] for tensor in node.output]
    for weights in graph.initializer:
        weights.name = names[weights.name]
    weights_by_name = sorted(graph.initializer, key=lambda weights: weights.name)
    del graph.initializer[:], graph.value_info[:]
    graph.initializer.extend(weights_by_name)
    graph.name, graph.doc_string = name, ""


def _set_shape(tensor: onnx.ValueInfoProto, shape: Sequence[int | str]) -> None:
    kind = tensor.type.tensor_type.elem_type
    tensor.CopyFrom(onnx.helper.make_tensor_value_info(tensor.name, kind, shape))
