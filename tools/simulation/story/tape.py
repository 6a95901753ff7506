"""What the game shows, tick by tick, and the tape that it is written on.

A tick is a picture of the game: 30 a second (NTSC) or 25 (PAL).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

#: The castle's rooms, and what is no part of a run; coins are drawn in all other places (src/game/hud.c).
CASTLE = frozenset({"hall", "cellar", "grounds", "tower", "court"})
MENUS = frozenset({"logo", "title", "files", "letter", "stars", "dizzy"})
#: The lives of a new game, and the most.
NEW_LIVES, MOST_LIVES = 4, 100
#: How long a level takes to load, between two fades.
LOADING = 8
#: A cutscene that lasts until something ends it.
ENDLESS = math.inf

_COIN_EVERY = 60  # moving ticks in a course


class Cover(NamedTuple):
    """A fade: its colour ("black", "white"), its shape (as in `covers`), and how much of it is done, 0-1."""

    colour: str
    shape: str
    done: float


@dataclass(frozen=True)
class Tick:
    """What the game shows at one tick.

    ``place`` is one of `scenery.PLACES`, or "logo"; ``clock`` how far it has moved, in ticks. ``hud``:
    if the HUD is drawn. ``count``: the star counter, None where it is not; ``coins``: None in the castle.
    ``star_in``: ticks until the star ahead is reached. ``jump``: how high the player jumps, in HUD units.
    ``overlay``: what lies over the game ("pause", "dialogue", "score") or "". ``camera``: its icon, as in
    `star_counter.reading.frame.CAMERAS`; ``scene``: what the cross is shown for, where that makes an event
    ("entry" of an arena, "key", "grand star"), or "". ``tally``: the coins that the course-complete screen
    has counted up to. ``letters``: ticks since the logo's first, where it is shown. ``is_demo``: one of the
    title's demos, and what it leads to. ``has_meter``: the power meter hangs beside the coins.
    """

    place: str
    clock: int
    hud: bool = False
    count: int | None = None
    coins: int | None = None
    star_in: int | None = None
    jump: float = 0.0
    overlay: str = ""
    cover: Cover | None = None
    lives: int = NEW_LIVES
    camera: str = "none"
    scene: str = ""
    tally: int | None = None
    letters: int | None = None
    is_demo: bool = False
    has_meter: bool = False


class Tape:
    """Writes down a run; what was written is taken away with `taken`, so that long runs need no memory."""

    def __init__(self, place: str = "title", count: int = 0):
        self.now = 0
        self.count, self.lives = count, NEW_LIVES
        #: The camera's mode: "lakitu" or "mario".
        self.mode = "lakitu"
        #: Whether Mario was hurt, or dives: his power is shown.
        self.has_meter = False
        self._is_demo = False
        self._coins = self._collected = 0  # shown, and to be shown
        self._film_until = -math.inf
        self._scene = ""
        self._icon = self.mode  # follows what it shows one tick later
        self._place, self._clock, self._entered = place, 0, 0
        self._written: list[Tick] = []

    @property
    def place(self) -> str:
        """Where the run is."""
        return self._place

    @property
    def is_course(self) -> bool:
        """Whether the run is in a course, where coins are drawn."""
        return self._place not in CASTLE | MENUS

    @property
    def coins(self) -> int:
        """The coins that were collected, shown or not yet."""
        return self._collected

    def taken(self) -> list[Tick]:
        """The ticks that were written since the last call."""
        written, self._written = self._written, []
        return written

    def play(self, ticks: int, *, hud: bool = True) -> None:
        """Runs on, with or without the HUD."""
        for _ in range(ticks):
            self._write(hud=hud)

    def collect(self, coins: int) -> None:
        """Gets coins: they are counted up by one at every second tick."""
        self._collected += coins

    def film(self, ticks: float, scene: str = "") -> None:
        """Begins a cutscene of the camera, which lasts for so many ticks at least."""
        self._film_until = max(self._film_until, self.now + ticks)
        self._scene = scene

    def end_film(self) -> None:
        """Ends the cutscene."""
        self._film_until, self._scene = self.now, ""

    def change_place(
        self,
        colour: str,
        shape: str,
        to: str,
        closing: int,
        *,
        opening: int | None = None,
        opens: str | None = None,
        held: int = LOADING,
        hud_before: bool = True,
        hud_after: bool = True,
        keeps_coins: bool = False,
        film: float = 0,
        scene: str = "",
    ) -> None:
        """Fades out, stays covered for ``held`` ticks, and opens on another place.

        ``closing`` and ``opening`` (as long, by default) are in ticks; it opens in the same shape, unless
        ``opens`` names another. The HUD is drawn under the fades, unless it is said not to be. The place
        begins with a cutscene of ``film`` ticks.
        """
        self._close(colour, shape, closing, hud=hud_before)
        self._hold(colour, held)
        self._go_to(to, keeps_coins=keeps_coins)
        if film:
            self.film(film, scene)
        self._open(colour, opens or shape, closing if opening is None else opening, hud=hud_after)

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

    def _go_to(self, place: str, *, keeps_coins: bool = False) -> None:
        # Places go on where the run is: they look different each time.
        self._place, self._clock, self._entered = place, self.now, self.now
        self.end_film()
        self._icon, self.has_meter = self.mode, False
        if not keeps_coins:
            self._coins = self._collected = 0

    def _write(
        self, *, hud: bool = True, counter: bool = True, overlay: str = "", cover: Cover | None = None, **more
    ) -> None:
        is_moving = overlay not in ("pause", "dialogue")
        camera, scene = self._camera() if hud else ("none", "")
        self._written.append(
            Tick(
                self._place,
                self._clock,
                hud,
                self.count if hud and counter else None,
                self._count_coins(is_moving) if hud else None,
                overlay=overlay,
                cover=cover,
                lives=self.lives,
                camera=camera,
                scene=scene,
                is_demo=self._is_demo,
                has_meter=hud and self.has_meter,
                **more,
            )
        )
        self.now += 1
        self._clock += is_moving

    def _camera(self) -> tuple[str, str]:
        """The icon that is shown now, and what its cross is for; it knows of the last tick only."""
        shown, is_filmed = self._icon, self.now < self._film_until
        self._icon = "cross" if is_filmed else self.mode
        return shown, self._scene if shown == "cross" else ""

    def _count_coins(self, is_moving: bool) -> int | None:
        """The coins that are shown now; None outside courses."""
        if not self.is_course:
            return None
        self._collected += is_moving and (self._clock - self._entered) % _COIN_EVERY == _COIN_EVERY - 1
        self._coins += self.now % 2 == 0 and self._coins < self._collected
        return self._coins
