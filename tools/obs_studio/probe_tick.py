"""The tick of ``probe.py``: a script of its own, for those who need it."""

import probe


def script_tick(_seconds):
    probe.run_due()
