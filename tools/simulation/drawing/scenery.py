"""The places of the game, and the player who runs through them, on the HUD grid of 320x240."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from star_counter.hud import GLYPH_SIZE, HUD_HEIGHT, HUD_WIDTH
from training.rendering.glyphs import STAR, Alphabet, Style
from training.rendering.icons import HEAD

from .layers import (
    GROUND,
    LAYER_WIDTH,
    Colour,
    Layer,
    Rng,
    Scene,
    castle,
    coins,
    empty_layer,
    fir,
    glow,
    ground,
    grove,
    lay_over,
    lit,
    power_meter,
    ridge,
    sky,
    texture,
    write,
)

#: Where the player runs, in HUD units from the left.
PLAYER_X = 96


class Places:
    """Those of `PLACES`, each drawn when it is first seen; what differs between runs comes from ``seed``."""

    def __init__(self, seed: int):
        self._seed = seed
        self._scenes: dict[str, Scene] = {}

    def __getitem__(self, name: str) -> Scene:
        if name not in self._scenes:
            rng = np.random.default_rng((self._seed, *name.encode()))
            self._scenes[name] = PLACES[name](rng)
        return self._scenes[name]


def _letter(rng: Rng) -> Scene:
    """The beginning of the story, before there is a counter."""
    picture = lit(rng, (150, 190, 230), 8)
    for left in range(70, LAYER_WIDTH, HUD_WIDTH):
        cv2.rectangle(picture, (left - 20, 40), (left + 200, 164), (250, 240, 214), -1)
        for row in range(60, 150, 14):
            cv2.line(picture, (left, row), (left + 180, row), (130, 110, 150), 2)
    return Scene([Layer(picture, None, 0.3)], has_player=False)


def _star_select() -> Scene:
    picture = np.full((HUD_HEIGHT, HUD_WIDTH, 3), (172, 196, 226), np.uint8)
    picture[170:] = (250, 222, 120)
    sprite = Alphabet.drawn(Style(scale=2, smooth=True)).sprites[STAR]
    for x in range(60, 260, 34):
        lay_over(picture, sprite, x - GLYPH_SIZE, 90)
    write(picture, "SELECT A STAR", 60, 0.6, (255, 255, 255))
    return Scene([Layer(picture, None, 0)], has_player=False)


def _title() -> Scene:
    y, x = np.indices((HUD_HEIGHT, HUD_WIDTH), np.float32)
    angle = np.arctan2(y - 95, x - 160)
    rays = (np.sin(angle * 12) > 0) * 18 + np.clip(130 - np.hypot(x - 160, y - 95), 0, 130) * 0.5
    picture = np.dstack([20 + rays * 0.5, 26 + rays * 0.7, 80 + rays * 1.3])
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    big = Alphabet.drawn(Style(scale=6, smooth=True))
    lay_over(picture, big.sprites[STAR], 160 - GLYPH_SIZE * 3, 42)
    write(picture, "STAR COUNTER", 178, 1.0, (255, 214, 40))
    write(picture, "a simulated run", 206, 0.5, (235, 235, 245))
    return Scene([Layer(picture, None, 0)], has_player=False)


def _dizzy() -> Scene:
    """The game is over."""
    picture = np.full((HUD_HEIGHT, HUD_WIDTH, 3), (52, 40, 92), np.uint8)
    big = Alphabet.drawn(Style(scale=6, smooth=True))
    lay_over(picture, big.sprites[HEAD], 160 - GLYPH_SIZE * 3, 60)
    write(picture, "GAME OVER", 196, 0.9, (250, 90, 60))
    return Scene([Layer(picture, None, 0)], has_player=False)


def _files() -> Scene:
    picture = np.full((HUD_HEIGHT, HUD_WIDTH, 3), (96, 58, 30), np.uint8)
    picture[::12] = (72, 40, 20)
    for index, name in enumerate("ABCD"):
        left, top = 42 + 124 * (index % 2), 74 + 70 * (index // 2)
        cv2.rectangle(picture, (left, top), (left + 112, top + 50), (222, 184, 110), -1)
        cv2.rectangle(picture, (left, top), (left + 112, top + 50), (150, 100, 40), 2)
        place = (left + 22, top + 32)
        cv2.putText(
            picture, f"FILE {name}", place, cv2.FONT_HERSHEY_DUPLEX, 0.6, (90, 50, 20), 1, cv2.LINE_AA
        )
    write(picture, "SELECT FILE", 48, 0.8, (255, 255, 255))
    return Scene([Layer(picture, None, 0)], has_player=False)


_DAY, _NOON, _DUSK = (1.0, 1.0, 1.0), (0.9, 1.06, 1.06), (0.78, 0.52, 0.66)


def _grounds(rng: Rng, light: tuple[float, float, float], *, has_castle: bool = True) -> Scene:
    """Mountains, hills with trees and maybe the castle, and grass; all of it in some light."""

    def shaded(colour: Colour) -> Colour:
        red, green, blue = (
            min(255, round(value * share)) for value, share in zip(colour, light, strict=True)
        )
        return red, green, blue

    mountains = ridge(rng, 118, 26, 4, lit(rng, shaded((112, 142, 178)), 10))
    hills = ridge(rng, 152, 12, 6, lit(rng, shaded((70, 150, 60)), 14))
    if has_castle:
        castle(hills, 330, 150)
    for x in (130, 560, 820):
        grove(rng, hills, x, 158)
    return Scene(
        [
            sky(shaded((64, 134, 236)), shaded((188, 222, 252)), rng, clouds=90 * light[1]),
            Layer(*mountains, 0.4),
            Layer(*hills, 1.0),
            ground(rng, shaded((86, 172, 58)), 16, 3.0),
        ]
    )


def _room(rng: Rng, wall: Colour, floor: Colour, speed: float) -> Scene:
    """Bricks with dark joints, paintings on them."""
    picture = lit(rng, wall, 7)
    rows = np.arange(HUD_HEIGHT)[:, None]
    columns = np.arange(LAYER_WIDTH) + rows // 16 % 2 * 15
    joints = (rows % 16 < 1) | (columns % 30 < 1)
    picture[joints] = np.array(wall) * 0.72
    for x in range(70, LAYER_WIDTH, 160):
        top = int(rng.uniform(6, 70))
        inside = tuple(int(value) for value in rng.integers(30, 230, 3))
        cv2.rectangle(picture, (x, top), (x + 58, top + 52), (206, 164, 52), -1)
        cv2.rectangle(picture, (x + 5, top + 5), (x + 53, top + 47), inside, -1)
    return Scene([Layer(picture, None, speed), ground(rng, floor, 9, 3.0)])


def _cave(rng: Rng) -> Scene:
    walls = lit(rng, (34, 31, 40), 9)
    for x in range(60, LAYER_WIDTH, 150):
        glow(walls, x, int(rng.uniform(20, 150)), 60, (70, 110, 150))
    roof = ridge(rng, 34, 16, 11, lit(rng, (46, 40, 54), 9))
    return Scene(
        [Layer(walls, None, 1.2), Layer(roof[0], 255 - roof[1], 1.8), ground(rng, (44, 38, 46), 10, 3.0)]
    )


def _snow(rng: Rng) -> Scene:
    peaks = ridge(rng, 70, 40, 4, lit(rng, (236, 242, 252), 7))
    slopes = ridge(rng, 140, 18, 5, lit(rng, (214, 228, 246), 8))
    for x in range(80, LAYER_WIDTH, 170):
        fir(slopes, x, 150)
    return Scene(
        [
            sky((206, 226, 246), (244, 248, 252), rng, clouds=20),
            Layer(*peaks, 0.5),
            Layer(*slopes, 1.2),
            ground(rng, (240, 244, 250), 6, 3.0),
        ],
        flakes=90,
    )


def _blizzard(rng: Rng) -> Scene:
    """Nearly white behind the counter."""
    slopes = ridge(rng, 128, 14, 5, lit(rng, (176, 194, 220), 8))
    return Scene(
        [
            sky((246, 248, 252), (232, 238, 248), rng, clouds=8),
            Layer(*slopes, 1.2),
            ground(rng, (188, 202, 226), 6, 3.0),
        ],
        flakes=160,
    )


def _abyss(rng: Rng) -> Scene:
    """Nearly black behind the counter, lit from below."""
    depth = np.clip((np.arange(HUD_HEIGHT) - 60) / 60, 0, 1)[:, None, None]
    walls = np.array((9, 8, 13)) * (1 - depth) + np.array((86, 70, 104)) * depth + texture(rng) * 3
    pillars = ridge(rng, 100, 14, 9, lit(rng, (72, 58, 88), 8))
    return Scene(
        [
            Layer(np.clip(walls, 0, 255).astype(np.uint8), None, 1.1),
            Layer(*pillars, 1.8),
            ground(rng, (92, 70, 84), 10, 3.0),
        ]
    )


def _lava(rng: Rng) -> Scene:
    rocks = ridge(rng, 130, 30, 5, lit(rng, (74, 34, 26), 10))
    return Scene(
        [
            sky((150, 30, 12), (255, 150, 40), rng, clouds=60),
            Layer(*rocks, 0.8),
            Layer(*coins(46), 2.4),
            ground(rng, (255, 112, 18), 42, 3.0),
        ]
    )


def _gold(rng: Rng) -> Scene:
    """The digits' own colours behind them: golden walls, coins, and the yellow power meter."""
    things = coins(62)
    for x in range(44, LAYER_WIDTH - 40, 186):
        power_meter(things, x, int(rng.integers(18, 32)))
    return Scene(
        [
            Layer(lit(rng, (206, 160, 60), 16), None, 0.9),
            Layer(*things, 2.0),
            ground(rng, (176, 110, 44), 12, 3.0),
        ]
    )


