"""A scene: what is shown between two screens, and where that is."""

from __future__ import annotations

import itertools
import math
from collections import deque

from ..belief import SEEN
from ..event import Event, Moment
from .camera import Cross, Crosses
from .dimming import Dimming

#: So sure a place must be.
LEAST_SURE = 0.99

# How much a frame of the game speaks for a course where coins are read in it, and for the castle where none
# are, though the stars are: as a logarithm of odds, a frame of the game.
_COINS, _NO_COINS = 2.5, 1.6
# Where none are drawn, hardly any number looks like one in a thousand frames. Below this there are none.
_FAINT = 0.1
# Once a place is known, it is another one without a screen between only where a state is loaded. Coins that
# cannot be read for a while have something bright behind them, or a notice over them.
_STILL_COINS, _STILL_NO_COINS = 0.5, 0.035
_MOST = 12.0
# Coins are looked at in every third frame, or in each.
_RARELY = 3.0
_TICK = 1 / 30  # seconds
# A scene is one of the run, as a logarithm of odds: at first and at most, and what a frame of the game adds
# that shows the run's count, or another one, or none (it blinks), or no icon of the camera.
_UNREAL, _MOST_REAL, _LEAST_REAL = -4.0, 8.0, 2.2
_RIGHT, _WRONG, _UNSEEN, _NO_CAMERA = 2.5, -2.0, -0.25, -0.8
# Crosses of doors are 82 frames of the game at most, that of an arena's entry 180 and a dialogue: which one a
# cross is, by its seconds (the game runs at 30 or at 25 frames a second).
_ENTRY = 4.5
# It comes with the scene.
_WITH_SCENE = 1.0  # seconds
# A fade covers the camera about when it covers the counter.
_AT_END = 0.5  # seconds
# An arena keeps the stage's coins. Odds, as logarithms.
_ARENA, _ENTRY_CROSS, _SHORT_CROSS, _KEPT, _LOST = -1.5, 5.0, -4.0, 2.0, -4.0
_LEAST_ARENA = 2.0
# The cross in which the grand star appears lasts 135 to 155 frames of the game.
_APPEARS = (4.2, 6.5)
# One of the title's demos leads to the logo, 8 frames of the game or a few more after the picture is black.
# After a reset it comes 1.33 s after the last picture, or later.
_DEMO_LOGO = 1.0  # seconds


class Scene:
    """What is shown between two screens; ``colour``: that of the screen before it, None where there was none.

    Only a scene that shows the count of the run is one of it (`is_real`): other pictures can look like any.
    """

    def __init__(self, colour: str | None, began: Moment | None = None):
        self.colour = colour
        #: The first frame of the screen before it, and of the one after it.
        self.began = began
        self.ended: Moment | None = None
        #: "course" (arenas are courses), "castle", or "" where it is not known.
        self.place = ""
        #: The first frame of the fade to black before it; None: there was none, or a death of it is told.
        self.black: Moment | None = None
        self.odds = 0.0  # for a course
        self._real = _UNREAL
        self.was_real = False
        self.crosses = Crosses()
        #: When the star counter was seen first.
        self.opened: Moment | None = None
        #: Whether a star was taken in it.
        self.has_star = False
        #: Whether a run begins in it, or a demo of the title is shown.
        self.is_start = self.is_demo = False
        #: Whether it comes after a course, by a black screen; the coins then; whether they went on, or None.
        self.follows_course = False
        self.coins_before: int | None = None
        self.kept_coins: bool | None = None

    @property
    def opened_by_black(self) -> Moment | None:
        """When it opened, where a black screen led to it that is no death yet."""
        return self.opened if self.black and self.colour == "black" else None

    @property
    def is_settled(self) -> bool:
        """Whether it is known where it is, and that it is one of the run."""
        return bool(self.place) and self._real >= _MOST_REAL

    @property
    def is_unreal(self) -> bool:
        """Whether nothing was seen in it lately that is of the run."""
        return self._real <= _UNREAL

    @property
    def is_real(self) -> bool:
        """Whether it shows the run."""
        return self._real >= _LEAST_REAL

    @property
    def sure_real(self) -> float:
        """How sure it is that it shows the run."""
        return 1 / (1 + math.exp(-self._real))

    def count(self, seconds: float, seen: float, right: float, *, has_camera: bool) -> None:
        """Takes how surely any star count is seen in a frame, how surely the run's, and if the camera is."""
        ticks = min(seconds / _TICK, 1.0)
        if seen >= SEEN:
            self._real += ticks * (_RIGHT if right >= SEEN else _WRONG)
        else:
            self._real += ticks * _UNSEEN
        if not has_camera:
            self._real += ticks * _NO_CAMERA
        self._real = min(max(self._real, _UNREAL), _MOST_REAL)
        self.was_real |= self.is_real

    def look(self, seconds: float, coins: float, stars: float) -> bool:
        """Takes how surely the coins and the stars are seen in a frame. Whether the place is known anew."""
        ticks = seconds / _TICK
        return self._weigh(min(ticks, 1.0 if coins >= SEEN else _RARELY), coins, stars)

    def pass_over(self, seconds: float, coins: float, stars: float) -> None:
        """Takes the same of a frame, and that all in so many seconds before it were like it."""
        self._weigh(seconds / _TICK, coins, stars)

    def _weigh(self, ticks: float, coins: float, stars: float) -> bool:
        if coins >= SEEN:
            self.odds += ticks * (_STILL_COINS if self.place == "castle" else _COINS)
        elif stars >= SEEN and coins < _FAINT:
            self.odds -= ticks * (_STILL_NO_COINS if self.place == "course" else _NO_COINS)
        self.odds = min(max(self.odds, -_MOST), _MOST)
        if self.sure < LEAST_SURE or not self.is_real or self.opened is None:
            return False
        place = "course" if self.odds > 0 else "castle"
        is_new, self.place = place != self.place, place
        return is_new

    @property
    def sure(self) -> float:
        """How sure the place is."""
        return 1 / (1 + math.exp(-abs(self.odds)))

    def arena(self, now: Moment) -> float:
        """How probable it is that this is one of Bowser's arenas."""
        if self.place != "course" or not self.follows_course or self.opened is None:
            return 0.0
        odds = _ARENA
        if self.kept_coins is not None:
            odds += _KEPT if self.kept_coins else _LOST
        first = self.crosses.all[0] if self.crosses.all else None
        if first is not None and first.first.time - self.opened.time <= _WITH_SCENE:
            if first.seconds(now) >= _ENTRY:
                odds += _ENTRY_CROSS
            elif first.last is not None:
                odds += _SHORT_CROSS
        return 1 / (1 + math.exp(-odds))

    @property
    def ended_with_cross(self) -> bool:
        """Whether the cross was shown until the scene's end."""
        cross = self.crosses.all[-1] if self.crosses.all else None
        if cross is None or self.ended is None:
            return False
        return cross.last is None or self.ended.time - cross.last.time <= _AT_END

    def led_to_logo(self, logo: Event, dimming: Dimming) -> bool:
        """Whether it is a demo of the title that faded, and that logo came too soon for a reset's."""
        if not self.is_demo or self.ended is None or logo.time - self.ended.time > _DEMO_LOGO:
            return False
        return dimming.led_to(self.ended)

    def is_arena(self, now: Moment) -> bool:
        """Whether it is believed to be one."""
        return self.arena(now) >= 1 / (1 + math.exp(-_LEAST_ARENA))

    def grand_star(self, now: Moment) -> Cross | None:
        """The cross after the grand star's touch: the last one, after that in which the star appears.

        There are others in the arena where the player holds the camera still.
        """
        crosses = self.crosses.all
        if len(crosses) < 3 or not self.is_arena(now):
            return None
        has_appeared = any(_APPEARS[0] <= cross.seconds(now) <= _APPEARS[1] for cross in crosses[1:-1])
        return crosses[-1] if has_appeared else None


