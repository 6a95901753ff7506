"""What the tests of recordings share."""

import contextlib

import pytest

from star_counter.recording.sought import Sought


@pytest.fixture
def opened():
    """Opens recordings that are read in parts, and closes them at the end of the test."""
    with contextlib.ExitStack() as closing:
        yield lambda *video: closing.enter_context(contextlib.closing(Sought(*video)))
