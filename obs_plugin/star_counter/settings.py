"""What the player sets, and the window in which it is set.

Every function here must be called from one of OBS's own callbacks, on the UI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import obspython as obs

from . import LEAST_CONFIDENCE, MOST_STARS, sources
from .hud import COUNTER, Rect
from .route_files import shipped
from .split_settings import BY_NAMES, NO_ROUTE, SplitSettings
from .template import FIELDS, unknown_fields
from .timers import PORT, WAYS

MOST_PLAYERS = 4
#: The splitter's buttons and hotkeys, and what they are called.
BUTTONS = {"undo": "Undo split", "skip": "Skip split", "reset": "Reset run", "pause": "Pause splitting"}
_NO_SOURCE = ""
_ROUTE_FILE = "file"
# The largest crop read: more than a counter takes of a picture in 4K, and still quick to copy.
_WIDEST, _HIGHEST = 800, 500
# The counter on a game that fills 640x480.
_DEFAULT_CROP = Rect(COUNTER.x * 2, COUNTER.y * 2, COUNTER.width * 2, COUNTER.height * 2).pixels()

_CROP_HELP = (
    "The star counter in pixels of the source: from the middle of the “×” to where a third digit would end, "
    "with a margin of a third of a digit above and below."
)
_TEMPLATE_HELP = "Fields: " + ", ".join(f"{{{name}}} {meaning}" for name, meaning in FIELDS.items()) + "."


@dataclass(frozen=True)
class PlayerSettings:
    """One player: where the counter is read, and where it is shown."""

    number: int
    name: str
    source: str
    crop: Rect
    goal: int
    stars_source: str
    stars_template: str
    screen_source: str
    screen_template: str

    @property
    def problem(self) -> str | None:
        """Why nothing can be read with these settings, or None."""
        if not self.source:
            return "Choose the video source that shows the game."
        if self.crop.width > _WIDEST or self.crop.height > _HIGHEST:
            return (
                f"The crop of {self.crop.width}×{self.crop.height} pixels is too large (at most "
                f"{_WIDEST}×{_HIGHEST}): take the star counter alone."
            )
        return None

    @property
    def template_problem(self) -> str | None:
        """Which fields of the templates do not exist, or None. They are shown as they stand there."""
        unknown = unknown_fields(self.stars_template) + unknown_fields(self.screen_template)
        if unknown:
            return f"No such field in a template: {', '.join(unknown)}. There are {{{'}, {'.join(FIELDS)}}}."
        return None


@dataclass(frozen=True)
class Settings:
    """All that the player sets."""

    players: tuple[PlayerSettings, ...]
    readings_a_second: int
    least_sure: float
    split: SplitSettings
    model: Path | None
    packages: Path | None


def defaults(data: Any) -> None:
    """Writes the defaults into OBS's settings of the script."""
    obs.obs_data_set_default_int(data, "players", 1)
    obs.obs_data_set_default_int(data, "readings_a_second", 0)
    obs.obs_data_set_default_double(data, "least_confidence", LEAST_CONFIDENCE)
    obs.obs_data_set_default_string(data, "timer", "none")
    obs.obs_data_set_default_string(data, "timer_host", "localhost")
    obs.obs_data_set_default_int(data, "timer_port", PORT)
    obs.obs_data_set_default_bool(data, "catch_up", True)
    for number in range(1, MOST_PLAYERS + 1):
        obs.obs_data_set_default_string(data, f"name_{number}", f"Player {number}")
        for side, value in zip(("left", "top", "width", "height"), _DEFAULT_CROP, strict=True):
            obs.obs_data_set_default_int(data, f"{side}_{number}", int(value))
        obs.obs_data_set_default_int(data, f"goal_{number}", MOST_STARS)
        obs.obs_data_set_default_string(data, f"stars_template_{number}", "{stars}")
        obs.obs_data_set_default_string(data, f"screen_template_{number}", "{screen}")


def read(data: Any) -> Settings:
    """The settings as OBS holds them."""
    players = max(1, min(MOST_PLAYERS, obs.obs_data_get_int(data, "players")))
    return Settings(
        players=tuple(_read_player(data, number) for number in range(1, players + 1)),
        readings_a_second=obs.obs_data_get_int(data, "readings_a_second"),
        least_sure=obs.obs_data_get_double(data, "least_confidence"),
        split=_read_split(data),
        model=_read_path(data, "model"),
        packages=_read_path(data, "packages"),
    )


