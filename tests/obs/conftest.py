"""The real OBS Studio, started for one test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from demo.studio import Studio


@pytest.fixture
def start_studio(tmp_path: Path) -> Iterator[Callable[..., Studio]]:
    """Starts OBS on the given scene collections; at the test's end it has to end by itself, in good health.

    Where OBS is not installed this raises the sentence that says how to get it, so the test fails.
    """
    started = []

    def start(*collections, **options) -> Studio:
        started.append(
            running.enter_context(Studio(tmp_path / f"obs{len(started)}", *collections, **options))
        )
        return started[-1]

    with ExitStack() as running:
        yield start
    assert not any(studio.crashed for studio in started)
