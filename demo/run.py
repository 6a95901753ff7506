"""The demo run: a rendered video of a short run, and what truly happens in it.

``python -m demo.run OUT.mp4`` writes the video and, beside it, the truth as JSON:

    fps, frames, size       of the video
    hud                     where the HUD grid lies: [ox, oy, sx, sy]
    crop                    the counter crop in the video's pixels: [x, y, width, height]
    events                  as `star_counter.tracker` reports them: count, star, black, black_end, white,
                            white_end. A screen lasts as long as the counter's corner is black (white) and
                            with it most of the picture.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from tqdm import tqdm

from star_counter.hud import COUNTER, HUD_HEIGHT, HUD_WIDTH, HudGrid, Rect
from training import counter
from training.glyphs import STAR, Alphabet, Style

from .scenery import GROUND, PLAYER_X, Scene, draw_player, lay_over, scenes

#: The game draws 30 pictures a second; a video of 60 shows each twice.
GAME_RATE = 30
SECONDS = 40.0

_LIVES = 4
_HUD_STRIP = Rect(0, 12, HUD_WIDTH, 24)
# On the course-complete screen the counter is drawn for 8 ticks, then hidden for 8.
_BLINK = 8
# Ticks from the jump out of the pipe to the first counter.
_FIRST_SHOWN = 25
# How far a star is seen coming, in ticks and in HUD units a tick.
_APPROACH, _APPROACH_SPEED = 24, 6
# A shape is closed when it has no size, and open when it reaches the corners from the centre.
_CIRCLE_OPEN, _STAR_OPEN = 205.0, 480.0
_STAR_INNER = 0.45
# A screen: how far from black or white a channel may be, and how much of the game's picture must be so. A
# shaped fade covers the corner while the middle still shows.
_NEARLY = 20
_LEAST_SHARE = {"black": 0.5, "white": 0.9}


@dataclass(frozen=True)
class Cover:
    """A fade: its colour, its shape (circle, star, or plain), and how much of it is done, 0-1."""

    colour: str
    shape: str
    done: float


@dataclass(frozen=True)
class Tick:
    """What the game shows at one tick.

    ``since``: ticks since the scene began. ``hud``: whether lives and coins are drawn; ``count``: the star
    counter, None where it is not drawn. ``star_in``: ticks until the star ahead is reached. ``jump``: how
    high the player jumps, in HUD units.
    """

    scene: str
    since: int
    hud: bool = False
    count: int | None = None
    star_in: int | None = None
    jump: float = 0.0
    cover: Cover | None = None


class _Script:
    """Writes down a run tick by tick."""

    def __init__(self) -> None:
        self.ticks: list[Tick] = []
        self._scene, self._since, self._count = "title", 0, 0

    def play(self, ticks: int, *, hud: bool = True) -> None:
        """Runs on, with or without the counter."""
        for _ in range(ticks):
            self._add(Tick(self._scene, self._since, hud, self._count if hud else None))

    def take_star(self, *, blinking: int = 0) -> None:
        """A star comes near and is collected; then the counter blinks for so many ticks."""
        for left in range(_APPROACH, 0, -1):
            self._add(Tick(self._scene, self._since, True, self._count, star_in=left))
        self._count += 1
        for tick in range(blinking):
            is_drawn = tick // _BLINK % 2 == 0
            jump = 30 * abs(np.sin(tick / blinking * 2 * np.pi))
            self._add(Tick(self._scene, self._since, True, self._count if is_drawn else None, jump=jump))

    def load(self, count: int) -> None:
        """Another file with another count."""
        self._count = count

    def fade(self, colour: str, shape: str, to: str, ticks: int, *, held: int, hud: bool = True) -> None:
        """Fades out, stays covered for ``held`` ticks, and opens on another scene, without the counter."""
        for done in np.linspace(0, 1, ticks, endpoint=False):
            count = self._count if hud else None
            self._add(Tick(self._scene, self._since, hud, count, cover=Cover(colour, shape, done)))
        self._scene, self._since = to, 0
        for done in [*[1.0] * held, *np.linspace(1, 0, ticks, endpoint=False)[1:]]:
            self._add(Tick(self._scene, self._since, cover=Cover(colour, shape, done)))

    def _add(self, tick: Tick) -> None:
        self.ticks.append(tick)
        self._since += 1


def script(length: int) -> list[Tick]:
    """The run, as ``length`` ticks: cut off, or drawn out at its end."""
    run = _Script()
    run.play(90, hud=False)
    run.fade("white", "plain", "grounds", 16, held=5, hud=False)
    run.play(_FIRST_SHOWN, hud=False)
    run.play(20)
    run.take_star(blinking=48)
    run.play(15)
    run.take_star()  # as the 100-coin star: without a blink, without a fade
    run.play(20)
    run.fade("black", "star", "cave", 20, held=6)
    run.play(30, hud=False)
    run.play(20)
    run.take_star(blinking=48)
    run.fade("black", "circle", "files", 20, held=5)
    run.play(45, hud=False)
    run.load(9)
    run.fade("white", "plain", "snow", 12, held=4, hud=False)
    run.play(20, hud=False)
    run.play(20)
    run.take_star(blinking=32)
    run.take_star()
    run.play(15)
    run.fade("black", "plain", "lava", 16, held=5)
    run.load(98)
    run.play(25, hud=False)
    run.play(20)
    run.take_star(blinking=32)
    run.take_star()
    run.take_star()
    run.play(15)
    run.fade("white", "plain", "dusk", 15, held=5)
    run.play(30, hud=False)
    run.play(30)
    run.fade("black", "star", "grounds", 20, held=6)
    run.load(119)
    run.play(10, hud=False)
    run.play(25)
    run.take_star(blinking=48)
    run.play(max(45, length - len(run.ticks)))
    return run.ticks[:length]


def render(
    path: Path,
    *,
    seconds: float = SECONDS,
    fps: int = 30,
    size: tuple[int, int] = (640, 480),
    seed: int = 0,
    lossless: bool = False,
) -> dict:
    """Writes the run to ``path`` and the truth beside it (.json), which is returned.

    ``size`` is (width, height) in pixels, even numbers. The video is H.264: ``lossless`` keeps every pixel
    (RGB, for .mkv), else it looks as a good stream does. The same arguments give the same file.
    """
    ticks = script(round(seconds * GAME_RATE))
    frames = [index * GAME_RATE // fps for index in range(round(seconds * fps))]
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w", options={"fflags": "bitexact"}) as container:  # no date, no random numbers
        stream = _video_stream(container, fps, size, lossless)
        screens = []
        pictures = _pictures(ticks, frames, size, seed)
        for picture, screen in tqdm(pictures, "Demo run", len(frames), disable=None):
            screens.append(screen)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    truth = _truth([ticks[tick] for tick in frames], screens, fps, size)
    path.with_suffix(".json").write_text(json.dumps(truth, indent=1) + "\n")
    return truth


def _video_stream(container: av.container.OutputContainer, fps: int, size: tuple[int, int], lossless: bool):
    stream = container.add_stream("libx264rgb" if lossless else "libx264", rate=Fraction(fps))
    stream.width, stream.height = size
    stream.pix_fmt = "rgb24" if lossless else "yuv420p"
    stream.options = {"crf": "0" if lossless else "18", "preset": "ultrafast" if lossless else "veryfast"}
    return stream


def _pictures(
    ticks: list[Tick], frames: list[int], size: tuple[int, int], seed: int
) -> Iterator[tuple[np.ndarray, str | None]]:
    """The frames, uint8 RGB of ``size``, and their screens. Square pixels where they fit."""
    places, artist = scenes(np.random.default_rng(seed)), _Artist()
    is_whole = size[0] % HUD_WIDTH == 0 and size[1] % HUD_HEIGHT == 0
    how = cv2.INTER_NEAREST if is_whole else cv2.INTER_LINEAR
    drawn_tick, picture, screen = -1, None, None
    for tick in frames:
        if tick != drawn_tick:
            drawn = artist.draw(places[ticks[tick].scene], ticks[tick], tick)
            drawn_tick, picture = tick, cv2.resize(drawn, size, interpolation=how)
            screen = _screen(drawn)
        yield picture, screen


class _Artist:
    """Draws ticks on the HUD grid."""

    def __init__(self) -> None:
        self._alphabet = Alphabet.drawn()
        self._star = Alphabet.drawn(Style(scale=2, smooth=True)).sprites[STAR]

    def draw(self, scene: Scene, tick: Tick, number: int) -> np.ndarray:
        """One picture of the game, uint8 RGB (240, 320, 3)."""
        picture = scene.draw(tick.since)
        if tick.scene not in ("title", "files"):
            draw_player(picture, tick.since, tick.jump)
            self._draw_star(picture, tick)
        if tick.hud:
            lay_over(picture, self._draw_hud(tick.count, number // 25 % 100), 0, round(_HUD_STRIP.y))
        return picture if tick.cover is None else _covered(picture, tick.cover)

    def _draw_hud(self, count: int | None, coins: int) -> np.ndarray:
        characters = counter.lives_counter(_LIVES) + counter.coins_counter(coins)
        if count is not None:
            characters += counter.star_counter(count)
        return counter.draw(characters, self._alphabet, _HUD_STRIP)

    def _draw_star(self, picture: np.ndarray, tick: Tick) -> None:
        if tick.star_in is not None:
            x = PLAYER_X + 4 + tick.star_in * _APPROACH_SPEED
            lay_over(picture, self._star, x, GROUND - 44 + round(3 * np.sin(tick.since * 0.4)))
        elif tick.jump:
            lay_over(picture, self._star, PLAYER_X - 16, round(GROUND - 66 - tick.jump))


def _covered(picture: np.ndarray, cover: Cover) -> np.ndarray:
    paint = {"black": 0, "white": 255}[cover.colour]
    if cover.shape == "plain" or cover.done >= 1:
        return cv2.addWeighted(picture, 1 - cover.done, np.full_like(picture, paint), cover.done, 0)
    hole = np.zeros((HUD_HEIGHT, HUD_WIDTH), np.uint8)
    centre = np.array([HUD_WIDTH / 2, HUD_HEIGHT / 2])
    if cover.shape == "circle":
        cv2.circle(hole, centre.astype(int).tolist(), round(_CIRCLE_OPEN * (1 - cover.done)), 255, -1)
    else:
        radii = _STAR_OPEN * (1 - cover.done) * np.where(np.arange(10) % 2, _STAR_INNER, 1)
        angles = np.arange(10) * np.pi / 5 - np.pi / 2
        points = centre + radii[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)
        cv2.fillPoly(hole, [np.round(points).astype(np.int32)], 255)
    return np.where(hole[..., None] > 0, picture, np.uint8(paint))


def _screen(picture: np.ndarray) -> str | None:
    """Which screen a drawn picture is: black, white, or none."""
    x, y, width, height = map(int, COUNTER)
    levels = {"black": (0, _NEARLY), "white": (255 - _NEARLY, 255)}
    for colour, (lowest, highest) in levels.items():
        is_near = cv2.inRange(picture, (lowest,) * 3, (highest,) * 3) > 0
        if is_near[y : y + height, x : x + width].all() and is_near.mean() >= _LEAST_SHARE[colour]:
            return colour
    return None


def _truth(shown: list[Tick], screens: list[str | None], fps: int, size: tuple[int, int]) -> dict:
    """What happens in a video that shows these ticks, one a frame."""
    grid = HudGrid(0, 0, size[0] / HUD_WIDTH, size[1] / HUD_HEIGHT)
    return {
        "fps": fps,
        "frames": len(shown),
        "size": list(size),
        "hud": [grid.ox, grid.oy, grid.sx, grid.sy],
        "crop": [int(value) for value in grid.place(COUNTER).pixels()],
        "events": [{**event, "time": round(event["frame"] / fps, 6)} for event in _events(shown, screens)],
    }


def _events(shown: list[Tick], screens: list[str | None]) -> Iterator[dict]:
    count, screen, first = None, None, 0
    for frame, (tick, now) in enumerate(zip(shown, screens, strict=True)):
        if now != screen:
            if screen is not None:
                yield {"event": f"{screen}_end", "frame": frame, "first": first, "last": frame - 1}
            if now is not None:
                yield {"event": now, "frame": frame}
            screen, first = now, frame
        if tick.count is not None and now is None and tick.count != count:
            kind = "star" if count is not None and tick.count == count + 1 else "count"
            yield {"event": kind, "frame": frame, "from": count, "to": tick.count}
            count = tick.count


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.run", description="Renders the demo run.")
    parser.add_argument(
        "video", type=Path, help="video to write (.mp4, or .mkv); its truth goes beside it (.json)"
    )
    parser.add_argument("--lossless", action="store_true", help="keep every pixel (needs .mkv)")
    options = parser.parse_args(arguments)
    truth = render(options.video, lossless=options.lossless)
    print(f"{options.video}: {truth['frames']} frames, {len(truth['events'])} events")
    return 0


if __name__ == "__main__":
    sys.exit(main())
