"""The figures of a report: how a training went, and how well its model reads.

Each function takes results as `report.results` tells them and returns a figure to be saved.
"""

from __future__ import annotations

from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from star_counter.reading.model_form import BLACK, CLASSES, WHITE

from .evaluate import MISPLACEMENTS, Misplacement
from .scores import Answers

#: What of a training's history is drawn.
HISTORY = ("loss", "accuracy", "val_loss", "val_accuracy")

_RIGHT, _ACCEPTED, _WRONG, _FALSE, _PICTURES = "#1b6ca8", "#e08214", "#c0392b", "#6c3483", "#b8c4ce"
_DASHES: dict[str, Any] = {"color": "grey", "linestyle": ":"}
_PERCENT = FuncFormatter(lambda share, _: f"{100 * share:.3g}%")
matplotlib.rcParams.update(
    {
        "figure.dpi": 100,
        "figure.constrained_layout.use": True,
        "font.size": 11,
        "axes.titlesize": 12,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": "#e3e7eb",
        "lines.linewidth": 2,
        "lines.markersize": 5,
        "legend.frameon": False,
    }
)


def training(history: dict[str, list[float]]) -> Figure:
    """The values of `HISTORY`, by pass."""
    figure = Figure(figsize=(10, 4))
    figure.suptitle("Training, pass by pass")
    passes = np.arange(1, len(history["loss"]) + 1)
    for axes, key in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        axes.plot(passes, history[key], "o-", color=_ACCEPTED, label="training pictures")
        axes.plot(passes, history[f"val_{key}"], "o-", color=_RIGHT, label="validation pictures")
        axes.set(xlabel="pass", ylabel=key)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend()
    loss, accuracy = figure.axes
    loss.set_ylim(bottom=0)
    accuracy.yaxis.set_major_formatter(_PERCENT)
    return figure


def confusions(answers: Answers, source: str) -> Figure:
    """How often each class was read as each: 123 x 123 cells, logarithmic colours."""
    size = len(CLASSES)
    matrix = np.zeros((size, size))
    np.add.at(matrix, (answers.labels[answers.belongs], answers.best[answers.belongs]), 1)
    figure = Figure(figsize=(9, 8))
    axes = figure.subplots()
    shown = axes.imshow(
        np.where(matrix, matrix, np.nan), norm=LogNorm(1, max(2, matrix.max())), interpolation="none"
    )
    ticks = range(0, BLACK, 10)
    axes.set_xticks(ticks)
    axes.set_yticks(ticks)
    axes.set(xlabel=f"read as ({BLACK}: black, {WHITE}: white)", ylabel="label")
    axes.set_title(f"What was read as what (source: {source}): mistakes lie off the diagonal")
    axes.grid(visible=False)
    counts = LogLocator(subs=(1, 2, 5))
    figure.colorbar(shown, label="pictures", shrink=0.8, ticks=counts, format="%d").minorticks_off()
    return figure


def confidence(measured: dict, least_confidence: float, source: str) -> Figure:
    """Whether the confidence can be trusted, and what each least confidence lets through."""
    figure = Figure(figsize=(11, 7))
    figure.suptitle(f"Confidence (source: {source})")
    (upper_left, upper_right), (lower_left, lower_right) = figure.subplots(
        2, 2, sharex="col", height_ratios=(3, 2)
    )
    _reliability(upper_left, lower_left, measured["calibration"], measured["scores"]["ece"])
    _acceptance(upper_right, lower_right, measured["acceptance"])
    for axes in (upper_right, lower_right):
        axes.axvline(least_confidence, **_DASHES, label=f"least confidence {least_confidence:g}")
        axes.legend()
    return figure


