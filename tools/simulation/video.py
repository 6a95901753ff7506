"""Writes a run as a video, with its truth as JSON beside it:

fps, frames, size       of the video
hud                     where the HUD grid lies: [ox, oy, sx, sy]
crop                    the counter crop in the video's pixels: [x, y, width, height]
lives, coins, camera    the crops of the HUD's other parts
events                  what happens, as `truth.Truth` describes it
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from tqdm import tqdm

from star_counter.hud import CAMERA, COINS, COUNTER, HUD_HEIGHT, LIVES, HudGrid, Rect

from .camera import Camera
from .play import Play


def render(
    path: Path,
    *,
    run: str = "demo",
    seconds: float | None = None,
    fps: int = 30,
    size: tuple[int, int] = (640, 480),
    seed: int = 0,
    lossless: bool = False,
    is_wide: bool = False,
    key_frames: float | None = None,
) -> dict:
    """Writes a run to ``path`` and the truth beside it (.json), which is returned.

    ``size`` is (width, height) in pixels, even numbers. The video is H.264: ``lossless`` keeps every pixel
    (RGB, for .mkv), else it looks as a good stream does. ``is_wide``: as ports in widescreen draw it.
    ``key_frames``: how many seconds lie between them, as streams have them; else they are where the encoder
    wants them. The same arguments give the same file.
    """
    play = Play(run, Camera(fps=fps, is_wide=is_wide), seed, seconds)
    is_whole = size[0] % play.hud.width == 0 and size[1] % HUD_HEIGHT == 0
    how = cv2.INTER_NEAREST if is_whole else cv2.INTER_LINEAR  # square pixels where they fit
    total, frames = round(seconds * fps) if seconds else None, 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w", options={"fflags": "bitexact"}) as container:  # no date, no random numbers
        stream = _video_stream(container, fps, size, lossless)
        if key_frames:
            gop = str(round(key_frames * fps))
            stream.options |= {"g": gop, "keyint_min": gop, "sc_threshold": "0"}
        before, shown = None, np.empty(0, np.uint8)
        for _, picture, _ in tqdm(play.pictures(), f"Run {run}", total, disable=None):
            if picture is not before:
                before, shown = picture, np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(shown, format="rgb24")))
            frames += 1
        container.mux(stream.encode())
    truth = _described(play, frames, size)
    path.with_suffix(".json").write_text(json.dumps(truth, indent=1) + "\n")
    return truth


def _video_stream(container: av.container.OutputContainer, fps: int, size: tuple[int, int], lossless: bool):
    stream = container.add_stream("libx264rgb" if lossless else "libx264", rate=Fraction(fps))
    stream.width, stream.height = size
    stream.pix_fmt = "rgb24" if lossless else "yuv420p"
    stream.options = {"crf": "0" if lossless else "18", "preset": "ultrafast" if lossless else "veryfast"}
    return stream


def _described(play: Play, frames: int, size: tuple[int, int]) -> dict:
    hud, scale = play.hud, size[0] / play.hud.width
    grid = HudGrid(hud.wider * scale, 0, scale, size[1] / HUD_HEIGHT)

    def pixels(part: Rect, shift: int = 0) -> list[int]:
        return [int(value) for value in grid.place(part._replace(x=part.x + shift)).pixels()]

    return {
        "fps": play.camera.fps,
        "frames": frames,
        "size": list(size),
        "hud": [grid.ox, grid.oy, grid.sx, grid.sy],
        "crop": pixels(COUNTER),
        "lives": pixels(LIVES, hud.lives_shift),
        "coins": pixels(COINS, hud.coins_shift),
        "camera": pixels(CAMERA),
        "events": play.events,
    }
