"""Labelled pictures as the network reads them: counters, black and white screens, and none of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from star_counter import MOST_STARS
from star_counter.hud import COUNTER, JP, PAL, TIMES, US, Layout, Rect
from star_counter.reading.model_form import BLACK, INPUT_SIZE, WHITE

from . import backgrounds, counter, damage
from .counter import CANVAS, Placed
from .glyphs import STAR, Alphabet, Style
from .view import View, cut_edge, lay_over, resized, scaled

Rng = np.random.Generator

#: The label of a picture that belongs to no class: the network is trained to find all classes equally likely.
NONE = WHITE + 1

_WIDTH, _HEIGHT = INPUT_SIZE
_LAYOUTS, _LAYOUT_SHARES = (US, JP, PAL), (0.5, 0.28, 0.22)
_NONE_SHARE = 0.09
_DISTRACTED_SHARE = 0.6
_HIGHEST_HACKED_COUNT = 300
#: How many HUD units of a digit may lie outside the crop: the first of three digits does by 0.5 already.
CUT = 1.0
_CUT_WITH_TIMES = 3.0  # the third digit after "×" lies 2 units outside the crop
# Pictures without a counter that could be screens are left out: their areas differ by less than codecs
# leave in a screen (0-255), and they are as dark or as bright.
_AREAS = (8, 5)
_LARGEST_SPREAD = 4.0
_DARKEST, _BRIGHTEST = 22, 232


@dataclass(frozen=True)
class Placement:
    """How a crop lies: moved by ``dx``, ``dy`` HUD units, its size times ``kx``, ``ky``."""

    dx: float = 0.0
    dy: float = 0.0
    kx: float = 1.0
    ky: float = 1.0

    @classmethod
    def random(cls, rng: Rng) -> Placement:
        """Half of them nearly right, the others off by up to what a player's hand leaves."""
        is_near = rng.random() < 0.45
        dx = rng.normal(0, 0.8) if is_near else rng.uniform(-8, 8)
        if rng.random() < 0.5:
            is_near = rng.random() < 0.45
        dy = rng.normal(0, 0.7) if is_near else rng.uniform(-5, 8)
        size = np.exp(rng.normal(0, 0.02)) if rng.random() < 0.5 else rng.uniform(0.8, 1.25)
        aspect = np.exp(rng.normal(0, 0.02)) if rng.random() < 0.65 else rng.uniform(0.95, 1.05)
        return cls(dx, dy, size * aspect, size / aspect)

    def crop(self) -> Rect:
        """The crop on the HUD grid."""
        width, height = COUNTER.width * self.kx, COUNTER.height * self.ky
        centre_x, centre_y = COUNTER.x + COUNTER.width / 2 + self.dx, COUNTER.y + COUNTER.height / 2 + self.dy
        return Rect(centre_x - width / 2, centre_y - height / 2, width, height)

    def holds(self, characters: list[Placed], cut: float = CUT) -> bool:
        """Whether the crop cuts off no more than ``cut`` HUD units of the digits."""
        digits, crop = counter.ink(characters), self.crop()
        inside = Rect(digits.x - crop.x + cut, digits.y - crop.y + cut, digits.width, digits.height)
        return inside.within(crop.width + 2 * cut, crop.height + 2 * cut)


