"""The worker: the newest job wins, and neither side waits for the other."""

import threading
import time

import pytest

from star_counter.obs.worker import Worker


def wait_for(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def collect(worker, wanted, seconds=5.0):
    results = []
    wait_for(lambda: results.extend(worker.results()) or len(results) >= wanted, seconds)
    return results


def test_results_come_in_order():
    worker = Worker(lambda job: job * 2)
    for job in range(50):
        worker.submit(job)
        assert collect(worker, 1) == [job * 2]
    worker.close()


@pytest.fixture
def busy():
    """A worker that has begun its job "first", and the event that lets it go on."""
    gate, begun = threading.Event(), threading.Event()

    def work(job):
        begun.set()
        gate.wait(5)
        return job

    worker = Worker(work)
    worker.submit("first")
    assert begun.wait(5)
    yield worker, gate
    worker.close()


def test_the_newest_job_replaces_one_that_has_not_begun(busy):
    worker, gate = busy
    for job in ("second", "third", "fourth"):
        worker.submit(job)
    gate.set()
    assert collect(worker, 2) == ["first", "fourth"]
    worker.close()
    assert worker.results() == []


def test_submit_does_not_wait_for_the_work():
    gate = threading.Event()
    worker = Worker(lambda job: gate.wait(5))
    started = time.monotonic()
    for job in range(1000):
        worker.submit(job)
    assert time.monotonic() - started < 1
    gate.set()
    worker.close()


def test_a_pause_comes_before_the_job():
    worker = Worker(lambda job: time.monotonic())
    worker.pause = 0.05
    submitted = time.monotonic()
    worker.submit("job")
    assert collect(worker, 1)[0] - submitted >= 0.05
    worker.close()


def test_a_late_worker_does_not_pause(busy):
    worker, gate = busy
    worker.pause = 60
    worker.submit("second")
    worker.submit("third")
    gate.set()
    assert collect(worker, 2, seconds=30) == ["first", "third"]


def test_a_call_ends_the_pause_and_comes_behind_the_job():
    worker = Worker(lambda job: job)
    worker.pause = 60
    worker.submit("job")
    called = worker.call(lambda: "call")
    assert called.wait(5)
    assert collect(worker, 2) == ["job", "call"]
    worker.close()


def test_no_call_is_dropped(busy):
    worker, gate = busy
    calls = [worker.call(lambda number=number: number) for number in range(100)]
    assert not calls[0].is_set()
    gate.set()
    assert calls[-1].wait(5)
    assert worker.results() == ["first", *range(100)]


def test_each_error_is_told_and_the_next_job_is_done():
    def work(job):
        if job == "bad":
            raise ValueError(job)
        return job

    worker = Worker(work)
    worker.submit("bad")
    assert worker.call(lambda: work("bad")).wait(5)
    assert [str(failure) for failure in worker.failures()] == ["bad", "bad"]
    assert worker.failures() == []
    worker.submit("good")
    assert collect(worker, 1) == ["good"]
    worker.close()


def test_close_ends_the_thread():
    before = threading.active_count()
    worker = Worker(lambda job: job)
    assert threading.active_count() == before + 1
    worker.close()
    assert threading.active_count() == before


@pytest.fixture
def hanging():
    """A worker whose work does not come back before the event lets it."""
    gate, begun = threading.Event(), threading.Event()

    def work(job):
        begun.set()
        gate.wait(60)
        return job

    worker = Worker(work)
    worker.submit("first")
    assert begun.wait(5)
    yield worker, gate
    gate.set()
    worker.close()


def test_close_does_not_wait_for_what_hangs(hanging):
    worker, gate = hanging
    worker.submit("second")
    called = worker.call(lambda: "call")
    started = time.monotonic()
    worker.close()
    assert time.monotonic() - started < 30
    gate.set()
    worker._thread.join(30)
    assert not worker._thread.is_alive()
    assert worker.results() == ["first"]  # and nothing of what waited behind it
    assert not called.is_set()


def test_what_waits_behind_something_that_hangs_is_bounded(hanging):
    worker, gate = hanging
    for job in range(1000):
        worker.submit(job)
    assert worker.hangs
    assert worker._queue.qsize() <= 60
    called = worker.call(lambda: "call")
    gate.set()
    assert called.wait(30)
    assert not worker.hangs
    assert worker.results() == ["first", 59, "call"]
    worker.submit("next")
    assert collect(worker, 1) == ["next"]
