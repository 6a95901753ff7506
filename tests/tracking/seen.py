"""A tracker that has seen a film up to some place, and may pass over what comes next."""

from dataclasses import replace

from star_counter.reading.frame import Reading
from star_counter.tracking.tracker import Tracker
from tests.tracking.film import Film, classes, icon
from tests.tracking.readings import NOTHING

FPS = 30
#: The first frames of a film are a second apart: a run begins after an absence of the counter.
RARE = 12


class Seen:
    """A tracker that has seen a film, and what it last saw."""

    def __init__(self, film):
        self.tracker, self.number, self.told = Tracker(), -1, []
        for reading in film.readings[:RARE]:
            self.number += FPS - 1
            self.see(reading)
        for reading in film.readings[RARE:]:
            self.see(reading)

    @property
    def time(self):
        return self.number / FPS

    def see(self, reading, frames=1):
        """The next frames."""
        for _ in range(frames):
            self.number += 1
            if reading is None:
                continue
            self.told += self.tracker.update(self.number, self.time, reading)
        self.reading = reading
        return self

    def passes(self, seconds, **changes):
        """Passes over so many seconds, and over what has changed since the last frame."""
        self.number += round(seconds * FPS)
        self.reading = replace(self.reading, **changes)
        self.tracker.pass_over(self.number, self.time, self.reading)
        return self

    def expects(self, seconds=2.0, **changes):
        """Whether it expects the last frame again so many seconds later, but for some changes."""
        shown = replace(self.reading, **changes)
        return self.tracker.expects(self.number + round(seconds * FPS), self.time + seconds, shown)

    @property
    def is_settled(self):
        return self.tracker.is_settled

    def settles(self, reading, most=600):
        """After how many such frames it is settled; None where it never is."""
        for frames in range(1, most):
            if self.see(reading).is_settled:
                return frames
        return None


def begun(**options):
    return Film(**options).hidden(RARE).play(60)


def castle():
    return Seen(begun().play(30))


def course(**changes):
    return Seen(begun().enter().play(60, **changes))


def arena():
    return Seen(begun().screen(20, coins=0).play(100, coins=7).arena())


def unseen(frames):
    """A picture without a counter, for so long after the castle."""
    return Seen(begun().play(30).hidden(frames))


def shown(**changes):
    """A frame of the castle, but for some changes."""
    parts = {"lives": classes(4), "coins": NOTHING, "camera": icon("lakitu"), "dark": 0.05}
    return Reading(**{"probabilities": classes(0)} | parts | changes)


def dance(frames=60):
    """A star's dance, so many frames since it was taken."""
    return Seen(begun().enter().play(60).play(2, stars=1).play(frames, camera="cross"))


def up_to_a_second(seen):
    """Shows the last frame until the next one is that of a whole second: such times have no rounding."""
    return seen.see(seen.reading, (-1 - seen.number) % FPS)
