"""The Makefile's targets."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PHONY = re.search(r"^\.PHONY:((?:.*\\\n)*.*)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
# It begins another make even where nothing is to be run; all that it needs are others' needs, too.
TARGETS = [target for target in PHONY[1].replace("\\\n", " ").split() if target != "test"]


@pytest.mark.parametrize("target", TARGETS)
def test_all_that_a_target_needs_is_there_or_can_be_made(target):
    alone = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    told = subprocess.run(["make", "--dry-run", target], cwd=ROOT, env=alone, capture_output=True, text=True)
    assert told.stderr == ""
    assert told.returncode == 0
