"""What the player sets, as OBS keeps it.

Every function here must be called from one of OBS's own callbacks, on the UI thread.
"""

from __future__ import annotations

from typing import Any

import obspython as obs

from ..hud import PARTS, HudPlaces, Rect
from . import saved_values
from .settings import MOST_PLAYERS, NOT_KEPT, SIDES, Settings


def defaults(data: Any) -> None:
    """Writes the defaults into OBS's settings of the script."""
    for key, text in saved_values.old_texts(_values(data)).items():
        obs.obs_data_set_string(data, key, text)
    for key in NOT_KEPT:
        obs.obs_data_erase(data, key)
    for key, value in saved_values.DEFAULTS.items():
        if isinstance(value, bool):
            obs.obs_data_set_default_bool(data, key, value)
        elif isinstance(value, int):
            obs.obs_data_set_default_int(data, key, value)
        elif isinstance(value, float):
            obs.obs_data_set_default_double(data, key, value)
        else:
            obs.obs_data_set_default_string(data, key, value)


def read(data: Any) -> Settings:
    """The settings as OBS holds them."""
    return saved_values.settings(_values(data))


def default_text(data: Any, key: str, text: str) -> None:
    """Writes what a text is as long as the player has not changed it."""
    obs.obs_data_set_default_string(data, key, text)


def shown_text(data: Any, key: str, text: str) -> None:
    """Writes what a text is, whatever the player may have typed there."""
    obs.obs_data_erase(data, key)
    default_text(data, key, text)


def rename_source(data: Any, old: str, new: str) -> None:
    """Writes a source's new name wherever its old one was chosen."""
    for number in range(1, MOST_PLAYERS + 1):
        for key in ("source", "stars_source", "screen_source"):
            if obs.obs_data_get_string(data, f"{key}_{number}") == old:
                obs.obs_data_set_string(data, f"{key}_{number}", new)
    if obs.obs_data_get_string(data, "timer_source") == old:
        obs.obs_data_set_string(data, "timer_source", new)


def read_crop(data: Any, number: int) -> Rect:
    """A player's crop as OBS holds it; a side that is no number is as short as can be."""
    return saved_values.crop(_values(data), number)


def move_crop(data: Any, number: int, old: Rect, new: Rect) -> bool:
    """Writes where a player's counter was found, unless the player has moved the crop meanwhile."""
    if read_crop(data, number) != old:
        return False
    write_crop(data, number, new)
    return True


def choose_source(data: Any, number: int, old: str, new: str) -> bool:
    """Writes a player's source, unless the player has chosen another than the old one meanwhile."""
    if obs.obs_data_get_string(data, f"source_{number}") != old:
        return False
    obs.obs_data_set_string(data, f"source_{number}", new)
    return True


def write_text(data: Any, key: str, text: str) -> None:
    """Writes a setting that is a text, as if the player had chosen it."""
    obs.obs_data_set_string(data, key, text)


def write_crop(data: Any, number: int, crop: Rect) -> None:
    """Writes a player's crop."""
    for side, value in zip(SIDES, crop, strict=True):
        obs.obs_data_set_string(data, f"{side}_{number}", str(int(value)))


def write_places(data: Any, number: int, places: HudPlaces) -> None:
    """Writes where the other parts of a player's HUD are read; None: where the crop has them."""
    for part, place in zip(PARTS, places, strict=True):
        obs.obs_data_set_string(data, f"{part}_{number}", saved_values.place_text(place))


def _values(data: Any) -> saved_values.Values:
    # What has never been changed is not in it.
    return saved_values.parse(obs.obs_data_get_json(data))
