"""The command ``star-counter route``: checks a route file, prints it and converts it."""

from __future__ import annotations

import argparse
import json
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..problem import Problem
from ..splitting.explained import Explained, explained
from ..splitting.formats.route_files import FORMS, convert, find, shipped
from ..splitting.formats.toml import EXAMPLE
from ..splitting.route import Route, condition_words, describe, due_words
from .options import add_form, check_form
from .output import check_out, tell, write

_DESCRIPTION = "Checks a route, prints when each of its splits is, and converts it for other programs."

_HELP = """\
how to write a route:
  A text file that ends in .toml, with a [[split]] for each split:

{example}
  "black 2" is the second black screen since the count of stars was first reached, whatever splits lie
  between; white ones are counted apart. "black 2 since the key" is the second one since Bowser's key was
  taken. "exit" and "entry" are the end and the beginning of a course, "door" a door to another part of the
  castle, "pipe" the one to Bowser, "key" his key, "camera 2" the second cross of the camera; there are
  "death", "grand star", "logo" and "coins 100" too. At these and "by hand", where you split, "stars" may be
  left out. Counts never fall. Lines may end in a comment (#).

what is read:
  .toml   routes as above
  .route  routes of the Star Classifier, both kinds
  .as64   routes of AutoSplit64, both kinds
  .lss    splits of LiveSplit, by the names of the segments:
            WF (8)  or  WF [8]      8 stars, then the 1st black screen
            Mips [15, white 1]      15 stars, then the 1st white screen
            MIPS [1, immediate]     1 star, at once
            Key 1 (9),  BLJ [entry]     Bowser's key, and the next course that is entered
            WF 8                    8 stars, where the numbers of all names make a run
            Lobby,  Sky [120, manual]   no number, or "manual": by hand
            the last one of a run   the grand star

examples:
  star-counter route my.toml                       is it right, and when does it split?
  star-counter route 16 --to toml --out my.toml    a copy of a route that comes with it, to change
  star-counter route my.toml --to lss --out my.lss splits for LiveSplit
"""


def add_command(commands: Any) -> None:
    """Adds the command to argparse's subparsers; its ``run`` takes the options and returns the problems."""
    parser = commands.add_parser(
        "route",
        help="check, print and convert routes",
        description=_DESCRIPTION,
        epilog=_HELP.format(example=textwrap.indent(EXAMPLE, "      ")),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = ", ".join(path.stem for path in shipped())
    parser.add_argument("file", metavar="FILE", help=f"a route file, or one that comes with it: {names}")
    add_form(parser, FORMS, "in the form of another file")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Problem]:
    """Runs the command. Returns no problems: raises the one `Problem` that there can be."""
    check_form(options)
    check_out(options.out, Path(options.file))
    route = find(options.file)
    if options.json:
        print(json.dumps(_as_dict(route)))
        return []
    notes = list(route.notes)
    if options.to:
        text, lost = convert(route, options.to)
        notes += lost
        write(text, options.out)
    else:
        print("\n".join(_table(route)))
    for note in notes:
        tell(f"Note: {note}")
    return []


def _as_dict(route: Route) -> dict[str, Any]:
    splits = [
        {
            "name": split.name,
            "stars": split.stars,
            "after": str(split.condition),
            "delay": split.delay,
            "text": describe(split),
            "risks": list(one.risks),
        }
        for split, one in zip(route.splits, explained(route), strict=True)
    ]
    return {"title": route.title, "start": route.start_count, "splits": splits, "notes": list(route.notes)}


def _table(route: Route) -> list[str]:
    rows = [("", "split", "stars", "when", "delay")]
    for number, split in enumerate(route.splits, 1):
        stars = "" if split.stars is None else str(split.stars)
        delay = f"{split.delay:g} s" if split.delay else ""
        when = condition_words(split.condition) if stars else due_words(split)
        rows.append((str(number), split.name, stars, when, delay))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [f"{route.title}, from {route.start_count}"]
    for place, name, stars, when, delay in rows:
        line = (
            f"{place:>{widths[0]}}  {name:<{widths[1]}}  {stars:>{widths[2]}}  {when:<{widths[3]}}  {delay}"
        )
        lines.append(line.rstrip())
    return [*lines, *_risks(explained(route), widths[0])]


def _risks(splits: Sequence[Explained], width: int) -> list[str]:
    """What could go wrong with the splits: a heading, and a line for each thing."""
    rows = [f"{one.number:>{width}}  {one.name}: {risk}" for one in splits for risk in one.risks]
    return ["", "What could go wrong:", *rows] if rows else []
