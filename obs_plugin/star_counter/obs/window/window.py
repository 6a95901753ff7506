"""The script's window while it is shown: what it says, and what comes of what the player presses.

Every method must be called from one of OBS's own callbacks, on the UI thread. What there is in the window is
in `form`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...hud import Rect
from ...packages import needed
from ...problem import Problem
from ...splitting.formats.route_files import shipped
from ...timers import TIMERS
from ...words import plain, stars_text, visible
from .. import saved_settings
from ..bridge import count_text, scenes, sources
from ..bridge.gil import undisturbed
from ..plugin import Plugin
from ..settings import (
    BY_NAMES,
    MOST_PLAYERS,
    NO_ROUTE,
    RESET_TEXTS,
    ROUTE_FILE,
    SIDES,
    START_TEXTS,
    PlayerSettings,
    Settings,
)
from . import form, top_list
from .markup import Html, as_html, below
from .properties import label, name, offer, show, write_html, write_note

if TYPE_CHECKING:
    from ..finding.game_search import GameSearch
    from ..finding.search import Search
    from ..live import Live
    from ..player import Player

_NO_SOURCE = ""
#: The window waits so long for what it asked for, and no longer: a still takes two frames, the first count
#: some; a search takes less than two seconds mostly, and gets two more where it has its pictures by then.
_LONGEST_LOOK, _LONGEST_COUNT = 0.3, 0.5  # seconds
_LONGEST_FIND = 2.0  # seconds
_LONGEST_LOADING = 1.0  # seconds; a model takes a tenth of that mostly
_LONGEST_REPORT = 1.0  # seconds
# Seconds: OBS took 38 and more to draw the window anew, and 8 at most to take a key that waited already.
_QUICKEST_DRAWING = 0.02
_SHOWN_LINES = 8  # of the installation


class Window:
    """The window of the script.

    OBS lets a script draw its window anew in answer to a click or a key only. So what ends by itself, such as
    a long search, is shown with the next of these, whatever it changes.
    """

    def __init__(self, plugin: Plugin):
        self.plugin = plugin
        self.install = plugin.install
        #: The crops as the fields show them, with the sides that are no number, by the players' numbers.
        self._crops: dict[int, tuple[Rect, tuple[str, ...]]] = {}
        #: The players for whom the window says that their counter is looked for.
        self._searching: set[int] = set()
        #: What came of what was pressed last, in a sentence.
        self._told = ""
        #: When it was last drawn anew after a key, in seconds of the monotonic clock.
        self._drawn_at = 0.0

    def build(self) -> Any:
        """The window, as properties of OBS."""
        with undisturbed():  # see `properties.Form`
            shown = form.build(self)
        self.plugin.start_with_installed()
        if self.plugin.live:
            self.plugin.live.wait_for_model(_LONGEST_LOADING)
        self.plugin.save_what_was_found()
        self._offer_choices(shown)
        self._fill(shown)
        return shown

    # What is changed in it: each returns whether the window is to be drawn anew.

    def changed(self, shown: Any, _property: Any, _data: Any) -> bool:
        """Takes that any of the settings was changed; shows what has ended meanwhile."""
        has_ended = any(not self._is_searching(number) for number in self._searching)
        if has_ended:
            self.plugin.save_what_was_found()
            self._fill(shown)
        return has_ended

    def players_changed(self, shown: Any, _property: Any, data: Any) -> bool:
        """Takes the number of players."""
        form.show_players(shown, data)
        return True

    def splitting_changed(self, shown: Any, _property: Any, data: Any) -> bool:
        """Takes another route or timer, or whether that is on another computer."""
        form.show_splitting(shown, data)
        return True

    def crop_changed(self, number: int, shown: Any, side: Any, data: Any) -> bool:
        """Takes a side of a player's crop as it is typed, and shows the crop."""
        # OBS forgets the field where one types if it is told twice to draw the window anew before it does so.
        will_be_drawn = time.monotonic() - self._drawn_at < _QUICKEST_DRAWING
        player = next((one for one in saved_settings.read(data).players if one.number == number), None)
        before = self._crops.get(number)
        if not player or before in (None, (player.crop, player.unreadable)):
            return False
        others = [i for i, one in enumerate(SIDES) if f"{one}_{number}" != name(side)]
        if any(player.crop[i] != before[0][i] for i in others):
            self._restore_crop(number, data)  # it was found elsewhere, and the fields were out of date
            self._fill(shown)
            return True
        if not player.unreadable:
            saved_settings.write_crop(data, number, player.crop)  # without the sign of a step
        self._fill_player(shown, player)
        self._drawn_at = time.monotonic()
        return not will_be_drawn

    # What is pressed in it.

    def pressed(self, do: Callable[[], None]) -> Callable[[Any, Any], bool]:
        """A button's callback: it does something, and then the window shows what is so now."""

        def on_press(shown: Any, _button: Any) -> bool:
            self._told = ""
            do()
            self._fill(shown)
            return True

        return on_press

    def find(self, number: int) -> None:
        """Looks for a player's counter, or stops that; waits for it a little.

        Where the player has no source, or one that is not there, it is looked for in all sources.
        """
        plugin = self.plugin
        plugin.start_with_installed()
        if number in self._searching and not self._is_searching(number):
            plugin.save_what_was_found()  # it has ended since the button said “Stop looking”
            return
        if not plugin.live:
            return
        plugin.live.wait_for_model(_LONGEST_LOADING)
        search = self._begin_search(plugin.live, number)
        if not search:
            return
        search.wait(_LONGEST_FIND)
        if not search.is_over and search.has_pictures:
            search.wait(_LONGEST_FIND)
        plugin.save_what_was_found()
        if search.has_found and plugin.live:
            plugin.live.wait_for_count(number, _LONGEST_COUNT)

    def find_missing(self) -> None:
        """Looks for the first player's game or counter that is not found yet, or stops that."""
        players = top_list.player_states(self.plugin)
        missing = [one for one in players if not one.has_source or one.stars is None]
        looked_for = [one for one in players if one.settings.number in self._searching]
        self.find((looked_for or missing or players)[0].settings.number)

    def choose_game(self, index: int) -> None:
        """Takes one of the games that were found."""
        if live := self.plugin.live:
            with live.between_ticks():
                number = live.game_finder.number
                live.game_finder.choose(index)
            self.plugin.save_what_was_found()
            live.wait_for_count(number, _LONGEST_COUNT)

    def show_count(self, number: int) -> None:
        """Shows a player's count in the current scene, by a text source of OBS's."""
        plugin = self.plugin
        plugin.start_with_installed()
        plugin.save_what_was_found()
        player = next(one for one in saved_settings.read(plugin.data).players if one.number == number)
        try:
            text = count_text.show(number, player.stars_source)
        except Problem as problem:
            self._told = str(problem)
            return
        self._told = text.told
        self._choose(f"stars_source_{number}", text.name)

    def show_missing_count(self) -> None:
        """Shows the count of the first player who has no text for it."""
        players = top_list.player_states(self.plugin)
        missing = [one for one in players if not one.has_text]
        self.show_count((missing or players)[0].settings.number)

    def split_by_names(self) -> None:
        """Has the names of the timer's splits tell when to split."""
        self._choose("route", BY_NAMES)

    def use_livesplit(self) -> None:
        """Tells LiveSplit, by the way that needs nothing to be set up there."""
        self._choose("timer", "livesplit_pipe" if sys.platform == "win32" else "livesplit")

    def refresh(self) -> None:
        """Looks anew at all that the window shows."""
        plugin = self.plugin
        plugin.start_with_installed()
        if plugin.live:
            plugin.live.game_finder.forget_outcome()
            for player in list(plugin.live.players.values()):
                player.finder.outcome = ""
            plugin.live.refresh_stills(_LONGEST_LOOK)
        plugin.save_what_was_found()

    def press(self, button: str) -> None:
        """Takes one of `settings.BUTTONS`."""
        if self.plugin.live:
            self.plugin.live.press(button)

    def report(self) -> None:
        """Makes a report to copy; waits for it a little."""
        self.plugin.make_report().wait(_LONGEST_REPORT)

    # What it says.

    def installing(self) -> str:
        """What the installation of the packages prints, and what came of it; nothing where there is none."""
        installation = self.plugin.installation
        if not installation:
            return ""
        lines = [*installation.lines[-_SHOWN_LINES:]]
        outcome = installation.outcome
        if outcome is None:
            lines.append("Installing. “Refresh” shows how far it is.")
        elif outcome == "":
            lines[-1:] = ["The packages are installed: press “Refresh”."]
        elif outcome not in lines:
            lines.append(outcome)
        return "\n".join(lines)

    def preview(self, wanted: PlayerSettings) -> Html:
        """What is seen of a player; nothing where there is no picture yet."""
        live, player = self.plugin.live, self._player(wanted.number)
        if not live or not player or not player.finder.still:
            return Html("")
        from ..correcting import corrected  # here, because they need the packages
        from .preview import preview

        places = corrected(wanted.looked_at, player.seen.shifts)
        return preview(player.finder.still, wanted.crop, places, live.read_crop)

    def _offer_choices(self, shown: Any) -> None:
        """Fills the lists whose choices stay the same while the window is shown."""
        routes = [("none", NO_ROUTE), ("by the names of the timer's splits", BY_NAMES)]
        routes += [(stars_text(int(path.stem)), path.stem) for path in shipped()]
        offer(shown, "route", [*routes, ("a route file", ROUTE_FILE)])
        offer(shown, "timer", [(text, kind) for kind, text in TIMERS.items()])
        offer(shown, "start_at", [(text, kind) for kind, text in START_TEXTS.items()])
        offer(shown, "logo_reset", [(text, kind) for kind, text in RESET_TEXTS.items()])

    def _fill(self, shown: Any) -> None:
        """Writes into the window what is so now."""
        plugin = self.plugin
        wanted = saved_settings.read(plugin.data)
        write_note(shown, "told", self._told)
        show(shown, "told", bool(self._told))
        write_note(shown, "status", *plugin.status())
        self._fill_installation(shown)
        self._fill_players(shown, wanted)
        top_list.fill(shown, plugin, bool(self._searching))
        show(shown, "report", plugin.report is not None)
        if plugin.report:
            saved_settings.shown_text(plugin.data, "report", plugin.report.text)
        videos = sources.video_source_names()
        offer(shown, "timer_source", _sources(videos, "(choose)", wanted.split.timer_source))
        understood = plugin.live.autosplitting.autosplitter.understood() if plugin.live else []
        write_note(shown, "understood", "\n".join(understood))
        form.show_splitting(shown, plugin.data)

    def _fill_installation(self, shown: Any) -> None:
        plugin = self.plugin
        is_running = plugin.installation is not None and plugin.installation.is_running
        show(shown, "install", plugin.lacks_packages)
        show(shown, "install_command", plugin.lacks_packages)
        show(shown, "installing", plugin.installation is not None)
        if plugin.lacks_packages:
            saved_settings.default_text(plugin.data, "install_command", _command())
        label(shown, "install", "Stop installing" if is_running else needed.BUTTON)
        write_note(shown, "installing", self.installing())

    def _fill_players(self, shown: Any, wanted: Settings) -> None:
        videos, texts = sources.video_source_names(), sources.text_source_names()
        chosen = {player.number: player for player in wanted.players}
        for number in range(1, MOST_PLAYERS + 1):
            player = chosen.get(number)
            show(shown, f"player_{number}", player is not None)
            offer(shown, f"source_{number}", _sources(videos, "(choose)", player.source if player else ""))
            for key in ("stars_source", "screen_source"):
                source = getattr(player, key) if player else ""
                offer(shown, f"{key}_{number}", _sources(texts, "none", source))
            if player:
                self._fill_player(shown, player)

    def _fill_player(self, shown: Any, player: PlayerSettings) -> None:
        """What is seen of a player, and what the button beside it does now."""
        number = player.number
        if self._is_searching(number):
            self._searching.add(number)
        else:
            self._searching.discard(number)
        label(shown, f"find_{number}", self._find_label(player))
        self._crops[number] = player.crop, player.unreadable
        problem = (player.problem or "") if player.unreadable else ""
        seen = below(as_html(problem), self.preview(player))
        write_html(shown, f"preview_{number}", seen)
        show(shown, f"preview_{number}", bool(seen))

    def _find_label(self, player: PlayerSettings) -> str:
        if self._is_searching(player.number):
            return form.STOP_LOOKING
        return form.FIND_COUNTER if sources.is_there(player.source) else form.FIND_GAME

    def _begin_search(self, live: Live, number: int) -> Search | GameSearch | None:
        """Begins to look for what a player has not yet, or stops that."""
        self.plugin.save_what_was_found()  # as sources may have been renamed
        wanted = saved_settings.read(self.plugin.data).players
        if any(one.number == number and sources.is_there(one.source) for one in wanted):
            return live.find(number)
        return live.find_game(number, scenes.where_games_may_be())

    def _choose(self, key: str, text: str) -> None:
        """Writes a setting, and reads with it."""
        saved_settings.write_text(self.plugin.data, key, text)
        self.plugin.start(self.plugin.data)

    def _player(self, number: int) -> Player | None:
        return self.plugin.live.players.get(number) if self.plugin.live else None

    def _is_searching(self, number: int) -> bool:
        """Whether a player's counter is being looked for because the player asked."""
        live, player = self.plugin.live, self._player(number)
        if live and live.game_finder.is_looking and live.game_finder.number == number:
            return True
        return player is not None and player.finder.progress is not None

    def _restore_crop(self, number: int, data: Any) -> None:
        """Writes the crop that is read over what was typed into fields that showed another."""
        if player := self._player(number):
            saved_settings.write_crop(data, number, player.settings.crop)


def _command() -> str:
    try:
        return visible(needed.command())
    except Problem as problem:
        return visible(str(problem))


def _sources(names: list[str], none: str, chosen: str) -> list[tuple[str, str]]:
    """The sources to choose from, with one that is chosen and not there."""
    gone = [(f"{plain(chosen)} (not there)", chosen)] if chosen and chosen not in names else []
    return [(none, _NO_SOURCE), *((plain(one), one) for one in names), *gone]
