"""Whole screens, and where on them the game's star counter is: captures, windows, streams, and none of these.

They are drawn from a seed, at any size, with what captures and codecs do to pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from star_counter.hud import COUNTER, HUD_HEIGHT, HUD_WIDTH, HudGrid, Rect
from star_counter.reader import MOST_STARS
from training import backgrounds, counter, damage
from training.counter import JP, PAL, US, Placed
from training.glyphs import Alphabet, Style

Rng = np.random.Generator
Size = tuple[int, int]
Hud = list[Placed]

#: Rows of the HUD grid that are black on NTSC, at the top and at the bottom.
BORDER = 8
_FULL_SIZES = ((320, 240), (640, 480), (720, 576), (960, 720), (1280, 720), (1920, 1080), (3840, 2160))
_DESKTOPS = ((1280, 720), (1366, 768), (1600, 900), (1920, 1080))
_STEPS = (
    damage.Step(damage.colours, 0.6),
    damage.Step(damage.gamma, 0.3),
    damage.Step(damage.composite, 0.15),
    damage.Step(damage.blur, 0.35),
    damage.Step(damage.grain, 0.3),
    damage.Step(damage.jpeg, 0.4),
)
_WORDS = (
    "chat", "gg", "nice!", "WR", "1:38:21", "LIVE", "run", "120", "70", "16", "star", "file", "edit",
    "view", "help", "x5", "lol", "PB", "0:47:12", "Bowser",
)  # fmt: skip
_HIGHEST_HACKED_COUNT = 200


@dataclass(frozen=True)
class Screen:
    """A picture, uint8 RGB (height, width, 3), and the star counter on it.

    ``grid``: where the grid of a US game lies whose counter would be at this place: that of the game itself
    but for Japanese and European ones. ``count``: what the counter shows. Both are None where there is none.
    ``kind``: how it came about, one of `KINDS` or `NOTHING`.
    """

    picture: np.ndarray
    grid: HudGrid | None
    count: int | None
    kind: str


class Screens:
    """Draws screens from banks of alphabets and backgrounds, all of them from one seed."""

    def __init__(self, seed: int, alphabets: int = 12, pictures: int = 30):
        self._rng = np.random.default_rng((seed, 2))
        self._alphabets = [Alphabet.drawn()]
        self._alphabets += [Alphabet.drawn(Style.random(self._rng), self._rng) for _ in range(alphabets - 1)]
        self._backgrounds = backgrounds.bank(pictures, self._rng)

    def screen(self, kind: str, size: Size | None = None) -> Screen:
        """A screen of one of `KINDS`; its width and height are random where they are not given."""
        rng = self._rng
        count = int(rng.integers(MOST_STARS + 1))
        layout = (US, US, JP, PAL)[rng.integers(4)]
        picture, grid = KINDS[kind](self, counter.star_counter(count, layout), size)
        right, down = layout.shift * grid.sx, (layout.top - US.top) * grid.sy
        return Screen(picture, HudGrid(grid.ox + right, grid.oy + down, grid.sx, grid.sy), count, kind)

    def nothing(self, kind: str, size: Size = (640, 480)) -> Screen:
        """A screen without a star counter, of one of the kinds in `NOTHING`."""
        picture = NOTHING[kind](self, size)
        return Screen(self._degraded(picture, size[1] / HUD_HEIGHT), None, None, kind)

    def _full(self, hud: Hud, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """The game fills the picture, stretched where that has another shape."""
        width, height = size or _FULL_SIZES[self._rng.integers(len(_FULL_SIZES))]
        grid = HudGrid(0, 0, width / HUD_WIDTH, height / HUD_HEIGHT)
        return self._game((width, height), grid, hud), grid

    def _window(self, hud: Hud, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """A window with a title and a menu on a desktop full of text."""
        desktop = self._desktop(size)
        rng, (height, width) = self._rng, desktop.shape[:2]
        game_height = int(height * rng.uniform(0.45, 0.85))
        game_width = int(game_height * 4 / 3 * rng.uniform(0.97, 1.03))
        left, top = int(rng.integers(0, width - game_width)), int(rng.integers(50, height - game_height))
        cv2.rectangle(
            desktop, (left - 4, top - 46), (left + game_width + 4, top + game_height + 4), (225,) * 3, -1
        )
        self._write(desktop, left, top - 12, 0.45, (20, 20, 20))
        return self._pasted(desktop, Rect(left, top, game_width, game_height), hud)

    def _corner(self, hud: Hud, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """A small game in the corner of a stream's layout."""
        desktop = self._desktop(size)
        rng, (height, width) = self._rng, desktop.shape[:2]
        game_height = int(height * rng.uniform(0.28, 0.6))
        game_width = int(game_height * 4 / 3 * rng.uniform(0.95, 1.05))
        left, top = int(rng.choice([0, width - game_width])), int(rng.choice([0, height - game_height]))
        return self._pasted(desktop, Rect(left, top, game_width, game_height), hud)

    def _widescreen(self, hud: Hud, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """A port that fills a wide picture: its HUD keeps its shape and is anchored at the right."""
        width, height = size or _DESKTOPS[self._rng.integers(len(_DESKTOPS))]
        scale = height / HUD_HEIGHT
        grid = HudGrid(width - HUD_WIDTH * scale, 0, scale, scale)
        return self._game((width, height), grid, hud), grid

    def _console(self, hud: Hud, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """A capture of a console that has lost rows and columns, and is stretched by some percent."""
        rng = self._rng
        width, height = size or (int(rng.integers(300, 1300)), 0)
        height = height or int(width * 3 / 4 * rng.uniform(0.87, 1.12))
        left, right = rng.uniform(-6, 10, 2).tolist()
        top, bottom = rng.uniform(-2, BORDER, 2).tolist()
        sx, sy = width / (HUD_WIDTH - left - right), height / (HUD_HEIGHT - top - bottom)
        grid = HudGrid(-left * sx, -top * sy, sx, sy)
        return self._game((width, height), grid, hud), grid

    def _pasted(self, desktop: np.ndarray, place: Rect, hud: Hud) -> tuple[np.ndarray, HudGrid]:
        """The desktop with a game at that place."""
        x, y, width, height = map(int, place)
        sx, sy = width / HUD_WIDTH, height / (HUD_HEIGHT - 2 * BORDER)
        game = self._game((width, height), HudGrid(0, -BORDER * sy, sx, sy), hud)
        desktop[y : y + height, x : x + width] = game
        return desktop, HudGrid(x, y - BORDER * sy, sx, sy)

    def _game(self, size: Size, grid: HudGrid, hud: Hud) -> np.ndarray:
        """A degraded game of that size in pixels with its HUD on ``grid``, uint8."""
        picture = self._scene(size)
        top = round(hud[0].y)
        if self._rng.random() < 0.8:
            hud = hud + counter.lives_counter(4, top)
        if self._rng.random() < 0.5:
            hud = hud + counter.coins_counter(int(self._rng.integers(100)), top)
        return self._degraded(self._with(picture, hud, grid), grid.sy)

    def _scene(self, size: Size) -> np.ndarray:
        """What the game shows behind its HUD, float32."""
        picture = self._backgrounds[self._rng.integers(len(self._backgrounds))]
        return cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR).astype(np.float32)

    def _with(self, picture: np.ndarray, hud: Hud, grid: HudGrid) -> np.ndarray:
        """The picture with characters of the HUD on it, scaled as consoles and windows do."""
        alphabet = self._alphabets[self._rng.integers(len(self._alphabets))]
        drawn = counter.draw(hud, alphabet, counter.WHOLE_HUD)
        fine = alphabet.scale
        if min(grid.sx, grid.sy) < fine:  # averaging, before single samples are taken
            drawn = cv2.GaussianBlur(drawn, (0, 0), 0.4 * fine / min(grid.sx, grid.sy))
        step_x, step_y = fine / grid.sx, fine / grid.sy
        # Centre of a picture's pixel -> centre of a drawn one.
        matrix = np.float32(
            [
                [step_x, 0, (0.5 - grid.ox) * step_x - 0.5],
                [0, step_y, (0.5 - grid.oy) * step_y - 0.5],
            ]
        )
        how = (cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC)[self._rng.integers(3)]
        drawn = cv2.warpAffine(drawn, matrix, picture.shape[1::-1], flags=how | cv2.WARP_INVERSE_MAP)
        alpha = np.clip(drawn[..., 3:], 0, 1)
        return picture * (1 - alpha) + np.clip(drawn[..., :3], 0, 255)

    def _degraded(self, picture: np.ndarray, scale: float) -> np.ndarray:
        return damage.degrade(picture.astype(np.float32), scale, self._rng, _STEPS)

    def _desktop(self, size: Size | None) -> np.ndarray:
        """A plain or patterned screen with text and boxes on it, uint8."""
        rng = self._rng
        size = size or _DESKTOPS[rng.integers(len(_DESKTOPS))]
        if rng.random() < 0.5:
            desktop = self._scene(size).clip(0, 255).astype(np.uint8)
        else:
            desktop = np.full((size[1], size[0], 3), rng.integers(0, 256, 3), np.uint8)
        for _ in range(rng.integers(5, 30)):
            x, y = int(rng.integers(size[0])), int(rng.integers(size[1]))
            paint = backgrounds.colour(rng).tolist()
            if rng.random() < 0.2:
                cv2.rectangle(
                    desktop, (x, y), (x + int(rng.integers(200)), y + int(rng.integers(90))), paint, -1
                )
            self._write(desktop, x, y, rng.uniform(0.4, 1.4), paint)
        return desktop

    def _write(self, picture: np.ndarray, x: int, y: int, size: float, paint) -> None:
        words = " ".join(self._rng.choice(_WORDS, int(self._rng.integers(1, 6))))
        font, thickness = int(self._rng.integers(0, 8)), 1 + int(size > 0.9)
        cv2.putText(picture, words, (x, y), font, size, paint, thickness, cv2.LINE_AA)

    def _scenery(self, size: Size) -> np.ndarray:
        return self._scene(size)

    def _text(self, size: Size) -> np.ndarray:
        return self._desktop(size)

    def _coins(self, size: Size) -> np.ndarray:
        """Gold and flames where the counter would be, and elsewhere."""
        picture = self._scene(size)
        for _ in range(8):
            backgrounds.add_coins(picture, size[1] / HUD_HEIGHT, self._rng)
        return picture

    def _other_counters(self, size: Size) -> np.ndarray:
        """The counters of lives and coins, without the stars'."""
        hud = counter.lives_counter(int(self._rng.integers(100)))
        hud += counter.coins_counter(int(self._rng.integers(100)))
        return self._with(self._scene(size), hud, _filling(size))

    def _too_many(self, size: Size) -> np.ndarray:
        """More stars than the game has, as ROM hacks do."""
        count = int(self._rng.integers(MOST_STARS + 1, _HIGHEST_HACKED_COUNT))
        return self._with(self._scene(size), counter.star_counter(count), _filling(size))


def _filling(size: Size) -> HudGrid:
    return HudGrid(0, 0, size[0] / HUD_WIDTH, size[1] / HUD_HEIGHT)


#: How a screen with a star counter can come about.
KINDS: dict[str, Callable] = {
    "full": Screens._full,
    "window": Screens._window,
    "corner": Screens._corner,
    "widescreen": Screens._widescreen,
    "console": Screens._console,
}
#: What a screen without one can show.
NOTHING: dict[str, Callable] = {
    "scenery": Screens._scenery,
    "text": Screens._text,
    "coins": Screens._coins,
    "other counters": Screens._other_counters,
    "too many": Screens._too_many,
}


def misplaced(found: HudGrid, true: HudGrid) -> tuple[float, float]:
    """How far off a found grid puts the crop: HUD units at its worst edge, and the worse scale's share."""
    crop, right = found.place(COUNTER), true.place(COUNTER)
    edges = (
        (crop.x - right.x) / true.sx,
        (crop.y - right.y) / true.sy,
        (crop.x + crop.width - right.x - right.width) / true.sx,
        (crop.y + crop.height - right.y - right.height) / true.sy,
    )
    scale = max(abs(found.sx / true.sx - 1), abs(found.sy / true.sy - 1))
    return max(map(abs, edges)), scale
