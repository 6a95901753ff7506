"""What truly happens around the stars: starts, courses, lives, coins, cutscenes, keys, and the end."""

from __future__ import annotations

from collections.abc import Callable

from .moment import Moment

Now = tuple[int, float]  # a frame and its time in seconds

# After so many seconds without them, the counter at 0 is a new run's, and the lives may be another file's.
_LONG = 10.0
# Times are sums of fractions of a second.
_ROUNDING = 1e-6
_HUNDRED = 100


class RunTruth:
    """Follows the frames of a run, and tells its events as `truth.Truth` describes them."""

    def __init__(self, tell: Callable[..., dict]):
        self._tell = tell
        self._half_seen: dict[str, int] = {}  # parts, and from which frame on
        self._going: dict | None = None  # the end of a cutscene, while a fade is covering the icon
        self._fade: Now = (0, 0.0)  # where the last one began
        self._is_fading = self._is_over = False
        self._letters = 0.0
        self._is_after_logo = False
        self._count_seen: float | None = None  # when
        self._is_course: bool | None = None
        self._coins: int | None = None
        self._lives: int | None = None
        self._lives_seen = 0.0  # when
        self._is_cross: bool | None = None
        self._is_arena = False  # its entry was seen
        self._key: Now | None = None  # the dance of one that is not sure yet

    def show(self, frame: int, time: float, moment: Moment) -> None:
        """Takes the next frame."""
        now = frame, time
        if moment.is_fading and not self._is_fading:
            self._fade = now
        self._is_fading = moment.is_fading
        self._follow_run(now, moment)
        self._half_seen = {part: self._half_seen.get(part, frame) for part in moment.half_seen}

    def _follow_run(self, now: Now, moment: Moment) -> None:
        self._follow_logo(now, moment)
        self._follow_game_over(moment)
        if moment.is_demo:
            return
        self._follow_starts(now, moment)
        self._follow_lives(now, moment)
        self._follow_courses(now, moment)
        self._follow_camera(now, moment)

    def _tell_shown(self, kind: str, now: Now, part: str) -> None:
        """An event that a part of the HUD tells, which is shown from now on."""
        earliest = self._half_seen.get(part)
        self._tell(kind, *now, **({} if earliest is None else {"earliest": earliest}))

    def _forget(self) -> None:
        """It is not known any more where the run is, and with how many lives."""
        self._is_course = self._coins = self._lives = self._key = None
        self._is_arena = False

    def _follow_logo(self, now: Now, moment: Moment) -> None:
        if moment.letters and not self._letters:
            self._tell("logo", *now)
            self._is_after_logo = True
            self._forget()
        self._letters = moment.letters

    def _follow_game_over(self, moment: Moment) -> None:
        if moment.is_over and not self._is_over:
            if self._lives == 0:
                self._tell("game_over", *self._fade, lives=0)
            self._forget()
        self._is_over = moment.is_over

    def _follow_starts(self, now: Now, moment: Moment) -> None:
        self._count_seen = now[1] if self._count_seen is None else self._count_seen
        if moment.count is None:
            return
        absence = now[1] - self._count_seen
        is_new = moment.count == 0 and not moment.has_coins and absence >= _LONG - _ROUNDING
        if self._is_after_logo or is_new:
            self._tell_shown("started", now, "stars")
            self._forget()
        self._is_after_logo, self._count_seen = False, now[1]

    def _follow_lives(self, now: Now, moment: Moment) -> None:
        if moment.lives is None:
            return
        if now[1] - self._lives_seen >= _LONG - _ROUNDING:
            self._lives = None
        if self._lives is not None:
            if moment.lives == self._lives - 1:
                self._tell("died", *self._fade, lives=moment.lives)
            for lives in range(self._lives + 1, moment.lives + 1):
                self._tell("extra_life", *now, lives=lives)
        self._lives, self._lives_seen = moment.lives, now[1]

    def _follow_courses(self, now: Now, moment: Moment) -> None:
        if moment.coins is not None:
            if self._is_course is False:
                self._tell_shown("entered", now, "coins")
            if self._coins is not None and self._coins < _HUNDRED <= moment.coins:
                self._tell("coins", *now)
            self._is_course, self._coins = True, moment.coins
        elif moment.count is not None and not moment.has_coins:
            if self._is_course:
                self._tell_shown("left", now, "stars")
                if self._key:
                    self._tell("key", *self._key)
            self._is_course, self._coins, self._key = False, None, None

    def _follow_camera(self, now: Now, moment: Moment) -> None:
        is_cross, was_cross = moment.camera == "cross", self._is_cross
        self._is_cross = is_cross
        if was_cross is None:  # it may have been on for long
            return
        if self._going is not None and "camera" not in moment.half_seen:
            self._going["latest"], self._going = now[0], None
        if was_cross and not is_cross:
            event = self._tell("cutscene_end", *now)
            self._going = event if "camera" in moment.half_seen else None
        if is_cross and not was_cross:
            self._tell_shown("cutscene", now, "camera")
            self._follow_arena(now, moment.scene)

    def _follow_arena(self, now: Now, scene: str) -> None:
        """A cutscene began that is shown for ``scene``: it counts from the arena's entry on."""
        if scene == "entry":
            self._is_arena = True
        elif self._is_arena and scene == "grand star":
            self._tell("grand_star", *now)
        elif self._is_arena and scene == "key":
            self._key = now
