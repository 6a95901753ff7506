"""Pictures that a ``labels.csv`` beside them lists: what each shows, and where the game lies on it.

Its columns are `COLUMNS`; further ones are ignored. ``label`` is a class, 0 to 122, or "none". ``hud_ox`` to
``hud_sy`` are a `HudGrid` in pixels of the picture; where they are empty, the picture is a counter crop.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from star_counter.hud import HudGrid, Rect
from star_counter.problem import Problem
from star_counter.progress import over
from star_counter.reading.model_form import CLASSES
from star_counter.recording.files import picture

from ..rendering.samples import NONE, Placement

_GRID = ("hud_ox", "hud_oy", "hud_sx", "hud_sy")
#: The columns that a ``labels.csv`` has at least.
COLUMNS = ("file", "label", *_GRID)
_LABELS = {"none": NONE} | {str(label): label for label in range(len(CLASSES))}


@dataclass(frozen=True)
class LabelledPicture:
    """A picture, RGB, its ``label``, 0-122 or `NONE`, and the HUD ``grid`` on it; None for a counter crop."""

    name: str
    label: int
    image: Image.Image
    grid: HudGrid | None

    def place(self, placement: Placement) -> Rect:
        """Where the counter crop lies on the picture, in whole pixels."""
        grid = self.grid or HudGrid.from_counter(Rect(0, 0, *self.image.size))
        return grid.place(placement.crop()).pixels()

    def crop(self, placement: Placement) -> np.ndarray:
        """The counter crop, uint8 RGB (height, width, 3); black outside of the picture, as borders are."""
        return np.asarray(self.image.crop(self.place(placement).corners))


def load(path: Path) -> list[LabelledPicture]:
    """The pictures of a ``labels.csv``; raises `Problem` that lists all rows which cannot be used."""
    pictures, misfits = [], []
    for line, row in over(_rows(path), "Reading", None, "pictures"):
        try:
            pictures.append(_picture(path.parent, row))
        except Problem as problem:
            misfits.append(f"line {line}: {problem}")
    if misfits:
        raise Problem("\n".join([f"{path} has {len(misfits)} rows to correct:", *misfits]))
    return pictures


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Each row's line in the file, and its fields without spaces around them."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            rows = [] if missing else [(reader.line_num, _stripped(row)) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Problem(f"The labels {path} cannot be read as CSV: {error}") from error
    if missing:
        raise Problem(
            f"{path} lacks the columns {', '.join(missing)}: a labels file has {', '.join(COLUMNS)}."
        )
    if not rows:
        raise Problem(f"{path} lists no pictures: add a row for each.")
    return rows


def _stripped(row: dict[str, str]) -> dict[str, str]:
    return {name: row[name].strip() for name in COLUMNS}


def _picture(folder: Path, row: dict[str, str]) -> LabelledPicture:
    """The picture of a row; raises `Problem` with all that is wrong with the row."""
    misfits = []
    if row["label"] not in _LABELS:
        misfits.append(f"the label {row['label']!r} should be 0 to {len(CLASSES) - 1}, or none")
    numbers = [_number(row[name]) for name in _GRID]
    has_grid = any(row[name] for name in _GRID)
    if has_grid and not (all(map(math.isfinite, numbers)) and min(numbers[2:]) > 0):
        misfits.append(f"{', '.join(_GRID)} should be numbers, the last two above 0, or all empty")
    try:
        # Without a place on it, the whole picture is the crop.
        image = Image.fromarray(picture(folder / row["file"]).crop)
    except Problem as problem:
        misfits.append(str(problem))
    if misfits:
        raise Problem("; ".join(misfits))
    found = LabelledPicture(
        row["file"], _LABELS[row["label"]], image, HudGrid(*numbers) if has_grid else None
    )
    if not _overlap(found.place(Placement()), image.size):
        raise Problem(f"its HUD grid puts the counter crop beside {row['file']}, or it is larger than that")
    return found


def _overlap(crop: Rect, size: tuple[int, int]) -> bool:
    """Whether a crop no larger than a picture of that size shows some of it."""
    width, height = size
    return (
        -crop.width < crop.x < width and crop.width <= width
        and -crop.height < crop.y < height and crop.height <= height
    )  # fmt: skip


def _number(text: str) -> float:
    """The number, or not-a-number where the text is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan
