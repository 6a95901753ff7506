"""Minutes of pictures that show no Super Mario 64, as a reader sees them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import cv2
import numpy as np

from star_counter.hud import COUNTER, GAME, HudGrid, Rect
from star_counter.reading.frame import GAME_SIZE, Frame

from ..codec import Stream
from .shows import SHOWS, SIZE

Rng = np.random.Generator

FPS = 30
# How long a show lasts, and how often several kinds share what a crop of them is made of.
_SECONDS = (3.0, 30.0)
_FADE = (4, 30)  # frames
# How much of the picture the game fills: pixels a HUD unit.
_SCALES = (1.3, 2.0)
_CLEAN, _CRF = 0.25, (20, 36)


class Program:
    """Shows in random order, with cuts and fades between them; the same seed gives the same.

    ``kinds``: names of `SHOWS`. A quarter of the programs is clean, the others are compressed as one stream.
    """

    def __init__(self, seed: int, seconds: float, kinds: tuple[str, ...] = tuple(SHOWS)):
        self._rng = rng = np.random.default_rng(seed)
        self._frames, self._kinds = round(seconds * FPS), kinds
        scale = rng.uniform(*_SCALES)
        ox, oy = rng.uniform(0, 1, 2) * (SIZE[0] - 320 * scale, SIZE[1] - 240 * scale)
        #: Where the HUD grid lies on the picture.
        self.grid = HudGrid(float(ox), float(oy), float(scale), float(scale))
        self._crf = None if rng.random() < _CLEAN else int(rng.integers(*_CRF))

    def frames(self, number: int = 0, time: float = 0.0) -> Iterator[tuple[Frame, str]]:
        """The frames, the first of that ``number`` and ``time``, each with the name of its show."""
        places = {"crop": self.grid.place(COUNTER), **self.grid.places()._asdict()}
        crops = {part: place.pixels() for part, place in places.items()}
        game = self.grid.place(GAME)
        stream = Stream(*SIZE, FPS, self._crf) if self._crf is not None else None
        for index, (picture, name) in enumerate(self.pictures()):
            seen = stream.send(picture) if stream else picture
            cut = {part: crop.cut(seen) for part, crop in crops.items()}
            yield Frame(number + index, time + index / FPS, game=_samples(seen, game), **cut), name

    def pictures(self) -> Iterator[tuple[np.ndarray, str]]:
        """The pictures, uint8 RGB (480, 640, 3), each with the name of its show."""
        return itertools.islice(self._shown(), self._frames)

    def _shown(self) -> Iterator[tuple[np.ndarray, str]]:
        rng = self._rng
        while True:
            name = str(rng.choice(self._kinds))
            show = SHOWS[name](rng.spawn(1)[0], self.grid)
            frames = int(rng.uniform(*_SECONDS) * FPS)
            picture = np.empty(0, np.uint8)
            for picture in itertools.islice(show, frames):
                yield picture, name
            if rng.random() < 0.3:
                yield from ((faded, name) for faded in _faded(picture, rng))


def _faded(picture: np.ndarray, rng: Rng) -> Iterator[np.ndarray]:
    """A picture that fades to black or white."""
    paint = np.full_like(picture, 255 if rng.random() < 0.4 else 0)
    for share in np.linspace(0, 1, int(rng.integers(*_FADE))):
        yield np.asarray(cv2.addWeighted(picture, 1 - share, paint, share, 0), np.uint8)
    yield from itertools.repeat(paint, int(rng.integers(1, _FADE[1])))


def _samples(picture: np.ndarray, part: Rect) -> np.ndarray:
    """Single samples of the game's picture."""
    columns = (part.x + (np.arange(GAME_SIZE[0]) + 0.5) * part.width / GAME_SIZE[0]).astype(int)
    rows = (part.y + (np.arange(GAME_SIZE[1]) + 0.5) * part.height / GAME_SIZE[1]).astype(int)
    return picture[rows[:, None], columns]
