"""The command ``star-counter``: its subcommands, and what is told where it cannot go on."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import Any

from .. import __version__
from ..doctor.packages import why_not_loaded
from ..problem import Problem
from ..words import file_text
from . import doctor
from .main import STOPPED
from .output import silence, tell
from .windows import expanded, is_unread, redirect

_COMMANDS: tuple[Any, ...] = (doctor,)
try:
    from . import gather, locate, read, report, route, sort, splits
    from .many.processes import give_memory_back
    from .many.progress import lock_threads
    from .options import join_values

    lock_threads()
    give_memory_back()
    _COMMANDS = (read, locate, splits, route, report, gather, sort, doctor)
except Exception as failure:  # a package that is there and broken fails in its own way
    if not (reason := why_not_loaded(failure)):
        raise
    if sys.argv[1:2] != ["doctor"]:  # which tells more of that
        sys.exit(reason)

_DESCRIPTION = "Reads the star count of Super Mario 64 from recordings, and tells what it splits, and why."
# What a shell gives for a program that ended because nobody reads what it prints: of SIGPIPE.
_UNREAD = 128 + 13


def run(argv: Sequence[str]) -> int:
    """Runs the command; returns its exit status.

    0, 1 where a file could not be read or written, 2 where the command was not understood, 130 when it was
    stopped, 141 when nobody reads what it prints.
    """
    try:
        _open_streams()
        try:
            return _run(argv)
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        tell("Stopped.")
        return STOPPED
    except OSError as error:
        if is_unread(error):
            silence(sys.stdout)
            return _UNREAD
        tell(_failure(error))
    except MemoryError:
        tell("There is not enough memory: close other programs, or give smaller files.")
    return 1


def _run(argv: Sequence[str]) -> int:
    parser = _parser()
    if not argv:
        parser.print_help(sys.stderr)
        return 2
    options = parser.parse_args(join_values(expanded(argv)) if len(_COMMANDS) > 1 else argv)
    try:
        problems = options.run(options)
    except Problem as only:
        problems = [only]
    for problem in problems:
        tell(problem)
    return 1 if problems else 0


class _Parser(argparse.ArgumentParser):
    """argparse's, but for help that cannot be printed: that would be the end of it, as if all were well."""

    def _print_message(self, message: str, file: Any = None) -> None:
        if file is sys.stdout:
            file.write(message)
        else:
            super()._print_message(message, file)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="star-counter", description=_DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"star-counter {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_command(commands)
    return parser


def _open_streams() -> None:
    """Has what is missing of stdin, stdout and stderr lead nowhere: no file that is opened takes its place.

    A terminal that lacks a letter of a file's name is no reason to fail either.
    """
    for name, mode in {"stdin": "r", "stdout": "w", "stderr": "w"}.items():
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
            redirect(stream)


def _failure(error: OSError) -> str:
    """What is wrong with a file that no subcommand told better, or with the output."""
    if error.filename is not None:
        return f"{file_text(error.filename)} cannot be read or written ({error.strerror}): give another."
    silence(sys.stdout)
    return f"The output cannot be written ({error.strerror or error}): print it to another place."
