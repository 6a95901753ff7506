"""The command ``star-counter gather``: pictures to train on, from recordings."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from ..dataset.files import UNSORTED, Shelf, players
from ..dataset.labelling import Sample, Stretches
from ..packages.host import to_type
from ..problem import Problem
from ..progress import bar
from ..reading.model_form import CLASSES
from ..reading.reader import Reader
from ..recording.files import Recording, readings
from ..recording.opening import is_picture
from ..words import file_text, plain
from .model import load
from .options import add_place, example_crop, where_help, whole_number
from .videos.placing import place_in

#: How many pictures of each label a player has, unless the options say otherwise, and at most.
LIMIT, MOST = 20, 1_000_000

_DESCRIPTION = (
    "Takes pictures of the star counter from recordings, with their labels, to train the model on them."
)

_HELP = """\
how pictures get their labels:
  Once a count is believed, it is the label of every frame until the next count is believed. The
  frames that were read unsurely or wrongly are the most valuable ones, and taken first. Frames
  without a counter, fades, and those next to a change are left out. Black and white screens have the
  labels 121 and 122. Where a count was not believed for long, or much else was read meanwhile, the
  pictures go to DATASET/{unsorted}/, and you say what they show: star-counter sort DATASET

  The pictures are counter crops: DATASET/<label>/<player>/<picture>. Running the command again adds
  nothing twice. Training needs two players at least, as it keeps one of them for its exam.

examples:
  star-counter gather run.mp4 --out dataset
  star-counter gather ann*.mp4 --crop {crop} --player Ann --out dataset
  star-counter sort dataset
  make train DATA=dataset
"""


def add_command(commands: Any) -> None:
    """Adds the command to argparse's subparsers; its ``run`` takes the options and returns the problems."""
    parser = commands.add_parser(
        "gather",
        help="take pictures to train on from videos",
        description=_DESCRIPTION,
        epilog=where_help() + "\n" + _HELP.format(crop=example_crop(), unsorted=UNSORTED),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("videos", nargs="+", type=Path, metavar="VIDEO", help="a recording")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DATASET", help="the folder that gets the pictures"
    )
    parser.add_argument("--player", metavar="NAME", help="who plays (default: each video's name)")
    parser.add_argument(
        "--limit",
        type=whole_number(1, MOST),
        default=LIMIT,
        metavar="N",
        help="how many pictures of each label a player has at most (default: %(default)s)",
    )
    add_place(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Problem]:
    """Reads all videos and returns what went wrong with some. Raises `Problem` where nothing can be saved."""
    reader = load(options.model)
    problems: list[Problem] = []
    saved: Counter[str] = Counter()  # by the label's folder
    for path in options.videos:
        shelf = Shelf(options.out, options.player or path.stem, options.limit)
        for sample in _samples(path, reader, options, problems):
            file = shelf.add(
                path.stem, sample.number, sample.crop, sample.label, sample.confidence, is_sure=sample.is_sure
            )
            if file:
                saved[file.parent.parent.name] += 1
    _print_summary(options.out, saved)
    return problems


def _samples(
    path: Path, reader: Reader, options: argparse.Namespace, problems: list[Problem]
) -> Iterator[Sample]:
    """The labelled pictures of a recording; what is wrong with it is added to ``problems``."""
    stretches = Stretches(options.confidence)
    try:
        if is_picture(path):
            raise Problem(f"{file_text(path)} is a picture: give a recording of the game.")
        with (
            closing(Recording(path, *place_in(path, options, reader))) as recording,
            bar(file_text(path), recording.length, "frames") as progress,
        ):
            for frame, reading in readings(recording, reader):
                yield from stretches.update(frame, reading)
                progress.update()
    except Problem as problem:
        problems.append(problem)
    yield from stretches.end()  # of a damaged recording, too


def _print_summary(out: Path, saved: Counter[str]) -> None:
    unsorted = saved.pop(UNSORTED, 0)
    labels, shown = sorted(saved, key=int), to_type([str(out)])
    print(f"{saved.total()} new pictures of {len(labels)} labels in {file_text(out)}")
    for label in labels:
        print(f"{CLASSES[int(label)]:>7}  {saved[label]}")
    if unsorted:
        print(f"and {unsorted} whose label is not sure. Say what they show:  star-counter sort {shown}")
    found = players(out)
    if len(found) == 1:
        print(
            f"Training needs pictures of two players at least: gather another's, beside {plain(found[0])}'s."
        )
    elif found:
        print(f"Train on them:  make train DATA={shown}")
