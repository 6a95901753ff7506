"""From events and a route to what the timer is told, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..tracking.event import Event
from ..words import stars_text
from .route import AT_ONCE, BY_HAND, Condition, Route, Split, due_words

#: What an action can be.
KINDS = ("start", "split", "undo", "skip", "reset")


@dataclass(frozen=True)
class Action:
    """Something that the timer is to be told.

    ``kind`` is one of `KINDS`; ``index`` the split in the route that it is about, counted from 0 (None for
    "start" and "reset"); ``event`` what caused it (None: the player's button); ``time`` when it is due, in
    the seconds of the event, with the split's delay; ``reason`` why, in words.
    """

    kind: str
    index: int | None
    event: Event | None
    time: float
    reason: str

    def as_dict(self) -> dict:
        """The action as it is written to JSON."""
        cause = self.event.as_dict() if self.event else None
        return {
            "action": self.kind,
            "split": self.index,
            "time": round(self.time, 3),
            "reason": self.reason,
            "event": cause,
        }

    def __str__(self) -> str:
        return f"{self.kind}: {self.reason} ({self.time:.2f} s)"


class Splitter:
    """Follows a route by the events of one player. Holds no clock and no I/O, and knows no timer.

    ``index`` is the split that comes next. Who can see a timer tells where it is (`sync`), so that
    what the player splits, undoes and skips by hand is followed; without (``sees_timer``), splits by hand are
    taken for done as soon as a later one is due. ``starts``: the timer is started when the counter shows the
    route's first count.
    """

    def __init__(self, route: Route, *, starts: bool = False):
        self.route = route
        self.index = 0
        self.is_paused = False
        self.starts = starts
        self.sees_timer = False
        # By split that is behind: the count that we split or skipped it at, None where the player did.
        self._ours: list[int | None] = []
        self._count: int | None = None
        self._screens = _no_screens()  # since the count was reached
        self._screens_of: dict[int, dict[str, int]] = {}  # of the counts of this run

    def update(self, events: Iterable[Event]) -> list[Action]:
        """Takes the next events and returns what the timer is to be told, in that order."""
        return [action for event in events for action in self._handle(event)]

    def sync(self, index: int) -> None:
        """Takes over the timer's own split: -1 where it is not running."""
        self.sees_timer = True
        index = min(max(index, 0), len(self.route.splits))
        self._ours = self._ours[:index] + [None] * (index - len(self._ours))
        self.index = index

    def change_route(self, route: Route) -> None:
        """Goes on with another route, at the split that the count and the screens since say."""
        self.route, self.index, self._ours = route, 0, []
        if self._count is not None:
            self.join(self._count)

    def join(self, count: int) -> None:
        """Takes the route up in the middle of a run: what this count has split already is behind."""
        self._count = count
        splits = self.route.splits
        done = [
            i
            for i, split in enumerate(splits)
            if split.stars is not None and self._is_behind(split.stars, split.condition, count)
        ]
        self._pass(done[-1] + 1 if done else 0)

    def undo(self, time: float) -> list[Action]:
        """The player's button, pressed at a time in seconds: takes the last split back."""
        return self._back("the player's button", None, time) if self.index else []

    def skip(self, time: float) -> list[Action]:
        """The player's button: leaves the next split out."""
        return self._on("skip", "the player's button", None, time) if self.index < self._end else []

    def reset(self, time: float) -> list[Action]:
        """The player's button: begins anew."""
        return self._begin_anew("the player's button", None, time)

    def _is_behind(self, stars: int, condition: Condition, count: int) -> bool:
        if stars != count or condition == BY_HAND:
            return stars < count
        return condition == AT_ONCE or self._screens[condition.kind] >= condition.number

    @property
    def _end(self) -> int:
        return len(self.route.splits)

    def _handle(self, event: Event) -> list[Action]:
        actions: list[Action] = []
        count = event.to_count
        if event.kind == "reset" and count is not None:
            actions = self._begin_anew(f"back at {stars_text(count)}", event, event.time)
        before = self._count
        self._note(event)
        if self.is_paused:
            return []
        if count is not None:
            actions += self._join(count, event) if before is None else self._undo_to(count, event)
        return actions + self._split(event)

    def _note(self, event: Event) -> None:
        """Keeps the count, and the screens since it was reached."""
        if event.to_count is not None:
            self._count = event.to_count
            # After a count that was misread for a while, the screens of the right one go on.
            self._screens = self._screens_of.setdefault(self._count, _no_screens())
        elif event.kind in self._screens:
            self._screens[event.kind] += 1

    def _undo_to(self, count: int, event: Event) -> list[Action]:
        """Where the count fell, what it had split and skipped is undone."""
        actions = []
        while self._ours and (self._ours[-1] or 0) > count:
            actions += self._back(f"the counter shows {stars_text(count)} again", event, event.time)
        return actions

    def _join(self, count: int, event: Event) -> list[Action]:
        """The first count is known: a run begins, or is under way."""
        if count == self.route.start_count:
            return self._start(count, event)
        if not self.sees_timer:
            # From the next split on: the player may have skipped some before the counter was seen.
            left = enumerate(self.route.splits[self.index :], self.index)
            ahead = (i for i, split in left if split.stars is not None and split.stars >= count)
            self._pass(next(ahead, self._end))
        return []

    def _split(self, event: Event) -> list[Action]:
        """The split whose condition an event fulfils; the ones before, which can come no more, are skipped.

        They are skipped no sooner: a count that was misread for a while must not cost them.
        """
        due = self._due(event)
        if due is None:
            return []
        skipped, split = self._skip_to(due, event), self.route.splits[due]
        reason = f"{split.name}: {due_words(split)}"
        return skipped + self._on("split", reason, event, event.time + split.delay)

    def _due(self, event: Event) -> int | None:
        """The next split that an event makes due, None where one before it may still come."""
        for index in range(self.index, self._end):
            split = self.route.splits[index]
            if split.stars is None or split.condition == BY_HAND:
                continue
            if self._is_due(split, event):
                return index
            if self._may_come(split.stars, split.condition):
                return None
        return None

    def _may_come(self, stars: int, condition: Condition) -> bool:
        if self._count is None or stars != self._count:
            return self._count is None or stars > self._count
        return condition != AT_ONCE and self._screens[condition.kind] < condition.number

    def _is_due(self, split: Split, event: Event) -> bool:
        if split.stars != self._count:
            return False
        if split.condition == AT_ONCE:
            return event.to_count is not None
        kind, number = split.condition.kind, split.condition.number
        return event.kind == kind and self._screens[kind] == number

    def _skip_to(self, index: int, event: Event) -> list[Action]:
        """Leaves all splits before one out; those by hand only where it is seen that they were not split."""
        actions = []
        while self.index < index:
            split = self.route.splits[self.index]
            if split.stars is not None and split.condition != BY_HAND:
                reason = f"it did not come: “{split.condition}” after {stars_text(split.stars)}"
                actions += self._on("skip", f"{split.name}: {reason}", event, event.time)
            elif self.sees_timer:
                actions += self._on("skip", f"{split.name}: not split by hand", event, event.time)
            else:
                self._pass(self.index + 1)
        return actions

    def _on(self, kind: str, reason: str, event: Event | None, time: float) -> list[Action]:
        action = Action(kind, self.index, event, time, reason)
        self._ours.append(self._count if event else None)
        self.index += 1
        return [action]

    def _pass(self, index: int) -> None:
        """Counts splits as done by the player."""
        self._ours += [None] * (index - self.index)
        self.index = index

    def _back(self, reason: str, event: Event | None, time: float) -> list[Action]:
        self._ours.pop()
        self.index -= 1
        return [Action("undo", self.index, event, time, f"{self.route.splits[self.index].name}: {reason}")]

    def _begin_anew(self, reason: str, event: Event | None, time: float) -> list[Action]:
        self.index, self._ours, self._count = 0, [], None
        self._screens, self._screens_of = _no_screens(), {}
        return [Action("reset", None, event, time, reason)]

    def _start(self, count: int, event: Event) -> list[Action]:
        if not self.starts or self.index:
            return []
        return [Action("start", None, event, event.time, f"the counter shows {stars_text(count)}")]


def _no_screens() -> dict[str, int]:
    return {"black": 0, "white": 0}
