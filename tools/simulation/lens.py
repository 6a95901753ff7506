"""What a capture makes of a picture of the game: the crops and the small picture for a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from star_counter.hud import CAMERA, COINS, COUNTER, LIVES, HudGrid, Rect
from star_counter.reading.frame import GAME_SIZE
from training.rendering import damage
from training.rendering.samples import Placement
from training.rendering.view import View

from .codec import Stream
from .drawing.artist import Hud

Rng = np.random.Generator

# What crops of each part are made of, however misplaced they are: so far around the part, in HUD units.
_ROOM = Rect(-24.5, -9.5, 36, 37)
# The camera and its mode: they are never cut off, since their place is found by themselves.
_ICONS = Rect(266, 205, 32, 16)
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


class _Look:
    """How a run's capture looks: its scale, colours and damages. ``quality``: None where it is clean."""

    def __init__(self, quality: Quality | None, rng: Rng):
        self.quality = quality
        if quality is None:
            self.scale = float(rng.choice(_CLEAN_SCALES))
            return
        self.scale = float(rng.uniform(*quality.scale))
        self.colours = _colours(rng)
        self._steps = [_Lasting(step.damage, rng) for step in quality.steps if rng.random() < step.share]
        self.interpolation = cv2.INTER_LINEAR if rng.random() < 0.7 else cv2.INTER_CUBIC
        self._deviation = rng.uniform(*quality.grain)

    def grains(self, size: tuple[int, int], rng: Rng) -> list[np.ndarray]:
        """Noise of a size (width, height) in pixels, to be added in turn."""
        shape = (*size[::-1], 3)
        return [rng.normal(0, self._deviation, shape).astype(np.float32) for _ in range(_GRAINS)]

    def damaged(self, crop: np.ndarray) -> np.ndarray:
        """A crop with this look, not noisy yet: float32."""
        crop = self.colours(crop.astype(np.float32), self.scale)
        for step in self._steps:
            crop = step(crop, self.scale)
        return crop


class _PartLens:
    """Makes crops of one part of the HUD."""

    def __init__(self, part: Rect, right: int, placement: Placement, look: _Look):
        """``right``: how far right of the HUD grid's place the part lies on the picture."""
        self._part, self._right, self._look = part, right, look
        view = View.scaled(self._placed(placement), look.scale)
        self.size = view.width, view.height
        room = Rect(
            part.x + right + _ROOM.x, part.y + _ROOM.y, part.width + _ROOM.width, part.height + _ROOM.height
        )
        self._room = room.pixels()
        self._made: tuple[np.ndarray, Placement, np.ndarray] | None = None
        self._stream: Stream | None = None

    def prepare(self, rng: Rng, fps: int, crf: int) -> None:
        """Makes it noisy, and sends it through a codec."""
        self._grains = self._look.grains(self.size, rng)
        self._stream = Stream(*self.size, fps, crf)

    def capture(self, picture: np.ndarray, placement: Placement, rng: Rng) -> np.ndarray:
        """The crop of a picture."""
        if self._made is None or self._made[0] is not picture or self._made[1] != placement:
            self._made = picture, placement, self._crop(picture, self._placed(placement))
        crop = self._made[2]
        if self._stream is None:
            return crop
        grain = self._grains[rng.integers(_GRAINS)]
        return self._stream.send(cv2.add(crop, grain, dtype=cv2.CV_8U))

    def _placed(self, placement: Placement) -> Rect:
        """Where the crop lies on the picture."""
        part, dx, dy = self._part, placement.dx, placement.dy
        width, height = part.width * placement.kx, part.height * placement.ky
        if part == CAMERA:
            most_x, most_y = (width - _ICONS.width) / 2, (height - _ICONS.height) / 2
            dx, dy = min(max(dx, -most_x), most_x), min(max(dy, -most_y), most_y)
        x, y = part.x + (part.width - width) / 2 + dx, part.y + (part.height - height) / 2 + dy
        return Rect(x + self._right, y, width, height)

    def _crop(self, picture: np.ndarray, crop: Rect) -> np.ndarray:
        """The crop before it is noisy: float32, or uint8 where it is clean."""
        room = self._room.clipped(picture.shape[1], picture.shape[0])
        part = picture[room.slices]
        crop = crop._replace(x=crop.x - room.x, y=crop.y - room.y)
        if self._look.quality is None:
            return self._sample(part, self._whole_pixels(crop), cv2.INTER_NEAREST)
        if self._look.scale < 1:  # averaging, before single samples are taken
            part = cv2.GaussianBlur(part, (0, 0), 0.4 / self._look.scale)
        return self._look.damaged(self._sample(part, crop, self._look.interpolation))

    def _whole_pixels(self, crop: Rect) -> Rect:
        """The crop, moved to whole pixels of a capture of this scale."""
        scale = self._look.scale
        left, top = (round(edge * scale) / scale for edge in (crop.x, crop.y))
        return Rect(left, top, *(pixels / scale for pixels in self.size))

    def _sample(self, part: np.ndarray, crop: Rect, how: int) -> np.ndarray:
        """The crop in its size in pixels."""
        width, height = self.size
        step_x, step_y = crop.width / width, crop.height / height
        # Centre of a crop's pixel -> centre of a HUD unit.
        left, top = crop.x + step_x / 2 - 0.5, crop.y + step_y / 2 - 0.5
        matrix = np.array([[step_x, 0, left], [0, step_y, top]], np.float32)
        flags = how | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(part, matrix, self.size, flags=flags, borderMode=cv2.BORDER_REPLICATE)


