"""How much memory a process holds, for tests that nothing is kept."""

import ctypes
import gc

import psutil


def megabytes_held(process: psutil.Process | None = None) -> float:
    """The memory that a process has filled, here or swapped out; this process' without one.

    Not what is in memory now: where memory is short, Linux takes pages of libraries back until they are
    needed, and a test in which TensorFlow's come back would seem to have kept hundreds of megabytes. Nor what
    this process' allocator has free, but not given back.
    """
    if process is None:
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
    places = (process or psutil.Process()).memory_maps()
    return sum(place.anonymous + place.swap for place in places) / 1e6
