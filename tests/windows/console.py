"""A console of Windows, by Wine's own, on a terminal of Linux."""

import os
import pty
import re
import select
import signal
import subprocess
import termios
import time
import tty

from tools.windows import wine

CTRL_C = b"\x03"
_ESCAPES = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07")
_LIMIT = 300.0  # seconds


def batch(folder, *lines):
    """A command that runs these lines of Windows in the folder; in them, ``python`` is the Windows Python."""
    python = f'@"{wine.windows_path(wine.PYTHON)}" '
    text = "".join(f"{line}\r\n".replace("python ", python) for line in (*lines, "@exit /b %errorlevel%"))
    (folder / "commands.bat").write_bytes(text.encode())
    return "cmd", "/c", "commands.bat"


def shown(folder, command, press=None, **variables):
    """What a console shows of a program that is run in the folder, and its exit status.

    ``press``: a text that is waited for, and the keys that are pressed then. All spaces are one.
    """
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (50, 200))
    tty.setraw(theirs)  # keys are for the console: Enter is no end of a line here
    process = subprocess.Popen(
        wine.command(*command),
        cwd=folder, env=wine.environment(variables), start_new_session=True,
        stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    try:
        text = _read(ours, process, press)
    finally:
        process.kill()
        os.close(ours)
    return process.wait(), " ".join(_ESCAPES.sub(b" ", text).decode("utf-8", "replace").split())


def _read(terminal, process, press):
    text, deadline = b"", time.monotonic() + _LIMIT
    while time.monotonic() < deadline:
        is_over = process.poll() is not None
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                text += os.read(terminal, 65536)
            except OSError:  # Linux's way to say that the other side is closed
                return text
        elif is_over:
            return text
        if press and press[0] in text:
            if press[1] == CTRL_C:  # Wine's console looks at keys where they are read, and at signals always
                os.killpg(process.pid, signal.SIGINT)
            else:
                os.write(terminal, press[1])
            press = None
    raise AssertionError(f"it does not end: {text!r}")
