"""The pictures of the README, taken from the real OBS: `make pictures`."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from star_counter.problem import Problem
from star_counter.reader import INPUT_SIZE, fit
from star_counter.recording import Recording

from . import plugin, studio
from .events import Truth, logged

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
VIDEO = ROOT / "build" / "demo" / "run.mp4"
#: The pictures show OBS after this event of the demo run.
_MOMENT = "star 98 → 99"
_CROP_SCALE = 3


def main() -> int:
    DOCS.mkdir(exist_ok=True)
    truth = Truth.of(VIDEO)
    try:
        if truth is None:
            raise Problem("There is no demo run yet: make it with “make pictures”.")
        _take_windows(truth)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    _draw_crops(truth)
    return 0


def _take_windows(truth: Truth) -> None:
    folder = Path(tempfile.mkdtemp(prefix="obs-"))
    packages = folder / "star-counter"  # as the README has it, and not where this checkout lies
    packages.symlink_to(sys.prefix)
    video = Recording(VIDEO)
    size = video.width, video.height
    collection = plugin.demo_collection(size, truth.crop, packages=str(packages))
    with studio.Studio(folder, collection, size=plugin.demo_canvas(size), screen=(1100, 1150)) as obs:
        plugin.play(obs, VIDEO)
        obs.resize_window(studio.MAIN_WINDOW, 1000, 700)
        obs.wait_for(lambda: any(event.what == _MOMENT for event in logged(obs.log())), 60, f"“{_MOMENT}”")
        time.sleep(0.5)  # until the text is drawn
        obs.window_picture(DOCS / "obs.png", studio.MAIN_WINDOW)
        obs.select_script(plugin.SCRIPT.name)
        obs.resize_window(studio.SCRIPTS_WINDOW, 900, 1060)
        time.sleep(1)
        obs.window_picture(DOCS / "window.png", studio.SCRIPTS_WINDOW)


def _draw_crops(truth: Truth) -> None:
    """Some counter crops of the demo run, enlarged, side by side."""
    frames = {event.frame + 3 for event in truth.events if event.what.startswith("star")}
    crops = [fit(frame.crop) for frame in Recording(VIDEO, truth.crop) if frame.number in frames]
    shown = np.concatenate(
        [np.pad(crop, ((0, 0), (0, 2), (0, 0)), constant_values=255) for crop in crops[::3]], 1
    )
    size = shown.shape[1] * _CROP_SCALE, INPUT_SIZE[1] * _CROP_SCALE
    Image.fromarray(shown).resize(size, Image.Resampling.NEAREST).save(DOCS / "crops.png")


if __name__ == "__main__":
    sys.exit(main())
