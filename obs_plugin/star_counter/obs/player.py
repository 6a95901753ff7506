"""One player's sources, on the tick's side: the tiles to render, the texts to write, the counter to find."""

from __future__ import annotations

import itertools
from dataclasses import replace

import obspython as obs

from ..doctor.page import Line
from ..hud import HudGrid, HudPlaces, Rect
from ..problem import Problem
from ..reading.frame import FILM_SIZE, GAME_SIZE
from ..reading.model_form import INPUT_SIZE
from .bridge.capture import Tile
from .bridge.libobs import Libobs
from .bridge.script_log import log
from .bridge.sources import TextTarget, WatchedSource
from .correcting import wide
from .finding.finder import Finder
from .finding.stills import StillSource
from .pipeline import NOTHING_SEEN, Key, Seen
from .settings import PlayerSettings

_sources = itertools.count(1)


class Player:
    """One player's sources, and what was seen of them. Every method must be called from OBS's callbacks."""

    def __init__(self, settings: PlayerSettings):
        self.settings = settings
        #: By which the worker knows the player; another one with another source.
        self.key = Key(settings.number, next(_sources))
        self.source = WatchedSource(settings.source, keep_active=True)
        self.stars_text = TextTarget(settings.stars_source)
        self.screen_text = TextTarget(settings.screen_source)
        self.seen = NOTHING_SEEN
        #: Whether a journal keeps films of the run's first and last frames.
        self.is_filmed = False
        self.problems: dict[str, str] = {}
        self._size: tuple[int, int] | None = None
        self._game: Rect | None = None  # on the source; None where the crop does not fit on it
        self._parts = HudPlaces()  # on the source, with a margin
        self._notice = ""
        self.finder = Finder()
        self._crop_before: Rect | None = None  # the counter was found, while the settings do not know of it

    def new_names(self) -> list[tuple[str, str]]:
        """The sources that were renamed since the last call: (old name, new name)."""
        return [(old, source.name) for source in self._watched if (old := source.update_name())]

    @property
    def _watched(self) -> tuple[WatchedSource, ...]:
        return self.source, self.stars_text.source, self.screen_text.source

    def change(self, settings: PlayerSettings) -> None:
        """Takes new settings; a source that stays the same is kept, under whatever name it has now."""
        if not self.source.is_named(settings.source):
            self.source.close()
            self.source = WatchedSource(settings.source, keep_active=True)
            self.key = Key(settings.number, next(_sources))
            self.seen, self._size, self._notice = NOTHING_SEEN, None, ""
            self.finder.close()
            self.finder = Finder()
            self._crop_before = None
        if not self.stars_text.source.is_named(settings.stars_source):
            self.stars_text.source.close()
            self.stars_text = TextTarget(settings.stars_source)
        if not self.screen_text.source.is_named(settings.screen_source):
            self.screen_text.source.close()
            self.screen_text = TextTarget(settings.screen_source)
        self._tell("template", settings.template_problem)
        self._tell("other places", settings.place_problem)
        if settings.crop == self._crop_before:  # they were read just before the counter was found
            settings = replace(settings, crop=self.settings.crop, places=self.settings.places)
        elif settings.crop != self.settings.crop:
            self._crop_before = None
            self.finder.stop()
            self.finder.forget()
        self.settings = settings
        self._place()

    def close(self) -> None:
        self.finder.close()
        for watched in self._watched:
            watched.close()

    def take_reading(self, seen: Seen, now: float) -> None:
        """Takes what the worker has seen in a picture, and logs what happened in it."""
        has_moved = seen.shifts != self.seen.shifts
        self.seen = seen
        if has_moved:
            self._place()
        if seen.is_seen:
            self.finder.counter_seen(now)
            if self.finder.is_settled(now):
                self._notice = ""
        for event in seen.events:
            self.log(event)

    def take_found_crop(self) -> None:
        """Reads the counter where a search has found it, once one has."""
        notice = self.finder.notice
        found = self.finder.found(self.settings.crop, self.settings.keeps_found)
        if self.finder.notice != notice:
            self.log(self.finder.notice)
        if not found or not found.crop:
            return
        crop = found.crop
        self._crop_before = self._crop_before or self.settings.crop
        self.settings = replace(self.settings, crop=crop, places=found.places)
        self.log(f"the counter is read at left {crop.x}, top {crop.y}, {crop.width}×{crop.height} pixels.")
        self._place()

    def unsaved_crop(self) -> tuple[Rect, Rect] | None:
        """The crop that the settings have, and the one that was found since; None where they are the same.

        Tells it once: the caller writes it into the settings.
        """
        self.take_found_crop()
        before, self._crop_before = self._crop_before, None
        return (before, self.settings.crop) if before else None

    def take_still(self, libobs: Libobs, now: float, held: list, may_take: bool) -> bool:
        """Takes a still where one is due and may be taken; whether one was."""
        if not self.finder.is_shooting:
            return False
        source = self.source.get()
        if source:
            held.append(source)
        size = (obs.obs_source_get_width(source), obs.obs_source_get_height(source)) if source else (0, 0)
        whole = StillSource(int(source) if source else 0, size)
        return self.finder.shoot(libobs, now, whole, may_take)

    def tiles(self, now: float, held: list) -> dict[str, Tile]:
        """What is looked at in this tick, by the fields of `Frame`; nothing in case of a problem.

        The counter is taken pixel for pixel. The camera's icon is looked at each time, and one of lives and
        coins: what tells more. The source is added to ``held``: it must be released when the tiles are
        rendered.
        """
        try:
            tiles = self._tiles(now, held)
        except Problem as problem:
            self._tell("picture", str(problem))
            return {}
        self._tell("picture", None)
        return tiles

    def show(self) -> None:
        """Writes what was seen to the text sources."""
        settings, seen = self.settings, self.seen
        self._write("text", settings.stars_source, self.stars_text, seen.stars_text)
        self._write("second text", settings.screen_source, self.screen_text, seen.screen_text)

    def log(self, text: object) -> None:
        log(f"{self.settings.name}: {text}")

    def status(self) -> str:
        """One line on what is seen, and one on each problem."""
        seen = "" if "picture" in self.problems else self.seen.status
        notices = [self._waiting() or self._notice, self.finder.notice, self._search_status()]
        lines = [seen, *notices, *self.problems.values()]
        return "\n".join(f"{self.settings.name}: {line}" for line in lines if line)

    def line(self) -> Line:
        """What there is of the source, for a report."""
        size = f", {self._size[0]}×{self._size[1]} pixels" if self._size else ""
        lines = [f"“{self.source.shown}”{size}" if self.source.name else "none", *self.problems.values()]
        return Line(f"Source of player {self.settings.number}", "\n".join(lines), not self.problems)

    def _waiting(self) -> str:
        has_none = self._size is not None and 0 in self._size
        return f"“{self.source.shown}” has no picture yet: waiting for it." if has_none else ""

    def _search_status(self) -> str:
        progress = self.finder.progress
        if progress is None:
            return self.finder.outcome
        return f"Looking for the counter: {progress:.0%}. Press “Refresh” to see how far it is."

    def _write(self, topic: str, chosen: str, target: TextTarget, text: str) -> None:
        problem = None
        if chosen:
            try:
                target.write(text)
            except Problem as told:
                problem = str(told)
        self._tell(topic, problem)

    def _tiles(self, now: float, held: list) -> dict[str, Tile]:
        if self.settings.problem:
            raise Problem(self.settings.problem)
        source, crop = self.source.get(), self.settings.crop
        if not source:
            raise Problem(f"There is no source “{self.source.shown}”: choose another, or add it again.")
        held.append(source)
        size = obs.obs_source_get_width(source), obs.obs_source_get_height(source)
        if size != self._size:
            self._change_size(size, now)
        if 0 in size:  # every source begins like that
            return {}
        if not self._game:
            raise Problem(
                f"The crop reaches outside of “{self.source.shown}”: make left + width at most its width, "
                "and top + height at most its height."
            )
        address = int(source)
        game_size = FILM_SIZE if self.is_filmed and self.seen.may_be_filmed else GAME_SIZE
        tiles = {"crop": _tile(address, crop), "game": Tile(address, self._game, *game_size)}
        if self._parts.camera:
            tiles["camera"] = _small_tile(address, self._parts.camera)
        counters = {
            part: getattr(self._parts, part) for part in ("lives", "coins") if getattr(self._parts, part)
        }
        if counters:
            part = self.seen.tells_most if self.seen.tells_most in counters else next(iter(counters))
            tiles[part] = _small_tile(address, _in_one_size(counters, part))
        return tiles

    def _change_size(self, size: tuple[int, int], now: float) -> None:
        """Places the crop and the game on a source that has a new size, and notes it for the status."""
        is_known = self._size and 0 not in self._size
        self._size = size
        pixels = f"“{self.source.shown}” is {size[0]}×{size[1]} pixels"
        if 0 in size:
            self._notice = ""
        elif is_known:
            self._notice = f"{pixels} now: press “Find the counter”."
            self.finder.resized(now)
        else:
            self._notice = f"{pixels}."
        self._place()

    def _place(self) -> None:
        crop, size = self.settings.crop, self._size
        self._game, self._parts = None, HudPlaces()
        if size and crop.fits(*size):
            grid = HudGrid.from_counter(crop)
            self._game = grid.visible_game(*size, grid.wider(self.settings.places))
            self._parts = wide(self.settings.looked_at, self.seen.shifts)

    def _tell(self, topic: str, problem: str | None) -> None:
        """Keeps a topic's problem for the status, and logs it once: when it comes, and when it is over."""
        if problem == self.problems.get(topic):
            return
        if problem:
            self.problems[topic] = problem
            self.log(problem)
        else:
            del self.problems[topic]
            self.log(f"the {topic} works again.")


def _tile(address: int, part: Rect) -> Tile:
    """A part, pixel for pixel."""
    return Tile(address, part, int(part.width), int(part.height))


def _small_tile(address: int, part: Rect) -> Tile:
    """A part, at half its size where that is still larger than what the model takes: then two by two pixels
    are averaged, and it costs a quarter."""
    width, height = (int(length) // 2 for length in part[2:])
    if width < INPUT_SIZE[0] or height < INPUT_SIZE[1]:
        return _tile(address, part)
    return Tile(address, part._replace(width=2 * width, height=2 * height), width, height)


def _in_one_size(counters: dict[str, Rect], part: str) -> Rect:
    """Where one of the counters is, as wide and high as the larger one: tiles of other sizes cost much."""
    width, height = (max(place[side] for place in counters.values()) for side in (2, 3))
    return counters[part]._replace(width=width, height=height)
