"""Live sources, on the tick's side: from the pixels to the worker, and from what it has seen to the texts."""

from __future__ import annotations

import contextlib
import functools
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import obspython as obs

from ..doctor.page import Line
from ..hud import Rect
from ..problem import Problem
from ..reading.reader import Reader
from ..timers import TIMERS, Timer, open_timer
from ..words import plain
from .autosplitter import AutoSplitter
from .autosplitting import AutoSplitting
from .bridge.capture import Camera, Picture, Tile
from .bridge.hotkey_timer import HotkeyTimer
from .bridge.libobs import Libobs
from .bridge.script_log import log
from .finding.game_finder import GameFinder
from .finding.game_search import FoundGame, GameSearch
from .finding.search import Search
from .finding.searcher import Searcher
from .model import LOADED, LOADING, LONGEST_RUN, Model
from .pipeline import Followed, Look, Pipeline, Shot
from .player import Player
from .settings import FIRST, PlayerSettings, Settings, SplitSettings
from .worker import Worker

_NANOSECONDS = 1_000_000_000
_LONGEST_PAUSE = 0.02  # seconds
_POLL = 0.05  # seconds
# With and without a film: to make the GPU's objects anew would cost a tick some milliseconds.
_MOST_CAMERAS = 2


class Live:
    """Reads the players' sources in every tick and shows what is seen.

    ``players``, by number, ``game_finder`` and ``autosplitting`` may be looked at from OBS's other callbacks;
    whoever changes something of them does so `between_ticks`.
    """

    def __init__(self, settings: Settings):
        self.players: dict[int, Player] = {}
        self.game_finder = GameFinder()
        #: The games that were found while the settings do not know of them, by the players' numbers; with
        #: each the source that the settings have.
        self._unsaved_games: dict[int, tuple[str, FoundGame]] = {}
        self._model = Model()
        self._libobs = Libobs()
        self._searcher = Searcher()
        self._problem = ""  # of the last picture that was read
        self._logged: set[str] = set()  # each of the model's problems is logged once
        self._turn = threading.Lock()
        self._changes: deque[Settings] = deque(maxlen=1)  # for the next tick
        self._settings = settings
        self._cameras: dict[tuple[tuple[int, int], ...], Camera] = {}  # the one used last is the last
        self._camera: Camera | None = None
        self._frame = 0
        self._start = self._now = 0
        self._next_reading = 0
        autosplitter = AutoSplitter()
        self._pipeline = Pipeline(autosplitter)
        self._worker: Worker[Picture, Followed] = Worker(self._pipeline.read)
        self.autosplitting = AutoSplitting(autosplitter, self._worker.call, _open_timer)
        self.change(settings)

    def change(self, settings: Settings) -> None:
        """Takes new settings, from the next tick on. To be called on the UI thread: it may take a second."""
        self._model.choose(settings.model)
        self._changes.append(settings)
        self.autosplitting.change(settings.split, settings.players[0].name)
        with self._turn:  # the tick at hand ends
            pass
        self.autosplitting.close_released()

    def tick(self) -> None:
        """Shows the results of the last ticks' pictures, and takes the next one."""
        if not self._turn.acquire(blocking=False):
            return  # something is changed on another thread
        try:
            self._tick()
        finally:
            self._turn.release()

    @contextlib.contextmanager
    def between_ticks(self) -> Iterator[list[Player]]:
        """The players, while no tick runs: one that comes meanwhile does nothing. For moments only."""
        with self._turn:
            yield list(self.players.values())

    def press(self, button: str) -> None:
        """Takes one of `settings.BUTTONS`, from any thread, at once."""
        self._worker.call(functools.partial(self._pipeline.press, button))

    def status(self) -> tuple[str, bool]:
        """The status of all players as text, and whether anything is wrong."""
        players = list(self.players.values())
        # Before the first tick there are none.
        lines = [player.status() for player in players] or [
            f"{player.name}: {player.problem or 'starting.'}" for player in self._settings.players
        ]
        problems = list(filter(None, (self._model.problem, self._problem)))
        notices = problems or ([LOADING] if self._model.is_loading else [])
        if (game := self.game_finder.status) and self.game_finder.number in self.players:
            lines.insert(0, f"{self.players[self.game_finder.number].settings.name}: {game}")
        splitting, is_wrong = self.autosplitting.status()
        lines = [*notices, *lines, *splitting]
        is_wrong |= bool(problems) or any(player.problems for player in players)
        return "\n".join(lines), is_wrong

    def lines(self) -> list[Line]:
        """What there is of models, sources and the timer, for a report."""
        players = [player.line() for player in list(self.players.values())]
        wrong = [Line("Reading", self._problem, False)] if self._problem else []
        return [self._model.line(), *players, *wrong, self.autosplitting.line()]

    def find(self, number: int) -> Search | None:
        """Begins to look for a player's counter, and returns the search; stops it where it runs already.

        Does nothing where the player has no source, or there is no model (yet).
        """
        with self._turn:
            player = self.players.get(number)
            if player is None or not player.settings.source or self._model.reader is None:
                return None
            if player.finder.progress is not None:
                player.finder.stop()
                return None
            return self._begin_search(player, self._model.reader, is_asked=True)

    def find_game(self, number: int, groups: Sequence[Sequence[str]]) -> GameSearch | None:
        """Begins to look for a player's game in sources, as `GameSearch` does, and returns the search; stops
        it where it runs already. Does nothing where there is no model (yet)."""
        with self._turn:
            if self.game_finder.is_looking and self.game_finder.number == number:
                self.game_finder.stop()
                return None
            if self._model.reader is None:
                return None
            taken: dict[str, list[Rect]] = {}
            for other in self.players.values():
                if other.settings.number != number and other.seen.stars is not None:
                    taken.setdefault(other.source.name, []).append(other.settings.crop)
            search = GameSearch(groups, self._model.reader, taken)
            self.game_finder.begin(number, search)
            self._searcher.submit(search)
            return search

    def unsaved_games(self) -> dict[int, tuple[str, FoundGame]]:
        """The games that were found, by the players' numbers, each with the source that the settings have.

        Tells each once: the caller writes it into the settings. To be called `between_ticks`.
        """
        self._take_found_game()
        games, self._unsaved_games = self._unsaved_games, {}
        return games

    def read_crop(self, crop: np.ndarray) -> np.ndarray | None:
        """What a counter crop says, as `Reader.probabilities`; None where there is no model, or no answer
        within a second. No model runs on the UI thread."""
        reader, answers = self._model.reader, deque[np.ndarray]()

        def read() -> None:
            with contextlib.suppress(Problem):  # it is told where it comes again
                answers.extend(reader.probabilities([crop]) if reader else ())

        self._worker.call(read).wait(LONGEST_RUN)
        return answers.pop() if answers else None

    def wait_for_model(self, timeout: float) -> None:
        """Waits until the model is loaded, or has failed, ``timeout`` seconds at most."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and self._model.is_loading:
            time.sleep(_POLL)

    def wait_for_count(self, number: int, timeout: float) -> None:
        """Waits until a player's count is known, ``timeout`` seconds at most."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and (player := self.players.get(number)):
            if player.seen.stars is not None:
                return
            time.sleep(_POLL)

    def refresh_stills(self, timeout: float) -> None:
        """Takes a new still of each source; waits for them, ``timeout`` seconds at most."""
        with self.between_ticks() as players:
            by_source = {player.source.name: player for player in players}
            shootings = {name: player.finder.request_still() for name, player in by_source.items()}
        deadline = time.monotonic() + timeout
        for name, shooting in shootings.items():
            still = shooting.wait(max(0.0, deadline - time.monotonic()))
            shooting.cancel()
            for player in players:
                if still and player.source.name == name:
                    player.finder.still = still

    def close(self) -> None:
        """Ends the worker and frees every GPU object and source, once the tick at hand is over.

        From now on a tick does nothing: its turn is not given back.
        """
        self._turn.acquire()
        self._model.close()
        self._worker.close()
        for player in self.players.values():
            player.close()
        self.game_finder.close()
        self._searcher.close()
        self.autosplitting.close()
        self._pipeline.close()
        for camera in self._cameras.values():
            camera.close()

    def _begin_search(self, player: Player, reader: Reader, is_asked: bool) -> Search:
        same = [other for other in self.players.values() if other.source.name == player.source.name]
        others = [
            other.settings.crop for other in same if other is not player and other.seen.stars is not None
        ]
        search = player.finder.begin_search(reader, others, is_asked)
        self._searcher.submit(search)
        return search

    def _tick(self) -> None:
        now = obs.obs_get_video_frame_time()
        if self._model.tick(now / _NANOSECONDS):
            self._worker.call(functools.partial(self._pipeline.use_reader, self._model.reader))
            if self._model.reader:
                log(LOADED)
        if self._changes:
            self._apply(self._changes.pop())
        self._take_found_game()
        self._show_results()
        self._log_problems()
        self.autosplitting.tick()
        self._start = self._start or now
        # The result is needed in the next tick only. First OBS draws its frame, perhaps on the same cores.
        # But a timer is to be told of a star at once.
        is_deciding = any(player.seen.is_deciding for player in self.players.values())
        self._worker.pause = 0.0 if is_deciding else min(_LONGEST_PAUSE, (now - self._now) / _NANOSECONDS / 2)
        self._now = now
        held: list = []
        try:
            picture = self._shoot(now, held)
            self._search_and_take_stills(now / _NANOSECONDS, held)
        finally:
            for source in held:
                obs.obs_source_release(source)
        if picture:
            self._worker.submit(picture)
        elif not self._worker.hangs:
            self._worker.call(functools.partial(self._pipeline.advance, self._seconds(now)))

    def _apply(self, settings: Settings) -> None:
        """Takes new settings. A player whose source stays the same keeps what was followed."""
        settings = replace(settings, players=tuple(map(self._with_found_game, settings.players)))
        if self.game_finder.number in self.players:
            self._end_game_search(settings.players)
        players: dict[int, Player] = {}
        for wanted in settings.players:
            number = wanted.number
            players[number] = self.players.pop(number) if number in self.players else Player(wanted)
            players[number].change(wanted)
            players[number].is_filmed = number == FIRST and settings.split.journal is not None
        for gone in self.players.values():
            gone.close()
        self.players, self._settings = players, settings
        by_key = {players[one.number].key: one for one in settings.players}
        self._worker.call(functools.partial(self._pipeline.change, by_key, settings.least_sure))

    def _with_found_game(self, wanted: PlayerSettings) -> PlayerSettings:
        """The settings with the game that was found just after they were read."""
        before, game = self._unsaved_games.get(wanted.number, ("", None))
        return wanted if game is None or wanted.source != before else game.chosen_in(wanted)

    def _end_game_search(self, wanted: Sequence[PlayerSettings]) -> None:
        """Looks no longer for a game whose player has chosen a source meanwhile, or is gone."""
        number = self.game_finder.number
        before = self.players[number].settings.source
        if not any(one.number == number and one.source == before for one in wanted):
            self.game_finder.forget()

    def _take_found_game(self) -> None:
        """Reads the game that was found, once one was."""
        found = self.game_finder.take_found()
        if not found or found[0] not in self.players:
            return
        number, game = found
        player = self.players[number]
        self._unsaved_games[number] = player.settings.source, game
        self._apply(self._settings)
        player.finder.still = game.sighting.still
        player.finder.outcome = game.told

    def _show_results(self) -> None:
        """Shows what the worker has read, and logs what happened."""
        for failure in self._worker.failures():
            self._problem = _failed(failure)
        for followed in self._worker.results():
            if followed.problem is not None:
                self._problem = followed.problem
            for key, seen in followed.seen.items():
                player = self.players.get(key.number)
                if player and player.key == key:
                    player.take_reading(seen, self._now / _NANOSECONDS)
            if first := self.players.get(FIRST):
                for note in followed.notes:
                    first.log(note)
        for player in self.players.values():
            player.show()

    def _log_problems(self) -> None:
        """Logs what is wrong with the model, or with what it reads: once, it may come with every picture."""
        for problem in (self._model.problem, self._problem):
            if problem and problem not in self._logged:
                self._logged.add(problem)
                log(problem)

    def _shoot(self, now: int, held: list) -> Picture | None:
        """Has this tick's tiles rendered; returns the last tick's picture."""
        self._frame += 1
        tiles: list[Tile] = []
        looks = []
        if self._model.reader and self._is_due(now):
            for player in self.players.values():
                of_player = player.tiles(now / _NANOSECONDS, held)
                tiles += of_player.values()
                looks += [Look(player.key, tuple(of_player))] if of_player else []
        return self._rendered(tiles, Shot(tuple(looks), self._frame, self._seconds(now)))

    def _rendered(self, tiles: list[Tile], shot: Shot) -> Picture | None:
        """Has the tiles rendered by the camera for their sizes; returns what the last tick rendered."""
        sizes = tuple((tile.width, tile.height) for tile in tiles)
        camera, picture = self._camera, None
        if tiles and (camera is None or camera.sizes != sizes):
            picture = camera.tick((), None) if camera else None
            camera = self._camera = self._camera_for(sizes)
        if camera is None:
            return None
        return camera.tick(tiles, shot) or picture

    def _camera_for(self, sizes: tuple[tuple[int, int], ...]) -> Camera:
        """The camera for tiles of these sizes; a few are kept, as a film is taken now and then."""
        camera = self._cameras.pop(sizes, None) or Camera(self._libobs, sizes)
        self._cameras[sizes] = camera
        for old in list(self._cameras)[:-_MOST_CAMERAS]:
            self._cameras.pop(old).close()
        return camera

    def _search_and_take_stills(self, now: float, held: list) -> None:
        """Looks for counters that are lost, and takes the stills that are due: one at most."""
        reader = self._model.reader
        has_taken = self.game_finder.shoot(self._libobs, now, held, may_take=True)
        for player in self.players.values():
            player.take_found_crop()
            if reader and player.finder.is_due(now, player.settings.keeps_found):
                self._begin_search(player, reader, is_asked=False)
            has_taken |= player.take_still(self._libobs, now, held, not has_taken)

    def _seconds(self, now: int) -> float:
        """A time of OBS's frames in seconds since the first tick."""
        return (now - self._start) / _NANOSECONDS

    def _is_due(self, now: int) -> bool:
        wanted = self._settings.readings_a_second
        if not wanted:
            return True
        if now < self._next_reading:
            return False
        self._next_reading = max(self._next_reading + _NANOSECONDS // wanted, now)
        return True


def _open_timer(wanted: SplitSettings) -> Timer | None:
    """The timer that the settings name, or None for none; raises `Problem`."""
    if wanted.timer not in TIMERS:
        raise Problem(f"There is no timer called “{plain(wanted.timer)}”: choose one of those in the list.")
    if wanted.timer == "hotkeys":
        return HotkeyTimer(wanted.timer_source, wanted.catch_up)
    return open_timer(
        wanted.timer, wanted.host, wanted.port, wanted.catch_up, wanted.allow_remote, wanted.origin
    )


def _failed(failure: Exception) -> str:
    return f"Reading failed ({failure!r}): reload the script, and report this if it comes again."
