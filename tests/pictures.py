"""Pictures of the game with a counter, drawn for the tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from star_counter.hud import COUNTER, WHOLE_HUD, HudGrid, Rect
from training.rendering import counter
from training.rendering.glyphs import Alphabet

SKY = (70, 120, 200)
SIZE = (640, 480)


def crop(size: tuple[int, int] = SIZE, left: int = 0) -> Rect:
    """Where the counter crop lies on a game of that size whose left edge lies at ``left``."""
    return HudGrid(left, 0, size[0] / 320, size[1] / 240).place(COUNTER).pixels()


def game(
    count: int | None,
    size: tuple[int, int] = SIZE,
    colour: tuple[int, int, int] = SKY,
    camera: str = "lakitu",
    coins: int = 17,
) -> np.ndarray:
    """A game of one colour with its HUD, uint8 RGB; with None instead of a count it has no HUD."""
    picture = np.full((240, 320, 3), colour, np.float32)
    if count is not None:
        hud = [*counter.star_counter(count), *counter.lives_counter(4), *counter.coins_counter(coins)]
        hud += counter.camera_icon(camera)
        drawn = counter.draw(hud, Alphabet.drawn(), WHOLE_HUD)
        picture = picture * (1 - drawn[..., 3:]) + drawn[..., :3]
    image = Image.fromarray(picture.clip(0, 255).astype(np.uint8))
    return np.asarray(image.resize(size, Image.Resampling.NEAREST))


def save(path: Path, *games: np.ndarray) -> Path:
    """Writes games side by side as one picture."""
    Image.fromarray(np.concatenate(games, axis=1)).save(path)
    return path
