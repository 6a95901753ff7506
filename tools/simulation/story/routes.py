"""The categories: in which order a run visits courses, the castle's stars and Bowser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Visit(NamedTuple):
    """A part of a route.

    ``kind``: "course" (a painting; ``stars`` of them, entered anew after each), "special" (slides, caps and
    the aquarium, which throw Mario out elsewhere), "castle" (Toad and Mips), "stage" (Bowser's, with its red
    coins' star where ``stars`` is 1, and its key), "last" (the same, with the grand star), "doors" (``stars``
    of them). ``has_hundred``: the last star but one is that for 100 coins.
    """

    kind: str
    stars: int
    has_hundred: bool = False


@dataclass(frozen=True)
class Route:
    """A category: how long the shortest and the longest run take, and what is visited in turn."""

    minutes: tuple[float, float]
    visits: tuple[Visit, ...]

    @property
    def stars(self) -> int:
        """The stars that are taken, without the grand star."""
        return sum(visit.stars for visit in self.visits if visit.kind != "doors")


def _visits(text: str) -> tuple[Visit, ...]:
    """Of kinds and numbers: "course 7+" is a course of 7 stars, one of them for 100 coins."""
    pairs = (visit.split() for visit in text.split(","))
    return tuple(Visit(kind, int(number.rstrip("+")), number.endswith("+")) for kind, number in pairs)


#: The orders are those of the shipped routes (`star_counter.splitting.routes`), where there is one.
ROUTES = {
    "0": Route((5, 7), _visits("doors 2, stage 0, doors 2, stage 0, doors 3, last 0")),
    "1": Route((6, 9), _visits("doors 2, stage 0, doors 2, course 1, stage 0, doors 4, last 0")),
    "16": Route(
        (15, 20),
        _visits(
            "doors 2, stage 1, course 3, course 3, course 4, course 4, course 1, stage 0, doors 4, last 0"
        ),
    ),
    "31": Route(
        (24, 32),
        _visits(
            "course 5, course 3, stage 0, castle 1, course 4, course 4, course 5, castle 1, special 1,"
            " course 6+, course 1, stage 0, doors 4, last 0"
        ),
    ),
    "70": Route(
        (50, 60),
        _visits(
            "special 1, course 2, course 7+, course 2, stage 1, course 4, course 2, course 5, course 6+,"
            " castle 1, course 3, stage 0, course 5, course 3, course 6+, course 4, special 1, course 5,"
            " course 4, castle 1, course 6+, castle 1, last 0"
        ),
    ),
    "120": Route(
        (100, 120),
        _visits(
            "course 7+, course 7+, special 2, special 1, course 7+, course 7+, special 1, course 7+, stage 1,"
            " course 7+, special 1, castle 2, course 7+, course 7+, castle 1, course 1, stage 1, course 6+,"
            " special 1, castle 1, course 7+, course 7+, course 7+, course 7+, castle 1, special 1,"
            " course 7+, course 7+, last 1"
        ),
    ),
}
