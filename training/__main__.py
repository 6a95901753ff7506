"""The command ``python -m training``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from star_counter.problem import Problem

from . import preview
from .dataset import LAYOUT, load

MODELS = Path(__file__).resolve().parents[1] / "models"


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted. Run the same command again to go on.", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training", description="Draws star counters and trains the network that reads them."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    train = commands.add_parser(
        "train",
        help="train the network from nothing",
        description="Draws counters, trains the network on them and writes the best weights. "
        "The same options give the same weights; an interrupted training goes on when run again.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    train.add_argument(
        "--out",
        type=Path,
        default=MODELS / "star_counter.keras",
        help="Keras file to write; a .json goes beside it",
    )
    train.add_argument("--data", type=Path, metavar="DATASET", help=f"folder of real pictures: {LAYOUT}")
    train.add_argument(
        "--mix",
        type=float,
        default=0.5,
        help="share of real pictures where there is a dataset: 0 none, 1 no others",
    )
    train.add_argument("--pictures", type=int, default=650_000, help="how many pictures a pass has")
    train.add_argument("--passes", type=int, default=6, help="how many passes to train for")
    train.add_argument("--seed", type=int, default=0, help="seed of the pictures and the weights")
    train.add_argument("--workers", type=int, default=os.cpu_count(), help="processes that draw pictures")
    train.set_defaults(run=_train)
    sheets = commands.add_parser(
        "preview",
        help="draw contact sheets of the training pictures",
        description="Draws contact sheets of rendered pictures with their labels: layouts, damages, "
        "misplaced crops, pictures without a counter; with a dataset, of augmented real pictures, too.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    sheets.add_argument("--out", type=Path, required=True, help="folder to write the sheets to")
    sheets.add_argument("--data", type=Path, metavar="DATASET", help=f"folder of real pictures: {LAYOUT}")
    sheets.add_argument("--seed", type=int, default=0, help="seed of the pictures")
    sheets.set_defaults(run=_preview)
    return parser


def _preview(options: argparse.Namespace) -> None:
    sheets = preview.rendered_sheets(options.seed)
    if options.data:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        from .augmentation import augmentation  # TensorFlow takes seconds to load

        data = load(options.data)
        print(data.summary())
        sheets["real"] = preview.real_sheet(data, augmentation(options.seed), options.seed)
    for path in preview.write(options.out, sheets):
        print(path)


def _train(options: argparse.Namespace) -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if not 0 <= options.mix <= 1:
        raise Problem(f"--mix {options.mix} is no share: give a number from 0, all rendered, to 1, all real.")
    real = load(options.data) if options.data else None
    if real is not None:
        print(real.summary())
    from .train import train  # TensorFlow takes seconds to load: not for --help

    record = train(
        options.out,
        pictures=options.pictures,
        passes=options.passes,
        seed=options.seed,
        workers=options.workers,
        real=real,
        mix=options.mix if real is not None else 0.0,
    )
    print(f"{options.out}: validation accuracy {record['accuracy']:.4f}")


if __name__ == "__main__":
    sys.exit(main())
