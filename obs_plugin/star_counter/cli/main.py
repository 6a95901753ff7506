"""The command ``star-counter``."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from .. import __version__
from ..problem import Problem

try:
    from . import gather, locate, read, report, route, sort, splits
    from .options import join_values
except ModuleNotFoundError as missing:
    sys.exit(
        f"The package {missing.name} is missing: run  "
        "python -m pip install numpy onnxruntime pillow av jinja2 tqdm"
    )

_DESCRIPTION = "Reads the star count of Super Mario 64 from recordings, and tells what it splits, and why."


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status.

    0, 1 where a file could not be read, 2 where the command was not understood, 130 when stopped.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a letter of a file's name is no reason to fail.
            stream.reconfigure(errors="backslashreplace")
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments:
        _parser().print_help(sys.stderr)
        return 2
    options = _parser().parse_args(join_values(arguments))
    try:
        problems = options.run(options)
    except Problem as only:
        problems = [only]
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever reads the output has closed it; Python would complain once more when it flushes it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="star-counter", description=_DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"star-counter {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (read, locate, splits, route, report, gather, sort):
        command.add_command(commands)
    return parser
