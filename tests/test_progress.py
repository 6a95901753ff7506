"""How far long work is, where nobody sees a bar: in a log."""

import re
import subprocess
import sys
import time
from pathlib import Path

from star_counter import progress
from star_counter.progress import Told, over

ROOT = Path(__file__).parents[1]


def test_a_line_now_and_then_also_where_nothing_comes_on(monkeypatch):
    monkeypatch.setattr(progress, "_EVERY", 0.05)
    said = []
    with Told("Reading", 1234, "frames", said.append) as told:
        told.update(617)
        while len(said) < 2:
            time.sleep(0.01)
    assert said[:2] == ["Reading: 617 of 1,234 frames (50%), after 0:00."] * 2
    count = len(said)
    time.sleep(0.2)
    assert len(said) == count  # it has ended


def test_a_total_may_not_be_known(monkeypatch):
    monkeypatch.setattr(progress, "_EVERY", 0.05)
    said = []
    with Told("Reading", None, "frames", said.append) as told:
        told.update()
        while not said:
            time.sleep(0.01)
    assert said[0] == "Reading: 1 frames, after 0:00."


def test_quick_work_says_nothing(capsys):
    assert list(over(range(5), "Reading", 5, "frames")) == [0, 1, 2, 3, 4]
    assert capsys.readouterr() == ("", "")


def test_a_log_gets_whole_lines():
    code = (
        "import time; from star_counter import progress; progress._EVERY = 0.3\n"
        "for _ in progress.over(range(3), 'Reading', 3, 'frames'): time.sleep(0.4)"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, cwd=ROOT / "obs_plugin", capture_output=True, text=True, check=True)
    lines = done.stderr.splitlines()
    assert 2 <= len(lines) <= 4
    assert all(re.fullmatch(r"Reading: [0-3] of 3 frames \(\d+%\), after 0:0[01]\.", line) for line in lines)
