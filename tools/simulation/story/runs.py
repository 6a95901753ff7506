"""The runs by name: each a function of a random generator (and the game's version) that gives its ticks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from .demo import demo
from .player import Player
from .routes import ROUTES
from .tape import Tick
from .whole import whole

Rng = np.random.Generator


def _played(name: str, *, is_quick: bool = False) -> Callable[[Rng, str], Iterator[Tick]]:
    def run(rng: Rng, version: str = "US") -> Iterator[Tick]:
        return Player(ROUTES[name], rng, version, is_quick=is_quick).run()

    return run


#: The runs by name: each takes a random generator and the game's version ("US", "JP", "PAL").
RUNS: dict[str, Callable[[Rng, str], Iterator[Tick]]] = {
    "demo": demo,
    "whole": whole,
    **{name: _played(name) for name in ROUTES},
    **{f"{name}-quick": _played(name, is_quick=True) for name in ROUTES},
}
