"""The model that is shipped."""

import csv

import numpy as np
from PIL import Image

from star_counter.hud import COUNTER, HudGrid
from star_counter.reading.classifier import BUNDLED_MODEL
from star_counter.reading.frame import Reading
from star_counter.reading.reader import Reader
from tests.real import REAL, needs_real

KERAS_FILE = BUNDLED_MODEL.with_suffix(".keras")


def test_the_shipped_model_fits_the_reader_and_is_small():
    Reader()
    assert BUNDLED_MODEL.stat().st_size <= 320 * 1024
    assert KERAS_FILE.stat().st_size <= 512 * 1024


def counter_crop(picture: Image.Image, row: dict[str, str]) -> np.ndarray:
    """The counter crop of a labelled picture; a picture without a HUD fit is one already."""
    if not row["hud_ox"]:
        return np.asarray(picture)
    grid = HudGrid(*(float(row[f"hud_{value}"]) for value in ("ox", "oy", "sx", "sy")))
    x, y, width, height = grid.place(COUNTER).pixels()
    return np.asarray(picture.crop((x, y, x + width, y + height)))  # black beyond the edges


@needs_real
def test_the_shipped_model_reads_real_pictures():
    reader = Reader()
    right = []
    with (REAL / "labels.csv").open() as file:
        for row in csv.DictReader(file):
            crop = counter_crop(Image.open(REAL / row["file"]).convert("RGB"), row)
            count = Reading(reader.probabilities([crop])[0]).count()
            right.append(row["label"] == ("none" if count is None else str(count)))
    assert len(right) == 21
    assert sum(right) >= 19
