"""A run as a reader sees it, frame by frame, with the truth beside it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from star_counter.reading.frame import Frame

from .artist import Artist, Drawn
from .camera import Camera
from .lens import Lens
from .runs import RUNS
from .scenery import Places
from .script import Tick
from .truth import Moment, Truth

# The crop drifts in steps of so many seconds.
_DRIFT_STEP = 0.5


class Play:
    """Plays a run before a camera; the same arguments give the same frames and events.

        play = Play("16", Camera(fps=60, quality="stream"), seed=1)
        for frame in play.frames():
            ...                     # play.events are those known by now

    ``run`` is one of `runs.RUNS`; ``seed`` decides what happens in it and what its places look like. The
    camera films from ``start`` on (seconds into the run) for ``seconds``, or to the end.
    """

    def __init__(
        self,
        run: str = "16",
        camera: Camera | None = None,
        seed: int = 0,
        seconds: float | None = None,
        start: float = 0.0,
    ):
        self.run, self.camera, self.seed = run, camera or Camera(), seed
        self.seconds, self.start = seconds, start
        self._truth = Truth()

    @property
    def events(self) -> list[dict]:
        """What has happened in the frames that were played, in the order of the frames; see `Truth`."""
        return self._truth.events

    def frames(self) -> Iterator[Frame]:
        """Plays the run from its start."""
        for frame, _ in self.moments():
            yield frame

    def moments(self) -> Iterator[tuple[Frame, Moment]]:
        """Plays the run from its start: each frame, and what it truly shows."""
        camera = self.camera
        lens = Lens(camera.quality, camera.placement, camera.fps, camera.seed)
        for number, (time, picture, moment) in enumerate(self.pictures()):
            placement = camera.placed(time // _DRIFT_STEP * _DRIFT_STEP)
            yield Frame(number, time, *lens.capture(picture, placement)), moment

    def pictures(self) -> Iterator[tuple[float, np.ndarray, Moment]]:
        """Plays the run before a perfect lens: time, picture (240, 320, 3) of the HUD grid, what it shows."""
        self._truth = Truth()
        artist = Artist(Places(self.seed), self.camera.version)
        last: tuple[Drawn, Moment] | None = None
        for number, (time, tick) in enumerate(self.camera.shown(self.ticks())):
            drawn = artist.draw(tick)
            if last is None or last[0] is not drawn:
                last = drawn, Moment.of(drawn)
            self._truth.show(number, time, last[1])
            yield time, drawn.picture, last[1]

    def ticks(self) -> Iterator[Tick]:
        """What the game shows while it is filmed, tick by tick."""
        ticks = RUNS[self.run](np.random.default_rng(self.seed), self.camera.version.name)
        rate = self.camera.tick_rate
        first = round(self.start * rate)
        end = None if self.seconds is None else first + round(self.seconds * rate)
        return itertools.islice(ticks, first, end)
