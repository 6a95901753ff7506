"""What several files come to: a table with a line for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ...tracking.attempts import Attempts
from ...tracking.event import DEATHS, Event
from ...words import clock_text, file_text

_HEAD = ("file", "runs", "stars", "deaths", "end")


class Tally:
    """What is counted of one file's events.

    ``runs`` are those in which the counter was seen, ``stars`` all that were taken in them, and ``end`` is
    the time of the last grand star, in seconds of the file: None where no run came to its end. Where not
    every frame was read, ``is_whole`` is false: then deaths may be left out, and are not told.
    """

    def __init__(self, path: Path, is_whole: bool = True):
        self.path, self.is_whole = path, is_whole
        self.stars = self.deaths = 0
        self.end: float | None = None
        self._attempts = Attempts()
        self._before: float | None = None  # the end before the last one

    @property
    def runs(self) -> int:
        """How many runs there were."""
        return self._attempts.number

    def update(self, event: Event) -> None:
        """Takes the next event."""
        self._attempts.begins(event)
        self.stars += event.kind == "star"
        self.deaths += event.kind in DEATHS
        if event.kind == "grand_star":
            self._before, self.end = self.end, event.time
        elif event.kind == "no_grand_star":
            self.end = self._before


def table(tallies: Sequence[Tally]) -> list[str]:
    """The lines of the table."""
    rows = [_HEAD, *(_row(tally) for tally in tallies)]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [_line(row, widths) for row in rows]


def _row(tally: Tally) -> tuple[str, ...]:
    deaths = str(tally.deaths) if tally.is_whole else "–"
    end = "–" if tally.end is None else clock_text(tally.end)
    return file_text(tally.path.name), str(tally.runs), str(tally.stars), deaths, end


def _line(cells: Iterable[str], widths: Iterable[int]) -> str:
    name, *numbers = zip(cells, widths, strict=True)
    return "  ".join([f"{name[0]:<{name[1]}}", *(f"{cell:>{width}}" for cell, width in numbers)])
