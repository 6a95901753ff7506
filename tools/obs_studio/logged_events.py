"""Events beside the truth: what the script logged in OBS, and what a rendered video holds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from star_counter.hud import Rect
from star_counter.tracking.event import Event

_LOGGED = re.compile(
    r"\[Python: mario64_star_counter\.py\] (?P<player>.+?): (?P<what>(?:star|count|reset|black|white)\b.*?)"
    r" \(frame (?P<frame>\d+), (?P<time>[\d.]+) s\)"
)

# The kinds of events that are compared: when a counter is gone or back is dated by judgement.
_COMPARED = (
    "count", "star", "reset", "black", "black_full", "black_end", "white", "white_full", "white_end",
)  # fmt: skip

# How far the time between two live events may be off, in seconds: fades are a few frames off.
_TOLERANCE = 0.25


class Happened(NamedTuple):
    """What happened to a player, such as "star 3 → 4", on which frame, at which time in seconds."""

    player: str
    what: str
    frame: int
    time: float


def tolerance(earlier: Happened, later: Happened, fps: float) -> float:
    """How far the time between two live events may be off, in seconds; ``fps`` are OBS's frames a second.

    OBS and its video have clocks of their own, which part where a busy machine has OBS leave frames out.
    """
    left_out = (later.time - earlier.time) * fps - (later.frame - earlier.frame)
    return _TOLERANCE + max(0.0, left_out) / fps


def logged(log: str) -> list[Happened]:
    """The events in OBS's log, of all players."""
    return [
        Happened(line["player"], _in_short(line["what"]), int(line["frame"]), float(line["time"]))
        for line in _LOGGED.finditer(log)
    ]


class Truth(NamedTuple):
    """What a rendered video holds: where the counter crop lies, in pixels, and the events."""

    crop: Rect
    events: list[Happened]

    @classmethod
    def of(cls, video: Path) -> Truth | None:
        """The truth that was written beside the video; None where there is none."""
        path = video.with_suffix(".json")
        if not path.is_file():
            return None
        truth = json.loads(path.read_text())
        return cls(Rect(*truth["crop"]), _happened(truth["events"]))


def _happened(entries: list[dict]) -> list[Happened]:
    events = [
        Event(entry["event"], entry["frame"], entry["time"], entry.get("from"), entry.get("to"))
        for entry in entries
        if entry["event"] in _COMPARED
    ]
    return [Happened("", _in_short(event.text), event.frame, event.time) for event in events]


def _in_short(what: str) -> str:
    """Without what is not compared: a screen's frames, which OBS counts from its own start, and where a star
    was taken."""
    return re.split(r",| in (?:a|the) ", what)[0]
