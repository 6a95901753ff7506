"""Nothing is left over by any of these tests: no thread, no open file, no process, no memory."""

import gc
import threading
from collections.abc import Iterator

import psutil
import pytest

from tests import posix
from tests.fuzz.outcomes import fuzzed
from tests.memory import megabytes_held

#: Megabytes that a test may keep: code that is loaded late, and pages that are filled in part; and what
#: Hypothesis remembers of its examples, 0.2 of each of the largest.
_KEPT = 100 + 0.3 * fuzzed.max_examples


@pytest.fixture(autouse=True)
def nothing_left_over() -> Iterator[None]:
    process = psutil.Process()
    threads, files, programs = set(threading.enumerate()), posix.open_files(process), process.children()
    memory = _memory()
    yield
    gc.collect()
    assert not set(threading.enumerate()) - threads
    assert posix.open_files(process) <= files
    assert process.children() == programs
    assert _memory() - memory < _KEPT


def _memory() -> float:
    """Megabytes; on Windows nobody can tell what is kept of them."""
    return 0.0 if posix.IS_WINDOWS else megabytes_held()
