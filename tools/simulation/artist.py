"""Draws what the game shows at a tick, on the HUD grid."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import cv2
import numpy as np

from star_counter.hud import HUD_HEIGHT, HUD_WIDTH, US, Layout, Rect
from training.rendering import counter
from training.rendering.glyphs import STAR, Alphabet, Style

from .layers import GROUND, lay_over
from .scenery import PLAYER_X, Places, draw_player
from .script import Cover, Tick

_LIVES = 4
_HUD_STRIP = Rect(0, 12, HUD_WIDTH, 24)
# How fast the star ahead comes nearer, in HUD units a tick.
_APPROACH_SPEED = 6
_CENTRE = np.array([HUD_WIDTH / 2, HUD_HEIGHT / 2])
# Shapes that close over the picture: the distances of their corners from the centre, evenly around it from
# the top on, and the HUD units of a distance of 1 when the fade begins. The whole picture is seen then.
_CORNERS = {
    "star": ([1, 0.45] * 5, 560.0),
    "cap": ([1, 0.98, 0.94, 1.05, 1.05, 0.9, 0.86, 0.9, 0.86, 0.9, 1.05, 1.05, 0.94, 0.98], 262.0),
    "horns": ([0.86, 0.9, 1.2, 0.84, 0.9, 0.84, 0.8, 0.78, 0.8, 0.84, 0.9, 0.84, 1.2, 0.9], 280.0),
}
_CIRCLE_OPEN = 245.0
# Of the brightness of the game, under the pause menu: its shade is black, 110 of 255 opaque.
_PAUSED = 1 - 110 / 255
# What is written, by overlay, and from which HUD x on.
_LINES = {
    "pause": (120, ("PAUSE", "CONTINUE", "EXIT COURSE")),
    "dialogue": (46, ("Dear player,", "a star is near.", "Go and find it!")),
    "score": (96, ("COURSE CLEAR", "YOU GOT A STAR")),
}
# A plain fade hides the counter from this share on.
_HIDDEN = 0.5


@dataclass(frozen=True)
class Drawn:
    """A picture, uint8 RGB (240, 320, 3), and the star count that can be seen on it (None: none)."""

    picture: np.ndarray
    count: int | None


class Artist:
    """Draws ticks: the places, the HUD where a version of the game has it, and the fades."""

    def __init__(self, places: Places, layout: Layout = US):
        self._places, self._layout = places, layout
        self._alphabet = Alphabet.drawn()
        self._star = Alphabet.drawn(Style(scale=2, smooth=True)).sprites[STAR]
        self._hud = functools.lru_cache(maxsize=256)(self._draw_hud)
        self._last: tuple[Tick, Drawn] | None = None

    def draw(self, tick: Tick) -> Drawn:
        """What the game shows at a tick; nobody may write into the picture."""
        if self._last is None or self._last[0] != tick:
            self._last = tick, self._draw(tick)
        return self._last[1]

    def _draw(self, tick: Tick) -> Drawn:
        if tick.cover is not None and tick.cover.done >= 1:
            return Drawn(np.full((HUD_HEIGHT, HUD_WIDTH, 3), _paint(tick.cover), np.uint8), None)
        place = self._places[tick.place]
        picture = place.draw(tick.clock)
        if place.has_player:
            draw_player(picture, tick.clock, tick.jump)
            self._draw_star(picture, tick)
        if tick.hud:
            hud, opaque = self._hud(tick.count, tick.coins)
            top = round(_HUD_STRIP.y)
            cv2.copyTo(hud, opaque, picture[top : top + hud.shape[0]])
        picture = _overlaid(picture, tick.overlay)
        if tick.cover is None:
            return Drawn(picture, tick.count)
        return self._covered(picture, tick.cover, tick.count)

    def _draw_hud(self, count: int | None, coins: int) -> tuple[np.ndarray, np.ndarray]:
        """The counters on their strip of the HUD: uint8 RGB, and where they are opaque (255)."""
        top = self._layout.top
        characters = counter.lives_counter(_LIVES, top) + counter.coins_counter(coins, top)
        if count is not None:
            characters += counter.star_counter(count, self._layout)
        drawn = counter.draw(characters, self._alphabet, _HUD_STRIP)
        return drawn[..., :3].astype(np.uint8), np.where(drawn[..., 3] > 0.5, np.uint8(255), np.uint8(0))

    def _draw_star(self, picture: np.ndarray, tick: Tick) -> None:
        if tick.star_in is not None:
            x = PLAYER_X + 4 + tick.star_in * _APPROACH_SPEED
            lay_over(picture, self._star, x, GROUND - 44 + round(3 * np.sin(tick.clock * 0.4)))
        elif tick.jump:
            lay_over(picture, self._star, PLAYER_X - 16, round(GROUND - 66 - tick.jump))

    def _covered(self, picture: np.ndarray, cover: Cover, count: int | None) -> Drawn:
        if cover.shape == "plain":
            light = cv2.convertScaleAbs(picture, alpha=1 - cover.done, beta=_paint(cover) * cover.done)
            return Drawn(light, count if cover.done <= _HIDDEN else None)
        hole = _hole(cover)
        closed = np.full_like(picture, _paint(cover))
        cv2.copyTo(picture, hole, closed)
        is_seen = count is not None and hole[self._digits(count).pixels().slices].all()
        return Drawn(closed, count if is_seen else None)

    def _digits(self, count: int) -> Rect:
        return counter.ink(counter.star_counter(count, self._layout))


def _paint(cover: Cover) -> int:
    return {"black": 0, "white": 255}[cover.colour]


def _hole(cover: Cover) -> np.ndarray:
    """Where a shaped fade shows the game still (255): uint8 (240, 320)."""
    hole = np.zeros((HUD_HEIGHT, HUD_WIDTH), np.uint8)
    if cover.shape == "circle":
        return cv2.circle(hole, _CENTRE.astype(int).tolist(), round(_CIRCLE_OPEN * (1 - cover.done)), 255, -1)
    corners, radius = _CORNERS[cover.shape]
    angles = np.arange(len(corners)) / len(corners) * 2 * np.pi - np.pi / 2
    directions = np.stack([np.cos(angles), np.sin(angles)], 1)
    points = _CENTRE + radius * (1 - cover.done) * np.array(corners)[:, None] * directions
    return cv2.fillPoly(hole, [np.round(points).astype(np.int32)], 255)


def _overlaid(picture: np.ndarray, overlay: str) -> np.ndarray:
    """The picture with a menu or a dialogue on it, none of which touches the HUD."""
    if not overlay:
        return picture
    if overlay == "pause":
        picture = cv2.convertScaleAbs(picture, alpha=_PAUSED)
    elif overlay == "dialogue":
        cv2.rectangle(picture, (36, 66), (178, 150), (16, 12, 20), -1)
    return cv2.max(picture, _text(overlay))


@functools.cache
def _text(overlay: str) -> np.ndarray:
    """What is written in a menu or a dialogue, white on black: uint8 RGB (240, 320, 3)."""
    left, lines = _LINES[overlay]
    picture = np.zeros((HUD_HEIGHT, HUD_WIDTH, 3), np.uint8)
    for index, line in enumerate(lines):
        place = (left, 84 + 22 * index)
        cv2.putText(picture, line, place, cv2.FONT_HERSHEY_PLAIN, 0.9, (255, 255, 255), 1, cv2.LINE_AA)
    return picture
