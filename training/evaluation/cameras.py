"""How well the camera's icon is read: on drawn pictures that no training sees, by what happened to them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from star_counter.hud import CAMERA, Rect
from star_counter.reading.classifier import Classifier
from star_counter.reading.model_form import CAMERA_FORM, CAMERAS

from ..rendering import damage
from ..rendering.camera_samples import NOTHINGS, CameraRenderer, darken

_SEED = 30_000_000
#: Pictures of each icon under each condition, and of each kind without one.
PICTURES = 500
_CLAIMS = (*CAMERAS, "unsure")
_STREAM = (
    damage.Step(damage.colours, 0.6),
    damage.Step(damage.composite, 0.15),
    damage.Step(damage.blur, 0.5),
    damage.Step(damage.grain, 0.5),
    damage.Step(damage.h264, 1.0),
)
_PAUSE = (damage.Step(darken, 1.0), *_STREAM)
# HUD units that a crop is moved by in each direction, and the sizes that it is made.
_FAR, _LARGE = 4.0, 1.08


@dataclass(frozen=True)
class Condition:
    """What happens to a picture: pixels a HUD unit (None: any), its damages (None: as in training), where
    its crop lies (None: anywhere as in training)."""

    scale: float | None = None
    steps: tuple[damage.Step, ...] | None = None
    crop: Callable[[np.random.Generator], Rect] | None = None


def _in_place(rng: np.random.Generator) -> Rect:
    return CAMERA


def _moved(rng: np.random.Generator) -> Rect:
    """Off by 4 HUD units across and down, 8 % too large or too small."""
    dx, dy = rng.choice([-_FAR, _FAR], 2)
    size = rng.choice([1 / _LARGE, _LARGE])
    width, height = CAMERA.width * size, CAMERA.height * size
    x, y = CAMERA.x + (CAMERA.width - width) / 2 + dx, CAMERA.y + (CAMERA.height - height) / 2 + dy
    return Rect(float(x), float(y), float(width), float(height))


def _half_faded(picture: np.ndarray, scale: float, rng: np.random.Generator) -> np.ndarray:
    return picture * np.float32(0.5) + np.float32(rng.choice([0, 127]))


CONDITIONS: Mapping[str, Condition] = {
    "as in training": Condition(),
    "stream, 0.75 pixels a HUD unit": Condition(0.75, _STREAM, _in_place),
    "stream, 1 pixel": Condition(1.0, _STREAM, _in_place),
    "stream, 2 pixels": Condition(2.0, _STREAM, _in_place),
    "stream, 1 pixel, crop off by 4 units and 8 %": Condition(1.0, _STREAM, _moved),
    "stream, 1 pixel, pause": Condition(1.0, _PAUSE, _in_place),
    "stream, 1 pixel, half faded": Condition(1.0, (damage.Step(_half_faded, 1.0), *_STREAM), _in_place),
    "clean, 1 pixel": Condition(1.0, (), _in_place),
}


def measure(model: Path, count: int, least_confidence: float) -> dict:
    """For each condition, and each icon in it, how often which of `CAMERAS` was claimed, or "unsure".

    ``count``: pictures each. Also what was claimed of pictures without an icon, by what they show.
    """
    classifier, rng = Classifier(model, CAMERA_FORM), np.random.default_rng(_SEED)
    renderer = CameraRenderer(_SEED)

    def claimed(draw: Callable[[], np.ndarray]) -> dict[str, int]:
        answers = classifier.run(np.stack([draw() for _ in range(count)]))
        best = np.where(answers.max(axis=1) >= least_confidence, answers.argmax(axis=1), len(CAMERAS))
        return {name: int((best == row).sum()) for row, name in enumerate(_CLAIMS)}

    def icons(mode: str, condition: Condition) -> np.ndarray:
        crop = condition.crop(rng) if condition.crop else None
        return renderer.icon(mode, crop, condition.scale, condition.steps)

    return {
        "icons": {
            name: {mode: claimed(partial(icons, mode, condition)) for mode in CAMERAS[1:]}
            for name, condition in CONDITIONS.items()
        },
        "without an icon": {kind: claimed(partial(renderer.nothing, kind=kind)) for kind in NOTHINGS},
        "half an icon": claimed(renderer.unsure),
    }


def table(results: dict) -> str:
    """The results as text, in shares of 100 of the pictures of each row."""
    rows = [
        (f"{condition}: {mode}", claims)
        for condition, modes in results["icons"].items()
        for mode, claims in modes.items()
    ]
    rows += [(f"no icon: {kind}", claims) for kind, claims in results["without an icon"].items()]
    rows.append(("half an icon, or covered", results["half an icon"]))
    width = max(len(name) for name, _ in rows)
    lines = [f"{'':{width}}" + "".join(f"{column:>9}" for column in _CLAIMS)]
    for name, claims in rows:
        shares = [100 * claims[column] / sum(claims.values()) for column in _CLAIMS]
        lines.append(f"{name:{width}}" + "".join(f"{share:9.2f}" if share else f"{'':9}" for share in shares))
    return "\n".join(lines)


def write(folder: Path, results: dict) -> Path:
    """Writes all figures beside the counter's."""
    path = folder / "camera.json"
    path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return path
