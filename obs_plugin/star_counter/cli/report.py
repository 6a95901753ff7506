"""The command ``star-counter report``: a page of what the journal has written."""

from __future__ import annotations

import argparse
import os
import webbrowser
from pathlib import Path
from typing import Any

from ..journal.files import JOURNAL, PAGE, is_page, runs
from ..journal.page import page
from ..journal.parsing import Run, read
from ..journal.retimed import attempt, split_names
from ..problem import Problem
from ..splitting.retiming import Attempt, chapters, to_lss
from ..words import file_text, why_not_opened
from .many.pages import PAGE as PAGE_OF_VIDEOS
from .many.pages import page_of
from .options import add_place, seconds, whole_number
from .output import check_out, tell, write
from .videos.given import add_jobs, videos_in

_DESCRIPTION = "Makes one HTML page of a run's journal: what happened, and why it split; or one of videos."

_HELP = f"""\
FOLDER is the folder of a run, or the folder of all runs: then the newest one is taken. The page is written
into the run's folder, as {PAGE}, in place of an older page, and of nothing else; its name is printed.
It holds the pictures, so that it can be sent to somebody; a browser shows it without a network. Of a
folder of videos it is one page of all: their runs, stars, deaths and times. What "star-counter read" has
read of them is not read again.

the run's time:
  By the rules time ends where the big star bursts into dust, and the start-up logo's first frame is 1.33 s
  into the run. The page shows films of both: click on the frame, and it tells the time, and the command
  that writes it down. --logo FRAME and --end FRAME tell such frames of the films; where the logo was not
  seen, --counter-at 49.27 says what a timer shows when the counter is first seen: 49.27 for a new file in
  the US game and 46.54 in the Japanese one. --to lss prints the run as splits for LiveSplit, --to chapters
  the chapters of a YouTube video that begins with the run.

examples:
  star-counter report journal --open                             the newest run, in the browser
  star-counter report journal/2026-07-01_193000_Ann --out ann.html
  star-counter report journal --end 171234 --to lss --out run.lss
"""

# More frames than a journal has.
_MOST_FRAMES = 10**12


def add_command(commands: Any) -> None:
    """Adds the command to argparse's subparsers; its ``run`` takes the options and returns the problems."""
    parser = commands.add_parser(
        "report",
        help="make a page of a run's journal",
        description=_DESCRIPTION,
        epilog=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="a run's folder, that of all runs, or one of videos"
    )
    add_place(parser)
    add_jobs(parser)
    begin = parser.add_mutually_exclusive_group()
    frame = whole_number(0, _MOST_FRAMES)
    begin.add_argument("--logo", type=frame, metavar="FRAME", help="the first frame of the start-up logo")
    begin.add_argument(
        "--counter-at",
        type=seconds,
        metavar="TIME",
        help="what a timer shows when the counter is first seen",
    )
    parser.add_argument("--end", type=frame, metavar="FRAME", help="the first frame in which the star bursts")
    parser.add_argument("--to", choices=("lss", "chapters"), help="print splits, or chapters, and no page")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the page, or the splits, there")
    parser.add_argument("--open", action="store_true", help="show the page in the browser")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Problem]:
    """Runs the command. Raises `Problem` where there is no page; returns that it cannot be shown."""
    if options.to and options.open:
        raise Problem("--to and --open exclude each other: give one of them.")
    if options.out and not options.to and options.out.suffix.lower() not in (".html", ".htm"):
        raise Problem(f"{file_text(options.out)} should end in .html: give --out the name of a page.")
    if videos := _videos(options.folder):
        return _report_videos(videos, options)
    folder = _run_folder(options.folder)
    check_out(options.out, folder / JOURNAL)
    seen = read(folder)
    timed = attempt(seen, logo=options.logo, counter_at=options.counter_at, end=options.end)
    if options.to:
        _write_splits(seen, timed, options)
        return []
    out = options.out or _own(folder / PAGE)
    check_out(out)
    return _publish(page(seen, timed, options.counter_at), out, options)


def _own(page: Path) -> Path:
    """The page that is written where no other is told. Raises `Problem` where it would take the place of what
    is not ours: a folder from somebody else may hold a link of that name, to any file."""
    if os.path.lexists(page) and not is_page(page):
        raise Problem(
            f"{file_text(page)} is there and no page of the star counter: give --out the name of another."
        )
    return page


def _publish(text: str, out: Path, options: argparse.Namespace) -> list[Problem]:
    write(text, out)
    print(file_text(out))
    if options.open and not webbrowser.open(out.resolve().as_uri()):
        return [Problem(f"There is no browser that can be started: open {file_text(out)} yourself.")]
    return []


def _videos(folder: Path) -> list[Path]:
    """The videos in a folder without a journal; none where there are none, or it cannot be opened."""
    try:
        if not folder.is_dir() or (folder / JOURNAL).exists() or runs(folder):
            return []
        return videos_in(folder)
    except (OSError, ValueError, Problem):
        return []


def _report_videos(videos: list[Path], options: argparse.Namespace) -> list[Problem]:
    if options.to or options.end is not None or options.logo is not None or options.counter_at is not None:
        raise Problem(
            f"{file_text(options.folder)} holds videos: their splits and times are told by star-counter "
            "splits; leave out --to, --logo, --counter-at and --end."
        )
    out = options.out or _own(options.folder / PAGE_OF_VIDEOS)
    check_out(out, *videos)
    options.readings = options.stars = options.follow = False
    text, problems = page_of(videos, options)
    return _publish(text, out, options) + problems


def _write_splits(seen: Run, timed: Attempt, options: argparse.Namespace) -> None:
    names = split_names(seen)
    if options.to == "lss":
        write(to_lss([timed], names, seen.route), options.out)
        return
    text, notes = chapters([timed], names, timed.zero)
    for note in notes:
        tell(note)
    write(text, options.out)


def _run_folder(folder: Path) -> Path:
    """The folder itself where it is a run's, or the newest run in it."""
    try:
        if (folder / JOURNAL).is_file():
            return folder
        found = runs(folder)
    except (OSError, ValueError) as error:
        raise Problem(
            f"{file_text(folder)} cannot be opened ({why_not_opened(error)}): give the folder of the journal."
        ) from error
    if not found:
        raise Problem(
            f"There is no run in {file_text(folder)}: switch the journal on in the script's window and play, "
            "and give the folder that is chosen there."
        )
    return found[-1]
