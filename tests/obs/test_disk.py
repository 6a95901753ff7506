"""What waits for a disk waits on a thread of its own."""

import threading
import time

import pytest

from star_counter.obs import disk
from star_counter.obs.disk import MOST_WAITING, Disk
from tests.timers.conftest import wait_for as wait_for_seconds


def wait_for(condition):
    return wait_for_seconds(condition, 60)


@pytest.fixture
def silent():
    """A disk that does not answer before the event is set, and what it has done."""
    one, answers, done = Disk(), threading.Event(), []
    one.do(answers.wait)
    yield one, answers, done
    answers.set()
    one.leave()
    disk.wait_for_all()


def test_all_is_done_in_its_order_and_then_the_thread_ends():
    threads, one, done = threading.active_count(), Disk(), []
    assert threading.active_count() == threads  # not before there is something to do
    for number in range(100):
        one.do(done.append, number)
    one.leave()
    disk.wait_for_all()
    assert done == list(range(100))
    assert one.is_idle and not one.is_silent
    assert threading.active_count() == threads


def test_nobody_waits_for_a_silent_disk(silent, monkeypatch):
    one, answers, done = silent
    assert not one.is_silent
    one.do(done.append, 1)
    wait_for(lambda: one.is_silent)
    assert not one.is_idle
    one.leave()
    monkeypatch.setattr(disk, "LONGEST_WAIT", 0.1)
    disk.wait_for_all()
    assert done == []
    answers.set()
    wait_for(lambda: done == [1])


def test_whoever_wants_waits_for_what_was_handed_in_before():
    one, done = Disk(), []
    for number in range(100):
        one.do(time.sleep, 0.001)
        one.do(done.append, number)
        one.wait(60)
        assert done[-1] == number
    one.leave()
    disk.wait_for_all()


def test_nobody_waits_long(silent):
    one, *_ = silent
    begun = time.monotonic()
    one.wait(0.01)
    assert time.monotonic() - begun < 30
    wait_for(lambda: one.is_silent)
    one.wait(1_000_000)


def test_no_more_waits_than_fits(silent):
    one, answers, done = silent
    for number in range(2 * MOST_WAITING):
        one.do(done.append, number)
    answers.set()
    wait_for(lambda: one.is_idle)
    assert MOST_WAITING <= len(done) + 1 <= MOST_WAITING + 1


def test_a_path_answers_also_where_there_is_nothing(tmp_path):
    for path in (tmp_path, tmp_path / "none", tmp_path / ("x" * 300), tmp_path / "a\0b", tmp_path / "\ud800"):
        assert disk.answers(path)
    assert not disk._looks


def test_a_path_that_does_not_answer_is_waited_for_once(tmp_path, monkeypatch):
    answers = threading.Event()
    monkeypatch.setattr(disk, "_look", lambda path: answers.wait())
    assert not disk.answers(tmp_path)
    looking, begun = dict(disk._looks), time.monotonic()
    for _ in range(100):
        assert not disk.answers(tmp_path)
    assert disk._looks == looking
    assert time.monotonic() - begun < 10 * disk.LONGEST_LOOK
    answers.set()
    wait_for(lambda: disk.answers(tmp_path))
    assert not disk._looks


def test_an_error_of_our_own_is_raised_once_and_the_next_is_done():
    one, done = Disk(), []
    one.do(lambda: 1 / 0)
    wait_for(lambda: one.is_idle and one._failure)
    with pytest.raises(ZeroDivisionError):
        one.do(done.append, 1)
    one.do(done.append, 2)
    one.leave()
    disk.wait_for_all()
    assert done == [2]
