"""The command ``star-counter sort``: a person says what pictures show."""

from __future__ import annotations

import argparse
import threading
import webbrowser
from pathlib import Path
from typing import Any

from ..dataset.files import LABELS, NO_COUNTER, UNSORTED
from ..dataset.sort_server import SortServer
from ..dataset.sorting import Sorting
from ..problem import Problem
from .options import whole_number

_DESCRIPTION = "Shows collected pictures, one after another, in the browser, and you say what they show."

_HELP = f"""\
keys:
  Enter           the count that is shown is right
  0-9, Enter      it is another count
  B, W            a black screen, a white screen
  X, Delete       no counter at all
  S               skip: the picture stays where it is
  U, Ctrl-Z       undo the last one

  Pictures with the same guess come one after another. Each is moved to DATASET/<label>/<player>/ as soon as
  you have said what it shows; those without a counter go to DATASET/{NO_COUNTER}/, which training leaves out.
  Nothing is deleted or overwritten. The page can be reached from this computer only. "Done" on the page ends
  the command, and so does Ctrl-C in the terminal.

examples:
  star-counter sort dataset                the pictures in dataset/{UNSORTED}
  star-counter sort dataset --label 65     look at those of 65 stars again
"""


def add_command(commands: Any) -> None:
    """Adds the command to argparse's subparsers; its ``run`` takes the options and returns the problems."""
    parser = commands.add_parser(
        "sort",
        help="say what collected pictures show, in the browser",
        description=_DESCRIPTION,
        epilog=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "dataset", type=Path, metavar="DATASET", help="the folder that the pictures were collected in"
    )
    parser.add_argument(
        "--label",
        type=whole_number(0, len(LABELS) - 1),
        metavar="N",
        help="look at the pictures of that label again, 0 to 122",
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address only")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Problem]:
    """Serves the page until the person is done. Raises `Problem` where there is nothing to sort."""
    sorting = Sorting(options.dataset, options.label)
    try:
        with SortServer(sorting) as server:
            print(f"{len(sorting.pictures)} pictures to sort: {server.address}", flush=True)
            if not options.no_browser:
                # On a thread: a browser in the terminal stays until it is left, and the page is served
                # meanwhile.
                threading.Thread(target=_open, args=[server.address], daemon=True).start()
            server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        print()
    print(sorting.summary())
    return []


def _open(address: str) -> None:
    if not webbrowser.open(address):
        print("There is no browser that can be started: open that address in one yourself.", flush=True)
