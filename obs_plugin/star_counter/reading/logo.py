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
# The letters lie within these rows, but where they are larger than ever: above is the HUD, which a layout may
# cover with something of its own, below fades in a grey copyright line.
_TOP, _BOTTOM = 4, 19
# What lies farther apart, in samples, is not all of letters: a layout has marks beside them.
_GAP = 3
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
    seen = game[_TOP:_BOTTOM, :, :3]
    lit = np.maximum(np.maximum(seen[..., 0], seen[..., 1]), seen[..., 2]) >= _LIT
    columns = _run(
        lit.any(axis=0), (0.5 - _WIDE - _FARTHEST) * lit.shape[1], (0.5 + _FARTHEST) * lit.shape[1]
    )
    rows = _run(lit[:, columns].any(axis=1), _HIGHEST - _TOP, _LOWEST - _TOP)
    letters = lit[rows, columns]
    samples, (height, width) = int(np.count_nonzero(letters)), letters.shape
    has_shape = (
        samples >= max(_LEAST_SAMPLES, _LEAST_FILLED * width * height)
        and width + (width <= _COARSE) >= _LEAST_SHAPE * height
        and rows.stop < len(lit)
    )
    is_logo = has_shape and (width <= _COARSE or _has_colours(seen[rows, columns][letters]))
    return width / lit.shape[1] if is_logo else 0.0


def _run(lit: np.ndarray, least: float, most: float) -> slice:
    """The longest run of lit lines whose middle lies between these two; an empty one where none does."""
    lines = np.flatnonzero(lit)
    longest = slice(0, 0)
    for run in np.split(lines, np.flatnonzero(np.diff(lines) > _GAP) + 1) if len(lines) else ():
        first, end = int(run[0]), int(run[-1]) + 1
        if least <= (first + end) / 2 <= most and end - first > longest.stop - longest.start:
            longest = slice(first, end)
    return longest


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
