"""The start-up logo: letters that grow from a point on black."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence

from ..event import Event, Moment

#: How wide the letters are, as a share of the picture, in the frames of the game: their sizes (sm64,
#: src/menu/intro_geo.c) times the width at full size; None where they are wider than the picture. The
#: first one is a point that many pictures do not show.
GROWTH = (0.012, 0.114, 0.363, 0.675, 0.963, None, 0.948, 0.704, 0.788)
# In widescreen the letters' middle lies there in the part of the picture that is measured, and it cuts them.
_WIDE_MIDDLE = 0.33
_GROWTHS = (GROWTH, tuple(width and min(width, _WIDE_MIDDLE + width / 2) for width in GROWTH))
#: Frames of the game a second: NTSC and PAL.
RATES = (30.0, 25.0)
#: So sure it must be that it is the logo.
LEAST_SURE = 0.99
#: The logo stands for 2.5 s and longer: what grows sooner is the same one.
SHORTEST = 2.0  # seconds

# Before the first frame all is black, and no letters are wider than a point.
_BLACK, _POINT = 0.9, 0.08
# Where there are letters, so much of the picture is lighter than in the black before them, which a layout's
# marks may lighten, too; so long they may be too small to be made out: two frames of the game.
_LIGHTER, _SMALL = 0.005, 0.085
# Nothing is looked for before letters as wide as this are made out.
_LEAST = 0.3
# The first frames of the game may be lost.
_MOST_LOST = 2
_REMEMBERED = 0.5  # seconds
# How far a width may be from the expected one.
_SPREAD = 0.09
# How dense the widths are that are read without a logo (mostly there is none), and how rare a logo is.
_CHANCE = 0.15
_PRIOR = math.log(1e-3)
_LEAST_ODDS = math.log(LEAST_SURE / (1 - LEAST_SURE))
# One frame says no more than this against it.
_WORST = -6.0
# Letters as wide as the picture lighten so much of it, others by their width's square: that tells how wide
# those are that video compression smears, where they lighten at least so much.
_LIGHTENED, _SOMETHING = 0.4, 0.02


class Logo:
    """Follows the width of the letters."""

    def __init__(self) -> None:
        self._widths: deque[tuple[Moment, float, float]] = deque()  # moment, letters, dark
        self._made_out = -math.inf  # when letters were, the last time
        self._told: Moment | None = None

    def update(self, now: Moment, letters: float, dark: float) -> Event | None:
        """Takes the next frame's letters, a share of the picture's width, and how much of it is dark."""
        widths = self._widths
        widths.append((now, letters, dark))
        while now.time - widths[0][0].time > _REMEMBERED:
            widths.popleft()
        if letters >= _LEAST:
            self._made_out = now.time
        if now.time - self._made_out > _REMEMBERED:
            return None
        if self._told is not None and now.time - self._told.time < SHORTEST:
            if letters >= _LEAST:
                self._told = now  # it goes on
            return None
        odds, first = max(
            (
                (self._odds(growth, start, lost, rate), -start)
                for growth in _GROWTHS
                for rate in RATES
                for start in range(sum(moment.time <= self._made_out for moment, _, _ in widths))
                for lost in range(_MOST_LOST + 1)
            ),
            default=(-math.inf, 0),  # where times go back
        )
        if odds < _LEAST_ODDS:
            return None
        self._told = now
        moment, sure = self._shown(widths, -first), 1 / (1 + math.exp(-odds))
        return Event("logo", *moment, sure=sure, decided=now.frame, rests_on=("logo",))

    def _odds(self, growth: Sequence[float | None], start: int, lost: int, rate: float) -> float:
        """How probable it is that it begins with that frame, so many lost before it: logarithm of odds."""
        widths = list(self._widths)
        if not self._is_black_before(widths, start):
            return -math.inf
        begin, black, odds = widths[start][0].time, widths[start - 1][2], _PRIOR
        seen: set[int] = set()
        for moment, letters, dark in widths[start:]:
            frame = int((moment.time - begin) * rate + 0.01) + lost
            if frame >= len(growth):
                break
            expected, width = growth[frame], letters or _width_by_light(black - dark)
            if expected is None:
                continue
            error = (width - expected) / _SPREAD
            gain = math.log(1 / (_SPREAD * math.sqrt(2 * math.pi) * _CHANCE)) - error**2 / 2
            # A picture of the game that is filmed twice is one witness, and a black one is none.
            is_new = frame > 0 and width > 0 and frame not in seen
            odds += max(gain if is_new else min(gain, 0.0), _WORST)
            seen.add(frame)
        return odds

    @staticmethod
    def _is_black_before(widths: list[tuple[Moment, float, float]], start: int) -> bool:
        before = widths[max(0, start - 3) : start]
        return bool(before) and all(dark >= _BLACK and letters < _POINT for _, letters, dark in before)

    @staticmethod
    def _shown(widths: deque[tuple[Moment, float, float]], start: int) -> Moment:
        """The first frame with letters: small ones are not made out always, but lighten the black."""
        while start < len(widths) - 1 and widths[start][1] <= 0:
            start += 1
        seen, black = widths[start][0], max(dark for _, _, dark in widths)
        while start > 0 and (
            widths[start - 1][1] > 0
            or (widths[start - 1][2] < black - _LIGHTER and seen.time - widths[start - 1][0].time < _SMALL)
        ):
            start -= 1
        return widths[start][0]


def _width_by_light(light: float) -> float:
    return math.sqrt(light / _LIGHTENED) if light > _SOMETHING else 0.0
