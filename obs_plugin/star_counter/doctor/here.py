"""This computer, and the Python that runs here. It may take a moment: the system is asked."""

from __future__ import annotations

import contextlib
import getpass
import platform
import sys
from pathlib import Path

from .page import Line, Private

_LOCAL = ("", "localhost", "127.0.0.1", "::1")


def lines() -> list[Line]:
    """The system, and this Python."""
    return [Line("System", platform.platform()), python()]


def python(newest: str = "") -> Line:
    """This Python; ``newest`` is the newest one that is of use, if there is such, as in "3.12"."""
    is_64_bit = sys.maxsize > 2**32
    told = f"{platform.python_version()}, {64 if is_64_bit else 32}-bit, in {sys.base_prefix}"
    if not is_64_bit:
        return Line("Python", f"{told}: install the 64-bit one.", False)
    if newest and sys.version_info[:2] > tuple(map(int, newest.split("."))):
        return Line("Python", f"{told}, and this OBS loads {newest} at most: choose such a one.", False)
    return Line("Python", told)


def private(host: str = "") -> Private:
    """What is not to be told of this computer, and of the one that the timer is on."""
    user = home = ""
    with contextlib.suppress(Exception):  # of what it raises where nobody is known, Python tells no list
        user = getpass.getuser()
    with contextlib.suppress(RuntimeError):
        home = str(Path.home())
    words = {user: "(user)", platform.node(): "(this computer)"}
    if host not in _LOCAL:
        words[host] = "(another computer)"
    return Private(home, words)
