"""Draws what the game shows at a tick, on the HUD grid."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import cv2
import numpy as np

from star_counter.hud import CAMERA, HUD_HEIGHT, HUD_WIDTH, US, Layout, Rect
from training.rendering import counter
from training.rendering.counter import Placed
from training.rendering.glyphs import STAR, Alphabet, Style

from ..story.tape import Tick
from . import covers, logo
from .layers import GROUND, lay_over
from .logo import Logo
from .scenery import PLAYER_X, Places, draw_player

_HUD_STRIP = Rect(0, 12, HUD_WIDTH, 24)
# How fast the star ahead comes nearer, in HUD units a tick.
_APPROACH_SPEED = 6
# What a wide picture shows more: the lives keep to its left edge, the coins to its middle.
_WIDER = 106
# Where the course-complete screen counts the coins (src/game/ingame_menu.c).
_TALLY = (118, 103)
# The middle of the power meter (src/game/hud.c).
_METER = (140, 40)
# "PRESS START" is shown for so many of so many ticks.
_BLINKS = (20, 32)
# The camera's mode.
_MODE = Rect(282, 205, 16, 16)
# Of the brightness of the game, under the pause and the course-complete menu: their shade is black, 110 of
# 255 opaque.
_PAUSED = 1 - 110 / 255
# What is written, by overlay, and from which HUD x on.
_LINES = {
    "pause": (120, ("PAUSE", "CONTINUE", "EXIT COURSE")),
    "dialogue": (46, ("Dear player,", "a star is near.", "Go and find it!")),
    "score": (96, ("COURSE CLEAR", "", "YOU GOT A STAR")),
}
#: What the game lays over its picture: menus and dialogues.
OVERLAYS = tuple(_LINES)


@dataclass(frozen=True)
class Drawn:
    """A picture, uint8 RGB (240, width, 3), and what can be seen on it.

    ``count``, ``lives`` and ``coins`` are None, and ``camera`` is "none", where they cannot be seen.
    ``has_coins``: whether coins are drawn, seen or not. ``is_fading``: whether a fade hides or dims anything.
    ``letters``: how wide the logo's letters are, as a share of the picture. ``half_seen``: the parts
    ("stars", "lives", "coins", "camera") of which a fade covers some: some would call them seen, some not.
    """

    picture: np.ndarray
    count: int | None
    lives: int | None = None
    coins: int | None = None
    camera: str = "none"
    has_coins: bool = False
    is_fading: bool = False
    letters: float = 0.0
    half_seen: frozenset[str] = frozenset()


class Hud:
    """Where a version of the game draws its HUD, on a picture of the HUD grid or a wide one."""

    def __init__(self, layout: Layout = US, *, is_wide: bool = False):
        self.layout = layout
        #: How much the picture shows left of the HUD grid, and how far off lives and coins are, in HUD units.
        self.wider = _WIDER if is_wide else 0
        self.lives_shift, self.coins_shift = -self.wider, -self.wider // 2
        self._ink = functools.lru_cache(maxsize=1024)(self._find_ink)

    @property
    def width(self) -> int:
        """The width of the whole picture, in HUD units."""
        return HUD_WIDTH + self.wider

    def counter(self, part: str, number: int) -> list[Placed]:
        """The counter of the "stars", "lives" or "coins", at the grid's coordinates."""
        if part == "stars":
            return counter.star_counter(number, self.layout)
        if part == "lives":
            return _moved(counter.lives_counter(number, self.layout.top), self.lives_shift)
        return _moved(counter.coins_counter(number, self.layout.top), self.coins_shift)

    def seen(self, tick: Tick) -> tuple[int | None, int | None, int | None, str]:
        """The stars, lives, coins and the camera's icon that can be seen at a tick."""
        if not tick.hud:
            return None, None, None, "none"

        def sees(part: str, number: int | None) -> bool:
            return covers.shows(tick.cover, self._ink(part, number), self.width)

        return (
            tick.count if tick.count is not None and sees("stars", tick.count) else None,
            tick.lives if sees("lives", tick.lives) else None,
            tick.coins if tick.coins is not None and sees("coins", tick.coins) else None,
            tick.camera if sees("camera", None) else "none",
        )

    def half_seen(self, tick: Tick) -> frozenset[str]:
        """The parts that a fade covers, but not all of them."""
        if not tick.hud or tick.cover is None:
            return frozenset()
        numbers = {"stars": tick.count, "lives": tick.lives, "coins": tick.coins}
        inks = [(part, self._ink(part, number)) for part, number in numbers.items() if number is not None]
        inks.append(("camera", self._ink("camera", None)))
        return frozenset(part for part, ink in inks if covers.shows_some(tick.cover, ink, self.width))

    def _find_ink(self, part: str, number: int | None) -> Rect:
        """What must be seen of a part, on the whole picture: its digits, or the camera's mode."""
        ink = _MODE if number is None else counter.ink(self.counter(part, number))
        return ink._replace(x=ink.x + self.wider)


