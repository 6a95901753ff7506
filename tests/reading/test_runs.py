"""Runs of a model that would never end are ended from another thread."""

import threading
import time

import numpy as np
import pytest

from star_counter.reading.classifier import Late
from star_counter.reading.model_form import INPUT_SIZE
from star_counter.reading.reader import Reader
from star_counter.reading.runs import Closed, Ended, Runs
from tests.reading import models

PICTURE = np.zeros((*INPUT_SIZE[::-1], 3), np.uint8)


def in_thread(function):
    """Begins something on a thread of its own; what it raises comes into the list."""
    raised = []

    def run():
        try:
            function()
        except Exception as error:
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, raised


def test_a_run_that_never_ends_is_ended_and_the_model_can_be_asked_again(tmp_path):
    runs = Runs()
    reader = Reader(models.endless(tmp_path / "endless.onnx"), runs)
    for _ in range(2):
        thread, raised = in_thread(lambda: reader.probabilities([PICTURE]))
        deadline = time.monotonic() + 30
        while thread.is_alive():
            assert time.monotonic() < deadline
            runs.end_late(time.monotonic(), 0.1)
            thread.join(0.01)
        assert [type(error) for error in raised] == [Late]
        assert str(raised[0]) == f"The {reader.name} takes too long to read a picture: choose another."
    assert runs.end_late(1e9, 0.0) == []


def test_a_run_is_ended_after_so_many_seconds_and_told_after_twice_as_many():
    runs = Runs()

    def watched(options):
        assert [runs.end_late(now, 1.0) for now in (100.0, 100.9)] == [[], []]
        assert not options.terminate
        assert runs.end_late(101.0, 1.0) == []
        assert options.terminate
        assert runs.end_late(101.9, 1.0) == []
        assert runs.end_late(102.0, 1.0) == ["model"]
        return "an answer all the same"

    assert runs.run("model", watched) == "an answer all the same"


def test_what_a_run_raises_by_itself_is_raised():
    with pytest.raises(ValueError, match="of its own"):
        Runs().run("model", lambda options: (_ for _ in ()).throw(ValueError("of its own")))


def test_an_ended_run_is_told_from_one_that_failed():
    runs = Runs()

    def fails(options):
        options.terminate = True
        raise ValueError

    with pytest.raises(Ended):
        runs.run("model", fails)


def test_closing_ends_all_runs_and_none_begins_any_more(tmp_path):
    runs = Runs()
    reader = Reader(models.endless(tmp_path / "endless.onnx"), runs)
    begun = [in_thread(lambda: reader.probabilities([PICTURE])) for _ in range(2)]
    deadline = time.monotonic() + 30
    while len(runs._at_hand) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    runs.close()
    for thread, raised in begun:
        thread.join(30)
        assert [type(error) for error in raised] == [Closed]
    with pytest.raises(Closed):
        reader.probabilities([PICTURE])