class Lens:
    """Makes crops (height, width, 3) and small pictures (24, 32, 3) of a run's pictures, all uint8 RGB."""

    def __init__(self, quality: str, placement: Placement, fps: int, seed: int, hud: Hud | None = None):
        """``placement``: where the crops lie at first; their sizes in pixels are kept."""
        hud, rng = hud or Hud(), np.random.default_rng((seed, 1))
        self._look = _Look(QUALITIES.get(quality), rng)
        self._right = hud.wider
        places = {"stars": (COUNTER, 0), "lives": (LIVES, hud.lives_shift), "coins": (COINS, hud.coins_shift)}
        places["camera"] = CAMERA, 0
        self._lenses = {
            name: _PartLens(part, hud.wider + shift, placement, self._look)
            for name, (part, shift) in places.items()
        }
        self._rng = rng
        self._game_made: tuple[np.ndarray, Placement, np.ndarray] | None = None
        if self._look.quality:
            self._game_grains = self._look.grains(GAME_SIZE, rng)
            crf = int(rng.integers(*self._look.quality.crf, endpoint=True))
            for lens in self._lenses.values():
                lens.prepare(rng, fps, crf)

    def capture(self, picture: np.ndarray, placement: Placement) -> tuple[np.ndarray, np.ndarray]:
        """The counter crop and the small picture of a picture."""
        return self.part("stars", picture, placement), self._small(picture, placement)

    def part(self, name: str, picture: np.ndarray, placement: Placement) -> np.ndarray:
        """The crop of "stars", "lives", "coins" or "camera"."""
        return self._lenses[name].capture(picture, placement, self._rng)

    def _small(self, picture: np.ndarray, placement: Placement) -> np.ndarray:
        if self._game_made is None or self._game_made[0] is not picture or self._game_made[1] != placement:
            self._game_made = picture, placement, self._game(picture, placement)
        game = self._game_made[2]
        if self._look.quality is None:
            return game
        return cv2.add(game, self._game_grains[self._rng.integers(_GRAINS)], dtype=cv2.CV_8U)

    def _game(self, picture: np.ndarray, placement: Placement) -> np.ndarray:
        """Single samples of the game, where the crop makes a reader look for it; not noisy yet either."""
        grid = HudGrid.from_counter(placement.crop()).moved(self._right, 0)
        part = grid.visible_game(picture.shape[1], picture.shape[0], self._right)
        columns = (part.x + (np.arange(GAME_SIZE[0]) + 0.5) * part.width / GAME_SIZE[0]).astype(int)
        rows = (part.y + (np.arange(GAME_SIZE[1]) + 0.5) * part.height / GAME_SIZE[1]).astype(int)
        game = picture[rows[:, None], columns]
        if self._look.quality is None:
            return game
        return self._look.colours(game.astype(np.float32), self._look.scale)


def _colours(rng: Rng) -> _Lasting:
    """Colours of a capture that leave black screens black and white ones white."""
    black, white = np.zeros((1, 1, 3), np.float32), np.full((1, 1, 3), 255, np.float32)
    while True:
        colours = _Lasting(damage.colours, rng)
        if colours(black, 1.0).max() <= _BLACK and colours(white, 1.0).min() >= _WHITE:
            return colours
