"""Draws onto a picture of a source where the counter crop and the game lie on it."""

from __future__ import annotations

from PIL import Image, ImageDraw

from .hud import Rect

#: What the colours stand for, for whoever looks at the picture.
LEGEND = "Red: the crop. Blue: the game, as the crop tells it."

_CROP_COLOUR, _GAME_COLOUR = "#ff3030", "#30c0ff"


def mark(picture: Image.Image, crop: Rect, game: Rect, width: int) -> None:
    """Draws the edges of both, which are in the picture's pixels, in place; the lines are ``width`` wide."""
    pen = ImageDraw.Draw(picture)
    for part, colour in ((game, _GAME_COLOUR), (crop, _CROP_COLOUR)):
        left, top, right, bottom = part.corners
        pen.rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), outline=colour, width=width)
