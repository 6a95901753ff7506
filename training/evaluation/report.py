"""What was measured of a model: a table to read, JSON to compute with, and figures to look at."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from star_counter.problem import Problem
from star_counter.reading.model_form import CLASSES

from ..rendering.samples import NONE
from . import contact_sheets, plots
from .evaluate import Evaluation, Point, label_name
from .scores import calibration, confusions, score

# Least confidences at which the share of accepted answers is told.
_LEAST_CONFIDENCES = tuple(round(percent / 100, 2) for percent in range(50, 100))
_DIGITS = 5
_SHOWN_CONFUSIONS = 10
_SCORES = {
    "pictures": "pictures",
    "accuracy": "accuracy, %",
    "ece": "calibration error (ECE), %",
    "accepted": "accepted, %",
    "wrong_accepted": "wrong, of the accepted, %",
    "false_counts": "counts where there is none, %",
}


def history(model: Path) -> dict[str, list[float]] | None:
    """Loss and accuracy of each pass, from the record beside the model; None where there is no record.

    Raises `Problem` where the record is damaged.
    """
    path = model.with_suffix(".json")
    if not path.exists():
        return None
    try:
        record = json.loads(path.read_text())
        return {key: record["history"][key] for key in plots.HISTORY}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem(
            f"The training record {path} cannot be read ({error}): train again, or delete it."
        ) from error


def results(model: Path, evaluations: dict[str, Evaluation], least_confidence: float) -> dict:
    """All that was measured, as it is written: shares of 1, None where no picture counts towards one."""
    return _rounded(
        {
            "model": {"file": model.name, "sha256": hashlib.sha256(model.read_bytes()).hexdigest()},
            "least_confidence": least_confidence,
            "sources": {
                source: _source(evaluation, least_confidence) for source, evaluation in evaluations.items()
            },
        }
    )


def table(results: dict) -> str:
    """The results as plain text."""
    sources = results["sources"]
    scores = [
        [title, *(_text(each["scores"][key], key) for each in sources.values())]
        for key, title in _SCORES.items()
    ]
    parts = [_aligned([[f"least confidence {results['least_confidence']:g}", *sources], *scores])]
    for source, each in sources.items():
        pairs = each["confusions"][:_SHOWN_CONFUSIONS]
        shown = ", ".join(f"{label} as {read} ({times})" for label, read, times in pairs)
        parts.append(f"Commonest confusions, {source}: {shown or 'none'}")
        for title, points in (("layout", each["layouts"]), ("damage", each["damages"])):
            if points:
                parts.append(f"By {title}, {source}:\n{_aligned(_rows(points))}")
        for kind, points in each["misplacements"].items():
            parts.append(f"Misplaced by {kind}, {source}:\n{_aligned(zip(*_rows(points), strict=True))}")
        if each["files"]:
            parts.append(f"Files, {source}:\n{_aligned(_file_rows(each['files']))}")
    return "\n\n".join(parts)


def write(
    out: Path, results: dict, evaluations: dict[str, Evaluation], history: dict[str, list[float]] | None
) -> list[Path]:
    """Writes the results as JSON, and what they look like as PNG, into the folder ``out``; returns the files.

    ``history`` is the training's; None leaves its curves out.
    """
    path = out / "report.json"
    path.write_text(json.dumps(results, indent=1) + "\n")
    figures = {"training": plots.training(history)} if history else {}
    sheets = {}
    for source, evaluation in evaluations.items():
        drawn = _figures(source, results, evaluation)
        figures |= {f"{source}_{kind}": figure for kind, figure in drawn.items()}
        sheets[f"{source}_worst"] = evaluation.worst(results["least_confidence"])
    return [
        path,
        *(_save(out / f"{name}.png", figure) for name, figure in figures.items()),
        *contact_sheets.write(out, sheets),
    ]


def _figures(source: str, results: dict, evaluation: Evaluation) -> dict[str, Figure]:
    """The figures of one source, by what they show."""
    measured, least_confidence = results["sources"][source], results["least_confidence"]
    figures = {"confusions": plots.confusions(evaluation.answers, source)}
    if measured["calibration"]:
        figures["confidence"] = plots.confidence(measured, least_confidence, source)
    if measured["misplacements"]:
        figures["misplacements"] = plots.misplacements(measured["misplacements"], least_confidence, source)
    if measured["damages"]:
        groups = {"damage": measured["damages"], "layout": measured["layouts"]}
        figures["damages"] = plots.mistakes(groups, least_confidence, source)
    return figures


def _save(path: Path, figure: Figure) -> Path:
    figure.savefig(path, metadata={"Software": None})  # no version of Matplotlib, which changes the file
    return path


def _source(evaluation: Evaluation, least_confidence: float) -> dict:
    answers = evaluation.answers
    return {
        "scores": asdict(score(answers, least_confidence)),
        "confusions": confusions(answers, most=None),
        "calibration": [asdict(each) for each in calibration(answers)],
        "acceptance": [
            {"least_confidence": least, **asdict(score(answers, least))} for least in _LEAST_CONFIDENCES
        ],
        "layouts": _points(evaluation.layouts, least_confidence),
        "damages": _points(evaluation.damages, least_confidence),
        "misplacements": {
            kind: _points(points, least_confidence) for kind, points in evaluation.misplacements.items()
        },
        "files": _files(evaluation, least_confidence),
    }


def _files(evaluation: Evaluation, least_confidence: float) -> list[dict]:
    """What was read in each file, where the pictures are files."""
    answers = evaluation.answers
    best, confidence, wrong = answers.best, answers.confidence, answers.mistakes(least_confidence)
    return [
        {
            "file": file,
            "label": label_name(answers.labels[row]),
            "read": CLASSES[best[row]],
            "confidence": float(confidence[row]),
            "accepted": bool(confidence[row] >= least_confidence),
            "right": not wrong[row],
        }
        for row, file in enumerate(evaluation.files)
    ]


def _points(points: list[Point], least_confidence: float) -> list[dict]:
    return [{"kind": point.kind, **asdict(score(point.answers, least_confidence))} for point in points]


def _rounded(value: Any) -> Any:
    """The same with all numbers rounded: more digits are noise."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(each) for each in value]
    return round(value, _DIGITS) if isinstance(value, float) else value


