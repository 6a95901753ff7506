"""What a frame truly shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from star_counter.hud import COUNTER, HUD_WIDTH, Rect

from .drawing.artist import Drawn
from .story.tape import Tick

# A screen: how far from black or white a channel may be, and how much of the game's picture must be so. A
# shaped fade covers the corner while the middle still shows.
_NEARLY = 20
#: How much of the picture is black or white in a screen.
LEAST_SHARE = {"black": 0.5, "white": 0.9}
# The counter crop on a picture of the grid's size.
_CORNER = Rect(*map(int, COUNTER)).slices


@dataclass(frozen=True)
class Moment:
    """What a frame shows.

    ``count``: the star count, None where the counter is hidden or covered. ``screen``: "black" or "white"
    where the counter crop and most of the picture are, else None; ``is_full``: whether all of it is.
    ``lives``, ``coins``, ``camera``, ``has_coins``, ``is_fading``, ``letters`` and ``half_seen`` are as in
    `artist.Drawn`.
    ``is_covering``: whether there is any fade, seen or not.
    ``scene``: what the cross is shown for ("entry", "key", "grand star"), or "". ``is_demo``: one of the
    title's; ``is_over``: the game is, and shows the dizzy head.
    """

    count: int | None
    screen: str | None
    is_full: bool
    lives: int | None = None
    coins: int | None = None
    camera: str = "none"
    has_coins: bool = False
    is_fading: bool = False
    letters: float = 0.0
    scene: str = ""
    is_demo: bool = False
    is_over: bool = False
    half_seen: frozenset[str] = frozenset()
    is_covering: bool = False

    @classmethod
    def of(cls, drawn: Drawn, tick: Tick | None = None, picture: np.ndarray | None = None) -> Moment:
        """What a drawn picture shows, and what is known from its tick.

        ``picture``: what is seen, where marks cover some of the drawn one.
        """
        screen, is_full = _screen(drawn.picture if picture is None else picture)
        seen = (drawn.lives, drawn.coins, drawn.camera, drawn.has_coins, drawn.is_fading, drawn.letters)
        moment = cls(drawn.count, screen, is_full, *seen, half_seen=drawn.half_seen)
        if tick is None:
            return moment
        is_covering, is_over = tick.cover is not None, tick.place == "dizzy"
        return replace(
            moment, scene=tick.scene, is_demo=tick.is_demo, is_over=is_over, is_covering=is_covering
        )


def _screen(picture: np.ndarray) -> tuple[str | None, bool]:
    """The screen that a drawn picture (240, 320 or more, 3) is, and whether all of it is."""
    corner = picture[:, picture.shape[1] - HUD_WIDTH :][_CORNER]
    if corner.max() <= _NEARLY:
        colour, is_near = "black", (picture <= _NEARLY).all(axis=2)
    elif corner.min() >= 255 - _NEARLY:
        colour, is_near = "white", (picture >= 255 - _NEARLY).all(axis=2)
    else:
        return None, False
    share = is_near.mean()
    return (colour, bool(share == 1)) if share >= LEAST_SHARE[colour] else (None, False)
