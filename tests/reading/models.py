"""Models for the tests: they have the right form and fail later, each in its own way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from star_counter.reading.classifier import BUNDLED_MODEL
from star_counter.reading.model_form import CLASSES, COUNTER_FORM, INPUT_NAME, INPUT_SIZE, OUTPUT_NAME

# Without a counter all classes are about alike.
_ALIKE = np.full((1, len(CLASSES)), 1 / len(CLASSES), np.float32)
# So many boxes take minutes to be compared with each other, and little room.
_MINUTES = 400_000
_LONG = {
    "box": np.array([[[0, 0, 1, 1]]], np.float32),
    "score": np.ones((1, 1, 1), np.float32),
    "overlap": np.array([1], np.float32),
    "one": np.array([1]),
    "four": np.array([4]),
}


def relu(path: Path) -> Path:
    """A model of something else."""
    value = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 4]) for name in ("x", "y")]
    graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "relu", value[:1], value[1:])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    return path


def alike(path: Path) -> Path:
    """Answers the same probabilities whatever it is shown."""
    return _save(path, [helper.make_node("Add", ["row", "alike"], [OUTPUT_NAME])], alike=_ALIKE)


def nan(path: Path) -> Path:
    return _save(path, [helper.make_node("Add", ["row", "wrong"], [OUTPUT_NAME])], wrong=_ALIKE * np.nan)


def infinite(path: Path) -> Path:
    return _save(path, [helper.make_node("Add", ["row", "wrong"], [OUTPUT_NAME])], wrong=_ALIKE * np.inf)


def no_sum(path: Path) -> Path:
    """Answers numbers from 0 to 1 that do not sum to 1."""
    return _save(path, [helper.make_node("Add", ["row", "wrong"], [OUTPUT_NAME])], wrong=_ALIKE * 3)


def negative(path: Path) -> Path:
    """Answers numbers that sum to 1, one of them below 0."""
    wrong = _ALIKE.copy()
    wrong[0, :2] += (-1, 1)
    return _save(path, [helper.make_node("Add", ["row", "wrong"], [OUTPUT_NAME])], wrong=wrong)


def one_row(path: Path) -> Path:
    """Answers one row, however many pictures it is shown."""
    nodes = [
        helper.make_node("Compress", ["row", "first"], ["one"], axis=0),
        helper.make_node("Add", ["one", "alike"], [OUTPUT_NAME]),
    ]
    return _save(path, nodes, first=np.array([True]), alike=_ALIKE)


def raising(path: Path) -> Path:
    """Fails in each run: makes rows of a number for each picture."""
    nodes = [helper.make_node("Reshape", ["column", "rows"], [OUTPUT_NAME])]
    return _save(path, nodes, rows=np.array([-1, len(CLASSES)]))


def endless(path: Path) -> Path:
    """Never ends: a loop without a last turn, each of which is an operation."""
    loop = helper.make_node("Loop", ["", "true", "row"], [OUTPUT_NAME], body=_turn())
    return _save(path, [loop], true=np.array(True))


def heedless(path: Path, boxes: int = _MINUTES) -> Path:
    """Takes minutes for one operation, in whose middle no run can be ended."""
    nodes = [
        helper.make_node("ReduceMax", ["row"], ["number"], keepdims=0),
        helper.make_node("Add", ["box", "number"], ["one_box"]),
        *_long_operation("one_box", "boxes", "row"),
    ]
    return _save(path, nodes, boxes=np.array([boxes]), **_LONG)


def slow_to_load(path: Path, boxes: int = _MINUTES) -> Path:
    """Takes minutes to load: onnxruntime works out beforehand what depends on no picture."""
    return _save(path, _long_operation("box", "boxes", "row"), boxes=np.array([boxes]), **_LONG)


#: A level between these spoils what the models below answer. No known picture has it.
SPOILING = 180, 250


def spoilt(path: Path, how: str) -> Path:
    """The shipped model, which reads all but bright pictures: of those it answers "nan", "raises", or is
    "endless" or "heedless"."""
    model = onnx.load(BUNDLED_MODEL)
    graph = model.graph
    graph.node[-1].output[0] = "good"
    constants = {
        "low": np.array(SPOILING[0], np.float32),
        "high": np.array(SPOILING[1], np.float32),
        "nan": np.array(np.nan, np.float32),
        "far": np.array(10**6),
        "second": np.array([1]),
        "boxes": np.array([_MINUTES]),
        **_LONG,
    }
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in constants.items())
    graph.node.extend(
        [
            helper.make_node("Cast", [INPUT_NAME], ["levels"], to=TensorProto.FLOAT),
            helper.make_node("ReduceMean", ["levels"], ["level"], axes=[1, 2, 3], keepdims=0),
            helper.make_node("Greater", ["level", "low"], ["is_above"]),
            helper.make_node("Less", ["level", "high"], ["is_below"]),
            helper.make_node("And", ["is_above", "is_below"], ["is_bright"]),
            helper.make_node("Cast", ["is_bright"], ["brightness"], to=TensorProto.FLOAT),
            helper.make_node("ReduceMax", ["brightness"], ["any_bright"], keepdims=0),
            helper.make_node("Cast", ["any_bright"], ["spoils"], to=TensorProto.BOOL),
            *_SPOILING[how](),
        ]
    )
    onnx.save(model, path)
    return path


def _spoil_by_nan() -> list[onnx.NodeProto]:
    return [
        helper.make_node("Unsqueeze", ["is_bright", "second"], ["rows"]),
        helper.make_node("Where", ["rows", "nan", "good"], [OUTPUT_NAME]),
    ]


def _spoil_by_raising() -> list[onnx.NodeProto]:
    # No column has that number.
    return [
        helper.make_node("Cast", ["any_bright"], ["times"], to=TensorProto.INT64),
        helper.make_node("Mul", ["times", "far"], ["column"]),
        helper.make_node("Gather", ["good", "column"], ["numbers"], axis=1),
        helper.make_node("ReduceMax", ["numbers"], ["number"], keepdims=0),
        helper.make_node("Sub", ["number", "number"], ["zero"]),
        helper.make_node("Add", ["good", "zero"], [OUTPUT_NAME]),
    ]


def _spoil_by_never_ending() -> list[onnx.NodeProto]:
    return [helper.make_node("Loop", ["", "spoils", "good"], [OUTPUT_NAME], body=_turn())]


def _spoil_by_a_long_operation() -> list[onnx.NodeProto]:
    return [
        helper.make_node("Cast", ["any_bright"], ["times"], to=TensorProto.INT64),
        helper.make_node("Mul", ["times", "boxes"], ["more"]),
        helper.make_node("Add", ["more", "one"], ["box_or_boxes"]),
        *_long_operation("box", "box_or_boxes", "good"),
    ]


_SPOILING = {
    "nan": _spoil_by_nan,
    "raises": _spoil_by_raising,
    "endless": _spoil_by_never_ending,
    "heedless": _spoil_by_a_long_operation,
}


def _turn() -> onnx.GraphProto:
    """A loop's turn: goes on while it did, and leaves the number ``x`` as it is."""
    turn = helper.make_tensor_value_info("turn", TensorProto.INT64, [])
    on = [helper.make_tensor_value_info(name, TensorProto.BOOL, []) for name in ("on", "still_on")]
    x = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("x", "same_x")]
    nodes = [
        helper.make_node("Identity", ["on"], ["still_on"]),
        helper.make_node("Identity", ["x"], ["same_x"]),
    ]
    return helper.make_graph(nodes, "turn", [turn, on[0], x[0]], [on[1], x[1]])


