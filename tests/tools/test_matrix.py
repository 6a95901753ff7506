"""The table of `make matrix`. (The systems themselves take an hour, and root.)"""

import pytest

from tools.matrix import __main__ as matrix

LOG = """\
bringing up nodes...
============================= short test summary info ==============================
SKIPPED [3] tests/with_tensorflow.py:12: TensorFlow has nothing for Python 3.14
FAILED tests/obs_studio/test_demo.py::test_the_demo_run - 3 passed in vain
====== 1 failed, 1804 passed, 3 skipped, 2 warnings in 512.33s (0:08:32) ======
=========================== 40 passed in 31.02s ============================
================= 204 passed, 1 skipped, 2 errors in 1201.00s (0:20:01) =================
"""


def test_the_tests_of_all_runs_are_counted():
    assert matrix.tests(LOG, "passed") == 1804 + 40 + 204
    assert matrix.tests(LOG, "failed|errors?") == 1 + 2
    assert matrix.tests(LOG, "skipped") == 3 + 1


def test_without_root_it_says_that_nothing_was_run(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["matrix", "trixie"])
    monkeypatch.setattr("os.getuid", lambda: 1000)
    assert matrix.main() == 0
    assert "need root" in capsys.readouterr().out


def test_an_unknown_system_is_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["matrix", "buster"])
    with pytest.raises(SystemExit):
        matrix.main()
    assert "no system buster: choose from bookworm, noble, trixie, sid" in capsys.readouterr().err
