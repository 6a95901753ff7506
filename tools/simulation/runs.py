"""The runs by name: each a function of a random generator (and the game's version) that gives its ticks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from .script import APPROACH, FIRST_COUNTER, PIPE_TO_COUNTER, Script, Tick

Rng = np.random.Generator

_MINUTE = 60 * 30  # ticks
DEMO_TICKS = 40 * 30

_CASTLE = ("hall", "cellar", "grounds", "tower")
_COURSES = (
    "meadow", "snow", "blizzard", "cave", "abyss", "lava", "gold", "lake", "desert", "ghosts", "clouds",
    "cliffs", "dusk",
)  # fmt: skip


@dataclass(frozen=True)
class Route:
    """A category: its splits, and how its stars are taken.

    A split is a number of stars and of fade-outs after it (0: at once; a negative one is a white fade).
    ``minutes``: the shortest and the longest run. ``staying``: the stars that end no course, by the count
    that they make: those for 100 coins, and the castle's.
    """

    stars: int
    minutes: tuple[float, float]
    splits: tuple[tuple[int, int], ...]
    staying: frozenset[int]

    def blacks(self, count: int) -> int:
        """How many black fade-outs the route has after that count at least."""
        return max((fades for stars, fades in self.splits if stars == count), default=0)

    def whites(self, count: int) -> int:
        """How many white fade-outs the route has after that count at least."""
        return max((-fades for stars, fades in self.splits if stars == count), default=0)


def _splits(counts: str, fades: str) -> tuple[tuple[int, int], ...]:
    return tuple(zip(map(int, counts.split(",")), map(int, fades.split(",")), strict=True))


ROUTES = {
    "16": Route(
        stars=16,
        minutes=(15, 20),
        splits=_splits("0,0,1,4,7,11,15,15,16,16,16", "0,2,2,1,1,1,1,-1,1,4,8"),
        staying=frozenset({16}),
    ),
    "70": Route(
        stars=70,
        minutes=(50, 60),
        splits=_splits("0,10,13,17,19,24,30,34,39,42,48,52,58,62,69", "0,1,2,1,1,1,1,1,1,1,1,1,1,1,1"),
        staying=frozenset({4, 15, 18, 27, 36, 45, 54, 61, 68}),
    ),
    "120": Route(
        stars=120,
        minutes=(100, 120),
        splits=_splits("0,7,23,49,83,105,120", "0,1,1,1,1,1,1"),
        # One of eight for 100 coins, and some of the castle's.
        staying=frozenset({*range(4, 120, 8), 30, 31, 62, 63, 90}),
    ),
}


def demo(rng: Rng, version: str = "US") -> Iterator[Tick]:
    """The demo run: 40 s at 30 ticks a second, much of it shorter than in the game; the same every time."""
    run = Script()
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


def _take_briefly(run: Script, blinking: int = 0) -> None:
    run.touch_star()
    run.blink(blinking, dancing=True)


class _Player:
    """Plays a route: decides what happens between the stars, and how long it takes."""

    def __init__(self, route: Route, rng: Rng, version: str):
        self._route, self._rng, self._version = route, rng, version
        self._run = Script()
        self._castle = "hall"
        self._course: str | None = None  # where the player is; None in the castle
        self._blacks = 0  # black fade-outs since the last star

    def run(self) -> Iterator[Tick]:
        """The whole run, from power-on to the credits."""
        if self._rng.random() < 0.4:
            yield from self._false_start()
        self._power_on()
        start, last = self._run.now, self._length()
        due = start + np.cumsum(self._rng.uniform(0.5, 1.5, self._route.stars + 1))
        due = start + (due - start) / (due[-1] - start) * (last - start)
        for count in range(self._route.stars):
            yield from self._next_star(count, int(due[count]))
        yield from self._finish(int(due[-1]))

    def _power_on(self) -> None:
        self._run.power_on(FIRST_COUNTER[self._version])
        self._castle, self._course, self._blacks = "grounds", None, 0

    def _length(self) -> int:
        return round(self._rng.uniform(*self._route.minutes) * _MINUTE)

    def _false_start(self) -> Iterator[Tick]:
        """A run that is given up after a few stars."""
        self._power_on()
        for count in range(self._rng.integers(1, 4)):
            yield from self._next_star(count, self._run.now + self._ticks(300, 900))

    def _next_star(self, count: int, due: int) -> Iterator[Tick]:
        """On the way to the next star, which is taken at the tick ``due`` or soon after."""
        run, route, rng = self._run, self._route, self._rng
        stays = count + 1 in route.staying
        if self._course and (route.blacks(count) or route.whites(count)):
            self._leave()
        while self._blacks < route.blacks(count) or rng.random() < 0.2:
            self._open_a_door()
        if not self._course and (route.whites(count) or not stays or rng.random() < 0.7):
            self._enter_a_course()
        yield from run.taken()
        while run.now < due - APPROACH - 200:
            self._do_something(due - APPROACH - run.now)
            yield from run.taken()
        run.play(max(30, due - APPROACH - run.now))
        self._take_star(stays)
        yield from run.taken()

    def _take_star(self, stays: bool) -> None:
        if stays:
            self._run.take_star_and_stay(self._ticks(20, 90))
            self._blacks = 0
        else:
            self._run.take_star(self._castle, score=self._ticks(40, 150))
            self._course, self._blacks = None, 1

    def _leave(self) -> None:
        self._run.exit_course(self._castle)
        self._course = None
        self._blacks += 1

    def _open_a_door(self) -> None:
        self._castle = str(self._rng.choice(_CASTLE))
        self._run.play(self._ticks(30, 90))
        move = self._run.open_door if self._rng.random() < 0.8 else self._run.enter_pipe
        move(self._castle)
        self._course = None
        self._blacks += 1

    def _enter_a_course(self) -> None:
        run, rng = self._run, self._rng
        self._course = str(rng.choice(_COURSES))
        run.play(self._ticks(30, 120))
        kind = rng.random()
        if kind < 0.75 or self._route.whites(run.count):
            run.enter_painting(self._course, self._ticks(30, 90))
        elif kind < 0.85:
            run.enter_tower(self._course)
        else:
            run.enter_pipe(self._course)

    def _do_something(self, left: int) -> None:
        """Something that takes a while; mostly the player just runs. ``left``: ticks until the star."""
        run, rng = self._run, self._rng
        kind = rng.random()
        if kind < 0.08:
            run.pause(self._ticks(10, 120))
        elif kind < 0.16:
            run.talk(self._ticks(40, 120))
        elif kind < 0.22 and self._course:
            run.teleport()
        elif kind < 0.25 and left > 700 and self._course:
            run.die(self._castle)
            self._course = None
            self._enter_a_course()
        elif kind < 0.262 and left > 900:
            self._use_save_states()
        elif kind < 0.267 and left > 1200:
            self._look_into_another_file()
        else:
            run.play(min(self._ticks(60, 240), left - 60))

    def _use_save_states(self) -> None:
        """Practises something with fewer stars, and comes back to the run."""
        run, rng = self._run, self._rng
        count, place = run.count, self._course or self._castle
        other = max(0, count - int(rng.integers(2, 9)))
        if count - other < 2:
            return
        run.load_state(other, str(rng.choice(_COURSES)))
        run.play(self._ticks(90, 300))
        run.load_state(count, place)

    def _look_into_another_file(self) -> None:
        run, rng = self._run, self._rng
        count = run.count
        other = int(rng.integers(0, 121))
        if abs(other - count) < 2:
            return
        run.load_file(other)
        run.play(self._ticks(60, 200))
        run.load_file(count)
        self._castle, self._course = "grounds", None

    def _finish(self, due: int) -> Iterator[Tick]:
        """The way to the last fight, and the grand star."""
        run = self._run
        if self._course:
            self._leave()
        for _ in range(max(1, self._route.blacks(run.count) - self._blacks)):
            self._open_a_door()
        run.enter_pipe("abyss")
        yield from run.taken()
        while run.now < due:
            run.play(self._ticks(60, 240))
            yield from run.taken()
        run.win()
        yield from run.taken()

    def _ticks(self, least: int, most: int) -> int:
        return int(self._rng.integers(least, most + 1))


def _route_run(name: str) -> Callable[[Rng, str], Iterator[Tick]]:
    def run(rng: Rng, version: str = "US") -> Iterator[Tick]:
        return _Player(ROUTES[name], rng, version).run()

    return run


#: The runs by name: each takes a random generator and the game's version ("US", "JP", "PAL").
RUNS: dict[str, Callable[[Rng, str], Iterator[Tick]]] = {
    "demo": demo,
    **{name: _route_run(name) for name in ROUTES},
}
