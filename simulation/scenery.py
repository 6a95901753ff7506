"""The places of the game: layers that scroll past at different speeds, on the HUD grid of 320x240."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from star_counter.hud import GLYPH_SIZE, HUD_HEIGHT, HUD_WIDTH
from training.backgrounds import noise
from training.glyphs import COIN, STAR, Alphabet, Style

Rng = np.random.Generator
Colour = tuple[int, int, int]

#: Where the ground begins that the player runs on, in HUD units from the top.
GROUND = 188
#: Where the player runs, in HUD units from the left.
PLAYER_X = 96
_LAYER_WIDTH = 960


class Layer:
    """A picture that scrolls past endlessly."""

    def __init__(self, picture: np.ndarray, opaque: np.ndarray | None, speed: float):
        """uint8 RGB (240, n, 3), where it is opaque (240, n; None: everywhere), and units a tick."""
        self._length, self._speed = picture.shape[1], speed
        self._picture = _lengthened(picture)
        self._opaque = None if opaque is None else _lengthened(opaque)
        self._top = 0 if opaque is None else int(opaque.any(axis=1).argmax())

    def draw(self, onto: np.ndarray, clock: int) -> None:
        """Draws what is seen at a tick onto a picture (240, 320, 3), in place."""
        left = int(clock * self._speed) % self._length
        part = np.s_[self._top :, left : left + HUD_WIDTH]
        if self._opaque is None:
            onto[:] = self._picture[part]
        else:
            cv2.copyTo(self._picture[part], self._opaque[part], onto[self._top :])


def _lengthened(strip: np.ndarray) -> np.ndarray:
    """The strip and, behind its end, its beginning once more, as wide as the HUD grid."""
    return np.concatenate([strip, np.take(strip, range(HUD_WIDTH), axis=1, mode="wrap")], axis=1)


@dataclass(frozen=True)
class Scene:
    """Layers from the farthest to the nearest; ``flakes`` snowflakes fall in front of them.

    ``has_player``: whether the player is seen, who runs on the ground.
    """

    layers: list[Layer]
    flakes: int = 0
    has_player: bool = True

    def draw(self, clock: int) -> np.ndarray:
        """The place at a tick, uint8 RGB (240, 320, 3)."""
        picture = np.empty((HUD_HEIGHT, HUD_WIDTH, 3), np.uint8)
        for layer in self.layers:
            layer.draw(picture, clock)
        if self.flakes:
            flake = np.arange(self.flakes)
            x = (flake * 97 - clock * (1.5 + flake % 3)) % HUD_WIDTH
            y = (flake * 57 + clock * (1 + flake % 4 * 0.5)) % HUD_HEIGHT
            picture[y.astype(int), x.astype(int)] = 255
        return picture


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


def _logo() -> Scene:
    picture = np.full((HUD_HEIGHT, HUD_WIDTH, 3), (18, 22, 74), np.uint8)
    big = Alphabet.drawn(Style(scale=8, smooth=True))
    lay_over(picture, big.sprites[STAR], 160 - GLYPH_SIZE * 4, 50)
    return Scene([Layer(picture, None, 0)], has_player=False)


def _letter(rng: Rng) -> Scene:
    """The beginning of the story, before there is a counter."""
    picture = _lit(rng, (150, 190, 230), 8)
    for left in range(70, _LAYER_WIDTH, HUD_WIDTH):
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
    _write(picture, "SELECT A STAR", 60, 0.6, (255, 255, 255))
    return Scene([Layer(picture, None, 0)], has_player=False)


def _title() -> Scene:
    y, x = np.indices((HUD_HEIGHT, HUD_WIDTH), np.float32)
    angle = np.arctan2(y - 95, x - 160)
    rays = (np.sin(angle * 12) > 0) * 18 + np.clip(130 - np.hypot(x - 160, y - 95), 0, 130) * 0.5
    picture = np.dstack([20 + rays * 0.5, 26 + rays * 0.7, 80 + rays * 1.3])
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    big = Alphabet.drawn(Style(scale=6, smooth=True))
    lay_over(picture, big.sprites[STAR], 160 - GLYPH_SIZE * 3, 42)
    _write(picture, "STAR COUNTER", 178, 1.0, (255, 214, 40))
    _write(picture, "a simulated run", 206, 0.5, (235, 235, 245))
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
    _write(picture, "SELECT FILE", 48, 0.8, (255, 255, 255))
    return Scene([Layer(picture, None, 0)], has_player=False)


def _write(picture: np.ndarray, text: str, baseline: int, size: float, colour: Colour) -> None:
    """Writes a centred line with a dark outline, in place."""
    font = cv2.FONT_HERSHEY_DUPLEX
    (width, _), _ = cv2.getTextSize(text, font, size, 1)
    left = (HUD_WIDTH - width) // 2
    for right, down in ((-1, 0), (1, 0), (0, -1), (0, 1), (1, 2), (2, 2)):
        cv2.putText(picture, text, (left + right, baseline + down), font, size, (20, 15, 40), 1, cv2.LINE_AA)
    cv2.putText(picture, text, (left, baseline), font, size, colour, 1, cv2.LINE_AA)


_DAY, _NOON, _DUSK = (1.0, 1.0, 1.0), (0.9, 1.06, 1.06), (0.78, 0.52, 0.66)


def _grounds(rng: Rng, light: tuple[float, float, float], *, has_castle: bool = True) -> Scene:
    """Mountains, hills with trees and maybe the castle, and grass; all of it in some light."""

    def shaded(colour: Colour) -> Colour:
        return tuple(min(255, round(value * share)) for value, share in zip(colour, light, strict=True))

    mountains = _ridge(rng, 118, 26, 4, _lit(rng, shaded((112, 142, 178)), 10))
    hills = _ridge(rng, 152, 12, 6, _lit(rng, shaded((70, 150, 60)), 14))
    if has_castle:
        _castle(hills, 330, 150)
    for x in (130, 560, 820):
        _grove(rng, hills, x, 158)
    return Scene(
        [
            _sky(shaded((64, 134, 236)), shaded((188, 222, 252)), rng, clouds=90 * light[1]),
            Layer(*mountains, 0.4),
            Layer(*hills, 1.0),
            _floor(rng, shaded((86, 172, 58)), 16, 3.0),
        ]
    )


def _room(rng: Rng, wall: Colour, floor: Colour, speed: float) -> Scene:
    """Bricks with dark joints, paintings on them."""
    picture = _lit(rng, wall, 7)
    rows = np.arange(HUD_HEIGHT)[:, None]
    columns = np.arange(_LAYER_WIDTH) + rows // 16 % 2 * 15
    joints = (rows % 16 < 1) | (columns % 30 < 1)
    picture[joints] = np.array(wall) * 0.72
    for x in range(70, _LAYER_WIDTH, 160):
        top = int(rng.uniform(6, 70))
        inside = tuple(int(value) for value in rng.integers(30, 230, 3))
        cv2.rectangle(picture, (x, top), (x + 58, top + 52), (206, 164, 52), -1)
        cv2.rectangle(picture, (x + 5, top + 5), (x + 53, top + 47), inside, -1)
    return Scene([Layer(picture, None, speed), _floor(rng, floor, 9, 3.0)])


def _cave(rng: Rng) -> Scene:
    walls = _lit(rng, (34, 31, 40), 9)
    for x in range(60, _LAYER_WIDTH, 150):
        _glow(walls, x, int(rng.uniform(20, 150)), 60, (70, 110, 150))
    roof = _ridge(rng, 34, 16, 11, _lit(rng, (46, 40, 54), 9))
    return Scene(
        [Layer(walls, None, 1.2), Layer(roof[0], 255 - roof[1], 1.8), _floor(rng, (44, 38, 46), 10, 3.0)]
    )


def _snow(rng: Rng) -> Scene:
    peaks = _ridge(rng, 70, 40, 4, _lit(rng, (236, 242, 252), 7))
    slopes = _ridge(rng, 140, 18, 5, _lit(rng, (214, 228, 246), 8))
    for x in range(80, _LAYER_WIDTH, 170):
        _fir(slopes, x, 150)
    return Scene(
        [
            _sky((206, 226, 246), (244, 248, 252), rng, clouds=20),
            Layer(*peaks, 0.5),
            Layer(*slopes, 1.2),
            _floor(rng, (240, 244, 250), 6, 3.0),
        ],
        flakes=90,
    )


def _blizzard(rng: Rng) -> Scene:
    """Nearly white behind the counter."""
    slopes = _ridge(rng, 128, 14, 5, _lit(rng, (176, 194, 220), 8))
    return Scene(
        [
            _sky((246, 248, 252), (232, 238, 248), rng, clouds=8),
            Layer(*slopes, 1.2),
            _floor(rng, (188, 202, 226), 6, 3.0),
        ],
        flakes=160,
    )


def _abyss(rng: Rng) -> Scene:
    """Nearly black behind the counter, lit from below."""
    depth = np.clip((np.arange(HUD_HEIGHT) - 60) / 60, 0, 1)[:, None, None]
    walls = np.array((9, 8, 13)) * (1 - depth) + np.array((86, 70, 104)) * depth + _texture(rng) * 3
    pillars = _ridge(rng, 100, 14, 9, _lit(rng, (72, 58, 88), 8))
    return Scene(
        [
            Layer(np.clip(walls, 0, 255).astype(np.uint8), None, 1.1),
            Layer(*pillars, 1.8),
            _floor(rng, (92, 70, 84), 10, 3.0),
        ]
    )


def _lava(rng: Rng) -> Scene:
    rocks = _ridge(rng, 130, 30, 5, _lit(rng, (74, 34, 26), 10))
    return Scene(
        [
            _sky((150, 30, 12), (255, 150, 40), rng, clouds=60),
            Layer(*rocks, 0.8),
            Layer(*_coins(46), 2.4),
            _floor(rng, (255, 112, 18), 42, 3.0),
        ]
    )


def _gold(rng: Rng) -> Scene:
    """The digits' own colours behind them: golden walls, coins, and the yellow power meter."""
    things = _coins(62)
    for x in range(44, _LAYER_WIDTH - 40, 186):
        _power_meter(things, x, int(rng.integers(18, 32)))
    return Scene(
        [
            Layer(_lit(rng, (206, 160, 60), 16), None, 0.9),
            Layer(*things, 2.0),
            _floor(rng, (176, 110, 44), 12, 3.0),
        ]
    )


