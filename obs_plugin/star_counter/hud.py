"""The game's HUD grid: where each part of the HUD lies on it, and where it lies on a picture.

The game draws its HUD on a grid of 320x240. A picture of the game, however it was scaled and cut, is
described by where that grid lies on it. The places on it are those of n64decomp/sm64, src/game/hud.c, for the
US, Japanese and European games.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

#: How much of its width or its height a crop may stick out of the picture: captures lose columns and rows
#: at which nothing stands, and so much of the crops is their margin, without ink.
MOST_OUTSIDE = 0.25


class Rect(NamedTuple):
    """A rectangle: its left and top edge, its width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """Its left, top, right and bottom edge."""
        return self.x, self.y, self.x + self.width, self.y + self.height

    @property
    def slices(self) -> tuple[slice, slice]:
        """The rows and columns of an array that it is, where it has whole numbers and lies inside."""
        left, top, right, bottom = map(int, self.corners)
        return slice(top, bottom), slice(left, right)

    def within(self, width: float, height: float) -> bool:
        """Whether the rectangle lies inside a picture of that size."""
        left, top, right, bottom = self.corners
        return left >= 0 and top >= 0 and left < right <= width and top < bottom <= height

    def clipped(self, width: float, height: float) -> Rect:
        """What of it lies inside a picture of that size; where nothing does, a side is 0 or less."""
        left, top, right, bottom = self.corners
        left, top = max(0, left), max(0, top)
        return Rect(left, top, min(width, right) - left, min(height, bottom) - top)

    def moved(self, right: float, down: float) -> Rect:
        """The rectangle so much farther right and down."""
        return self._replace(x=self.x + right, y=self.y + down)

    def fits(self, width: float, height: float) -> bool:
        """Whether it lies inside a picture of that size but for `MOST_OUTSIDE` of its sides."""
        inside = self.clipped(width, height)
        least = 1 - MOST_OUTSIDE
        return inside.width >= least * self.width and inside.height >= least * self.height

    def cut(self, picture: np.ndarray) -> np.ndarray:
        """What a picture (height, width, ...) shows there, and black where it sticks out.

        It has whole numbers, and a part of it lies inside.
        """
        height, width = picture.shape[:2]
        inside = self.clipped(width, height)
        shown = picture[inside.slices]
        if inside == self:
            return shown
        import numpy as np  # here, because the settings load without the packages

        whole = np.zeros((int(self.height), int(self.width), *picture.shape[2:]), picture.dtype)
        whole[inside._replace(x=inside.x - self.x, y=inside.y - self.y).slices] = shown
        return whole

    def scaled(self, kx: float, ky: float) -> Rect:
        """Where it lies on a picture that was made ``kx`` times as wide and ``ky`` times as high."""
        return Rect(self.x * kx, self.y * ky, self.width * kx, self.height * ky)

    def pixels(self) -> Rect:
        """The nearest rectangle with whole numbers, at least one pixel wide and high."""
        left, top, right, bottom = map(round, self.corners)
        return Rect(left, top, max(1, right - left), max(1, bottom - top))


HUD_WIDTH, HUD_HEIGHT = 320, 240
WHOLE_HUD = Rect(0, 0, HUD_WIDTH, HUD_HEIGHT)
#: Rows of the grid that the games of NTSC leave black, at the top and at the bottom.
BLACK_ROWS = 8
#: What is looked at to tell whether the whole picture is black or white. The margins leave out the black
#: rows, the columns that captures lose, and the error of a crop placed by hand.
GAME = Rect(16, 20, 288, 200)

#: The counter crop that the model reads, on the US grid: every count of three digits fits in.
COUNTER = Rect(260.5, 9.5, 48.5, 27.0)
#: The crops of the lives and the coins: the model reads them as it reads the stars. "×" stays before three
#: digits there. In between: one and two digits are read in crops that lie up to 15 units farther left or 5
#: right, three in such as lie 4 farther left or 11 right. Cut off at the right, "×100" is read as less.
LIVES, COINS = COUNTER._replace(x=45), COUNTER._replace(x=189)
#: The camera and its mode beside it, with some room: lower right, and as in the US game in all versions.
CAMERA = Rect(258, 197, 48, 32)
#: How much a part keeps to the left edge of a wide picture: wholly, or half where it keeps to the middle. The
#: rest keeps to the right edge.
KEEPS_LEFT = {"lives": 1.0, "coins": 0.5, "camera": 0.0}
#: A port's widescreen has so many HUD units more at the left than 4:3 at least: a place that follows from the
#: counter alone is off by less.
LEAST_WIDER = 25.0
#: What the star counter takes with its icon, and what the icon takes of it, with some room, on the US grid.
BOX, ICON = Rect(240, 13, 62, 20), Rect(241, 13, 16.5, 20)