def _arena(rng: Rng) -> Scene:
    """Bowser's: a dark sky with fire in it, and stone."""
    flames = ridge(rng, 150, 40, 9, lit(rng, (196, 84, 30), 30))
    return Scene(
        [
            sky((24, 12, 44), (120, 40, 60), rng, clouds=50),
            Layer(*flames, 1.6),
            ground(rng, (88, 80, 104), 12, 3.0),
        ]
    )


def _lake(rng: Rng) -> Scene:
    reeds = ridge(rng, 120, 34, 7, lit(rng, (30, 110, 104), 12))
    return Scene(
        [
            sky((90, 186, 236), (20, 84, 160), rng, clouds=50),
            Layer(*reeds, 1.1),
            ground(rng, (150, 160, 120), 12, 3.0),
        ]
    )


def _desert(rng: Rng) -> Scene:
    dunes = ridge(rng, 96, 22, 3, lit(rng, (222, 176, 96), 10))
    return Scene(
        [
            sky((236, 178, 96), (250, 224, 160), rng, clouds=40),
            Layer(*dunes, 0.9),
            ground(rng, (230, 190, 108), 14, 3.0),
        ]
    )


_RAINBOW = ((232, 60, 60), (240, 150, 40), (244, 224, 70), (80, 190, 90), (70, 110, 220))


