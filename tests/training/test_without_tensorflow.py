"""Where TensorFlow has nothing for the Python at hand, or is not installed in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# As if they were not there: this Python may have them.
WITHOUT = "import sys, runpy; sys.modules |= dict.fromkeys(['keras', 'tensorflow', 'tf2onnx']); "


@pytest.mark.parametrize("command", [["training", "train"], ["training", "train", "--camera"], ["export"]])
def test_a_command_says_what_to_do(command, tmp_path):
    out = ["--onnx" if command == ["export"] else "--out", str(tmp_path / "model")]
    code = f"{WITHOUT} sys.argv = {command + out}; runpy.run_module({command[0]!r}, run_name='__main__')"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        f"keras is not installed in this Python ({sys.version.split()[0]}): run “make .venv-training/all” "
        "once, then the same command with .venv-training/bin/python."
    ]
    assert not list(tmp_path.iterdir())
