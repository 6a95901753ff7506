"""What the videos in a folder show, as one HTML page: in the look of a journal's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..tracking.event import Event
from .page import rendered
from .parsing import Entry, Run
from .timeline import Row, Timeline

_TEMPLATE = "videos.html.j2"


@dataclass
class Video:
    """What a video came to, for the page.

    ``end`` is the time of the last run's end, None where none was seen; ``told`` what is wrong with the
    video, if anything. ``first`` is the number of its first row on the page.
    """

    name: str
    runs: int
    stars: int
    deaths: int
    end: float | None
    told: str
    rows: list[Row]
    first: int = 0


def rows_of(name: str, events: Sequence[Event], pictures: Mapping[int, bytes]) -> list[Row]:
    """The rows of what happened in a video; ``pictures`` are PNG files by the number of their event."""
    entries = tuple(Entry("event", {}, None, event, pictures.get(n)) for n, event in enumerate(events))
    return Timeline(Run(name, name, "", None, entries, 0), 0.0).rows()


def page(folder: str, videos: Sequence[Video]) -> str:
    """The page, in one piece: it needs no network and no other file. Raises `Problem` as `rendered` does."""
    first = 0
    for video in videos:
        video.first = first
        first += len(video.rows)
    return rendered(_TEMPLATE, folder=folder, videos=videos)
