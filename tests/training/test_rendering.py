"""The counter on the HUD grid, what happens to it on its way, and the labels."""

from __future__ import annotations

import numpy as np
import pytest

from star_counter import hud
from star_counter.hud import COUNTER, GLYPH_SIZE, JP, PAL, TIMES, US
from star_counter.reading.model_form import BLACK, INPUT_SIZE, WHITE
from training.rendering import backgrounds, counter, damage
from training.rendering.counter import CANVAS
from training.rendering.glyphs import GLYPHS, STAR, Alphabet, Style
from training.rendering.icons import CAMERA, DOWN, UP
from training.rendering.samples import NONE, Placement, Renderer
from training.rendering.view import View
from training.task import COUNTER as COUNTER_TASK


@pytest.fixture(scope="module")
def alphabet() -> Alphabet:
    return Alphabet.drawn()


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(seed=1, alphabets=8, pictures=10)


def test_counters_lie_where_the_game_draws_them():
    assert counter.star_counter(7, US) == [(STAR, 242, 15), (TIMES, 258, 15), ("7", 272, 15)]
    assert counter.star_counter(42, JP) == [(STAR, 247, 14), (TIMES, 263, 14), ("4", 277, 14), ("2", 289, 14)]
    assert [character.x for character in counter.star_counter(120, PAL)] == [242, 258, 270, 282]
    assert {character.y for character in counter.star_counter(120, PAL)} == {15}


def test_ports_keep_the_times_sign_before_three_digits():
    glyphs = [character.glyph for character in counter.star_counter(120, keeps_times=True)]
    assert glyphs == [STAR, TIMES, "1", "2", "0"]


@pytest.mark.parametrize("layout", [US, JP, PAL])
def test_every_count_fits_into_the_counter_crop(layout):
    for count in range(121):
        ink = counter.ink(counter.star_counter(count, layout))
        assert ink.x >= COUNTER.x
        assert ink.x + ink.width <= COUNTER.x + COUNTER.width
        assert ink.y >= COUNTER.y
        assert ink.y + ink.height <= COUNTER.y + COUNTER.height


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_each_character_fills_its_cell_and_is_premultiplied(scale):
    alphabet = Alphabet.drawn(Style(scale=scale))
    assert set(alphabet.sprites) == set(GLYPHS)
    for glyph, sprite in alphabet.sprites.items():
        assert sprite.shape == (GLYPH_SIZE * scale, GLYPH_SIZE * scale, 4), glyph
        cell = sprite[: 8 * scale, : 8 * scale] if glyph in (UP, DOWN) else sprite
        assert 0.25 < cell[..., 3].mean() < 0.85, glyph
        assert (sprite[..., :3] <= 255 * sprite[..., 3:] + 1e-3).all(), glyph


def test_digits_are_red_above_yellow(alphabet):
    for digit in "0123456789":
        sprite = alphabet.sprites[digit]
        weights = sprite[..., 3]
        green = [sprite[rows, :, 1].sum() / weights[rows].sum() for rows in (slice(1, 6), slice(10, 15))]
        assert green[0] + 40 < green[1], digit
        assert sprite[..., 0].sum() / weights.sum() > 200, digit


def test_the_camera_s_modes_are_drawn_beside_it(alphabet):
    for mode, icon in counter.MODES.items():
        expected = [(CAMERA, 266, 205), (icon, 282, 205)]
        assert counter.camera_icon(mode) == expected
        assert counter.camera_icon(mode, arrow=DOWN) == [*expected, (DOWN, 270, 221)]
        canvas = counter.draw(counter.camera_icon(mode), alphabet, hud.CAMERA)
        rows, columns = np.nonzero(canvas[..., 3])
        assert columns.min() == 9
        assert 8 <= rows.min() <= rows.max() <= 24
        assert columns.max() == 38
    assert counter.camera_icon("cross", arrow=UP)[-1] == (UP, 270, 197)


def test_a_counter_is_drawn_at_its_place(alphabet):
    canvas = counter.draw(counter.star_counter(8, JP), alphabet)
    assert canvas.shape == (CANVAS.height, CANVAS.width, 4)
    rows, columns = np.nonzero(canvas[..., 3])
    assert rows.min() == 14
    assert rows.max() == 29
    assert columns.min() == 247 - CANVAS.x
    assert columns.max() < 277 + GLYPH_SIZE - CANVAS.x


