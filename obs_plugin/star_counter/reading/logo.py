"""The letters of the start-up logo, in the small picture of the game.

On black stands "SUPER" over "MARIO", "64" at the right: block letters in flat, strong colours (red, blue,
green, yellow, and brown sides), which grow from a point and swing to beyond the picture's width. Nothing else
in the game is so: what opens from black through a shape is as high as wide and has pale colours, and dark
caves are not black.
"""

from __future__ import annotations

import numpy as np

# How much of the picture is dark at least: letters wider than the picture leave more than half of it. From
# so much on there are no four samples of letters.
_LEAST_DARK, _ALL_DARK = 0.4, 0.995
# A sample is lit from this value of its brightest channel on: what edges and compression leave is darker. A
# lit one is coloured where the channels differ by such a share of the brightest.
_LIT, _COLOURED = 64, 0.5
# The share of the lit samples that is coloured at least. Videos have half as many samples of colour as of
# brightness, so that the edges of letters are pale, and of small ones half of all that is lit.
_LEAST_COLOURED = 0.45
# The letters end above the last of these rows, however large; below it fades in a grey copyright line.
_ROWS = 19
# The letters' shape: samples at least, wider than high, much of their box filled, its middle near the
# picture's, as a share of the width.
_LEAST_SAMPLES, _LEAST_SHAPE, _LEAST_FILLED, _FARTHEST = 4, 1.2, 0.4, 0.13
# In widescreen the whole picture's middle lies so much farther left: what is measured lies at its right.
_WIDE = 53 / 288
# Their middle's row: it rises from the picture's middle as they grow.
_HIGHEST, _LOWEST = 7.0, 13.5
# In so few columns of samples a width is one more or less, and colours are mixed to grey.
_COARSE = 4
# The share of the samples that makes a colour, and how many of the four there must be: in as many samples,
# and in fewer.
_COLOUR_SHARE, _MANY, _COLOURS_OF_MANY, _COLOURS_OF_FEW = 0.045, 30, 3, 2


def letters(game: np.ndarray, dark: float) -> float:
    """How wide the logo's letters are, as a share of the picture's width; 0 where there are none.

    ``game``: the small picture, uint8 RGB (24, 32, 3 or 4). ``dark``: how much of it is nearly black, 0 to 1;
    most pictures need no closer look for that. Letters of four columns of samples or fewer may be anything as
    small: only what follows tells.
    """
    if not _LEAST_DARK <= dark <= _ALL_DARK:
        return 0.0
    seen = game[:_ROWS, :, :3]
    lit = np.maximum(np.maximum(seen[..., 0], seen[..., 1]), seen[..., 2]) >= _LIT
    columns, rows = np.flatnonzero(lit.any(axis=0)), np.flatnonzero(lit.any(axis=1))
    if not len(columns):
        return 0.0
    width, height = int(columns[-1] - columns[0] + 1), int(rows[-1] - rows[0] + 1)
    samples = int(np.count_nonzero(lit))
    middle = (columns[0] + columns[-1] + 1) / 2 / lit.shape[1]
    has_shape = (
        samples >= max(_LEAST_SAMPLES, _LEAST_FILLED * width * height)
        and width + (width <= _COARSE) >= _LEAST_SHAPE * height
        and int(rows[-1]) < _ROWS - 1
        and _HIGHEST <= (int(rows[0]) + int(rows[-1]) + 1) / 2 <= _LOWEST
        and -_WIDE - _FARTHEST <= float(middle) - 0.5 <= _FARTHEST
    )
    is_logo = has_shape and (width <= _COARSE or _has_colours(seen[lit]))
    return width / lit.shape[1] if is_logo else 0.0


def _has_colours(samples: np.ndarray) -> bool:
    """Whether samples, uint8 RGB (n, 3), have the letters' colours: strong ones, some of each of several."""
    red, green, blue = samples.T.astype(np.int16)
    brightest, least = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    coloured = brightest - least >= _COLOURED * brightest
    if np.count_nonzero(coloured) < _LEAST_COLOURED * len(red):
        return False
    is_red = red > 2 * green
    is_blue = (blue > red) & (blue > green)
    is_green = (green > red) & ~is_blue
    kinds = (is_red & ~is_blue, is_blue, is_green, ~(is_red | is_blue | is_green))
    found = sum(np.count_nonzero(kind & coloured) >= max(1, _COLOUR_SHARE * len(red)) for kind in kinds)
    return bool(found >= (_COLOURS_OF_MANY if len(red) >= _MANY else _COLOURS_OF_FEW))
