"""The command ``python -m training``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from star_counter import LEAST_CONFIDENCE
from star_counter.cli.options import MOST_SEED, number, whole_number
from star_counter.problem import Problem
from star_counter.reading.classifier import BUNDLED_CAMERA, BUNDLED_MODEL
from star_counter.reading.reader import Reader

from . import not_installed
from .data.dataset import LAYOUT, load
from .evaluation import cameras, contact_sheets, evaluate, labelled
from .task import CAMERA, COUNTER

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "models"
# Contact sheets show players' pictures: these stay out of what is committed.
REPORT, REAL_REPORT = MODELS / "report", ROOT / "build" / "report"
# Pictures and passes, more than anybody waits for.
_MOST = 10**9

_FIGURES = """\
what is measured, for each source of pictures:
  accuracy      how many pictures are read right, whatever the confidence
  ECE           expected calibration error: how far confidence and accuracy lie apart
  accepted      how many are read with the least confidence (--confidence) or more
  wrong         how many of these are read wrong
  false counts  how many pictures without a counter are read as a count with that confidence
  confusions    what was read as what, the commonest first
  misplacement  accuracy and acceptance where the crop is moved right (dx) or down (dy) by HUD pixels, is
                of another size, or of another aspect; rendered pictures are damaged as in training. Where
                it would cut off more of the digits than in training, a picture is left out: each point
                tells its number of pictures
  damage        the same for well placed rendered crops with one kind of damage each, and for each layout

what is written:
  report.json            all figures; shares of 1
  training.png           loss and accuracy by pass, where the training's record (.json) lies beside the model
  SOURCE_confusions.png  what was read as what
  SOURCE_confidence.png  reliability diagram, and what each least confidence lets through
  SOURCE_misplacements.png, SOURCE_damages.png
  SOURCE_worst.png       contact sheet: the most confident mistakes, then the least confident right answers

labels.csv:
  Columns {columns}; others are ignored. The label is 0 to 122
  (121 black, 122 white), or "none"; the files lie beside it. The four numbers are the game's HUD grid in the
  picture's pixels: picture x = hud_ox + hud_sx * HUD x. They are empty where the picture is a counter crop.

examples:
  python -m training evaluate
  python -m training evaluate --camera
  python -m training evaluate --data DATASET
  python -m training evaluate --labels pictures/labels.csv --confidence 0.8
  python -m training evaluate --rendered 2000 --data DATASET --labels pictures/labels.csv --out build/all
