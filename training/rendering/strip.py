"""Draws the file of the characters that are laid over pictures: ``python -m training.rendering.strip``.

The plugin cannot draw them itself: after a change of the characters' look the file is written anew.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from star_counter.locate import drawn_counter

from . import glyphs, icons

_NAMES = {
    drawn_counter.STAR: glyphs.STAR,
    drawn_counter.COIN: icons.COIN,
    drawn_counter.HEAD: icons.HEAD,
    drawn_counter.CAMERA: icons.CAMERA,
    drawn_counter.LAKITU: icons.LAKITU,
    drawn_counter.CROSS: icons.CROSS,
}


def strip() -> np.ndarray:
    """The characters side by side, premultiplied uint8 RGBA (16, 16 a character, 4)."""
    sprites = glyphs.Alphabet.drawn().sprites
    drawn = np.concatenate([sprites[_NAMES.get(glyph, glyph)] for glyph in drawn_counter.GLYPHS], axis=1) * (
        1,
        1,
        1,
        255,
    )
    return drawn.round().astype(np.uint8)


if __name__ == "__main__":
    Image.fromarray(strip()).save(drawn_counter.GLYPH_FILE)
