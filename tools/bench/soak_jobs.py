"""What is played in a soak: parts of runs before cameras."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from tools.simulation.camera import QUALITIES, Camera
from tools.simulation.play import Play
from tools.simulation.story.routes import ROUTES

#: How long a part of a run is played, in seconds.
PART = 900.0
# So many parts are the end of their run, with the grand star; the others begin anywhere.
_ENDS = 0.4


class Job(NamedTuple):
    """A part of a run before a camera."""

    run: str
    camera: Camera
    seed: int
    start: float
    seconds: float

    def play(self) -> Play:
        return Play(self.run, self.camera, self.seed, self.seconds, start=self.start)

    def __str__(self) -> str:
        how = f"{self.camera.quality}, {self.camera.fps} fps, {self.camera.version.name}"
        how += ", wide" if self.camera.is_wide else ""
        how += f", without {', '.join(sorted(self.camera.hidden))}" if self.camera.hidden else ""
        return f"{self.run} stars from {self.start:.0f} s, seed {self.seed}, {how}"


def jobs(hours: float, seed: int = 0, part: float = PART) -> list[Job]:
    """Runs in parts of ``part`` seconds, for so many hours: qualities and routes in turn, the rest random."""
    rng = np.random.default_rng(seed)
    kinds = itertools.cycle(itertools.product(ROUTES, QUALITIES))
    left, found = 3600 * hours, []
    while left > 0:
        run, quality = next(kinds)
        job = _job(run, Camera.random(rng, quality), min(part, left), rng)
        found.append(job)
        left -= job.seconds
    return found


def _job(run: str, camera: Camera, seconds: float, rng: np.random.Generator) -> Job:
    seed = int(rng.integers(2**31))
    whole = sum(1 for _ in Play(run, camera, seed).ticks()) / camera.tick_rate
    latest = max(0.0, whole - seconds)
    start = latest if rng.random() < _ENDS else rng.uniform(0, latest)
    return Job(run, camera, seed, float(start), float(min(seconds, whole)))
