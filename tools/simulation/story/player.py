"""Who plays a route: decides what happens between the stars, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .courses import CANNON, DOOR, KEY_DOOR, OUT_OF_SPECIAL, STAR_APPEARS, STAR_DOOR
from .routes import Route, Visit
from .script import FIRST_COUNTER, Script
from .tape import MOST_LIVES, Tick

Rng = np.random.Generator

_MINUTE = 60 * 30  # ticks
# Of the last minute: from the defeat of Bowser to the end of what is filmed.
_LAST = 1700
_HUNDRED = 100
# Cutscenes of pools, waterfalls and the like, in ticks.
_POOL = 60, 130
# A course is left, entered anew and played for a while in so many ticks.
_AGAIN = 700

_ROOMS = ("hall", "cellar", "grounds", "tower", "court")
_COURSES = (
    "meadow", "snow", "blizzard", "cave", "abyss", "lava", "gold", "lake", "desert", "ghosts", "clouds",
    "cliffs", "dusk",
)  # fmt: skip
_STAGES = ("abyss", "lava", "clouds", "dusk")


class Player:
    """Plays a route as players do.

    ``is_quick``: as fast as the game lets him, without anything on the side, but for one reset in the first
    course and two deaths after it.
    """

    def __init__(self, route: Route, rng: Rng, version: str, *, is_quick: bool = False):
        self._route, self._rng, self._version, self._is_quick = route, rng, version, is_quick
        self._run = Script()
        self._room = "hall"
        self._deaths: Iterator[bool] = iter(())  # of a quick run: whether it dies where it could

    def run(self) -> Iterator[Tick]:
        """The whole run, from power-on to the credits."""
        yield from self._first_attempts()
        self._power_on()
        self._deaths = iter((True, False, True))
        goals = [visit for visit in self._route.visits for _ in range(_goals(visit))]
        dues = iter(self._dues(len(goals)))
        for visit in self._route.visits:
            visited = self._visit(visit, dues)
            for _ in visited:
                yield from self._run.taken()
            yield from self._run.taken()

    def _dues(self, goals: int) -> list[int]:
        """When each goal is reached, at the earliest."""
        start = self._run.now
        if self._is_quick:
            return [0] * goals
        end = self._rng.uniform(*self._route.minutes) * _MINUTE - _LAST
        due = np.cumsum(self._rng.uniform(0.5, 1.5, goals))
        return [round(start + share * (end - start)) for share in due / due[-1]]

    # Before the run.

    def _first_attempts(self) -> Iterator[Tick]:
        """Runs that are given up: in a course, or after a game over."""
        attempts = 1 if self._is_quick else int(self._rng.choice(3, p=(0.5, 0.35, 0.15)))
        for _ in range(attempts):
            self._power_on()
            if not self._is_quick and self._rng.random() < 0.3:
                self._lose_all_lives()
            stars = 1 if self._is_quick else self._ticks(0, 3)
            for _ in self._visit(Visit("course", stars), iter([0] * stars)):
                yield from self._run.taken()
            self._enter_a_course()
            self._run.play(self._ticks(30, 200))
            yield from self._run.taken()

    def _power_on(self) -> None:
        demos = 0 if self._is_quick or self._rng.random() < 0.8 else self._ticks(1, 2)
        self._run.power_on(FIRST_COUNTER[self._version], demos)
        self._run.hear_lakitu()
        self._room = "grounds"

    def _lose_all_lives(self) -> None:
        while self._run.lives > 0:
            self._enter_a_course()
            self._run.play(self._ticks(20, 100))
            self._die()
        self._enter_a_course()
        self._run.lose(falls=self._chance(0.5))
        self._room = "grounds"
        self._run.play(60)

    # The visits: each is gone through step by step, so that what was written can be taken away.

    def _visit(self, visit: Visit, dues: Iterator[int]) -> Iterator[None]:
        visits = {
            "course": self._visit_course,
            "special": self._visit_special,
            "castle": self._take_castle_stars,
            "stage": self._visit_stage,
            "last": self._visit_stage,
            "doors": self._open_doors,
        }
        return visits[visit.kind](visit, dues)

    def _visit_course(self, visit: Visit, dues: Iterator[int]) -> Iterator[None]:
        for left in range(visit.stars, 0, -1):
            if not self._run.is_course:
                self._walk()
                self._enter_a_course()
            yield from self._pass_time(next(dues))
            if visit.has_hundred and left == 2:
                yield from self._take_hundred()
            else:
                self._run.take_star(self._room, score=self._score(), falls=self._fall())
            yield

    def _visit_special(self, visit: Visit, dues: Iterator[int]) -> Iterator[None]:
        for _ in range(visit.stars):
            self._walk()
            enter = self._run.enter_tower if self._chance(0.3) else self._run.fall_through
            enter(str(self._rng.choice(_COURSES)))
            yield from self._pass_time(next(dues), in_special=True)
            self._run.take_star(self._room, score=self._score(), falls=self._fall(), film=OUT_OF_SPECIAL)
            yield

    def _take_castle_stars(self, visit: Visit, dues: Iterator[int]) -> Iterator[None]:
        for _ in range(visit.stars):
            self._walk()
            yield from self._pass_time(next(dues))
            self._run.talk(self._ticks(50, 120))
            self._run.watch(STAR_APPEARS)
            self._run.take_star_and_stay(self._ticks(30, 90), self._fall())
            yield

    def _open_doors(self, visit: Visit, dues: Iterator[int]) -> Iterator[None]:
        for _ in range(visit.stars):
            self._walk()
            self._room = str(self._rng.choice(_ROOMS))
            (self._run.open_door if self._chance(0.8) else self._run.enter_pipe)(self._room)
            yield

    def _visit_stage(self, visit: Visit, dues: Iterator[int]) -> Iterator[None]:
        run, stage = self._run, str(self._rng.choice(_STAGES))
        self._walk()
        run.watch(KEY_DOOR if self._chance(0.5) else STAR_DOOR)
        run.fall_through(stage)
        if visit.stars:
            yield from self._pass_time(next(dues), in_special=True)
            run.collect(8)
            run.watch(STAR_APPEARS)
            run.take_star_and_stay(self._ticks(30, 60), self._fall())
        yield from self._pass_time(next(dues), in_special=True)
        run.enter_arena(self._ticks(30, 120))
        while self._dies(0.25):
            run.play(self._ticks(60, 300))
            run.die_in_arena(stage, falls=self._chance(0.5), landing=self._ticks(17, 35))
            run.enter_arena(self._ticks(30, 120))
            yield
        run.play(self._ticks(60, 120) if self._is_quick else self._ticks(200, 900))
        if visit.kind == "last":
            run.win(dialogue=self._ticks(40, 120), way=self._ticks(30, 120), falls=self._ticks(4, 28))
            run.meet_peach()
        else:
            run.take_key(self._room, falls=self._ticks(0, 20), score=self._score())
        yield

    def _take_hundred(self) -> Iterator[None]:
        """Gets 100 coins, and their star, which ends no course."""
        while self._run.coins < _HUNDRED:
            self._run.collect(self._ticks(5, 15))
            self._run.play(self._ticks(30, 60))
            yield
        self._run.watch(STAR_APPEARS)
        self._run.take_star_and_stay(self._ticks(20, 90), self._fall())

    # On the way.

    def _pass_time(self, due: int, *, in_special: bool = False) -> Iterator[None]:
        """Plays until the tick ``due``, or for a moment; deaths and exits lead back to where it was."""
        run = self._run
        if run.is_course and not in_special and self._dies(0.1):
            self._die()
            self._enter_a_course()
        while run.now < due - 60:
            self._do_something(due - run.now, in_special)
            yield
        run.play(max(30, due - run.now))

    def _do_something(self, left: int, in_special: bool) -> None:
        """Something that takes a while; mostly the player just runs. ``left``: ticks until the star."""
        kind = self._rng.random()
        if kind < 0.07:
            self._run.pause(self._ticks(10, 120))
        elif kind < 0.13:
            self._run.talk(self._ticks(5, 120))
        elif kind < 0.16:
            self._run.mode = "mario" if self._run.mode == "lakitu" else "lakitu"
        elif kind < 0.18 and self._run.lives < MOST_LIVES:
            self._run.lives += 1  # a mushroom
        elif kind < 0.36 and self._run.is_course:
            self._do_something_in_a_course(left, in_special)
        elif kind < 0.25 and not self._run.is_course:
            self._do_something_in_the_castle(left)
        elif kind < 0.37 and left > 900:
            self._use_save_states()
        else:
            self._run.play(min(self._ticks(60, 240), max(30, left - 60)))

    def _do_something_in_a_course(self, left: int, in_special: bool) -> None:
        run, kind = self._run, self._rng.random()
        if kind < 0.5:
            run.collect(self._ticks(1, 5))
            run.play(20)
        elif kind < 0.65:
            run.teleport()
        elif kind < 0.7:
            run.watch(CANNON)
        elif kind < 0.75:
            run.watch(self._ticks(*_POOL))
            run.has_meter = True
        elif left > _AGAIN and not in_special and kind < 0.9 and run.lives > 0:
            self._die()
            self._enter_a_course()
        elif left > _AGAIN and not in_special:
            run.exit_course(self._room)
            self._enter_a_course()

    def _do_something_in_the_castle(self, left: int) -> None:
        if self._chance(0.1) and left > 1200:
            self._look_into_another_file()
        else:
            self._run.watch(DOOR)

    def _walk(self) -> None:
        """Through the castle, to where it goes on."""
        if not self._is_quick and self._chance(0.3):
            self._run.watch(DOOR)
        self._run.play(self._ticks(30, 60) if self._is_quick else self._ticks(40, 150))

    def _enter_a_course(self) -> None:
        course = str(self._rng.choice(_COURSES))
        self._run.play(self._ticks(20, 60))
        kind = self._rng.random()
        if kind < 0.8:
            self._run.enter_painting(course, self._ticks(30, 90))
        elif kind < 0.9:
            self._run.enter_tower(course)
        else:
            self._run.enter_pipe(course)

    def _dies(self, chance: float) -> bool:
        """Whether it is time for a death: by chance, or planned in a quick run."""
        if self._is_quick:
            return next(self._deaths, False)
        return self._run.lives > 0 and self._chance(chance)

    def _die(self) -> None:
        self._run.die(self._room, falls=self._chance(0.5), landing=self._ticks(30, 55))

    def _use_save_states(self) -> None:
        """Practises something with fewer stars, and comes back to the run."""
        run, rng = self._run, self._rng
        count, place = run.count, run.place
        other = max(0, count - int(rng.integers(2, 9)))
        if count - other < 2:
            return
        run.load_state(other, str(rng.choice(_COURSES)) if run.is_course else self._room)
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
        self._room = "grounds"

    def _chance(self, share: float) -> bool:
        return bool(self._rng.random() < share)

    def _fall(self) -> int:
        """How long Mario falls with a star before he dances."""
        return 0 if self._chance(0.6) else self._ticks(1, 25)

    def _score(self) -> int:
        """How long the course-complete screen stands when all is counted."""
        return 48 if self._is_quick else self._ticks(40, 150)

    def _ticks(self, least: int, most: int) -> int:
        return int(self._rng.integers(least, most + 1))


def _goals(visit: Visit) -> int:
    if visit.kind == "doors":
        return 0
    return visit.stars + (visit.kind in ("stage", "last"))
