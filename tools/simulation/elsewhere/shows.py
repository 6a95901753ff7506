"""Kinds of pictures without a star counter, each drawn picture by picture without an end.

A show is made of a random generator and where the HUD grid of the game lay before (that is where the reader
looks), and yields uint8 RGB pictures of `SIZE` at 30 a second. The same array again is the same picture.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import cv2
import numpy as np

from star_counter.hud import CAMERA, COINS, COUNTER, LIVES, STARS_X, TOP, HudGrid, Rect
from training.rendering import backgrounds, counter
from training.rendering.counter import Placed
from training.rendering.glyphs import Alphabet, Style
from training.rendering.overlay import lay_over

from .. import desktop as desktops
from .text import Font, Readout, words

Rng = np.random.Generator
Show = Callable[[Rng, HudGrid], Iterator[np.ndarray]]

#: Width and height in pixels.
SIZE = (640, 480)
_WIDTH, _HEIGHT = SIZE
# Digits of this height, in HUD units, are about as large as the game's.
_DIGITS = (8.0, 22.0)
# So far from its place a counter is none that a reader should read: HUD units to the right and down. Crops
# that are misplaced by less are read.
_FAR_RIGHT, _FAR_DOWN = (20.0, 40.0), (14.0, 24.0)


def _backdrop(rng: Rng, size: tuple[int, int] = SIZE) -> np.ndarray:
    kind = backgrounds.KINDS[int(rng.integers(len(backgrounds.KINDS)))]
    return np.asarray(cv2.resize(backgrounds.draw(kind, rng), size), np.uint8)


def _scene(rng: Rng) -> Iterator[np.ndarray]:
    """A place that moves by, with things in it that move by themselves."""
    wide = _backdrop(rng, (_WIDTH * 2, _HEIGHT + 80))
    wide = np.concatenate([wide, wide[:, :_WIDTH]], axis=1)
    speed, sway, light = rng.uniform(0, 14), rng.uniform(0, 40), rng.uniform(0.3, 1.2)
    things = [(rng.uniform(0, 1, 2), rng.normal(0, 0.01, 2), rng.uniform(8, 60)) for _ in range(5)]
    paints = [backgrounds.colour(rng).tolist() for _ in things]
    for number in itertools.count():
        left = int(number * speed) % (_WIDTH * 2)
        top = int(40 + sway * np.sin(number * 0.05))
        picture = cv2.convertScaleAbs(wide[top : top + _HEIGHT, left : left + _WIDTH], alpha=light)
        for (start, step, radius), paint in zip(things, paints, strict=True):
            x, y = (start + number * step) % 1 * SIZE
            cv2.circle(picture, (int(x), int(y)), int(radius), paint, -1, cv2.LINE_AA)
        yield picture


def _at(part: Rect, grid: HudGrid, rng: Rng, height: float) -> tuple[float, float]:
    """About where a part of the HUD is, for text of a height in pixels."""
    place = grid.place(part)
    x = place.x + rng.uniform(-0.5, 0.35) * place.width
    return x, place.y + rng.uniform(-0.3, 0.5) * place.height + (place.height - height) * rng.uniform(0, 0.4)


def _readouts(rng: Rng, grid: HudGrid) -> list[Readout]:
    """Numbers where the game has its counters, and some elsewhere."""
    found = []
    for part, share in ((COUNTER, 0.9), (LIVES, 0.5), (COINS, 0.5), (CAMERA, 0.3)):
        if rng.random() < share:
            height = rng.uniform(*_DIGITS) * grid.sy
            found.append(Readout(rng, _at(part, grid, rng, height), height))
    for _ in range(rng.integers(0, 4)):
        height = rng.uniform(*_DIGITS) * 2
        found.append(Readout(rng, (rng.uniform(0, _WIDTH), rng.uniform(0, _HEIGHT)), height))
    return found


def game(rng: Rng, grid: HudGrid) -> Iterator[np.ndarray]:
    """Another game: its places, and its HUD in a font of its own."""
    readouts = _readouts(rng, grid)
    icon, has_icon = grid.place(Rect(STARS_X, TOP, 16, 16)), rng.random() < 0.5
    paint = backgrounds.colour(rng)
    for number, picture in enumerate(_scene(rng)):
        if has_icon:
            desktops.add_star(picture, icon.x + 8 * grid.sx, icon.y + 8 * grid.sy, 8 * grid.sx, paint)
        for readout in readouts:
            readout.draw(picture, number)
        yield picture


def alike(rng: Rng, grid: HudGrid) -> Iterator[np.ndarray]:
    """Another game whose numbers have the colours, the size and the places of this one's."""
    height, places = 13 * grid.sy * rng.uniform(0.8, 1.2), grid.places()
    readouts = []
    for part in (grid.place(COUNTER), places.lives, places.coins):
        if part is not None:
            x, y = rng.uniform(-3, 12) * grid.sx, rng.uniform(2, 9) * grid.sy
            readouts.append(Readout(rng, (part.x + x, part.y + y), height, is_alike=True))
    for number, picture in enumerate(_scene(rng)):
        for readout in readouts:
            readout.draw(picture, number)
        yield picture


