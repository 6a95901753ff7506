"""Characters of the HUD laid over a picture of the game, wherever its grid lies."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from star_counter.hud import HUD_WIDTH, WHOLE_HUD, HudGrid

from . import counter
from .counter import Placed
from .glyphs import Alphabet


def lay_over(
    picture: np.ndarray, hud: Sequence[Placed], alphabet: Alphabet, grid: HudGrid, how: int
) -> np.ndarray:
    """The float32 picture with the characters on it, scaled as OpenCV's interpolation ``how`` does."""
    first = min((character.x for character in hud), default=0.0)
    part = WHOLE_HUD._replace(x=min(0.0, first), width=HUD_WIDTH - min(0.0, first))
    drawn = counter.draw(hud, alphabet, part)
    fine = alphabet.scale
    if min(grid.sx, grid.sy) < fine:  # averaging, before single samples are taken
        drawn = cv2.GaussianBlur(drawn, (0, 0), 0.4 * fine / min(grid.sx, grid.sy))
    step_x, step_y = fine / grid.sx, fine / grid.sy
    # Centre of a picture's pixel -> centre of a drawn one.
    left, top = (0.5 - grid.ox) * step_x - 0.5 - part.x * fine, (0.5 - grid.oy) * step_y - 0.5
    matrix = np.array([[step_x, 0, left], [0, step_y, top]], np.float32)
    drawn = cv2.warpAffine(drawn, matrix, picture.shape[1::-1], flags=how | cv2.WARP_INVERSE_MAP)
    alpha = np.clip(drawn[..., 3:], 0, 1)
    return picture * (1 - alpha) + np.clip(drawn[..., :3], 0, 255)
