"""The demo run: what ``make demo`` shows, with stars of every length."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .script import PIPE_TO_COUNTER, Script
from .tape import Tick

Rng = np.random.Generator

DEMO_TICKS = 40 * 30

_COIN_EVERY = 25  # moving ticks


class _Demo(Script):
    """Coins everywhere, and no camera: a picture of the counter more than of a run."""

    def _count_coins(self, is_moving: bool) -> int:
        return (self._clock - self._entered) // _COIN_EVERY % 100

    def _camera(self) -> tuple[str, str]:
        return "none", ""


def demo(rng: Rng, version: str = "US") -> Iterator[Tick]:
    """The demo run: 40 s at 30 ticks a second, much of it shorter than in the game; the same every time."""
    run = _Demo()
    run.play(90, hud=False)
    run.change_place("white", "plain", "grounds", 16, held=5, hud_before=False, hud_after=False)
    run.play(PIPE_TO_COUNTER, hud=False)
    run.play(20)
    _take_briefly(run, 48)
    run.play(15)
    _take_briefly(run)  # as the 100-coin star: without a blink, without a fade
    run.play(20)
    run.change_place("black", "star", "cave", 20, held=6, hud_after=False)
    run.play(30, hud=False)
    run.play(20)
    _take_briefly(run, 48)
    run.change_place("black", "circle", "files", 20, held=5, hud_after=False)
    run.play(45, hud=False)
    run.count = 9
    run.change_place("white", "plain", "snow", 12, held=4, hud_before=False, hud_after=False)
    run.play(20, hud=False)
    run.play(20)
    _take_briefly(run, 32)
    _take_briefly(run)
    run.play(15)
    run.change_place("black", "plain", "lava", 16, held=5, hud_after=False)
    run.count = 98
    run.play(25, hud=False)
    run.play(20)
    _take_briefly(run, 32)
    _take_briefly(run)
    _take_briefly(run)
    run.play(15)
    run.change_place("white", "plain", "dusk", 15, held=5, hud_after=False)
    run.play(30, hud=False)
    run.play(30)
    run.change_place("black", "star", "grounds", 20, held=6, hud_after=False)
    run.count = 119
    run.play(10, hud=False)
    run.play(25)
    _take_briefly(run, 48)
    run.play(DEMO_TICKS - run.now)
    yield from run.taken()


def _take_briefly(run: _Demo, blinking: int = 0) -> None:
    run.touch_star()
    run.blink(blinking, dancing=True)
