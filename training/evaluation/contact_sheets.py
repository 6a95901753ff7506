"""Contact sheets of what the network is trained on, to be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from star_counter import MOST_STARS
from star_counter.hud import JP, PAL, US
from star_counter.reading.model_form import BLACK, CLASSES, INPUT_SIZE, WHITE

from ..data.dataset import Dataset
from ..data.mixture import Augment
from ..rendering import damage
from ..rendering.samples import NONE, Placement, Renderer

#: A picture, uint8 (40, 67, 3), and what is written below it.
Labelled = tuple[np.ndarray, str]

COLUMNS = 12
_ROWS = 8
_ENLARGED = 2
_GAP = 4
_CAPTION = 14
_PAPER, _INK = "white", "black"
# What a player's hand leaves at most: the rows show one kind each, from one end to the other.
_MISPLACEMENTS = {
    "dx": (-8, 8),
    "dy": (-5, 8),
    "kx": (0.8, 1.25),
    "ky": (0.8, 1.25),
}


def sheet(pictures: Iterable[Labelled]) -> Image.Image:
    """The pictures enlarged, `COLUMNS` a row, each with its caption."""
    pictures = list(pictures)
    width, height = (_ENLARGED * size for size in INPUT_SIZE)
    step_x, step_y = width + _GAP, height + _CAPTION + _GAP
    rows = -(-len(pictures) // COLUMNS)
    paper = Image.new("RGB", (COLUMNS * step_x + _GAP, rows * step_y + _GAP), _PAPER)
    draw = ImageDraw.Draw(paper)
    for place, (picture, caption) in enumerate(pictures):
        x, y = _GAP + place % COLUMNS * step_x, _GAP + place // COLUMNS * step_y
        enlarged = Image.fromarray(picture).resize((width, height), Image.Resampling.NEAREST)
        paper.paste(enlarged, (x, y))
        draw.text((x, y + height), caption, _INK)
    return paper


def rendered_sheets(seed: int) -> dict[str, list[Labelled]]:
    """Rendered pictures by the name of their sheet."""
    renderer, rng = Renderer(seed), np.random.default_rng(seed)
    return {
        "training": [_named(*renderer.sample()) for _ in range(COLUMNS * _ROWS)],
        "layouts": [
            _count(renderer, rng, layout.name, layout=layout, placement=Placement(), steps=())
            for layout in (US, JP, PAL)
            for _ in range(COLUMNS)
        ],
        "damages": [
            _count(renderer, rng, step.damage.__name__, steps=[damage.Step(step.damage, 1.0)])
            for step in damage.STEPS
            for _ in range(COLUMNS)
        ],
        "misplacements": [
            _count(renderer, rng, f"{kind} {value:.3g}", placement=Placement(**{kind: value}), steps=())
            for kind, ends in _MISPLACEMENTS.items()
            for value in np.linspace(*ends, COLUMNS)
        ],
        "nothing": [
            *((renderer.nothing(), "none") for _ in range(COLUMNS * (_ROWS - 2))),
            *(_named(renderer.screen(label), label) for label in (BLACK, WHITE) for _ in range(COLUMNS)),
        ],
    }


def real_sheet(data: Dataset, augment: Augment, seed: int) -> list[Labelled]:
    """Pictures of a dataset, balanced and augmented, with their labels and players."""
    chosen = data.balanced(COLUMNS * _ROWS, np.random.default_rng(seed))
    images = augment(data.images[chosen])
    captions = (f"{CLASSES[data.labels[index]]} {data.players[index]}" for index in chosen)
    return list(zip(images, captions, strict=True))


def write(out: Path, sheets: dict[str, list[Labelled]]) -> list[Path]:
    """Writes each sheet as a PNG into the folder ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    paths = [out / f"{name}.png" for name in sheets]
    for path, pictures in zip(paths, sheets.values(), strict=True):
        sheet(pictures).save(path)
    return paths


def _count(renderer: Renderer, rng: np.random.Generator, kind: str, **how: Any) -> Labelled:
    count = int(rng.integers(MOST_STARS + 1))
    return renderer.count(count, **how), f"{count} {kind}"


def _named(picture: np.ndarray, label: int) -> Labelled:
    return picture, "none" if label == NONE else CLASSES[label]
