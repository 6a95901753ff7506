"""The search for the game among OBS's sources, on the search's thread: one source after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ...hud import Rect
from ...reading.reader import Reader
from ...words import plain, stars_text
from ..settings import PlayerSettings
from .search import EVERY, STILLS, Sighting, look_at
from .searcher import Job
from .stills import Shooting, Still

# Ticks that take so many seconds for a still have stopped.
_LONGEST_WAIT = 10.0

_NONE = (
    "No source shows a star counter: press “Find the game” while the game shows it (not in the title, a menu "
    "or a fade). Where no source captures the game yet, add one, under “Sources” in OBS."
)
_NO_SOURCES = (
    "There is no source with a picture: add one that captures the game, under “Sources” in OBS, then press "
    "“Find the game” again."
)
_SEVERAL = "Several sources show a star counter: press the one that is your game."
_STOPPED = "Looking for the game was stopped."


class FoundGame(NamedTuple):
    """A source that shows a counter, by its name."""

    source: str
    sighting: Sighting

    @property
    def label(self) -> str:
        """What it shows: “Capture card: 12 stars”."""
        return f"{plain(self.source)}: {stars_text(self.sighting.stars)}"

    @property
    def told(self) -> str:
        """That it was found, in a sentence."""
        shown = f"{stars_text(self.sighting.stars)} ({self.sighting.confidence:.0%} sure)"
        return f"The game was found in “{plain(self.source)}”, with {shown}."

    def chosen_in(self, settings: PlayerSettings) -> PlayerSettings:
        """A player's settings with this game."""
        crop, places = self.sighting.crop, self.sighting.places
        return replace(settings, source=self.source, crop=crop, unreadable=(), places=places, misplaced=())


class Look(NamedTuple):
    """A source of which stills are to be taken in ticks, and what takes them."""

    source: str
    shooting: Shooting


class GameSearch(Job):
    """One search for a game in many sources."""

    def __init__(self, groups: Sequence[Sequence[str]], reader: Reader, taken: Mapping[str, Sequence[Rect]]):
        """``groups``: the names of sources; where one of a group shows a counter, the groups behind it are
        not looked at. ``taken``: the crops of counters that are others', by their sources."""
        super().__init__()
        #: How many sources there are, and how many of them were looked at.
        self.total, self.done = sum(map(len, groups)), 0
        #: Those that show a counter.
        self.found: list[FoundGame] = []
        #: Whether a source shows a counter: the rest takes a second mostly.
        self.has_pictures = False
        #: What ticks have to take stills of.
        self.looks: deque[Look] = deque()
        self._groups = groups
        self._reader = reader
        self._taken = taken
        self._shooting: Shooting | None = None

    @property
    def has_found(self) -> bool:
        """Whether there is a game to be read: one, and not several to choose from."""
        return len(self.found) == 1

    @property
    def progress(self) -> str:
        """How far it is, in a sentence."""
        at = min(self.done + 1, self.total)
        return f"Looking for the game: source {at} of {self.total}. “Refresh” shows how far it is."

    def stop(self) -> None:
        super().stop()
        if shooting := self._shooting:
            shooting.cancel()

    def _search(self) -> str:
        """Looks at the sources, for a second or two each."""
        if not self.total:
            return _NO_SOURCES
        found: list[FoundGame] = []
        for group in self._groups:
            for name in group:
                sighting = self._look_at(name)
                if self._is_stopped:
                    return _STOPPED
                found += [FoundGame(name, sighting)] if sighting else []
                self.done += 1
            if found:
                break
        self.found = found
        if len(found) > 1:
            return _SEVERAL
        return found[0].told if found else _NONE

    def _look_at(self, name: str) -> Sighting | None:
        """What a source shows: one still tells whether there is a counter, some more where exactly."""
        stills = self._stills(name, 1)
        once = self._sighted(stills, name) if stills else None
        if not once:
            return None
        self.has_pictures = True
        stills += [one for one in self._stills(name, STILLS - 1) if one.size == stills[0].size]
        return self._sighted(stills, name) or once

    def _stills(self, name: str, wanted: int) -> list[Still]:
        """As many stills of a source as come."""
        stills: list[Still] = []
        self._shooting = shooting = Shooting(wanted, EVERY)
        if self._is_stopped:  # before there was something to cancel
            return stills
        self.looks.append(Look(name, shooting))
        while len(stills) < wanted and (still := shooting.wait(_LONGEST_WAIT)):
            stills.append(still)
        shooting.cancel()
        return stills

    def _sighted(self, stills: list[Still], name: str) -> Sighting | None:
        taken = self._taken.get(name, ())
        return look_at(stills, taken, self._reader, stop=lambda: self._is_stopped)
