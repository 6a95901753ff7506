"""Whole screens, and where on them the game's star counter is: captures, windows, streams, and none of these.

They are drawn from a seed, at any size, with what captures and codecs do to pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from star_counter import MOST_STARS
from star_counter.hud import (
    BLACK_ROWS,
    HUD_HEIGHT,
    HUD_WIDTH,
    JP,
    KEEPS_LEFT,
    PAL,
    US,
    HudGrid,
    HudPlaces,
    Rect,
)
from training.rendering import backgrounds, counter, damage
from training.rendering.counter import Placed
from training.rendering.glyphs import Alphabet, Style
from training.rendering.icons import CAMERA as CAMERA_ICON
from training.rendering.icons import DOWN, UP
from training.rendering.overlay import lay_over

from . import desktop
from .codec import Stream
from .drawing.artist import OVERLAYS, overlaid
from .drawing.scenery import PLACES, Places

Rng = np.random.Generator
Size = tuple[int, int]
Hud = list[Placed]

_FULL_SIZES = ((320, 240), (640, 480), (720, 540), (960, 720), (1440, 1080), (2880, 2160))
_WIDE_SIZES = ((854, 480), (1280, 720), (1920, 1080), (3840, 2160))
_DESKTOPS = ((1280, 720), (1366, 768), (1600, 900), (1920, 1080))
# What lasts through all frames of a capture, and what differs from frame to frame.
_LASTING = (
    damage.Step(damage.colours, 0.6),
    damage.Step(damage.gamma, 0.3),
    damage.Step(damage.limited_range, 0.08),
    damage.Step(damage.composite, 0.15),
    damage.Step(damage.interlace, 0.06),
    damage.Step(damage.ghost, 0.04),
    damage.Step(damage.blur, 0.35),
    damage.Step(damage.sharpen, 0.08),
)
_PASSING = (damage.Step(damage.grain, 0.3), damage.Step(damage.jpeg, 0.25))
# The codec's constant rate factor: from a good stream to a bad one, on which a counter can still be read.
_CRF = (20, 33)
_HIGHEST_HACKED_COUNT = 200
# Of the places without a counter, those that the game shows before it.
_INTRO = ("dizzy", "title", "letter", "stars")
# Where the file select shows the stars of four files: HUD x and y of the icons (n64decomp/sm64,
# src/menu/file_select.c).
_FILES = ((92, 78), (209, 78), (92, 118), (209, 118))
# Nobody makes a picture smaller by leaving out pixels.
_LEAST_NEAREST = 1.0
# Every fourth frame of a clip hides the counter, as its blinking and level changes do.
_BLINK = 4


@dataclass(frozen=True)
class Screen:
    """A picture, uint8 RGB (height, width, 3), and the star counter on it.

    ``grid``: where the grid of a US game lies whose counter would be at this place: that of the game itself
    but for Japanese and European ones. ``count``: what the counter shows. Both are None where there is none.
    ``kind``: how it came about, one of `KINDS` or `NOTHING`. ``places``: where the HUD's other parts lie, and
    ``shown`` the names of those that are drawn there.
    """

    picture: np.ndarray
    grid: HudGrid | None
    count: int | None
    kind: str
    places: HudPlaces | None = None
    shown: frozenset[str] = frozenset()


class Screens:
    """Draws screens from banks of alphabets, backgrounds and places, all of them from one seed."""

    def __init__(self, seed: int, alphabets: int = 12, pictures: int = 30):
        # What lasts through a clip, what passes, and what the camera shows.
        self._plan, self._rng, self._filming = (np.random.default_rng((seed, part)) for part in (2, 3, 4))
        self._alphabets = [Alphabet.drawn()]
        self._alphabets += [Alphabet.drawn(Style.random(self._rng), self._rng) for _ in range(alphabets - 1)]
        self._backgrounds = backgrounds.bank(pictures, self._rng)
        self._places = Places(seed)
        self._is_busy = False
        # Of the game with a HUD that was drawn last: the other parts it shows, and how far off its lives lie.
        self._shown, self._left = frozenset[str](), 0.0
        self._stream: Stream | None = None  # that the clip's frames go through

    def screen(self, kind: str, size: Size | None = None) -> Screen:
        """A screen of one of `KINDS`; its width and height are random where they are not given."""
        return self.clip(kind, 1, size)[0]

    def clip(self, kind: str, frames: int, size: Size | None = None) -> list[Screen]:
        """Frames of one layout, behind whose HUD the game goes on; every fourth hides the counter."""
        count = int(self._plan.integers(10 ** self._plan.integers(1, 4))) % (MOST_STARS + 1)
        layout = (US, US, JP, PAL)[self._plan.integers(4)]
        hud = counter.star_counter(count, layout, keeps_times=bool(self._plan.random() < 0.3))
        hud += self._camera()
        state, screens = self._plan.bit_generator.state, []
        self._stream = None
        for number in range(frames):
            self._plan.bit_generator.state = state
            is_hidden = number % _BLINK == _BLINK - 1
            picture, true = KINDS[kind](self, [] if is_hidden else hud, layout.top, size)
            grid = true.moved(layout.shift * true.sx, (layout.top - US.top) * true.sy)
            if is_hidden:
                screens.append(Screen(picture, None, None, kind))
                continue
            places = true.places(layout, -self._left)
            screens.append(Screen(picture, grid, count, kind, places, self._shown))
        return screens

    def nothing(self, kind: str, size: Size = (640, 480)) -> Screen:
        """A screen without a star counter, of one of the kinds in `NOTHING`."""
        self._stream = None
        picture = NOTHING[kind](self, size)
        return Screen(self._sent(self._degraded(picture, size[1] / HUD_HEIGHT)), None, None, kind)

    def _camera(self) -> Hud:
        """The camera's icon, most often."""
        mode = list(counter.MODES)[self._filming.integers(len(counter.MODES))]
        arrow = (None, None, UP, DOWN)[self._filming.integers(4)]
        return counter.camera_icon(mode, arrow=arrow) if self._filming.random() < 0.9 else []

    def _full(self, hud: Hud, top: int, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """The game fills the picture."""
        size = size or self._one_of(_FULL_SIZES)
        grid = _filling(size)
        return self._game(size, grid, hud, top), grid

    def _stretched(self, hud: Hud, top: int, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """The game is stretched to fill a wide picture."""
        return self._full(hud, top, size or self._one_of(_WIDE_SIZES))

    def _window(self, hud: Hud, top: int, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """A window with a title and a menu on a desktop full of text."""
        picture = self._desktop(size)
        plan, (height, width) = self._plan, picture.shape[:2]
        game_width, game_height, border = self._box(height * plan.uniform(0.45, 0.85))
        x, y = int(plan.integers(width - game_width)), int(plan.integers(50, height - game_height))
        cv2.rectangle(picture, (x - 4, y - 46), (x + game_width + 4, y + game_height + 4), (225,) * 3, -1)
        desktop.write(picture, x, y - 12, 0.45, (20, 20, 20), plan)
        return self._pasted(picture, Rect(x, y, game_width, game_height), border, hud, top)

    def _corner(self, hud: Hud, top: int, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """A small game in the corner of a stream's layout, with a timer."""
        picture = self._desktop(size)
        plan, (height, width) = self._plan, picture.shape[:2]
        game_width, game_height, border = self._box(height * plan.uniform(0.28, 0.6))
        is_right, is_low = plan.random(2) < 0.5
        timer_width = width * plan.uniform(0.14, 0.24)
        desktop.add_timer(picture, Rect((not is_right) * (width - timer_width), 0, timer_width, height), plan)
        place = Rect(
            is_right * (width - game_width), is_low * (height - game_height), game_width, game_height
        )
        picture, grid = self._pasted(picture, place, border, hud, top)
        return self._sent(picture), grid

    def _race(self, hud: Hud, top: int, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """Four players, three of whom are in a menu, on a stream."""
        size = size or self._one_of(((1280, 720), (1920, 1080)))
        picture, plan = self._desktop(size), self._plan
        width, height, border = self._box(plan.uniform(215, 370))
        places = [
            Rect(round(x * size[0]), round(y * size[1]), width, height)
            for x in (0.01, plan.uniform(0.42, 0.55)) for y in (0.01, 0.48)
        ]  # fmt: skip
        player = int(plan.integers(4))
        for other in (*places[:player], *places[player + 1 :]):
            self._pasted(picture, other, border, [], top)
        picture, grid = self._pasted(picture, places[player], border, hud, top)
        return self._sent(picture), grid

    def _tiny(self, hud: Hud, top: int, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """A small picture of an old stream."""
        width, height, border = self._box(self._plan.uniform(170, 240))
        picture = np.empty((height, width, 3), np.uint8)
        picture, grid = self._pasted(picture, Rect(0, 0, width, height), border, hud, top)
        return self._sent(picture), grid

    def _widescreen(self, hud: Hud, top: int, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """A port that fills a wide picture: its HUD keeps its shape and is anchored at the right."""
        width, height = size or self._one_of((*_DESKTOPS, (3840, 2160)))
        scale = height / HUD_HEIGHT
        grid = HudGrid(width - HUD_WIDTH * scale, 0, scale, scale)
        return self._game((width, height), grid, hud, top, left=-grid.ox / scale), grid

    def _console(self, hud: Hud, top: int, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """A capture of a console that has lost rows and columns, and is stretched by some percent."""
        plan = self._plan
        width, height = size or (int(plan.integers(300, 1300)), 0)
        height = height or int(width * 3 / 4 * plan.uniform(0.87, 1.12))
        left, right = plan.uniform(-6, 10, 2).tolist()
        upper, lower = plan.uniform(-2, BLACK_ROWS, 2).tolist()
        sx, sy = width / (HUD_WIDTH - left - right), height / (HUD_HEIGHT - upper - lower)
        grid = HudGrid(-left * sx, -upper * sy, sx, sy)
        return self._game((width, height), grid, hud, top), grid

    def _busy(self, hud: Hud, top: int, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """Gold, flames and stars right behind the counter."""
        self._is_busy = True
        picture, grid = self._console(hud, top, size)
        self._is_busy = False
        return picture, grid

    def _overlaid(self, hud: Hud, top: int, size: Size | None) -> tuple[np.ndarray, HudGrid]:
        """Under one of the game's menus or dialogues, or under something that lets most of it through."""
        picture, grid = self._console(hud, top, size)
        over, veil = self._one_of((*OVERLAYS, "")), self._plan.uniform(0.1, 0.45)
        colour = backgrounds.colour(self._plan)
        place = np.array([[grid.sx, 0, grid.ox], [0, grid.sy, grid.oy]])

        def laid_on(level: int) -> np.ndarray:
            game = overlaid(np.full((HUD_HEIGHT, HUD_WIDTH, 3), level, np.uint8), over)
            seen = np.float32(game) if over else np.float32(game * (1 - veil) + colour * veil)
            return cv2.warpAffine(seen, place, picture.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)

        black, white = laid_on(0), laid_on(255)
        return (black + picture * (white - black) / 255).astype(np.uint8), grid

    def _box(self, height: float) -> tuple[int, int, int]:
        """A size for a game of that height, 4:3 or with square HUD units, and the rows that are cut off."""
        border, is_square = ((0, True), (BLACK_ROWS, True), (BLACK_ROWS, False))[self._plan.integers(3)]
        shape = HUD_WIDTH / (HUD_HEIGHT - 2 * border) if is_square else 4 / 3
        shape *= self._plan.uniform(0.95, 1.05) if self._plan.random() < 0.3 else 1
        return int(height * shape), int(height), border

    def _pasted(
        self, picture: np.ndarray, place: Rect, border: int, hud: Hud, top: int
    ) -> tuple[np.ndarray, HudGrid]:
        """The picture with a game at that place; a game without a star counter is in a menu."""
        x, y, width, height = map(int, place)
        sx, sy = width / HUD_WIDTH, height / (HUD_HEIGHT - 2 * border)
        game = self._game((width, height), HudGrid(0, -border * sy, sx, sy), hud, top)
        picture[y : y + height, x : x + width] = game
        return picture, HudGrid(x, y - border * sy, sx, sy)

    def _game(self, size: Size, grid: HudGrid, hud: Hud, top: int, left: float = 0.0) -> np.ndarray:
        """A degraded game of that size in pixels with its HUD on ``grid``, uint8.

        In widescreen ports the lives lie ``left`` HUD units off, and the coins half as far.
        """
        picture = self._scene(size, self._rng)
        if self._plan.random() < 0.5:
            for row, height in ((0, BLACK_ROWS), (HUD_HEIGHT - BLACK_ROWS, BLACK_ROWS)):
                _, y, _, rows = map(int, grid.place(Rect(0, row, HUD_WIDTH, height)).pixels())
                picture[max(0, y) : max(0, y + rows)] = 0
        if self._is_busy:
            desktop.add_gold(picture, grid.place(Rect(228, 4, 88, 40)), grid.sy, self._rng)
        others = {"lives": counter.lives_counter(4, top)} if self._plan.random() < 0.8 else {}
        if self._plan.random() < 0.5:
            others["coins"] = counter.coins_counter(int(self._plan.integers(100)), top)
        if hud:
            camera = {"camera"} if any(one.glyph == CAMERA_ICON for one in hud) else set()
            self._shown, self._left = frozenset(others) | camera, left
            for name, characters in others.items():
                hud = hud + [one._replace(x=one.x + left * KEEPS_LEFT[name]) for one in characters]
        return self._degraded(self._with(picture, hud, grid), grid.sy)

    def _scene(self, size: Size, rng: Rng) -> np.ndarray:
        """What the game shows behind its HUD, float32."""
        if rng.random() < 0.4:
            names = [name for name in PLACES if name not in (*_INTRO, "files")]
            picture = self._places[names[rng.integers(len(names))]].draw(int(rng.integers(1000)))
        else:
            picture = self._backgrounds[rng.integers(len(self._backgrounds))]
        return cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR).astype(np.float32)

    def _with(self, picture: np.ndarray, hud: Hud, grid: HudGrid) -> np.ndarray:
        """The picture with characters of the HUD on it, scaled as consoles and windows do."""
        alphabet = self._one_of(self._alphabets)
        how = self._one_of((cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC))
        if how == cv2.INTER_NEAREST and min(grid.sx, grid.sy) < _LEAST_NEAREST:
            how = cv2.INTER_LINEAR
        return lay_over(picture, hud, alphabet, grid, how)

    def _degraded(self, picture: np.ndarray, scale: float) -> np.ndarray:
        lasting = damage.degrade(picture.astype(np.float32), scale, self._plan, _LASTING)
        return damage.degrade(lasting.astype(np.float32), scale, self._rng, _PASSING)

    def _sent(self, picture: np.ndarray) -> np.ndarray:
        """The picture as a stream shows it, most often."""
        crf, is_sent = int(self._plan.integers(*_CRF)), self._plan.random() < 0.8
        if not is_sent:
            return picture
        self._stream = self._stream or Stream(picture.shape[1], picture.shape[0], 30, crf)
        return self._stream.send(picture)

    def _desktop(self, size: Size | None) -> np.ndarray:
        size = size or self._one_of(_DESKTOPS)
        return desktop.desktop(size, self._scene(size, self._plan), self._plan)

    def _one_of(self, choices):
        return choices[self._plan.integers(len(choices))]

    def _scenery(self, size: Size) -> np.ndarray:
        return self._scene(size, self._rng)

    def _text(self, size: Size) -> np.ndarray:
        return self._desktop(size)

    def _timers(self, size: Size) -> np.ndarray:
        """Timers with their splits on a desktop."""
        picture, (width, height) = self._desktop(size), size
        for left in self._plan.uniform(0, 0.7, 2) * width:
            share = self._plan.uniform(0.2, 0.5)
            desktop.add_timer(picture, Rect(left, 0, share * width, height), self._plan)
        return picture

    def _coins(self, size: Size) -> np.ndarray:
        """Gold and flames where the counter would be, and elsewhere."""
        picture = self._scenery(size)
        for _ in range(8):
            backgrounds.add_coins(picture, size[1] / HUD_HEIGHT, self._rng)
        return picture

    def _intro(self, size: Size) -> np.ndarray:
        """What the game shows before its first counter."""
        picture = self._places[self._one_of(_INTRO)].draw(int(self._rng.integers(1000)))
        return cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)

    def _files(self, size: Size) -> np.ndarray:
        """The file select with the stars of its files, below 100: they look like the counter, nearly."""
        picture = cv2.resize(self._places["files"].draw(0), size, interpolation=cv2.INTER_LINEAR)
        hud = []
        for x, y in _FILES:
            hud += counter.stars_of_file(int(self._plan.integers(100)), x, y)
        return self._with(picture.astype(np.float32), hud, _filling(size))

    def _other_games(self, size: Size) -> np.ndarray:
        picture = self._scenery(size).astype(np.uint8)
        desktop.add_other_counters(picture, self._rng)
        return picture

    def _other_counters(self, size: Size) -> np.ndarray:
        """The counters of lives and coins, without the stars'."""
        hud = counter.lives_counter(int(self._plan.integers(100)))
        hud += counter.coins_counter(int(self._plan.integers(100)))
        return self._with(self._scenery(size), hud, _filling(size))

    def _covered(self, size: Size) -> np.ndarray:
        """A counter whose digits are covered by something else."""
        hud = counter.star_counter(int(self._plan.integers(100))) + counter.lives_counter(4)
        grid = _filling(size)
        picture = self._with(self._scenery(size), hud, grid)
        picture[grid.place(Rect(268, 10, 40, 26)).pixels().slices] = backgrounds.colour(self._rng)
        return picture

    def _too_many(self, size: Size) -> np.ndarray:
        """More stars than the game has, as ROM hacks do."""
        count = int(self._plan.integers(MOST_STARS + 1, _HIGHEST_HACKED_COUNT))
        return self._with(self._scenery(size), counter.star_counter(count), _filling(size))


def _filling(size: Size) -> HudGrid:
    return HudGrid(0, 0, size[0] / HUD_WIDTH, size[1] / HUD_HEIGHT)


#: How a screen with a star counter can come about.
KINDS: dict[str, Callable] = {
    "full": Screens._full,
    "stretched": Screens._stretched,
    "window": Screens._window,
    "corner": Screens._corner,
    "race": Screens._race,
    "tiny": Screens._tiny,
    "widescreen": Screens._widescreen,
    "console": Screens._console,
    "busy": Screens._busy,
    "overlaid": Screens._overlaid,
}
#: What a screen without one can show.
NOTHING: dict[str, Callable] = {
    "scenery": Screens._scenery,
    "text": Screens._text,
    "timers": Screens._timers,
    "coins": Screens._coins,
    "intro": Screens._intro,
    "file select": Screens._files,
    "other games": Screens._other_games,
    "other counters": Screens._other_counters,
    "covered": Screens._covered,
    "too many": Screens._too_many,
}
