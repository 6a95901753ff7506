"""Models as people pass them around, and damaged: read right, or refused in a plain sentence."""

import threading
import time
from pathlib import Path

import onnx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from onnx import helper

from star_counter.problem import Problem
from star_counter.reading.classifier import BUNDLED_MODEL, Late
from star_counter.reading.model_form import COUNTER_FORM
from star_counter.reading.reader import Reader
from star_counter.reading.runs import Runs
from star_counter.reading.trial import try_out
from tests.fuzz.outcomes import fuzzed, outcome
from tests.reading import models

FORM = COUNTER_FORM.metadata
SHIPPED = BUNDLED_MODEL.read_bytes()
MADE = (models.alike, models.nan, models.infinite, models.one_row, models.raising, models.endless)
#: Seconds after which a run is ended.
LONGEST = 0.1
#: What comes of a model that is taken: on a machine that does much else its trial may take longer.
TAKEN = (Reader, Late)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def made(folder):
    """Small models, so that damages strike the graph and not the weights."""
    return Made(make(folder / "made.onnx").read_bytes() for make in MADE)


@pytest.fixture(scope="module")
def runs():
    """Runs that are watched, as somebody always does."""
    runs, is_over = Runs(), threading.Event()

    def watch():
        while not is_over.wait(0.01):
            runs.end_late(time.monotonic(), LONGEST)

    thread = threading.Thread(target=watch)
    thread.start()
    yield runs
    is_over.set()
    thread.join()


class Made(list):
    """Is not shown byte by byte where a test fails."""

    def __repr__(self) -> str:
        return "made"


def tried(data: bytes, folder: Path, runs: Runs) -> Reader | Problem:
    """What comes of a model's file; its reader passed the trial."""
    path = folder / "model.onnx"
    path.write_bytes(data)

    def read() -> Reader:
        reader = Reader(path, runs)
        try_out(reader)
        return reader

    return outcome(read, len(data))


@st.composite
def damages(draw, most=6):
    """Places, as shares of the file, and what is put there in place of how many bytes."""
    place = st.floats(0, 1, exclude_max=True)
    return draw(
        st.lists(st.tuples(place, st.binary(max_size=8), st.integers(0, 8)), min_size=1, max_size=most)
    )


def damaged(data: bytes, damages) -> bytes:
    for place, new, old in damages:
        at = int(place * len(data))
        data = data[:at] + new + data[at + old :]
    return data


@fuzzed
@given(damages())
def test_the_shipped_model_damaged(folder, runs, damages):
    tried(damaged(SHIPPED, damages), folder, runs)


@fuzzed
@given(st.integers(0, len(MADE) - 1), damages())
def test_a_small_model_damaged(folder, made, runs, which, damages):
    assert isinstance(tried(damaged(made[which], damages), folder, runs), Problem)


@fuzzed
@given(st.binary(max_size=2000))
def test_any_bytes(folder, runs, data):
    assert isinstance(tried(data, folder, runs), Problem)


@fuzzed
@given(
    st.dictionaries(st.one_of(st.sampled_from(sorted(FORM)), st.text()), st.text(), min_size=1, max_size=8)
)
@example({"colour": "\u202e<img src=x>\0\n"})
def test_metadata_that_others_wrote(folder, runs, metadata):
    model = onnx.load_from_string(SHIPPED)
    helper.set_model_props(model, FORM | metadata)
    read = tried(model.SerializeToString(), folder, runs)
    is_right = all(metadata.get(key, value) == value for key, value in FORM.items())
    assert isinstance(read, TAKEN) == is_right


@fuzzed
@given(st.sampled_from(sorted(FORM)), st.binary(min_size=1, max_size=12))
@example("colour", b"\xff\xfe")
def test_metadata_that_is_no_text(folder, runs, key, value):
    place = SHIPPED.index(FORM[key].encode(), SHIPPED.index(key.encode()))
    tried(SHIPPED[:place] + value + SHIPPED[place + len(value) :], folder, runs)


@fuzzed
@given(st.text(min_size=1, max_size=400))
def test_names_of_tensors_that_others_wrote(folder, runs, name):
    model = onnx.load_from_string(SHIPPED)
    model.graph.node[-1].output[0] = model.graph.output[0].name = name
    read = tried(model.SerializeToString(), folder, runs)
    assert isinstance(read, TAKEN) == (name == "probabilities")


def changed_graph(data, which, change):
    """The model with one of its nodes changed."""
    model = onnx.load_from_string(data)
    node = model.graph.node[which % len(model.graph.node)]
    change(model.graph, node)
    return model.SerializeToString()


OPERATIONS = (
    "Relu",
    "Exp",
    "Identity",
    "Shape",
    "NonZero",
    "Expand",
    "Tile",
    "Loop",
    "If",
    "Softmax",
    "Nothing",
)


@fuzzed
@given(st.integers(0, 100), st.integers(0, 100), st.sampled_from(OPERATIONS))
def test_other_operations(folder, made, runs, model, node, operation):
    def change(_graph, node):
        node.op_type = operation

    for data in (SHIPPED, made[model % len(made)]):
        tried(changed_graph(data, node, change), folder, runs)


@fuzzed
@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_other_connections(folder, made, runs, model, node, other):
    """Among them graphs in a ring."""

    def change(graph, node):
        names = [name for one in graph.node for name in (*one.input, *one.output)]
        if node.input:
            node.input[other % len(node.input)] = names[other % len(names)]

    for data in (SHIPPED, made[model % len(made)]):
        tried(changed_graph(data, node, change), folder, runs)
