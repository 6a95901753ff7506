"""What the player sets, made of the values that OBS keeps: loads without OBS.

Scene collections are files that players pass around, so a value may be of any kind, any size and any text:
what is no use is as if it had never been set. Names are cleaned here, once. What must be found by its name,
such as a source, and paths stay as they are, and are cleaned where they are shown.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .. import LEAST_CONFIDENCE, MOST_STARS
from ..hud import PARTS, HudPlaces, Rect
from ..splitting.splitter import RESETS, STARTS
from ..timers import PORT
from ..words import plain
from .settings import (
    CONFIDENCES,
    DEFAULT_CROP,
    FIRST,
    HIGHEST,
    MOST_PLAYERS,
    MOST_READINGS,
    PORTS,
    ROUTE_FILE,
    SIDES,
    WIDEST,
    PlayerSettings,
    Settings,
    SplitSettings,
)

#: What OBS keeps of the script, by the settings' keys.
Values = Mapping[str, Any]

# No name of a source and no path is longer; a template is shown on a stream.
_LONGEST_TEXT, _LONGEST_TEMPLATE = 10_000, 1_000  # letters
# Pixels as they are typed; each sign behind them is a step.
_PIXELS = re.compile(r"\s*(-?\d{1,5})([+-]*)\s*", re.ASCII)
# A place as it is written: a part may stick out of the source at the left and above.
_PLACE = re.compile(r"\s*(-?\d{1,5})\s*,\s*(-?\d{1,5})\s*,\s*(\d{1,5})\s*,\s*(\d{1,5})\s*", re.ASCII)
# Where pictures are collected, unless the player says otherwise.
_COLLECTED = Path("~", "mario64-star-counter", "pictures")


def _own_folder() -> str:
    """`_COLLECTED` in the player's home; empty where OBS cannot have it, or nobody has a home."""
    with contextlib.suppress(RuntimeError, UnicodeEncodeError):
        folder = str(_COLLECTED.expanduser())
        folder.encode()
        return folder
    return ""


def _of_player(number: int) -> dict[str, str | int]:
    sides = zip(SIDES, DEFAULT_CROP, strict=True)
    return {
        **{f"{side}_{number}": str(int(value)) for side, value in sides},
        f"name_{number}": f"Player {number}",
        f"goal_{number}": MOST_STARS,
        f"stars_template_{number}": "{stars}",
        f"screen_template_{number}": "{screen}",
        # For the first player it is split.
        **{f"reads_{part}_{number}": number == FIRST for part in PARTS},
    }


#: The value of each setting that the player has not changed; nothing where that is empty, or no.
DEFAULTS: Mapping[str, str | int | float | bool] = {
    "players": 1,
    "readings_a_second": 0,
    "least_confidence": LEAST_CONFIDENCE,
    "timer": "none",
    "timer_host": "localhost",
    "timer_port": PORT,
    "catch_up": True,
    "start_at": STARTS[0],
    "logo_reset": RESETS[0],
    "collected": _own_folder(),
    **{key: value for number in range(1, MOST_PLAYERS + 1) for key, value in _of_player(number).items()},
}


def parse(text: str | None) -> Values:
    """The values in the JSON that OBS makes of its settings; none where they cannot be told."""
    try:
        values = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def settings(values: Values) -> Settings:
    """The settings, whatever the values are."""
    players = _whole(values, "players", 1, MOST_PLAYERS)
    return Settings(
        players=tuple(_player(values, number) for number in range(1, players + 1)),
        readings_a_second=_whole(values, "readings_a_second", 0, MOST_READINGS),
        least_sure=_number(values, "least_confidence", *CONFIDENCES),
        split=_split(values),
        model=_path(values, "model"),
        packages=_path(values, "packages"),
    )


def crop(values: Values, number: int) -> Rect:
    """A player's crop; a side that is no number is as short as can be."""
    return Rect(*(max(least, _side(values, side, number) or 0) for side, least in SIDES.items()))


def place(values: Values, part: str, number: int) -> Rect | None:
    """Where one of a player's `hud.PARTS` is: a text "left, top, width, height". None where it follows the
    crop, and where the text is no place."""
    written = _PLACE.fullmatch(_text(values, f"{part}_{number}"))
    read = Rect(*map(int, written.groups())) if written else None
    return read if read and 1 <= read.width <= WIDEST and 1 <= read.height <= HIGHEST else None


