"""A short run which has everything once that can happen in one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .courses import DOOR, STAR_APPEARS
from .script import Script
from .tape import Tick

Rng = np.random.Generator

# Ticks from power-on to the first counter, fewer than in the game, as much else is shorter here.
_FIRST_COUNTER = 570


def whole(rng: Rng, version: str = "US") -> Iterator[Tick]:
    """A game over and a reset, and then from power-on to the grand star; the same every time."""
    run = Script("cave", count=2)
    for part in (_lose, _begin_anew, _visit_courses, _visit_castle, _beat_bowser, _win):
        part(run)
        yield from run.taken()


def _lose(run: Script) -> None:
    """The end of an attempt without a life left: game over, and a reset in a course."""
    run.lives = 0
    run.play(60)
    run.lose(falls=True)
    run.play(20)
    run.enter_painting("meadow", 20)
    run.play(30)


def _begin_anew(run: Script) -> None:
    run.power_on(_FIRST_COUNTER, demos=1, idle=10, demo_ticks=60)
    run.hear_lakitu(30, 20)
    run.play(15)


def _visit_courses(run: Script) -> None:
    """100 coins and their star, a star, a mushroom, a death, and an exit."""
    run.enter_painting("snow", 30)
    run.collect(52)
    run.play(20)
    run.lives += 1
    run.play(100)
    run.collect(50)
    run.play(100)
    run.watch(STAR_APPEARS)
    run.take_star_and_stay()
    run.play(20)
    run.take_star("hall", score=48, falls=5)
    run.play(50)
    run.enter_pipe("lake")
    run.play(10)
    run.die("hall", falls=True)
    run.enter_tower("gold")
    run.talk(30)
    run.exit_course("hall")
    run.play(20)


def _visit_castle(run: Script) -> None:
    """A star of the castle, and doors."""
    run.watch(STAR_APPEARS)
    run.take_star_and_stay(30)
    run.watch(DOOR)
    run.play(20)
    run.open_door("cellar")
    run.play(30)


def _beat_bowser(run: Script) -> None:
    """A key of Bowser."""
    run.fall_through("lava")
    run.play(40)
    run.enter_arena(30)
    run.play(80)
    run.take_key("hall")
    run.play(120)


def _win(run: Script) -> None:
    """The last Bowser, and the grand star."""
    run.fall_through("dusk")
    run.play(60)
    run.enter_arena(30)
    run.play(80)
    run.win(dialogue=30, way=30, flight=100)
