"""Training on real pictures in players' folders, and their small random changes."""

from __future__ import annotations

import json
import os
import re

import numpy as np
from PIL import Image

from tests.with_tensorflow import pytestmark  # noqa: F401

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from star_counter.reading.model_form import INPUT_SIZE
from tests import pictures
from tests.training.test_dataset import put
from training import train
from training.__main__ import main
from training.data.augmentation import augmentation
from training.rendering import damage

WIDTH, HEIGHT = INPUT_SIZE


def test_a_training_on_real_pictures_alone_in_the_arithmetic_that_is_fastest_here(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(train, "UNFINISHED", tmp_path / "unfinished")
    for player in ("ann", "bob"):
        for count in (7, 88):
            put(tmp_path / "data", count, player, "a.png", pictures.game(count))
    out = tmp_path / "model.keras"
    sizes = ["--mix", "1", "--pictures", "2048", "--passes", "1"]
    assert main(["train", "--data", str(tmp_path / "data"), "--out", str(out), *sizes]) == 0
    record = json.loads(out.with_suffix(".json").read_text())
    assert record["real_pictures"] == 2048
    assert record["accuracy"] > 0.9
    told = capsys.readouterr().out
    assert "4 pictures of 2 labels by 2 players" in told
    (line,) = (line for line in told.splitlines() if line.startswith("Training in"))
    times = {name: int(ms) for ms, name in re.findall(r"(\d+) ms in (\w+)", line)}
    assert min(times.values()) == times[record["arithmetic"]] > 0
    assert f"Training in {record['arithmetic']}:" in line


def test_too_few_pictures_are_a_sentence(tmp_path, capsys):
    assert main(["train", "--out", str(tmp_path / "model.keras"), "--pictures", "100"]) == 1
    assert "too few" in capsys.readouterr().err


def test_a_preview_shows_every_kind_with_its_label(tmp_path):
    put(tmp_path / "data", 88, "ann", "a.png", pictures.game(88))
    assert main(["preview", "--out", str(tmp_path / "out"), "--data", str(tmp_path / "data")]) == 0
    sheets = {path.stem: np.asarray(Image.open(path)) for path in (tmp_path / "out").glob("*.png")}
    assert {name: len(sheet) // (2 * HEIGHT + 18) for name, sheet in sheets.items()} == {
        "training": 8,
        "layouts": 3,
        "damages": len(damage.STEPS),
        "misplacements": 4,
        "nothing": 8,
        "real": 8,
    }
    assert all(sheet.std() > 30 for sheet in sheets.values())


def test_augmentation_changes_each_picture_by_a_little():
    picture = pictures.game(88, (INPUT_SIZE))
    changed = augmentation(seed=1)(np.stack([picture] * 8))
    assert changed.shape == (8, HEIGHT, WIDTH, 3)
    assert changed.dtype == np.uint8
    assert len({each.tobytes() for each in changed}) == 8
    shifts = changed.astype(int).mean(axis=(1, 2)) - picture.mean(axis=(0, 1))
    assert 2 < np.abs(shifts).max() < 40
    np.testing.assert_array_equal(augmentation(seed=1)(np.stack([picture] * 8)), changed)