def _clouds(rng: Rng) -> Scene:
    """High in the sky: bands of the rainbow, and clouds."""
    bands = empty_layer()
    x = np.arange(LAYER_WIDTH)
    for index, paint in enumerate(_RAINBOW):
        top = (46 + 30 * np.sin(x / LAYER_WIDTH * 6 * np.pi)).astype(int) + index * 9
        for offset in range(9):
            bands[0][top + offset, x] = paint
            bands[1][top + offset, x] = 255
    return Scene(
        [
            sky((120, 184, 250), (206, 232, 255), rng, clouds=140),
            Layer(*bands, 1.3),
            ground(rng, (222, 226, 240), 10, 3.0),
        ]
    )


def _cliffs(rng: Rng) -> Scene:
    near = ridge(rng, 70, 44, 5, lit(rng, (122, 92, 66), 20))
    return Scene(
        [
            sky((110, 150, 190), (190, 206, 220), rng, clouds=70),
            Layer(*ridge(rng, 44, 30, 3, lit(rng, (150, 132, 118), 14)), 0.6),
            Layer(*near, 1.4),
            ground(rng, (118, 128, 70), 16, 3.0),
        ]
    )


def draw_player(picture: np.ndarray, clock: int, jump: float) -> None:
    """Draws the player, a small explorer who runs at the left, ``jump`` units above the ground, in place."""
    bob = abs(clock % 12 - 6) / 3
    x, y = PLAYER_X, round(GROUND + 8 - jump - bob)
    stride = round(5 * np.sin(clock * 0.8))
    for foot in (stride, -stride):
        cv2.ellipse(picture, (x + foot, y - 2), (5, 3), 0, 0, 360, (110, 64, 30), -1)
    cv2.ellipse(picture, (x, y - 13), (9, 11), 0, 0, 360, (40, 84, 190), -1)
    cv2.ellipse(picture, (x - 3, y - 13), (6, 8), 0, 0, 360, (60, 112, 226), -1)
    cv2.circle(picture, (x, y - 28), 8, (250, 208, 166), -1)
    cv2.ellipse(picture, (x, y - 31), (9, 6), 0, 180, 360, (30, 140, 92), -1)
    cv2.line(picture, (x - 9, y - 31), (x + 13, y - 31), (24, 112, 74), 2)
    cv2.circle(picture, (x + 4, y - 28), 1, (30, 30, 40), -1)


#: What draws each place.
PLACES: dict[str, Callable[[Rng], Scene]] = {
    # Without a counter.
    "title": lambda rng: _title(),
    "files": lambda rng: _files(),
    "letter": _letter,
    "stars": lambda rng: _star_select(),
    "dizzy": lambda rng: _dizzy(),
    # The castle.
    "grounds": lambda rng: _grounds(rng, _DAY),
    "hall": lambda rng: _room(rng, (226, 178, 118), (150, 60, 40), speed=1.6),
    "cellar": lambda rng: _room(rng, (74, 84, 104), (58, 66, 80), speed=1.4),
    "tower": lambda rng: _room(rng, (206, 200, 188), (120, 124, 150), speed=1.2),
    "court": lambda rng: _grounds(rng, _DUSK, has_castle=False),
    # The courses.
    "meadow": lambda rng: _grounds(rng, _NOON, has_castle=False),
    "snow": _snow,
    "blizzard": _blizzard,
    "cave": _cave,
    "abyss": _abyss,
    "lava": _lava,
    "gold": _gold,
    "lake": _lake,
    "desert": _desert,
    "ghosts": lambda rng: _room(rng, (86, 70, 98), (84, 62, 56), speed=1.5),
    "clouds": _clouds,
    "cliffs": _cliffs,
    "dusk": lambda rng: _grounds(rng, _DUSK),
    "arena": _arena,
}
