"""After how long Python's threads give way to each other, so that no tick gives way in its middle.

OBS holds a mutex during ticks, and hangs when the window's thread, which takes that mutex to load a script,
gets Python's lock in the middle of one. A thread that waits for the lock asks for it after a time that it
looked up as it began to wait. So that time is long in a tick; and between two ticks it is longer than a tick
takes, for those that begin to wait just before a tick can say so.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

import obspython as obs

# Python's own. Not what is set as this loads: after a reload an older copy may still be at work.
_PYTHONS = 0.005  # seconds
# Longer than a tick takes, even on a busy machine that draws without a graphics card.
_BETWEEN_TICKS = 0.1
# For as good as ever: no tick, and no window that is built, takes a minute.
_NEVER = 60.0
# Beside a thread that never rests no longer than most ticks take on a busy machine: who begins to wait in one
# may wait for all of it, and OBS with it.
_BESIDE_RESTLESS = 0.5
# So many ticks in a row that waited so long for the lock tell that another script's thread never rests: it
# would hold up all frames of OBS.
_MOST_LATE = 5
_NANOSECONDS = 1_000_000_000

_wanted: list[float] = []
_late = 0  # ticks in a row


def begin() -> None:
    """To be called as the script is loaded."""
    _wanted.append(_BETWEEN_TICKS)
    _set()


def end() -> None:
    """Leaves Python as it was. To be called as the script is unloaded."""
    _wanted.clear()
    _set()


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Keeps other Python threads from running meanwhile, unless this one waits.

    For ticks, and for the window's callbacks as they are added: OBS keeps the running script in one global
    that every script's tick clears, and crashes when one is added after such a tick.
    """
    longest = _NEVER if _BETWEEN_TICKS in _wanted else _BESIDE_RESTLESS
    _wanted.append(longest)
    _set()
    try:
        yield
    finally:
        _wanted.remove(longest)
        _set()


def watch_ticks() -> None:
    """Gives in where a thread of another script never rests. To be called as a tick begins."""
    global _late
    waited = obs.os_gettime_ns() - obs.obs_get_video_frame_time()
    _late = _late + 1 if waited >= _BETWEEN_TICKS * _NANOSECONDS else 0
    if _late >= _MOST_LATE and _BETWEEN_TICKS in _wanted:
        _wanted.remove(_BETWEEN_TICKS)


def _set() -> None:
    sys.setswitchinterval(max(_wanted, default=_PYTHONS))
