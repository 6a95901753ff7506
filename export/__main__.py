"""The command ``python -m export``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from star_counter.problem import Problem

MODELS = Path(__file__).resolve().parents[1] / "models"


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from .onnx_model import export  # TensorFlow takes seconds to load: not for --help

    try:
        comparisons = export(options.keras, options.onnx)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{options.onnx}: {options.onnx.stat().st_size / 1024:.0f} KB, checked against {options.keras}:")
    for comparison in comparisons:
        print(f"  {comparison}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m export",
        description="Turns the trained Keras model into the ONNX file that the plugin reads. "
        "A model whose answers differ from Keras', under the oldest or the newest onnxruntime that the "
        "plugin allows, is not written.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument(
        "--keras",
        type=Path,
        default=MODELS / "star_counter.keras",
        help="trained model; its .json lies beside it",
    )
    parser.add_argument("--onnx", type=Path, default=MODELS / "star_counter.onnx", help="file to write")
    return parser


if __name__ == "__main__":
    sys.exit(main())