def misplacements(curves: dict[str, list[dict]], least_confidence: float, source: str) -> Figure:
    """Accuracy and acceptance against each kind of misplacement, above the number of pictures."""
    figure = Figure(figsize=(12, 9))
    figure.suptitle(f"Misplaced crops (source: {source}): how many are still read")
    panels = figure.subplots(4, 2, height_ratios=(4, 1, 4, 1))
    uppers, lowers = [*panels[0], *panels[2]], [*panels[1], *panels[3]]
    lowest = min(min(point["accuracy"], point["accepted"]) for points in curves.values() for point in points)
    room = max(0.02, 1 - lowest)
    for upper, lower, (kind, points) in zip(uppers, lowers, curves.items(), strict=True):
        _misplacement(upper, lower, MISPLACEMENTS[kind], points, least_confidence)
        upper.set_ylim(lowest - room / 5, 1 + room / 20)
        figure.align_ylabels([upper, lower])
    figure.legend(*uppers[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure


def mistakes(groups: dict[str, list[dict]], least_confidence: float, source: str) -> Figure:
    """How many pictures are not read, by groups: of each damage, of each layout."""
    figure = Figure(figsize=(10, 8))
    figure.suptitle(f"What makes reading harder (source: {source}): shorter is better")
    panels = figure.subplots(
        len(groups), 1, height_ratios=[len(points) for points in groups.values()], sharex=True
    )
    for axes, (group, points) in zip(panels, groups.items(), strict=True):
        places = np.arange(len(points))
        wrong, unaccepted = (
            1 - np.array([point[key] for point in points]) for key in ("accuracy", "accepted")
        )
        axes.barh(places - 0.2, wrong, 0.4, color=_WRONG, label="read wrong")
        axes.barh(
            places + 0.2, unaccepted, 0.4, color=_ACCEPTED, label=f"confidence below {least_confidence:g}"
        )
        names = [f"{point['kind']} ({point['pictures']})".replace("_", " ") for point in points]
        axes.set_yticks(places, names)
        axes.set(ylabel=f"{group} (pictures)", ylim=(len(points) - 0.4, -0.6))
        axes.grid(visible=False, axis="y")
    panels[-1].set(xlabel="of the pictures")
    panels[-1].xaxis.set_major_formatter(_PERCENT)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def _reliability(upper: Axes, lower: Axes, bins: list[dict], error: float) -> None:
    """Accuracy against confidence, above the number of pictures of each confidence."""
    stated = [each["confidence"] for each in bins]
    upper.plot([0, 1], [0, 1], **_DASHES, label="right as often as confident")
    upper.plot(stated, [each["accuracy"] for each in bins], "o", color=_RIGHT, label="measured")
    upper.set(
        title=f"Calibration error (ECE): {error:.1%}", ylabel="read right", xlim=(0, 1.02), ylim=(0, 1.03)
    )
    upper.yaxis.set_major_formatter(_PERCENT)
    upper.legend(loc="lower right")
    lower.bar(stated, [each["pictures"] for each in bins], 0.04, color=_PICTURES)
    lower.set(xlabel="confidence", ylabel="pictures", yscale="log", ylim=(0.8, None))
    lower.yaxis.set_major_formatter("{x:.0f}")
    lower.yaxis.set_minor_locator(NullLocator())


def _acceptance(upper: Axes, lower: Axes, curve: list[dict]) -> None:
    """What a least confidence accepts, above what it lets through by mistake."""
    least = [each["least_confidence"] for each in curve]
    upper.plot(
        least, [each["accepted"] for each in curve], color=_ACCEPTED, label="accepted, of all of a class"
    )
    upper.set(title="What a least confidence lets through", ylabel="of the pictures")
    for key, colour, label in (
        ("wrong_accepted", _WRONG, "wrong, of the accepted"),
        ("false_counts", _FALSE, "read as a count, of those without one"),
    ):
        # None, where no picture counts towards it, leaves a gap.
        lower.plot(least, np.array([each[key] for each in curve], float), color=colour, label=label)
    lower.set(xlabel="least confidence", ylabel="of the pictures", ylim=(0, None))
    for axes in (upper, lower):
        axes.yaxis.set_major_formatter(_PERCENT)


def _misplacement(
    upper: Axes, lower: Axes, misplacement: Misplacement, points: list[dict], least_confidence: float
) -> None:
    """Accuracy and acceptance of the points, above their numbers of pictures."""
    values = [point["kind"] for point in points]
    step = misplacement.values[1] - misplacement.values[0]
    limits = misplacement.values[0] - step, misplacement.values[-1] + step
    upper.plot(values, [point["accuracy"] for point in points], "o-", color=_RIGHT, label="read right")
    upper.plot(
        values,
        [point["accepted"] for point in points],
        "o-",
        color=_ACCEPTED,
        label=f"read with confidence {least_confidence:g} or more",
    )
    upper.axvline(misplacement.right, **_DASHES, label="well placed")
    upper.set(ylabel="of the pictures", xlim=limits)
    upper.yaxis.set_major_formatter(_PERCENT)
    upper.tick_params(labelbottom=False)
    lower.bar(values, [point["pictures"] for point in points], 0.7 * step, color=_PICTURES)
    lower.set(xlabel=misplacement.meaning, ylabel="pictures", xlim=limits)
    lower.yaxis.set_major_locator(MaxNLocator(2, integer=True))
