"""The star counter's script with its settings, as a scene collection loads it."""

from __future__ import annotations

import sys
from pathlib import Path

import av

from star_counter.hud import Rect

from . import studio

#: How wide the texts beside the video are, in pixels.
PANEL_WIDTH = 230

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


def demo_collection(video: Path, crop: Rect, packages: str = sys.prefix) -> dict:
    """The video as the source “game”, and beside it what the star counter reads."""
    width, height = _video_size(video)
    template = "{blacks} black, {whites} white\n{confidence} % sure\n{fps} readings/s"
    one = player(1, "game", crop, stars="stars", screen="screens", screen_template=template)
    left = width + 20
    return studio.collection(
        "demo",
        [
            studio.media("game", video, looping=False),
            studio.text("title", 32, "Stars"),
            studio.text("stars", 112),
            studio.text("screens", 22),
            studio.scene(
                "Demo",
                [
                    studio.item("game"),
                    studio.item("title", (left, 60)),
                    studio.item("stars", (left, 100)),
                    studio.item("screens", (left, height - 140)),
                ],
            ),
        ],
        [script(one, packages=packages)],
    )


def demo_canvas(video: Path) -> tuple[int, int]:
    """The canvas for `demo_collection`, in pixels."""
    width, height = _video_size(video)
    return width + PANEL_WIDTH, height


def _video_size(video: Path) -> tuple[int, int]:
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        return stream.width, stream.height
