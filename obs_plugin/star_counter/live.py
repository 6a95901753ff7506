"""Live sources, on the tick's side: from the pixels to the worker, and from what it has seen to the texts."""

from __future__ import annotations

import threading
import time
from collections import deque

import obspython as obs

from .capture import Camera, Libobs, Picture, Tile
from .hud import Rect
from .player import Player
from .preview import preview
from .race import Follower, Race, Shot
from .reader import Reader
from .search import Search, Searcher
from .session import Session
from .settings import Settings
from .split_settings import SplitSettings
from .tracker import Tracker
from .worker import Worker

_NANOSECONDS = 1_000_000_000
_LONGEST_PAUSE = 0.02  # seconds
_POLL = 0.05  # seconds


class Live:
    """Reads the players' sources in every tick and shows what is seen."""

    def __init__(self, settings: Settings, reader: Reader):
        self._players: dict[int, Player] = {}
        self._libobs = Libobs()
        self._race = Race(reader)
        self._worker = Worker(self._race.read)
        self._searcher = Searcher()
        self._failure: Exception | None = None
        self._session = _open_session(settings)
        self._turn = threading.Lock()
        self._changes: deque[Settings] = deque([settings], maxlen=1)
        self._settings = settings
        self._camera: Camera | None = None
        self._frame = 0
        self._start = self._now = 0
        self._next_reading = 0

    def change(self, settings: Settings, reader: Reader) -> None:
        """Takes new settings, from the next tick on. To be called on the UI thread: it may take a second."""
        self._race.reader = reader
        old = self._session
        if (old.settings if old else SplitSettings()) != settings.split:
            self._session = _open_session(settings)
        self._changes.append(settings)
        if old and old is not self._session:
            self._forget(old)

    def tick(self) -> None:
        """Shows the results of the last ticks' pictures, and takes the next one."""
        if not self._turn.acquire(blocking=False):
            return  # it is being closed on another thread
        try:
            self._tick()
        finally:
            self._turn.release()

    def status(self) -> tuple[str, bool]:
        """The status of all players as text, and whether anything is wrong."""
        players = list(self._players.values())
        # Before the first tick there are none.
        text = "\n".join(player.status() for player in players) or "\n".join(
            f"{player.name}: {player.problem or 'starting.'}" for player in self._settings.players
        )
        lines, is_wrong = self._session.status() if self._session else ([], False)
        if self._failure:
            lines.append(_failed(self._failure))
        is_wrong |= bool(self._failure) or any(player.problems for player in players)
        return "\n".join([text, *lines]), is_wrong

    def understood(self) -> str:
        """How each split of the route was understood, in lines; nothing without a route."""
        return "\n".join(self._session.understood()) if self._session else ""

    def press(self, button: str) -> None:
        """Takes the player's button or hotkey, from any thread: see `Session.press`."""
        if self._session:
            self._session.press(button)

    def find(self, number: int) -> Search | None:
        """Begins to look for a player's counter, and returns the search; stops it where it runs already.

        Does nothing where the player has no source.
        """
        with self._turn:
            player = self._players.get(number)
            if player is None or not player.settings.source:
                return None
            if player.finder.progress is not None:
                player.finder.stop()
                return None
            return self._begin_search(player, is_asked=True)

    def wait_for_count(self, number: int, timeout: float) -> None:
        """Waits until a player's count is known, ``timeout`` seconds at most."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and (player := self._players.get(number)):
            if player.seen.stars is not None:
                return
            time.sleep(_POLL)

    def is_searching(self, number: int) -> bool:
        """Whether a player's counter is being looked for because the player asked."""
        player = self._players.get(number)
        return bool(player) and player.finder.progress is not None

    def forget(self) -> None:
        """Forgets what came of searches; that a counter has moved stays told while it is so."""
        for player in list(self._players.values()):
            player.finder.outcome = ""

    def look(self, timeout: float) -> None:
        """Takes a new still of each source; waits for them, ``timeout`` seconds at most."""
        with self._turn:
            players = list(self._players.values())
            by_source = {player.source.name: player for player in players}
            shootings = {name: player.finder.look() for name, player in by_source.items()}
        deadline = time.monotonic() + timeout
        for name, shooting in shootings.items():
            still = shooting.wait(max(0.0, deadline - time.monotonic()))
            shooting.cancel()
            for player in players:
                if still and player.source.name == name:
                    player.finder.still = still

    def preview(self, number: int, crop: Rect) -> str:
        """A player's source and that crop of it as HTML; nothing before the first still."""
        player = self._players.get(number)
        still = player.finder.still if player else None
        return preview(still, crop, self._race.reader) if still else ""

    def follow_crops(self) -> list[tuple[int, Rect, Rect]]:
        """Where counters were found since the last call: (player's number, crop before, crop now)."""
        with self._turn:
            moved = []
            for number, player in self._players.items():
                player.settle()
                if player.crop_before:
                    moved.append((number, player.crop_before, player.settings.crop))
                    player.crop_before = None
            return moved

    def follow_names(self) -> list[tuple[str, str]]:
        """The sources that were renamed since the last call: (old name, new name)."""
        with self._turn:
            watched = [source for player in self._players.values() for source in player.watched]
            return [(old, source.name) for source in watched if (old := source.follow_name())]

    def close(self) -> None:
        """Ends the worker and frees every GPU object and source, once the tick at hand is over.

        From now on a tick does nothing: its turn is not given back.
        """
        self._turn.acquire()
        self._worker.close()
        for player in self._players.values():
            player.close()
        self._searcher.close()
        if self._session:
            self._session.close()
        if self._camera:
            self._camera.close()

    def _begin_search(self, player: Player, is_asked: bool) -> Search:
        same = [other for other in self._players.values() if other.source.name == player.source.name]
        others = [
            other.settings.crop for other in same if other is not player and other.seen.stars is not None
        ]
        search = player.finder.begin(self._race.reader, others, is_asked)
        self._searcher.submit(search)
        return search

    def _forget(self, session: Session) -> None:
        """Closes a session once no reading follows it any more."""
        with self._turn:
            for follower in self._race.followers.values():
                if follower.session is session:
                    follower.session = self._session
        session.close()

    def _tick(self) -> None:
        if self._changes:
            self._take(self._changes.pop())
        self._collect()
        if self._session and self._session.timer:
            self._session.timer.tick()
        now = obs.obs_get_video_frame_time()
        self._start = self._start or now
        # The result is needed in the next tick only. First OBS draws its frame, perhaps on the same cores.
        self._worker.pause = min(_LONGEST_PAUSE, (now - self._now) / _NANOSECONDS / 2)
        self._now = now
        held: list = []
        try:
            picture = self._shoot(now, held)
            self._look(now / _NANOSECONDS, held)
        finally:
            for source in held:
                obs.obs_source_release(source)
        if picture:
            self._worker.submit(picture)

    def _take(self, settings: Settings) -> None:
        """Takes new settings. A player whose source stays the same keeps what was followed."""
        players, followers = {}, {}
        for wanted in settings.players:
            player = self._players.pop(wanted.number, None) or Player(wanted)
            source = player.source
            player.change(wanted)
            known = self._race.followers.get(wanted.number) if player.source is source else None
            session = self._session if wanted.number == 1 else None
            follower = known or Follower(wanted, Tracker(start_count=session.start_count if session else 0))
            follower.settings, follower.tracker.least_sure = wanted, settings.least_sure
            follower.session = session
            players[wanted.number], followers[wanted.number] = player, follower
        for gone in self._players.values():
            gone.close()
        self._players, self._race.followers, self._settings = players, followers, settings

    def _collect(self) -> None:
        """Shows what the worker has read, and logs what happened."""
        for seen in self._worker.results():
            for number, of_player in seen.items():
                player = self._players.get(number)
                if player:
                    player.seen = of_player
                    if of_player.is_seen:
                        player.saw(self._now / _NANOSECONDS)
                    for line in (*of_player.events, *of_player.notes):
                        player.log(line)
        for player in self._players.values():
            player.show()
        failure = self._worker.failure
        if failure and repr(failure) != repr(self._failure):
            obs.script_log(obs.LOG_INFO, _failed(failure))
        self._failure = failure

    def _shoot(self, now: int, held: list) -> Picture | None:
        """Has this tick's tiles rendered; returns the last tick's picture."""
        self._frame += 1
        tiles: list[Tile] = []
        numbers = []
        if self._is_due(now):
            for number, player in self._players.items():
                of_player = player.tiles(now / _NANOSECONDS, held)
                tiles += of_player
                numbers += [number] if of_player else []
        sizes = tuple((tile.width, tile.height) for tile in tiles)
        if tiles and (self._camera is None or self._camera.sizes != sizes):
            if self._camera:
                self._camera.close()
            self._camera = Camera(self._libobs, sizes)
        if self._camera is None:
            return None
        return self._camera.tick(tiles, Shot(tuple(numbers), self._frame, (now - self._start) / _NANOSECONDS))

    def _look(self, now: float, held: list) -> None:
        """Looks for counters that are lost, and takes the stills that are due: one at most."""
        has_taken = False
        for player in self._players.values():
            player.settle()
            if player.finder.is_due(now, player.settings.keeps_found):
                self._begin_search(player, is_asked=False)
            has_taken |= player.shoot(self._libobs, now, held, not has_taken)

    def _is_due(self, now: int) -> bool:
        wanted = self._settings.readings_a_second
        if not wanted:
            return True
        if now < self._next_reading:
            return False
        self._next_reading = max(self._next_reading + _NANOSECONDS // wanted, now)
        return True


def _open_session(settings: Settings) -> Session | None:
    """The session of the first player, who is the one that plays here."""
    return Session(settings.split, settings.players[0].name) if settings.split.is_used else None


def _failed(failure: Exception) -> str:
    return f"Reading failed ({failure!r}): reload the script, and report this if it comes again."
