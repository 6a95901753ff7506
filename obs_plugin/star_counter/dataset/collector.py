"""Collects pictures for training during play: those that the reader was unsure of, and a few others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from .. import LEAST_CONFIDENCE
from ..reading.frame import Frame, Reading
from ..reading.model_form import BLACK, WHITE
from .files import Shelf, cannot_collect

#: How many pictures of a player are kept altogether: some 10 to 20 MB.
LIMIT = 1000
#: How many of each label, and of each guess among the unsorted ones.
MOST_ALIKE = 10
#: A picture that it was unsure of is saved every so many seconds at most, and a sure one.
EVERY, EVERY_SURE = 5.0, 60.0
#: Without a counter every class has a probability of about 0.01: from here on some counter is seen.
SEEN_AT_ALL = 0.1
#: The counter is seen for so many seconds before a picture of it: it does not blink, no fade half covers it.
STEADY = 0.5
#: And after it, while nothing else comes to be believed: a new count takes the tracker up to a few seconds.
DECIDED = 3.0

# How sure the tracker must be of the label of a picture that no person looks at.
_SURE = 0.99


@dataclass(frozen=True)
class _Unsure:
    """A picture that was not read surely, or not as the tracker would have it."""

    number: int
    time: float
    crop: np.ndarray
    best: int
    guess: int
    confidence: float


class Collector:
    """Saves one player's pictures in a dataset, for training. All of it runs on one thread.

    A picture is at hand for some seconds before it is saved, so that a star's first frames, which the tracker
    does not believe yet, and fades are left out. `files` tells where it is saved, and its name.
    """

    def __init__(self, folder: Path, player: str, limit: int = LIMIT):
        """``folder`` is the dataset; at most ``limit`` pictures of that player are kept in it.

        Those of earlier sessions count. Raises `Problem` where the folder cannot be read.
        """
        if (
            not folder.is_absolute()
        ):  # as one of another computer, which would be made where OBS happens to be
            raise cannot_collect(folder, "there is no such place on this computer")
        self._shelf = Shelf(folder, player, MOST_ALIKE, limit)
        self._steady_since: float | None = None
        self._held: _Unsure | None = None
        self._saved_at = self._sure_saved_at = float("-inf")

    @property
    def is_full(self) -> bool:
        """Whether there are so many pictures already that no more are saved."""
        return self._shelf.is_full

    def update(
        self, frame: Frame, reading: Reading, stars: int | None, sure: float, screen: str | None
    ) -> Path | None:
        """Takes the next frame; returns the file of the picture that was saved, of this frame or another.

        ``stars``, ``sure`` and ``screen`` are the tracker's, after that frame. Raises `Problem` where a
        picture cannot be written: the player is to be told, and no more frames to be handed in.
        """
        if self.is_full:
            return None
        if screen or reading.seen < SEEN_AT_ALL:
            self._steady_since = self._held = None
            return self._save_screen(frame, reading, screen)
        if self._steady_since is None:
            self._steady_since = frame.time
        if self._held:
            return self._release(self._held, frame.time, stars)
        if frame.time - self._steady_since < STEADY:
            return None
        if reading.count() is None or (stars is not None and reading.best != stars):
            self._hold(frame, reading, stars)
            return None
        return self._save_sure(frame, reading, stars) if sure >= _SURE else None

    def _hold(self, frame: Frame, reading: Reading, stars: int | None) -> None:
        best = int(reading.counts.argmax())
        guess = best if stars is None else stars
        if frame.time - self._saved_at >= EVERY and self._shelf.has_room(guess, is_sure=False):
            confidence = float(reading.counts[guess])
            # A copy: the picture's memory may be used again for the next one.
            self._held = _Unsure(frame.number, frame.time, frame.crop.copy(), best, guess, confidence)

    def _release(self, held: _Unsure, now: float, stars: int | None) -> Path | None:
        """Saves the picture at hand when it is clear that it shows no new count."""
        if stars == held.best != held.guess:
            self._held = None  # the tracker has come to believe what it showed
            return None
        if now - held.time < DECIDED:
            return None
        self._held = None
        self._saved_at = now
        return self._add(held.number, held.crop, held.guess, held.confidence, is_sure=False)

    def _save_sure(self, frame: Frame, reading: Reading, label: int | None) -> Path | None:
        if label is None or frame.time - self._sure_saved_at < EVERY_SURE:
            return None
        self._sure_saved_at = frame.time
        return self._add(frame.number, frame.crop, label, reading.confidence, is_sure=True)

    def _save_screen(self, frame: Frame, reading: Reading, screen: str | None) -> Path | None:
        """Saves a black or white screen: those that are unlike the last one are few."""
        label = {"black": BLACK, "white": WHITE}.get(screen or "")
        if label is None or label != reading.best or reading.confidence < LEAST_CONFIDENCE:
            return None
        return self._add(frame.number, frame.crop, label, reading.confidence, is_sure=True)

    def _add(
        self, number: int, crop: np.ndarray, guess: int, confidence: float, *, is_sure: bool
    ) -> Path | None:
        origin = f"{datetime.now():%Y-%m-%d-%H%M%S}"
        return self._shelf.add(origin, number, crop, guess, confidence, is_sure=is_sure)
