"""LiveSplit's named pipe, which exists on Windows only: its form is LiveSplit's, tried under Wine."""

from __future__ import annotations

import sys
import time
from threading import Event

PATH = r"\\.\pipe\LiveSplit"

_PAUSE = 0.002  # seconds between two looks
_MOST_READ = 4096  # bytes, in one go

if sys.platform == "win32":
    import ctypes
    import msvcrt

    def _waiting(pipe) -> int:
        """How many bytes can be read at once; OSError at the pipe's end."""
        waiting = ctypes.c_ulong()
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(pipe.fileno()))
        if not ctypes.windll.kernel32.PeekNamedPipe(handle, None, 0, None, ctypes.byref(waiting), None):
            raise ConnectionResetError("the other side closed the pipe")
        return waiting.value

else:

    def _waiting(pipe) -> int:
        raise OSError("there are no such pipes here")


class PipeStream:
    """The pipe, opened as a file. A read of a pipe has no time limit, so it is looked into before."""

    def __init__(self, stop: Event):
        """Opens the pipe; raises OSError where LiveSplit does not run."""
        self._stop = stop
        self._pipe = open(PATH, "r+b", buffering=0)  # noqa: PTH123, SIM115

    def read(self, deadline: float) -> bytes:
        """See `Stream.read`."""
        while time.monotonic() < deadline:
            if self._stop.is_set():
                raise ConnectionAbortedError("the script is being closed")
            if waiting := _waiting(self._pipe):
                return self._pipe.read(min(waiting, _MOST_READ))
            time.sleep(_PAUSE)
        raise TimeoutError

    def write(self, data: bytes) -> None:
        """See `Stream.write`."""
        try:
            self._pipe.write(data)
        except OSError as error:
            raise ConnectionResetError("the other side closed the pipe") from error

    def close(self) -> None:
        """Ends the connection."""
        self._pipe.close()
