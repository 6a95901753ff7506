"""Live sources, on the tick's side: from the pixels to the worker, and from what it has seen to the texts."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import replace

import obspython as obs

from .capture import Camera, Libobs, Picture, Tile
from .finder import Finder
from .hud import HudGrid, Rect
from .preview import preview
from .problem import Problem
from .race import NOTHING_SEEN, Follower, Race, Shot
from .reader import GAME_SIZE, Reader
from .search import Search, Searcher
from .session import Session
from .settings import PlayerSettings, Settings
from .sources import TextTarget, WatchedSource
from .split_settings import SplitSettings
from .stills import StillSource
from .tracker import Tracker
from .worker import Worker

_NANOSECONDS = 1_000_000_000
_LONGEST_PAUSE = 0.02  # seconds
_POLL = 0.05  # seconds


class _Player:
    """One player's sources, on the tick's side."""

    def __init__(self, settings: PlayerSettings):
        self.settings = settings
        self.source = WatchedSource(settings.source, keep_active=True)
        self.stars_text = TextTarget(settings.stars_source)
        self.screen_text = TextTarget(settings.screen_source)
        self.seen = NOTHING_SEEN
        self.problems: dict[str, str] = {}
        self._size: tuple[int, int] | None = None
        self._game: Rect | None = None  # on the source; None where the crop does not fit on it
        self._notice = ""
        self.finder = Finder()
        #: The crop before the counter was found, while the settings do not know of it.
        self.crop_before: Rect | None = None

    @property
    def watched(self) -> tuple[WatchedSource, ...]:
        return self.source, self.stars_text.source, self.screen_text.source

    def change(self, settings: PlayerSettings) -> None:
        """Takes new settings; a source that stays the same is kept, under whatever name it has now."""
        if not self.source.is_named(settings.source):
            self.source.close()
            self.source = WatchedSource(settings.source, keep_active=True)
            self.seen, self._size, self._notice = NOTHING_SEEN, None, ""
            self.finder.close()
            self.finder = Finder()
        if not self.stars_text.source.is_named(settings.stars_source):
            self.stars_text.source.close()
            self.stars_text = TextTarget(settings.stars_source)
        if not self.screen_text.source.is_named(settings.screen_source):
            self.screen_text.source.close()
            self.screen_text = TextTarget(settings.screen_source)
        self._tell("template", settings.template_problem)
        if settings.crop == self.crop_before:  # they were read just before the counter was found
            settings = replace(settings, crop=self.settings.crop)
        elif settings.crop != self.settings.crop:
            self.crop_before = None
            self.finder.stop()
            self.finder.forget()
        self.settings = settings
        self._place()

    def close(self) -> None:
        self.finder.close()
        for watched in self.watched:
            watched.close()

    def saw(self, now: float) -> None:
        """Takes that the counter is read where it is looked at."""
        self.finder.saw(now)
        if self.finder.is_settled(now):
            self._notice = ""

    def settle(self) -> None:
        """Takes the crop that a search has found."""
        notice = self.finder.notice
        crop = self.finder.settle(self.settings.crop, self.settings.keeps_found)
        if self.finder.notice != notice:
            self.log(self.finder.notice)
        if not crop:
            return
        self.crop_before = self.crop_before or self.settings.crop
        self.settings = replace(self.settings, crop=crop)
        self.log(f"the counter is read at left {crop.x}, top {crop.y}, {crop.width}×{crop.height} pixels.")
        self._place()

    def shoot(self, libobs: Libobs, now: float, held: list, may_take: bool) -> bool:
        """Takes a still where one is due and may be taken; whether one was."""
        if not self.finder.is_shooting:
            return False
        source = self.source.get()
        if source:
            held.append(source)
        size = (obs.obs_source_get_width(source), obs.obs_source_get_height(source)) if source else (0, 0)
        whole = StillSource(int(source) if source else 0, size)
        return self.finder.shoot(libobs, now, whole, may_take)

    def tiles(self, now: float, held: list) -> list[Tile]:
        """The counter crop, pixel for pixel, and the small picture of the game; nothing in case of a problem.

        The source is added to ``held``: it must be released when the tiles are rendered.
        """
        try:
            tiles = self._tiles(now, held)
        except Problem as problem:
            self._tell("picture", str(problem))
            return []
        self._tell("picture", None)
        return tiles

    def show(self) -> None:
        """Writes what was seen to the text sources."""
        settings, seen = self.settings, self.seen
        self._write("text", settings.stars_source, self.stars_text, seen.stars_text)
        self._write("second text", settings.screen_source, self.screen_text, seen.screen_text)

    def log(self, text: object) -> None:
        obs.script_log(obs.LOG_INFO, f"{self.settings.name}: {text}")

    def status(self) -> str:
        """One line on what is seen, and one on each problem."""
        seen = "" if "picture" in self.problems else self.seen.status
        lines = [seen, self._notice, self.finder.notice, self._search_status(), *self.problems.values()]
        return "\n".join(f"{self.settings.name}: {line}" for line in lines if line)

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

    def _tiles(self, now: float, held: list) -> list[Tile]:
        if self.settings.problem:
            raise Problem(self.settings.problem)
        source, crop = self.source.get(), self.settings.crop
        if not source:
            raise Problem(f"There is no source “{self.source.name}”: choose another, or add it again.")
        held.append(source)
        size = obs.obs_source_get_width(source), obs.obs_source_get_height(source)
        if size != self._size:
            self._take_size(size, now)
        if 0 in size:  # every source begins like that
            return []
        if not self._game:
            raise Problem(
                f"The crop reaches outside of “{self.source.name}”: make left + width at most its width, and "
                "top + height at most its height."
            )
        address = int(source)
        return [Tile(address, crop, crop.width, crop.height), Tile(address, self._game, *GAME_SIZE)]

    def _take_size(self, size: tuple[int, int], now: float) -> None:
        """Places the crop and the game on a source that has a new size, and notes it for the status."""
        is_known = self._size and 0 not in self._size
        self._size = size
        pixels = f"“{self.source.name}” is {size[0]}×{size[1]} pixels"
        if 0 in size:
            self._notice = f"“{self.source.name}” has no picture yet: waiting for it."
        elif is_known:
            self._notice = f"{pixels} now: press “Find the counter”."
            self.finder.resized(now)
        else:
            self._notice = f"{pixels}."
        self._place()

    def _place(self) -> None:
        crop = self.settings.crop
        fits = self._size and crop.within(*self._size)
        self._game = HudGrid.from_counter(crop).visible_game(*self._size) if fits else None

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


class Live:
    """Reads the players' sources in every tick and shows what is seen."""

    def __init__(self, settings: Settings, reader: Reader):
        self._players: dict[int, _Player] = {}
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
        text = "\n".join(player.status() for player in players) or "Starting."
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

    def _begin_search(self, player: _Player, is_asked: bool) -> Search:
        same = [other for other in self._players.values() if other.source.name == player.source.name]
        others = [
            other.settings.crop for other in same if other is not player and other.seen.stars is not None
        ]
        search = player.finder.begin(self._race.reader, others, is_asked)
        self._searcher.submit(search)
        return search

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
        """Forgets what was told of searches."""
        for player in list(self._players.values()):
            player.finder.forget()

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
            player = self._players.pop(wanted.number, None) or _Player(wanted)
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


def _open_session(settings: Settings) -> Session | None:
    """The session of the first player, who is the one that plays here."""
    return Session(settings.split, settings.players[0].name) if settings.split.is_used else None


def _failed(failure: Exception) -> str:
    return f"Reading failed ({failure!r}): reload the script, and report this if it comes again."