"""


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except ModuleNotFoundError as missing:
        print(not_installed(missing), file=sys.stderr)
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
    _add_train(commands)
    _add_preview(commands)
    _add_evaluate(commands)
    return parser


def _add_train(commands: argparse._SubParsersAction) -> None:
    train = commands.add_parser(
        "train",
        help="train the network from nothing",
        description="Draws counters, trains the network on them and writes the best weights. "
        "It computes in float32 or in mixed_bfloat16, whichever is faster on this machine, and the record "
        "tells which. In the same one, the same options give the same weights; an interrupted training goes "
        "on when run again.",
    )
    train.add_argument(
        "--out",
        type=Path,
        help="Keras file to write; a .json goes beside it (default: that in models/)",
    )
    train.add_argument(
        "--camera", action="store_true", help="train the small network that reads the camera's icon"
    )
    train.add_argument("--data", type=Path, metavar="DATASET", help=f"folder of real pictures: {LAYOUT}")
    train.add_argument(
        "--mix",
        type=number(0, 1),
        default=0.5,
        help="share of real pictures where there is a dataset: 0 none, 1 no others (default: %(default)s)",
    )
    train.add_argument(
        "--pictures",
        type=whole_number(1, _MOST),
        help=f"how many pictures a pass has (default: {COUNTER.pictures}, camera {CAMERA.pictures})",
    )
    train.add_argument(
        "--passes",
        type=whole_number(1, _MOST),
        help=f"how many passes to train for (default: {COUNTER.passes}, camera {CAMERA.passes})",
    )
    train.add_argument(
        "--seed", type=whole_number(0, MOST_SEED), default=0, help="seed of the pictures and the weights"
    )
    train.add_argument(
        "--workers", type=whole_number(1, 1000), default=os.cpu_count(), help="processes that draw pictures"
    )
    train.set_defaults(run=_train)


def _add_preview(commands: argparse._SubParsersAction) -> None:
    sheets = commands.add_parser(
        "preview",
        help="draw contact sheets of the training pictures",
        description="Draws contact sheets of rendered pictures with their labels: layouts, damages, "
        "misplaced crops, pictures without a counter; with a dataset, of augmented real pictures, too.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    sheets.add_argument("--out", type=Path, required=True, help="folder to write the sheets to")
    sheets.add_argument("--data", type=Path, metavar="DATASET", help=f"folder of real pictures: {LAYOUT}")
    sheets.add_argument("--seed", type=whole_number(0, MOST_SEED), default=0, help="seed of the pictures")
    sheets.set_defaults(run=_preview)


def _add_evaluate(commands: argparse._SubParsersAction) -> None:
    measure = commands.add_parser(
        "evaluate",
        help="measure how well a model reads, as a table, JSON and plots",
        description="Measures how well an exported model reads, with the plugin's own reader.\n"
        "Sources of pictures can be combined; without any, rendered ones are read.\n"
        "The same call gives the same figures.",
        epilog=_FIGURES.format(columns=", ".join(labelled.COLUMNS)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    measure.add_argument(
        "--camera",
        action="store_true",
        help="measure the model that reads the camera's icon, on drawn pictures, and write camera.json",
    )
    measure.add_argument("--model", type=Path, help="ONNX file (default: the one of the plugin)")
    measure.add_argument(
        "--rendered",
        type=whole_number(1, _MOST),
        nargs="?",
        const=evaluate.PICTURES,
        metavar="N",
        help=f"N rendered pictures that no training sees (default: {evaluate.PICTURES})",
    )
    measure.add_argument("--data", type=Path, metavar="DATASET", help=f"folder of real pictures: {LAYOUT}")
    measure.add_argument(
        "--labels", type=Path, metavar="CSV", help="pictures with the place of the game on them: see below"
    )
    measure.add_argument(
        "--confidence",
        type=number(0, 1),
        default=LEAST_CONFIDENCE,
        metavar="C",
        help="least confidence of an accepted answer, 0 to 1 (default: %(default)s)",
    )
    measure.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="where to write (default: models/report; with --data or --labels build/report, because the "
        "contact sheets then show real pictures, and git ignores build)",
    )
    measure.set_defaults(run=_evaluate)


def _preview(options: argparse.Namespace) -> None:
    sheets = contact_sheets.rendered_sheets(options.seed)
    if options.data:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        from .data.augmentation import augmentation  # TensorFlow takes seconds to load

        data = load(options.data)
        print(data.summary())
        sheets["real"] = contact_sheets.real_sheet(data, augmentation(options.seed), options.seed)
    for path in contact_sheets.write(options.out, sheets):
        print(path)


def _evaluate(options: argparse.Namespace) -> None:
    from .evaluation import report  # Matplotlib takes a second to load: not for --help

    out = _report_folder(options)
    if options.camera:
        _evaluate_camera(options, out)
        return
    model = options.model or BUNDLED_MODEL
    reader, history = Reader(model), report.history(model)
    evaluations = _evaluations(options, reader)
    results = report.results(model, evaluations, options.confidence)
    print(report.table(results))
    print("\nWritten:", *report.write(out, results, evaluations, history), sep="\n")


def _evaluate_camera(options: argparse.Namespace, out: Path) -> None:
    results = cameras.measure(
        options.model or BUNDLED_CAMERA, options.rendered or cameras.PICTURES, options.confidence
    )
    print(cameras.table(results))
    print("\nWritten:", cameras.write(out, results), sep="\n")


def _report_folder(options: argparse.Namespace) -> Path:
    """The folder to write to, made now: not after minutes of work."""
    folder = options.out or (REAL_REPORT if options.data or options.labels else REPORT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(
            f"The folder {folder} cannot be made ({error.strerror}): give another with --out."
        ) from error
    return folder


def _evaluations(options: argparse.Namespace, reader: Reader) -> dict[str, evaluate.Evaluation]:
    """What the options ask for, by the source of the pictures."""
    # What can fail comes before what takes minutes.
    data = load(options.data) if options.data else None
    pictures = labelled.load(options.labels) if options.labels else None
    evaluations = {}
    if options.rendered or not (options.data or options.labels):
        evaluations["rendered"] = evaluate.of_rendered(reader, options.rendered or evaluate.PICTURES)
    if data is not None:
        print(data.summary(), end="\n\n")
        evaluations["data"] = evaluate.of_dataset(reader, data)
    if pictures is not None:
        evaluations["labels"] = evaluate.of_labelled(reader, pictures)
    return evaluations


def _train(options: argparse.Namespace) -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    task = CAMERA if options.camera else COUNTER
    out = options.out or MODELS / f"{task.form.name}.keras"
    if options.camera and options.data:
        raise Problem("The camera is trained on drawn pictures alone: leave --data out.")
    real = load(options.data) if options.data else None
    if real is not None:
        print(real.summary())
    from .train import train  # TensorFlow takes seconds to load: not for --help

    record = train(
        out,
        task=task,
        pictures=options.pictures or task.pictures,
        passes=options.passes or task.passes,
        seed=options.seed,
        workers=options.workers,
        real=real,
        mix=options.mix if real is not None else 0.0,
    )
    print(f"{out}: validation accuracy {record['accuracy']:.4f}")


if __name__ == "__main__":
    sys.exit(main())