def _lake(rng: Rng) -> Scene:
    reeds = _ridge(rng, 120, 34, 7, _lit(rng, (30, 110, 104), 12))
    return Scene(
        [
            _sky((90, 186, 236), (20, 84, 160), rng, clouds=50),
            Layer(*reeds, 1.1),
            _floor(rng, (150, 160, 120), 12, 3.0),
        ]
    )


def _desert(rng: Rng) -> Scene:
    dunes = _ridge(rng, 96, 22, 3, _lit(rng, (222, 176, 96), 10))
    return Scene(
        [
            _sky((236, 178, 96), (250, 224, 160), rng, clouds=40),
            Layer(*dunes, 0.9),
            _floor(rng, (230, 190, 108), 14, 3.0),
        ]
    )


_RAINBOW = ((232, 60, 60), (240, 150, 40), (244, 224, 70), (80, 190, 90), (70, 110, 220))


def _clouds(rng: Rng) -> Scene:
    """High in the sky: bands of the rainbow, and clouds."""
    bands = _empty()
    x = np.arange(_LAYER_WIDTH)
    for index, paint in enumerate(_RAINBOW):
        top = (46 + 30 * np.sin(x / _LAYER_WIDTH * 6 * np.pi)).astype(int) + index * 9
        for offset in range(9):
            bands[0][top + offset, x] = paint
            bands[1][top + offset, x] = 255
    return Scene(
        [
            _sky((120, 184, 250), (206, 232, 255), rng, clouds=140),
            Layer(*bands, 1.3),
            _floor(rng, (222, 226, 240), 10, 3.0),
        ]
    )


