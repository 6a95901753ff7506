"""What the places of the game are made of: layers that scroll past, and what is drawn on them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from star_counter.hud import HUD_HEIGHT, HUD_WIDTH
from training.rendering.backgrounds import noise
from training.rendering.glyphs import Alphabet, Style
from training.rendering.icons import COIN

Rng = np.random.Generator
Colour = tuple[int, int, int]

#: Where the ground begins that the player runs on, in HUD units from the top.
GROUND = 188
LAYER_WIDTH = 960


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


def coins(distance: int) -> tuple[np.ndarray, np.ndarray]:
    """Coins in the upper part of an empty layer, so many units apart."""
    coins = empty_layer()
    sprite = Alphabet.drawn(Style(scale=2)).sprites[COIN]
    for index, x in enumerate(range(20, LAYER_WIDTH - 40, distance)):
        y = 6 + 14 * (index % 3)
        lay_over(coins[0], sprite, x, y)
        coins[1][y : y + sprite.shape[0], x : x + sprite.shape[1]][sprite[..., 3] > 0.5] = 255
    return coins


def power_meter(layer: tuple[np.ndarray, np.ndarray], x: int, y: int) -> None:
    """A yellow disc with a rim, a slice of it gone."""
    cv2.circle(layer[1], (x, y), 20, 255, -1)
    cv2.circle(layer[0], (x, y), 20, (120, 70, 20), -1)
    cv2.circle(layer[0], (x, y), 17, (252, 222, 30), -1)
    cv2.ellipse(layer[0], (x, y), (14, 14), 0, -90, -20, (60, 40, 20), -1)


def empty_layer() -> tuple[np.ndarray, np.ndarray]:
    """A layer's picture and where it is opaque, which is nowhere yet."""
    return np.zeros((HUD_HEIGHT, LAYER_WIDTH, 3), np.uint8), np.zeros((HUD_HEIGHT, LAYER_WIDTH), np.uint8)


def texture(rng: Rng) -> np.ndarray:
    """Noise for a whole layer, seamless where the layer begins anew: (240, 960, 1)."""
    half = cv2.resize(noise(rng)[..., 0], (LAYER_WIDTH // 2, HUD_HEIGHT))
    return np.hstack([half, half[:, ::-1]])[..., None]


def lit(rng: Rng, colour: Colour, roughness: float) -> np.ndarray:
    """A colour with some texture, for a whole layer."""
    return np.clip(np.array(colour) + texture(rng) * roughness, 0, 255).astype(np.uint8)


def sky(top: Colour, bottom: Colour, rng: Rng, clouds: float) -> Layer:
    """From one colour to another, with clouds that much brighter."""
    depth = np.linspace(0, 1, HUD_HEIGHT)[:, None, None]
    sky = np.array(top) * (1 - depth) + np.array(bottom) * depth
    octaves = ((3, 1.0), (7, 0.6), (20, 0.3))
    half = cv2.resize(noise(rng, octaves, cv2.INTER_CUBIC)[..., 0], (LAYER_WIDTH // 2, HUD_HEIGHT))
    cover = np.clip(np.hstack([half, half[:, ::-1]]) - 0.5, 0, 1)[..., None]
    return Layer(np.clip(sky + cover * clouds, 0, 255).astype(np.uint8), None, 0.25)


def ridge(
    rng: Rng, height: float, roughness: float, waves: int, picture: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The picture, opaque below a wavy line at ``height``."""
    x = np.arange(LAYER_WIDTH) / LAYER_WIDTH * 2 * np.pi
    line = height + sum(
        roughness / order * np.sin(x * waves * order + rng.uniform(0, 2 * np.pi)) for order in (1, 2, 3)
    )
    below = np.arange(HUD_HEIGHT)[:, None] >= line
    rim = below & (np.arange(HUD_HEIGHT)[:, None] < line + 2)
    picture = np.where(rim[..., None], np.minimum(picture.astype(int) + 22, 255), picture).astype(np.uint8)
    return picture, below.astype(np.uint8) * 255


def ground(rng: Rng, colour: Colour, roughness: float, speed: float) -> Layer:
    """The ground the player runs on: a checked pattern, its far rim bright."""
    picture = lit(rng, colour, roughness)
    y, x = np.indices(picture.shape[:2])
    tiles = ((x // 24) + (np.sqrt(np.maximum(y - GROUND, 0)) // 2).astype(int)) % 2
    picture = np.clip(picture.astype(int) - tiles[..., None] * 14, 0, 255).astype(np.uint8)
    picture[GROUND : GROUND + 2] = np.minimum(picture[GROUND : GROUND + 2].astype(int) + 40, 255)
    return Layer(picture, np.where(y >= GROUND, np.uint8(255), np.uint8(0)), speed)


def castle(layer: tuple[np.ndarray, np.ndarray], x: int, base: int) -> None:
    """Draws a castle with three towers, its gate at ``x``, in place."""
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


def grove(rng: Rng, layer: tuple[np.ndarray, np.ndarray], x: int, base: int) -> None:
    """Draws four trees around ``x``, in place."""
    for offset in (-40, -14, 12, 38):
        height = int(rng.uniform(22, 34))
        for target, trunk, crown in ((layer[0], (104, 72, 40), (34, 112, 40)), (layer[1], 255, 255)):
            cv2.rectangle(target, (x + offset - 2, base - height), (x + offset + 2, base + 6), trunk, -1)
            cv2.circle(target, (x + offset, base - height), 13, crown, -1)


def fir(layer: tuple[np.ndarray, np.ndarray], x: int, base: int) -> None:
    """Draws a fir with snow on it, in place."""
    for target, needles, snow in ((layer[0], (38, 84, 74), (232, 240, 250)), (layer[1], 255, 255)):
        for step in range(3):
            top = base - 44 + 13 * step
            half = 9 + 4 * step
            cv2.fillPoly(target, [np.array([(x, top), (x - half, top + 19), (x + half, top + 19)])], needles)
            cv2.fillPoly(
                target, [np.array([(x, top), (x - half // 2, top + 8), (x + half // 2, top + 8)])], snow
            )


def glow(picture: np.ndarray, x: int, y: int, radius: int, colour: Colour) -> None:
    """Draws a light in the dark, in place."""
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


def write(picture: np.ndarray, text: str, baseline: int, size: float, colour: Colour) -> None:
    """Writes a centred line with a dark outline, in place."""
    font = cv2.FONT_HERSHEY_DUPLEX
    (width, _), _ = cv2.getTextSize(text, font, size, 1)
    left = (HUD_WIDTH - width) // 2
    for right, down in ((-1, 0), (1, 0), (0, -1), (0, 1), (1, 2), (2, 2)):
        cv2.putText(picture, text, (left + right, baseline + down), font, size, (20, 15, 40), 1, cv2.LINE_AA)
    cv2.putText(picture, text, (left, baseline), font, size, colour, 1, cv2.LINE_AA)
