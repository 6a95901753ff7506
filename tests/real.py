"""The real pictures for measuring, which are no part of the repository."""

from pathlib import Path

import pytest

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason=f"the pictures for measuring are not at {REAL}")