def test_what_lies_outside_the_canvas_is_cut_off(alphabet):
    canvas = counter.draw([("8", CANVAS.x - 8, -8), ("8", 500, 500)], alphabet)
    np.testing.assert_array_equal(canvas[:8, :8], alphabet.sprites["8"][8:, 8:])
    assert not canvas[8:].any()
    assert not canvas[:, 8:].any()


def test_styles_differ(rng):
    sprites = [Alphabet.drawn(Style(jitter=0.3), rng).sprites["3"] for _ in range(2)]
    assert np.abs(sprites[0] - sprites[1]).mean() > 1


@pytest.mark.parametrize("kind", backgrounds.KINDS, ids=lambda kind: kind.__name__)
def test_backgrounds_are_pictures(kind, rng):
    picture = backgrounds.draw(kind, rng)
    assert picture.shape == (backgrounds.HEIGHT, backgrounds.WIDTH, 3)
    assert picture.dtype == np.uint8
    assert picture.std() > 0


@pytest.mark.parametrize("step", damage.STEPS, ids=lambda step: step.damage.__name__)
def test_each_damage_changes_the_picture_and_keeps_its_form(step, rng):
    picture = np.clip(rng.normal(128, 50, (31, 57, 3)), 0, 255).astype(np.float32)
    damaged = [step.damage(picture.copy(), scale, rng) for scale in (0.7, 1.0, 3.0)]
    for each in damaged:
        assert each.shape == picture.shape
        assert each.dtype == np.float32
        assert np.isfinite(each).all()
    assert max(np.abs(each - picture).max() for each in damaged) > 1


def test_jpeg_keeps_the_colours(rng):
    picture = np.full((24, 40, 3), (230, 60, 20), np.float32)
    assert np.abs(damage.jpeg(picture, 1.0, rng) - picture).max() < 8


def test_the_right_crop_is_the_plugins():
    assert Placement().crop() == COUNTER


def test_a_placement_moves_and_sizes_the_crop():
    crop = Placement(dx=3, dy=-2, kx=1.2, ky=0.9).crop()
    assert crop.width == pytest.approx(COUNTER.width * 1.2)
    assert crop.height == pytest.approx(COUNTER.height * 0.9)
    assert crop.x + crop.width / 2 == pytest.approx(COUNTER.x + COUNTER.width / 2 + 3)
    assert crop.y + crop.height / 2 == pytest.approx(COUNTER.y + COUNTER.height / 2 - 2)


def test_a_view_is_as_large_as_its_scale_says():
    view = View.scaled(COUNTER, 2)
    assert (view.width, view.height) == (97, 54)


def test_samples_have_the_form_that_the_network_reads(renderer):
    images, labels = renderer.batch(300)
    assert images.shape == (300, INPUT_SIZE[1], INPUT_SIZE[0], 3)
    assert images.dtype == np.uint8
    assert labels.min() >= 0
    assert labels.max() <= NONE
    assert (labels == NONE).any()


def test_a_count_is_seen_on_its_background(renderer):
    differences = [
        np.ptp(renderer.count(88, US, Placement()).astype(int), axis=(0, 1)).max() for _ in range(20)
    ]
    assert np.median(differences) > 60


def test_screens_are_black_and_white(renderer):
    for _ in range(20):
        assert renderer.screen(BLACK).mean() < 30
        assert renderer.screen(WHITE).mean() > 225


def test_pictures_of_nothing_are_neither_black_nor_white(renderer):
    for _ in range(50):
        picture = renderer.nothing()
        assert picture.std() >= 8 or 22 <= picture.mean() <= 232


def test_the_seed_decides_everything():
    first, second, other = (Renderer(seed, alphabets=2, pictures=10).batch(20) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])
    assert (first[0] != other[0]).any()


def test_targets():
    assert COUNTER_TASK.targets.shape == (NONE + 1, 123)
    np.testing.assert_array_equal(COUNTER_TASK.targets[:123], np.eye(123))
    np.testing.assert_allclose(COUNTER_TASK.targets[NONE], 1 / 123)
