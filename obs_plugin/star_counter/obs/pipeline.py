"""From the pictures of all players to what is shown of each: runs on the worker's thread, without OBS."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from ..hud import PARTS
from ..problem import Problem
from ..reading.frame import Frame, Reading
from ..reading.levels import Levels
from ..reading.reader import Reader
from ..tracking.belief import SEEN
from ..tracking.event import Event
from ..tracking.tracker import Tracker
from ..words import PART_NAMES, stars_text
from . import disk
from .autosplitter import AutoSplitter
from .bridge.capture import Picture
from .collecting import Collecting
from .correcting import Correcting, Shifts, narrow
from .settings import FIRST, PlayerSettings
from .text_template import fill

# A reset shows its logo so many seconds after the last counter at the soonest.
_LOGO_AFTER = 0.8


class Key(NamedTuple):
    """A player's number, and which of the sources chosen for that player, counted from the first."""

    number: int
    source: int


class Look(NamedTuple):
    """What is looked at of a player in a picture: a field of `Frame` for each tile."""

    key: Key
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Shot:
    """Whose tiles a picture holds, in that order, and when it was taken."""

    looks: tuple[Look, ...]
    frame: int
    time: float


@dataclass(frozen=True)
class Seen:
    """What a player's text sources show after a reading, what the status says, and what happened in it.

    ``stars``: the count, None while it is not known. ``is_seen``: whether there is a counter.
    ``is_deciding``: whether the next frame is awaited, as in `Tracker`. ``may_be_filmed``: whether the run's
    first or last frame may come soon. ``tells_most``: which of "lives" and "coins" is to be looked at.
    ``shifts``: where the HUD's other parts are read.
    """

    stars_text: str
    screen_text: str
    status: str
    stars: int | None = None
    events: tuple[Event, ...] = ()
    is_seen: bool = False
    is_deciding: bool = False
    may_be_filmed: bool = False
    tells_most: str = "coins"
    shifts: Shifts = field(default_factory=dict)


#: Before the first reading.
NOTHING_SEEN = Seen("", "", "no count yet")


@dataclass(frozen=True)
class Followed:
    """What came of a picture, or of something else that was done: what is seen of each player, and what was
    done about it (of the first player, in sentences for the log).

    ``problem``: why the picture could not be read, a sentence; empty where it was, None without a picture.
    """

    seen: dict[Key, Seen] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problem: str | None = None


@dataclass
class Follower:
    """Follows one player's readings."""

    settings: PlayerSettings
    tracker: Tracker
    times: deque[float] = field(default_factory=deque)
    seen_at: float = -math.inf  # when there was a counter
    correcting: Correcting = field(default_factory=Correcting)
    levels: Levels = field(default_factory=Levels)
    pictures: Collecting | None = None

    def change(self, settings: PlayerSettings, least_sure: float) -> None:
        """Takes new settings."""
        if settings.looked_at != self.settings.looked_at:
            self.correcting = Correcting()
        self.settings, self.tracker.least_sure = settings, least_sure
        folder, pictures = settings.collected, self.pictures
        if pictures and (pictures.folder, pictures.player) != (folder, settings.name):
            self.close()
        if folder and not self.pictures:
            self.pictures = Collecting(folder, settings.name)

    def close(self) -> None:
        """Ends the collecting."""
        if self.pictures:
            self.pictures.close()
            self.pictures = None

    def update(self, frame: Frame, reading: Reading) -> Seen:
        """Takes the next frame's reading."""
        tracker = self.tracker
        events = tuple(tracker.update(frame.number, frame.time, reading))
        if self.pictures:
            self.pictures.update(frame, reading, tracker)
        self.times.append(frame.time)
        while self.times[0] <= frame.time - 1.0:
            self.times.popleft()
        is_seen = reading.seen >= SEEN
        if is_seen:
            self.seen_at = frame.time
        fields = self._fields()
        settings = self.settings
        return Seen(
            fill(settings.stars_template, fields),
            fill(settings.screen_template, fields),
            self._status(),
            tracker.stars,
            events,
            is_seen,
            tracker.is_deciding,
            tracker.place == "arena" or frame.time - self.seen_at >= _LOGO_AFTER,
            tracker.tells_most,
            self.correcting.shifts,
        )

    @property
    def missed(self) -> frozenset[str]:
        """The parts of the HUD that are not looked at, or in vain."""
        return frozenset(PARTS).difference(self.settings.parts).union(self.tracker.unseen)

    def _fields(self) -> dict[str, object]:
        tracker, goal = self.tracker, self.settings.goal
        return {
            "stars": tracker.stars,
            "left": None if tracker.stars is None else max(0, goal - tracker.stars),
            "goal": goal,
            "player": self.settings.name,
            "screen": tracker.screen or "",
            "blacks": tracker.blacks,
            "whites": tracker.whites,
            "confidence": round(tracker.sure * 100),
            "fps": len(self.times),
            "lives": "" if tracker.lives is None else tracker.lives,
            "coins": "" if tracker.coins is None else tracker.coins,
            "deaths": tracker.deaths,
            "place": tracker.place,
            "camera": "" if tracker.camera in (None, "none") else tracker.camera,
            "attempt": tracker.attempt,
        }

    def _status(self) -> str:
        tracker = self.tracker
        stars = "no count yet" if tracker.stars is None else stars_text(tracker.stars)
        line = (
            f"{stars}, {tracker.sure:.0%} sure, {len(self.times)} readings/s, "
            f"{tracker.blacks} black and {tracker.whites} white screens."
        )
        pictures = self.pictures.status if self.pictures else ""
        return " ".join(filter(None, (line, self._unseen(), pictures)))

    def _unseen(self) -> str:
        """What of the HUD is looked at in vain."""
        parts = [PART_NAMES[part] for part in self.tracker.unseen]
        if not parts:
            return ""
        names = " and ".join(parts).capitalize()
        return f"{names} cannot be seen: show what lies under an overlay, or do without what that tells."


