"""Settings on splitting changed in a run: only what changed is opened anew, and closed when it is free."""

import signal
import threading
import time
from dataclasses import replace

import pytest

from star_counter.obs.autosplitter import AutoSplitter
from star_counter.obs.autosplitting import AutoSplitting
from star_counter.obs.settings import BY_NAMES, SplitSettings
from star_counter.obs.worker import Worker
from star_counter.timers import open_timer
from tests import posix
from tests.timers.conftest import wait_for
from tools.ports import free_port


class SlowTimer:
    """A real timer whose every method takes a while, and that notes when it is used after its end."""

    def __init__(self, timer):
        self._timer, self._inside, self._lock = timer, 0, threading.Lock()
        self.is_closed, self.was_misused = False, False

    def __getattr__(self, name):
        value = getattr(self._timer, name)
        return self._slow(value) if callable(value) else value

    def _slow(self, method):
        def call(*arguments):
            self.was_misused |= self.is_closed
            with self._lock:
                self._inside += 1
            time.sleep(0.002)
            with self._lock:
                self._inside -= 1
            return method(*arguments)

        return call

    def close(self):
        self.is_closed = True
        self.was_misused |= self._inside > 0
        self._timer.close()


@pytest.fixture
def splitting():
    """The settings' side with a worker whose frames never end, and the timers that it opened."""
    autosplitter = AutoSplitter()
    worker = Worker(lambda time: tuple(autosplitter.advance(time)))
    opened = []

    def open_slowly(wanted):
        timer = open_timer(wanted.timer, wanted.host, wanted.port)
        opened.append(SlowTimer(timer) if timer else None)
        return opened[-1]

    one = AutoSplitting(autosplitter, worker.call, open_slowly)
    ended = threading.Event()

    def play():
        for frame in range(10**6):
            if ended.wait(0.001):
                return
            worker.submit(frame / 1000)

    player = threading.Thread(target=play)
    player.start()
    yield one, opened, worker
    ended.set()
    player.join()
    worker.close()
    one.close()
    assert worker.failures() == []


@pytest.fixture
def held(tmp_path):
    """A route file's path, and the file that is open: whoever opens the path waits, as for a disk that does
    not answer, until the open one is closed (45 seconds at most)."""
    fcntl = posix.module("fcntl")
    before = signal.signal(signal.SIGIO, signal.SIG_IGN)  # the system says so that someone waits
    path = tmp_path / "held.toml"
    path.write_text('title = "Held"\n[[split]]\nname = "One"\nstars = 1\n', encoding="utf-8")
    with path.open("r+b") as file:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        yield str(path), file
    wait_for(lambda: not readers())
    signal.signal(signal.SIGIO, before)


def readers():
    """The threads that read routes."""
    return [thread for thread in threading.enumerate() if thread.name == "star counter route"]


def told(splitting):
    return "\n".join(splitting.status()[0])


def change(splitting, settings, player="Ann"):
    splitting.change(settings, player)
    splitting.close_released()


def test_a_timer_is_closed_when_the_worker_has_let_it_go(splitting):
    splitting, opened, _ = splitting
    for port in [free_port() for _ in range(30)]:
        change(splitting, SplitSettings(timer="livesplit", port=port))
    change(splitting, SplitSettings())
    assert opened.pop() is None
    assert len(opened) == 30

    def are_closed():
        splitting.close_released()
        return all(timer.is_closed for timer in opened)

    wait_for(are_closed)  # the worker may be at a frame yet
    assert not any(timer.was_misused for timer in opened)


def test_what_is_not_in_use_opens_nothing_anew(splitting, tmp_path):
    splitting, opened, worker = splitting
    settings = SplitSettings(route="16", timer="livesplit", port=free_port())
    change(splitting, settings)
    wait_for(lambda: "16 stars: split 1 of" in told(splitting))
    worker.call(lambda: splitting.autosplitter.press("skip"))
    for changed in (
        replace(settings, timer_source="another"),
        replace(settings, start_at="counter"),
        replace(settings, journal=tmp_path),
        settings,
    ):
        change(splitting, changed, "Bob")
    assert len(opened) == 1
    wait_for(lambda: "16 stars: split 2 of" in told(splitting))
    change(splitting, replace(settings, timer="none"))
    change(splitting, replace(settings, timer="none", port=1234, host="nowhere", catch_up=False))
    assert opened[1:] == [None]
    assert "16 stars: split 2 of" in told(splitting)


def test_what_is_wrong_with_the_settings_is_told_until_it_is_mended(splitting):
    splitting, *_ = splitting
    change(splitting, SplitSettings(route="nothing.toml", timer="livesplit", host="192.0.2.1"))
    wait_for(lambda: not readers() and "being read" not in told(splitting))
    lines, is_wrong = splitting.status()
    assert is_wrong
    assert any("nothing.toml" in line for line in lines)
    assert any("192.0.2.1" in line for line in lines)
    change(splitting, SplitSettings(route=BY_NAMES))
    wait_for(lambda: told(splitting))
    lines, is_wrong = splitting.status()
    assert not is_wrong
    assert lines == ["The route comes from the names of the timer's splits: it has not told them yet."]


def test_a_file_that_does_not_answer_holds_nothing_up(splitting, held):
    splitting, *_ = splitting
    path, file = held
    change(splitting, SplitSettings(route="16"))
    wait_for(lambda: "16 stars: split 1 of" in told(splitting))
    begun = time.monotonic()
    change(splitting, SplitSettings(route=path))
    lines, is_wrong = splitting.status()
    assert time.monotonic() - begun < 10
    assert lines[0].endswith("held.toml is being read.")
    assert lines[1].startswith("16 stars: split 1 of")
    assert not is_wrong
    assert readers()
    file.close()
    wait_for(lambda: told(splitting).startswith("Held: split 1 of 1"))


@pytest.mark.parametrize(
    ("newer", "shown"),
    [("70", "70 stars: split 1 of"), (BY_NAMES, "The route comes from"), ("no.toml", "There is no route")],
)
def test_a_slow_file_never_replaces_a_newer_choice(splitting, held, newer, shown):
    splitting, _, worker = splitting
    path, file = held
    change(splitting, SplitSettings(route=path))
    wait_for(readers)
    change(splitting, SplitSettings(route=newer))
    wait_for(lambda: shown in told(splitting) and "being read" not in told(splitting))
    before = told(splitting)
    file.close()
    wait_for(lambda: not readers())
    assert worker.call(lambda: None).wait(10)
    assert told(splitting) == before


def test_a_file_that_does_not_answer_is_not_waited_for_at_the_end(splitting, held):
    splitting, _, worker = splitting
    path, file = held
    change(splitting, SplitSettings(route=path))
    begun = time.monotonic()
    worker.close()
    splitting.close()
    assert time.monotonic() - begun < 10
    assert readers()
    file.close()
    wait_for(lambda: not readers())
