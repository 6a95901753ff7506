"""What all processes have in common that read for this one."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from types import FrameType

from ...recording import opening
from .progress import lock_threads

#: Processes of their own, not copies of this one: libraries' threads do not survive that.
PROCESSES = multiprocessing.get_context("spawn")

# Of glibc's mallopt.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
# What is larger is given back.
_LARGE = 2**20


@contextlib.contextmanager
def ctrl_c_later() -> Iterator[None]:
    """Keeps Ctrl-C back, for good from a process that is started meanwhile: this one ends it.

    On Windows one that comes in the moment that this takes is lost.
    """
    if sys.platform == "win32":
        with _no_ctrl_c():
            yield
        return
    resource_tracker.ensure_running()  # it would be started with the first one, and let Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with _kept_from_other_threads():
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _kept_from_other_threads() -> Iterator[None]:
    """Has a Ctrl-C wait that another thread takes, which Python would answer on this one at once."""
    came: list[tuple[int, FrameType | None]] = []
    answer = signal.signal(signal.SIGINT, lambda *what: came.append(what))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, answer)
        if came and callable(answer):
            answer(*came[0])


if sys.platform == "win32":

    @contextlib.contextmanager
    def _no_ctrl_c() -> Iterator[None]:
        """Has the console send this process none; one that is started meanwhile inherits that."""
        ignore = ctypes.windll.kernel32.SetConsoleCtrlHandler
        ignore(None, True)
        try:
            yield
        finally:
            ignore(None, False)


def give_memory_back() -> None:
    """Has what is large and no longer used go back to the system at once.

    glibc soon keeps all below 32 MB, once so much was used and freed.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(AttributeError):  # another library than glibc
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_TRIM_THRESHOLD, _LARGE)
        mallopt(_MMAP_THRESHOLD, _LARGE)


def begin() -> None:
    """What such a process does first: it ends with the one that started it, and leaves it the other cores."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started it is told, and ends it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    lock_threads()
    give_memory_back()
    opening.decode_on(1)


def _end_with_parent() -> None:
    """Ends this process as soon as the one that started it has ended, killed or not."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "another process started this one"
    wait([parent.sentinel])
    os._exit(1)
