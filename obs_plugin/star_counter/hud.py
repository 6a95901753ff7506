"""The game's HUD grid, and where the counter crop and the whole game lie on it.

The game draws its HUD on a grid of 320x240 (n64decomp/sm64, src/game/hud.c). A picture of the game,
however it was scaled and cut, is described by where that grid lies on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

HUD_WIDTH, HUD_HEIGHT = 320, 240


class Rect(NamedTuple):
    """A rectangle: its left and top edge, its width and height."""

    x: float
    y: float
    width: float
    height: float

    def within(self, width: float, height: float) -> bool:
        """Whether the rectangle lies inside a picture of that size."""
        return (
            self.x >= 0 and self.y >= 0 and self.width > 0 and self.height > 0
            and self.x + self.width <= width and self.y + self.height <= height
        )  # fmt: skip

    def pixels(self) -> Rect:
        """The nearest rectangle with whole numbers, at least one pixel wide and high."""
        left, top = round(self.x), round(self.y)
        right, bottom = round(self.x + self.width), round(self.y + self.height)
        return Rect(left, top, max(1, right - left), max(1, bottom - top))


#: The counter crop that the model reads, in HUD units on the US grid: every count of three digits fits in.
COUNTER = Rect(260.5, 9.5, 48.5, 27.0)

#: What is looked at to tell whether the whole picture is black or white, in HUD units. The margins leave
#: out the black rows of NTSC, the columns that captures lose, and the error of a crop placed by hand.
GAME = Rect(16, 20, 288, 200)


@dataclass(frozen=True)
class HudGrid:
    """Where the HUD grid lies on a picture: picture x = ox + sx * HUD x, picture y = oy + sy * HUD y."""

    ox: float
    oy: float
    sx: float
    sy: float

    @classmethod
    def from_counter(cls, crop: Rect) -> HudGrid:
        """The grid on which the counter crop lies at ``crop``."""
        sx, sy = crop.width / COUNTER.width, crop.height / COUNTER.height
        return cls(crop.x - sx * COUNTER.x, crop.y - sy * COUNTER.y, sx, sy)

    def place(self, part: Rect) -> Rect:
        """Where a part of the HUD grid, in HUD units, lies on the picture."""
        return Rect(
            self.ox + self.sx * part.x,
            self.oy + self.sy * part.y,
            self.sx * part.width,
            self.sy * part.height,
        )

    def visible_game(self, width: float, height: float) -> Rect:
        """The part of the game that a picture of that size shows; the whole picture where it shows none."""
        game = self.place(GAME)
        left, top = max(0.0, game.x), max(0.0, game.y)
        right, bottom = min(width, game.x + game.width), min(height, game.y + game.height)
        if right - left < 1 or bottom - top < 1:
            return Rect(0, 0, width, height)
        return Rect(left, top, right - left, bottom - top)
