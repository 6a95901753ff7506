"""From the pictures of a race to what is shown of each player: runs on the worker's thread, without OBS."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .belief import SEEN
from .capture import Picture
from .collect import Collector
from .event import Event
from .problem import Problem
from .reader import Frame, Reader, Reading
from .template import fill, stars_text
from .tracker import Tracker

if TYPE_CHECKING:
    from .session import Session
    from .settings import PlayerSettings


@dataclass(frozen=True)
class Shot:
    """Whose tiles a picture holds (two each: the counter crop, the game), and when it was taken."""

    players: tuple[int, ...]
    frame: int
    time: float


@dataclass(frozen=True)
class Seen:
    """What a player's text sources show after a reading, what the status says, and what happened in it.

    ``stars``: the count, None while it is not known. ``notes`` tell what was done about it, and what the
    timer said. ``is_seen``: whether there is a counter.
    """

    stars_text: str
    screen_text: str
    status: str
    stars: int | None = None
    events: tuple[Event, ...] = ()
    notes: tuple[str, ...] = ()
    is_seen: bool = False


#: Before the first reading.
NOTHING_SEEN = Seen("", "", "no count yet")


@dataclass
class Pictures:
    """Collects a player's pictures where that is wanted."""

    collector: Collector | None = None
    folder: Path | None = None
    player: str = ""
    saved: int = 0
    problem: str = ""

    def take(self, settings: PlayerSettings, frame: Frame, reading: Reading, tracker: Tracker) -> None:
        """Takes the next frame. What hinders the collecting ends it, and is told by `status`."""
        try:
            if (settings.collected, settings.name) != (self.folder, self.player):
                self.folder, self.player = settings.collected, settings.name
                self.saved, self.problem, self.collector = 0, "", None
                self.collector = Collector(self.folder, self.player) if self.folder else None
            if self.collector:
                path = self.collector.take(frame, reading, tracker.stars, tracker.sure, tracker.screen)
                self.saved += path is not None
        except Problem as problem:
            self.collector, self.problem = None, str(problem)

    @property
    def status(self) -> str:
        if self.problem or not self.collector:
            return self.problem
        full = " That is as many as are kept: sort them." if self.collector.is_full else ""
        return f"Pictures collected: {self.saved}.{full}"


@dataclass
class Follower:
    """Follows one player's readings."""

    settings: PlayerSettings
    tracker: Tracker
    session: Session | None = None
    times: deque[float] = field(default_factory=deque)
    pictures: Pictures = field(default_factory=Pictures)

    def follow(self, frame: Frame, reading: Reading) -> Seen:
        """Takes the next frame's reading."""
        tracker = self.tracker
        events = tuple(tracker.update(frame.number, frame.time, reading))
        notes = self.session.follow(frame, events, tracker.stars, tracker.sure) if self.session else ()
        self.pictures.take(self.settings, frame, reading, tracker)
        self.times.append(frame.time)
        while self.times[0] <= frame.time - 1.0:
            self.times.popleft()
        fields = self._fields()
        settings = self.settings
        return Seen(
            fill(settings.stars_template, fields),
            fill(settings.screen_template, fields),
            self._status(),
            tracker.stars,
            events,
            tuple(notes),
            reading.seen >= SEEN,
        )

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
        }

    def _status(self) -> str:
        tracker = self.tracker
        stars = "no count yet" if tracker.stars is None else stars_text(tracker.stars)
        line = (
            f"{stars}, {tracker.sure:.0%} sure, {len(self.times)} readings/s, "
            f"{tracker.blacks} black and {tracker.whites} white screens."
        )
        return " ".join(filter(None, (line, self.pictures.status)))


class Race:
    """Reads all players' crops of a picture in one batch and follows each."""

    def __init__(self, reader: Reader):
        self.reader = reader
        self.followers: Mapping[int, Follower] = {}

    def read(self, picture: Picture) -> dict[int, Seen]:
        """What is seen of each player in the picture, by the player's number."""
        shot, tiles = picture.tag, picture.tiles()
        frames = [
            Frame(shot.frame, shot.time, crop, game[..., :3])
            for crop, game in zip(tiles[::2], tiles[1::2], strict=True)
        ]
        followers = self.followers
        return {
            number: followers[number].follow(frame, reading)
            for number, frame, reading in zip(shot.players, frames, self.reader.read(frames), strict=True)
            if number in followers
        }
