"""A run as a reader sees it, frame by frame, with the truth beside it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from star_counter.hud import PART_CROPS, PARTS
from star_counter.reading.frame import Frame, Reading

from .camera import Camera
from .drawing.artist import Artist, Drawn, Hud
from .drawing.marks import Mark
from .drawing.scenery import Places
from .lens import Lens
from .moment import Moment
from .readings import Ideal
from .story.runs import RUNS
from .story.tape import Tick
from .truth import Truth

# The crops drift in steps of so many seconds.
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
        #: Where the parts of the HUD are drawn.
        self.hud = Hud(self.camera.version, is_wide=self.camera.is_wide)
        self._truth = Truth(self.camera.hidden)

    @property
    def unseen(self) -> tuple[str, ...]:
        """The kinds of events that are not told, since a part of the HUD cannot be seen."""
        return self._truth.unseen

    @property
    def events(self) -> list[dict]:
        """What has happened in the frames that were played, in the order of the frames; see `Truth`."""
        return self._truth.events

    @property
    def known(self) -> list[dict]:
        """The same, in the order in which it can be known."""
        return self._truth.known

    def frames(self) -> Iterator[Frame]:
        """Plays the run from its start."""
        for frame, _ in self.moments():
            yield frame

    def moments(self) -> Iterator[tuple[Frame, Moment]]:
        """Plays the run from its start: each frame, and what it truly shows."""
        camera = self.camera
        lens = Lens(camera.quality, camera.placement, camera.fps, camera.seed, self.hud)
        looked_at = [part for part in PARTS if part not in camera.missing]
        for number, (time, picture, moment) in enumerate(self.pictures()):
            placement = camera.placed(time // _DRIFT_STEP * _DRIFT_STEP)
            parts = {part: lens.part(part, picture, placement) for part in looked_at}
            yield Frame(number, time, *lens.capture(picture, placement), **parts), moment

    def pictures(self) -> Iterator[tuple[float, np.ndarray, Moment]]:
        """Plays the run before a perfect lens: time, picture of the HUD grid, and what it shows.

        The picture is (240, 320, 3), or wider to the left in widescreen.
        """
        self._truth = Truth(self.camera.hidden)
        artist = Artist(Places(self.seed), self.hud)
        marks = [self._mark(part) for part in self.camera.covered]
        last: tuple[Drawn, np.ndarray, Moment] | None = None
        for number, (time, tick) in enumerate(self.camera.shown(self.ticks())):
            drawn = artist.draw(tick)
            if last is None or last[0] is not drawn:
                picture = drawn.picture
                if marks:
                    picture = picture.copy()
                    for mark in marks:
                        mark.lie_on(picture)
                last = drawn, picture, Moment.of(drawn, tick, picture)
            self._truth.show(number, time, last[2])
            yield time, last[1], last[2]

    def readings(self, noise: float = 0.02) -> Iterator[tuple[int, float, Reading]]:
        """Plays the run without pictures: each frame's number, its time, and what a good reader reads in it.

        ``noise``: the share of readings that are unsure.
        """
        self._truth = Truth(self.camera.hidden)
        ideal = Ideal(self.hud, self.camera, noise)
        for number, (time, tick) in enumerate(self.camera.shown(self.ticks())):
            moment, reading = ideal.read(number, tick)
            self._truth.show(number, time, moment)
            yield number, time, reading

    def _mark(self, part: str) -> Mark:
        shift = {"lives": self.hud.lives_shift, "coins": self.hud.coins_shift}.get(part, 0)
        place = PART_CROPS[part]
        place = place._replace(x=place.x + self.hud.wider + shift)
        return Mark(place, np.random.default_rng((self.camera.seed, 3)))

    def ticks(self) -> Iterator[Tick]:
        """What the game shows while it is filmed, tick by tick."""
        ticks = RUNS[self.run](np.random.default_rng(self.seed), self.camera.version.name)
        rate = self.camera.tick_rate
        first = round(self.start * rate)
        end = None if self.seconds is None else first + round(self.seconds * rate)
        return itertools.islice(ticks, first, end)
