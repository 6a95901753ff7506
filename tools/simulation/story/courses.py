"""The castle and its courses: how they are entered and left, their stars, deaths, doors and talks.

Durations are those of the game, in ticks, from n64decomp/sm64 (src/game/level_update.c, camera.c and others).
"""

from __future__ import annotations

import math

from .tape import ENDLESS, MOST_LIVES, Tape

#: On the course-complete screen the counter is drawn for 8 ticks, then hidden for 8.
BLINK = 8
#: How far a star is seen coming, in ticks.
APPROACH = 24
#: How long the dance with a star lasts until the course is left, or a dialogue opens.
DANCE = 80

# Fades, in ticks.
STAR_EXIT, DEATH, WARP, LEAVE_COURSE, SPAWN_BLACK = 32, 48, 20, 16, 16
PAINTING_WAIT, PAINTING, STAR_SELECT, SPAWN_WHITE, TOWER = 45, 30, 16, 26, 30
TELEPORT = 20
#: Cutscenes at arriving in the castle: out of a painting, after a special course or a key, after a death.
OUT_OF_PAINTING, OUT_OF_SPECIAL, AFTER_DEATH = 180, 175, 119
#: Cutscenes: of a door without a fade, the star door, the key door, a cannon, a star that appears.
DOOR, STAR_DOOR, KEY_DOOR, CANNON, STAR_APPEARS = 76, 50, 200, 122, 110
#: A talk's cutscene begins so long after its box, and lasts so much longer.
TALK_BEFORE, TALK_AFTER = 10, 12
#: From arriving in the castle to the landing, where the lives fall.
LANDING = 56
# How long the course-complete screen counts at least, coins or not.
_COUNTING = 30
# The course-complete screen counts one coin at every second tick, and at each where there are more.
_SLOW_COINS = 70
_COINS_A_LIFE = 50
# How long Mario walks at least from where one cutscene ended to what begins the next.
_WALK = 10


