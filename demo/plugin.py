"""The star counter's script with its settings, as a scene collection loads it."""

from __future__ import annotations

import sys
from pathlib import Path

from star_counter.hud import Rect

from . import studio

SCRIPT = Path(__file__).resolve().parents[1] / "obs_plugin" / "mario64_star_counter.py"


def player(number: int, source: str, crop: Rect, stars: str = "", screen: str = "", **more: object) -> dict:
    """One player's settings: where the counter is read, and in which text sources it is shown."""
    settings = {"source": source, "stars_source": stars, "screen_source": screen, **more}
    sides = zip(("left", "top", "width", "height"), map(int, crop), strict=True)
    return {f"{key}_{number}": value for key, value in [*settings.items(), *sides]}


def script(*players: dict, path: Path = SCRIPT, **common: object) -> dict:
    """The script with its players' settings; its packages are those that run here."""
    settings = {"players": max(1, len(players)), "packages": sys.prefix}
    for one in players:
        settings |= one
    return studio.script(path, **settings | common)
