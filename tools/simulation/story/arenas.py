"""Bowser's arenas: the fights, their keys, and the grand star.

Durations are in ticks, from n64decomp/sm64 (src/game/camera.c, mario_actions_cutscene.c).
"""

from __future__ import annotations

from .courses import LANDING, OUT_OF_SPECIAL, SPAWN_BLACK, STAR_EXIT, Courses
from .tape import ENDLESS, LOADING

#: The camera looks at Bowser for so long before he talks.
ENTRY = 180
#: From the end of the defeat dialogue to the grand star, and how long it appears.
GRAND_STAR_WAIT, GRAND_STAR_APPEARS = 71, 145
#: From Mario's landing after the touch to the cutscene; its dance to the take-off, and the flight.
GRAND_STAR_LANDING, GRAND_STAR_DANCE, FLIGHT = 15, 194, 500
#: The fade at the end of the flight; how Peach appears after it.
END, PEACH_IN, PEACH_OUT = 30, 14, 192

_ARENA = "arena"


class Arenas(Courses):
    """What a player does where Bowser is."""

    def enter_arena(self, dialogue: int = 90) -> None:
        """Takes the pipe out of the stage: Bowser, and what he says, filmed until the box is closed."""
        self.enter_pipe(_ARENA, keeps_coins=True, film=ENDLESS, scene="entry")
        self.play(ENTRY - SPAWN_BLACK)
        self._stand_still(dialogue, "dialogue")
        self.end_film()

    def die_in_arena(self, stage: str, *, falls: bool = False, landing: int = 25) -> None:
        """Dies in the arena: back before its pipe, where the lives fall; no coins are left."""
        self._lose_life(stage, falls)
        self._land(landing)
        self.play(30)

    def take_key(self, castle: str, *, falls: int = 8, score: int = 60) -> None:
        """Takes a key of Bowser: dance, fade, and the course-complete screen, on which nothing blinks."""
        self._approach()
        self.dance(falls=falls, scene="key")
        coins = self.coins
        self.change_place(
            "black", "cap", castle, STAR_EXIT, opening=SPAWN_BLACK, opens="star", film=OUT_OF_SPECIAL
        )
        self.play(LANDING - SPAWN_BLACK)
        self.count_up(coins)
        self._stand_still(score, "score")

    def win(self, *, dialogue: int = 90, way: int = 60, falls: int = 12, flight: int = FLIGHT) -> None:
        """Beats the last Bowser and takes the grand star, which is not counted: the run is over.

        ``way``: ticks to the star when it has appeared. ``falls``: from its touch to the ground. ``flight``:
        from the take-off to the black.
        """
        self._stand_still(dialogue, "dialogue")
        self.play(GRAND_STAR_WAIT)
        self.watch(GRAND_STAR_APPEARS)
        self.play(way)
        self._approach()
        self.play(falls + GRAND_STAR_LANDING)
        self.film(ENDLESS, "grand star")
        self._jump(GRAND_STAR_DANCE)
        self.play(flight)
        self.change_place("black", "plain", "grounds", END, opening=END, hud_after=False)
        self.play(50, hud=False)

    def meet_peach(self, ticks: int = 150) -> None:
        """What follows the end: Peach, and so much of the credits."""
        self._close("white", "plain", PEACH_IN, hud=False)
        self._hold("white", LOADING)
        self._open("white", "plain", PEACH_OUT, hud=False)
        self.play(ticks, hud=False)
