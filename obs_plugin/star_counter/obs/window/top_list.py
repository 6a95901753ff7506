"""The list at the top of the window: what is there and what is missing, each with the button that helps.

Every function here must be called from one of OBS's own callbacks, on the UI thread.
"""

from __future__ import annotations

from typing import Any

from .. import saved_settings
from ..bridge import sources
from ..plugin import Plugin
from ..settings import MOST_GAMES, NO_ROUTE
from . import form
from .checklist import Packages, PlayerState, SplitState, items
from .properties import label, show, write_line, write_note


def player_states(plugin: Plugin) -> list[PlayerState]:
    """What there is for each player."""
    videos, texts = sources.video_source_names(), sources.text_source_names()
    followed = plugin.live.players if plugin.live else {}
    states = []
    for wanted in saved_settings.read(plugin.data).players:
        player = followed.get(wanted.number)
        stars = player.seen.stars if player else None
        states.append(PlayerState(wanted, stars, wanted.source in videos, wanted.stars_source in texts))
    return states


def fill(shown: Any, plugin: Plugin, is_searching: bool) -> None:
    """Writes the list; one line where all is well. ``is_searching``: for some player's counter."""
    players, split = player_states(plugin), _split_state(plugin)
    is_installing = plugin.installation is not None and plugin.installation.is_running
    lines = items(Packages(plugin.live is not None, is_installing), players, split)
    is_well = all(line.is_well for line in lines.values())
    show(shown, "all_well", is_well)
    write_note(shown, "all_well", "All is well." if split.is_wanted else "All is well; nothing is split.")
    for topic, line in lines.items():
        show(shown, f"has_{topic}", not is_well)
        write_line(shown, f"has_{topic}", line.text)
    has_game = lines["game"].is_well
    show(shown, "find_game", not has_game)
    label(shown, "find_game", form.STOP_LOOKING if is_searching else form.FIND_GAME)
    show(shown, "find_counter", has_game and not lines["counter"].is_well)
    label(shown, "find_counter", form.STOP_LOOKING if is_searching else form.FIND_COUNTER)
    show(shown, "show_count", not lines["text"].is_well)
    show(shown, "split_by_names", not is_well and split.settings.route == NO_ROUTE)
    show(shown, "use_livesplit", not is_well and split.settings.timer == "none")
    _fill_choices(shown, plugin)


def _fill_choices(shown: Any, plugin: Plugin) -> None:
    """A button for each of the games among which the player has to choose."""
    choices = plugin.live.game_finder.choices[:MOST_GAMES] if plugin.live else []
    labels = [choice.label for choice in choices]
    for index in range(MOST_GAMES):
        show(shown, f"game_{index}", index < len(labels))
        # Else Qt takes the letter behind it for a key.
        label(shown, f"game_{index}", labels[index].replace("&", "&&") if index < len(labels) else "")


def _split_state(plugin: Plugin) -> SplitState:
    split = saved_settings.read(plugin.data).split
    if not plugin.live:
        return SplitState(split)
    timer = plugin.live.autosplitting.line()
    return SplitState(split, plugin.live.autosplitting.route_problem, "" if timer.is_well else timer.found)
