"""The whole HUD before a camera: what is drawn, what crops hold of it, and what an ideal reader reads."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from star_counter.hud import CAMERA, COINS, JP, LIVES, PAL, PARTS, US
from star_counter.reading.frame import CAMERAS
from star_counter.reading.model_form import CLASSES
from tools.simulation.camera import QUALITIES, Camera
from tools.simulation.drawing.artist import Artist, Hud
from tools.simulation.drawing.logo import Logo, letters, size
from tools.simulation.drawing.scenery import Places
from tools.simulation.play import Play
from tools.simulation.story.script import LOGO, LOGO_SHRINKS
from tools.simulation.story.tape import Cover, Tick
from training.rendering import counter
from training.rendering.glyphs import Alphabet

TICK = Tick("lake", 5, True, 64, 37, lives=12, camera="cross")


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(seed=0)


def shows(picture: np.ndarray, characters: list[counter.Placed], right: int = 0) -> bool:
    """Whether characters are drawn at their place of the HUD grid, which lies so far right in the picture."""
    drawn = counter.draw(characters, Alphabet.drawn(), counter.CANVAS._replace(x=0, width=320, height=240))
    rows, columns = np.nonzero(drawn[..., 3] > 0.5)
    return bool((picture[rows, columns + right] == drawn[rows, columns, :3].astype(np.uint8)).all())


@pytest.mark.parametrize("layout", [US, JP, PAL])
@pytest.mark.parametrize(
    ("is_wide", "lives_at", "coins_at", "stars_at"), [(False, 0, 0, 0), (True, 0, 53, 106)]
)
def test_each_part_is_drawn_where_the_version_has_it(places, layout, is_wide, lives_at, coins_at, stars_at):
    hud = Hud(layout, is_wide=is_wide)
    drawn = Artist(places, hud).draw(TICK)
    assert drawn.picture.shape == (240, 320 + stars_at, 3) == (240, hud.width, 3)
    assert shows(drawn.picture, counter.star_counter(64, layout), stars_at)
    assert shows(drawn.picture, counter.lives_counter(12, layout.top), lives_at)
    assert shows(drawn.picture, counter.coins_counter(37, layout.top), coins_at)
    assert shows(drawn.picture, counter.camera_icon("cross"), stars_at)
    assert (drawn.count, drawn.lives, drawn.coins, drawn.camera) == (64, 12, 37, "cross")


def test_no_coins_are_drawn_in_the_castle(places):
    artist = Artist(places)
    with_coins, without = (
        artist.draw(TICK),
        artist.draw(Tick("lake", 5, True, 64, None, lives=12, camera="cross")),
    )
    differs = (with_coins.picture != without.picture).any(axis=2)
    assert not differs[:, :166].any() and not differs[:, 240:].any() and differs.any()
    assert (without.coins, without.has_coins) == (None, False)


def test_a_cover_hides_each_part_when_it_reaches_it(places):
    artist = Artist(places)
    gone = {}
    for step in range(33):
        drawn = artist.draw(replace(TICK, cover=Cover("black", "circle", step / 32)))
        for part, is_seen in (
            ("lives", drawn.lives is not None),
            ("coins", drawn.coins is not None),
            ("camera", drawn.camera != "none"),
        ):  # fmt: skip
            if not is_seen:
                gone.setdefault(part, step)
    assert gone["camera"] <= gone["lives"] < gone["coins"] < 32


def test_every_cross_shows_first_in_its_frame():
    play = Play("whole")
    pictures = [picture for _, picture, _ in itertools.islice(play.pictures(), 2700)]
    seen = 0
    for event in play.events:
        if event["event"] == "cutscene" and event["frame"] > 0:
            frame = event["frame"]
            sharp = shows(pictures[frame], counter.camera_icon("cross"))
            seen += sharp
            assert not shows(pictures[frame - 1], counter.camera_icon("cross"))
            assert sharp or play_is_covered(play, frame)
    assert seen >= 4


def play_is_covered(play: Play, frame: int) -> bool:
    """Whether a fade opens on it."""
    return next(itertools.islice(play.ticks(), frame, None)).cover is not None


# The logo


def test_the_logo_grows_beyond_its_size_and_shrinks_to_nothing():
    sizes = [size(tick) for tick in range(LOGO + LOGO_SHRINKS)]
    assert max(sizes) == 1.485 and sizes[5] == 1.485
    assert sizes[20:LOGO] == [1.0] * (LOGO - 20)
    assert sizes[-1] == 0
    assert letters(0) == 0 < letters(1) < letters(2)


def test_the_letters_are_as_wide_as_told_and_black_is_around_them():
    logo = Logo()
    for tick in (1, 2, 3, 12, 18):  # before the lines fade in
        columns = np.nonzero((logo.draw(tick) > 60).any(axis=(0, 2)))[0]
        assert (columns[-1] - columns[0] + 1) / 320 == pytest.approx(letters(tick), abs=0.03)
    full = logo.draw(60)
    rows = np.nonzero((full[:170] > 60).any(axis=(1, 2)))[0]
    assert rows[0] / 240 == pytest.approx(0.22, abs=0.02) and rows[-1] / 240 == pytest.approx(0.63, abs=0.03)
    assert (full.max(axis=2) <= 20).mean() > 0.7
    assert not logo.draw(LOGO + LOGO_SHRINKS - 1).any()


# Crops


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("is_wide", [False, True])
def test_frames_have_the_crops_of_all_parts(quality, is_wide):
    play = Play("whole", Camera(quality=quality, is_wide=is_wide, seed=3), seconds=0.3)
    frames = list(play.frames())
    assert all(getattr(frame, part) is not None for frame in frames for part in PARTS)
    first = frames[0]
    assert first.lives.shape == first.coins.shape == first.crop.shape
    assert first.camera.shape[1] / first.crop.shape[1] == pytest.approx(CAMERA.width / LIVES.width, abs=0.03)


@pytest.mark.parametrize(("is_wide", "shifts"), [(False, (0, 0)), (True, (-106, -53))])
def test_a_clean_crop_is_what_the_picture_shows_there(is_wide, shifts):
    camera = Camera(is_wide=is_wide, seed=next(seed for seed in range(20) if _is_single(seed)))
    play = Play("whole", camera, seconds=1 / 30)
    frame, (_, picture, _) = next(play.frames()), next(play.pictures())
    left = picture.shape[1] - 320
    for crop, part, shift in (
        (frame.lives, LIVES, shifts[0]),
        (frame.coins, COINS, shifts[1]),
        (frame.camera, CAMERA, 0),
    ):
        x, y = round(part.x) + left + shift, round(part.y)
        height, width = crop.shape[:2]
        assert any(
            (crop == picture[y + down : y + down + height, x + right : x + right + width]).all()
            for down in (-1, 0, 1) for right in (-1, 0, 1)
        )  # fmt: skip


def _is_single(seed: int) -> bool:
    """Whether this clean camera has a pixel for each HUD unit."""
    frame = next(Play("demo", Camera(seed=seed), seconds=1 / 30).frames())
    return frame.crop.shape[1] < 60


@pytest.mark.parametrize("part", PARTS)
def test_a_part_outside_the_picture_has_no_crop_and_a_covered_one_does_not_change(part):
    missing = Play("whole", Camera(missing=(part,)), seconds=0.2)
    assert all(getattr(frame, part) is None for frame in missing.frames())
    covered = [getattr(frame, part) for frame in Play("whole", Camera(covered=(part,)), seconds=8).frames()]
    covered = [crop for crop in covered if crop is not None]
    assert all((crop == covered[0]).all() for crop in covered)


# Ideal readings


def test_ideal_readings_say_what_frames_show():
    play = Play("whole")
    readings = {number: reading for number, _, reading in play.readings(noise=0)}
    events = play.events
    pictures = Play("whole")
    for number, (_, _, moment) in enumerate(itertools.islice(pictures.pictures(), 1500)):
        reading = readings[number]
        assert reading.count() == moment.count
        assert CAMERAS[int(reading.camera.argmax())] == moment.camera
        assert (reading.letters > 0) == (moment.letters > 0)
        assert (reading.lives is None) == (number % 3 > 0)
        if reading.lives is not None and moment.lives is not None:
            assert CLASSES[int(reading.lives.argmax())] == str(moment.lives)
    known = [event for event in events if event["frame"] < 1300]
    assert [
        e for e in pictures.events if e["frame"] < 1300 and not e["event"].startswith(("black", "white"))
    ] == [e for e in known if not e["event"].startswith(("black", "white"))]


def test_some_ideal_readings_are_unsure():
    sure = [reading.camera.max() for _, _, reading in Play("whole", seconds=60).readings(noise=0.1)]
    assert 0.03 < np.mean(np.array(sure) < 0.9) < 0.17


def test_the_power_meter_touches_the_coin_and_nothing_else_of_the_hud(places):
    artist = Artist(places)
    bare, hurt = artist.draw(TICK), artist.draw(replace(TICK, has_meter=True))
    columns = np.nonzero((bare.picture != hurt.picture).any(axis=(0, 2)))[0]
    assert columns[0] >= 108 and 168 <= columns[-1] < 184
    assert (hurt.lives, hurt.coins, hurt.count, hurt.camera) == (12, 37, 64, "cross")
