"""The whole run: what happens between two counts, by the lives, the coins, the camera and the logo."""

from __future__ import annotations

import math
from dataclasses import replace

from .. import LEAST_CONFIDENCE
from ..reading.frame import CAMERAS, Reading
from .belief import SEEN
from .event import Event, Moment
from .parts.camera import Camera
from .parts.coins import Coins
from .parts.dimming import Dimming
from .parts.flag import Flag, Rates
from .parts.game_over import LEAST_SURE, GameOver
from .parts.lives import MOST_AT_ONCE, Lives
from .parts.logo import Logo
from .parts.numbers import NUMBERS, Change
from .parts.scene import Fade, Scene
from .parts.unseen import Parts
from .presence import LONGEST_BLINK

#: After so long an absence of the counter it is not known where the run is.
LONG_ABSENCE = 10.0  # seconds
#: Longer gaps between frames tell no more than this one.
LONGEST_STEP = 5.0  # seconds
#: A title's demo is over sooner: what shows the HUD for longer is played.
LONGEST_DEMO = 75.0  # seconds

# The star counter is hidden by screens and menus, and blinks.
_COUNTER = Rates(off=10.0, on=20.0, misread_every=60.0, misread_for=0.1)
# Whether a run begins or a demo of the title does, as logarithms of odds: demos show coins (where something
# may lie over them, it says less that there are none), and begin after a black screen.
_MOST_AT_START, _NEVER_COINS, _BLACK_BEFORE, _NO_BLACK_BEFORE, _LEAST_START = 6.0, 2.5, -3.0, 3.0, 4.0
_JUST_BEFORE = 2.0  # seconds
# Where it is not sure by then, the odds decide.
_UNDECIDED = 1.0  # seconds
# A count that is another one for so long is not taken for a run's first any more.
_BEGINS = 2.0  # seconds
# Coins that went on from the scene before are read again by then.
_COINS_AGAIN = 0.4  # seconds
# From about so many coins on they may be more than can be read.
_MORE_THAN_READ = 115
# A white screen leads into a course, or to other parts of it, but never out of it: a logarithm of odds for a
# course. Its coins are seen later than the stars where the picture is pale still.
_BY_WHITE = 3.0
# The lives fall so soon after a scene begins, or when they can be read again.
_LONGEST_FALL = 4.5  # seconds
# A picture that is darker than this may be on its way from black.
_DARK = 0.5
# The fade at the end of the run, of 30 frames of the game, covers the cross and the counter sooner than this.
_LAST_FADE = 1.5  # seconds
_NONE, _CROSS = CAMERAS.index("none"), CAMERAS.index("cross")


