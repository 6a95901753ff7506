"""From events and a route to what the timer is told, and why."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ..tracking.attempts import SAME_COUNTER
from ..tracking.event import DEATHS, Event
from ..words import stars_text
from .mistaken import Done, why_mistaken
from .route import AT_ONCE, BY_HAND, Condition, Route, Split, due_words
from .seen import Seen

#: What an action can be.
KINDS = ("start", "split", "undo", "skip", "reset")
#: What may start the timer: nobody, the start-up logo, or the first counter.
STARTS = ("off", "logo", "counter")
#: Whether the logo resets the timer: no, only while the run is not over, or always.
RESETS = ("off", "unfinished", "always")

#: When the logo's first frame is shown, in seconds of the run (the community's rules), and how much later the
#: timer is started: as long as the slowest decision takes, so that it is always the same.
LOGO_AT, LOGO_DELAY = 1.33, 0.17
#: What the timer must begin with, in seconds, to be right where the logo starts it.
LOGO_START = LOGO_AT + LOGO_DELAY
#: So long after the castle is seen lives may fall, in seconds: 30 to 60 frames of the game, and the decision.
LIVES_FALL = 3.0

# What tells a star count.
_COUNTS = ("count", "star", "reset", "started")


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

    ``index`` is the split that comes next. Who can see a timer tells where it is (`sync`, `is_on`), so that
    what the player splits, undoes and skips by hand is followed; without (``sees_timer``), splits by hand are
    taken for done as soon as a later one is due. ``start_at`` is one of `STARTS`, ``logo_reset`` one of
    `RESETS`. ``unseen`` are the parts of the HUD and the picture that are not seen ("lives", "coins",
    "camera", "logo"): what rests on them is left to the player. ``seen``: what was seen of the run.
    """

    def __init__(self, route: Route, *, start_at: str = "off", logo_reset: str = "off"):
        self.route = route
        self.index = 0
        self.is_paused = False
        self.start_at, self.logo_reset = start_at, logo_reset
        self.unseen: frozenset[str] = frozenset()
        self.sees_timer = False
        #: Whether a run is on: the timer runs or shows a finished one, as far as that is known.
        self.is_on = False
        self._ours: list[Done] = []  # the splits that are behind
        self.seen = Seen()
        self._shown: int | None = None  # the last count, of whatever run
        self._begun: float | None = None  # when the first counter of this run was shown
        self._may_be_demo = False  # a counter was shown that may be a run's first, or a demo's
        self._plays_on = False  # after a game over a file is chosen in the middle of a run
        self._rests = False  # a finished run stays as it is until the timer is reset

    def update(self, events: Iterable[Event]) -> list[Action]:
        """Takes the next events and returns what the timer is to be told, in that order."""
        return [action for event in events for action in self._handle(event)]

    def sync(self, index: int) -> None:
        """Takes over the timer's own split: -1 where it is not running."""
        self.sees_timer, self.is_on = True, index >= 0
        if self.is_on and self._may_be_demo:  # the player has started it
            self._may_be_demo, self.seen.count = False, self.route.start_count
        index = min(max(index, 0), self._end)
        self._rests = self._rests and index == self._end
        self._ours = self._ours[:index]
        self._pass(index)

    def change_route(self, route: Route) -> None:
        """Goes on with another route, at the split that the count and the screens since say."""
        self.route, self.index, self._ours = route, 0, []
        if self.seen.count is not None:
            self.join(self.seen.count)

    def join(self, count: int) -> None:
        """Takes the route up in the middle of a run: what this count has split already is behind."""
        self.seen.count = count
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
        if self.index >= self._end:
            return []
        self.is_on = True
        return self._on("skip", "the player's button", None, time)

    def reset(self, time: float) -> list[Action]:
        """The player's button: begins anew."""
        return self._begin_anew("the player's button", None, time)

    @property
    def _end(self) -> int:
        return len(self.route.splits)

    def _handle(self, event: Event) -> list[Action]:
        if self.seen.is_left_before(event) or (self.seen.is_of_menu(event) and not self.route.counts_deaths):
            return []
        count = self._count_of(event)
        actions = self._take_back(event)
        actions += self._follow_run(event, count)
        if self._is_doubtful(event, count):
            self._may_be_demo, count = True, None
        self._may_be_demo &= count is None
        before = self.seen.count
        self.seen.note(event, count)
        if event.kind in DEATHS and not self.route.counts_deaths:
            self.seen.forget_death(event)
        if self.is_paused or self._rests:
            return []
        if count is not None:
            actions += self._join(count) if before is None else self._undo_to(count, event)
        return actions + self._split(event)

    # Resets and starts.

    def _count_of(self, event: Event) -> int | None:
        """The count that an event tells. Where a run begins with the count that was shown last, no event
        of its own tells it."""
        if event.to_count is not None:
            self._shown = event.to_count
        elif event.kind == "started" and self._shown in (None, self.route.start_count):
            self._shown = self.route.start_count
        else:
            return None
        return self._shown

    def _follow_run(self, event: Event, count: int | None) -> list[Action]:
        """Follows where runs begin."""
        if event.kind == "logo":
            return self._logo(event)
        self._plays_on |= event.kind == "game_over"
        if count is not None and (event.kind in ("reset", "started") or self.seen.count is None):
            return self._first_counter(event, count)
        return []

    def _logo(self, event: Event) -> list[Action]:
        """The console was started or reset: the run ends, and another one begins."""
        if (self.is_on and self._due(event) is not None) or self._is_kept(self.logo_reset != "off"):
            return []
        starts = self.start_at == "logo"
        time = event.time + LOGO_DELAY if starts else event.time
        actions = self._begin_anew("the start-up logo", event, time) if self.is_on else self._forget()
        self.is_on = starts
        return actions + ([Action("start", None, event, time, "the start-up logo")] if starts else [])

    def _first_counter(self, event: Event, count: int) -> list[Action]:
        """A run begins with its first counter, unless it began with the logo, or goes on."""
        if self._begun is not None and abs(event.time - self._begun) <= SAME_COUNTER:
            return []
        plays_on, self._plays_on = self._plays_on, False
        is_start = count == self.route.start_count
        is_known = self.seen.count is not None
        if event.kind == "started" and is_known and (plays_on or not is_start or self.start_at != "counter"):
            return []
        actions: list[Action] = []
        if is_known:
            if self._is_kept(True):
                return []
            actions = self._begin_anew(f"back at {stars_text(count)}", event, event.time)
        if self._is_doubtful(event, count):
            return actions
        self._begun, self.is_on = event.time, True
        if self.start_at == "counter" and is_start and not self.index:
            reason = f"the counter shows {stars_text(count)}"
            actions.append(Action("start", None, event, event.time, reason))
        return actions

    def _is_doubtful(self, event: Event, count: int | None) -> bool:
        """Whether a first counter, which is to start the timer, may be that of a title's demo: where coins
        are read, "started" tells that it is none."""
        may_start = self.start_at == "counter" and not self.is_on and count == self.route.start_count
        is_first = event.kind in ("count", "reset") and self.seen.count is None
        return may_start and is_first and "coins" not in self.unseen

    def _is_kept(self, resets: bool) -> bool:
        """Whether the run that is on stays as it is where another one begins."""
        is_over = self.index >= self._end
        self._rests = self.is_on and is_over and self.logo_reset == "unfinished"
        return self.is_on and (self._rests or not resets)

    def _join(self, count: int) -> list[Action]:
        """The first count is known: where the run is under way, what lower counts split is behind."""
        if not self.sees_timer and count != self.route.start_count:
            # The player may have skipped some before the counter was seen.
            splits, index = self.route.splits, self.index
            lower = [i for i, split in enumerate(splits) if split.stars is not None and split.stars < count]
            index = max(index, lower[-1] + 1 if lower else 0)
            while index < self._end and splits[index].stars is None and splits[index].condition == BY_HAND:
                index += 1
            self._pass(index)
        return []

    # What was split in error.

    def _take_back(self, event: Event) -> list[Action]:
        """Takes back what a death, a reset, another cross or screen has split, before it was known."""
        if self.is_paused:
            return []
        actions: list[Action] = []
        while self._ours and (why := self._why_mistaken(event)):
            actions += self._back(why, event, event.time)
        return actions

    def _why_mistaken(self, event: Event) -> str:
        """Why the last split was none, as an event tells; empty where it was one."""
        condition = self.route.splits[len(self._ours) - 1].condition
        return why_mistaken(
            event, condition, self._ours[-1], self.seen, counts_deaths=self.route.counts_deaths
        )

    def _undo_to(self, count: int, event: Event) -> list[Action]:
        """Where the count fell, what it had split and skipped is undone."""
        actions = []
        while self._ours and (self._ours[-1].stars or 0) > count:
            actions += self._back(f"the counter shows {stars_text(count)} again", event, event.time)
        return actions

    # Splits.

    def _split(self, event: Event) -> list[Action]:
        """The split whose condition an event fulfils; the ones before, which can come no more, are skipped.

        They are skipped no sooner: a count that was misread for a while must not cost them.
        """
        due = self._due(event)
        if due is None:
            return []
        skipped, split = self._skip_to(due, event), self.route.splits[due]
        reason = f"{split.name}: {due_words(split)}"
        return skipped + self._on("split", reason, event, event.time + split.delay + self._held(event))

    def _held(self, event: Event) -> float:
        """How long a split waits, in seconds, until it is known whether it is one."""
        if event.kind == "black" and self.route.splits[self.index].condition.kind == "door":
            return LIVES_FALL  # it may be the way into a course
        may_have_died = event.kind == "left" and "lives" not in self.unseen and self.seen.may_have_died
        return LIVES_FALL if may_have_died else 0.0

    def _due(self, event: Event) -> int | None:
        """The next split that an event makes due, None where one before it may still come."""
        least = max((s.stars for s in self.route.splits[: self.index] if s.stars is not None), default=0)
        waits = False  # for one without a count, which a higher count or the run's end leaves behind
        by_hand = False
        for index in range(self.index, self._end):
            split = self.route.splits[index]
            by_hand = self._is_by_hand(split, by_hand)
            if by_hand:
                continue
            is_sure = not waits or split.condition.kind == "grand star" or (split.stars or 0) > least
            if is_sure and self._is_due(split, event):
                return index
            if split.stars is None:
                waits = True
            elif event.kind != "grand_star" and self._may_come(split.stars, split.condition):
                return None
        return None

    def _is_by_hand(self, split: Split, is_before: bool) -> bool:
        """Whether a split is the player's, or waits for one that is: the one before it, as ``is_before``."""
        is_own = split.condition == BY_HAND or bool(split.condition.needs & self.unseen)
        return is_own or (is_before and split.is_any)

    def _may_come(self, stars: int, condition: Condition) -> bool:
        count = self.seen.count
        if count is None or stars != count:
            return count is None or stars > count
        if condition.happening:
            return True
        return condition != AT_ONCE and self._screens(condition) < condition.number

    def _is_due(self, split: Split, event: Event) -> bool:
        if split.stars is not None and split.stars != self.seen.count:
            return False
        kind, number, happening = split.condition.kind, split.condition.number, split.condition.happening
        if kind == "camera":
            # The cross may be told before the star that it belongs to.
            before = self._ours[-1].time if self._ours else -math.inf
            return event.kind in ("cutscene", *_COUNTS) and self.seen.crosses(before) == number
        if happening:
            return event.kind == happening.event and self._is_meant(kind)
        if split.condition == AT_ONCE:
            return event.kind in _COUNTS
        return event.kind == kind and self._screens(split.condition) == number

    def _screens(self, condition: Condition) -> int:
        return self.seen.screens(condition.kind, since_key=condition.since_key)

    def _is_meant(self, kind: str) -> bool:
        """Whether the event of a happening is the one that it is about."""
        if kind == "entry":
            return not self.seen.is_back_after_key
        if kind == "door":
            return self.seen.is_in_castle
        if kind == "pipe":
            return self.seen.is_first_inside(self._ours[-1].time if self._ours else -math.inf)
        return True

    def _is_behind(self, stars: int, condition: Condition, count: int) -> bool:
        if stars != count or condition == BY_HAND:
            return stars < count
        if condition.happening:
            return False
        return condition == AT_ONCE or self._screens(condition) >= condition.number

    def _skip_to(self, index: int, event: Event) -> list[Action]:
        """Leaves all splits before one out; those by hand only where it is seen that they were not split."""
        actions: list[Action] = []
        by_hand = False
        while self.index < index:
            split = self.route.splits[self.index]
            by_hand = self._is_by_hand(split, by_hand)
            if not by_hand:
                after = f" after {stars_text(split.stars)}" if split.stars is not None else ""
                reason = f"it did not come: “{split.condition}”{after}"
                actions += self._on("skip", f"{split.name}: {reason}", event, event.time)
            elif self.sees_timer:
                actions += self._on("skip", f"{split.name}: not split by hand", event, event.time)
            else:
                self._pass(self.index + 1)
        return actions

    def _on(self, kind: str, reason: str, event: Event | None, time: float) -> list[Action]:
        action = Action(kind, self.index, event, time, reason)
        self._ours.append(Done(self.seen.count, event.time, event) if event else Done(None, time))
        self.index += 1
        return [action]

    def _pass(self, index: int) -> None:
        """Counts splits as done by the player."""
        self._ours += [Done(None, self.seen.latest)] * (index - len(self._ours))
        self.index = index

    def _back(self, reason: str, event: Event | None, time: float) -> list[Action]:
        self._ours.pop()
        self.index -= 1
        return [Action("undo", self.index, event, time, f"{self.route.splits[self.index].name}: {reason}")]

    def _begin_anew(self, reason: str, event: Event | None, time: float) -> list[Action]:
        self._forget()
        return [Action("reset", None, event, time, reason)]

    def _forget(self) -> list[Action]:
        """Forgets the run that is on, or was, without a word to the timer."""
        self.index, self._ours, self.seen = 0, [], Seen()
        self.is_on = self._plays_on = self._rests = self._may_be_demo = False
        self._begun = None
        return []