class Renderer:
    """Draws labelled pictures from banks of alphabets and backgrounds, all of them from one seed."""

    def __init__(self, seed: int | tuple[int, ...], alphabets: int = 120, pictures: int = 60):
        self._rng = np.random.default_rng(seed)
        self._alphabets = [Alphabet.drawn(Style.random(self._rng), self._rng) for _ in range(alphabets)]
        self._backgrounds = backgrounds.bank(pictures, self._rng)

    def batch(self, size: int) -> tuple[np.ndarray, np.ndarray]:
        """``size`` pictures, uint8 (size, 40, 67, 3), and their labels, uint8 (size,)."""
        images = np.empty((size, _HEIGHT, _WIDTH, 3), np.uint8)
        labels = np.empty(size, np.uint8)
        for index in range(size):
            images[index], labels[index] = self.sample()
        return images, labels

    def sample(self) -> tuple[np.ndarray, int]:
        """One picture, uint8 (40, 67, 3), and its label: 0-122, or `NONE`."""
        rng = self._rng
        if rng.random() < _NONE_SHARE:
            return self.nothing(), NONE
        label = int(rng.integers(WHITE + 1))
        return self.screen(label) if label > MOST_STARS else self.count(label), label

    def screen(self, label: int) -> np.ndarray:
        """A black (121) or white (122) screen, as captures and codecs leave it; uint8 (40, 67, 3)."""
        rng = self._rng
        level = {BLACK: rng.uniform(0, 16), WHITE: rng.uniform(236, 255)}[label]
        image = np.full((_HEIGHT, _WIDTH, 3), level) + rng.normal(0, 2, 3)
        if rng.random() < 0.4:
            image += np.linspace(-1, 1, _WIDTH)[None, :, None] * rng.uniform(-4, 4)
        if rng.random() < 0.7:
            image += rng.normal(0, rng.uniform(0.5, 6), image.shape)
        image = image.astype(np.float32)
        if rng.random() < 0.5:
            image = damage.jpeg(image, 1.0, rng)
        return np.clip(image, 0, 255).astype(np.uint8)

    def count(
        self,
        count: int,
        layout: Layout | None = None,
        placement: Placement | None = None,
        steps: Sequence[damage.Step] | None = None,
    ) -> np.ndarray:
        """A star counter somewhere, after all that may happen to it; uint8 (40, 67, 3).

        Layout, placement and damages are random where they are not given; a random placement keeps the
        digits inside.
        """
        rng = self._rng
        keeps_times = count >= 100 and layout is None and rng.random() < 0.06
        if layout is None:
            layout = US if keeps_times else _random_layout(rng)
        characters = counter.star_counter(count, layout, keeps_times=keeps_times)
        placement = placement or _placement_around(characters, _CUT_WITH_TIMES if keeps_times else CUT, rng)
        view = View.random(placement.crop(), rng)
        picture = self._behind(view)
        picture = lay_over(picture, self._drawn(characters, view), view, rng)
        if rng.random() < 0.1:
            cut_edge(picture, rng)
        return resized(damage.degrade(picture, view.scale, rng, steps), INPUT_SIZE, rng)

    def nothing(self) -> np.ndarray:
        """A picture without a counter, nor black or white; uint8 (40, 67, 3)."""
        rng = self._rng
        while True:
            view = View.random(Placement.random(rng).crop(), rng)
            picture = self._behind(view)
            if rng.random() < _DISTRACTED_SHARE:
                picture = self._distracted(picture, view)
            image = resized(damage.degrade(picture, view.scale, rng), INPUT_SIZE, rng)
            if not _is_nearly_a_screen(image):
                return image

    def _behind(self, view: View) -> np.ndarray:
        rng = self._rng
        picture = backgrounds.behind(self._backgrounds, view.width, view.height, view.scale, rng)
        if rng.random() < 0.13:
            picture = np.ascontiguousarray(picture)
            backgrounds.add_coins(picture, view.scale, rng)
        return picture

    def _drawn(self, characters: list[Placed], view: View) -> np.ndarray:
        """Characters as the source scales them: premultiplied RGBA of the view's size."""
        rng = self._rng
        alphabet = self._alphabets[rng.integers(len(self._alphabets))]
        return scaled(counter.draw(characters, alphabet), CANVAS, alphabet.scale, view, rng)

    def _distracted(self, picture: np.ndarray, view: View) -> np.ndarray:
        """The picture with something on it that is not a star counter from 0 to 120."""
        distractions, shares = zip(*_DISTRACTIONS, strict=True)
        return distractions[self._rng.choice(len(shares), p=shares)](self, picture, view)

    def _plain(self, picture: np.ndarray, view: View) -> np.ndarray:
        return np.full_like(picture, self._rng.uniform(0, 255, 3))

    def _text(self, picture: np.ndarray, view: View) -> np.ndarray:
        return backgrounds.with_text(picture, view.scale, self._rng)

    def _noise(self, picture: np.ndarray, view: View) -> np.ndarray:
        rng = self._rng
        if rng.random() < 0.7:
            return rng.normal(rng.uniform(30, 220), rng.uniform(20, 90), picture.shape).astype(np.float32)
        return rng.uniform(0, 255, picture.shape).astype(np.float32)

    def _coins(self, picture: np.ndarray, view: View) -> np.ndarray:
        backgrounds.add_coins(picture, view.scale, self._rng)
        return picture

    def _lone_icon(self, picture: np.ndarray, view: View) -> np.ndarray:
        rng = self._rng
        icon = [Placed(str(rng.choice([STAR, TIMES])), rng.uniform(245, 300), rng.uniform(6, 26))]
        return lay_over(picture, self._drawn(icon, view), view, rng)

    def _other_counter(self, picture: np.ndarray, view: View) -> np.ndarray:
        """The counter of lives or coins where the star counter would be, its icon in sight."""
        rng = self._rng
        make = counter.lives_counter if rng.random() < 0.5 else counter.coins_counter
        characters = make(int(rng.integers(0, 121)))
        shift = COUNTER.x - characters[0].x + rng.uniform(-2, 12)
        characters = _moved(characters, shift, rng.uniform(-3, 3))
        return lay_over(picture, self._drawn(characters, view), view, rng)

    def _too_many(self, picture: np.ndarray, view: View) -> np.ndarray:
        """A count as ROM hacks have it."""
        rng = self._rng
        count = int(rng.integers(MOST_STARS + 1, _HIGHEST_HACKED_COUNT))
        characters = counter.star_counter(count, _random_layout(rng), keeps_times=rng.random() < 0.1)
        return lay_over(picture, self._drawn(characters, view), view, rng)

    def _cut_off(self, picture: np.ndarray, view: View) -> np.ndarray:
        """A counter of which the crop leaves out a good part of the first or the last digit."""
        rng = self._rng
        characters = counter.star_counter(int(rng.integers(10, MOST_STARS + 1)), _random_layout(rng))
        digits, crop = counter.ink(characters), view.crop
        if rng.random() < 0.5:
            shift = crop.x + crop.width + rng.uniform(5, 11) - digits.x - digits.width
        else:
            shift = crop.x - rng.uniform(5, 9) - digits.x
        return lay_over(picture, self._drawn(_moved(characters, shift, 0), view), view, rng)

    def _half_covered(self, picture: np.ndarray, view: View) -> np.ndarray:
        """A counter whose last digit lies under a shaped fade: what is left of it is another count."""
        rng = self._rng
        characters = counter.star_counter(int(rng.integers(MOST_STARS + 1)), _random_layout(rng))
        picture = lay_over(picture, self._drawn(characters, view), view, rng)
        digits = counter.ink(characters)
        edge = digits.x + digits.width - rng.uniform(6, 14)
        y, x = np.indices(picture.shape[:2], np.float32)
        hud_x = view.crop.x + x / view.width * view.crop.width
        hud_y = view.crop.y + y / view.height * view.crop.height
        slope = rng.uniform(0, 0.7)  # a fade closes from the corners towards the middle of the picture
        is_covered = hud_x - slope * (hud_y - digits.y - digits.height) > edge
        picture[is_covered] = 0 if rng.random() < 0.7 else rng.uniform(0, 255, 3)
        return picture


