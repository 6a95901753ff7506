"""The script's window: what the player sets, what is seen, and what to press.

Every function here must be called from one of OBS's own callbacks, on the UI thread.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any

import obspython as obs

from . import LEAST_CONFIDENCE, MOST_STARS, packages, sources
from .plugin import Plugin
from .problem import Problem
from .route_files import shipped
from .settings import (
    BUTTONS,
    MOST_PLAYERS,
    ROUTE_FILE,
    SIDES,
    PlayerSettings,
    Settings,
    read,
    write_crop,
)
from .split_settings import BY_NAMES, NO_ROUTE, SplitSettings
from .template import FIELDS
from .timers import WAYS
from .turns import undisturbed

_NO_SOURCE = ""
# Seconds: OBS took 38 and more to draw the window anew, and 8 at most to take a key that waited already.
_QUICKEST_DRAWING = 0.02

_CROP_HELP = (
    "The star counter in pixels of the source: from the middle of the “×” to where a third digit would end, "
    "with a margin of a third of a digit above and below. A + or - typed behind the number is a step."
)
_TEMPLATE_HELP = "Fields: " + ", ".join(f"{{{name}}} {meaning}" for name, meaning in FIELDS.items()) + "."


def build(plugin: Plugin) -> Any:
    """The window, as properties of OBS."""
    properties = obs.obs_properties_create()
    # All that has a callback first, and nothing that waits: OBS crashes when one is added after another
    # script's tick has come between.
    with undisturbed():
        _add_status(properties, plugin)
        for number in range(1, MOST_PLAYERS + 1):
            _add_player(properties, number, plugin)
        splits = _add_splits(properties, plugin)
        _add_common(properties)
    plugin.take_installed()
    plugin.follow()
    settings = read(plugin.data)
    _fill(properties, settings, plugin)
    _fill_splits(splits, settings.split, plugin.understood())
    _show_splitting(properties, None, plugin.data)
    return properties


def _add_status(properties: Any, plugin: Plugin) -> None:
    obs.obs_properties_add_text(properties, "status", "", obs.OBS_TEXT_INFO)
    _add_button(properties, "refresh", "Refresh", plugin.refresh, plugin)
    obs.obs_properties_add_text(properties, "install_command", "Command", obs.OBS_TEXT_DEFAULT)
    _add_button(properties, "install", packages.BUTTON, plugin.install, plugin)
    obs.obs_properties_add_text(properties, "installing", "", obs.OBS_TEXT_INFO)
    players = obs.obs_properties_add_list(
        properties, "players", "Players", obs.OBS_COMBO_TYPE_LIST, obs.OBS_COMBO_FORMAT_INT
    )
    obs.obs_property_set_modified_callback(players, _show_groups)
    obs.obs_property_set_long_description(
        players, "A race shows several games at once: each player has a crop."
    )
    for number in range(1, MOST_PLAYERS + 1):
        obs.obs_property_list_add_int(players, str(number), number)


def _add_button(group: Any, key: str, label: str, pressed: Callable[[], None], plugin: Plugin) -> None:
    """A button that does something, after which the window shows what is so now."""

    def on_press(properties: Any, _button: Any) -> bool:
        pressed()
        _fill(properties, read(plugin.data), plugin)
        return True  # the window is drawn anew

    obs.obs_properties_add_button(group, key, label, on_press)


def _fill(properties: Any, settings: Settings, plugin: Plugin) -> None:
    """Writes into the window what is so now."""
    text, is_wrong = plugin.status()
    kind = obs.OBS_TEXT_INFO_WARNING if is_wrong else obs.OBS_TEXT_INFO_NORMAL
    _tell(properties, "status", text, kind)
    _fill_installation(properties, plugin)
    videos, texts = sources.video_source_names(), sources.text_source_names()
    chosen = {player.number: player for player in settings.players}
    for number in range(1, MOST_PLAYERS + 1):
        player = chosen.get(number)
        _show(properties, f"player_{number}", player is not None)
        _fill_sources(properties, f"source_{number}", videos, "(choose)", player.source if player else "")
        for key in ("stars_source", "screen_source"):
            _fill_sources(
                properties, f"{key}_{number}", texts, "none", getattr(player, key) if player else ""
            )
        if player:
            _fill_sight(properties, player, plugin)


def _fill_installation(properties: Any, plugin: Plugin) -> None:
    is_running = bool(plugin.installation) and plugin.installation.is_running
    _show(properties, "install", plugin.lacks_packages)
    _show(properties, "install_command", plugin.lacks_packages)
    _show(properties, "installing", plugin.installation is not None)
    if plugin.lacks_packages:
        obs.obs_data_set_default_string(plugin.data, "install_command", _command())
    button = obs.obs_properties_get(properties, "install")
    obs.obs_property_set_description(button, "Stop installing" if is_running else packages.BUTTON)
    _tell(properties, "installing", plugin.installing())


def _command() -> str:
    try:
        return packages.command()
    except Problem as problem:
        return str(problem)


def _fill_sight(properties: Any, player: PlayerSettings, plugin: Plugin) -> None:
    """What is seen of a player, and what the button beside it does now."""
    number = player.number
    button = obs.obs_properties_get(properties, f"find_{number}")
    is_searching = plugin.is_searching(number)
    obs.obs_property_set_description(button, "Stop looking" if is_searching else "Find the counter")
    plugin.crops[number] = player.crop, player.unreadable
    plugin.moved.pop(number, None)
    lines = [player.problem if player.unreadable else "", plugin.preview(number, player.crop)]
    _tell(properties, f"preview_{number}", "<br>".join(filter(None, lines)))
    _show(properties, f"preview_{number}", any(lines))


def _tell(properties: Any, key: str, text: str, kind: int = obs.OBS_TEXT_INFO_NORMAL) -> None:
    info = obs.obs_properties_get(properties, key)
    obs.obs_property_set_description(info, text)
    obs.obs_property_text_set_info_type(info, kind)


def _show(properties: Any, key: str, is_visible: bool) -> None:
    obs.obs_property_set_visible(obs.obs_properties_get(properties, key), is_visible)


def _add_list(group: Any, key: str, label: str) -> Any:
    return obs.obs_properties_add_list(
        group, key, label, obs.OBS_COMBO_TYPE_LIST, obs.OBS_COMBO_FORMAT_STRING
    )


def _fill_sources(properties: Any, key: str, names: list[str], none: str, chosen: str) -> None:
    choice = obs.obs_properties_get(properties, key)
    obs.obs_property_list_clear(choice)
    obs.obs_property_list_add_string(choice, none, _NO_SOURCE)
    for name in names:
        obs.obs_property_list_add_string(choice, name, name)
    if chosen and chosen not in names:
        obs.obs_property_list_add_string(choice, f"{chosen} (not there)", chosen)


def _add_player(properties: Any, number: int, plugin: Plugin) -> None:
    group = obs.obs_properties_create()

    def helped(added: Any, help_text: str) -> None:
        obs.obs_property_set_long_description(added, help_text)

    def text(key: str, label: str, help_text: str) -> None:
        helped(obs.obs_properties_add_text(group, f"{key}_{number}", label, obs.OBS_TEXT_DEFAULT), help_text)

    def show_crop(shown: Any, _property: Any, data: Any) -> bool:
        # OBS forgets where one types if it is told twice to draw the window anew before it does so.
        will_be_drawn = time.monotonic() - plugin.changed_at < _QUICKEST_DRAWING
        if number in plugin.moved:  # the fields were out of date
            write_crop(data, number, plugin.moved[number])
            _fill(shown, read(plugin.data), plugin)
            return True
        player = next((one for one in read(data).players if one.number == number), None)
        before = plugin.crops.get(number)
        if not player or before in (None, (player.crop, player.unreadable)):
            return False
        if not player.unreadable:
            write_crop(data, number, player.crop)  # without the sign of a step
        _fill_sight(shown, player, plugin)
        plugin.changed_at = time.monotonic()
        return not will_be_drawn

    helped(
        _add_list(group, f"source_{number}", "Video source"),
        "The source or scene that shows the game; it may be hidden.",
    )
    _add_button(group, f"find_{number}", "Find the counter", lambda: plugin.find(number), plugin)
    obs.obs_properties_add_text(group, f"preview_{number}", "", obs.OBS_TEXT_INFO)
    helped(
        obs.obs_properties_add_bool(group, f"keeps_found_{number}", "Find it again by itself"),
        "Where the counter is not seen for long, as a window was moved, it is looked for, and read there.",
    )
    for side in SIDES:
        added = obs.obs_properties_add_text(group, f"{side}_{number}", f"Crop {side}", obs.OBS_TEXT_DEFAULT)
        obs.obs_property_set_modified_callback(added, show_crop)
        helped(added, _CROP_HELP)
    text("name", "Name", "Shown in the status, in the log, and as {player}.")
    helped(
        _add_list(group, f"stars_source_{number}", "Text source"),
        "The text source that shows the star count.",
    )
    text("stars_template", "Template", _TEMPLATE_HELP)
    helped(
        obs.obs_properties_add_int(group, f"goal_{number}", "Goal", 0, MOST_STARS, 1),
        "The stars of the category, for {goal} and {left}.",
    )
    helped(
        _add_list(group, f"screen_source_{number}", "Second text"),
        "A second text source, for black and white screens.",
    )
    text("screen_template", "Template", _TEMPLATE_HELP)
    obs.obs_properties_add_group(
        properties, f"player_{number}", f"Player {number}", obs.OBS_GROUP_NORMAL, group
    )


def _show_groups(properties: Any, _property: Any, data: Any) -> bool:
    # Right after "Reload Scripts" OBS calls this with empty settings, in which there are 0 players.
    players = max(1, obs.obs_data_get_int(data, "players"))
    for number in range(1, MOST_PLAYERS + 1):
        _show(properties, f"player_{number}", number <= players)
    return True


def _add_splits(properties: Any, plugin: Plugin) -> Any:
    splits = obs.obs_properties_create()
    for key, label in (("route", "Route"), ("timer", "Timer")):
        chosen = _add_list(splits, key, label)
        obs.obs_property_set_modified_callback(chosen, _show_splitting)
    for button, label in BUTTONS.items():
        _add_button(splits, f"press_{button}", label, functools.partial(plugin.press, button), plugin)
    obs.obs_properties_add_group(properties, "splits", "Splits of player 1", obs.OBS_GROUP_NORMAL, splits)
    return splits


def _fill_splits(splits: Any, split: SplitSettings, understood: str) -> None:
    _fill_routes(obs.obs_properties_get(splits, "route"))
    for way, name in WAYS.items():
        obs.obs_property_list_add_string(obs.obs_properties_get(splits, "timer"), name, way)
    _add_splitting(splits, split, understood)


def _fill_routes(route: Any) -> None:
    obs.obs_property_set_long_description(route, "When to split.")
    obs.obs_property_list_add_string(route, "none", NO_ROUTE)
    obs.obs_property_list_add_string(route, "by the names of the timer's splits", BY_NAMES)
    for path in shipped():
        obs.obs_property_list_add_string(route, f"{path.stem} stars", path.stem)
    obs.obs_property_list_add_string(route, "a route file", ROUTE_FILE)


def _add_splitting(properties: Any, split: SplitSettings, understood: str) -> None:
    obs.obs_properties_add_path(
        properties,
        "route_file",
        "Route file",
        obs.OBS_PATH_FILE,
        "Routes (*.toml *.route *.as64 *.lss)",
        None,
    )
    obs.obs_properties_add_text(properties, "understood", understood, obs.OBS_TEXT_INFO)
    obs.obs_properties_add_text(properties, "timer_host", "Timer's host", obs.OBS_TEXT_DEFAULT)
    obs.obs_properties_add_int(properties, "timer_port", "Timer's port", 1, 65535, 1)
    _add_list(properties, "timer_source", "Timer's source")
    _fill_sources(properties, "timer_source", sources.video_source_names(), "(choose)", split.timer_source)
    helped = obs.obs_properties_add_bool(properties, "catch_up", "Catch up")
    obs.obs_property_set_long_description(
        helped, "What the timer could not be told while it did not answer is told when it is back, late."
    )
    helped = obs.obs_properties_add_bool(properties, "starts_timer", "Start the timer at the first counter")
    obs.obs_property_set_long_description(
        helped, "Set the timer to begin at 49.27 s (US) or 46.54 s (JP): so long after power-on it is shown."
    )
    obs.obs_properties_add_bool(properties, "allow_remote", "Timer on another computer")
    helped = obs.obs_properties_add_path(
        properties, "journal", "Journal's folder", obs.OBS_PATH_DIRECTORY, None, None
    )
    obs.obs_property_set_long_description(
        helped, "Where it is written down, with pictures, what happened and why it was split. Empty: nowhere."
    )


def _show_splitting(properties: Any, _property: Any, data: Any) -> bool:
    """Shows what the chosen route and timer need."""
    route, timer = (obs.obs_data_get_string(data, key) for key in ("route", "timer"))
    is_networked = timer.startswith("livesplit") and timer != "livesplit_pipe"
    has_timer = timer not in ("", "none")
    visible = {
        "route_file": route == ROUTE_FILE,
        "understood": bool(route),
        "timer_host": is_networked,
        "timer_port": is_networked,
        "allow_remote": is_networked,
        "timer_source": timer == "hotkeys",
        "catch_up": has_timer,
        "starts_timer": has_timer,
        **{f"press_{button}": bool(route) for button in BUTTONS},
    }
    for key, is_visible in visible.items():
        _show(properties, key, is_visible)
    return True


def _add_common(properties: Any) -> None:
    readings = obs.obs_properties_add_int_slider(properties, "readings_a_second", "Readings/s", 0, 60, 1)
    obs.obs_property_set_long_description(
        readings,
        "Readings a second; 0 is every frame. Fewer spare the processor, and miss short black screens.",
    )
    confidence = obs.obs_properties_add_float_slider(
        properties, "least_confidence", "Least confidence", 0.5, 0.999, 0.01
    )
    obs.obs_property_set_long_description(
        confidence,
        f"How probable a count must be, after all pictures, to be believed; {LEAST_CONFIDENCE} is good.",
    )
    helped = obs.obs_properties_add_bool(properties, "collects", "Collect pictures")
    obs.obs_property_set_long_description(
        helped,
        "Keeps pictures of the counter that it was unsure of, and a few others, to train on: see the README.",
    )
    obs.obs_properties_add_path(
        properties, "collected", "Collected pictures", obs.OBS_PATH_DIRECTORY, None, None
    )
    model = obs.obs_properties_add_path(
        properties, "model", "Model file", obs.OBS_PATH_FILE, "Models (*.onnx)", None
    )
    obs.obs_property_set_long_description(model, "Empty: the model that comes with the script.")
    packages = obs.obs_properties_add_path(
        properties, "packages", "Python packages", obs.OBS_PATH_DIRECTORY, None, None
    )
    obs.obs_property_set_long_description(
        packages,
        "Only for those who keep numpy, onnxruntime and Pillow in a virtual environment: its folder. It must "
        "be made with the Python version that OBS uses.",
    )
