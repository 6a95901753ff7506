"""One frame of the game, and what is read of it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .. import LEAST_CONFIDENCE, MOST_STARS
from ..hud import PARTS
from .model_form import BLACK, WHITE
from .model_form import CAMERAS as CAMERAS

#: Width and height of the small picture of the whole game that is measured.
GAME_SIZE = (32, 24)
#: The same where a person is to look at it, too: half of the 320x240 that the game draws. It is five times
#: `GAME_SIZE`, an odd number, so that the middle one of each five by five pixels lies where the one of the
#: smaller picture does.
FILM_SIZE = (160, 120)

# A sample of the small picture is dark up to this value of its brightest channel: black is 16 where a capture
# keeps the limited range, and compression adds some. It is bright from this value of its darkest channel.
_DARK, _BRIGHT = 36, 220
# How much of the picture is dark (bright) at least while the counter's corner is covered. A shaped black fade
# covers the counter while the picture's middle still shows: in a real door's fade 65 to 100 % is dark then,
# and less than 30 % otherwise. White fades have no shape; a broken frame of that recording is bright in 80 %.
_SCREEN_SHARE = {"black": 0.5, "white": 0.9}
# Of a small picture whose place follows from a crop that is a tenth too large, so many rows or columns at an
# edge may lie in the black round the game's picture, of which 8 of 240 rows at its top and bottom are a part.
_EDGE = 2
# So many samples are bright at least of a white screen whose edges are black.
_MOSTLY_BRIGHT = 0.7
# How sure the model must be of a black or white corner. Where nearly all of the picture is black or white it
# need only be likelier than any count: where a capture's white is 227 of 255 the model is sure by 0.2 to 0.5.
_SCREEN_PROBABILITY, _NEARLY_ALL, _PROBABILITY_IN_ALL = 0.5, 0.95, 0.15


@dataclass(frozen=True)
class Frame:
    """One frame of a source or a video.

    ``number`` counts the frames, ``time`` is in seconds. ``crop`` is the counter crop (height, width, 3)
    and ``game`` the small picture of the whole game (24, 32, 3), or of `FILM_SIZE`, both uint8 RGB. Any may
    have a fourth channel, which is ignored: OBS has its pixels so, and taking it off costs as much as reading
    them.

    ``lives``, ``coins`` and ``camera`` are the crops of the HUD's other parts, like ``crop``; None where they
    are not looked at in this frame.
    """

    number: int
    time: float
    crop: np.ndarray
    game: np.ndarray
    lives: np.ndarray | None = None
    coins: np.ndarray | None = None
    camera: np.ndarray | None = None

    @property
    def samples(self) -> np.ndarray:
        """The small picture (24, 32, 3), whatever the size of ``game``: what is measured is the same."""
        step = len(self.game) // GAME_SIZE[1]
        return self.game[step // 2 :: step, step // 2 :: step, :3]

    @property
    def dark(self) -> float:
        """How much of the game's picture is nearly black, 0 to 1."""
        return float(np.count_nonzero(brightest(self.samples) <= _DARK) / self.samples[..., 0].size)

    @property
    def bright(self) -> float:
        """How much of the game's picture is nearly white, 0 to 1; black at its edges is no part of it."""
        is_bright = functools.reduce(np.minimum, _channels(self.samples)) >= _BRIGHT
        share = float(np.count_nonzero(is_bright) / is_bright.size)
        if not _MOSTLY_BRIGHT <= share < 1:
            return share
        inside = is_bright[_without_dark_edges(brightest(self.samples) <= _DARK)]
        return float(np.count_nonzero(inside) / inside.size)


def brightest(samples: np.ndarray) -> np.ndarray:
    """The brightest channel of each sample of a small picture: uint8 (24, 32)."""
    return functools.reduce(np.maximum, _channels(samples))


def _channels(samples: np.ndarray) -> np.ndarray:
    # One after the other: numpy is slow over so short an axis.
    return np.moveaxis(samples, 2, 0)


