"""A measured figure, and the table of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Row(NamedTuple):
    """A figure with its unit, and the target it should reach (in words), if there is one."""

    what: str
    value: float
    unit: str
    target: str = ""

    def __str__(self) -> str:
        return f"{self.what:<62}{self.value:>10.3g} {self.unit:<12}{self.target}"


def show(rows: Iterable[Row]) -> None:
    """Prints each row as soon as it is measured."""
    print(f"{'':<62}{'measured':>10} {'':<12}target")
    for row in rows:
        print(row, flush=True)