def place_text(place: Rect | None) -> str:
    """How a place is kept: `place` reads it."""
    return "" if place is None else ", ".join(str(int(side)) for side in place.pixels())


def old_texts(values: Values) -> dict[str, str]:
    """What is to be kept of settings that were no texts once: crops, and what starts the timer."""
    keys = [f"{side}_{number}" for number in range(1, MOST_PLAYERS + 1) for side in SIDES]
    texts = {key: str(values[key]) for key in keys if type(values.get(key)) is int}
    if "start_at" not in values and _is_set(values, "starts_timer"):
        texts["start_at"] = "counter"
    return texts


def _player(values: Values, number: int) -> PlayerSettings:
    places = HudPlaces(*(place(values, part, number) for part in PARTS))
    written = (part for part in PARTS if _text(values, f"{part}_{number}").strip())
    return PlayerSettings(
        number=number,
        name=plain(_text(values, f"name_{number}")),
        source=_text(values, f"source_{number}"),
        crop=crop(values, number),
        unreadable=tuple(side for side in SIDES if _side(values, side, number) is None),
        parts=tuple(part for part in PARTS if _is_set(values, f"reads_{part}_{number}")),
        keeps_found=_is_set(values, f"keeps_found_{number}"),
        goal=_whole(values, f"goal_{number}", 0, MOST_STARS),
        stars_source=_text(values, f"stars_source_{number}"),
        stars_template=_text(values, f"stars_template_{number}")[:_LONGEST_TEMPLATE],
        screen_source=_text(values, f"screen_source_{number}"),
        screen_template=_text(values, f"screen_template_{number}")[:_LONGEST_TEMPLATE],
        collected=_path(values, "collected") if _is_set(values, "collects") else None,
        places=places,
        misplaced=tuple(part for part in written if getattr(places, part) is None),
    )


def _split(values: Values) -> SplitSettings:
    route = _text(values, "route")
    return SplitSettings(
        route=_text(values, "route_file") if route == ROUTE_FILE else route,
        timer=_text(values, "timer") or "none",
        host=plain(_text(values, "timer_host")),
        port=_whole(values, "timer_port", *PORTS),
        timer_source=_text(values, "timer_source"),
        catch_up=_is_set(values, "catch_up"),
        allow_remote=_is_set(values, "allow_remote"),
        origin=plain(_text(values, "timer_origin")),
        start_at=_one_of(STARTS, _text({**old_texts(values), **values}, "start_at")),
        logo_reset=_one_of(RESETS, _text(values, "logo_reset")),
        journal=_path(values, "journal"),
    )


def _one_of(choices: Sequence[str], text: str) -> str:
    """The choice that a text names, the first one where it names none."""
    return text if text in choices else choices[0]


def _side(values: Values, side: str, number: int) -> int | None:
    """A side of a player's crop in pixels; None where it is no number, or too small."""
    typed = _PIXELS.fullmatch(_text(values, f"{side}_{number}"))
    if not typed:
        return None
    pixels = int(typed[1]) + typed[2].count("+") - typed[2].count("-")
    return pixels if pixels >= SIDES[side] else None


def _path(values: Values, key: str) -> Path | None:
    """A file or folder, None where none is chosen; one of somebody who is not known here stays as it is."""
    text = _text(values, key)
    if not text:
        return None
    with contextlib.suppress(RuntimeError):
        return Path(text).expanduser()
    return Path(text)


def _text(values: Values, key: str) -> str:
    """A text as OBS can take it back: in UTF-8, and without a NUL."""
    value = values.get(key)
    if not isinstance(value, str):
        value = str(DEFAULTS.get(key, ""))
    return value[:_LONGEST_TEXT].encode(errors="replace").decode().replace("\0", "?")


def _is_set(values: Values, key: str) -> bool:
    value = values.get(key)
    return value if isinstance(value, bool) else bool(DEFAULTS.get(key, False))


def _number(values: Values, key: str, least: float, most: float) -> float:
    """A number, or the nearest of those that the window offers; a NaN (which equals nothing) is none."""
    value = values.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        value = float(DEFAULTS[key])
    return min(max(value, least), most)


def _whole(values: Values, key: str, least: int, most: int) -> int:
    return int(_number(values, key, least, most))
