"""How much memory a process holds, for tests that nothing is kept."""

import psutil


def megabytes_held(process: psutil.Process | None = None) -> float:
    """The memory that is a process' own, here or swapped out; this process' without one.

    Not what is in memory now: where memory is short, Linux takes pages of libraries back until they are
    needed, and a test in which TensorFlow's come back would seem to have kept hundreds of megabytes.
    """
    info = (process or psutil.Process()).memory_info()
    return getattr(info, "data", info.rss) / 1e6  # other systems do not tell the first
