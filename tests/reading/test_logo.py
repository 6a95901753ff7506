"""The start-up logo's letters in the small picture, and what is none."""

import cv2
import numpy as np
import pytest

from star_counter.reading.frame import GAME_SIZE, Frame
from star_counter.reading.logo import letters
from star_counter.tracking.event import Moment
from star_counter.tracking.parts.logo import Logo as LogoFollower
from training.rendering import backgrounds

RED, BLUE, GREEN, YELLOW, WOOD = (230, 20, 20), (20, 40, 220), (20, 170, 40), (245, 220, 20), (120, 70, 30)
# Upper and lower edge of each word, and the colours of its letters.
WORDS = (
    ((0.22, 0.42), (RED, BLUE, YELLOW, BLUE, GREEN)),
    ((0.43, 0.63), (BLUE, GREEN, YELLOW, RED, GREEN)),
    ((0.3, 0.55), ((0, 0, 0),) * 5 + (RED, RED)),
)
WIDTH, HEIGHT = 640, 480
# Four columns of samples cannot be told apart from letters.
SMALL = 0.125
# Sizes across and down of the frames in which it grows and swings, and to which width.
GROWTH = [
    (0.148, 0.189, 0.09, 0.2),
    (0.47, 0.53, 0.3, 0.45),
    (0.88, 0.95, 0.68, 0.85),
    (1.25, 1.34, 0.97, 1),
    (1.49, 1.54, 1, 1),
    (0.91, 0.86, 0.68, 0.85),
    (1, 1, 0.75, 0.95),
]


def logo(across, down):
    """A picture with the letters at that size: blocks with wooden sides and a hole."""
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)

    def block(left, top, right, bottom, colour):
        x = [int((0.5 + (edge - 0.5) * across) * WIDTH) for edge in (left, right)]
        y = [int((0.5 + (edge - 0.5) * down) * HEIGHT) for edge in (top, bottom)]
        picture[max(0, y[0]) : y[1], max(0, x[0]) : x[1]] = colour

    for (top, bottom), colours in WORDS:
        for number, colour in enumerate(colours):
            if any(colour):
                left = 0.12 + number * 0.11
                block(left, top, left + 0.1, bottom, WOOD)
                block(left, top, left + 0.085, bottom - 0.02, colour)
    return picture


def small(picture):
    """As readers sample it: `hud.GAME` on a grid of two pixels a unit."""
    width, height = GAME_SIZE
    columns = (32 + (np.arange(width) + 0.5) * 576 / width).astype(int)
    rows = (40 + (np.arange(height) + 0.5) * 400 / height).astype(int)
    return picture[np.ix_(rows, columns)]


def found(picture):
    game = small(picture)
    return letters(game, Frame(0, 0.0, game, game).dark)


@pytest.mark.parametrize(("across", "down", "least", "most"), GROWTH)
def test_the_letters_width_as_they_grow_and_swing(across, down, least, most):
    assert least <= found(logo(across, down)) <= most


def test_in_widescreen_they_grow_farther_left():
    for across, down in ((0.148, 0.189), (0.47, 0.53), (0.88, 0.95), (1, 1)):
        wide = np.roll(logo(across, down), -2 * 53, axis=1)
        wide[:, -2 * 53 :] = 0
        width = found(wide)
        assert width == pytest.approx(min(0.85 * across, 0.32 + 0.85 * across / 2), abs=0.09)


@pytest.mark.parametrize(
    ("left", "top", "width", "height", "sizes"),
    [
        (40, 20, 160, 60, GROWTH),  # the lives
        (310, 20, 160, 60, GROWTH),  # the coins
        (500, 400, 140, 80, [size for size in GROWTH if size[0] < 1.4]),  # the camera
        (0, 200, 90, 60, GROWTH[:2]),  # beside the letters, until they have grown
    ],
)
def test_beside_what_a_layout_covers(left, top, width, height, sizes):
    for across, down, least, most in sizes:
        picture = logo(across, down)
        picture[top : top + height, left : left + width] = (90, 100, 110)
        assert least <= found(picture) <= most


def test_with_the_copyright_line_below():
    picture = logo(1, 1)
    cv2.putText(picture, "(C) 1996 NOBODY", (192, 390), 0, 0.8, (150, 150, 150), 2)
    assert 0.75 <= found(picture) <= 0.95


def test_a_fourth_channel_is_ignored():
    game = np.dstack([small(logo(1, 1)), np.full((24, 32), 255, np.uint8)])
    assert letters(game, 0.7) == letters(game[..., :3], 0.7) > 0


def test_through_compression():
    for across, down, least, most in GROWTH:
        _, packed = cv2.imencode(".jpg", logo(across, down), [cv2.IMWRITE_JPEG_QUALITY, 25])
        assert least <= found(cv2.imdecode(packed, cv2.IMREAD_COLOR)) <= most


def test_a_black_screen_with_some_bright_pixels():
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    assert found(picture) == 0
    picture[200:240, 300:340] = 255
    assert found(picture) <= SMALL
    picture[300:340, 100:300] = (255, 0, 0)
    assert found(picture) == 0


def opening(shape, radius):
    """What a fade shows of a picture while it opens: a circle or a star."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    if shape == "circle":
        cv2.circle(mask, (WIDTH // 2, HEIGHT // 2), radius, 1, -1)
    else:
        turn, far = np.arange(10) * np.pi / 5, np.where(np.arange(10) % 2, radius * 0.45, radius)
        corners = np.stack([WIDTH / 2 + far * np.sin(turn), HEIGHT / 2 - far * np.cos(turn)], axis=1)
        cv2.fillPoly(mask, [corners.astype(np.int32)], 1)
    return mask[..., None]


@pytest.mark.parametrize("shape", ["circle", "star"])
def test_a_game_behind_an_opening_fade(shape):
    rng = np.random.default_rng(4)
    scenes = [cv2.resize(picture, (WIDTH, HEIGHT)) for picture in backgrounds.bank(20, rng)]
    masks = [opening(shape, radius) for radius in range(20, 320, 18)]
    seen = np.array([found(scene * mask) for scene in scenes for mask in masks])
    assert seen.max() <= SMALL


@pytest.mark.parametrize("shape", ["circle", "star"])
def test_no_logo_is_told_of_an_opening_fade(shape):
    """It begins as letters do, in a few samples, and grows with the same speed."""
    rng = np.random.default_rng(6)
    for scene in (cv2.resize(picture, (WIDTH, HEIGHT)) for picture in backgrounds.bank(20, rng)):
        for begin, step in ((8, 20), (20, 60), (30, 100)):
            radii = [0] * 10 + [begin + step * frame for frame in range(10)]
            follower = LogoFollower()
            for number, radius in enumerate(radii):
                game = small(scene * opening(shape, radius)) if radius else np.zeros((24, 32, 3), np.uint8)
                dark = Frame(0, 0.0, game, game).dark
                moment = Moment(number, number / 30)
                assert follower.update(moment, letters(game, dark), dark) is None


def test_dark_and_bright_games():
    rng = np.random.default_rng(5)
    for picture in backgrounds.bank(60, rng):
        scene = cv2.resize(picture, (WIDTH, HEIGHT)).astype(np.float32)
        for level in (1.0, 0.4, 0.2, 0.1):
            assert found((scene * level).astype(np.uint8)) == 0