class Run:
    """Follows one player's run: what happened besides stars and screens."""

    def __init__(self, least_sure: float = LEAST_CONFIDENCE):
        self.coins, self.lives, self.camera = Coins(least_sure), Lives(least_sure), Camera()
        self.parts = Parts()
        #: Whether a run is on: not between the logo and the first counter of a run.
        self.is_on = True
        self._logo, self._fade, self._counter = Logo(), Fade(), Flag(_COUNTER)
        self._dimming = Dimming()
        self._scene = self._before = Scene(None)
        self._screen: str | None = None  # the one that is shown
        self._screen_over: Moment | None = None
        self._last: Moment | None = None
        self._gone: Moment | None = None  # since when the counter is not seen; None while it is
        self._may_start = False  # the counter that is shown may be a run's first
        self._unlooked = 0.0  # seconds since the coins were looked at
        self._game_over: GameOver | None = None
        self._end: Event | None = None  # the grand star

    @property
    def place(self) -> str:
        """Where the run is: "course", "castle", "arena", or "" where that is not known."""
        if not self.is_on or self._last is None or not self._is_known:
            return ""
        return "arena" if self._scene.is_arena(self._last) else self._scene.place

    @property
    def is_undecided(self) -> bool:
        """Whether a counter is shown that may be a run's or a demo's."""
        return not self.is_on and not self._scene.is_demo

    @property
    def _is_known(self) -> bool:
        """Whether the scene's place is known: where coins were never seen, something may lie over them."""
        return bool(self._scene.place) and (self.coins.were_seen or self._scene.is_start)

    @property
    def _is_shown(self) -> bool:
        """Whether a run is shown for certain."""
        return self.is_on and self._scene.is_real

    @property
    def _are_more_than_read(self) -> bool:
        """Whether there may be more coins than can be read."""
        return (self.coins.number or 0) >= _MORE_THAN_READ

    def take_star(self, star: Event) -> Event:
        """Takes a star, and says where it was taken."""
        self._scene.has_star = True
        self.parts.count(self.coins.were_seen)
        if not self._is_known:
            return star
        coins = self.coins.number if self._scene.place == "course" else None
        return replace(star, where=self._scene.place, coins=coins)

    def update(
        self, now: Moment, reading: Reading, screens: list[Event], stars: int | None, at_start: bool
    ) -> list[Event]:
        """Takes the next frame, what happened to its screens, and the count of stars, None: not known.

        ``at_start``: whether runs begin with it.
        """
        if self._last is None:
            self._gone = now
        seconds = min(max(now.time - self._last.time, 0.0), LONGEST_STEP) if self._last else 0.0
        self._last = now
        self._fade.update(now, reading.dark)
        self._dimming.update(now, reading.level)
        self.parts.update(seconds, reading)
        logo = self._logo.update(now, reading.letters, reading.dark)
        begun = [] if logo is None else self._switch_on(now, logo)
        self._follow_screens(screens)
        self._follow_counter(now, seconds, reading, stars)
        told = self._follow_camera(now, seconds, reading)
        told += self._follow_coins(now, seconds, reading)
        told += self._follow_place(now, reading)
        is_other = stars is not None and not at_start and reading.count() == stars
        told += self._follow_start(now, at_start, is_other)
        told += self._follow_lives(now, reading)
        told += self._follow_game_over(now, seconds, reading)
        told += self._follow_end(now, reading)
        return [*begun, *told] if self.is_on else begun

    def _switch_on(self, now: Moment, logo: Event) -> list[Event]:
        """The console was started or reset, unless it is the logo that one of the title's demos fades to."""
        is_demos = self._before.led_to_logo(logo, self._dimming)
        self.is_on = False
        self._gone, self._scene = now, Scene(None)
        self._forget()
        return [] if is_demos else [logo]

    def _forget(self) -> None:
        """It is not known any more where the run is."""
        self.lives.forget()
        self.coins.enter()
        self._game_over = self._end = None
        self._before, self._scene.follows_course = Scene(None), False

    def _follow_screens(self, screens: list[Event]) -> None:
        """A screen ends a scene."""
        for event in screens:
            colour, _, part = event.kind.partition("_")
            moment = Moment(event.frame, event.time)
            if part == "end":
                self._screen, self._screen_over = None, moment
                black = self._scene.black
                self._scene.black = self._fade.first(black) if black and colour == "black" else None
            elif not part:
                self._screen = colour
                self._end_scene(moment, colour)
                self._scene.black = moment if colour == "black" else None

    def _end_scene(self, now: Moment, colour: str | None) -> None:
        scene = self._scene
        if scene.opened is None:
            scene.colour = colour or scene.colour
            return
        scene.ended = now
        self._before, self._scene = scene, Scene(colour, now)
        if colour == "white" and scene.place:
            self._scene.odds = _BY_WHITE
            if scene.place == "course" and self._are_more_than_read:
                self._scene.place = "course"
        if colour == "black":
            self._scene.follows_course = scene.place == "course"
            self._scene.coins_before = self.coins.number
            if not self.lives.number and scene.was_real and self._end is None:
                self._game_over = GameOver(was_castle=scene.place == "castle")
        self.coins.load()

    def _follow_counter(self, now: Moment, seconds: float, reading: Reading, stars: int | None) -> None:
        """The star counter comes and goes."""
        counter, seen = self._counter, reading.seen
        right = seen  # the logo was seen, and the count will be another one
        if self.is_on:
            # One star more may be taken any time, and is believed a little later.
            right = 0.0 if stars is None else float(reading.counts[stars : stars + 2].max())
        icons = None if "camera" in self.parts.unseen else reading.camera
        has_camera = icons is None or bool(icons[_NONE] < SEEN)
        self._scene.count(seconds, seen, right, has_camera=has_camera)
        if counter.update(now, seconds, seen) and not counter.is_on:
            self._gone = counter.since
        if self._gone is not None and now.time - self._gone.time > LONGEST_BLINK and self._scene.opened:
            self._end_scene(self._gone, None)
        if counter.is_on and counter.since is not None and self._screen is None:
            if self._scene.opened is None:
                self._open(max(counter.since, self._screen_over or counter.since))
            self._gone = None

    def _open(self, first: Moment) -> None:
        """The counter is shown in a new scene."""
        self._scene.opened = first
        absence = first.time - self._gone.time if self._gone else 0.0
        self._may_start = absence >= LONG_ABSENCE
        if self._may_start:
            self._forget()
        self._game_over = None

    def _follow_camera(self, now: Moment, seconds: float, reading: Reading) -> list[Event]:
        if reading.camera is None:
            return []
        told = self.camera.update(now, seconds, reading.camera, reading.seen < SEEN, self._is_shown)
        for event in told:
            is_before = self._scene.began is not None and event.time < self._scene.began.time
            (self._before if is_before else self._scene).crosses.take(event)
        return [*told, *self._grand_star(now)] if any(event.kind == "cutscene" for event in told) else told

    def _grand_star(self, now: Moment) -> list[Event]:
        """The end of the run, when the cross after the touch comes. It goes on till all is black: one that
        comes after another says that the other was none."""
        cross, end = self._scene.grand_star(now), self._end
        if cross is None or (end and cross.first.frame == end.frame):
            return []
        told = self._no_end(self._scene.crosses.all[-2].last or now, cross.sure, "camera") if end else []
        sure = self._scene.arena(now) * cross.sure
        self._end = self._told("grand_star", cross.first, sure, "camera", "coins")
        return [*told, self._end]

    def _follow_coins(self, now: Moment, seconds: float, reading: Reading) -> list[Event]:
        self._unlooked += seconds
        if reading.coins is None:
            return []
        scene, seconds = self._scene, self._unlooked
        many = self.coins.update(now, seconds, reading.coins[:NUMBERS], self._is_shown)
        is_read = scene.opened is not None and now.time - scene.opened.time >= _COINS_AGAIN
        if is_read and scene.follows_course and scene.kept_coins is None and scene.place == "course":
            before, coins = scene.coins_before, self.coins.number
            scene.kept_coins = coins >= before if before and coins is not None else None
        return [many] if many else []

    def _follow_place(self, now: Moment, reading: Reading) -> list[Event]:
        """Where the run is, and what follows from another place than before."""
        scene = self._scene
        if reading.coins is None:
            return []
        seconds, self._unlooked = self._unlooked, 0.0
        if self._screen:
            return []
        before, seen = scene.place, float(reading.coins[:NUMBERS].max())
        if before and seen < SEEN and self._are_more_than_read:
            return []
        # From one place to another without a screen leads a loaded state alone, which is no part of a run.
        is_known = scene.look(seconds, seen, reading.seen) and not before
        return self._moved(now) if is_known and self.is_on else []

    def _moved(self, now: Moment) -> list[Event]:
        """What follows from the place of the scene and that of the one before."""
        scene, way = self._scene, (self._before.place, self._scene.place)
        if way == ("castle", "course"):
            self.coins.enter()
            # All parts are drawn from the level's first frame on, and a fade uncovers one sooner.
            first = min(self.coins.first, scene.opened or self.coins.first)
            return [self._told("entered", first, scene.sure, "coins")]
        if way != ("course", "castle") or scene.opened is None:
            return []
        return [*self._key(now), self._told("left", scene.opened, scene.sure, "coins")]

    def _key(self, now: Moment) -> list[Event]:
        """The event of a key, where its dance led to the castle."""
        before = self._before
        crosses = before.crosses.all
        if len(crosses) < 2 or before.has_star or not before.is_arena(now):
            return []
        if not before.ended_with_cross:
            return []
        sure = before.arena(now) * crosses[-1].sure
        return [self._told("key", crosses[-1].first, sure, "camera", "fade", "coins")]

    def _follow_start(self, now: Moment, at_start: bool, is_other: bool) -> list[Event]:
        """Whether a run begins: by the first counter after the logo, or after a long absence.

        ``is_other``: whether the count that is shown is one that no run begins with.
        """
        scene = self._scene
        if scene.opened is None or self._screen or scene.is_start or (self.is_on and not self._may_start):
            return []
        shown = now.time - scene.opened.time
        if scene.is_demo:
            self.is_on = shown >= LONGEST_DEMO
            return []
        odds = self._start_odds()
        if abs(odds) < _LEAST_START and shown < _UNDECIDED:
            return []
        if odds < 0:
            scene.is_demo, self._may_start = not self.is_on, False
            return []
        if self.is_on and not (at_start and scene.place):
            self._may_start = not (is_other and shown >= _BEGINS)
            return []
        self.is_on, self._may_start, scene.is_start = True, False, True
        return [self._told("started", scene.opened, 1 / (1 + math.exp(-odds)), "stars", "coins")]

    def _start_odds(self) -> float:
        """How much speaks for a run and against a demo of the title, as a logarithm of odds."""
        scene, over = self._scene, self._screen_over
        no_coins = min(-scene.odds, _MOST_AT_START if self.coins.were_seen else _NEVER_COINS)
        if scene.colour != "black" or over is None or scene.opened is None:
            return no_coins + _NO_BLACK_BEFORE
        is_just_before = scene.opened.time - over.time <= _JUST_BEFORE
        return no_coins + (_BLACK_BEFORE if is_just_before else _NO_BLACK_BEFORE)

    def _follow_lives(self, now: Moment, reading: Reading) -> list[Event]:
        # No change may be known before the scene is: no later frame would tell of it.
        is_unknown = self.is_on and not self._scene.is_real
        if reading.lives is None or self._screen is not None or is_unknown:
            return []
        read = self.lives.read
        change = self.lives.update(now, reading.lives[:NUMBERS], self._may_fall(now))
        if change is None or change.before is None or not self._is_shown:
            return []
        if 0 < change.now - change.before <= MOST_AT_ONCE:
            more = range(change.before + 1, change.now + 1)
            return [self._told("extra_life", change.first, change.sure, "lives", lives=n) for n in more]
        if change.now == change.before - 1:
            return self._die(change, read)
        return []

    def _may_fall(self, now: Moment) -> bool:
        """Whether a life may have been lost in the black screen before the scene."""
        opened = self._scene.opened_by_black
        return opened is not None and now.time - opened.time <= _LONGEST_FALL

    def _die(self, change: Change, read: Moment | None) -> list[Event]:
        """The death of a life that was lost, where it belongs to the black screen before its scene."""
        # The scene may be over by the time that it is sure.
        is_before = self._scene.opened is None or change.first.time < self._scene.opened.time
        scene = self._before if is_before else self._scene
        opened, black = scene.opened_by_black, scene.black
        latest = min(change.first.time, read.time if read else change.first.time)
        if opened is None or black is None or latest - opened.time > _LONGEST_FALL:
            return []
        scene.black = None
        return [self._told("died", black, change.sure, "lives", "fade", lives=change.now)]

    def _follow_game_over(self, now: Moment, seconds: float, reading: Reading) -> list[Event]:
        game_over = self._game_over
        if game_over is None or self._screen is not None:
            return []
        game_over.look(seconds, reading.seen < SEEN and reading.dark < _DARK)
        if game_over.sure < LEAST_SURE:
            return []
        lives, black, self._scene = self.lives.number, self._scene.black, Scene(None)
        self._forget()
        if lives is None:  # a menu, whatever led there
            return []
        return [self._told("game_over", black or now, game_over.sure, "lives", "fade", lives=0)]

    def _follow_end(self, now: Moment, reading: Reading) -> list[Event]:
        """After the end the cross stays till all is black, and the HUD never comes back: else it was none."""
        scene, end = self._scene, self._end
        if end is None or scene.opened is None or not self._is_shown:
            return []
        if scene.opened.time > end.time:
            return self._no_end(scene.opened, scene.sure_real, "stars")
        gone = scene.crosses.all[-1].last
        if gone is None or now.time - gone.time < _LAST_FADE or reading.seen < SEEN:
            return []
        return self._no_end(gone, 1 - self.camera.cross, "camera", "stars")

    def _no_end(self, since: Moment, sure: float, *rests_on: str) -> list[Event]:
        self._end = None
        return [self._told("no_grand_star", since, sure, *rests_on)]

    def _told(self, kind: str, first: Moment, sure: float, *rests_on: str, lives: int | None = None) -> Event:
        decided = (self._last or first).frame
        return Event(kind, *first, sure=sure, decided=decided, lives=lives, rests_on=rests_on)
