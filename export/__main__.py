"""The command ``python -m export``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from star_counter.problem import Problem
from training import not_installed

MODELS = Path(__file__).resolve().parents[1] / "models"


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        _export(options)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except ModuleNotFoundError as missing:
        print(not_installed(missing), file=sys.stderr)
        return 1
    return 0


def _export(options: argparse.Namespace) -> None:
    from training.task import CAMERA, COUNTER  # OpenCV and TensorFlow take seconds to load: not for --help

    from .onnx_model import export

    task = CAMERA if options.camera else COUNTER
    keras = options.keras or MODELS / f"{task.form.name}.keras"
    onnx = options.onnx or MODELS / f"{task.form.name}.onnx"
    comparisons = export(keras, onnx, task)
    print(f"{onnx}: {onnx.stat().st_size / 1024:.0f} KB, checked against {keras}:")
    for comparison in comparisons:
        print(f"  {comparison}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m export",
        description="Turns the trained Keras model into the ONNX file that the plugin reads. "
        "A model whose answers differ from Keras', under the oldest or the newest onnxruntime that the "
        "plugin allows, is not written.",
    )
    parser.add_argument(
        "--camera", action="store_true", help="the model that reads the camera's icon, not the counter's"
    )
    parser.add_argument(
        "--keras",
        type=Path,
        help="trained model; its .json lies beside it (default: that in models/)",
    )
    parser.add_argument("--onnx", type=Path, help="file to write (default: that in models/)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
