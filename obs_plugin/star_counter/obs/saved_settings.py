"""What the player sets, as OBS keeps it.

Every function here must be called from one of OBS's own callbacks, on the UI thread.
"""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path
from typing import Any

import obspython as obs

from .. import LEAST_CONFIDENCE, MOST_STARS
from ..hud import Rect
from ..timers import PORT
from .settings import DEFAULT_CROP, MOST_PLAYERS, ROUTE_FILE, SIDES, PlayerSettings, Settings, SplitSettings

# Pixels as they are typed; each sign behind them is a step.
_PIXELS = re.compile(r"\s*(\d{1,5})([+-]*)\s*", re.ASCII)
# Where pictures are collected, unless the player says otherwise.
_COLLECTED = Path("~", "mario64-star-counter", "pictures")


def defaults(data: Any) -> None:
    """Writes the defaults into OBS's settings of the script."""
    saved = json.loads(obs.obs_data_get_json(data))
    obs.obs_data_set_default_int(data, "players", 1)
    obs.obs_data_set_default_int(data, "readings_a_second", 0)
    obs.obs_data_set_default_double(data, "least_confidence", LEAST_CONFIDENCE)
    obs.obs_data_set_default_string(data, "timer", "none")
    obs.obs_data_set_default_string(data, "timer_host", "localhost")
    obs.obs_data_set_default_int(data, "timer_port", PORT)
    obs.obs_data_set_default_bool(data, "catch_up", True)
    for number in range(1, MOST_PLAYERS + 1):
        obs.obs_data_set_default_string(data, f"name_{number}", f"Player {number}")
        for side, value in zip(SIDES, DEFAULT_CROP, strict=True):
            key = f"{side}_{number}"
            if isinstance(saved.get(key), int):  # crops were once kept as numbers
                obs.obs_data_set_string(data, key, str(saved[key]))
            obs.obs_data_set_default_string(data, key, str(int(value)))
        obs.obs_data_set_default_int(data, f"goal_{number}", MOST_STARS)
        obs.obs_data_set_default_string(data, f"stars_template_{number}", "{stars}")
        obs.obs_data_set_default_string(data, f"screen_template_{number}", "{screen}")
    with contextlib.suppress(RuntimeError):  # where nobody has a home, it is for the player to choose
        obs.obs_data_set_default_string(data, "collected", str(_COLLECTED.expanduser()))


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
    if route == ROUTE_FILE:
        route = obs.obs_data_get_string(data, "route_file")
    return SplitSettings(
        route=route,
        timer=obs.obs_data_get_string(data, "timer"),
        host=obs.obs_data_get_string(data, "timer_host"),
        port=obs.obs_data_get_int(data, "timer_port"),
        timer_source=obs.obs_data_get_string(data, "timer_source"),
        catch_up=obs.obs_data_get_bool(data, "catch_up"),
        allow_remote=obs.obs_data_get_bool(data, "allow_remote"),
        origin=obs.obs_data_get_string(data, "timer_origin"),
        starts_timer=obs.obs_data_get_bool(data, "starts_timer"),
        journal=_read_path(data, "journal"),
    )


def default_text(data: Any, key: str, text: str) -> None:
    """Writes what a text is as long as the player has not changed it."""
    obs.obs_data_set_default_string(data, key, text)


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
    return Rect(*(max(least, _read_side(data, side, number) or 0) for side, least in SIDES.items()))


def move_crop(data: Any, number: int, old: Rect, new: Rect) -> bool:
    """Writes where a player's counter was found, unless the player has moved the crop meanwhile."""
    if read_crop(data, number) != old:
        return False
    write_crop(data, number, new)
    return True


def write_crop(data: Any, number: int, crop: Rect) -> None:
    """Writes a player's crop."""
    for side, value in zip(SIDES, crop, strict=True):
        obs.obs_data_set_string(data, f"{side}_{number}", str(int(value)))


def _read_side(data: Any, side: str, number: int) -> int | None:
    """A side of a player's crop in pixels; None where it is no number, or too small."""
    typed = _PIXELS.fullmatch(obs.obs_data_get_string(data, f"{side}_{number}"))
    if not typed:
        return None
    pixels = int(typed[1]) + typed[2].count("+") - typed[2].count("-")
    return pixels if pixels >= SIDES[side] else None


def _read_player(data: Any, number: int) -> PlayerSettings:
    def text(key: str) -> str:
        return obs.obs_data_get_string(data, f"{key}_{number}")

    return PlayerSettings(
        number=number,
        name=text("name"),
        source=text("source"),
        crop=read_crop(data, number),
        unreadable=tuple(side for side in SIDES if _read_side(data, side, number) is None),
        keeps_found=obs.obs_data_get_bool(data, f"keeps_found_{number}"),
        goal=obs.obs_data_get_int(data, f"goal_{number}"),
        stars_source=text("stars_source"),
        stars_template=text("stars_template"),
        screen_source=text("screen_source"),
        screen_template=text("screen_template"),
        collected=_read_path(data, "collected") if obs.obs_data_get_bool(data, "collects") else None,
    )


def _read_path(data: Any, key: str) -> Path | None:
    path = obs.obs_data_get_string(data, key)
    return Path(path).expanduser() if path else None