def _cliffs(rng: Rng) -> Scene:
    near = _ridge(rng, 70, 44, 5, _lit(rng, (122, 92, 66), 20))
    return Scene(
        [
            _sky((110, 150, 190), (190, 206, 220), rng, clouds=70),
            Layer(*_ridge(rng, 44, 30, 3, _lit(rng, (150, 132, 118), 14)), 0.6),
            Layer(*near, 1.4),
            _floor(rng, (118, 128, 70), 16, 3.0),
        ]
    )


def _coins(distance: int) -> tuple[np.ndarray, np.ndarray]:
    """Coins in the upper part of an empty layer, so many units apart."""
    coins = _empty()
    sprite = Alphabet.drawn(Style(scale=2)).sprites[COIN]
    for index, x in enumerate(range(20, _LAYER_WIDTH - 40, distance)):
        y = 6 + 14 * (index % 3)
        lay_over(coins[0], sprite, x, y)
        coins[1][y : y + sprite.shape[0], x : x + sprite.shape[1]][sprite[..., 3] > 0.5] = 255
    return coins


def _power_meter(layer: tuple[np.ndarray, np.ndarray], x: int, y: int) -> None:
    """A yellow disc with a rim, a slice of it gone."""
    cv2.circle(layer[1], (x, y), 20, 255, -1)
    cv2.circle(layer[0], (x, y), 20, (120, 70, 20), -1)
    cv2.circle(layer[0], (x, y), 17, (252, 222, 30), -1)
    cv2.ellipse(layer[0], (x, y), (14, 14), 0, -90, -20, (60, 40, 20), -1)