# What pictures without a counter show instead, and how often.
_DISTRACTIONS = (
    (Renderer._plain, 0.14),
    (Renderer._text, 0.2),
    (Renderer._noise, 0.14),
    (Renderer._coins, 0.1),
    (Renderer._lone_icon, 0.08),
    (Renderer._other_counter, 0.1),
    (Renderer._half_covered, 0.08),
    (Renderer._cut_off, 0.06),
    (Renderer._too_many, 0.1),
)


def _random_layout(rng: Rng) -> Layout:
    return _LAYOUTS[rng.choice(len(_LAYOUTS), p=_LAYOUT_SHARES)]


def _placement_around(characters: list[Placed], cut: float, rng: Rng) -> Placement:
    """A random placement whose crop cuts off no more than ``cut`` HUD units of the digits."""
    while not (placement := Placement.random(rng)).holds(characters, cut):
        pass
    return placement


def _moved(characters: list[Placed], right: float, down: float) -> list[Placed]:
    return [Placed(glyph, x + right, y + down) for glyph, x, y in characters]


def _is_nearly_a_screen(image: np.ndarray) -> bool:
    """Whether a picture is as even as a black or white screen: noise apart, or with all that is in it."""
    areas = cv2.resize(image, _AREAS, interpolation=cv2.INTER_AREA).reshape(-1, 3)
    is_even = areas.std(axis=0).max() < _LARGEST_SPREAD or image.std() < 2 * _LARGEST_SPREAD
    return bool(is_even) and not _DARKEST <= areas.mean() <= _BRIGHTEST
