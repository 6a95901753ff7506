"""A run's journal as one HTML page: a timeline with the pictures, which tells why it split where it split."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

from ..problem import Problem
from ..reading.model_form import INPUT_SIZE
from ..words import clock_text
from .parsing import Run
from .timeline import Row, Timeline

_TEMPLATE, _STYLE = (Path(__file__).with_suffix(ending) for ending in (".html.j2", ".css"))

# What a colour on the page stands for, in the order of the legend.
_LEGEND = (
    ("split", "the timer was told to split"),
    ("star", "one more star"),
    ("count", "the count became known, or jumped"),
    ("change", "start, undo, skip, reset"),
    ("timer", "what the timer made of it"),
    ("screen", "a black or white screen, the counter gone or back"),
)
_LESS = (("undo", "undone"), ("skip", "skipped"))


def page(run: Run) -> str:
    """The page, in one piece: it needs no network, no script and no other file.

    Raises `Problem` where Jinja2 is missing, which writes it.
    """
    try:
        from jinja2 import Environment, StrictUndefined  # here: no other command needs it
    except ModuleNotFoundError as missing:
        raise Problem(
            "The page of a journal needs one more package: run  python -m pip install jinja2"
        ) from missing
    # What comes from a journal is escaped wherever the template puts it in.
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"clock": _clock, "base64": _base64}
    rows = Timeline(run).rows()
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(
        style=_STYLE.read_text(encoding="utf-8"),
        run=run,
        facts=[(name, value) for name, value in _facts(run, rows) if value],
        marks=_marks(rows),
        legend=_LEGEND,
        rows=rows,
        picture_size=INPUT_SIZE,
    )


def _facts(run: Run, rows: list[Row]) -> Iterator[tuple[str, str]]:
    yield "Date", f"{run.began:%Y-%m-%d, %H:%M}" if run.began else ""
    yield "Route", run.route
    times = [row.time for row in rows if row.time is not None]
    yield "Length", clock_text(max(times), 0) if times else ""
    counts = [event.to_count for event in run.events if event.to_count is not None]
    yield "Stars", f"{counts[0]} → {counts[-1]}" if counts else "not seen"
    kinds = [entry.line["action"] for entry in run.entries if entry.type == "action"]
    others = [f"{kinds.count(kind)} {word}" for kind, word in _LESS if kind in kinds]
    yield "Splits", f"{kinds.count('split')}" + (f" ({', '.join(others)})" if others else "")


def _marks(rows: list[Row]) -> list[tuple[int, Row, float]]:
    """The stars and splits on the line of the whole run: each one's number, row, and place in percent."""
    length = max((row.time for row in rows if row.time is not None), default=0.0)
    return [
        (number, row, min(max(row.time / length, 0.0), 1.0) * 100)
        for number, row in enumerate(rows)
        if length > 0 and row.kind in ("star", "split") and row.time is not None
    ]


def _clock(seconds: float | None) -> str:
    return "?" if seconds is None else clock_text(seconds)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
