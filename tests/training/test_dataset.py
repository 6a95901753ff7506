"""Real pictures in players' folders: what is read, what is left out, and how they are mixed with others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from star_counter.hud import COUNTER
from star_counter.problem import Problem
from star_counter.reading.frame import Frame
from star_counter.reading.model_form import BLACK, INPUT_SIZE
from star_counter.reading.reader import Reader
from tests import pictures, posix
from training.__main__ import main
from training.data import dataset
from training.data.dataset import Dataset, counter_crop
from training.data.mixture import Mixture
from training.data.shards import Shards

WIDTH, HEIGHT = INPUT_SIZE


def put(folder: Path, label: object, player: str, name: str, picture: np.ndarray | None = None) -> None:
    path = folder / str(label) / player / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pictures.game(7) if picture is None else picture).save(path)


def flat(labels: list[int], players: list[str]) -> Dataset:
    """A picture of one shade for each label and player; the shade is its index."""
    shades = np.arange(len(labels), dtype=np.uint8)[:, None, None, None]
    images = np.broadcast_to(shades, (len(labels), HEIGHT, WIDTH, 3))
    return Dataset(images, np.array(labels, np.uint8), np.array(players))


def read(picture: np.ndarray) -> int | None:
    grey = np.full((24, 32, 3), 128, np.uint8)
    return Reader().read([Frame(0, 0.0, counter_crop(picture), grey)])[0].count(0.5)


def test_pictures_are_read_with_labels_and_players(tmp_path):
    put(tmp_path, 7, "ann", "a.png")
    put(tmp_path, 7, "bob", "b.JPG")
    put(tmp_path, BLACK, "bob", "c.jpeg", np.zeros((240, 320, 3), np.uint8))
    data = dataset.load(tmp_path)
    assert data.images.shape == (3, HEIGHT, WIDTH, 3)
    assert data.labels.tolist() == [BLACK, 7, 7]
    assert data.players.tolist() == ["bob", "ann", "bob"]
    assert data.images[0].max() == 0
    assert not data.left_out
    assert "3 pictures of 2 labels by 2 players" in data.summary()
    assert "121 labels have no pictures: 0, 1" in data.summary()


def test_what_does_not_fit_is_listed_and_left_out(tmp_path):
    put(tmp_path, 7, "ann", "a.png")
    put(tmp_path, 123, "ann", "a.png")
    put(tmp_path, "007", "ann", "a.png")
    put(tmp_path, 7, "ann", "wide.png", np.full((100, 900, 3), 99, np.uint8))
    (tmp_path / "7" / "ann" / "damaged.png").write_bytes(b"no picture")
    (tmp_path / "7" / "ann" / "cut.png").write_bytes((tmp_path / "7/ann/a.png").read_bytes()[:300])
    posix.mkfifo(tmp_path / "7" / "ann" / "pipe.png")
    (tmp_path / "7" / "ann" / "notes.txt").write_text("seven")
    (tmp_path / "7" / "lost.png").write_bytes((tmp_path / "7/ann/a.png").read_bytes())
    data = dataset.load(tmp_path)
    assert data.left_out == {
        "no folder of a label 0 to 122": ["007", "123"],
        "no PNG or JPEG": ["7/ann/notes.txt"],
        "not in a player's folder": ["7/lost.png"],
        "unreadable": ["7/ann/cut.png", "7/ann/damaged.png", "7/ann/pipe.png"],
        "neither the game nor the counter crop by its size": ["7/ann/wide.png"],
    }
    assert len(data) == 1
    assert "3 left out, unreadable: 7/ann/cut.png, 7/ann/damaged.png, 7/ann/pipe.png" in data.summary()


def test_unsorted_pictures_and_those_without_a_counter_wait_quietly(tmp_path):
    put(tmp_path, "unsorted", "ann", "a.png")
    with pytest.raises(Problem, match="star-counter sort"):
        dataset.load(tmp_path)
    put(tmp_path, "no_counter", "ann", "a.png")
    put(tmp_path, 7, "ann", "a.png")
    data = dataset.load(tmp_path)
    assert data.labels.tolist() == [7]
    assert not data.left_out


def test_an_empty_dataset_says_what_was_expected(tmp_path, capsys):
    with pytest.raises(Problem, match="no dataset folder"):
        dataset.load(tmp_path / "missing")
    (tmp_path / "seven").mkdir()
    assert main(["train", "--data", str(tmp_path)]) == 1
    message = capsys.readouterr().err
    assert "DATASET/<label>/<player>/<picture>" in message
    assert "seven" in message


def bordered(picture: np.ndarray) -> np.ndarray:
    return np.pad(picture, ((0, 0), (110, 96), (0, 0)))


@pytest.mark.parametrize(
    "picture",
    [
        pictures.game(88),
        bordered(pictures.game(88)),
        pictures.game(88)[16:-16],  # without the console's black rows
        np.asarray(Image.fromarray(pictures.game(88)[16:-16]).resize((640, 480))),
        np.pad(pictures.game(88)[16:-16], ((16, 16), (0, 0), (0, 0))),
    ],
    ids=["whole", "pillars", "without black rows", "stretched", "with black rows"],
)
def test_the_counter_is_found_on_the_whole_game(picture):
    assert read(picture) == 88


def test_a_counter_crop_is_taken_as_it_is():
    x, y, width, height = pictures.crop()
    crop = pictures.game(88)[y : y + height, x : x + width]
    assert counter_crop(crop) is crop
    assert width / height == pytest.approx(COUNTER.width / COUNTER.height, rel=0.02)


def test_players_are_kept_whole_for_validation():
    data = flat([0, 1, 2] * 10, [f"player {index % 10}" for index in range(30)])
    training, validation = data.split(0.2, seed=1)
    assert set(training.players).isdisjoint(validation.players)
    assert len(set(validation.players)) == 2
    assert len(training) + len(validation) == 30
    with pytest.raises(Problem, match="one player"):
        flat([0, 1], ["ann", "ann"]).split(0.2, seed=1)


def test_labels_and_players_are_drawn_alike():
    data = flat([5] * 90 + [5] * 10 + [6], ["ann"] * 90 + ["bob"] * 10 + ["ann"])
    drawn = data.balanced(20_000, np.random.default_rng(1))
    assert (data.labels[drawn] == 6).mean() == pytest.approx(0.5, abs=0.02)
    assert (data.players[drawn] == "bob").mean() == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize(("rendered_count", "real_count"), [(8, 0), (8, 24), (0, 5)])
def test_a_pass_holds_all_rendered_pictures_and_the_share_of_real_ones(rendered_count, real_count):
    rendered = Shards([np.full((8, HEIGHT, WIDTH, 3), 200, np.uint8)], np.full(rendered_count, 9, np.uint8))
    mixture = Mixture(rendered, flat([5, 6], ["ann", "ann"]) if real_count else None, real_count)
    images, labels = mixture.take(mixture.order(np.random.default_rng(1)))
    assert len(mixture) == len(images) == rendered_count + real_count
    assert (labels == 9).sum() == rendered_count
    assert (images[labels == 9] == 200).all()
    assert (images[labels == 6] == 1).all()
