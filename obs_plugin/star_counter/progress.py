"""How far long work is: as a bar in a terminal, and elsewhere, as in a log, as a line now and then."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from .words import clock_text

if TYPE_CHECKING:
    from tqdm import tqdm

_EVERY = 30.0  # seconds between two lines

Item = TypeVar("Item")


class Told:
    """Says now and then how far work is, from a thread: also where it does not come on.

    ``n`` of ``total`` ``unit`` are done; the total may not be known.
    """

    def __init__(self, what: str, total: float | None, unit: str, say: Callable[[str], object]):
        self.n = 0.0
        self._what, self._total, self._unit, self._say = what, total, unit, say
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="star counter's progress", daemon=True)

    def update(self, n: float = 1) -> None:
        """Takes that so much more is done."""
        self.n += n

    def __enter__(self) -> Told:
        self._began = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(_EVERY):
            self._say(self._text())

    def _text(self) -> str:
        done = f"{self.n:,.0f}"
        if self._total:
            done += f" of {self._total:,.0f} {self._unit} ({min(self.n / self._total, 1):.0%})"
        else:
            done += f" {self._unit}"
        return f"{self._what}: {done}, after {clock_text(time.monotonic() - self._began, 0)}."


def bar(what: str, total: float | None, unit: str) -> tqdm | Told:
    """The progress of work, on stderr: tqdm's bar in a terminal, which goes when the work is done."""
    if not sys.stderr.isatty():
        return Told(what, total, unit, _tell)
    from tqdm import tqdm  # here, because the installation does without

    return tqdm(desc=what, total=total, unit=f" {unit}", leave=False)


def over(items: Iterable[Item], what: str, total: float | None, unit: str) -> Iterator[Item]:
    """The items, with their progress as `bar` shows it."""
    with bar(what, total, unit) as shown:
        for item in items:
            yield item
            shown.update()


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
