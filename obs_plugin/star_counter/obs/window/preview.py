"""What the star counter sees, as pictures for its window."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

import numpy as np
from PIL import Image

from ...hud import WHOLE_HUD, HudGrid, HudPlaces, Rect
from ...marks import LEGEND, PARTS_LEGEND, mark, mark_parts
from ...reading.model_form import CLASSES, INPUT_SIZE, model_input
from ...words import stars_text
from ..finding.stills import Still
from .markup import Html, as_html, below

_CROP_SCALE = 3  # times the size in which the model sees it
_WHOLE_SIZE = 260, 200  # pixels, at most: as wide as the window leaves room for
_LIKELIEST = 3


def preview(
    still: Still, crop: Rect, places: HudPlaces, read: Callable[[np.ndarray], np.ndarray | None]
) -> Html:
    """HTML with two pictures: the crop as the model sees it, with what it reads, and the whole source.

    ``crop`` and the ``places`` of the HUD's other parts are in the source's pixels; they and the game's
    picture are drawn into the whole one. ``read`` says how probable each class is in a crop's pixels, or None
    where nothing can be read.
    """
    legend = f"{LEGEND} {PARTS_LEGEND}" if any(places) else LEGEND
    lines = [_picture(_whole(still, crop, places)), as_html(legend)]
    if crop.fits(*still.size):
        seen = still.on_still(crop).pixels().cut(still.pixels)
        size = INPUT_SIZE[0] * _CROP_SCALE, INPUT_SIZE[1] * _CROP_SCALE
        enlarged = Image.fromarray(model_input(seen)).resize(size, Image.Resampling.NEAREST)
        probabilities = read(seen)
        likeliest = [] if probabilities is None else [as_html(_likeliest(probabilities))]
        lines = [_picture(enlarged), *likeliest, *lines]
    else:
        lines = [as_html("The crop reaches outside of the source."), *lines]
    return below(*lines)


def _likeliest(probabilities: np.ndarray) -> str:
    """The three most likely classes in words."""
    best = np.argsort(probabilities)[::-1][:_LIKELIEST]
    return "Read: " + ", ".join(f"{_name(int(one))} ({probabilities[one]:.1%})" for one in best)


def _name(class_: int) -> str:
    name = CLASSES[class_]
    return stars_text(class_) if name.isdecimal() else f"{name} screen"


def _whole(still: Still, crop: Rect, places: HudPlaces) -> Image.Image:
    """The whole source, made small, with the crop, the other parts and the game's picture drawn in."""
    image = Image.fromarray(still.pixels)
    image.thumbnail(_WHOLE_SIZE)
    scale = image.width / still.size[0], image.height / still.size[1]
    small = crop.scaled(*scale)
    mark_parts(image, HudPlaces(*(place and place.scaled(*scale) for place in places)), width=1)
    mark(image, small, HudGrid.from_counter(small).place(WHOLE_HUD), width=2)
    return image


def _picture(image: Image.Image) -> Html:
    # PNG is the one format that Qt always reads.
    png = io.BytesIO()
    image.save(png, "PNG", compress_level=1)
    return Html(f'<img src="data:image/png;base64,{base64.b64encode(png.getvalue()).decode()}">')
