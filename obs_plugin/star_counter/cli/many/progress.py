"""How far the reading of a video is: as a bar, or where another process draws it, as a message to that."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")

# Seconds between two messages, and after which a bar is worth a look.
_APART, _LONG = 0.2, 1.0

#: Where a process that reads for another one sends the share that is done, 0 to 1; None: it draws bars.
send: Callable[[float], None] | None = None


def lock_threads() -> None:
    """Has tqdm's bars lock out other threads alone, of which one prints at a time.

    Their own lock is one of the system's, too: a process that is killed or ends at once leaves it behind.
    """
    tqdm.set_lock(threading.RLock())


def frames_bar(total: int | None) -> tqdm | _Sent:
    """The progress of a video of so many frames, if it is known."""
    if send:
        return _Sent(total, send)
    # None: no bar where stderr is not a terminal.
    return tqdm(total=total, unit=" frames", disable=None, leave=False)


def over_index(parts: Iterable[Item], total: int) -> Iterable[Item]:
    """The parts of the index of a video, with their progress; to another process only that of frames is sent,
    which comes after it."""
    return tqdm(
        parts,
        desc="Key frames",
        total=total,
        unit=" parts",
        delay=_LONG,
        disable=True if send else None,
        leave=False,
    )


class _Sent:
    def __init__(self, total: int | None, to: Callable[[float], None]):
        self.n, self._total, self._send, self._next = 0.0, total, to, 0.0

    def update(self, n: float = 1) -> None:
        self.n += n
        now = time.monotonic()
        if self._total and now >= self._next:
            self._next = now + _APART
            self._send(min(self.n / self._total, 1.0))

    def __enter__(self) -> _Sent:
        return self

    def __exit__(self, *_: object) -> None:
        pass
