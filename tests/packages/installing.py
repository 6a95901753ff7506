"""How tests wait for an installation, and what it has left."""

import time

from star_counter.packages import needed


def wait_for(is_so, seconds=60.0):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def outcome(installation):
    wait_for(lambda: not installation.is_running)
    return installation.outcome


def left():
    """What lies in the folder of the installations, beside their lock."""
    return sorted(path.name for path in needed.home().iterdir() if path.name != "lock")
