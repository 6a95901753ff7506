"""The model in use: exchanged when another is loaded and good, and never stuck with one that is not."""

import shutil
import threading
import time

import numpy as np
import pytest

from star_counter.obs.model import TRIES, Loading, Model
from star_counter.reading.classifier import BUNDLED_MODEL
from star_counter.reading.model_form import INPUT_SIZE
from star_counter.reading.runs import Closed, Runs
from tests.reading import models


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return value


@pytest.fixture
def model():
    model = Model()
    yield model
    model.close()


def settled(model):
    """Lets the ticks go on until what was chosen is in use, or has failed; the readers on the way."""
    readers = []

    def tick():
        if model.tick(time.monotonic()):
            readers.append(model.reader)
        return not model.is_loading

    wait_for(tick)
    tick()
    return readers


def use_bundled(model):
    model.choose(None)
    (reader,) = settled(model)
    assert reader is not None and not model.problem
    return reader


def test_the_bundled_model_is_loaded_once(model):
    reader = use_bundled(model)
    model.choose(None)
    assert not model.is_loading
    model.choose(BUNDLED_MODEL)
    assert settled(model) == [] and model.reader is reader


def test_a_model_that_fails_is_told_and_nothing_is_read(model, tmp_path):
    use_bundled(model)
    model.choose(models.nan(tmp_path / "nan.onnx"))
    assert settled(model) == [None]
    assert model.problem.endswith("nan.onnx answers what are no probabilities: choose another.")
    use_bundled(model)


def test_one_that_failed_is_tried_again(model, tmp_path):
    """Its file may have come meanwhile, and any change of the settings finds that out."""
    model.choose(tmp_path / "later.onnx")
    assert settled(model) == [] and "There is no model file" in model.problem
    shutil.copy(BUNDLED_MODEL, tmp_path / "later.onnx")
    model.choose(tmp_path / "later.onnx")
    assert len(settled(model)) == 1 and not model.problem


def test_while_one_never_answers_the_old_one_goes_on_and_a_newer_choice_counts(model, tmp_path):
    old = use_bundled(model)
    model.choose(models.endless(tmp_path / "endless.onnx"))
    never = model._loading
    wait_for(lambda: model.tick(time.monotonic()) or model.problem)
    assert model.problem.endswith("endless.onnx takes too long to read a picture: choose another.")
    assert model.is_loading and model.reader is old
    shutil.copy(BUNDLED_MODEL, tmp_path / "good.onnx")
    model.choose(tmp_path / "good.onnx")
    (good,) = settled(model)
    assert good.name.endswith("good.onnx") and not model.problem
    exchanged = []
    wait_for(lambda: exchanged.append(model.tick(time.monotonic())) or never.is_over)
    assert not any(exchanged) and model.reader is good and not model.problem


class Late(Runs):
    """Its first runs are ended."""

    def __init__(self, late):
        super().__init__()
        self.begun, self._late = 0, late
        self.may_begin = threading.Event()
        self.may_begin.set()

    def run(self, model, function):
        assert self.may_begin.wait(60)
        self.begun += 1

        def ended(options):
            options.terminate = True
            return function(options)

        return super().run(model, ended if self.begun <= self._late else function)


@pytest.mark.parametrize(("late", "is_good"), [(1, True), (TRIES - 1, True), (TRIES, False)])
def test_a_busy_computer_may_be_late(late, is_good):
    runs = Late(late)
    loading = Loading(BUNDLED_MODEL, runs)
    wait_for(lambda: loading.is_over)
    assert loading.has_failed is not is_good
    assert bool(loading.problem) is not is_good
    # The counter's model is tried until it is in time, and the camera's once after it.
    assert runs.begun == (late + 2 if is_good else TRIES)


def test_one_that_is_not_wanted_any_more_is_not_tried_again():
    runs = Late(TRIES)
    runs.may_begin.clear()
    loading = Loading(BUNDLED_MODEL, runs)
    loading.stop()
    runs.may_begin.set()
    wait_for(lambda: loading.is_over)
    assert loading.has_failed and runs.begun == 1


def test_an_operation_that_heeds_nothing_is_told_and_a_good_model_reads_beside_it(model, tmp_path):
    """Its thread cannot be ended, so OBS should: that is said as long as it is so."""
    path = models.heedless(tmp_path / "heedless.onnx", boxes=40_000)
    model.choose(path)
    wait_for(lambda: model.tick(time.monotonic()) or model.problem)
    assert model.problem == f"The model file {path} does not come to an end: choose another, and restart OBS."
    heedless = model._loading
    model.choose(None)
    wait_for(lambda: model.tick(time.monotonic()))
    picture = np.zeros((*INPUT_SIZE[::-1], 3), np.uint8)
    assert model.reader.probabilities([picture]).argmax() == 121
    model.close()
    heedless.join(60)
    assert heedless.has_failed and not heedless.problem


def test_closing_ends_what_never_would(tmp_path):
    model = Model()
    model.choose(models.endless(tmp_path / "endless.onnx"))
    wait_for(lambda: model._runs._at_hand)
    model.close()
    assert model._loading.is_over and model.reader is None
    assert not model.tick(time.monotonic()) and not model.problem


def test_nothing_is_read_after_the_end(model):
    reader = use_bundled(model)
    model.close()
    with pytest.raises(Closed):
        reader.probabilities([np.zeros((*INPUT_SIZE[::-1], 3), np.uint8)])