def _without_dark_edges(is_dark: np.ndarray) -> tuple[slice, slice]:
    """What is left of a picture without the rows and columns at its edges that are all dark."""
    return _between(np.all(is_dark, axis=1)), _between(np.all(is_dark, axis=0))


def _between(is_dark: np.ndarray) -> slice:
    """All but the dark ones at both ends, where they are few, and one more, which codecs leave half dark."""
    first, last = (
        next((number for number, dark in enumerate(ends[: _EDGE + 1]) if not dark), 0)
        for ends in (is_dark, is_dark[::-1])
    )
    return slice(first and first + 1, len(is_dark) - (last and last + 1))


@dataclass(frozen=True)
class FrameAfterGap(Frame):
    """A frame before which more of the source than a moment is missing."""


@dataclass(frozen=True)
class Reading:
    """What one frame says: 123 ``probabilities`` (float32, in the order of `CLASSES`).

    ``dark`` and ``bright`` are the shares of the whole picture that are nearly black and nearly white, and
    ``level`` is the crop's mean brightness (0-255): the tracker finds screens by them.

    ``lives`` and ``coins`` are as ``probabilities``, and ``camera`` has one for each of `CAMERAS`; None where
    the frame was not looked at for them. ``letters`` is how wide the start-up logo's letters are, as a share
    of the picture, where all else is black: 0 where there are none.
    """

    probabilities: np.ndarray
    dark: float = 0.0
    bright: float = 0.0
    level: float = 128.0
    lives: np.ndarray | None = None
    coins: np.ndarray | None = None
    camera: np.ndarray | None = None
    letters: float = 0.0

    @cached_property
    def best(self) -> int:
        """The most probable class."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """The probability of the most probable class."""
        return float(self.probabilities.max())

    @cached_property
    def counts(self) -> np.ndarray:
        """The probabilities of the counts alone, 0 to 120."""
        return self.probabilities[: MOST_STARS + 1]

    @cached_property
    def seen(self) -> float:
        """The probability of the most probable count: how surely the counter is seen."""
        return float(self.counts.max())

    @property
    def left_out(self) -> frozenset[str]:
        """The parts of the HUD that the frame was not looked at for."""
        return frozenset(part for part in PARTS if getattr(self, part) is None)

    @cached_property
    def corner(self) -> str | None:
        """Whether the counter's corner is "black" or "white"."""
        for colour, class_ in (("black", BLACK), ("white", WHITE)):
            least = _PROBABILITY_IN_ALL if self.share(colour) >= _NEARLY_ALL else _SCREEN_PROBABILITY
            if self.best == class_ and self.probabilities[class_] >= least:
                return colour
        return None

    @property
    def screen(self) -> str | None:
        """Whether the corner is "black" or "white" and most of the picture with it, in this frame alone."""
        corner = self.corner
        return corner if corner and self.is_mostly(corner) else None

    def share(self, colour: str) -> float:
        """How much of the whole picture is nearly "black" or nearly "white"."""
        return self.dark if colour == "black" else self.bright

    def is_mostly(self, colour: str) -> bool:
        """Whether so much of the whole picture is black (white) that it can be a screen."""
        return self.share(colour) >= _SCREEN_SHARE[colour]

    def shown(self, part: str, least_confidence: float = LEAST_CONFIDENCE) -> int | None:
        """The number of ``part``, "lives" or "coins"; None where none is read with that confidence."""
        probabilities = self.lives if part == "lives" else self.coins
        if probabilities is None or probabilities.max() < least_confidence:
            return None
        best = int(probabilities.argmax())
        return best if best <= MOST_STARS else None

    def mode(self, least_confidence: float = LEAST_CONFIDENCE) -> str | None:
        """What the camera's icon shows, one of `CAMERAS`; None where none of them is that sure."""
        if self.camera is None or self.camera.max() < least_confidence:
            return None
        return CAMERAS[int(self.camera.argmax())]

    def count(self, least_confidence: float = LEAST_CONFIDENCE) -> int | None:
        """The star count, or None where no counter is read with that confidence."""
        best = self.best
        return best if best <= MOST_STARS and self.confidence >= least_confidence else None
