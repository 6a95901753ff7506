"""Processes that share work."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def processes(count: int) -> ProcessPoolExecutor:
    """So many processes to give work to: new ones, and no copies of this one.

    A copy has none of this one's threads. Where it throws a video away that was being decoded here, it waits
    for the decoder's threads, for ever.
    """
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))
