"""A file that is being written, read as it grows."""

from __future__ import annotations

import io
import threading
import time
from pathlib import Path

from .opening import check_file, not_opened

# How long to wait until a look whether there is more, in seconds.
_LOOK = 0.2


class Growing:
    """Reads a file from its start to where it no longer grows: at its end it waits for more.

    It cannot be sought in, so that kinds of files that are read from their end are not read so.
    """

    def __init__(self, path: Path, patience: float):
        """``patience``: after so many seconds without more, the file is finished.

        Raises `Problem` where it cannot be opened.
        """
        check_file(path)
        try:
            self._file = io.FileIO(path)
        except OSError as error:
            raise not_opened(path, error) from error
        self._patience = patience
        self._ended = threading.Event()
        #: Whether `end` was what ended it.
        self.was_ended = False

    @property
    def is_over(self) -> bool:
        """Whether it no longer waits for more."""
        return self._ended.is_set()

    def read(self, size: int) -> bytes:
        """The next bytes, as many as ``size`` at most; none where the file is finished."""
        since = time.monotonic()
        while not self._file.closed:
            data = self._file.read(size)
            if data:
                return data
            if self._ended.is_set():
                self._file.close()
            elif time.monotonic() - since >= self._patience:
                self._ended.set()
            else:
                self._ended.wait(_LOOK)
        return b""

    def end(self) -> None:
        """Takes what is there by now for all of the file; may be called at any moment, from any thread."""
        self.was_ended = True
        self._ended.set()
