"""Pictures that are collected while the game is played: which ones, how many, and where they lie."""

import functools
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from star_counter.dataset import collector
from star_counter.dataset.collector import EVERY, MOST_ALIKE, Collector
from star_counter.dataset.files import (
    Shelf,
    guess_of,
    is_crop_size,
    move,
    picture_name,
    pictures,
)
from star_counter.problem import Problem
from star_counter.reading.frame import GAME_SIZE, Frame, Reading
from star_counter.reading.model_form import BLACK, CLASSES, INPUT_SIZE, WHITE, model_input
from star_counter.reading.reader import Reader
from star_counter.safe_names import claim, safe_name
from tests import posix
from tests.pictures import crop, game
from training.data import dataset

FPS = 10
SMALL = np.zeros((GAME_SIZE[1], GAME_SIZE[0], 3), np.uint8)
noise = np.random.default_rng(0)


@functools.cache
def drawn():
    x, y, width, height = crop()
    return np.dstack([game(7), np.full((480, 640), 9, np.uint8)])[y : y + height, x : x + width]


def counter(channels=3):
    """A crop of a counter, 7, that no other is like."""
    picture = drawn().copy()
    picture[::4] = noise.integers(0, 256, picture[::4].shape, dtype=np.uint8)
    return picture[..., :channels]


def reading(best=None, confidence=0.999):
    probabilities = np.full(len(CLASSES), (1 - confidence) / (len(CLASSES) - 1), np.float32)
    probabilities[best or 0] = confidence if best is not None else probabilities[1]
    return Reading(probabilities)


class Play:
    """Hands frames to a collector, as OBS does with 10 readings a second."""

    def __init__(self, collector):
        self.collector, self.number = collector, 0

    def show(self, seconds, best, confidence=0.999, *, stars=7, sure=0.999, screen=None):
        """Shows readings and returns the files that were saved."""
        saved = []
        for _ in range(round(seconds * FPS)):
            picture = counter(4)
            frame = Frame(self.number, self.number / FPS, picture, SMALL)
            saved.append(self.collector.update(frame, reading(best, confidence), stars, sure, screen))
            picture[:] = 0  # OBS's memory is used again
            self.number += 1
        return [path for path in saved if path]


@pytest.fixture
def play(tmp_path):
    return Play(Collector(tmp_path / "data", "Ann"))


def places(tmp_path):
    return sorted(
        path.parent.relative_to(tmp_path / "data").as_posix() for path in (tmp_path / "data").rglob("*.png")
    )


def test_an_unsure_picture_waits_unsorted_under_its_guess(play, tmp_path):
    play.show(1, 7)
    play.show(0.2, 9, 0.4)
    (path,) = [path for path in play.show(5, 7) if path.parts[-3] == "unsorted"]
    assert path.parent == tmp_path / "data" / "unsorted" / "Ann"
    guess, percent = guess_of(path.name)
    assert guess == 7  # the tracker knows better than the reading
    assert percent == 0
    with Image.open(path) as image:
        assert (image.mode, image.size) == ("RGB", crop()[2:])
        assert np.asarray(image)[1::4].max() > 200  # the picture as it was when it was read


def test_without_a_count_the_guess_is_the_readings(play):
    play.show(1, 7, 0.999, stars=None)
    (path,) = play.show(4, 9, 0.4, stars=None)
    assert guess_of(path.name) == (9, 40)


def test_a_reading_that_disagrees_is_unsure(play):
    play.show(1, 7)
    play.show(0.2, 9)
    assert [path.parts[-3] for path in play.show(4, 7)].count("unsorted") == 1


def test_a_star_is_no_misreading(play, tmp_path):
    play.show(1, 7)
    play.show(0.1, 8)  # the tracker does not believe it yet
    play.show(5, 8, stars=8)
    assert not any(place.startswith("unsorted") for place in places(tmp_path))


@pytest.mark.parametrize("hides", [{"best": None}, {"best": BLACK, "screen": "black"}])
def test_what_a_fade_or_a_blink_half_covers_is_left_out(play, tmp_path, hides):
    for _ in range(8):
        play.show(0.6, 7)
        play.show(0.1, 9, 0.4)
        play.show(0.5, **hides)
        play.show(0.1, 9, 0.4)
    assert not any(place.startswith("unsorted") for place in places(tmp_path))


def test_unsure_pictures_come_seconds_apart_and_sure_ones_minutes(play):
    play.show(1, 7, stars=7)
    saved = play.show(60, 9, 0.4)
    assert 5 <= len(saved) <= 60 / EVERY
    numbers = sorted(int(path.stem.split("_")[1]) for path in saved)
    assert min(np.diff(numbers)) >= EVERY * FPS
    assert len(play.show(130, 7)) == 3


def test_screens_have_their_labels_and_are_not_repeated(play, tmp_path):
    for colour, label in (("black", BLACK), ("white", WHITE)):
        level = 0 if colour == "black" else 255
        for number in range(30):
            frame = Frame(number, number / FPS, np.full((54, 97, 3), level, np.uint8), SMALL)
            play.collector.update(frame, reading(label), 7, 0.999, colour)
    assert places(tmp_path) == ["121/Ann", "122/Ann"]


def test_nothing_is_saved_of_a_screen_that_the_tracker_does_not_see(play, tmp_path):
    play.show(3, BLACK, screen=None)
    play.show(3, None)
    assert not (tmp_path / "data").exists()