def menu(rng: Rng, grid: HudGrid) -> Iterator[np.ndarray]:
    """A menu with entries, one of which is lit, over a picture."""
    backdrop, size = _backdrop(rng), rng.uniform(10, 30)
    shown, lit = Font(rng, size), Font(rng, size)
    entries = [words(rng) + (f" {rng.integers(0, 121)}" if rng.random() < 0.5 else "") for _ in range(9)]
    x, every = rng.uniform(0, 0.8) * _WIDTH, int(rng.integers(8, 60))
    top = grid.place(COUNTER).y - rng.uniform(0, 20)
    for number in itertools.count():
        if number % every == 0:
            chosen, picture = int(rng.integers(len(entries))), backdrop.copy()
            for row, entry in enumerate(entries):
                (lit if row == chosen else shown).write(picture, entry, x, top + row * size * 1.7)
        yield picture


def desktop(rng: Rng, grid: HudGrid) -> Iterator[np.ndarray]:
    """A desktop with windows, a cursor that moves, and now and then another window."""
    picture, at = desktops.desktop(SIZE, _backdrop(rng), rng), rng.uniform((0, 0), SIZE)
    for _ in itertools.count():
        if rng.random() < 0.01:
            picture = desktops.desktop(SIZE, _backdrop(rng), rng)
        at = (at + rng.normal(0, 4, 2)) % SIZE
        shown = picture.copy()
        x, y = at.astype(int)
        cv2.fillPoly(shown, [np.array([(x, y), (x, y + 16), (x + 11, y + 11)])], (255, 255, 255))
        yield shown


