"""How much memory a process holds, for tests that nothing is kept."""

import ctypes
import gc
import sys

import psutil
import pytest

_M_ARENA_MAX, _PR_SET_THP_DISABLE = -8, 41
if sys.platform == "linux":
    _LIBC = ctypes.CDLL(None)
    # Threads share one heap from here on: glibc gives back all that is free of that one alone, and threads
    # of a decoder would leave 16 others, each as large as it ever was.
    _LIBC.mallopt(_M_ARENA_MAX, 1)
    # Nor does Linux fill up what was given back of NumPy's memory, to make large pages of it.
    _LIBC.prctl(_PR_SET_THP_DISABLE, 1, 0, 0, 0)


def megabytes_held(process: psutil.Process | None = None) -> float:
    """The memory that a process has filled, here or swapped out; this process' without one.

    Not what is in memory now: where memory is short, Linux takes pages of libraries back until they are
    needed, and a test in which TensorFlow's come back would seem to have kept hundreds of megabytes. Nor what
    this process has freed.
    """
    if sys.platform != "linux":
        pytest.skip("memory is measured as Linux tells it")
    if process is None:
        gc.collect()
        _LIBC.malloc_trim(0)
    places = (process or psutil.Process()).memory_maps()
    return sum(place.anonymous + place.swap for place in places) / 1e6