def _read_split(data: Any) -> SplitSettings:
    route = obs.obs_data_get_string(data, "route")
    if route == _ROUTE_FILE:
        route = obs.obs_data_get_string(data, "route_file")
    return SplitSettings(
        route=route,
        timer=obs.obs_data_get_string(data, "timer"),
        host=obs.obs_data_get_string(data, "timer_host"),
        port=obs.obs_data_get_int(data, "timer_port"),
        timer_source=obs.obs_data_get_string(data, "timer_source"),
        catch_up=obs.obs_data_get_bool(data, "catch_up"),
        allow_remote=obs.obs_data_get_bool(data, "allow_remote"),
        starts_timer=obs.obs_data_get_bool(data, "starts_timer"),
        journal=_read_path(data, "journal"),
    )


def rename_source(data: Any, old: str, new: str) -> None:
    """Writes a source's new name wherever its old one was chosen."""
    for number in range(1, MOST_PLAYERS + 1):
        for key in ("source", "stars_source", "screen_source"):
            if obs.obs_data_get_string(data, f"{key}_{number}") == old:
                obs.obs_data_set_string(data, f"{key}_{number}", new)
    if obs.obs_data_get_string(data, "timer_source") == old:
        obs.obs_data_set_string(data, "timer_source", new)


def _read_player(data: Any, number: int) -> PlayerSettings:
    def text(key: str) -> str:
        return obs.obs_data_get_string(data, f"{key}_{number}")

    def whole(key: str) -> int:
        return obs.obs_data_get_int(data, f"{key}_{number}")

    return PlayerSettings(
        number=number,
        name=text("name"),
        source=text("source"),
        crop=Rect(whole("left"), whole("top"), whole("width"), whole("height")),
        goal=whole("goal"),
        stars_source=text("stars_source"),
        stars_template=text("stars_template"),
        screen_source=text("screen_source"),
        screen_template=text("screen_template"),
    )


def _read_path(data: Any, key: str) -> Path | None:
    path = obs.obs_data_get_string(data, key)
    return Path(path).expanduser() if path else None


def window(
    data: Any,
    keep_renamed: Callable[[], None],
    status: Callable[[], tuple[str, bool]],
    understood: Callable[[], str],
    press: Callable[[str], None],
) -> Any:
    """The script's window.

    ``keep_renamed`` writes the new names of renamed sources into ``data``; ``status`` tells the status as
    text, and whether something is wrong; ``understood`` tells how the route was; ``press`` takes `BUTTONS`.
    """
    properties = obs.obs_properties_create()
    # Callbacks first: OBS crashes when one is added after another script's tick has come between.
    obs.obs_properties_add_text(properties, "status", "", obs.OBS_TEXT_INFO)
    obs.obs_properties_add_button(
        properties, "refresh", "Refresh", lambda shown, _button: _show_status(shown, status)
    )
    splits = obs.obs_properties_create()
    route, timer = (
        obs.obs_properties_add_list(splits, key, label, obs.OBS_COMBO_TYPE_LIST, obs.OBS_COMBO_FORMAT_STRING)
        for key, label in (("route", "Route"), ("timer", "Timer"))
    )
    for chosen in (route, timer):
        obs.obs_property_set_modified_callback(chosen, _show_splitting)
    for button, label in BUTTONS.items():
        _add_button(splits, button, label, press)
    players = obs.obs_properties_add_list(
        properties, "players", "Players", obs.OBS_COMBO_TYPE_LIST, obs.OBS_COMBO_FORMAT_INT
    )
    obs.obs_property_set_modified_callback(players, _show_groups)

    obs.obs_property_set_long_description(
        players, "A race shows several games at once: each player has a crop."
    )
    for number in range(1, MOST_PLAYERS + 1):
        obs.obs_property_list_add_int(players, str(number), number)
    keep_renamed()
    _show_status(properties, status)
    settings = read(data)
    _add_players(properties, settings)
    _fill_routes(route)
    for way, name in WAYS.items():
        obs.obs_property_list_add_string(timer, name, way)
    _add_splitting(splits, settings.split, understood())
    obs.obs_properties_add_group(properties, "splits", "Splits of player 1", obs.OBS_GROUP_NORMAL, splits)
    _add_common(properties)
    _show_splitting(properties, None, data)
    return properties


def _show_status(properties: Any, status: Callable[[], tuple[str, bool]]) -> bool:
    text, is_wrong = status()
    info = obs.obs_properties_get(properties, "status")
    obs.obs_property_set_description(info, text)
    kind = obs.OBS_TEXT_INFO_WARNING if is_wrong else obs.OBS_TEXT_INFO_NORMAL
    obs.obs_property_text_set_info_type(info, kind)
    return True  # the window is drawn anew


