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

    def __init__(self, tell: Callable[..., dict], *, has_coins: bool):
        self._tell, self._has_coins = tell, has_coins
        # Parts that are half seen, and from which frame on; now, and in the frame before.
        self._half_seen: dict[str, int] = {}
        self._was_half_seen: dict[str, int] = {}
        self._unclear: list[tuple[str, dict]] = []  # events that parts tell which are half seen still
        self._fade: Now = (0, 0.0)  # where the last one began to show
        self._cover: int | None = None  # the frame that a fade began with, which need not show yet
        self._fade_began = 0  # the same, of the last one that showed
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
        self._follow_fade(now, moment)
        self._half_seen = {part: self._half_seen.get(part, frame) for part in moment.half_seen}
        for part, event in self._unclear:
            if part not in moment.half_seen:
                event["latest"] = frame
        self._unclear = [(part, event) for part, event in self._unclear if part in moment.half_seen]
        self._follow_run(now, moment)
        self._was_half_seen = self._half_seen

    def _follow_fade(self, now: Now, moment: Moment) -> None:
        if not moment.is_covering:
            self._cover = None
        elif self._cover is None:
            self._cover = now[0]
        if moment.is_fading and not self._is_fading:
            self._fade = now
            self._fade_began = now[0] if self._cover is None else self._cover
        self._is_fading = moment.is_fading

    def _follow_run(self, now: Now, moment: Moment) -> None:
        self._follow_logo(now, moment)
        self._follow_game_over(moment)
        if moment.is_demo:
            return
        self._follow_starts(now, moment)
        self._follow_lives(now, moment)
        self._follow_courses(now, moment)
        self._follow_camera(now, moment)

    def _tell_by(self, part: str, kind: str, now: Now) -> None:
        """An event that a part of the HUD tells, which is shown, or not shown, from now on."""
        half_seen = self._was_half_seen | self._half_seen
        event = self._tell(kind, *now, **({"earliest": half_seen[part]} if part in half_seen else {}))
        if part in self._half_seen:
            self._unclear.append((part, event))

    def _tell_fade(self, kind: str, lives: int) -> None:
        """An event that is dated to the first frame of the last fade."""
        hidden = {"earliest": self._fade_began} if self._fade_began < self._fade[0] else {}
        self._tell(kind, *self._fade, lives=lives, **hidden)

    def _forget(self) -> None:
        """It is not known any more where the run is, and with how many lives."""
        self._is_course = self._coins = self._lives = self._key = None
        self._is_arena = False

    def _follow_logo(self, now: Now, moment: Moment) -> None:
        if moment.letters and not self._letters:
            if not moment.is_demo:
                self._tell("logo", *now)
            self._is_after_logo = True
            self._forget()
        self._letters = moment.letters

    def _follow_game_over(self, moment: Moment) -> None:
        if moment.is_over and not self._is_over:
            if self._lives == 0:
                self._tell_fade("game_over", 0)
            self._forget()
        self._is_over = moment.is_over

    def _follow_starts(self, now: Now, moment: Moment) -> None:
        self._count_seen = now[1] if self._count_seen is None else self._count_seen
        if moment.count is None:
            return
        absence = now[1] - self._count_seen
        is_new = moment.count == 0 and not moment.has_coins and absence >= _LONG - _ROUNDING
        if self._is_after_logo or (is_new and self._has_coins):
            self._tell_by("stars", "started", now)
            self._forget()
        self._is_after_logo, self._count_seen = False, now[1]

    def _follow_lives(self, now: Now, moment: Moment) -> None:
        if moment.lives is None:
            return
        if now[1] - self._lives_seen >= _LONG - _ROUNDING:
            self._lives = None
        if self._lives is not None:
            if moment.lives == self._lives - 1:
                self._tell_fade("died", moment.lives)
            for lives in range(self._lives + 1, moment.lives + 1):
                self._tell("extra_life", *now, lives=lives)
        self._lives, self._lives_seen = moment.lives, now[1]

    def _follow_courses(self, now: Now, moment: Moment) -> None:
        if moment.coins is not None:
            if self._is_course is False:
                self._tell_by("coins", "entered", now)
            if self._coins is not None and self._coins < _HUNDRED <= moment.coins:
                self._tell("coins", *now)
            self._is_course, self._coins = True, moment.coins
        elif moment.count is not None and not moment.has_coins:
            if self._is_course:
                self._tell_by("stars", "left", now)
                if self._key:
                    self._tell("key", *self._key)
            self._is_course, self._coins, self._key = False, None, None

    def _follow_camera(self, now: Now, moment: Moment) -> None:
        is_cross, was_cross = moment.camera == "cross", self._is_cross
        self._is_cross = is_cross
        if was_cross is None:  # it may have been on for long
            return
        if was_cross and not is_cross:
            self._tell_by("camera", "cutscene_end", now)
        if is_cross and not was_cross:
            self._tell_by("camera", "cutscene", now)
            self._follow_arena(now, moment.scene)

    def _follow_arena(self, now: Now, scene: str) -> None:
        """A cutscene began that is shown for ``scene``: it counts from the arena's entry on."""
        if scene == "entry":
            self._is_arena = True
        elif self._is_arena and scene == "grand star":
            self._tell("grand_star", *now)
        elif self._is_arena and scene == "key":
            self._key = now
