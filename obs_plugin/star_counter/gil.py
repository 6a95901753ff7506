"""After how long Python's threads give way to each other, while something runs that wants it otherwise."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

# Python's own. Not what is set as this loads: after a reload an older copy may still be at work.
_USUAL = 0.005  # seconds
# For as good as ever: no tick, and no window that is built, takes a minute.
_NEVER = 60.0
# In place of Python's 5 ms, by which a search would hold up every tick.
_SOON = 0.0005

_wanted: list[float] = []


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Keeps other Python threads from running meanwhile, unless this one waits.

    OBS holds a mutex during ticks, and hangs when the window's thread, which takes that mutex to unload a
    script, gets Python's lock in the middle of one. And it keeps the running script in one global that every
    script's tick clears, and crashes when a window's callback is added after such a tick.
    """
    with _giving_way_after(_NEVER):
        yield


@contextlib.contextmanager
def giving_way() -> Iterator[None]:
    """For long work on a thread of its own: a tick that comes waits half a millisecond at most."""
    with _giving_way_after(_SOON):
        yield


@contextlib.contextmanager
def _giving_way_after(seconds: float) -> Iterator[None]:
    _wanted.append(seconds)
    _set()
    try:
        yield
    finally:
        _wanted.remove(seconds)
        _set()


def _set() -> None:
    sys.setswitchinterval(max(_wanted, default=_USUAL))
