"""What a black screen was, decided after it: a death, an exit, the game over."""

from __future__ import annotations

import math

from .event import Event, Moment

#: So sure it must be that it was, or was none.
LEAST_SURE = 0.95

# Of the courses that are left without a star so many are by death.
_DEATHS = 0.3
# A death throws Mario into the castle, with the cross on from the first frame. How much each frame of the
# game with another icon speaks against one, as a logarithm of odds.
_NO_CROSS = -1.5
# The lives fall when Mario lands: 30 to 60 frames after the level is loaded, of which the first are covered.
_FIRST_FALL, _LAST_FALL = 0.5, 2.4  # seconds
# As probably they fall later than that.
_LATER = 0.01
# After so long nothing more will be seen.
_LONGEST = 5.0  # seconds
_TICK = 1 / 30  # seconds
# The game over: so much its prior, and each frame of the game without the HUD that is not black, is evidence.
_IN_COURSE, _IN_CASTLE, _PICTURE = 0.0, -6.0, 0.12


class Arrival:
    """The castle is shown after a course, which may have been left by a death as long as a life may fall."""

    def __init__(self, left: Event, sees_lives: bool):
        self.left, self._sees_lives = left, sees_lives
        self._no_cross = 0.0

    def look(self, seconds: float, is_other_icon: bool) -> None:
        """Takes whether a frame shows another icon of the camera than the cross."""
        if is_other_icon:
            self._no_cross += min(seconds / _TICK, 1.0) * _NO_CROSS

    def alive(self, now: Moment, lives_read: Moment | None) -> float:
        """How probable it is that it was no death, where the lives have not fallen yet."""
        if not self._sees_lives or now.time - self.left.time > _LONGEST:
            return 1.0
        read = lives_read.time - self.left.time if lives_read else 0.0
        stayed = min(max((_LAST_FALL - read) / (_LAST_FALL - _FIRST_FALL), _LATER), 1.0)
        odds = math.log(_DEATHS / (1 - _DEATHS)) + math.log(stayed) + self._no_cross
        return 1 / (1 + math.exp(odds))


class GameOver:
    """A black screen came with no life left: the game over, if no level is shown after it."""

    def __init__(self, *, was_castle: bool):
        self._odds = _IN_CASTLE if was_castle else _IN_COURSE

    def look(self, seconds: float, is_picture: bool) -> None:
        """Takes whether a frame shows something, but no HUD."""
        if is_picture:
            self._odds += min(seconds / _TICK, 1.0) * _PICTURE

    @property
    def sure(self) -> float:
        """How sure it is."""
        return 1 / (1 + math.exp(-self._odds))
