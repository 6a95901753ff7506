"""The command ``star-counter report``: a page of what the journal has written."""

from __future__ import annotations

import argparse
import webbrowser
from pathlib import Path
from typing import Any

from ..journal.files import JOURNAL, PAGE, runs
from ..journal.page import page
from ..journal.parsing import read
from ..problem import Problem
from ..words import file_text
from .output import check_out, write

_DESCRIPTION = "Makes one HTML page of a run's journal: what happened when, and why it split where it split."

_HELP = f"""\
FOLDER is the folder of a run, or the folder of all runs: then the newest one is taken. The page is written
into the run's folder, as {PAGE}, and its name is printed. It holds the pictures, so that it can be sent to
somebody; a browser shows it without a network.

examples:
  star-counter report journal --open                             the newest run, in the browser
  star-counter report journal/2026-07-01_193000_Ann --out ann.html
"""


def add_command(commands: Any) -> None:
    """Adds the command to argparse's subparsers; its ``run`` takes the options and returns the problems."""
    parser = commands.add_parser(
        "report",
        help="make a page of a run's journal",
        description=_DESCRIPTION,
        epilog=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder of a run, or of all runs")
    parser.add_argument("--out", type=Path, metavar="FILE.html", help="write the page there")
    parser.add_argument("--open", action="store_true", help="show the page in the browser")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Problem]:
    """Runs the command. Raises `Problem` where there is no page; returns that it cannot be shown."""
    if options.out and options.out.suffix.lower() not in (".html", ".htm"):
        raise Problem(f"{file_text(options.out)} should end in .html: give --out the name of a page.")
    folder = _run_folder(options.folder)
    out = options.out or folder / PAGE
    check_out(out, folder / JOURNAL)
    write(page(read(folder)), out)
    print(file_text(out))
    if options.open and not webbrowser.open(out.resolve().as_uri()):
        return [Problem(f"There is no browser that can be started: open {file_text(out)} yourself.")]
    return []


def _run_folder(folder: Path) -> Path:
    """The folder itself where it is a run's, or the newest run in it."""
    try:
        if (folder / JOURNAL).is_file():
            return folder
        found = runs(folder)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Problem(
            f"{file_text(folder)} cannot be opened ({reason}): give the folder of the journal."
        ) from error
    if not found:
        raise Problem(
            f"There is no run in {file_text(folder)}: switch the journal on in the script's window and play, "
            "and give the folder that is chosen there."
        )
    return found[-1]
