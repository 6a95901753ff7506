"""Lays a drawn star counter onto a picture, as exactly as the picture allows."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image

from ..hud import BOX, ICON, HudGrid, Rect
from .drawn_counter import COIN, HEAD, STAR, Template, template

# Pixels a HUD unit at which counters are compared: as many as the picture has, within these limits.
_LEAST_DETAIL, _MOST_DETAIL = 1.5, 2.0
# What a spill costs a pose. Ink alone fits a smaller counter as well: its edges are blurred and say little.
# On drawn screens the height is 2 % too small without it, right with this, and 1 % too large with twice that.
_SPILL_COST = 0.08
# Around `BOX`, in HUD units: as far as a counter is moved.
_MARGIN = 12
# Where a counter is moved to and scaled by at first: HUD units and shares of its size.
_SHIFTS = np.arange(-4, 5)
_WIDTHS, _HEIGHTS = (0.93, 1.0, 1.07), (0.87, 0.93, 1.0, 1.07, 1.15, 1.24)
# By how much it is moved and scaled then, at first and at last, and how far at most.
_FIRST_STEP, _LAST_STEP, _SCALE_STEP = 0.8, 0.05, 0.03
_FARTHEST, _MOST_SCALED = 8.0, 0.25


class Match(NamedTuple):
    """A grid, how well the counter fits there, -1 to 1, and the characters after its icon."""

    grid: HudGrid
    fit: float
    written: Sequence[str]


class Pose(NamedTuple):
    """The drawn counter moved by ``dx``, ``dy`` HUD units, its size times e to the ``lx`` and ``ly``."""

    dx: float
    dy: float
    lx: float
    ly: float


_AS_IT_IS = Pose(0, 0, 0, 0)


class Spot:
    """The part of a picture around a counter that is roughly known, ready to be compared."""

    def __init__(self, picture: Image.Image, grid: HudGrid):
        """``picture`` is RGB; outside of it all is black."""
        self._grid = grid
        part = grid.place(
            Rect(BOX.x - _MARGIN, BOX.y - _MARGIN, BOX.width + 2 * _MARGIN, BOX.height + 2 * _MARGIN)
        )
        left, top, right, bottom = part.corners
        left, top = math.floor(left), math.floor(top)
        image = picture.crop((left, top, math.ceil(right), math.ceil(bottom)))
        width = max(1, round(image.width * min(1, _MOST_DETAIL / grid.sx)))
        height = max(1, round(image.height * min(1, _MOST_DETAIL / grid.sy)))
        kx, ky = width / image.width, height / image.height
        self._image = image.resize((width, height), Image.Resampling.BOX)
        #: The grid on the part, in its own pixels.
        self._here = grid.moved(-left, -top).scaled(kx, ky)

    def best_match(self, written: Sequence[str], climbs: int = 1) -> Match:
        """The best grid for a counter with these characters after its star.

        It is climbed to from the best ``climbs`` of some sizes: there are lower peaks beside the highest.
        """
        poses = (self._exactly(written, pose) for pose in self._roughly(written)[:climbs])
        pose = max(poses, key=lambda pose: self._score(written, pose))
        return Match(self._posed(self._grid, pose), self._fit(written, pose), written)

    def fit(self, written: Sequence[str], icon: str = STAR) -> float:
        """How well a counter with these characters after its icon fits where the spot's grid has it."""
        return self._fit(written, _AS_IT_IS, icon)

    def misfits(self, written: Sequence[str]) -> dict[str, float]:
        """How badly each icon fits before these characters, where the spot's grid has it: what is unexplained
        of its shape, times what is of all colours.

        Neither alone tells coins from stars at a pixel a HUD unit after compression; both together do.
        """
        return {
            icon: self.unexplained(written, icon, ICON) * (1 - self.fit(written, icon) ** 2)
            for icon in (STAR, COIN, HEAD)
        }

    def unexplained(self, written: Sequence[str], icon: str = STAR, part: Rect = BOX) -> float:
        """The share of a part of the box that such a counter does not explain where the spot's grid is."""
        look, colours = self._compared(written, _AS_IT_IS, icon)
        return look.unexplained(colours, part)

    def _roughly(self, written: Sequence[str]) -> list[Pose]:
        """The best pose around the grid of each size, from the best on, at a pixel a HUD unit."""
        look = template(written, round(BOX.width), round(BOX.height))
        rows, columns = np.divmod(look.pixels, look.ink.shape[1])
        dy, dx = (shift.ravel() for shift in np.meshgrid(_SHIFTS, _SHIFTS, indexing="ij"))
        reach, poses = int(_SHIFTS[-1]), []
        under = (reach + dy[:, None] + rows) * (look.ink.shape[1] + 2 * reach) + reach + dx[:, None] + columns
        for width, height in itertools.product(_WIDTHS, _HEIGHTS):
            pose = Pose(0, 0, math.log(width), math.log(height))
            around = self._sample(pose, round(BOX.width), round(BOX.height), reach).reshape(-1, 3)
            fits = look.fit(around.take(under, axis=0))
            best = fits.argmax()
            poses.append((fits[best], pose._replace(dx=float(dx[best] * width), dy=float(dy[best] * height))))
        return [pose for _, pose in sorted(poses, reverse=True)]

    def _exactly(self, written: Sequence[str], pose: Pose) -> Pose:
        """Climbs from a pose to the best one around it, in ever smaller steps."""
        score, step = self._score(written, pose), _FIRST_STEP
        while step >= _LAST_STEP:
            scored = [(self._score(written, near), near) for near in _around(pose, step)]
            best, near = max(scored, default=(-1.0, pose))
            if best > score:
                score, pose = best, near
            else:
                step /= 2
        return pose

    def _score(self, written: Sequence[str], pose: Pose) -> float:
        """What is climbed: the fit, and no ink beyond it."""
        look, colours = self._compared(written, pose)
        return float(look.fit(colours.take(look.pixels, axis=0))) - _SPILL_COST * look.spill(colours)

    def _fit(self, written: Sequence[str], pose: Pose, icon: str = STAR) -> float:
        look, colours = self._compared(written, pose, icon)
        return float(look.fit(colours.take(look.pixels, axis=0)))

    def _compared(self, written: Sequence[str], pose: Pose, icon: str = STAR) -> tuple[Template, np.ndarray]:
        """A template, and the colours that lie under it, float32 (height * width, 3)."""
        width, height = (
            round(length * min(_MOST_DETAIL, max(_LEAST_DETAIL, scale)))
            for length, scale in ((BOX.width, self._here.sx), (BOX.height, self._here.sy))
        )
        return template(written, width, height, icon), self._sample(pose, width, height).reshape(-1, 3)

    def _sample(self, pose: Pose, width: int, height: int, reach: int = 0) -> np.ndarray:
        """What lies under a posed counter, and ``reach`` pixels around it, float32 RGB."""
        box = self._posed(self._here, pose).place(BOX)
        step_x, step_y = box.width / width, box.height / height
        matrix = (step_x, 0, box.x - reach * step_x, 0, step_y, box.y - reach * step_y)
        size = width + 2 * reach, height + 2 * reach
        return np.asarray(
            self._image.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR), np.float32
        )

    @staticmethod
    def _posed(grid: HudGrid, pose: Pose) -> HudGrid:
        """The grid moved and scaled around the counter's middle."""
        x, y = BOX.x + BOX.width / 2, BOX.y + BOX.height / 2
        sx, sy = grid.sx * math.exp(pose.lx), grid.sy * math.exp(pose.ly)
        return HudGrid(
            grid.ox + grid.sx * (x + pose.dx) - sx * x, grid.oy + grid.sy * (y + pose.dy) - sy * y, sx, sy
        )


def _around(pose: Pose, step: float) -> Iterable[Pose]:
    """Poses a step away, in each direction and with each scale changed, unless they lie too far off."""
    for sign in (-step, step):
        for near in (
            pose._replace(dx=pose.dx + sign),
            pose._replace(dy=pose.dy + sign),
            pose._replace(lx=pose.lx + sign * _SCALE_STEP),
            pose._replace(ly=pose.ly + sign * 2 * _SCALE_STEP),
        ):
            if not _is_far(near):
                yield near


def _is_far(pose: Pose) -> bool:
    shift, scaling = max(abs(pose.dx), abs(pose.dy)), max(abs(pose.lx), abs(pose.ly))
    return shift > _FARTHEST or scaling > _MOST_SCALED
