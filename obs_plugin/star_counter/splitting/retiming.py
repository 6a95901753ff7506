"""An attempt at a route as it was seen, and its times by the rules: for splits files and chapters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..tracking.event import Event, Moment
from ..words import clock_text, stars_text
from .formats import lss
from .splitter import Action

#: What a timer shows when the counter of a new file is first seen in the US game, in seconds: the community's
#: rules. 46.54 in the Japanese one.
COUNTER_AT = 49.27
#: By the rules time ends where the big star bursts into dust. Nothing but the picture shows that; the
#: camera's cross follows 20 to 45 frames of the game later, so many seconds at most.
LATEST_CROSS = 1.5

# YouTube wants chapters to be so long at least, in seconds.
_SHORTEST_CHAPTER = 10.0


@dataclass
class Attempt:
    """One attempt: its times count from ``zero``, in the seconds of the events.

    ``begun`` is its first frame, ``stars`` are the events of stars, and ``end`` is the frame in which the big
    star bursts, where a person has told it; ``started`` is in UTC.
    """

    zero: float
    begun: int = 0
    actions: list[Action] = field(default_factory=list)
    stars: list[Event] = field(default_factory=list)
    end: Moment | None = None
    started: datetime | None = None

    def splits(self, length: int) -> list[Action | None]:
        """The action that ended each of so many splits; None: skipped, by hand, or never reached."""
        ended: dict[int, Action] = {}
        for action in self.actions:
            if action.kind == "split" and action.index is not None:
                ended[action.index] = action
            elif action.kind == "undo" and action.index is not None:
                ended.pop(action.index, None)
        return [ended.get(index) for index in range(length)]

    def times(self, length: int) -> list[float | None]:
        """When each of so many splits was, since the start: the last one where the star bursts, if told."""
        moments = [action.time if action else None for action in self.splits(length)]
        if self.end and moments:
            moments[-1] = self.end.time
        return [None if moment is None else moment - self.zero for moment in moments]

    def ends_at(self, length: int) -> str | None:
        """What the last split's time is that of: "burst" (told by a person), "cross", or None: neither."""
        if self.end:
            return "burst"
        last = self.splits(length)[-1]
        return "cross" if last and last.event and last.event.kind == "grand_star" else None


def to_lss(attempts: Sequence[Attempt], names: Sequence[str], title: str) -> str:
    """The text of a splits file with these attempts."""
    return lss.to_xml(
        lss.SplitsFile(
            tuple(names),
            category=title,
            attempts=tuple(lss.Attempt(_reached(one.times(len(names))), one.started) for one in attempts),
        )
    )


def _reached(times: list[float | None]) -> tuple[float | None, ...]:
    while times and times[-1] is None:
        times.pop()
    return tuple(times)


def chapters(attempts: Sequence[Attempt], names: Sequence[str], origin: float = 0.0) -> tuple[str, list[str]]:
    """A YouTube video's chapters, and the names of those that are left out as too short.

    ``origin``: the second of the events at which the video begins. After a split begins the next one's
    chapter; a star begins one where there is room.
    """
    splits = {0.0: names[0]}
    stars: dict[float, str] = {}
    for one in attempts:
        if one.zero - origin >= _SHORTEST_CHAPTER:
            splits[one.zero - origin] = names[0]
        for index, action in enumerate(one.splits(len(names))[:-1]):
            if action and action.event:
                splits[action.event.time - origin] = names[index + 1]
        stars |= {
            event.time - origin: stars_text(event.to_count)
            for event in one.stars
            if event.to_count is not None
        }
    kept = dict(_apart(sorted(splits.items())))
    short = [name for time, name in sorted(splits.items()) if time not in kept]
    for time, name in sorted(stars.items()):
        if all(abs(time - other) >= _SHORTEST_CHAPTER for other in kept):
            kept[time] = name
    return "".join(f"{clock_text(time, 0)} {name}\n" for time, name in sorted(kept.items())), short


def _apart(chapters: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """The chapters without those that begin too soon after another one."""
    kept: list[tuple[float, str]] = []
    for time, name in chapters:
        if not kept or time - kept[-1][0] >= _SHORTEST_CHAPTER:
            kept.append((time, name))
    return kept
