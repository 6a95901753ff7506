"""`make demo`: the star counter in a real OBS Studio, reading a video.

OBS runs on a configuration of its own. Where there is a display, its window opens and stays until it is
closed; where there is none, it runs on a virtual one (Xvfb), the events are printed as they come beside the
true ones, and a picture of the window is left behind.
"""

from __future__ import annotations

import argparse
import functools
import os
import shutil
import sys
import time
from pathlib import Path

from star_counter.cli.videos.placing import locate_in
from star_counter.hud import Rect
from star_counter.problem import Problem
from star_counter.reading.reader import Reader
from star_counter.recording.files import Recording
from tools.obs_studio import star_counter_script, studio
from tools.obs_studio.logged_events import Happened, Truth, logged, tolerance

BUILD = Path(__file__).resolve().parents[2] / "build" / "demo"
# Seconds that are followed of a video that does not tell its length.
_UNTOLD = 60.0


def main() -> int:
    arguments = _parse()
    try:
        truth = Truth.of(arguments.video)
        crop = arguments.crop or (truth.crop if truth else _find(arguments.video))
        return _show(Recording(arguments.video, crop), crop, truth.events if truth else [])
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _find(video: Path) -> Rect:
    """The counter's crop in a video; raises `Problem` where it is not found."""
    found = locate_in(video, Reader()).found
    if found is None:
        raise Problem("No star counter was found: tell where it is, in pixels, with CROP=x,y,w,h")
    print(f"The star counter is at CROP={','.join(map(str, found.crop))}", flush=True)
    return found.crop


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.demo", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "video", type=_file, help="a video of the game, such as python -m tools.simulation video writes"
    )
    parser.add_argument(
        "--crop", type=_crop, metavar="X,Y,W,H", help="the star counter in it, in pixels; found without"
    )
    return parser.parse_args()


def _file(text: str) -> Path:
    path = Path(text).resolve()
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path


def _crop(text: str) -> Rect:
    try:
        left, top, width, height = map(int, text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} should be four whole numbers X,Y,W,H") from None
    return Rect(left, top, width, height)


def _show(video: Recording, crop: Rect, true_events: list[Happened]) -> int:
    folder = BUILD / "obs"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    display, size = os.environ.get("DISPLAY") or None, (video.width, video.height)
    collection = star_counter_script.demo_collection(size, crop)
    with studio.Studio(
        folder, collection, size=star_counter_script.demo_canvas(size), display=display
    ) as obs:
        star_counter_script.play(obs, video.path)
        print("OBS Studio runs; its text sources follow the video.", flush=True)
        if display:
            return _follow(obs)
        if true_events:
            return _compare(obs, true_events)
        return _follow(obs, followed(video))


def followed(video: Recording) -> float:
    """For how many seconds a video is followed where there is no window to close."""
    return video.length / video.fps if video.length else _UNTOLD


def _follow(obs: studio.Studio, seconds: float = float("inf")) -> int:
    """Prints the events as they come, until OBS is closed or the seconds are over."""
    printed, ends, has_picture = 0, time.monotonic() + seconds, False
    while obs.running and time.monotonic() < ends:
        happened = logged(obs.log())
        for event in happened[printed:]:
            print(f"{event.time:8.2f} s  {event.what}", flush=True)
        printed = len(happened)
        time.sleep(0.1)
        if not has_picture and ends - time.monotonic() < seconds / 2:
            has_picture = True
            _take_picture(obs)
    return 0


def _take_picture(obs: studio.Studio) -> None:
    obs.window_picture(BUILD / "obs.png", studio.MAIN_WINDOW)
    print(f"The window in the middle of the video: {os.path.relpath(BUILD / 'obs.png')}", flush=True)


def _logged_from(obs: studio.Studio, number: int) -> list[Happened]:
    return logged(obs.log())[number:]


def _compare(obs: studio.Studio, true_events: list[Happened]) -> int:
    """Prints the events as they come beside the true ones, and leaves a picture of the window."""
    print(f"{'read in OBS':<32}{'true':<32}difference", flush=True)
    start, off_before, before, wrong = None, 0.0, None, 0
    for number, true in enumerate(true_events):
        following = functools.partial(_logged_from, obs, number)
        seen = obs.wait_for(following, f"“{true.what}”")[0]
        start = seen.time - true.time if start is None else start
        off = seen.time - start - true.time
        is_right = seen.what == true.what and abs(off - off_before) <= tolerance(
            before or seen, seen, obs.fps
        )
        off_before, before = off, seen
        wrong += not is_right
        print(
            f"{_line(seen.what, seen.time - start):<32}{_line(true.what, true.time):<32}"
            f"{off:+.2f} s{'' if is_right else '  ← WRONG'}",
            flush=True,
        )
        if number == len(true_events) * 2 // 3:
            time.sleep(0.5)  # until the text is drawn
            _take_picture(obs)
    invented = len(logged(obs.log())) - len(true_events)
    print(f"{len(true_events) - wrong} of {len(true_events)} events right, {invented} invented.")
    return 1 if wrong or invented else 0


def _line(what: str, seconds: float) -> str:
    return f"{seconds:6.2f} s  {what}"


if __name__ == "__main__":
    sys.exit(main())
