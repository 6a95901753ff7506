"""What may be left out of a run: where nothing is to be decided, and a later frame shows what is known."""

from __future__ import annotations

import numpy as np

from ..reading.frame import CAMERAS, Reading
from .belief import SEEN
from .event import Event, Moment
from .parts.coins import MANY
from .parts.numbers import NUMBERS
from .run import Run

# What a new scene shows is known by then: coins are read again.
_NEW = 0.4  # seconds
# Where there is no counter for so long is a menu, a cutscene or the credits, and no short scene comes soon.
_LONG_GONE = 1.0  # seconds
# After an arena the crosses tell what ended it.
_LONG_AFTER_ARENA = 5.0  # seconds
# Whether a run begins with it is known by then.
_BEGINS = 2.0  # seconds
#: No screen and no cross is over sooner.
SOON = 0.3  # seconds
# The cross of an arena's entry is shown for 180 frames of the game: one is not missed in less than that.
_ARENA_ENTRY = 5.0  # seconds
# No cross in an arena is shorter than a door's, of 82 frames of the game.
_SHORTEST_CROSS = 2.5  # seconds
# The cross goes on for so long after the star's count.
_STAR_CROSS = 4.0  # seconds
_CROSS = CAMERAS.index("cross")


class QuietRun(Run):
    """A run of which parts may be passed over, in which nothing happened."""

    _star: Moment | None = None  # the last one

    def take_star(self, star: Event) -> Event:
        """Takes a star, and says where it was taken."""
        self._star = Moment(star.frame, star.time)
        return super().take_star(star)

    def is_settled(self, now: Moment, *, at_start: bool) -> bool:
        """Whether nothing is to be decided: more frames like the last one change nothing that is known.

        ``at_start``: whether runs begin with the count of stars.
        """
        if self._game_over or not self._counter.is_settled:
            return False
        scene = self._scene
        if scene.opened is None:
            long = _LONG_AFTER_ARENA if self._before.is_arena(now) else _LONG_GONE
            is_gone = self._gone is not None and now.time - self._gone.time >= long
            return is_gone and not self._counter.is_on and scene.is_unreal
        parts = self.camera.is_settled and self.coins.is_settled and self.lives.is_settled
        is_new = now.time - scene.opened.time < (_BEGINS if self._may_start else _NEW)
        may_start = self._may_start and at_start
        is_open = is_new or may_start or not self._counter.is_on or self._may_keep_coins
        return parts and scene.is_settled and not is_open

    @property
    def is_idle(self) -> bool:
        """Whether the counter is gone, and it is no matter why."""
        is_gone = self._counter.is_settled and not self._counter.is_on
        return self._game_over is None and is_gone and self._scene.is_unreal

    def expects(self, now: Moment, reading: Reading) -> bool:
        """Whether a frame with the run's count, some seconds later, shows nothing but what is known."""
        scene, last = self._scene, self._last or now
        is_soon = now.time - last.time <= SOON
        if not self.parts.expects(reading, is_soon=is_soon):
            return False
        if reading.lives is not None and _number(reading.lives) != self.lives.number:
            return False
        if reading.coins is not None and not self._expects_coins(reading.coins):
            return False
        if scene.place == "course" and now.time - last.time > _ARENA_ENTRY:
            return False
        if reading.camera is None or (scene.place == "castle" and not is_soon):
            return True
        is_cross = bool(reading.camera[_CROSS] >= SEEN)
        if is_soon:
            return is_cross == self.camera.is_cross
        if scene.is_arena(last):
            return not is_cross and not self.camera.is_cross and now.time - last.time <= _SHORTEST_CROSS
        if not is_cross:
            # It may be an arena, whose crosses are measured.
            return not (scene.follows_course and self.camera.is_cross)
        # Between two crosses an arena may have been entered, but not while a star is danced for.
        is_dance = self._star is not None and now.time - self._star.time <= _STAR_CROSS
        return is_dance and self.camera.is_cross

    def _expects_coins(self, counts: np.ndarray) -> bool:
        """Whether they are seen where they were, and have not become 100."""
        coins = _number(counts)
        if (coins is not None) != self.coins.are_shown:
            return False
        return coins is None or coins < MANY or (self.coins.number or 0) >= MANY

    def pass_over(self, now: Moment, seconds: float, reading: Reading) -> None:
        """Takes the reading of a frame up to which nothing happened, and all before it for the same."""
        self._last, self._unlooked, is_seen = now, 0.0, reading.seen >= SEEN
        self._fade.update(now, reading.dark)
        self._logo.update(now, reading.letters, reading.dark)
        self._counter.pass_over(now, reading.seen)
        self.parts.update(seconds, reading)
        is_read = is_seen and (reading.lives is None or _number(reading.lives) is not None)
        self.lives.pass_over(now, seconds, is_read=is_read)
        coins = None if reading.coins is None else reading.coins[:NUMBERS]
        self.coins.pass_over(now, seconds, coins)
        if coins is not None and (coins.max() >= SEEN or not self._are_more_than_read):
            self._scene.pass_over(seconds, float(coins.max()), reading.seen)
        crosses = self._scene.crosses.all
        if reading.camera is not None and self.camera.pass_over(now, reading.camera) and crosses:
            crosses[-1].last = now


def _number(counts: np.ndarray) -> int | None:
    """The number that is most probably shown, of lives or coins; None where none is seen."""
    best = int(counts.argmax())
    return best if best < NUMBERS and counts[best] >= SEEN else None
