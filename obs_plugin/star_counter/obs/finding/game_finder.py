"""A player's game, found among OBS's sources: what a tick does for the search, and what is told."""

from __future__ import annotations

import obspython as obs

from ..bridge.libobs import Libobs
from ..bridge.sources import WatchedSource
from .game_search import FoundGame, GameSearch, Look
from .stills import StillSource

# A source that has no picture for so many ticks has none: one that was hidden takes some.
_MOST_BLANK = 60


class GameFinder:
    """Looks for one player's game at a time. Every method must be called from OBS's callbacks."""

    def __init__(self):
        #: For whom it is looked for; 0 for nobody.
        self.number = 0
        self._search: GameSearch | None = None
        self._look: Look | None = None
        self._watched: WatchedSource | None = None  # the source that is looked at
        self._blank = 0  # so many ticks without a picture of it
        self._choice: FoundGame | None = None

    @property
    def is_looking(self) -> bool:
        return self._search is not None and not self._search.is_over

    @property
    def choices(self) -> list[FoundGame]:
        """The sources among which the player has to choose."""
        search = self._search
        return list(search.found) if search and search.is_over and len(search.found) > 1 else []

    @property
    def status(self) -> str:
        """How far it is, or what came of it, in a sentence; nothing where there is nothing to tell."""
        if not self._search:
            return ""
        return self._search.outcome or self._search.progress

    def begin(self, number: int, search: GameSearch) -> None:
        """Takes stills for a search, for that player, in place of one that runs."""
        self.stop()
        self.number, self._search, self._choice = number, search, None

    def stop(self) -> None:
        """Has the search end soon."""
        if self._search:
            self._search.stop()

    def forget(self) -> None:
        """Forgets what was found: a source was chosen."""
        self.stop()
        self.number, self._search, self._choice = 0, None, None

    def forget_outcome(self) -> None:
        """Forgets what was told, unless that is still of use."""
        if not self.is_looking and not self.choices:
            self.forget()

    def choose(self, index: int) -> None:
        """Takes the player's choice, for the next tick."""
        if index < len(self.choices):
            self._choice = self.choices[index]

    def take_found(self) -> tuple[int, FoundGame] | None:
        """The player and the game that was found, or chosen, for whom; once."""
        search = self._search
        game = search.found[0] if search and search.is_over and search.has_found else self._choice
        if not game:
            return None
        number = self.number
        self.forget()
        return number, game

    def shoot(self, libobs: Libobs, now: float, held: list, may_take: bool) -> bool:
        """Takes a still where one is due and may be taken; whether one was. To be called in a tick."""
        self._take_look()
        if not self._look or not self._watched:
            return False
        source = self._watched.get()
        if source:
            held.append(source)
        size = (obs.obs_source_get_width(source), obs.obs_source_get_height(source)) if source else (0, 0)
        self._blank = self._blank + 1 if 0 in size else 0
        if self._blank == _MOST_BLANK:
            self._look.shooting.cancel()
        return self._look.shooting.tick(
            libobs, now, StillSource(int(source) if source else 0, size), may_take
        )

    def _take_look(self) -> None:
        """Goes on to the next source, once no more stills of this one are wanted."""
        if self._look and not self._look.shooting.is_over:
            return
        if self._search and self._search.looks:
            self._look, self._blank = self._search.looks.popleft(), 0
            if not self._watched or not self._watched.is_named(self._look.source):
                self._let_go()
                self._watched = WatchedSource(self._look.source, keep_active=True)
        elif not self.is_looking:
            self._look = None
            self._let_go()

    def _let_go(self) -> None:
        if self._watched:
            self._watched.close()
        self._watched = None

    def close(self) -> None:
        """Stops the search, frees the GPU objects and lets the source go. No tick may be running."""
        self.stop()
        if self._look:
            self._look.shooting.cancel()
            self._look.shooting.close()
        self._let_go()