def _long_operation(box: str, boxes: str, answer: str) -> list[onnx.NodeProto]:
    """Compares so many boxes with each other, and then answers what is the answer anyway."""
    return [
        helper.make_node("Concat", ["one", boxes, "four"], ["shape"], axis=0),
        helper.make_node("Concat", ["one", "one", boxes], ["score_shape"], axis=0),
        helper.make_node("Expand", [box, "shape"], ["all_boxes"]),
        helper.make_node("Expand", ["score", "score_shape"], ["scores"]),
        helper.make_node("NonMaxSuppression", ["all_boxes", "scores", boxes, "overlap"], ["kept"]),
        helper.make_node("ReduceSum", ["kept"], ["sum"], keepdims=0),
        helper.make_node("Sub", ["sum", "sum"], ["nothing"]),
        helper.make_node("Cast", ["nothing"], ["nought"], to=TensorProto.FLOAT),
        helper.make_node("Add", [answer, "nought"], [OUTPUT_NAME]),
    ]


def _save(path: Path, nodes: list[onnx.NodeProto], **constants: np.ndarray) -> Path:
    """Writes a star counter's model: ``nodes`` make its answer of ``row``, float32 (pictures, 123), all 0."""
    zeros = np.zeros((1, len(CLASSES)), np.float32)
    first = [
        helper.make_node("Cast", [INPUT_NAME], ["pixels"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["pixels"], ["level"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Unsqueeze", ["level", "second"], ["column"]),
        helper.make_node("Mul", ["column", "zeros"], ["row"]),
    ]
    constants |= {"second": np.array([1]), "zeros": zeros}
    width, height = INPUT_SIZE
    graph = helper.make_graph(
        first + nodes,
        "star counter",
        [helper.make_tensor_value_info(INPUT_NAME, TensorProto.UINT8, ["batch", height, width, 3])],
        [helper.make_tensor_value_info(OUTPUT_NAME, TensorProto.FLOAT, ["batch", len(CLASSES)])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, COUNTER_FORM.metadata)
    onnx.save(model, path)
    return path