def _add_button(properties: Any, button: str, label: str, press: Callable[[str], None]) -> None:
    def pressed(_properties: Any, _button: Any) -> bool:
        press(button)
        return False

    obs.obs_properties_add_button(properties, f"press_{button}", label, pressed)


def _fill_routes(route: Any) -> None:
    obs.obs_property_set_long_description(route, "When to split.")
    obs.obs_property_list_add_string(route, "none", NO_ROUTE)
    obs.obs_property_list_add_string(route, "by the names of the timer's splits", BY_NAMES)
    for path in shipped():
        obs.obs_property_list_add_string(route, f"{path.stem} stars", path.stem)
    obs.obs_property_list_add_string(route, "a route file", _ROUTE_FILE)


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
    _add_source_list(
        properties,
        "timer_source",
        "Timer's source",
        sources.video_source_names(),
        "(choose)",
        split.timer_source,
    )
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
        "route_file": route == _ROUTE_FILE,
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
        obs.obs_property_set_visible(obs.obs_properties_get(properties, key), is_visible)
    return True


def _add_players(properties: Any, settings: Settings) -> None:
    videos, texts = sources.video_source_names(), sources.text_source_names()
    chosen = {player.number: player for player in settings.players}
    for number in range(1, MOST_PLAYERS + 1):
        group = _player_group(number, chosen.get(number), videos, texts)
        added = obs.obs_properties_add_group(
            properties, f"player_{number}", f"Player {number}", obs.OBS_GROUP_NORMAL, group
        )
        obs.obs_property_set_visible(added, number in chosen)


def _show_groups(properties: Any, _property: Any, data: Any) -> bool:
    # Right after "Reload Scripts" OBS calls this with empty settings, in which there are 0 players.
    players = max(1, obs.obs_data_get_int(data, "players"))
    for number in range(1, MOST_PLAYERS + 1):
        group = obs.obs_properties_get(properties, f"player_{number}")
        obs.obs_property_set_visible(group, number <= players)
    return True


def _player_group(number: int, player: PlayerSettings | None, videos: list[str], texts: list[str]) -> Any:
    group = obs.obs_properties_create()

    def helped(added: Any, help_text: str) -> None:
        obs.obs_property_set_long_description(added, help_text)

    def text(key: str, label: str, help_text: str) -> None:
        helped(obs.obs_properties_add_text(group, f"{key}_{number}", label, obs.OBS_TEXT_DEFAULT), help_text)

    def whole(key: str, label: str, least: int, most: int, help_text: str) -> None:
        helped(obs.obs_properties_add_int(group, f"{key}_{number}", label, least, most, 1), help_text)

    def source(key: str, label: str, names: list[str], none: str, help_text: str) -> None:
        value = getattr(player, key) if player else ""
        helped(_add_source_list(group, f"{key}_{number}", label, names, none, value), help_text)

    text("name", "Name", "Shown in the status, in the log, and as {player}.")
    source(
        "source",
        "Video source",
        videos,
        "(choose)",
        "The source or scene that shows the game; it may be hidden.",
    )
    whole("left", "Crop left", 0, 16384, _CROP_HELP)
    whole("top", "Crop top", 0, 16384, _CROP_HELP)
    whole("width", "Crop width", 1, _WIDEST, _CROP_HELP)
    whole("height", "Crop height", 1, _HIGHEST, _CROP_HELP)
    source(
        "stars_source",
        "Text source",
        texts,
        "none",
        "The text source that shows the star count.",
    )
    text("stars_template", "Template", _TEMPLATE_HELP)
    whole("goal", "Goal", 0, MOST_STARS, "The stars of the category, for {goal} and {left}.")
    source(
        "screen_source",
        "Second text",
        texts,
        "none",
        "A second text source, for black and white screens.",
    )
    text("screen_template", "Template", _TEMPLATE_HELP)
    return group


def _add_source_list(group: Any, key: str, label: str, names: list[str], none: str, chosen: str) -> Any:
    added = obs.obs_properties_add_list(
        group, key, label, obs.OBS_COMBO_TYPE_LIST, obs.OBS_COMBO_FORMAT_STRING
    )
    obs.obs_property_list_add_string(added, none, _NO_SOURCE)
    for name in names:
        obs.obs_property_list_add_string(added, name, name)
    if chosen and chosen not in names:
        obs.obs_property_list_add_string(added, f"{chosen} (not there)", chosen)
    return added


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
