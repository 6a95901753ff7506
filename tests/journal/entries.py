"""Journals for tests: what is written into them, and what stands in them then."""

import json
from datetime import datetime, timedelta, timezone

import numpy as np

from star_counter.journal.files import JOURNAL
from star_counter.splitting.splitter import Action
from star_counter.timers.protocol import Report
from star_counter.tracking.event import Event

CROP = np.random.default_rng(0).integers(0, 256, (40, 67, 3), np.uint8)
STAR = Event("star", 90, 3.0, 7, 8, 0.98765, 93, 2)
RESET = Event("reset", 900, 30.0, 8, 0, 0.999, 903, 3)
BLACK = Event("black", 120, 4.0)
SPLIT = Action("split", 2, BLACK, 4.5, "WF: 8 stars, then the 1st black screen")
CONNECTED = Report("LiveSplit: connected.")


class Clock:
    """One second later with each look."""

    def __init__(self):
        self.now = datetime(2026, 7, 1, 19, 29, 59, tzinfo=timezone(timedelta(hours=2)))

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


def lines(run):
    return [json.loads(line) for line in (run / JOURNAL).read_bytes().splitlines() if line]


def told(run):
    """The entries without what every line has."""
    return [
        {key: value for key, value in line.items() if key not in ("at", "type")} for line in lines(run)[1:]
    ]


def size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def noise(number):
    """A crop that no other is like, and that hardly shrinks."""
    return np.random.default_rng(number).integers(0, 256, (40, 67, 3), np.uint8)
