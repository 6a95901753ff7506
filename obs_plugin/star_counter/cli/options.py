"""What several commands ask for: where the counter is, how sure to be, which model to read with; numbers."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from .. import LEAST_CONFIDENCE
from ..hud import COUNTER, HUD_HEIGHT, HUD_WIDTH, HudGrid, Rect
from ..problem import Problem
from ..reading.classifier import BUNDLED_MODEL
from ..words import plain

Number = TypeVar("Number", int, float)

#: The counter crop and the HUD grid, one of which is enough; with neither the whole file is the crop.
Place = tuple[Rect | None, HudGrid | None]

#: The seconds of a video or of a timer, before its start and after it: eleven days.
MOST_SECONDS = 1_000_000

#: What numpy takes as a seed, and more than anybody tries.
MOST_SEED = 2**32 - 1

_MAY_BEGIN_WITH_MINUS = ("--crop", "--hud", "--start", "--counter-at")
_ALL = "all"
# A time: perhaps hours, perhaps minutes, and seconds.
_TIME = re.compile(r"(-?)(?:(?:(\d{1,6}):)?(\d{1,8}):)?(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})", re.ASCII)
# More frames than eleven days of a video have.
_MOST_FRAMES = 1_000 * MOST_SECONDS
# Pixels, and pixels a HUD unit.
_MOST_PIXELS = 1_000_000

_WHERE = """\
where the counter is:
  It is looked for in each file, and where it was found is told on stderr. A recording is searched in
  some frames spread over it, so the counter should stay where it is. If it is not found, or to spare
  the search, tell it once for all files, in one of two ways:

  --crop X,Y,W,H      The counter crop in the file's pixels: its left and top edge, its width and
                      height. It begins a little right of the star, inside the "x", and ends at the
                      right of the last digit, with some room above and below: for a game that fills
                      a picture of 640x480 it is {crop}. Open a frame in a paint program to measure it.
  --crop all          The whole file is the counter crop.
  --hud OX,OY,SX,SY   Where the game's HUD, which is drawn on a grid of 320x240, lies in the file:
                      picture x = OX + SX * HUD x, picture y = OY + SY * HUD y. For a game that fills
                      a picture of 640x480 it is 0,0,2,2.
"""


def add_place(parser: argparse.ArgumentParser) -> None:
    """Adds the options that say where the counter is, how sure to be, and with which model to read."""
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--crop", type=_crop, metavar="X,Y,W,H", help='the counter crop, or "all": see below')
    place.add_argument("--hud", type=_hud, metavar="OX,OY,SX,SY", help="the HUD grid: see below")
    parser.add_argument(
        "--confidence",
        type=number(0, 1),
        default=LEAST_CONFIDENCE,
        metavar="C",
        help="how sure a count must be, 0 to 1 (default: %(default)s)",
    )
    parser.add_argument(
        "--model", type=Path, default=BUNDLED_MODEL, metavar="FILE", help="another model than the bundled one"
    )


def where_help() -> str:
    """How the place of the counter is told, for the end of a command's help."""
    return _WHERE.format(crop=example_crop())


def told_place(options: argparse.Namespace) -> Place | None:
    """The counter crop and the HUD grid that the options give; None where they give neither."""
    if options.crop is None and options.hud is None:
        return None
    return (None if options.crop == _ALL else options.crop), options.hud


def example_crop() -> str:
    """The counter crop on a game that fills 640x480."""
    crop = HudGrid(0, 0, 640 / HUD_WIDTH, 480 / HUD_HEIGHT).place(COUNTER).pixels()
    return ",".join(map(str, crop))


def join_values(argv: Sequence[str]) -> list[str]:
    """``--hud -5,2,1,1`` as ``--hud=-5,2,1,1``: argparse takes what begins with a minus for an option."""
    joined: list[str] = []
    for argument in argv:
        if joined and joined[-1] in _MAY_BEGIN_WITH_MINUS:
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def number(least: float, most: float) -> Callable[[str], float]:
    """The ``type`` of an option for argparse: a number in that range, which is told where it is none."""
    return _ranged(float, "number", least, most)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """As `number`, without a fraction."""
    return _ranged(int, "whole number", least, most)


def seconds(text: str) -> float:
    """The ``type`` of an option for argparse: a time in seconds, as “83.5”, or as “1:23.5” or “0:01:23.5”."""
    value = _time(text)
    if value is None or not abs(value) <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(
            f"“{plain(text)}” should be a time in seconds, as 83.5, or as 1:23.5 or 1:02:03.5, of "
            f"{MOST_SECONDS} seconds at most"
        )
    return value


def frame_or_time(text: str) -> int | float:
    """The ``type`` of an option for argparse: a whole number is a frame's, all else as in `seconds`."""
    if text.isascii() and text.isdigit() and len(text) <= len(str(_MOST_FRAMES)):
        return int(text)
    value = _time(text) if "." in text or ":" in text else None
    if value is None or not 0 <= value <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(
            f"“{plain(text)}” should be the number of a frame, as 2505, or its time, as 83.5 or 1:23.5"
        )
    return value


def _time(text: str) -> float | None:
    """A time as people write it, in seconds; None where it is none."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    sign, hours, minutes, rest = found.groups()
    if (minutes and float(rest) >= 60) or (hours and int(minutes) >= 60):
        return None
    value = 3600 * int(hours or 0) + 60 * int(minutes or 0) + float(rest)
    return -value if sign else value


def _ranged(kind: Callable[[str], Number], name: str, least: float, most: float) -> Callable[[str], Number]:
    def parsed(text: str) -> Number:
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not least <= value <= most:
            raise argparse.ArgumentTypeError(f"“{plain(text)}” should be a {name} from {least} to {most}")
        return value

    return parsed


def _numbers(text: str, names: str) -> list[float]:
    try:
        numbers = [float(number) for number in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 4 or not all(abs(number) <= _MOST_PIXELS for number in numbers):
        raise argparse.ArgumentTypeError(
            f"“{plain(text)}” should be four numbers {names}, each from -{_MOST_PIXELS} to {_MOST_PIXELS}"
        )
    if min(numbers[2:]) <= 0:
        raise argparse.ArgumentTypeError(f"in “{plain(text)}” the last two of {names} should be above 0")
    return numbers


def _crop(text: str) -> Rect | str:
    return _ALL if text == _ALL else Rect(*_numbers(text, "X,Y,W,H"))


def _hud(text: str) -> HudGrid:
    return HudGrid(*_numbers(text, "OX,OY,SX,SY"))


def add_form(parser: argparse.ArgumentParser, forms: Sequence[str], what: str) -> None:
    """Adds the options that say in which form to print, and where to; ``what`` the forms are, in words."""
    parser.add_argument("--json", action="store_true", help="print JSON, one object a line")
    parser.add_argument("--to", choices=forms, help=f"print {what}")
    parser.add_argument("--out", type=Path, metavar="FILE", help="with --to: write there instead of printing")


def check_form(options: argparse.Namespace) -> None:
    """Raises `Problem` where the options of `add_form` do not fit together."""
    if options.out and not options.to:
        raise Problem("--out needs --to, which says in which form to write.")
    if options.to and options.json:
        raise Problem("--to and --json exclude each other: give one of them.")
