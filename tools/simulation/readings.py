"""What a good reader reads of a run, made of what its frames truly show: hours of play in minutes."""

from __future__ import annotations

import functools

import numpy as np

from star_counter.hud import CAMERA, COINS, COUNTER, GAME, LIVES, Rect
from star_counter.reading.frame import CAMERAS, GAME_SIZE, Reading
from star_counter.reading.model_form import BLACK, CLASSES, WHITE

from .camera import Camera
from .drawing import covers
from .drawing.artist import Hud
from .drawing.logo import letters
from .moment import LEAST_SHARE, Moment
from .story.tape import Cover, Tick

# How sure a reading of what is seen is; and an unsure one, which takes the rest for something else.
_SURE, _UNSURE = 0.995, 0.6
# Of a picture of middling brightness: how much of it is nearly black, and nearly white.
_DARK, _BRIGHT = 36 / 255, 220 / 255
_LEVEL = 128.0
# From this share of a plain fade on nothing can be told from its colour.
_GONE = 0.92
# The logo's letters at full size cover so much of the picture.
_LOGO_SHARE = 0.25
# Live, lives are looked at in some frames only.
_LIVES_EVERY = 3


class Ideal:
    """Reads ticks without drawing them."""

    def __init__(self, hud: Hud, camera: Camera, noise: float):
        """``noise``: the share of readings that are unsure."""
        self._hud, self._camera, self._noise = hud, camera, noise
        self._rng = np.random.default_rng((camera.seed, 2))
        shifts = {"stars": (COUNTER, 0), "lives": (LIVES, hud.lives_shift), "coins": (COINS, hud.coins_shift)}
        self._crops = {
            name: part._replace(x=part.x + hud.wider + shift).pixels()
            for name, (part, shift) in shifts.items()
        }
        self._crops["camera"] = CAMERA._replace(x=CAMERA.x + hud.wider)
        self._under = functools.lru_cache(maxsize=2048)(self._look_under)

    def read(self, number: int, tick: Tick) -> tuple[Moment, Reading]:
        """What a frame with that number truly shows, and what is read of it."""
        count, lives, coins, camera = self._hud.seen(tick)
        dark, bright, level, screen, corner = self._under(tick.cover)
        width = 0.0
        if tick.letters is not None:
            width = letters(tick.letters)
            dark, bright, level, screen, corner = (
                1 - _LOGO_SHARE * min(1.0, width) ** 2,
                0.0,
                0.0,
                "black",
                BLACK,
            )
        seen = lives, coins, camera, tick.coins is not None, covers.hides(tick.cover), width
        is_full = screen is not None and max(dark, bright) >= 1
        known = tick.scene, tick.is_demo, tick.place == "dizzy"
        fade = self._hud.half_seen(tick), tick.cover is not None
        moment = Moment(count, screen, is_full, *seen, *known, *fade)
        missing, covered = self._camera.missing, self._camera.covered
        is_looked_at = number % _LIVES_EVERY == 0

        def digits(part: str, value: int | None, under: int | None) -> np.ndarray:
            return self._digits(None if part in covered else value, None if part in covered else under)

        reading = Reading(
            self._digits(count, corner),
            dark,
            bright,
            level,
            digits("lives", lives, corner) if is_looked_at and "lives" not in missing else None,
            None if "coins" in missing else digits("coins", coins, corner),
            None if "camera" in missing else self._icon("none" if "camera" in covered else camera),
            width,
        )
        return moment, reading

    def _digits(self, value: int | None, corner: int | None) -> np.ndarray:
        """Probabilities as the model's, of a count, a black or white corner, or nothing."""
        best = value if value is not None and value < BLACK else corner
        if best is None:
            return _nothing()
        if self._rng.random() >= self._noise:
            return _peak(best, best, len(CLASSES), _SURE)
        return _peak(best, int(self._rng.integers(len(CLASSES))), len(CLASSES), _UNSURE)

    def _icon(self, camera: str) -> np.ndarray:
        """Probabilities of the camera's icons."""
        best = CAMERAS.index(camera)
        if self._rng.random() >= self._noise:
            return _peak(best, best, len(CAMERAS), _SURE)
        return _peak(best, int(self._rng.integers(len(CAMERAS))), len(CAMERAS), _UNSURE)

    def _look_under(self, cover: Cover | None) -> tuple[float, float, float, str | None, int | None]:
        """How dark, bright and light a picture is under a fade; the screen and the class that it makes."""
        if cover is None:
            return _DARK, 1 - _BRIGHT, _LEVEL, None, None
        is_black, class_ = cover.colour == "black", BLACK if cover.colour == "black" else WHITE
        if cover.shape == "plain" or cover.done >= 1:
            left = max(1e-9, 1 - cover.done)
            dark = min(1.0, _DARK / left) if is_black else 0.0
            bright = 0.0 if is_black else min(1.0, (1 - _BRIGHT) / left)
            level = covers.paint(cover) * cover.done + _LEVEL * (1 - cover.done)
            is_gone = cover.done >= _GONE
            return dark, bright, level, cover.colour if is_gone else None, class_ if is_gone else None
        hole = covers.hole(cover, self._hud.width)
        dark = 1 - _share(hole, GAME._replace(x=GAME.x + self._hud.wider))
        crop = hole[self._crops["stars"].slices]
        is_gone = not crop.any()
        screen = cover.colour if is_gone and dark >= LEAST_SHARE[cover.colour] else None
        level = _LEVEL * float(crop.mean()) / 255
        return dark, 0.0, level, screen, class_ if is_gone else None


def _share(hole: np.ndarray, part: Rect) -> float:
    """How much of a part of the picture is seen through a fade, by as many samples as readers take."""
    columns = (part.x + (np.arange(GAME_SIZE[0]) + 0.5) * part.width / GAME_SIZE[0]).astype(int)
    rows = (part.y + (np.arange(GAME_SIZE[1]) + 0.5) * part.height / GAME_SIZE[1]).astype(int)
    return float((hole[rows[:, None], columns] > 0).mean())


@functools.lru_cache(maxsize=4096)
def _peak(best: int, other: int, classes: int, sure: float) -> np.ndarray:
    """Most of the probability on one class, the rest on another or on all. Nobody may write into it."""
    probabilities = np.full(classes, (1 - sure) / classes, np.float32)
    if other != best:
        probabilities[:] = 0.01 / classes
        probabilities[other] += 0.99 - sure
    probabilities[best] += sure
    return probabilities / probabilities.sum()


@functools.cache
def _nothing() -> np.ndarray:
    return np.full(len(CLASSES), 1 / len(CLASSES), np.float32)
