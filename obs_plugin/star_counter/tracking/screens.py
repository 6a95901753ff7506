"""Black and white screens: the game's fades."""

from __future__ import annotations

from dataclasses import dataclass

from ..reading.frame import Reading
from .belief import SEEN
from .event import Event, Moment
from .parts.flag import chance

#: A screen is believed from its second frame on: codecs and captures break single frames.
READINGS = 2
#: All of the picture is covered from this share on.
FULL = 0.98

# Of what was not dark (bright) just before, this much must be now. In a dark cave most of the picture is
# dark, and the corner too when the counter blinks: no screen.
_LEAST_CHANGE = 0.4
# The share just before is an average over so many seconds: frames count less, the longer ago they were.
_AVERAGED_OVER = 1.0
# How bright a black corner and how dark a white one may be, of 255: 16 and 235 are black and white in the
# limited range.
_MOST_BLACK, _LEAST_WHITE = 28.0, 222.0
# Once all of the picture was covered, the corner is no brighter (darker) than then by more than this: a dark
# scene without a counter is no screen.
_SAME_LEVEL = 12.0
# So much of the picture is bright while a white screen goes on: the star selection with all its stars.
_STILL_WHITE = 0.75
# By so much noise changes the level of a corner.
_NOISE = 3.0

_START = Moment(0, 0.0)


@dataclass
class _Span:
    """What is shown or may be shown, from when to when, in how many readings, and since when it is full."""

    screen: str | None = None
    first: Moment = _START
    last: Moment = _START
    readings: int = 0
    full: Moment | None = None

    def add(self, now: Moment, reading: Reading) -> None:
        """Takes one more frame of it."""
        self.last = now
        self.readings += 1
        if self.full is None and self.screen and reading.share(self.screen) >= FULL:
            self.full = now


class Screens:
    """Follows the black and white screens of one player."""

    def __init__(self):
        self._span = self._next = _Span()
        # The shares since the last screen; that are none, or the first frame's, while nothing else is known.
        self._usual: dict[str, float] = {}
        # The purest level of the corner since it is black (white) and all of the picture was covered.
        self._purest: float | None = None
        self._before: Moment | None = None

    @property
    def shown(self) -> str | None:
        """The screen that is shown: "black", "white" or None."""
        return self._span.screen

    @property
    def is_settled(self) -> bool:
        """Whether the last frame showed what is believed."""
        return self._next is self._span

    def pass_over(self, now: Moment, reading: Reading) -> None:
        """Takes a frame without a screen, and all before it for the same: what was dark just before, too."""
        if self._screen(reading) is None:
            self._average(now, reading)
        self._before = now

    def update(self, now: Moment, reading: Reading) -> list[Event]:
        """Takes the next frame and returns what happened."""
        screen = self._screen(reading)
        if screen is None:
            self._average(now, reading)
        elif reading.share(screen) >= FULL:
            purer = min if screen == "black" else max
            self._purest = purer(reading.level, reading.level if self._purest is None else self._purest)
        self._before = now
        if screen == self.shown:
            self._next = self._span
            was_full = self._span.full
            self._span.add(now, reading)
            return [] if was_full else self._full()
        if self._next.screen != screen:
            self._next = _Span(screen, now)
        self._next.add(now, reading)
        if self._next.readings < READINGS:
            return []
        if screen is None:  # what was usual before the screen says nothing of the scene behind it
            self._usual = {}
            self._average(now, reading)
        return self._change()

    def _change(self) -> list[Event]:
        """The events when what may be shown is believed."""
        old, self._span = self._span, self._next
        events = []
        if old.screen:
            end = Event(f"{old.screen}_end", *self._span.first, first=old.first.frame, last=old.last.frame)
            events.append(end)
        if self._span.screen:
            events.append(Event(self._span.screen, *self._span.first))
        return events + self._full()

    def _full(self) -> list[Event]:
        span = self._span
        return [Event(f"{span.screen}_full", *span.full)] if span.full else []

    def _screen(self, reading: Reading) -> str | None:
        """The screen that this frame shows, compared with those before."""
        screen = reading.screen
        if screen is None and self._is_unchanged(reading):
            screen = self.shown  # the model may waver at a level between black and dark
        if self.shown == reading.corner == "white" and reading.bright >= _STILL_WHITE:
            screen = "white"
        if screen is None or (self.shown and screen != self.shown):
            self._purest = None
        if screen is None:
            return None
        if self._is_covered(reading.level, screen) and self._change_of(reading, screen) >= _LEAST_CHANGE:
            return screen
        return None

    def _is_unchanged(self, reading: Reading) -> bool:
        """Whether a screen that is shown looks as it did when it covered all of the picture."""
        if not self.shown or self._purest is None or reading.seen >= SEEN:
            return False
        return reading.is_mostly(self.shown) and abs(reading.level - self._purest) <= _NOISE

    def _is_covered(self, level: float, colour: str) -> bool:
        """Whether a corner of that level can be a screen's."""
        if colour == "black":
            return level <= (_MOST_BLACK if self._purest is None else self._purest + _SAME_LEVEL)
        return level >= (_LEAST_WHITE if self._purest is None else self._purest - _SAME_LEVEL)

    def _change_of(self, reading: Reading, colour: str) -> float:
        usual = self._usual.get(colour, 0.0)  # less than `FULL`
        return (reading.share(colour) - usual) / (1 - usual)

    def _average(self, now: Moment, reading: Reading) -> None:
        passed = now.time - (self._before or now).time
        weight = chance(max(passed, 0.0), _AVERAGED_OVER)
        for colour in ("black", "white"):
            share = reading.share(colour)
            if share < FULL:  # else a screen begins: a recording may start with one
                usual = self._usual.get(colour, share)
                self._usual[colour] = usual + weight * (share - usual)
