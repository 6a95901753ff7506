"""How the folder of the installations is changed: by one installer at a time, and nothing in it is lost.

    1, 2, …         installations: a whole one holds the mark `needed.COMPLETE`, and is never touched again
    new-1f3a5c7e    what is being installed; also what a killed installer left
    lock            locked while somebody installs

An installation without the mark was cut off, by this release or an older one. Everything else in there is
somebody else's and stays, and so does a whole installation that does not load any more: another OBS may have
it loaded.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sys
import time
from pathlib import Path
from typing import IO

from . import needed

#: The file in the folder that `take` locks. It stays: who removed it would let two in.
LOCK = "lock"
_NEW = "new-"
_UNFINISHED = re.compile(rf"{_NEW}[0-9a-f]{{8}}|{needed.NUMBER}")
# Seconds: on Windows nothing moves while a virus scanner looks into what was written.
_LONGEST_MOVE, _PAUSE = 10.0, 0.2

if sys.platform == "win32":
    import msvcrt

    def take(lock: IO[bytes]) -> bool:
        """Takes the lock, an open file; False where another process has it.

        The system lets go of it when the file is closed or the process ends, however that comes.
        """
        try:
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def take(lock: IO[bytes]) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def begin(folder: Path) -> Path:
    """A new folder in ``folder`` to install into; it counts once it is published."""
    new = folder / f"{_NEW}{secrets.token_hex(4)}"
    new.mkdir()
    return new


def publish(new: Path) -> None:
    """Makes what was installed into `begin`'s folder the newest installation."""
    numbers = [int(path.name) for path in new.parent.iterdir() if re.fullmatch(needed.NUMBER, path.name)]
    installation = new.with_name(str(1 + max(numbers, default=0)))
    end = time.monotonic() + _LONGEST_MOVE
    while True:
        try:
            new.rename(installation)
            break
        except PermissionError:
            if time.monotonic() > end:
                raise
            time.sleep(_PAUSE)
    # Last, not before it has its number: older releases look for the mark, and want a number there.
    (installation / needed.COMPLETE).touch()


def clear(folder: Path) -> None:
    """Takes away what was begun and never published. Only whoever holds the lock may do that.

    What cannot be removed stays until the next time. A link, or a junction of Windows, is no folder of ours:
    `shutil.rmtree` refuses those, and follows none.
    """
    for path in list(folder.iterdir()):
        if _UNFINISHED.fullmatch(path.name) and not os.path.lexists(path / needed.COMPLETE):
            shutil.rmtree(path, ignore_errors=True)