class Pipeline:
    """Reads all players' crops of a picture in one batch, follows each, and splits for the first."""

    def __init__(self, autosplitter: AutoSplitter):
        self.autosplitter = autosplitter
        self._reader: Reader | None = None
        self._followers: dict[Key, Follower] = {}

    def use_reader(self, reader: Reader | None) -> Followed:
        """Reads with another model from now on; None: not at all."""
        self._reader = reader
        return Followed(problem="")

    def change(self, players: Mapping[Key, PlayerSettings], least_sure: float) -> None:
        """Takes new settings. What was followed of a player stays while the source is the same."""
        for key in [key for key in self._followers if key not in players]:
            self._followers.pop(key).close()
        for key, settings in players.items():
            follower = self._followers.setdefault(key, Follower(settings, Tracker()))
            follower.change(settings, least_sure)

    def close(self) -> None:
        """Ends what waits for disks. The worker must have ended."""
        self.autosplitter.close_journal()
        for follower in self._followers.values():
            follower.close()
        disk.wait_for_all()

    def read(self, picture: Picture) -> Followed:
        """What is seen of each player in the picture, and what was done about it.

        Where it cannot be read it counts for nothing, as if it had never come.
        """
        shot = picture.tag
        frames = list(self._frames(shot, picture.tiles()))
        readings, problem = self._readings([narrow(frame) for frame in frames])
        splitter, seen, notes = self.autosplitter, {}, None
        for (key, _), frame, reading in zip(shot.looks, frames, readings, strict=False):
            follower = self._followers.get(key)
            if follower is None:  # another source was chosen meanwhile
                continue
            tracker = follower.tracker
            if key.number == FIRST:
                tracker.start_with(splitter.start_count)
            if self._reader:
                follower.correcting.update(frame, reading, self._reader)
            seen[key] = follower.update(frame, reading)
            if key.number == FIRST:
                splitter.miss(follower.missed)
                notes = splitter.update(frame, seen[key].events, tracker.stars, tracker.sure)
        if notes is None:
            notes = splitter.advance(shot.time)
        return Followed(seen, tuple(notes), problem)

    def _frames(self, shot: Shot, tiles: Iterable[np.ndarray]) -> Iterator[Frame]:
        """A frame for each of the players that were looked at, black where the source's is."""
        tiles = iter(tiles)
        for key, parts in shot.looks:
            frame = Frame(shot.frame, shot.time, **dict(zip(parts, tiles, strict=False)))
            follower = self._followers.get(key)
            yield follower.levels.normal(frame) if follower else frame

    def _readings(self, frames: list[Frame]) -> tuple[list[Reading], str]:
        """What the frames show, or nothing and what is wrong."""
        try:
            return (self._reader.read(frames) if self._reader else []), ""
        except Problem as problem:
            return [], str(problem)

    def advance(self, time: float) -> Followed | None:
        """Takes that it is so late, in seconds, where there was no picture."""
        return _told(self.autosplitter.advance(time))

    def press(self, button: str) -> Followed | None:
        """Takes the player's button: see `AutoSplitter.press`."""
        return _told(self.autosplitter.press(button))


def _told(notes: list[str]) -> Followed | None:
    return Followed(notes=tuple(notes)) if notes else None