class Fade:
    """Finds the first frame of a fade of a death to black, once it is over.

    Its first frames hide nothing, or the corners alone, whatever its shape. But it is always as long: so it
    is told by its end, and by how long its shape took to close over the middle.
    """

    def __init__(self) -> None:
        self._dark: deque[tuple[Moment, float]] = deque(maxlen=_REMEMBERED)

    def update(self, now: Moment, dark: float) -> None:
        """Takes how much of the next frame is dark."""
        self._dark.append((now, dark))

    def first(self, black: Moment) -> Moment:
        """The first frame of the fade that had covered the counter at that moment."""
        after = [(at, dark) for at, dark in self._dark if 0 <= at.time - black.time <= _LONGEST]
        before = [(at, dark) for at, dark in self._dark if 0 <= black.time - at.time <= _LONGEST]
        if not after or not before:
            return black
        most, usual = max(dark for _, dark in after), min(dark for _, dark in before)
        full = next(at for at, dark in after if dark >= most - _NOISE)
        middle = most - _MIDDLE * (most - usual)
        closing = [at for at, dark in (*before, *after) if dark <= middle and at.time < full.time]
        tick = self._tick()
        closed_in = full.time - max((at.time for at in closing), default=black.time)
        ticks = _CIRCLE if closed_in < _CLOSES * tick else _HEAD
        begin = full.time - (ticks - _HIDDEN) * tick
        return _nearest([at for at, _ in before], begin)

    def _tick(self) -> float:
        """How long a frame of the game takes, in seconds: videos of PAL have 25 or 50 frames a second.

        Some frames may have been left out.
        """
        moments = itertools.pairwise(at for at, _ in self._dark)
        times = sorted((b.time - a.time) / max(1, b.frame - a.frame) for a, b in moments)
        frame = times[len(times) // 2]
        return min((1 / 25, 1 / 30), key=lambda tick: min(abs(frame - tick), abs(frame - tick / 2)))


def _nearest(looked: list[Moment], time: float) -> Moment:
    """The frame whose time is nearest, of those that were looked at, in their order, and those between."""
    after = next((at for at in looked if at.time >= time), looked[-1])
    before = next((at for at in reversed(looked) if at.time <= time), looked[0])
    if after.frame <= before.frame:  # it was looked at, or is before or after all that were
        return before
    step = (after.time - before.time) / (after.frame - before.frame)
    passed = math.ceil((time - before.time) / step - 0.5)
    return Moment(before.frame + passed, before.time + passed * step)


_REMEMBERED = 600  # frames
# No fade of a death, nor the black after it until the middle is covered too, takes longer.
_LONGEST = 2.5  # seconds
# How much of the picture may change in black.
_NOISE = 0.002
# From when a quarter of the picture is left to the end a circle takes 5 to 8 frames of the game, and Bowser's
# head 12 to 20, by how much larger than the picture they are at first.
_MIDDLE, _CLOSES = 0.25, 10
# How many frames of the game the fades of a death take: falling out of a course, or dying in it. All of the
# picture is black one before the end, and nothing is hidden in the first.
_CIRCLE, _HEAD, _HIDDEN = 20, 48, 2
