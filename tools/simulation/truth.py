"""What truly happens in a run, as far as it can be seen: what each frame shows, and the events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from star_counter.hud import COUNTER, Rect

from .artist import Drawn

# A screen: how far from black or white a channel may be, and how much of the game's picture must be so. A
# shaped fade covers the corner while the middle still shows.
_NEARLY = 20
_LEAST_SHARE = {"black": 0.5, "white": 0.9}
# The counter crop on a picture of the grid's size.
_CORNER = Rect(*map(int, COUNTER)).slices
# The counter vanishes when it is not seen for longer than this, in seconds; a blink is half as long.
_BLINK = 0.6
# A run is reset when the count is back at 0 after so many seconds without a counter.
_RESET = 10.0
# A screen of one frame is none.
_SCREEN_FRAMES = 2
# Times are sums of fractions of a second.
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Moment:
    """What a frame shows.

    ``count``: the star count, None where the counter is hidden or covered. ``screen``: "black" or "white"
    where the counter crop and most of the picture are, else None; ``is_full``: whether all of it is.
    """

    count: int | None
    screen: str | None
    is_full: bool

    @classmethod
    def of(cls, drawn: Drawn) -> Moment:
        return cls(drawn.count, *_screen(drawn.picture))


def _screen(picture: np.ndarray) -> tuple[str | None, bool]:
    """The screen that a drawn picture (240, 320, 3) is, and whether all of it is."""
    corner = picture[_CORNER]
    if corner.max() <= _NEARLY:
        colour, is_near = "black", (picture <= _NEARLY).all(axis=2)
    elif corner.min() >= 255 - _NEARLY:
        colour, is_near = "white", (picture >= 255 - _NEARLY).all(axis=2)
    else:
        return None, False
    share = is_near.mean()
    return (colour, bool(share == 1)) if share >= _LEAST_SHARE[colour] else (None, False)


class Truth:
    """Collects the events of a run while its frames are shown, in order.

    Each event is a dictionary with "event", "frame" and "time" (seconds), dated to the first frame that shows
    it, but it is known only later for some:

        count                       the count became known, or jumped ("from", "to")
        star                        one more ("from", "to")
        reset                       back at 0 after 10 s or more without a counter ("from", "to")
        vanished                    the counter is not seen for more than 0.6 s from this frame on, and no
                                    screen hides it
        appeared                    it is seen again after more than 0.6 s, whatever hid it
        black, white                a screen began, of two frames or more
        black_full, white_full      all of the picture is
        black_end, white_end        the first frame after it ("first", "last")
    """

    def __init__(self) -> None:
        self._events: list[dict] = []
        self._count: int | None = None
        self._unseen: tuple[int, float] | None = None  # first frame without the counter
        self._is_gone = False  # for longer than a blink
        self._is_explained = False  # by a screen
        self._screen: str | None = None
        self._screen_frames: list[tuple[int, float]] = []  # first and last
        self._full: tuple[int, float] | None = None
        self._is_screen_told = False

    @property
    def events(self) -> list[dict]:
        """What is known to have happened by now, in the order of the frames."""
        return sorted(self._events, key=lambda event: event["frame"])

    def show(self, frame: int, time: float, moment: Moment) -> None:
        """Takes the next frame."""
        self._follow_screen(frame, time, moment)
        if moment.count is None:
            self._miss(frame, time)
        else:
            self._see(frame, time, moment.count)

    def _tell(self, kind: str, frame: int, time: float, **more) -> None:
        self._events.append({"event": kind, "frame": frame, "time": round(time, 6), **more})

    def _miss(self, frame: int, time: float) -> None:
        if self._count is None:
            return
        if self._unseen is None:
            self._unseen = frame, time
        self._is_explained |= self._is_screen_told
        if not self._is_gone and time - self._unseen[1] > _BLINK + _ROUNDING:
            self._is_gone = True
            if not self._is_explained:
                self._tell("vanished", *self._unseen)

    def _see(self, frame: int, time: float, count: int) -> None:
        absence = time - self._unseen[1] if self._unseen else 0.0
        if self._is_gone:
            self._tell("appeared", frame, time)
        self._unseen, self._is_gone, self._is_explained = None, False, False
        if count != self._count:
            is_star = self._count is not None and count == self._count + 1
            is_reset = self._count is not None and count == 0 and absence >= _RESET - _ROUNDING
            kind = "star" if is_star else "reset" if is_reset else "count"
            self._tell(kind, frame, time, **{"from": self._count, "to": count})
            self._count = count

    def _follow_screen(self, frame: int, time: float, moment: Moment) -> None:
        if moment.screen != self._screen:
            self._end_screen(frame, time)
            self._screen, self._screen_frames = moment.screen, [(frame, time)] * 2
        if self._screen is None:
            return
        self._screen_frames[1] = frame, time
        if moment.is_full and self._full is None:
            self._full = frame, time
            if self._is_screen_told:
                self._tell(f"{self._screen}_full", frame, time)
        if not self._is_screen_told and frame - self._screen_frames[0][0] + 1 >= _SCREEN_FRAMES:
            self._is_screen_told = True
            self._tell(self._screen, *self._screen_frames[0])
            if self._full:
                self._tell(f"{self._screen}_full", *self._full)

    def _end_screen(self, frame: int, time: float) -> None:
        if self._is_screen_told:
            (first, _), (last, _) = self._screen_frames
            self._tell(f"{self._screen}_end", frame, time, first=first, last=last)
        self._full, self._is_screen_told = None, False