def timer(rng: Rng, grid: HudGrid) -> Iterator[np.ndarray]:
    """A timer with its splits over the counter, or beside it, its time running."""
    picture, place = _backdrop(rng), grid.place(COUNTER)
    wide = rng.uniform(150, 260)
    left = np.clip(place.x - rng.uniform(0, wide), 0, _WIDTH - wide)
    desktops.add_timer(picture, Rect(left, 0, wide, _HEIGHT - 1), rng)
    height = rng.uniform(*_DIGITS) * grid.sy
    font, at = Font(rng, height), _at(COUNTER, grid, rng, height)
    for number in itertools.count(int(rng.integers(0, 100_000))):
        shown = picture.copy()
        seconds, hundredths = divmod(number * 10 // 3, 100)
        font.write(shown, f"{seconds // 60}:{seconds % 60:02}.{hundredths:02}", *at)
        yield shown


def talk(rng: Rng, grid: HudGrid) -> Iterator[np.ndarray]:
    """Somebody before a camera, in a grainy picture."""
    room, face = _backdrop(rng), rng.uniform(0.6, 1.0)
    room = cv2.GaussianBlur(room, (0, 0), 5)
    grains = [rng.normal(0, 7, (_HEIGHT, _WIDTH, 3)).astype(np.float32) for _ in range(3)]
    for number in itertools.count():
        x, y = _WIDTH / 2 + 60 * np.sin(number * 0.031), _HEIGHT * 0.55 + 12 * np.sin(number * 0.11)
        picture = room.copy()
        cv2.ellipse(picture, (int(x), int(y + 260)), (190, 190), 0, 0, 360, (60, 60, 110), -1, cv2.LINE_AA)
        skin = (225 * face, 175 * face, 145 * face)
        cv2.ellipse(picture, (int(x), int(y)), (75, 100), 0, 0, 360, skin, -1, cv2.LINE_AA)
        opened = int(2 + 12 * abs(np.sin(number * 0.4)))
        cv2.ellipse(picture, (int(x), int(y + 45)), (28, opened), 0, 0, 360, (120, 30, 40), -1)
        yield cv2.add(picture, grains[number % len(grains)], dtype=cv2.CV_8U)


def plain(rng: Rng, grid: HudGrid) -> Iterator[np.ndarray]:
    """Black, white, or a colour, and from one to the other."""
    paint = np.zeros(3)
    while True:
        kind = rng.random()
        target = np.zeros(3) if kind < 0.4 else np.full(3, 255.0) if kind < 0.7 else backgrounds.colour(rng)
        for share in np.linspace(0, 1, int(rng.integers(1, 40))):
            yield np.full((_HEIGHT, _WIDTH, 3), paint + (target - paint) * share, np.uint8)
        paint = target
        picture = np.full((_HEIGHT, _WIDTH, 3), paint, np.uint8)
        yield from itertools.repeat(picture, int(rng.integers(1, 90)))


def strobe(rng: Rng, grid: HudGrid) -> Iterator[np.ndarray]:
    """Pictures that flash in turn, one of them perhaps black or white."""
    pictures = [_backdrop(rng) for _ in range(int(rng.integers(1, 4)))]
    pictures.append(np.full((_HEIGHT, _WIDTH, 3), 255 if rng.random() < 0.5 else 0, np.uint8))
    lasts = int(rng.integers(1, 9))
    for picture in itertools.cycle(pictures):
        yield from itertools.repeat(picture, lasts)


def snow(rng: Rng, grid: HudGrid) -> Iterator[np.ndarray]:
    """A video without a signal: noise, fine or coarse, grey or coloured."""
    grain, channels = int(rng.choice([1, 2, 4, 8])), int(rng.choice([1, 3]))
    shape = (_HEIGHT // grain, _WIDTH // grain, channels)
    while True:
        grains = np.broadcast_to(rng.integers(0, 256, shape, np.uint8), (*shape[:2], 3))
        yield np.asarray(cv2.resize(grains, SIZE, interpolation=cv2.INTER_NEAREST), np.uint8)


def still(rng: Rng, grid: HudGrid) -> Iterator[np.ndarray]:
    """A picture that stands: another game's."""
    picture = _backdrop(rng)
    desktops.add_other_counters(picture, rng)
    for readout in _readouts(rng, grid):
        readout.draw(picture, 0)
    return itertools.repeat(picture)


def lookalike(rng: Rng, grid: HudGrid) -> Iterator[np.ndarray]:
    """The game's own digits, but not where the counter is, or much too large or small, or half covered."""
    alphabet = Alphabet.drawn(Style.random(rng) if rng.random() < 0.5 else None, rng)
    number, every = int(rng.integers(0, 120)), int(rng.choice([15, 60, 300, 10_000]))
    kind = str(rng.choice(["moved", "sized", "covered"]))
    right, down = rng.uniform(*_FAR_RIGHT), rng.uniform(*_FAR_DOWN)
    right, down = ((0.0, down), (-right, 0.0), (-right, down))[int(rng.integers(3))]
    place = grid.place(COUNTER)
    size = float(rng.choice([0.4, 0.5, 0.65, 1.5, 1.8, 2.5]))
    cover, above = backgrounds.colour(rng).tolist(), bool(rng.integers(2))
    layer: tuple[int, np.ndarray] | None = None
    for frame, picture in enumerate(_scene(rng)):
        shown = min(120, number + frame // every)
        if layer is None or layer[0] != shown:
            characters = counter.star_counter(shown)
            if kind == "moved":
                characters = [one._replace(x=one.x + right, y=one.y + down) for one in characters]
            layer = shown, _layer(characters, alphabet, _sized(grid, size) if kind == "sized" else grid)
        picture = _laid(picture, layer[1])
        if kind == "covered":  # the upper or the lower half of the digits
            top = int(place.y if above else place.y + place.height / 2)
            bottom = top + int(place.height / 2)
            cv2.rectangle(picture, (int(place.x), top), (int(place.x + place.width), bottom), cover, -1)
        yield picture


def numbers(rng: Rng, grid: HudGrid) -> Iterator[np.ndarray]:
    """The game's other numbers within the counter's crop: lives or coins that count, or a file's stars."""
    alphabet, number = Alphabet.drawn(), int(rng.integers(0, 100))
    every = int(rng.choice([2, 10, 60, 300]))
    right, down = rng.uniform(-9, 9), rng.uniform(-8, 8)
    made = (counter.lives_counter, counter.coins_counter, None)[int(rng.integers(3))]
    layer: tuple[int, np.ndarray] | None = None
    for frame, picture in enumerate(_scene(rng)):
        shown = (number + frame // every) % 100 if made else number
        if layer is None or layer[0] != shown:
            characters = made(shown) if made else counter.stars_of_file(shown, STARS_X, TOP)
            moved = STARS_X - characters[0].x + right
            placed = [one._replace(x=one.x + moved, y=one.y + down) for one in characters]
            layer = shown, _layer(placed, alphabet, grid)
        yield _laid(picture, layer[1])


def _sized(grid: HudGrid, size: float) -> HudGrid:
    """A grid whose counter begins where the given one's does, so many times as large."""
    place = grid.place(COUNTER)
    crop = Rect(place.x, place.y, place.width * size, place.height * size)
    return HudGrid.from_counter(crop)


def _layer(characters: list[Placed], alphabet: Alphabet, grid: HudGrid) -> np.ndarray:
    """Characters on grey and on black: from both follows how they lie over any picture."""
    empty = np.zeros((_HEIGHT, _WIDTH, 3), np.float32)
    black = lay_over(empty, characters, alphabet, grid, cv2.INTER_LINEAR)
    white = lay_over(empty + 255, characters, alphabet, grid, cv2.INTER_LINEAR)
    return np.stack([black, (white - black) / 255])


def _laid(picture: np.ndarray, layer: np.ndarray) -> np.ndarray:
    colours, clear = layer
    rows = slice(0, _HEIGHT // 3)  # the HUD's
    top = picture[rows] * clear[rows] + colours[rows]
    picture[rows] = top.clip(0, 255)
    return picture


#: All kinds by name.
SHOWS: dict[str, Show] = {
    "game": game,
    "alike": alike,
    "menu": menu,
    "desktop": desktop,
    "timer": timer,
    "talk": talk,
    "plain": plain,
    "strobe": strobe,
    "snow": snow,
    "still": still,
    "lookalike": lookalike,
    "numbers": numbers,
}
