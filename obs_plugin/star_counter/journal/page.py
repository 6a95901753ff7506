"""A run's journal as one HTML page: a timeline with the pictures, which tells why it split where it split."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from ..packages.host import to_type
from ..problem import Problem
from ..reading.frame import FILM_SIZE
from ..reading.model_form import INPUT_SIZE
from ..splitting.retiming import LATEST_CROSS, Attempt
from ..splitting.splitter import LOGO_AT
from ..words import clock_text
from .files import FIRST_LINE
from .parsing import Entry, Run
from .retimed import logo_of
from .summary import Stay, end_time, facts, stays
from .timeline import Row, Timeline

_TEMPLATE = "page.html.j2"
_STYLE, _SCRIPT = (Path(__file__).with_suffix(ending) for ending in (".css", ".js"))

# What a colour on the page stands for, in the order of the legend.
_LEGEND = (
    ("split", "the timer was told to split"),
    ("star", "one more star"),
    ("prize", "a key, the grand star, 100 coins, one more life"),
    ("death", "a life was lost"),
    ("place", "a course began or ended"),
    ("count", "the count became known, or jumped"),
    ("change", "start, undo, skip, reset"),
    ("timer", "what the timer made of it"),
    ("screen", "a screen, a cutscene, the counter gone or back"),
)
# The kinds of rows that have a mark on the line of the whole run.
_MARKED = ("star", "split", "prize", "death", "change")

_SAME = 1e-6  # seconds


class _Picture(NamedTuple):
    """A picture of a film: its frame, its time in the run, and a JPEG file."""

    frame: int
    time: float
    jpeg: bytes


class _Strip(NamedTuple):
    """A film on the page. ``marked`` is the frame that is taken for the first or the last of the run, as a
    person told (``is_told``), or else its event's."""

    kind: str
    pictures: list[_Picture]
    marked: int
    is_told: bool


def page(run: Run, attempt: Attempt, counter_at: float | None = None) -> str:
    """The page of a run, timed as that attempt, in one piece: it needs no network and no other file.

    ``counter_at`` is what the attempt was timed by, if so, for the command that the page tells. It has a
    script only where there are films to mark a frame in. Raises `Problem` where Jinja2 is missing, which
    writes it.
    """
    rows, where, strips = Timeline(run, attempt.zero).rows(), stays(run, attempt.zero), _strips(run, attempt)
    length = max((row.time for row in rows if row.time is not None), default=None)
    script = _SCRIPT.read_text(encoding="utf-8")
    kinds = {row.kind for row in rows}
    return rendered(
        _TEMPLATE,
        script=script,
        script_hash=_base64(hashlib.sha256(script.encode()).digest()),
        run=run,
        attempt=attempt,
        time=end_time(run, attempt),
        logo_at=LOGO_AT,
        latest_cross=LATEST_CROSS,
        strips=strips,
        has_logo=logo_of(run) is not None,
        command=to_type(["star-counter", "report", run.name]),
        counter_at="" if counter_at is None else f" --counter-at {counter_at:g}",
        facts=[(name, value) for name, value in facts(run, where, length) if value],
        marks=_marks(rows, length or 0.0),
        bands=_bands(where, length or 0.0),
        legend=[(kind, meaning) for kind, meaning in _LEGEND if kind in kinds],
        rows=rows,
        film_size=FILM_SIZE,
    )


def rendered(template: str, **values: Any) -> str:
    """A page of that template, in this folder. Raises `Problem` where Jinja2 is missing, which writes it."""
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # here: no other command needs it
    except ModuleNotFoundError as missing:
        raise Problem("A page needs one more package: run  python -m pip install jinja2") from missing
    # What comes from a journal is escaped wherever the template puts it in.
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"clock": _clock, "base64": _base64}
    style = _STYLE.read_text(encoding="utf-8")
    text = environment.get_template(template).render(style=style, picture_size=INPUT_SIZE, **values)
    return f"{FIRST_LINE}\n{text}"


def _strips(run: Run, attempt: Attempt) -> list[_Strip]:
    """The run's films: of its logo, and of its end. Of several of a kind the last one counts."""
    films = {entry.event.kind: entry for entry in run.films if entry.event}
    told = {"logo": attempt.zero + LOGO_AT, "grand_star": attempt.end.time if attempt.end else None}
    return [_strip(films[kind], attempt.zero, told[kind]) for kind in ("grand_star", "logo") if kind in films]


def _strip(film: Entry, zero: float, told: float | None) -> _Strip:
    event = film.event
    assert event is not None, "a film is of an event"
    pictures = [_Picture(moment.frame, moment.time - zero, jpeg) for moment, jpeg in film.film]
    by_person = [
        moment.frame for moment, _ in film.film if told is not None and abs(moment.time - told) < _SAME
    ]
    nearest = min((moment for moment, _ in film.film), key=lambda moment: abs(moment.time - event.time))
    # The logo's own frame needs no telling.
    is_told = bool(by_person) and (event.kind, by_person[0]) != ("logo", event.frame)
    return _Strip(event.kind, pictures, (by_person or [nearest.frame])[0], is_told)


def _marks(rows: list[Row], length: float) -> list[tuple[int, Row, float]]:
    """What stands out on the line of the whole run: each one's number, row, and place in percent."""
    return [
        (number, row, _place(row.time, length))
        for number, row in enumerate(rows)
        if length > 0 and row.kind in _MARKED and row.time is not None
    ]


def _bands(where: list[Stay], length: float) -> list[tuple[Stay, float, float]]:
    """The stays on the line of the whole run: each one's place and width in percent."""
    places = [(stay, _place(stay.begin, length), _place(stay.end, length)) for stay in where if length > 0]
    return [(stay, begin, end - begin) for stay, begin, end in places]


def _place(time: float, length: float) -> float:
    return min(max(time / length, 0.0), 1.0) * 100


def _clock(seconds: float | None, digits: int = 2) -> str:
    return "?" if seconds is None else clock_text(seconds, digits)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