#: The left edge of the icon of each counter, and the top edge of all of them, on the US grid.
LIVES_X, COINS_X, STARS_X, TOP = 22, 168, 242, 15
#: Width and height of a character.
GLYPH_SIZE = 16
TIMES = "×"
#: What the file select leaves between "×" and the digits, and the counter does not (src/menu/file_select.c).
GAP = "gap"
# From the left edge of a character to that of the next: the icon, a digit, and others.
_ICON_ADVANCE, _DIGIT_ADVANCE, _ADVANCES = 16, 12, {TIMES: 14, GAP: 2}
_FIRST_WITHOUT_TIMES = 100


@dataclass(frozen=True)
class Layout:
    """Where a version of the game draws its star counter: ``shift`` right of the US one, and its top."""

    name: str
    shift: int
    top: int


US = Layout("US", 0, TOP)
JP = Layout("JP", 5, TOP - 1)
PAL = Layout("PAL", 0, TOP)


def count_characters(count: int, *, keeps_times: bool = False) -> tuple[str, ...]:
    """What follows a counter's icon; some ports keep "×" before three digits."""
    has_times = keeps_times or count < _FIRST_WITHOUT_TIMES
    return (TIMES, *str(count)) if has_times else tuple(str(count))


def left_edges(characters: Sequence[str], icon_x: int = STARS_X) -> list[int]:
    """The left edges of the characters that follow an icon at ``icon_x``."""
    advances = [_ADVANCES.get(character, _DIGIT_ADVANCE) for character in characters[:-1]]
    return list(itertools.accumulate(advances, initial=icon_x + _ICON_ADVANCE))


class HudPlaces(NamedTuple):
    """Where the parts of the HUD beside the stars lie on a picture; None: not looked at."""

    lives: Rect | None = None
    coins: Rect | None = None
    camera: Rect | None = None

    def filled(self, others: HudPlaces) -> HudPlaces:
        """These, and where there is none the other's."""
        return HudPlaces(*(one or other for one, other in zip(self, others, strict=True)))


#: What the parts of the HUD beside the stars are called.
PARTS = HudPlaces._fields
#: The crops of these parts on the US grid, by their names.
PART_CROPS = dict(zip(PARTS, (LIVES, COINS, CAMERA), strict=True))


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

    def places(self, layout: Layout = US, wider: float = 0.0) -> HudPlaces:
        """Where the other parts lie in a version of the game.

        ``wider``: how many HUD units the game shows left of its grid, in a port's widescreen.
        """
        up, left = layout.top - TOP, -wider * self.sx
        lives, coins = (self.place(part.moved(0, up)) for part in (LIVES, COINS))
        return HudPlaces(
            lives.moved(left * KEEPS_LEFT["lives"], 0),
            coins.moved(left * KEEPS_LEFT["coins"], 0),
            self.place(CAMERA),
        )

    def wider(self, places: HudPlaces) -> float:
        """How many HUD units a port's widescreen shows left of the grid, by where it has the lives; or 0."""
        left = (self.place(LIVES).x - places.lives.x) / self.sx if places.lives else 0.0
        return left if left >= LEAST_WIDER else 0.0

    def visible_game(self, width: float, height: float, wider: float = 0.0) -> Rect:
        """The part of the game that a picture of that size shows; the whole picture where it shows none.

        ``wider`` as in `places`: in widescreen it is the middle of the game, where the start-up logo is.
        """
        game = self.place(GAME.moved(-wider / 2, 0)).clipped(width, height)
        return game if game.width >= 1 and game.height >= 1 else Rect(0, 0, width, height)

    def moved(self, right: float, down: float) -> HudGrid:
        """The grid so many pixels farther right and down."""
        return HudGrid(self.ox + right, self.oy + down, self.sx, self.sy)

    def scaled(self, kx: float, ky: float) -> HudGrid:
        """The grid on the picture made ``kx`` times as wide and ``ky`` times as high."""
        return HudGrid(self.ox * kx, self.oy * ky, self.sx * kx, self.sy * ky)