def _moved(characters: list[Placed], right: int) -> list[Placed]:
    return [character._replace(x=character.x + right) for character in characters]


class Artist:
    """Draws ticks: the places, the HUD where a version of the game has it, and the fades."""

    def __init__(self, places: Places, hud: Hud | None = None):
        self._places, self._hud = places, hud or Hud()
        self._alphabet = Alphabet.drawn()
        self._star = Alphabet.drawn(Style(scale=2, smooth=True)).sprites[STAR]
        self._logo = Logo()
        self._strip = functools.lru_cache(maxsize=256)(self._draw_strip)
        self._icons = functools.lru_cache(maxsize=4)(self._draw_icons)
        self._last: tuple[Tick, Drawn] | None = None

    def draw(self, tick: Tick) -> Drawn:
        """What the game shows at a tick; nobody may write into the picture."""
        if self._last is None or self._last[0] != tick:
            self._last = tick, self._draw(tick)
        return self._last[1]

    def _draw(self, tick: Tick) -> Drawn:
        width = self._hud.width
        if tick.cover is not None and tick.cover.done >= 1:
            full = np.full((HUD_HEIGHT, width, 3), covers.paint(tick.cover), np.uint8)
            return Drawn(full, None, is_fading=True)
        picture = self._scene(tick)
        if tick.letters is not None:  # ports draw it as large as the console does, in the middle
            beside = self._hud.wider // 2
            picture = np.pad(picture, ((0, 0), (beside, self._hud.wider - beside), (0, 0)))
        elif width > HUD_WIDTH:
            picture = np.asarray(cv2.resize(picture, (width, HUD_HEIGHT)), np.uint8)
        if tick.has_meter:
            _draw_meter(picture, self._hud.wider // 2)
        if tick.hud:
            self._lay_hud(picture, tick)
        picture = overlaid(picture, tick.overlay)
        if tick.tally is not None:
            self._write_tally(picture, tick.tally)
        if tick.is_demo and tick.hud and tick.clock % _BLINKS[1] < _BLINKS[0]:
            cv2.putText(picture, "PRESS START", (24, 214), cv2.FONT_HERSHEY_PLAIN, 0.9, (255, 224, 60), 1)
        if tick.cover is not None:
            picture = covers.lay(picture, tick.cover)
        letters = 0.0 if tick.letters is None else logo.letters(tick.letters)
        count, lives, coins, camera = self._hud.seen(tick)
        seen = count, lives, coins, camera, tick.coins is not None, covers.hides(tick.cover)
        return Drawn(picture, *seen, letters, self._hud.half_seen(tick))

    def _scene(self, tick: Tick) -> np.ndarray:
        """What is behind the HUD, on the HUD grid."""
        if tick.letters is not None:
            return self._logo.draw(tick.letters)
        place = self._places[tick.place]
        picture = place.draw(tick.clock)
        if place.has_player:
            draw_player(picture, tick.clock, tick.jump)
            self._draw_star(picture, tick)
        return picture

    def _lay_hud(self, picture: np.ndarray, tick: Tick) -> None:
        for part, (drawn, opaque) in (
            (_HUD_STRIP, self._strip(tick.count, tick.coins, tick.lives)),
            (CAMERA, self._icons(tick.camera)),
        ):
            left = int(part.x) + (self._hud.wider if part is CAMERA else 0)
            height, width = drawn.shape[:2]
            cv2.copyTo(drawn, opaque, picture[int(part.y) : int(part.y) + height, left : left + width])

    def _draw_strip(self, count: int | None, coins: int | None, lives: int) -> tuple[np.ndarray, np.ndarray]:
        """The counters on their strip of the picture: uint8 RGB, and where they are opaque (255)."""
        numbers = {"lives": lives, "coins": coins, "stars": count}
        shown = [self._hud.counter(part, number) for part, number in numbers.items() if number is not None]
        characters = [character for characters in shown for character in characters]
        strip = _HUD_STRIP._replace(width=self._hud.width)
        return _inked(counter.draw(_moved(characters, self._hud.wider), self._alphabet, strip))

    def _draw_icons(self, mode: str) -> tuple[np.ndarray, np.ndarray]:
        """The camera and its mode."""
        icons = [] if mode == "none" else counter.camera_icon(mode)
        return _inked(counter.draw(icons, self._alphabet, CAMERA))

    def _write_tally(self, picture: np.ndarray, coins: int) -> None:
        icon, times, *digits = counter.coins_counter(coins)
        right, down = _TALLY[0] + self._hud.wider // 2 - icon.x, _TALLY[1] - icon.y
        placed = [one._replace(x=one.x + right, y=one.y + down) for one in (icon, times, *digits)]
        part = Rect(0, _TALLY[1], picture.shape[1], 16)
        drawn, opaque = _inked(counter.draw(placed, self._alphabet, part))
        cv2.copyTo(drawn, opaque, picture[_TALLY[1] : _TALLY[1] + 16])

    def _draw_star(self, picture: np.ndarray, tick: Tick) -> None:
        if tick.star_in is not None:
            x = PLAYER_X + 4 + tick.star_in * _APPROACH_SPEED
            lay_over(picture, self._star, x, GROUND - 44 + round(3 * np.sin(tick.clock * 0.4)))
        elif tick.jump:
            lay_over(picture, self._star, PLAYER_X - 16, round(GROUND - 66 - tick.jump))


def _draw_meter(picture: np.ndarray, right: int) -> None:
    """The power meter, so far right of its place on the HUD grid, in place; it touches the coin."""
    x, y = _METER[0] + right, _METER[1]
    cv2.circle(picture, (x, y), 30, (40, 60, 150), -1, cv2.LINE_AA)
    cv2.circle(picture, (x, y), 23, (250, 214, 30), -1, cv2.LINE_AA)
    cv2.ellipse(picture, (x, y), (23, 23), 0, -90, -45, (50, 40, 40), -1, cv2.LINE_AA)


def _inked(drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Premultiplied RGBA as uint8 RGB, and where it is opaque (255)."""
    return drawn[..., :3].astype(np.uint8), np.where(drawn[..., 3] > 0.5, np.uint8(255), np.uint8(0))


def overlaid(picture: np.ndarray, overlay: str) -> np.ndarray:
    """The picture, uint8 RGB (240, n, 3), with one of `OVERLAYS` on it; none hides any of the HUD."""
    if not overlay:
        return picture
    if overlay in ("pause", "score"):
        picture = cv2.convertScaleAbs(picture, alpha=_PAUSED)
    left = (picture.shape[1] - HUD_WIDTH) // 2  # in the middle of a wide picture
    if overlay == "dialogue":
        cv2.rectangle(picture, (left + 36, 66), (left + 178, 150), (16, 12, 20), -1)
    middle = picture[:, left : left + HUD_WIDTH]
    middle[:] = cv2.max(middle, _text(overlay))
    return picture


@functools.cache
def _text(overlay: str) -> np.ndarray:
    """What is written in a menu or a dialogue, white on black: uint8 RGB (240, 320, 3)."""
    left, lines = _LINES[overlay]
    picture = np.zeros((HUD_HEIGHT, HUD_WIDTH, 3), np.uint8)
    for index, line in enumerate(lines):
        place = (left, 84 + 22 * index)
        cv2.putText(picture, line, place, cv2.FONT_HERSHEY_PLAIN, 0.9, (255, 255, 255), 1, cv2.LINE_AA)
    return picture
