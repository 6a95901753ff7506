"""The entry of the command ``star-counter``: Ctrl-C is looked after before anything else is loaded."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What a shell gives for a program that Ctrl-C ended.
STOPPED = 128 + 2


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status, as `command.run` does.

    Ctrl-C ends the process while packages are loaded: they would take it for an error of theirs. Afterwards
    it is a KeyboardInterrupt, and the second time it ends the process in any case. Where it is ignored, as by
    a shell's jobs in the background, it stays so. Without ``argv`` the process is the command's own, and ends
    here where it was stopped or failed.
    """
    is_ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_ours:
        signal.signal(signal.SIGINT, _end)
    try:
        from . import command

        if is_ours:
            signal.signal(signal.SIGINT, _interrupt)
        status = command.run(sys.argv[1:] if argv is None else argv)
    finally:
        if is_ours:  # at Python's own end, which waits for threads that are at work, it would be a traceback
            signal.signal(signal.SIGINT, _end if argv is None else signal.default_int_handler)
    if status and argv is None:
        _leave(status)
    return status


def _leave(status: int) -> None:
    """Ends the process at once: at Python's own end, a thread that comes back from a model aborts it."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # full or closed, which was told before
            stream.flush()
    os._exit(status)


def _interrupt(*_: Any) -> None:
    signal.signal(signal.SIGINT, _end)
    raise KeyboardInterrupt


def _end(*_: Any) -> None:
    with contextlib.suppress(OSError):
        os.write(2, b"Stopped.\n")  # by print it could come in the middle of another one
    os._exit(STOPPED)
