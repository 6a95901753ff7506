"""The command ``star-counter locate``: finds the counter in videos and pictures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image, ImageDraw
from tqdm import tqdm

from .hud import HUD_HEIGHT, HUD_WIDTH, Rect
from .locate import Found, locate
from .problem import Problem
from .reader import BUNDLED_MODEL, Reader
from .recording import is_picture, open_video, picture

# A video is searched in so many frames of its first seconds: a new file's first counter comes after 50 s.
_FRAMES, _SEARCHED_SECONDS = 8, 300.0
_CROP_COLOUR, _GAME_COLOUR = (255, 0, 255), (0, 255, 255)

_DESCRIPTION = "Finds the star counter of Super Mario 64 in videos and pictures of anything."

_HELP = """\
what is printed:
  The count that was read, how sure it is that this is a star counter (0 to 1), the counter crop and the
  HUD grid, as --crop and --hud of the other commands take them. With --json, one object a line:
  {"file", "count", "confidence", "crop", "hud"}, all null where there is no counter.

examples:
  star-counter locate run.mp4
  star-counter locate run.mp4 --picture where.png     a frame with the crop and the game's edges drawn in
"""


def add_command(commands: Any) -> None:
    """Adds the command to argparse's subparsers; its ``run`` takes the options and returns the problems."""
    parser = commands.add_parser(
        "locate",
        help="find the counter in videos and pictures",
        description=_DESCRIPTION,
        epilog=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a video or a picture")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument(
        "--picture", type=Path, metavar="OUT.png", help="write the picture with the place drawn in"
    )
    parser.add_argument(
        "--model", type=Path, default=BUNDLED_MODEL, metavar="FILE", help="another model than the bundled one"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Problem]:
    """Searches all files and returns what went wrong with some."""
    if options.picture and len(options.files) > 1:
        raise Problem("--picture takes one file: locate them one by one.")
    reader = Reader(options.model)
    problems = []
    for path in options.files:
        try:
            frames = [picture(path).crop] if is_picture(path) else snapshots(path)
            found = _located(frames, reader)
            _print(path, found, options)
            if options.picture:
                _draw(frames[found.frame if found else 0], found, options.picture)
        except Problem as problem:
            problems.append(problem)
    return problems


def snapshots(path: Path) -> list[np.ndarray]:
    """Whole frames, uint8 RGB (height, width, 3), spread over a video's beginning, every other one first.

    Raises `Problem` where the video cannot be opened or none of its frames can be read.
    """
    with open_video(path) as container:
        stream = container.streams.best("video")
        if stream is None:
            raise Problem(f"{path} holds no video: give a video of the game, or a picture of it.")
        stream.thread_type = "AUTO"
        length = min((container.duration or 0) / av.time_base, _SEARCHED_SECONDS)
        seconds = [length * (number + 0.5) / _FRAMES for number in range(_FRAMES)]
        frames = [_frame(container, stream, second) for second in [*seconds[::2], *seconds[1::2]]]
    # In a very short video several are the same.
    frames = list({frame.pts: frame for frame in frames if frame}.values())
    if not frames:
        raise Problem(f"Not one frame of {path} can be read: it is damaged or not finished.")
    size = frames[0].width, frames[0].height
    return [frame.to_ndarray(format="rgb24") for frame in frames if (frame.width, frame.height) == size]


def _frame(container: Any, stream: Any, second: float) -> av.VideoFrame | None:
    """The frame at a time in seconds from the video's start; None where it cannot be read."""
    moment = second + (container.start_time or 0) / av.time_base
    try:
        container.seek(round(moment * av.time_base))  # to the key frame before it
        frames = (frame for frame in container.decode(stream) if frame.time is None or frame.time >= moment)
        return next(frames, None)
    except av.FFmpegError:
        return None


def _located(frames: list[np.ndarray], reader: Reader) -> Found | None:
    # None: no bar where stderr is not a terminal.
    with tqdm(total=1.0, bar_format="{l_bar}{bar}", disable=None, leave=False) as bar:
        return locate(frames, reader, progress=lambda done: bar.update(done - bar.n))


def _print(path: Path, found: Found | None, options: argparse.Namespace) -> None:
    place = _place(found)
    if options.json:
        print(json.dumps({"file": str(path)} | place), flush=True)
        return
    if found is None:
        text = "no counter"
    else:
        crop, hud = (",".join(f"{number:g}" for number in place[name]) for name in ("crop", "hud"))
        confidence = f"(confidence {found.confidence:.3f})"
        text = f"count {found.count:<3}  {confidence}  --crop {crop}  --hud {hud}"
    width = max(len(str(file)) for file in options.files)
    print(f"{path!s:<{width}}  {text}", flush=True)


def _place(found: Found | None) -> dict[str, Any]:
    if found is None:
        return dict.fromkeys(("count", "confidence", "crop", "hud"))
    grid = found.grid
    return {
        "count": found.count,
        "confidence": round(found.confidence, 4),
        "crop": list(found.crop),
        "hud": [round(number, 3) for number in (grid.ox, grid.oy, grid.sx, grid.sy)],
    }


def _draw(frame: np.ndarray, found: Found | None, out: Path) -> None:
    """Writes the frame with the crop and the game's edges on it."""
    image = Image.fromarray(frame)
    if found:
        pen, width = ImageDraw.Draw(image), max(1, image.height // 300)
        game = found.grid.place(Rect(0, 0, HUD_WIDTH, HUD_HEIGHT))
        for part, colour in ((game, _GAME_COLOUR), (found.crop, _CROP_COLOUR)):
            corners = (part.x, part.y, part.x + part.width - 1, part.y + part.height - 1)
            pen.rectangle(corners, outline=colour, width=width)
    try:
        image.save(out)
    except (OSError, ValueError) as error:
        raise Problem(f"{out} cannot be written ({error}): choose another place or ending.") from error
