"""Draws onto a picture of a source where the counter crop, the game and the rest of its HUD lie on it."""

from __future__ import annotations

from PIL import Image, ImageDraw

from .hud import HudPlaces, Rect

#: What the colours stand for, for whoever looks at the picture.
LEGEND = "Red: the crop. Blue: the game, as the crop tells it."
#: What those of `mark_parts` do.
PARTS_LEGEND = "Green: the lives. Yellow: the coins. Pink: the camera."

_CROP_COLOUR, _GAME_COLOUR = "#ff3030", "#30c0ff"
_PART_COLOURS = {"lives": "#30ff60", "coins": "#ffe030", "camera": "#ff60ff"}


def mark(picture: Image.Image, crop: Rect, game: Rect, width: int) -> None:
    """Draws the edges of both, which are in the picture's pixels, in place; the lines are ``width`` wide."""
    _outline(picture, game, _GAME_COLOUR, width)
    _outline(picture, crop, _CROP_COLOUR, width)


def mark_parts(picture: Image.Image, places: HudPlaces, width: int) -> None:
    """Draws the edges of the HUD's other parts in the same way, each in a colour of its own."""
    for name, place in places._asdict().items():
        if place is not None:
            _outline(picture, place.pixels(), _PART_COLOURS[name], width)


def _outline(picture: Image.Image, part: Rect, colour: str, width: int) -> None:
    left, top, right, bottom = part.corners
    edges = left, top, max(left, right - 1), max(top, bottom - 1)
    ImageDraw.Draw(picture).rectangle(edges, outline=colour, width=width)
