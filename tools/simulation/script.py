"""What the game shows, tick by tick, written down in the words of the game.

Durations are those of the game, in ticks, from n64decomp/sm64 (src/game/level_update.c and others). A tick is
a picture of the game: 30 a second (NTSC) or 25 (PAL).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

#: Ticks from power-on to the first counter of a new file, by the game's version. PAL: not measured.
FIRST_COUNTER = {"US": 1478, "JP": 1396, "PAL": 1478}
#: Ticks from the jump out of the pipe to the first counter.
PIPE_TO_COUNTER = 25
#: On the course-complete screen the counter is drawn for 8 ticks, then hidden for 8.
BLINK = 8
#: How far a star is seen coming, in ticks.
APPROACH = 24
#: How long the dance with a star lasts until the course is left, or a dialogue opens.
DANCE = 80

# Fades, in ticks.
STAR_EXIT, DEATH, WARP, LEAVE_COURSE, SPAWN_BLACK = 32, 48, 20, 16, 16
PAINTING_WAIT, PAINTING, STAR_SELECT, SPAWN_WHITE, TOWER = 45, 30, 16, 26, 30
TELEPORT, FILE_SELECT, PEACH_IN, PEACH_OUT = 20, 16, 14, 192

_COIN_EVERY = 25  # moving ticks
# How long a level takes to load, between two fades.
_LOADING = 8
# From power-on: black, the logo, the title.
_BOOT, _LOGO, _TITLE = 40, 110, 75
# From the landing in the castle to the course-complete screen, and its time before the counter blinks.
_LANDING, _COUNTING = 40, 30


class Cover(NamedTuple):
    """A fade: its colour ("black", "white"), its shape (as in `artist`), and how much of it is done, 0-1."""

    colour: str
    shape: str
    done: float


@dataclass(frozen=True)
class Tick:
    """What the game shows at one tick.

    ``place`` is one of `scenery.PLACES`, ``clock`` how far it has moved, in ticks. ``hud``: whether lives and
    coins are drawn; ``count``: the star counter, None where it is not drawn. ``star_in``: ticks until the
    star ahead is reached. ``jump``: how high the player jumps, in HUD units. ``overlay``: what lies over the
    game ("pause", "dialogue", "score") or "".
    """

    place: str
    clock: int
    hud: bool = False
    count: int | None = None
    coins: int = 0
    star_in: int | None = None
    jump: float = 0.0
    overlay: str = ""
    cover: Cover | None = None


class Script:
    """Writes down a run; what was written is taken away with `taken`, so that long runs need no memory."""

    def __init__(self, place: str = "title", count: int = 0):
        self.now = 0
        self.count = count
        self._place, self._clock, self._entered = place, 0, 0
        self._written: list[Tick] = []

    def taken(self) -> list[Tick]:
        """The ticks that were written since the last call."""
        written, self._written = self._written, []
        return written

    # What a player does.

    def play(self, ticks: int, *, hud: bool = True) -> None:
        """Runs on, with or without the counter."""
        for _ in range(ticks):
            self._write(hud=hud)

    def pause(self, ticks: int) -> None:
        """Looks at the pause menu: the game stands still, darkened; the counter stays."""
        self._stand_still(ticks, "pause")

    def talk(self, ticks: int) -> None:
        """Reads a dialogue: the game stands still; the counter stays."""
        self._stand_still(ticks, "dialogue")

    def touch_star(self) -> None:
        """A star comes near and is touched: the next tick shows the new count."""
        for left in range(APPROACH, 0, -1):
            self._write(star_in=left)
        self.count += 1

    def dance(self, ticks: int = DANCE) -> None:
        """Jumps with the star."""
        for tick in range(ticks):
            self._write(jump=30 * abs(math.sin(tick / ticks * 2 * math.pi)))

    def take_star(self, castle: str, *, score: int = 96) -> None:
        """Takes a star that ends the course: dance, fade, and the course-complete screen in the castle."""
        self.touch_star()
        self.dance()
        self.change_place("black", "cap", castle, STAR_EXIT, opening=SPAWN_BLACK, opens="star")
        self.play(_LANDING)
        self._stand_still(_COUNTING, "score")
        self.blink(score)

    def take_star_and_stay(self, dialogue: int = 45) -> None:
        """Takes a star that does not end the course (100 coins, most of the castle's): no fade."""
        self.touch_star()
        self.dance()
        self.talk(dialogue)

    def blink(self, ticks: int, *, dancing: bool = False) -> None:
        """The course-complete screen, until it is dismissed."""
        for tick in range(ticks):
            jump = 30 * abs(math.sin(tick / ticks * 2 * math.pi)) if dancing else 0.0
            self._write(counter=tick // BLINK % 2 == 0, jump=jump, overlay="" if dancing else "score")

    def die(self, castle: str) -> None:
        """Dies and is thrown out of the course."""
        self.play(60)
        self.change_place("black", "horns", castle, DEATH, opening=SPAWN_BLACK, opens="star")
        self.play(_LANDING)

    def exit_course(self, castle: str) -> None:
        """Leaves the course from the pause menu."""
        self.pause(30)
        self.change_place("black", "plain", castle, LEAVE_COURSE, opening=SPAWN_BLACK)
        self.play(_LANDING)

    # How one goes from place to place.

    def enter_painting(self, course: str, selecting: int = 60) -> None:
        """Jumps into a painting, selects a star, and falls into the course."""
        self.play(PAINTING_WAIT)
        self.change_place("white", "plain", "stars", PAINTING, opening=STAR_SELECT, hud_after=False)
        self.play(selecting, hud=False)
        self.change_place("white", "plain", course, STAR_SELECT, opening=SPAWN_WHITE, hud_before=False)

    def enter_tower(self, course: str) -> None:
        """Looks up into the light (or enters the haunted house): white, without star selection."""
        self.change_place("white", "plain", course, TOWER, opening=SPAWN_WHITE)

    def open_door(self, to: str) -> None:
        """Goes through a door or falls through a hole in the floor."""
        self.change_place("black", "circle", to, WARP, opening=SPAWN_BLACK)

    def enter_pipe(self, to: str) -> None:
        """Takes a pipe or another object that leads elsewhere."""
        self.change_place("black", "star", to, WARP, opening=SPAWN_BLACK)

    def teleport(self) -> None:
        """To another corner of the same course: white out and in, the counter under it all the time."""
        self._close("white", "plain", TELEPORT)
        self._clock += 300
        self._open("white", "plain", TELEPORT)

    # What happens around the game.

    def power_on(self, first_counter: int) -> None:
        """Switches on (or resets) and starts a new file: ``first_counter`` ticks without a counter."""
        end = self.now + first_counter
        self._boot()
        self.play(60, hud=False)
        self.change_place(
            "white", "plain", "letter", FILE_SELECT, opening=90, hud_before=False, hud_after=False
        )
        self.play(end - self.now - 200, hud=False)
        self._go_to("grounds")
        self.play(end - self.now - PIPE_TO_COUNTER, hud=False)
        self.play(PIPE_TO_COUNTER, hud=False)
        self.count = 0

    def load_file(self, count: int) -> None:
        """Saves and quits, and loads another file, with another count."""
        self.pause(20)
        self.change_place(
            "black", "plain", "title", LEAVE_COURSE, opening=SPAWN_BLACK, hud_before=False, hud_after=False
        )
        self.play(_TITLE, hud=False)
        self._select_file()
        self.play(50, hud=False)
        self.count = count
        self.change_place("white", "plain", "grounds", FILE_SELECT, opening=SPAWN_WHITE, hud_before=False)

    def load_state(self, count: int, place: str) -> None:
        """Loads a save state: another place and count from one tick to the next."""
        self.count = count
        self._go_to(place)

    def win(self) -> None:
        """Takes the grand star, which is not counted: the run is over. Then Peach, and the credits."""
        for left in range(APPROACH, 0, -1):
            self._write(star_in=left)
        self.dance(90)
        self.play(60, hud=False)
        self._close("white", "plain", PEACH_IN, hud=False)
        self._hold("white", _LOADING)
        self._go_to("grounds")
        self._open("white", "plain", PEACH_OUT, hud=False)
        self.play(150, hud=False)

    def change_place(
        self,
        colour: str,
        shape: str,
        to: str,
        closing: int,
        *,
        opening: int | None = None,
        opens: str | None = None,
        held: int = _LOADING,
        hud_before: bool = True,
        hud_after: bool = True,
    ) -> None:
        """Fades out, stays covered for ``held`` ticks, and opens on another place.

        ``closing`` and ``opening`` (as long, by default) are in ticks; it opens in the same shape, unless
        ``opens`` names another. The counter is drawn under the fades, unless it is said not to be.
        """
        self._close(colour, shape, closing, hud=hud_before)
        self._hold(colour, held)
        self._go_to(to)
        self._open(colour, opens or shape, closing if opening is None else opening, hud=hud_after)

    def _boot(self) -> None:
        """The logo, the title, and the file selection, from a black picture on."""
        self._hold("black", _BOOT)
        self._go_to("logo")
        self.play(_LOGO, hud=False)
        self._go_to("title")
        self.play(_TITLE, hud=False)
        self._select_file()

    def _select_file(self) -> None:
        self.change_place(
            "white",
            "plain",
            "files",
            FILE_SELECT,
            opening=FILE_SELECT,
            held=2,
            hud_before=False,
            hud_after=False,
        )

    def _close(self, colour: str, shape: str, ticks: int, *, hud: bool = True) -> None:
        for tick in range(ticks):
            self._write(hud=hud, cover=Cover(colour, shape, tick / ticks))

    def _hold(self, colour: str, ticks: int) -> None:
        for _ in range(ticks):
            self._write(hud=False, cover=Cover(colour, "plain", 1.0))

    def _open(self, colour: str, shape: str, ticks: int, *, hud: bool = True) -> None:
        for tick in range(ticks - 1, -1, -1):
            self._write(hud=hud, cover=Cover(colour, shape, tick / ticks))

    def _stand_still(self, ticks: int, overlay: str) -> None:
        for _ in range(ticks):
            self._write(overlay=overlay)

    def _go_to(self, place: str) -> None:
        # Places go on where the run is: they look different each time.
        self._place, self._clock, self._entered = place, self.now, self.now

    def _write(self, *, hud: bool = True, counter: bool = True, overlay: str = "", **more) -> None:
        count = self.count if hud and counter else None
        coins = (self._clock - self._entered) // _COIN_EVERY % 100
        self._written.append(Tick(self._place, self._clock, hud, count, coins, overlay=overlay, **more))
        self.now += 1
        self._clock += overlay not in ("pause", "dialogue")
