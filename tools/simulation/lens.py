"""What a capture makes of a picture of the game: the counter crop and the small picture for a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from star_counter.hud import HUD_HEIGHT, HUD_WIDTH, HudGrid, Rect
from star_counter.reading.frame import GAME_SIZE
from training.rendering import damage
from training.rendering.samples import Placement, View

from .codec import Stream

Rng = np.random.Generator

# The part of the HUD grid that crops lie in, however misplaced.
_CORNER = Rect(236, 0, 84, 64)
# What is drawn once and then added to all frames in turn.
_GRAINS = 16
# A black screen stays this dark and a white one this bright whatever the colours of a capture are.
_BLACK, _WHITE = 20, 232


@dataclass(frozen=True)
class Quality:
    """What happens to pictures of a quality, from the least to the most.

    ``scale``: pixels a HUD unit. ``steps``: damages and the share of runs that have them; they are the same
    for all frames of a run. ``grain``: the noise's standard deviation (0-255). ``crf``: the codec's constant
    rate factor.
    """

    scale: tuple[float, float]
    steps: Sequence[damage.Step]
    grain: tuple[float, float]
    crf: tuple[int, int]


QUALITIES = {
    "stream": Quality(
        (1.0, 2.5), (damage.Step(damage.composite, 0.15), damage.Step(damage.blur, 0.5)), (0.5, 3), (20, 28)
    ),
    "harsh": Quality(
        (0.7, 1.5),
        (
            damage.Step(damage.composite, 0.4),
            damage.Step(damage.ghost, 0.1),
            damage.Step(damage.blur, 0.7),
            damage.Step(damage.sharpen, 0.15),
        ),
        (2, 8),
        (27, 35),
    ),
}
_CLEAN_SCALES = (1, 2, 3)


class _Lasting:
    """A damage that does the same to every frame of a run: it draws the same numbers each time."""

    def __init__(self, do: damage.Damage, rng: Rng):
        self._do, self._rng = do, np.random.default_rng(rng.integers(2**32))
        self._start = self._rng.bit_generator.state

    def __call__(self, picture: np.ndarray, scale: float) -> np.ndarray:
        self._rng.bit_generator.state = self._start
        return self._do(picture, scale, self._rng)


class Lens:
    """Makes crops (height, width, 3) and small pictures (24, 32, 3) of a run's pictures, all uint8 RGB."""

    def __init__(self, quality: str, placement: Placement, fps: int, seed: int):
        """``placement``: where the crop lies at first; its size in pixels is kept."""
        rng = np.random.default_rng((seed, 1))
        self._made: tuple[np.ndarray, Placement, np.ndarray, np.ndarray] | None = None
        self._quality = QUALITIES.get(quality)
        if self._quality is None:
            self._scale = float(rng.choice(_CLEAN_SCALES))
        else:
            self._scale = float(rng.uniform(*self._quality.scale))
            self._prepare(self._quality, rng)
        view = View.scaled(placement.crop(), self._scale)
        self._size = view.width, view.height
        if self._quality:
            self._grains = [self._grain(self._size, rng) for _ in range(_GRAINS)]
            self._game_grains = [self._grain(GAME_SIZE, rng) for _ in range(_GRAINS)]
            self._stream = Stream(*self._size, fps, int(rng.integers(*self._quality.crf, endpoint=True)))
            self._rng = rng

    def capture(self, picture: np.ndarray, placement: Placement) -> tuple[np.ndarray, np.ndarray]:
        """The crop and the small picture of a picture on the HUD grid."""
        if self._made is None or self._made[0] is not picture or self._made[1] != placement:
            self._made = picture, placement, self._crop(picture, placement), self._game(picture, placement)
        crop, game = self._made[2:]
        if self._quality:
            chosen = self._rng.integers(_GRAINS)
            crop = self._stream.send(cv2.add(crop, self._grains[chosen], dtype=cv2.CV_8U))
            game = cv2.add(game, self._game_grains[chosen], dtype=cv2.CV_8U)
        return crop, game

    def _prepare(self, quality: Quality, rng: Rng) -> None:
        """Draws how this run's capture looks."""
        self._colours = _colours(rng)
        self._steps = [_Lasting(step.damage, rng) for step in quality.steps if rng.random() < step.share]
        self._interpolation = cv2.INTER_LINEAR if rng.random() < 0.7 else cv2.INTER_CUBIC
        self._deviation = rng.uniform(*quality.grain)

    def _grain(self, size: tuple[int, int], rng: Rng) -> np.ndarray:
        return rng.normal(0, self._deviation, (*size[::-1], 3)).astype(np.float32)

    def _crop(self, picture: np.ndarray, placement: Placement) -> np.ndarray:
        """The crop before it is noisy: float32, or uint8 where it is clean."""
        corner = picture[: int(_CORNER.height), int(_CORNER.x) :]
        if self._quality is None:
            return self._sample(corner, self._whole_pixels(placement.crop()), cv2.INTER_NEAREST)
        if self._scale < 1:  # averaging, before single samples are taken
            corner = cv2.GaussianBlur(corner, (0, 0), 0.4 / self._scale)
        crop = self._sample(corner, placement.crop(), self._interpolation).astype(np.float32)
        crop = self._colours(crop, self._scale)
        for step in self._steps:
            crop = step(crop, self._scale)
        return crop

    def _whole_pixels(self, crop: Rect) -> Rect:
        """The crop, moved to whole pixels of a capture of this scale."""
        left, top = (round(edge * self._scale) / self._scale for edge in (crop.x, crop.y))
        return Rect(left, top, *(pixels / self._scale for pixels in self._size))

    def _sample(self, corner: np.ndarray, crop: Rect, how: int) -> np.ndarray:
        """The crop in its size in pixels."""
        width, height = self._size
        step_x, step_y = crop.width / width, crop.height / height
        # Centre of a crop's pixel -> centre of a HUD unit.
        left, top = crop.x - _CORNER.x + step_x / 2 - 0.5, crop.y - _CORNER.y + step_y / 2 - 0.5
        matrix = np.array([[step_x, 0, left], [0, step_y, top]], np.float32)
        flags = how | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(corner, matrix, self._size, flags=flags, borderMode=cv2.BORDER_REPLICATE)

    def _game(self, picture: np.ndarray, placement: Placement) -> np.ndarray:
        """Single samples of the game, where the crop makes a reader look for it; not noisy yet either."""
        grid = HudGrid.from_counter(placement.crop())
        part = grid.visible_game(HUD_WIDTH, HUD_HEIGHT)
        columns = (part.x + (np.arange(GAME_SIZE[0]) + 0.5) * part.width / GAME_SIZE[0]).astype(int)
        rows = (part.y + (np.arange(GAME_SIZE[1]) + 0.5) * part.height / GAME_SIZE[1]).astype(int)
        game = picture[rows[:, None], columns]
        if self._quality is None:
            return game
        return self._colours(game.astype(np.float32), self._scale)


def _colours(rng: Rng) -> _Lasting:
    """Colours of a capture that leave black screens black and white ones white."""
    black, white = np.zeros((1, 1, 3), np.float32), np.full((1, 1, 3), 255, np.float32)
    while True:
        colours = _Lasting(damage.colours, rng)
        if colours(black, 1.0).max() <= _BLACK and colours(white, 1.0).min() >= _WHITE:
            return colours