def _text(value: float | None, key: str) -> str:
    """A score as text: shares in percent."""
    if value is None:
        return "–"
    return str(value) if key == "pictures" else f"{100 * value:.2f}"


def _rows(points: list[dict]) -> list[list[str]]:
    """A row for each point, below a head."""
    shown = ("accuracy", "accepted", "pictures")
    return [
        ["", *(_SCORES[key] for key in shown)],
        *([str(point["kind"]), *(_text(point[key], key) for key in shown)] for point in points),
    ]


def _file_rows(files: list[dict]) -> list[list[str]]:
    """A row for each file, below a head."""
    return [
        ["file", "label", "best class", "confidence", ""],
        *(
            [
                each["file"],
                each["label"],
                each["read"],
                f"{each['confidence']:.3f}",
                _verdict(each),
            ]
            for each in files
        ),
    ]


def _verdict(file: dict) -> str:
    if not file["right"]:
        return "WRONG"
    is_missed = file["label"] != label_name(NONE) and not file["accepted"]
    return "right, but not accepted" if is_missed else "right"


def _aligned(rows: Iterable[Sequence[str]]) -> str:
    """Rows as text: the first column starts at the left, the others end at the right."""
    rows = list(rows)
    first, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
    return "\n".join(
        "  ".join(
            [row[0].ljust(first), *(cell.rjust(width) for cell, width in zip(row[1:], others, strict=True))]
        )
        for row in rows
    )
