"""What a frame says: how dark and bright its picture is, and which class it shows."""

import numpy as np
import pytest
from PIL import Image

from star_counter.hud import Rect
from star_counter.reading.frame import CAMERAS, FILM_SIZE, GAME_SIZE, Frame, Reading
from star_counter.reading.model_form import BLACK, CLASSES, WHITE
from star_counter.recording.files import picture as recorded

NOTHING = np.full(len(CLASSES), 1 / len(CLASSES), np.float32)


def game(*colours):
    """A small picture with these colours in equal shares, from above."""
    rows = np.repeat(np.array(colours, np.uint8), 24 // len(colours), axis=0)
    return np.repeat(rows[:, None], 32, axis=1)


def frame(*colours):
    return Frame(0, 0.0, np.zeros((4, 4, 3), np.uint8), game(*colours))


def reading(class_, confidence, **picture):
    probabilities = np.full(len(CLASSES), (1 - confidence) / (len(CLASSES) - 1), np.float32)
    probabilities[class_] = confidence
    return Reading(probabilities, **picture)


@pytest.mark.parametrize(
    ("colour", "dark", "bright"),
    [
        ((16, 16, 16), 1, 0),
        ((36, 36, 36), 1, 0),
        ((0, 37, 0), 0, 0),  # dark green is not black
        ((220, 220, 220), 0, 1),
        ((255, 255, 219), 0, 0),  # light yellow is not white
    ],
)
def test_a_picture_is_dark_or_bright_in_all_three_colours(colour, dark, bright):
    assert (frame(colour).dark, frame(colour).bright) == (dark, bright)


def test_a_picture_to_look_at_is_measured_where_the_small_one_is():
    width, height = FILM_SIZE
    large = np.random.default_rng(0).integers(0, 256, (height, width, 4), np.uint8)
    large[40:, :, :3] = 10
    small = np.asarray(Image.fromarray(large[..., :3]).resize(GAME_SIZE, Image.Resampling.NEAREST))
    crop = np.zeros((4, 4, 3), np.uint8)
    of_both = [Frame(0, 0.0, crop, picture) for picture in (large, small)]
    assert [one.samples.tolist() for one in of_both] == [small.tolist()] * 2
    assert of_both[0].dark == of_both[1].dark == pytest.approx(2 / 3, abs=0.01)
    assert of_both[0].bright == of_both[1].bright


def test_a_part_of_the_picture_is_dark_or_bright():
    one = frame((0, 0, 0), (255, 255, 255), (255, 255, 255), (128, 128, 128))
    assert (one.dark, one.bright) == (0.25, 0.5)


def white(*black, level=255):
    """A white picture but for these parts of it, which are black."""
    picture = np.full((GAME_SIZE[1], GAME_SIZE[0], 3), level, np.uint8)
    for part in black:
        picture[part] = 0
    return Frame(0, 0.0, np.zeros((4, 4, 3), np.uint8), picture)


@pytest.mark.parametrize(
    "edges",
    [
        [np.s_[-1:]],
        [np.s_[-2:]],
        [np.s_[:1], np.s_[-1:]],
        [np.s_[:, :2], np.s_[:, -1:]],
        [np.s_[:2], np.s_[-2:], np.s_[:, :2], np.s_[:, -2:]],
    ],
)
def test_black_round_the_games_picture_is_no_part_of_a_white_screen(edges):
    assert white(*edges).bright == 1


def test_the_grey_that_a_codec_leaves_beside_black_edges_is_none_of_it_either():
    one, other = white(np.s_[-2:]), white()
    one.game[-3] = other.game[-3] = 120
    assert (one.bright, other.bright) == (1, pytest.approx(23 / 24))


@pytest.mark.parametrize("part", [np.s_[-3:], np.s_[12], np.s_[:, 10:12], np.s_[-1, :31], np.s_[:9, :9]])
def test_other_black_is_what_is_not_white(part):
    one = white(part)
    assert one.bright == pytest.approx(1 - one.dark)
    assert one.bright < 1


def test_a_white_screen_is_full_whose_crop_is_a_tenth_too_large(tmp_path):
    """Consoles leave 8 of 240 rows at the top and the bottom black."""
    picture = np.full((480, 640, 3), 255, np.uint8)
    picture[:16] = picture[-16:] = 0
    path = tmp_path / "white.png"
    Image.fromarray(picture).save(path)
    crop = Rect(521, 19, 97, 54)
    for size in (0.9, 1.0, 1.06, 1.08, 1.09, 1.1, 1.11):
        width, height = round(crop.width * size), round(crop.height * size)
        x, y = crop.x - (width - crop.width) // 2, crop.y - (height - crop.height) // 2
        assert recorded(path, Rect(x, y, width, height)).bright == 1


def test_a_count_is_read_where_it_is_sure():
    sure = reading(7, 0.75)
    assert (sure.best, sure.confidence, sure.seen, sure.corner) == (7, 0.75, 0.75, None)
    assert sure.count(0.75) == 7
    assert sure.count(0.76) is None
    assert reading(120, 0.75).count(0.75) == 120
    assert reading(BLACK, 0.75).count(0.75) is None


def test_an_unsure_count_is_no_count():
    assert reading(7, 0.89).count() is None
    assert reading(7, 0.95).count() == 7


@pytest.mark.parametrize(("colour", "class_", "share"), [("black", BLACK, 0.5), ("white", WHITE, 0.9)])
def test_a_screen_covers_the_corner_and_most_of_the_picture(colour, class_, share):
    picture = {"black": "dark", "white": "bright"}[colour]
    covered, half = reading(class_, 0.5, **{picture: share}), reading(class_, 0.99, **{picture: share - 0.01})
    assert covered.share(colour) == share
    assert (covered.corner, covered.screen, covered.is_mostly(colour)) == (colour, colour, True)
    assert (half.corner, half.screen, half.is_mostly(colour)) == (colour, None, False)
    assert reading(class_, 0.49, **{picture: 0.94}).screen is None


@pytest.mark.parametrize("part", ["lives", "coins"])
def test_the_number_of_a_part_is_what_is_read_surely(part):
    def shown(class_, confidence, *least):
        probabilities = reading(class_, confidence).probabilities
        return Reading(NOTHING, **{part: probabilities}).shown(part, *least)

    assert (shown(0, 0.99), shown(99, 0.99), shown(120, 0.99)) == (0, 99, 120)
    assert (shown(7, 0.91), shown(7, 0.89)) == (7, None)
    assert (shown(7, 0.5, 0.5), shown(7, 0.5, 0.51)) == (7, None)
    assert (shown(BLACK, 0.99), shown(WHITE, 0.99)) == (None, None)
    assert Reading(NOTHING).shown(part) is None


def test_the_camera_shows_the_icon_that_is_read_surely():
    def mode(best, confidence, *least):
        others = (1 - confidence) / (len(CAMERAS) - 1)
        icons = [confidence if icon == best else others for icon in CAMERAS]
        return Reading(NOTHING, camera=np.array(icons, np.float32)).mode(*least)

    assert [mode(icon, 0.99) for icon in CAMERAS] == list(CAMERAS)
    assert (mode("cross", 0.91), mode("cross", 0.89)) == ("cross", None)
    assert (mode("cross", 0.5, 0.5), mode("cross", 0.5, 0.51)) == ("cross", None)
    assert Reading(NOTHING).mode() is None


@pytest.mark.parametrize(
    ("share", "sure", "corner"), [(0.95, 0.2, True), (0.94, 0.2, False), (1, 0.14, False)]
)
def test_where_all_is_white_the_model_may_be_less_sure_of_the_corner(share, sure, corner):
    """As of a capture whose white is 227 of 255."""
    probabilities = np.full(len(CLASSES), (1 - sure) / (len(CLASSES) - 1), np.float32)
    probabilities[WHITE] = sure
    assert Reading(probabilities, bright=share).corner == ("white" if corner else None)
