"""The command ``python -m training``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from star_counter.problem import Problem

MODELS = Path(__file__).resolve().parents[1] / "models"


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training", description="Draws star counters and trains the network that reads them."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    train = commands.add_parser(
        "train",
        help="train the network from nothing",
        description="Draws counters, trains the network on them and writes the best weights.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    train.add_argument(
        "--out",
        type=Path,
        default=MODELS / "star_counter.keras",
        help="Keras file to write; a .json goes beside it",
    )
    train.add_argument("--pictures", type=int, default=650_000, help="how many different pictures to draw")
    train.add_argument("--passes", type=int, default=6, help="how often to train on each of them")
    train.add_argument(
        "--minutes", type=float, default=45, help="end the training after so long at the latest"
    )
    train.add_argument("--seed", type=int, default=0, help="seed of the pictures and the weights")
    train.add_argument("--workers", type=int, default=os.cpu_count(), help="processes that draw pictures")
    train.set_defaults(run=_train)
    return parser


def _train(options: argparse.Namespace) -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from .train import train  # TensorFlow takes seconds to load: not for --help

    record = train(
        options.out,
        pictures=options.pictures,
        passes=options.passes,
        minutes=options.minutes,
        seed=options.seed,
        workers=options.workers,
    )
    print(f"{options.out}: validation accuracy {record['accuracy']:.4f}")


if __name__ == "__main__":
    sys.exit(main())
