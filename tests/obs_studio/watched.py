"""Inside OBS, with `lock_watch.c` preloaded: how often ticks give up Python's lock."""

import ctypes
import faulthandler
import signal
import time
from collections.abc import Callable

#: For each tick that was watched, how often it gave up the lock.
counts: list[int] = []

# Raised where a watched tick gives up the lock. OBS's own `sys.stderr` is no file.
faulthandler.register(signal.SIGUSR1, file=2, all_threads=False)

_library = ctypes.PyDLL(None)  # which keeps the lock
_library.watch.restype = ctypes.c_long

_library.learn(True)
time.sleep(0)
if not _library.learn(False):
    raise RuntimeError("Python gave up its lock and signalled no condition: it must be watched otherwise")


def watched(tick: Callable[[float], None]) -> Callable[[float], None]:
    """A `script_tick` in place of another, whose ticks are counted."""

    def script_tick(seconds: float) -> None:
        _library.watch(True)
        tick(seconds)
        counts.append(_library.watch(False))

    return script_tick
