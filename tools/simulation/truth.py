"""What truly happens in a run, as far as it can be seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .moment import Moment
from .run_truth import RunTruth

# The counter vanishes when it is not seen for longer than this, in seconds; a blink is half as long.
_BLINK = 0.6
# A run is reset when the count is back at 0 after so many seconds without a counter.
_RESET = 10.0
# A screen of one frame is none.
_SCREEN_FRAMES = 2
# Times are sums of fractions of a second.
_ROUNDING = 1e-6
# What rests on which parts of the HUD beside the stars.
_RESTS_ON = {
    **dict.fromkeys(("entered", "left", "coins"), frozenset({"coins"})),
    **dict.fromkeys(("died", "extra_life", "game_over"), frozenset({"lives"})),
    **dict.fromkeys(("cutscene", "cutscene_end"), frozenset({"camera"})),
    **dict.fromkeys(("key", "grand_star"), frozenset({"camera", "coins"})),
}


class Truth:
    """Collects the events of a run while its frames are shown, in order.

    Each event is a dictionary with "event", "frame" and "time" (seconds), dated to the first frame that shows
    it. Where it is known only later, "known" is the frame that tells it. While a fade covers some of a part
    of the HUD, but not all of it, some would call it shown, some would not: any frame from "earliest" to
    "latest" is right then, where given.

        count                       the count became known, or jumped ("from", "to")
        star                        one more ("from", "to"; where coins can be seen, "where" is "course" or
                                    "castle", and in courses "coins" what they show in that frame)
        reset                       back at 0 after 10 s or more without a counter ("from", "to")
        vanished                    the counter is not seen for more than 0.6 s from this frame on, and no
                                    screen hides it
        appeared                    it is seen again after more than 0.6 s, whatever hid it
        black, white                a screen began, of two frames or more
        black_full, white_full      all of the picture is
        black_end, white_end        the first frame after it ("first", "last")

    and of the whole run:

        logo            the first frame with letters of the start-up logo, after the point they grow from
        started         the first counter after the logo, outside the title's demos; or, without a logo, a
                        counter at 0 without coins after 10 s or more without any counter
        entered         the first frame that shows the coins, where the last counter had none beside it
        left            the first frame that shows the star counter without coins, where coins were shown
                        before. From course to course (a pipe into the arena, back to the stage after a death
                        in it) neither is told. After a logo, a game over or a start it is not known where
                        the run was: then neither is told for the first counter
        died            the first frame of the fade before the lives are one less: the first in which it
                        hides or dims anything ("lives" after it). A shape may begin outside the picture:
                        "earliest" is its first frame then. Told when they are one less, if lives were
                        seen since the last logo, game over or 10 s without them
        extra_life      the first frame that shows one more ("lives" after it)
        game_over       the first frame of the fade of the death with 0 lives ("lives": 0); no `died` for it.
                        Told when the dizzy head is shown
        coins           the first frame with 100 coins or more, once from entry to entry
        cutscene        the first frame that shows the cross
        cutscene_end    the first frame that does not: another icon, or the fade has covered it. Where the
                        next level opens with the cross on, it is a new one
        key             the first frame of the cross of the dance with it. Told when the castle is shown after
                        it (that is, with `left`)
        grand_star      the first frame of the cross after the grand star's touch

    A part of the HUD is shown while all of its digits are, or the camera's mode; in a plain fade to black or
    white and back, up to 0.88 of it (so far the model reads them; from 0.65 on it is half shown). The head at
    the game over, a title's demo and what is behind a cross are known from the run itself; all else from what
    frames show. In a demo of the title nothing is told but screens, nor is the logo that it ends with.

    What rests on a part of the HUD in ``hidden`` ("lives", "coins", "camera") is not told: `unseen` names
    these kinds; nor, with the coins hidden, a start without a logo. ``key`` and ``grand_star`` rest on the
    camera and the coins, and are not told where the entry into the arena was not seen; nor is a ``cutscene``
    that was on in the very first frame.
    """

    def __init__(self, hidden: Iterable[str] = ()) -> None:
        self._hidden = frozenset(hidden)
        #: The kinds that are not told, since they cannot be seen.
        self.unseen = tuple(kind for kind, parts in _RESTS_ON.items() if self._hidden & parts)
        self._run = RunTruth(self._tell, has_coins="coins" not in self._hidden)
        self._events: list[dict] = []
        self._count: int | None = None
        self._unseen: tuple[int, float] | None = None  # first frame without the counter
        self._is_gone = False  # for longer than a blink
        self._is_explained = False  # by a screen
        self._screen: str | None = None
        self._screen_frames: list[tuple[int, float]] = []  # first and last
        self._full: tuple[int, float] | None = None
        self._is_screen_told = False
        self._frame = 0

    @property
    def events(self) -> list[dict]:
        """What is known to have happened by now, in the order of the frames."""
        return sorted(self._events, key=lambda event: event["frame"])

    @property
    def known(self) -> list[dict]:
        """The same, in the order in which it can be known."""
        return self._events

    def show(self, frame: int, time: float, moment: Moment) -> None:
        """Takes the next frame."""
        self._frame = frame
        self._follow_screen(frame, time, moment)
        self._run.show(frame, time, moment)
        if moment.count is None or moment.is_demo:
            self._miss(frame, time)
        else:
            self._see(frame, time, moment)

    def _tell(self, kind: str, frame: int, time: float, **more) -> dict:
        event = {"event": kind, "frame": frame, "time": round(time, 6), **more}
        if frame != self._frame:
            event["known"] = self._frame
        if kind not in self.unseen:
            self._events.append(event)
        return event

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

    def _see(self, frame: int, time: float, moment: Moment) -> None:
        count = moment.count
        absence = time - self._unseen[1] if self._unseen else 0.0
        if self._is_gone:
            self._tell("appeared", frame, time)
        self._unseen, self._is_gone, self._is_explained = None, False, False
        if count != self._count:
            is_star = self._count is not None and count == self._count + 1
            is_reset = self._count is not None and count == 0 and absence >= _RESET - _ROUNDING
            kind = "star" if is_star else "reset" if is_reset else "count"
            more: dict[str, Any] = {"from": self._count, "to": count}
            if is_star:
                more |= self._where(moment)
            self._tell(kind, frame, time, **more)
            self._count = count

    def _where(self, moment: Moment) -> dict[str, Any]:
        if "coins" in self._hidden:
            return {}
        return {"where": "course", "coins": moment.coins} if moment.has_coins else {"where": "castle"}

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
