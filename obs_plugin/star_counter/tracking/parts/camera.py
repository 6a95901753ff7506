"""The camera's icon: which one is shown, and when the cross comes and goes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...reading.frame import CAMERAS
from ..belief import SEEN
from ..event import Event, Moment
from .flag import LEAST_SURE, Flag, Rates

#: How often the cross comes and goes, and how often something else is read, in seconds.
RATES = Rates(off=8.0, on=8.0, misread_every=40.0, misread_for=0.08)
#: A cross that a fade covers before it is quite sure is believed from here on: doors show it for two frames.
LEAST_COVERED = 0.7
#: A cross that is gone for no longer than this was misread in between.
SHORTEST_GAP = 0.3  # seconds

_NONE, _CROSS = CAMERAS.index("none"), CAMERAS.index("cross")


@dataclass
class Cross:
    """A cross: from when to when it is shown; ``last`` is the first frame without it, None while it is on."""

    first: Moment
    sure: float
    last: Moment | None = None

    def seconds(self, now: Moment) -> float:
        """How long it is or was shown."""
        return (self.last or now).time - self.first.time


class Camera:
    """Follows the camera's icon."""

    def __init__(self) -> None:
        #: The icon that was read last: one of `CAMERAS`; None before any was.
        self.icon: str | None = None
        self._cross = Flag(RATES)
        self._is_told = False  # that it is shown
        self._uncovered: Moment | None = None  # the last frame with the counter

    @property
    def is_cross(self) -> bool:
        """Whether the cross is shown."""
        return self._cross.is_on

    @property
    def cross(self) -> float:
        """How probable it is that the cross is shown."""
        return self._cross.probability

    @property
    def is_settled(self) -> bool:
        """Whether more frames like the last one tell no more of the cross."""
        return self._cross.is_settled

    def pass_over(self, now: Moment, icons: np.ndarray) -> bool:
        """Takes the next probabilities, of a frame much later. Whether a cross went meanwhile."""
        cross = float(icons[_CROSS])
        if self.is_cross == (cross >= SEEN):
            self._cross.pass_over(now, self._of_cross(cross))
        elif self.is_cross:
            self._cross.clear()
            self._is_told = False
            return True
        return False

    def update(
        self, now: Moment, seconds: float, icons: np.ndarray, is_covered: bool, is_real: bool
    ) -> list[Event]:
        """Takes the next probabilities of `CAMERAS`.

        ``is_covered``: whether the counter is hidden too; ``is_real``: whether the run is shown for certain.
        """
        best = int(icons.argmax())
        self._uncovered = self._uncovered if is_covered else now
        if icons[best] >= SEEN and best != _CROSS:
            self.icon = CAMERAS[best]
        if best == _NONE and is_covered and not self.is_cross and self.cross >= LEAST_COVERED:
            sure, first = self.cross, self._cross.first_on
            self._cross.clear()
            # What is like it in the fade alone is half an icon.
            is_real &= self._uncovered is not None and first.frame <= self._uncovered.frame
            told = [self._told("cutscene", first, sure, now), self._told("cutscene_end", now, sure, now)]
            return told if is_real else []
        cross = float(icons[_CROSS])
        turned = self._cross.update(now, seconds, self._of_cross(cross))
        since = self._cross.since or now
        if self.is_cross:
            self.icon = "cross"
            if is_real and not self._is_told and self.cross >= LEAST_SURE:
                self._is_told = True
                return [self._told("cutscene", since, self.cross, now)]
        elif turned and self._is_told:
            self._is_told = False
            return [self._told("cutscene_end", since, 1 - self.cross, now)]
        return []

    def _of_cross(self, cross: float) -> float:
        """How probably the cross is shown: paling in a fade, it might be any icon in the end, and is none the
        less the one that was there."""
        return _against_each(cross) if self.is_cross else cross

    @staticmethod
    def _told(kind: str, first: Moment, sure: float, now: Moment) -> Event:
        return Event(kind, *first, sure=sure, decided=now.frame, rests_on=("camera",))


def _against_each(cross: float) -> float:
    """How much an icon looks like the cross, against each other one: where it might be any, as much."""
    return cross / (cross + (1 - cross) / (len(CAMERAS) - 1))


class Crosses:
    """The crosses of a part of the game between two screens."""

    def __init__(self) -> None:
        self.all: list[Cross] = []

    def take(self, event: Event) -> None:
        """Takes a cross that came or went."""
        moment = Moment(event.frame, event.time)
        if event.kind == "cutscene_end":
            if self.all:
                self.all[-1].last = moment
            return
        last = self.all[-1].last if self.all else None
        if last is not None and moment.time - last.time <= SHORTEST_GAP:
            self.all[-1].last = None
        else:
            self.all.append(Cross(moment, event.sure or 0.0))
