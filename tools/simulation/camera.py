"""How a run is captured: its frame rate, its quality, and where the counter crop lies."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from star_counter.hud import JP, PAL, PARTS, US, Layout
from training.rendering import counter
from training.rendering.samples import Placement

from .story.tape import Tick

Rng = np.random.Generator

#: Ticks of the game a second, by the frame rate: 25 and 50 are PAL.
TICK_RATES = {25: 25, 30: 30, 50: 25, 60: 30}
QUALITIES = ("clean", "stream", "harsh")
#: From one end of a drift to the other and back, in seconds.
DRIFT_PERIOD = 240.0
# The right crop cuts so much off the first of three digits (HUD units): no other cuts more.
_CUT = 0.5
# How far random placements go: HUD units to the left and right, up and down, and shares of the size.
_FARTHEST_X, _FARTHEST_Y, _SIZES = (-8.0, 5.0), (-3.0, 8.0), (0.85, 1.2)


_EXACT = Placement()


@dataclass(frozen=True)
class Camera:
    """How a run is captured.

    ``fps``: 25 or 50 (PAL), 30 or 60 (NTSC). ``layout``: the version of the game; by default US, or PAL where
    the rate says so. ``dropped``: the share of frames that are lost; ``doubled``: the share that show the
    frame before once more. ``quality``: one of `QUALITIES`. ``placement``: how the crop lies on the HUD grid;
    it moves slowly to ``drifts_to`` and back, where that is given. ``seed`` decides which frames are dropped,
    and how exactly a quality looks.
    """

    fps: int = 30
    layout: Layout | None = None
    dropped: float = 0.0
    doubled: float = 0.0
    quality: str = "clean"
    placement: Placement = _EXACT
    drifts_to: Placement | None = None
    is_wide: bool = False
    covered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        if self.fps not in TICK_RATES:
            raise ValueError(
                f"{self.fps} frames a second: should be one of {', '.join(map(str, TICK_RATES))}"
            )
        if self.quality not in QUALITIES:
            raise ValueError(f"quality {self.quality!r}: should be one of {', '.join(QUALITIES)}")
        if self.layout not in (None, PAL) and self.tick_rate == 25:
            raise ValueError(f"{self.fps} frames a second are PAL, and not {self.layout.name}")

    @classmethod
    def random(cls, rng: Rng, quality: str | None = None) -> Camera:
        """Any capture: all rates and layouts, some frames lost, the crop misplaced, half of them drifting."""
        fps = int(rng.choice(list(TICK_RATES)))
        layout = PAL if TICK_RATES[fps] == 25 else (US, JP)[int(rng.integers(2))]
        return cls(
            fps=fps,
            layout=layout,
            dropped=float(rng.choice([0, 0.01, 0.05])),
            doubled=float(rng.choice([0, 0.01, 0.05])),
            quality=quality or str(rng.choice(QUALITIES)),
            placement=random_placement(layout, rng),
            drifts_to=random_placement(layout, rng) if rng.random() < 0.5 else None,
            is_wide=bool(rng.random() < 0.15),
            covered=_one_part(rng, 0.1),
            missing=_one_part(rng, 0.1),
            seed=int(rng.integers(2**31)),
        )

    @property
    def tick_rate(self) -> int:
        """Ticks of the game a second."""
        return TICK_RATES[self.fps]

    @property
    def version(self) -> Layout:
        """The version of the game that is captured."""
        return self.layout or (PAL if self.tick_rate == 25 else US)

    def shown(self, ticks: Iterable[Tick]) -> Iterator[tuple[float, Tick]]:
        """The frames that arrive: each one's time in seconds, and the tick that it shows."""
        rng, slot, before = np.random.default_rng((self.seed, 0)), 0, None
        for tick in ticks:
            for _ in range(self.fps // self.tick_rate):
                chance, time, slot = rng.random(), slot / self.fps, slot + 1
                if chance < self.dropped:
                    continue
                if before is None or chance < 1 - self.doubled:
                    before = tick
                yield time, before

    @property
    def hidden(self) -> frozenset[str]:
        """The parts of the HUD that cannot be seen."""
        return frozenset((*self.covered, *self.missing))

    def placed(self, time: float) -> Placement:
        """How the crop lies at a time in seconds."""
        if self.drifts_to is None:
            return self.placement
        share = (1 - math.cos(2 * math.pi * time / DRIFT_PERIOD)) / 2
        start, end = self.placement, self.drifts_to
        return Placement(
            *(
                first + share * (last - first)
                for first, last in zip(_numbers(start), _numbers(end), strict=True)
            )
        )


def _one_part(rng: Rng, share: float) -> tuple[str, ...]:
    """One of the parts, of so many cameras."""
    return (str(rng.choice(PARTS)),) if rng.random() < share else ()


def _numbers(placement: Placement) -> tuple[float, float, float, float]:
    return placement.dx, placement.dy, placement.kx, placement.ky


def random_placement(layout: Layout, rng: Rng) -> Placement:
    """A misplaced crop that holds all digits of every count; so do those between two of them."""
    while True:
        dx, dy = rng.uniform(*_FARTHEST_X), rng.uniform(*_FARTHEST_Y)
        placement = Placement(dx, dy, *rng.uniform(*_SIZES, 2))
        if all(placement.holds(counter.star_counter(count, layout), _CUT) for count in range(121)):
            return placement