def test_a_still_picture_is_saved_once(tmp_path):
    shelf, still = Shelf(tmp_path, "Ann", 10), counter()
    saved = [shelf.add("run", number, still, 7, 0.5, is_sure=False) for number in range(5)]
    assert [bool(path) for path in saved] == [True, False, False, False, False]


@pytest.mark.parametrize("place", ["71", "no_counter"])
def test_what_was_sorted_is_not_saved_again(tmp_path, place):
    picture = counter()
    path = Shelf(tmp_path, "Ann", 10).add("run", 1, picture, 7, 0.5, is_sure=False)
    move(path, tmp_path / place / "Ann")
    shelf = Shelf(tmp_path, "Ann", 10)
    assert shelf.add("run", 1, picture, 7, 0.5, is_sure=False) is None
    assert shelf.add("run", 2, counter(), 7, 0.5, is_sure=False)


def test_the_limits_hold_over_sessions(tmp_path):
    folder = tmp_path / "data"
    for _ in range(3):
        play = Play(Collector(folder, "Ann"))
        play.show(1, 7)
        play.show(90, 9, 0.4)
    assert len(pictures(folder / "unsorted" / "Ann")) == MOST_ALIKE
    limit = len(places(tmp_path)) + 1
    collector = Collector(folder, "Ann", limit)
    play = Play(collector)
    assert not collector.is_full
    assert len(play.show(200, 3, stars=3)) == 1
    assert collector.is_full
    assert not Collector(folder, "Bob", limit).is_full


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    play = Play(Collector(tmp_path / "data", "Ann"))
    (tmp_path / "data").write_text("no folder")
    with pytest.raises(
        Problem, match=r"^Pictures cannot be collected in .+ choose another folder for them\.$"
    ):
        play.show(2, 7)
    with pytest.raises(Problem, match="cannot be collected"):
        Collector(tmp_path / "data", "Ann")


def test_a_full_disk_is_one_sentence_and_leaves_nothing_behind(tmp_path):
    name = picture_name("run", 1, 7, 0.5)
    folder = tmp_path / "unsorted" / "Ann"
    folder.mkdir(parents=True)
    posix.full().close()
    posix.link(folder / f".{os.getpid()}.{name}", "/dev/full")
    with pytest.raises(Problem, match="make room on that disk"):
        Shelf(tmp_path, "Ann", 10).add("run", 1, counter(), 7, 0.5, is_sure=False)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("size", [(97, 54), (36, 20), (437, 243), (291, 121), (30, 54)])
def test_training_reads_every_crop_as_the_reader_does(tmp_path, size):
    picture = np.asarray(Image.fromarray(counter()).resize(size))
    path = Shelf(tmp_path, "Ann", 10).add("run", 1, picture, 7, 0.99, is_sure=True)
    with Image.open(path) as image:
        assert image.size == (size if is_crop_size(*size) else INPUT_SIZE)
    data = dataset.load(tmp_path)
    assert data.labels.tolist() == [7]
    np.testing.assert_array_equal(data.images[0], model_input(picture))
    (seen,) = Reader().read([Frame(0, 0.0, picture, SMALL)])
    (read,) = Reader().read([Frame(0, 0.0, data.images[0], SMALL)])
    assert read.best == seen.best


def test_nothing_is_overwritten(tmp_path):
    first, second = tmp_path / "a" / "x.png", tmp_path / "b" / "x.png"
    for path in (first, second):
        path.parent.mkdir()
        path.write_text(path.parent.name)
    moved = [move(first, tmp_path / "c"), move(second, tmp_path / "c")]
    assert [path.name for path in moved] == ["x.png", "x-2.png"]
    assert [path.read_text() for path in moved] == ["a", "b"]
    assert not first.exists() and not second.exists()
    with pytest.raises(FileNotFoundError):
        move(first, tmp_path / "d")
    assert list((tmp_path / "d").iterdir()) == []


@given(st.text())
def test_any_name_makes_a_folder_on_any_system(name):
    safe = safe_name(name)
    assert 1 <= len(safe) <= 41
    assert all(letter.isalnum() or letter in "-_" for letter in safe)
    assert safe_name(safe) in (safe, safe[:40])


@pytest.mark.parametrize(
    "name", ["con", "NUL", "Com1", "lpt¹", "aux.txt", "..", "", "a/b", "c:\\d", "dot.", " "]
)
def test_names_that_mean_something_else_are_changed(name):
    assert safe_name(name) != name
    assert safe_name(name).upper() not in ("CON", "NUL", "COM1", "LPT¹")


@given(st.text(max_size=50), st.integers(0, 10**7), st.integers(0, 122), st.floats(0, 1))
def test_a_pictures_name_tells_its_guess(origin, frame, guess, confidence):
    assert guess_of(picture_name(origin, frame, guess, confidence)) == (guess, int(confidence * 100))


def test_a_taken_name_tells_its_guess_as_well(tmp_path):
    name = picture_name("run", 5, BLACK, 0.5)
    assert {guess_of(claim(tmp_path, name).name) for _ in range(3)} == {(BLACK, 50)}
    assert guess_of("holiday_123_007.png") is guess_of("mine.png") is None


def test_saving_costs_little(play, tmp_path):
    """A picture is a file of some 10 kB: a player's limit is 20 MB at most."""
    play.show(1, 7)
    sizes = [path.stat().st_size for path in play.show(30, 9, 0.4)]
    assert max(sizes) * collector.LIMIT < 25e6
