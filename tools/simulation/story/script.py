"""The console and what it shows around a run: the logo, the title and its demos, files, the intro, game over.

Durations are in ticks, from n64decomp/sm64 (levels/intro/script.c, src/menu).
"""

from __future__ import annotations

from .arenas import Arenas
from .courses import LEAVE_COURSE, SPAWN_BLACK, SPAWN_WHITE
from .tape import ENDLESS, LOADING, NEW_LIVES

#: Ticks from power-on to the first counter of a new file, by the game's version. PAL: not measured.
FIRST_COUNTER = {"US": 1478, "JP": 1396, "PAL": 1478}
#: Ticks from the jump out of the pipe to the first counter.
PIPE_TO_COUNTER = 25
#: Ticks from power-on to the point that the logo's letters grow from at the next one, from there until it
#: shrinks, of that, and of the black after it.
BOOT, LOGO, LOGO_SHRINKS, LOGO_AFTER = 39, 75, 16, 2
#: The fade of the file select; how long the title stands until it plays a demo, and how long that is.
FILE_SELECT, IDLE, DEMO = 16, 800, 420

_TITLE_OPENS = 20
_TITLE, _FILES = 75, 150
_DEMO_FADE = 20
_DIZZY = 60


class Script(Arenas):
    """Everything that happens in a run."""

    def power_on(
        self, first_counter: int, demos: int = 0, *, idle: int = IDLE, demo_ticks: int = DEMO
    ) -> None:
        """Switches on (or resets) and starts a new file: ``first_counter`` ticks without a counter.

        Each of the title's ``demos`` comes on top, after ``idle`` ticks; the last one ends with the logo.
        """
        end = self.now + first_counter
        self._boot()
        for demo in range(demos):
            before = self.now
            self.play(idle, hud=False)
            self._play_demo(demo_ticks, ends_with_logo=demo == demos - 1)
            end += self.now - before
        self.play(_TITLE, hud=False)
        self._select_file()
        self.play(60, hud=False)
        self.change_place(
            "white", "plain", "letter", FILE_SELECT, opening=90, hud_before=False, hud_after=False
        )
        self.play(end - self.now - 200, hud=False)
        self._go_to("grounds")
        self.film(ENDLESS)
        self.play(end - self.now, hud=False)
        self.count, self.lives, self._icon = 0, NEW_LIVES, "cross"

    def hear_lakitu(self, comes: int = 110, talks: int = 90) -> None:
        """Lakitu's scene, which is on when the first counter shows: he comes, and says his first words."""
        self.play(comes)
        self._stand_still(talks, "dialogue")
        self.end_film()

    def load_file(self, count: int) -> None:
        """Saves and quits, and loads another file, with another count."""
        self.pause(20)
        self.change_place(
            "black", "plain", "title", LEAVE_COURSE, opening=SPAWN_BLACK, hud_before=False, hud_after=False
        )
        self.play(_TITLE, hud=False)
        self._select_file()
        self._start_file(count)

    def load_state(self, count: int, place: str) -> None:
        """Loads a save state: another place and count from one tick to the next."""
        self.count = count
        self._go_to(place)

    def lose(self, *, falls: bool = False) -> None:
        """Dies with no life left: game over, and the same file again."""
        self._lose_life("dizzy", falls, hud_after=False)
        self.play(_DIZZY, hud=False)
        self._select_file()
        self._start_file(self.count, 60)

    def _boot(self) -> None:
        """From a black picture to the title."""
        self._hold("black", BOOT)
        self._show_logo()

    def _show_logo(self) -> None:
        self._go_to("logo")
        for tick in range(LOGO + LOGO_SHRINKS):
            self._write(hud=False, letters=tick)
        self._hold("black", LOGO_AFTER)
        self._go_to("title")
        self._open("black", "star", _TITLE_OPENS, hud=False)

    def _play_demo(self, ticks: int, *, ends_with_logo: bool) -> None:
        """One of the title's demos, in a course; the last one is of another file, with a star more."""
        kept = self.count, self.lives
        self.count, self.lives = self.count + ends_with_logo, NEW_LIVES
        self._close("black", "plain", _DEMO_FADE, hud=False)
        self._hold("black", LOADING)
        self._go_to("cliffs" if ends_with_logo else "meadow")
        self._is_demo = True
        self._open("black", "plain", _DEMO_FADE)
        self.play(ticks)
        self._close("black", "plain", _DEMO_FADE)
        self.count, self.lives = kept
        self._hold("black", LOADING)
        if ends_with_logo:
            self._show_logo()
        else:
            self._go_to("title")
            self._open("black", "star", _TITLE_OPENS, hud=False)
        self._is_demo = False

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

    def _start_file(self, count: int, ticks: int = _FILES) -> None:
        """From the file select into the castle's grounds."""
        self.play(ticks, hud=False)
        self.count, self.lives = count, NEW_LIVES
        self.change_place("white", "plain", "grounds", FILE_SELECT, opening=SPAWN_WHITE, hud_before=False)
