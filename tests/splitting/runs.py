"""Runs for the tests of the splitter: a route, and events one second apart."""

from star_counter.splitting.route import AT_ONCE, BY_HAND, Condition, Route, Split
from star_counter.splitting.splitter import Splitter
from star_counter.tracking.event import Event


def black(number):
    return Condition("black", number)


ROUTE = Route(
    "test",
    (
        Split("Start", 0, AT_ONCE),
        Split("One", 1, black(1)),
        Split("Two", 1, black(3), delay=0.5),
        Split("Door", None, BY_HAND),
        Split("Three", 3, AT_ONCE),
        Split("Mips", 3, Condition("white", 1)),
        Split("End", None, BY_HAND),
    ),
)


class Run:
    """Writes events, frame by frame, and gives them to a splitter."""

    def __init__(self, route=ROUTE, **options):
        self.splitter = Splitter(route, **options)
        self.actions = []  # all that the timer was told
        self.frame = 0
        self.count = None

    def to(self, count, kind=None):
        kind = kind or ("star" if self.count is not None and count == self.count + 1 else "count")
        before, self.count = self.count, count
        return self._give(Event(kind, self.frame, self.frame / 30, before, count, 1.0, self.frame, 3))

    def screen(self, kind="black"):
        found = self._give(Event(kind, self.frame, self.frame / 30))
        for part in ("full", "end"):
            found += self._give(Event(f"{kind}_{part}", self.frame, self.frame / 30))
        return found

    def _give(self, event):
        self.frame += 30
        actions = self.splitter.update([event])
        self.actions += actions
        return told(actions)


def told(actions):
    return [(action.kind, action.index) for action in actions]
