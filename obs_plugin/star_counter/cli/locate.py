"""The command ``star-counter locate``: finds the counter in videos and pictures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ..hud import WHOLE_HUD, HudPlaces
from ..locate.locator import Found
from ..marks import LEGEND, PARTS_LEGEND, mark, mark_parts
from ..problem import Problem
from ..reading.classifier import BUNDLED_MODEL
from ..words import file_text
from .model import load
from .output import check_out, write_file
from .videos.placing import locate_in

_DESCRIPTION = "Finds the star counter of Super Mario 64 in videos and pictures of anything."

_HELP = """\
what is printed:
  The count that was read, how sure it is that this is a star counter (0 to 1), the counter crop and the
  HUD grid, as --crop and --hud of the other commands take them. With --json, one object a line:
  {{"file", "count", "confidence", "crop", "hud", "places"}}, all null where there is no counter; "places"
  has the crops of "lives", "coins" and "camera", null where they cannot be told.
  On the picture that --picture writes: {legend}
  {parts_legend}

examples:
  star-counter locate run.mp4
  star-counter locate run.mp4 --picture where.png     a frame with all of it drawn in
"""


def add_command(commands: Any) -> None:
    """Adds the command to argparse's subparsers; its ``run`` takes the options and returns the problems."""
    parser = commands.add_parser(
        "locate",
        help="find the counter in videos and pictures",
        description=_DESCRIPTION,
        epilog=_HELP.format(legend=LEGEND, parts_legend=PARTS_LEGEND),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a video or a picture")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument(
        "--picture", type=Path, metavar="OUT.png", help="write the picture with the place drawn in"
    )
    parser.add_argument(
        "--model", type=Path, default=BUNDLED_MODEL, metavar="FILE", help="another model than the bundled one"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Problem]:
    """Searches all files and returns what went wrong with some."""
    if options.picture and len(options.files) > 1:
        raise Problem("--picture takes one file: locate them one by one.")
    check_out(options.picture, *options.files)
    reader = load(options.model)
    problems = []
    for path in options.files:
        try:
            found, frame = locate_in(path, reader)
            _print(path, found, options)
            if options.picture:
                _draw(frame, found, options.picture)
        except Problem as problem:
            problems.append(problem)
    return problems


def _print(path: Path, found: Found | None, options: argparse.Namespace) -> None:
    place = _place(found)
    if options.json:
        print(json.dumps({"file": str(path)} | place), flush=True)
        return
    if found is None:
        text = "no counter"
    else:
        crop, hud = (",".join(f"{number:g}" for number in place[name]) for name in ("crop", "hud"))
        confidence = f"(confidence {found.confidence:.3f})"
        text = f"count {found.count:<3}  {confidence}  --crop {crop}  --hud {hud}"
    width = max(len(file_text(file)) for file in options.files)
    print(f"{file_text(path):<{width}}  {text}", flush=True)


def _place(found: Found | None) -> dict[str, Any]:
    if found is None:
        return dict.fromkeys(("count", "confidence", "crop", "hud", "places"))
    grid = found.grid
    return {
        "count": found.count,
        "confidence": round(found.confidence, 4),
        "crop": list(found.crop),
        "hud": [round(number, 3) for number in (grid.ox, grid.oy, grid.sx, grid.sy)],
        "places": _places(found.places),
    }


def _places(places: HudPlaces) -> dict[str, list[float] | None]:
    return {name: list(place.pixels()) if place else None for name, place in places._asdict().items()}


def _draw(frame: np.ndarray, found: Found | None, out: Path) -> None:
    """Writes the frame with the crops and the game's edges on it."""
    image = Image.fromarray(frame)
    if found:
        width = max(1, image.height // 300)
        mark_parts(image, found.places, width)
        mark(image, found.crop, found.grid.place(WHOLE_HUD), width)
    write_file(out, image.save)