class Courses(Tape):
    """What a player does in courses and in the castle."""

    def pause(self, ticks: int) -> None:
        """Looks at the pause menu: the game stands still, darkened; the HUD stays."""
        self._stand_still(ticks, "pause")

    def talk(self, ticks: int) -> None:
        """Reads a dialogue: the game stands still; the HUD stays."""
        silent = min(TALK_BEFORE, ticks)
        self._stand_still(silent, "dialogue")
        if ticks > silent:
            self.film(ticks - silent + TALK_AFTER)
            self._stand_still(ticks - silent, "dialogue")

    def watch(self, ticks: int) -> None:
        """A cutscene without a fade: a door, a cannon, a star that appears."""
        self._walk_on()
        self.film(ticks)
        self.play(ticks)

    def touch_star(self) -> None:
        """A star comes near and is touched: the next tick shows the new count."""
        self._approach()
        self.count += 1

    def dance(self, ticks: int = DANCE, falls: int = 0, scene: str = "") -> None:
        """Falls for some ticks, and jumps with the star, which the camera films."""
        self.play(falls)
        self.film(ENDLESS, scene)
        self._jump(ticks)

    def take_star(self, castle: str, *, score: int = 96, falls: int = 0, film: int = OUT_OF_PAINTING) -> None:
        """Takes a star that ends the course: dance, fade, and the course-complete screen in the castle."""
        self.touch_star()
        self.dance(falls=falls)
        coins = self.coins
        self.change_place("black", "cap", castle, STAR_EXIT, opening=SPAWN_BLACK, opens="star", film=film)
        self.play(LANDING - SPAWN_BLACK)
        self.count_up(coins)
        self.blink(score)

    def take_star_and_stay(self, dialogue: int = 45, falls: int = 0) -> None:
        """Takes a star that does not end the course (100 coins, most of the castle's): no fade."""
        self.touch_star()
        self.dance(falls=falls)
        self.end_film()
        self.talk(dialogue)

    def count_up(self, coins: int) -> None:
        """The course-complete screen counts the coins; one more life for each 50."""
        ticks = 0
        for tally in range(1, coins + 1):
            if tally % _COINS_A_LIFE == 0 and tally <= 3 * _COINS_A_LIFE:
                self.lives = min(MOST_LIVES, self.lives + 1)
            for _ in range(1 if coins > _SLOW_COINS else 2):
                self._write(overlay="score", tally=tally)
                ticks += 1
        for _ in range(max(0, _COUNTING - ticks)):
            self._write(overlay="score", tally=coins)

    def blink(self, ticks: int, *, dancing: bool = False) -> None:
        """The course-complete screen, until it is dismissed."""
        for tick in range(ticks):
            jump = 30 * abs(math.sin(tick / ticks * 2 * math.pi)) if dancing else 0.0
            self._write(counter=tick // BLINK % 2 == 0, jump=jump, overlay="" if dancing else "score")

    def die(self, castle: str, *, falls: bool = False, landing: int = 40, rest: int = LANDING) -> None:
        """Dies and is thrown out of the course; ``falls``: out of it. The lives fall at the landing.

        ``landing``: ticks from the castle's first one. ``rest``: how long he lies there.
        """
        self._lose_life(castle, falls, film=AFTER_DEATH)
        self._land(landing)
        self.play(rest)

    def exit_course(self, castle: str) -> None:
        """Leaves the course from the pause menu."""
        self.pause(30)
        self.change_place("black", "plain", castle, LEAVE_COURSE, opening=SPAWN_BLACK)
        self.play(LANDING - SPAWN_BLACK)

    # How one goes from place to place.

    def enter_painting(self, course: str, selecting: int = 60) -> None:
        """Jumps into a painting, selects a star, and falls into the course."""
        self._walk_on()
        self.film(ENDLESS)
        self.play(PAINTING_WAIT)
        self.change_place("white", "plain", "stars", PAINTING, opening=STAR_SELECT, hud_after=False)
        self.play(selecting, hud=False)
        self.change_place("white", "plain", course, STAR_SELECT, opening=SPAWN_WHITE, hud_before=False)

    def enter_tower(self, course: str) -> None:
        """Looks up into the light (or enters the haunted house): white, without star selection."""
        self.change_place("white", "plain", course, TOWER, opening=SPAWN_WHITE)

    def open_door(self, to: str) -> None:
        """Goes through a door that leads to another level."""
        self._walk_on()
        self.film(ENDLESS)
        self.change_place("black", "circle", to, WARP, opening=SPAWN_BLACK)

    def fall_through(self, to: str) -> None:
        """Falls through a hole in the floor."""
        self.change_place("black", "circle", to, WARP, opening=SPAWN_BLACK)

    def enter_pipe(self, to: str, *, keeps_coins: bool = False, film: float = 0, scene: str = "") -> None:
        """Takes a pipe or another object that leads elsewhere."""
        self.change_place(
            "black", "star", to, WARP, opening=SPAWN_BLACK, keeps_coins=keeps_coins, film=film, scene=scene
        )

    def teleport(self) -> None:
        """To another corner of the same course: white out and in, the HUD under it all the time."""
        self._close("white", "plain", TELEPORT)
        self._clock += 300
        self._open("white", "plain", TELEPORT)

    def _walk_on(self) -> None:
        """Comes to what begins a cutscene: never at the end of another one."""
        ago = self.now - self._film_until
        if 0 <= ago < _WALK:
            self.play(int(_WALK - ago))

    def _approach(self) -> None:
        for left in range(APPROACH, 0, -1):
            self._write(star_in=left)

    def _jump(self, ticks: int) -> None:
        for tick in range(ticks):
            self._write(jump=30 * abs(math.sin(tick / ticks * 2 * math.pi)))

    def _lose_life(self, to: str, falls: bool, *, film: int = 0, hud_after: bool = True) -> None:
        """Dies, up to the first tick in the next level; the camera films who does not fall."""
        if falls:
            self.play(30)
        else:
            self.film(ENDLESS)
            self.play(60)
        shape, ticks = ("circle", WARP) if falls else ("horns", DEATH)
        self.change_place(
            "black", shape, to, ticks, opening=SPAWN_BLACK, opens="star", film=film, hud_after=hud_after
        )

    def _land(self, landing: int) -> None:
        """Lands so many ticks after the level was loaded, and has a life less."""
        self.play(landing - SPAWN_BLACK)
        self.lives -= 1
