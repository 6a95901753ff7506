"""The star counter's script with its settings, as a scene collection loads it."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from star_counter.hud import Rect
from star_counter.obs.model import LOADED
from star_counter.problem import Problem

from . import configuration, scenes, studio

#: How wide the texts beside the video are, in pixels.
PANEL_WIDTH = 230

SCRIPT = Path(__file__).resolve().parents[2] / "obs_plugin" / "mario64_star_counter.py"


def own_packages() -> str:
    """The folder of the packages that run here; `Problem` where OBS runs another Python."""
    here, there = f"{sys.version_info.major}.{sys.version_info.minor}", configuration.python_version()
    if here != there:
        raise Problem(
            f"OBS Studio runs Python {there} here, and this project's packages are for {here}: “make demo” "
            f"installs them for {there}."
        )
    return sys.prefix


def player(number: int, source: str, crop: Rect, stars: str = "", screen: str = "", **more: object) -> dict:
    """One player's settings: where the counter is read, and in which text sources it is shown."""
    settings = {"source": source, "stars_source": stars, "screen_source": screen, **more}
    sides = zip(("left", "top", "width", "height"), (str(int(side)) for side in crop), strict=True)
    return {f"{key}_{number}": value for key, value in [*settings.items(), *sides]}


def script(*players: dict, path: Path = SCRIPT, **common: object) -> dict:
    """The script with its players' settings; its packages: those that run here, unless others are given."""
    settings = {"players": max(1, len(players)), "packages": own_packages()}
    for one in players:
        settings |= one
    return scenes.script(path, **settings | common)


def demo_collection(size: tuple[int, int], crop: Rect, packages: str | None = None) -> dict:
    """A source “game” of that size, which plays nothing yet, and beside it what the star counter reads."""
    width, height = size
    template = "{blacks} black, {whites} white\n{confidence} % sure\n{fps} readings/s"
    one = player(1, "game", crop, stars="stars", screen="screens", screen_template=template)
    left = width + 20
    return scenes.collection(
        "demo",
        [
            scenes.media("game", None, looping=False),
            scenes.text("title", 32, "Stars"),
            scenes.text("stars", 112),
            scenes.text("screens", 22),
            scenes.scene(
                "Demo",
                [
                    scenes.item("game"),
                    scenes.item("title", (left, 60)),
                    scenes.item("stars", (left, 100)),
                    scenes.item("screens", (left, height - 140)),
                ],
            ),
        ],
        [script(one, packages=own_packages() if packages is None else packages)],
    )


def demo_canvas(size: tuple[int, int]) -> tuple[int, int]:
    """The canvas for `demo_collection`, in pixels."""
    return size[0] + PANEL_WIDTH, size[1]


def change(obs: studio.Studio, settings: dict) -> None:
    """Changes settings of the script that runs in an OBS, as the script's window does."""
    code = "import mario64_star_counter as script\n"
    code += f"settings = obs.obs_data_create_from_json({json.dumps(json.dumps(settings))})\n"
    code += "obs.obs_data_apply(script._plugin.data, settings)\nobs.obs_data_release(settings)\n"
    obs.run_inside(code + "script.script_update(script._plugin.data)", thread="ui")


def play(obs: studio.Studio, video: Path) -> None:
    """Has the source “game” play a video, from its start, once the script can read it."""
    obs.wait_for_log(re.escape(LOADED))
    obs.requests.set_input_settings("game", {"local_file": str(video)}, True)
