"""An attempt at a route as it was seen, and its times by the rules: for splits files and chapters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..problem import Problem
from ..tracking.event import Event, Moment
from ..words import clock_text, stars_text
from .formats import lss
from .route import TimerFile
from .splitter import Action

#: What a timer shows when the counter of a new file is first seen in the US game, in seconds: the community's
#: rules. 46.54 in the Japanese one.
COUNTER_AT = 49.27
#: By the rules time ends where the big star bursts into dust. Nothing but the picture shows that; the
#: camera's cross follows 20 to 45 frames of the game later, so many seconds at most.
LATEST_CROSS = 1.5

# YouTube wants chapters to be so long at least, in seconds, and so many; it takes no more than so many.
_SHORTEST_CHAPTER, _LEAST_CHAPTERS, _MOST_CHAPTERS = 10.0, 3, 100
# It takes no description with these.
_NOT_TAKEN = (("->", "→"), ("<", "\u2039"), (">", "\u203a"))


@dataclass
class Attempt:
    """One attempt: its times count from ``zero``, in the seconds of the events.

    ``begun`` is its first frame, ``stars`` are the events of stars, and ``end`` is the frame in which the big
    star bursts, where a person has told it; ``started`` is in UTC. ``until``: the second in which the
    recording ends, None where that is not known.
    """

    zero: float
    begun: int = 0
    actions: list[Action] = field(default_factory=list)
    stars: list[Event] = field(default_factory=list)
    end: Moment | None = None
    started: datetime | None = None
    until: float | None = None

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


def check_logo(attempt: Attempt, names: Sequence[str], logo: Moment) -> None:
    """Raises `Problem` where the logo that a person has told comes after one of these splits."""
    for name, action in zip(names, attempt.splits(len(names)), strict=True):
        if action and action.time < logo.time:
            raise Problem(
                f"--logo: before frame {logo.frame} the run had come to “{name}” already: give the first "
                "frame of the logo that it began with."
            )


def check_end(attempt: Attempt, names: Sequence[str], reached: int | None = None) -> None:
    """Raises `Problem` where the end that a person has told comes before another one of these splits.

    ``reached``: the first split before which the run was then, by its star count; None where that is not
    known.
    """
    if attempt.end is None:
        return
    before = attempt.splits(len(names))[:-1]
    late = [index for index, action in enumerate(before) if action and action.time > attempt.end.time]
    late += [] if reached is None or reached >= len(before) else [reached]
    if late:
        raise Problem(
            f"--end: on frame {attempt.end.frame} the run had not come to “{names[min(late)]}” yet: give the "
            "frame in which its last star bursts."
        )


def to_lss(
    attempts: Sequence[Attempt], names: Sequence[str], title: str, timer_file: TimerFile | None = None
) -> str:
    """The text of a splits file with these attempts; ``timer_file``: the one that the route comes from, whose
    names, game and offset it keeps."""
    runs = tuple(lss.Attempt(_reached(one.times(len(names))), one.started) for one in attempts)
    file = timer_file or TimerFile(tuple(names), lss.GAME, 0.0)
    return lss.to_xml(lss.SplitsFile(file.names, file.game, title, file.offset, runs))


def _reached(times: list[float | None]) -> tuple[float | None, ...]:
    while times and times[-1] is None:
        times.pop()
    return tuple(times)


def chapters(attempts: Sequence[Attempt], names: Sequence[str], origin: float = 0.0) -> tuple[str, list[str]]:
    """A YouTube video's chapters, and what is to be known of them: a sentence for each thing.

    ``origin``: the second of the events at which the video begins. After a split begins the next one's
    chapter; a star begins one where there is room. Raises `Problem` where YouTube would show none, as they
    are too few.
    """
    last = max(_known_until(one) for one in attempts) - origin - _SHORTEST_CHAPTER
    splits = {0.0: names[0]}
    stars: dict[float, str] = {}
    for one in attempts:
        if one.zero - origin >= _SHORTEST_CHAPTER:
            splits[one.zero - origin] = names[0]
        for index, action in enumerate(one.splits(len(names))[:-1]):
            if action and action.event and action.event.time > origin:
                splits[action.event.time - origin] = names[index + 1]
        stars |= {
            event.time - origin: stars_text(event.to_count)
            for event in one.stars
            if event.to_count is not None
        }
    kept = dict(_apart(sorted(splits.items()), last))
    notes = _left_out([name for time, name in sorted(splits.items()) if time not in kept], "too short")
    more = sorted(kept)[_MOST_CHAPTERS:]
    notes += _left_out([kept.pop(time) for time in more], f"more than the {_MOST_CHAPTERS}")
    for time, name in sorted(stars.items()):
        has_room = 0 <= time <= last and len(kept) < _MOST_CHAPTERS
        if has_room and all(abs(time - other) >= _SHORTEST_CHAPTER for other in kept):
            kept[time] = name
    if len(kept) < _LEAST_CHAPTERS:
        raise Problem(
            f"YouTube shows no fewer than {_LEAST_CHAPTERS} chapters of {_SHORTEST_CHAPTER:g} seconds each, "
            f"and there would be {len(kept)}: give a longer recording."
        )
    return "".join(f"{clock_text(time, 0)} {_taken(name)}\n" for time, name in sorted(kept.items())), notes


def _known_until(attempt: Attempt) -> float:
    """How far an attempt's recording goes, in the seconds of the events, as far as that is known."""
    if attempt.until is not None:
        return attempt.until
    times = [action.time for action in attempt.actions] + [event.time for event in attempt.stars]
    return max([attempt.zero, *times])


def _apart(chapters: list[tuple[float, str]], last: float) -> list[tuple[float, str]]:
    """The chapters without those that begin too soon after another one, or after the last second for one."""
    kept: list[tuple[float, str]] = []
    for time, name in chapters:
        if not kept or (time - kept[-1][0] >= _SHORTEST_CHAPTER and time <= last):
            kept.append((time, name))
    return kept


def _left_out(names: Sequence[str], why: str) -> list[str]:
    if not names:
        return []
    are = "they are too short for YouTube" if why == "too short" else f"they are {why} that YouTube takes"
    return [f"Left out, as {are}: {', '.join(names)}."]


def _taken(name: str) -> str:
    """A name as YouTube takes it."""
    for letters, others in _NOT_TAKEN:
        name = name.replace(letters, others)
    return name
