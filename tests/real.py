"""The real pictures to measure with: no part of the repository, STAR_COUNTER_REAL names their folder."""

import os
from pathlib import Path

import pytest

_NAMED = os.environ.get("STAR_COUNTER_REAL", "")
REAL = Path(_NAMED).resolve()
needs_real = pytest.mark.skipif(not _NAMED, reason="STAR_COUNTER_REAL names no folder of real pictures")