def _empty() -> tuple[np.ndarray, np.ndarray]:
    return np.zeros((HUD_HEIGHT, _LAYER_WIDTH, 3), np.uint8), np.zeros((HUD_HEIGHT, _LAYER_WIDTH), np.uint8)


def _texture(rng: Rng) -> np.ndarray:
    """Noise for a whole layer, seamless where the layer begins anew: (240, 960, 1)."""
    half = cv2.resize(noise(rng)[..., 0], (_LAYER_WIDTH // 2, HUD_HEIGHT))
    return np.hstack([half, half[:, ::-1]])[..., None]


def _lit(rng: Rng, colour: Colour, roughness: float) -> np.ndarray:
    return np.clip(np.array(colour) + _texture(rng) * roughness, 0, 255).astype(np.uint8)


def _sky(top: Colour, bottom: Colour, rng: Rng, clouds: float) -> Layer:
    depth = np.linspace(0, 1, HUD_HEIGHT)[:, None, None]
    sky = np.array(top) * (1 - depth) + np.array(bottom) * depth
    octaves = ((3, 1.0), (7, 0.6), (20, 0.3))
    half = cv2.resize(noise(rng, octaves, cv2.INTER_CUBIC)[..., 0], (_LAYER_WIDTH // 2, HUD_HEIGHT))
    cover = np.clip(np.hstack([half, half[:, ::-1]]) - 0.5, 0, 1)[..., None]
    return Layer(np.clip(sky + cover * clouds, 0, 255).astype(np.uint8), None, 0.25)


def _ridge(
    rng: Rng, height: float, roughness: float, waves: int, picture: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The picture, opaque below a wavy line at ``height``."""
    x = np.arange(_LAYER_WIDTH) / _LAYER_WIDTH * 2 * np.pi
    line = height + sum(
        roughness / order * np.sin(x * waves * order + rng.uniform(0, 2 * np.pi)) for order in (1, 2, 3)
    )
    below = np.arange(HUD_HEIGHT)[:, None] >= line
    rim = below & (np.arange(HUD_HEIGHT)[:, None] < line + 2)
    picture = np.where(rim[..., None], np.minimum(picture.astype(int) + 22, 255), picture).astype(np.uint8)
    return picture, below.astype(np.uint8) * 255


def _floor(rng: Rng, colour: Colour, roughness: float, speed: float) -> Layer:
    """The ground the player runs on: a checked pattern, its far rim bright."""
    picture = _lit(rng, colour, roughness)
    y, x = np.indices(picture.shape[:2])
    tiles = ((x // 24) + (np.sqrt(np.maximum(y - GROUND, 0)) // 2).astype(int)) % 2
    picture = np.clip(picture.astype(int) - tiles[..., None] * 14, 0, 255).astype(np.uint8)
    picture[GROUND : GROUND + 2] = np.minimum(picture[GROUND : GROUND + 2].astype(int) + 40, 255)
    return Layer(picture, (y >= GROUND).astype(np.uint8) * 255, speed)


def _castle(layer: tuple[np.ndarray, np.ndarray], x: int, base: int) -> None:
    for target, wall, roof, door in (
        (layer[0], (226, 214, 196), (196, 62, 48), (110, 70, 40)),
        (layer[1], 255, 255, 255),
    ):
        for left, width, height in ((-46, 92, 44), (-58, 20, 66), (38, 20, 66), (-16, 32, 84)):
            top = base - height
            cv2.rectangle(target, (x + left, top), (x + left + width, base + 20), wall, -1)
            if width < 90:
                tip = np.array(
                    [(x + left - 4, top), (x + left + width + 4, top), (x + left + width // 2, top - 26)]
                )
                cv2.fillPoly(target, [tip], roof, cv2.LINE_8)
        cv2.ellipse(target, (x, base), (8, 18), 0, 180, 360, door, -1)
        cv2.rectangle(target, (x - 8, base), (x + 8, base + 20), door, -1)


def _grove(rng: Rng, layer: tuple[np.ndarray, np.ndarray], x: int, base: int) -> None:
    for offset in (-40, -14, 12, 38):
        height = int(rng.uniform(22, 34))
        for target, trunk, crown in ((layer[0], (104, 72, 40), (34, 112, 40)), (layer[1], 255, 255)):
            cv2.rectangle(target, (x + offset - 2, base - height), (x + offset + 2, base + 6), trunk, -1)
            cv2.circle(target, (x + offset, base - height), 13, crown, -1)


def _fir(layer: tuple[np.ndarray, np.ndarray], x: int, base: int) -> None:
    for target, needles, snow in ((layer[0], (38, 84, 74), (232, 240, 250)), (layer[1], 255, 255)):
        for step in range(3):
            top = base - 44 + 13 * step
            half = 9 + 4 * step
            cv2.fillPoly(target, [np.array([(x, top), (x - half, top + 19), (x + half, top + 19)])], needles)
            cv2.fillPoly(
                target, [np.array([(x, top), (x - half // 2, top + 8), (x + half // 2, top + 8)])], snow
            )


def _glow(picture: np.ndarray, x: int, y: int, radius: int, colour: Colour) -> None:
    rows, columns = np.indices(picture.shape[:2], np.float32)
    strength = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * (radius / 2.5) ** 2))[..., None]
    picture[:] = np.clip(picture + strength * np.array(colour), 0, 255)


def lay_over(picture: np.ndarray, sprite: np.ndarray, x: int, y: int) -> None:
    """Lays a premultiplied RGBA sprite over an uint8 picture, in place; what lies outside is cut off."""
    left, top = max(0, x), max(0, y)
    right, bottom = min(picture.shape[1], x + sprite.shape[1]), min(picture.shape[0], y + sprite.shape[0])
    if left >= right or top >= bottom:
        return
    visible = sprite[top - y : bottom - y, left - x : right - x]
    under = picture[top:bottom, left:right]
    under[:] = np.clip(under * (1 - visible[..., 3:]) + visible[..., :3], 0, 255)


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
    "logo": lambda rng: _logo(),
    "title": lambda rng: _title(),
    "files": lambda rng: _files(),
    "letter": _letter,
    "stars": lambda rng: _star_select(),
    # The castle.
    "grounds": lambda rng: _grounds(rng, _DAY),
    "hall": lambda rng: _room(rng, (226, 178, 118), (150, 60, 40), speed=1.6),
    "cellar": lambda rng: _room(rng, (74, 84, 104), (58, 66, 80), speed=1.4),
    "tower": lambda rng: _room(rng, (206, 200, 188), (120, 124, 150), speed=1.2),
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
}
