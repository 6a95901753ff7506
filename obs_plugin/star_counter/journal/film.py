"""Films: the small pictures of the game around a run's first and last frame, for a person to mark them in.

By the rules time ends where the big star bursts, which nothing in the HUD shows, and the camera's cross comes
up to 1.5 s later; so the last two seconds before it are kept. And time begins with the logo's first frame, a
few pixels on black.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ..reading.frame import FILM_SIZE, Frame
from ..tracking.event import Event, Moment

#: Of which events a film is kept: the seconds before them and after them.
SPANS = {"logo": (0.5, 0.35), "grand_star": (2.0, 0.15)}
#: The most pictures that a film has.
MOST_PICTURES = 180

# The seconds that are held in memory: a film, and the time until its event is decided.
_HELD = 2.5
# The game draws 30 pictures a second: two of each are kept at most, also of a source with more.
_SHORTEST = 1 / 62
_QUALITY = 80


@dataclass(frozen=True)
class Film:
    """The pictures around an event, oldest first: each (height, width, 3 or 4), uint8 RGB."""

    event: Event
    moments: tuple[Moment, ...]
    pictures: tuple[np.ndarray, ...]

    def jpegs(self) -> Iterator[bytes]:
        """Each picture as a JPEG file, of `FILM_SIZE` at most."""
        for picture in self.pictures:
            file, image = io.BytesIO(), Image.fromarray(np.ascontiguousarray(picture[..., :3]))
            image.thumbnail(FILM_SIZE)
            image.save(file, "JPEG", quality=_QUALITY)
            yield file.getvalue()


class Filming:
    """Holds the last pictures of the game, and cuts films out of them."""

    def __init__(self):
        self._held: deque[tuple[Moment, np.ndarray]] = deque()
        self._wanted: list[Event] = []

    def update(self, frame: Frame, events: Iterable[Event]) -> list[Film]:
        """Takes the next frame and what happened up to it; returns the films that are complete with it."""
        self._hold(frame)
        self._wanted += [event for event in events if event.kind in SPANS]
        complete = [event for event in self._wanted if event.time + SPANS[event.kind][1] <= frame.time]
        self._wanted = [event for event in self._wanted if event not in complete]
        return [film for event in complete if (film := self._cut(event)).pictures]

    def _hold(self, frame: Frame) -> None:
        held = self._held
        if not held or frame.time - held[-1][0].time >= _SHORTEST:
            # A copy: the frame's picture is a part of a larger one.
            held.append((Moment(frame.number, frame.time), frame.game.copy()))
        while frame.time - held[0][0].time > _HELD:
            held.popleft()

    def _cut(self, event: Event) -> Film:
        before, after = SPANS[event.kind]
        part = [one for one in self._held if event.time - before <= one[0].time <= event.time + after]
        return Film(event, tuple(moment for moment, _ in part), tuple(picture for _, picture in part))
