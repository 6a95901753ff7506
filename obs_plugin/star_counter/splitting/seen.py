"""What was seen of a run: the star count, the screens and crosses since, and where the player is."""

from __future__ import annotations

import math

from ..tracking.event import Event

# A star's dance ends a course so long after the star at most, in seconds: 112 frames of the game after Mario
# has landed, who may have had far to fall.
_LONGEST_DANCE = 10.0
# The camera's corner is covered by a fade so long before it is a screen, at most, in seconds.
_FADE = 1.2


class Seen:
    """Keeps what the conditions of a route are about.

    ``count`` is the star count, None before it is known; ``latest`` the time of the last event, in seconds.
    ``last_screen``, ``last_black`` and ``last_left`` are the last screen of any colour, the last black one,
    and the last end of a course. ``is_in_castle``: a course was left, and none entered since, nor the console
    reset; the grounds and the towers belong to the castle.
    """

    def __init__(self):
        self.count: int | None = None
        self.latest = -math.inf
        self.last_screen: Event | None = None
        self.last_black: Event | None = None
        self.last_left: Event | None = None
        self._screens: list[str] = []  # their colours, since the count was reached
        self._screens_of: dict[int, list[str]] = {}  # of the counts of this run
        self._at_key: dict[int | None, int] = {}  # of these counts: how many there were when a key was taken
        self._entered = -math.inf  # when the course that was entered last was
        self._screens_inside = 0  # since then
        self._before_course: tuple[int | None, int] = None, 0  # the count then, and how many screens
        self._is_in_course: bool | None = None  # None: not known
        self._castle_screens = 0  # since a course was left
        self.is_in_castle = False
        #: Whether a key was taken since a course was entered.
        self.has_key = False
        #: Whether the course that was entered last is the one where a key was taken just before: some go back
        #: there, to leave it by the pause menu for the lobby.
        self.is_back_after_key = False
        self._since = -math.inf  # crosses count from the star count or the last screen on
        self._crosses: list[float] = []  # when they came, since the last screen
        self._star: Event | None = None  # the last one, unless a course was entered since
        self._dance_ended: float | None = None  # the camera's cross went after it
        self._is_in_menu = False  # after a game over or the logo, until the counter is seen

    def note(self, event: Event, count: int | None) -> None:
        """Takes the next event, and the star count that it tells, None for none."""
        self.latest = max(self.latest, event.time)
        self._is_in_menu = event.kind == "logo" or event.is_in_menu(self._is_in_menu)
        if count is not None:
            self._reach(count, event)
        elif event.kind in ("black", "white"):
            self._screens.append(event.kind)
            self._castle_screens += 1
            self._screens_inside += 1
            self._crosses, self._since, self.last_screen = [], event.time, event
            if event.kind == "black":
                self.last_black = event
        elif event.kind == "cutscene":
            self._crosses.append(event.time)
        elif event.kind == "cutscene_end":
            self._dance_ended = event.time
        elif event.kind == "key":
            self.has_key = True
            self._at_key[self.count] = len(self._screens)
        elif event.kind in ("entered", "left", "logo"):
            self._go(event)

    def screens(self, colour: str, *, since_key: bool) -> int:
        """How many screens of a colour there were since the count was reached, or since Bowser's key was
        taken with this count: none where it was not."""
        if not since_key:
            return self._screens.count(colour)
        return self._screens[self._at_key.get(self.count, len(self._screens)) :].count(colour)

    def is_first_inside(self, since: float) -> bool:
        """Whether the last screen is the first one in a course that was entered at that time, in seconds, or
        later."""
        return self._is_in_course is True and self._entered >= since and self._screens_inside == 1

    def crosses(self, after: float) -> int:
        """How many crosses came after a time in seconds, since the last screen and the count."""
        return sum(time > after and time >= self._since for time in self._crosses)

    def forget_death(self, death: Event) -> None:
        """Takes back the screens of a death, and those by which Mario had come to where he died.

        He comes to the castle, before the course that he was in; from an arena he comes to the stage before,
        unless it was the game over.
        """
        if "black" not in self._screens:
            return  # the count is that of another moment
        while self._screens.pop() != "black":
            pass
        is_over = death.kind == "game_over" and self._is_in_course is not False
        if is_over or self.has_left_since_black:
            count, screens = self._before_course
            del self._screens[screens if count == self.count else 0 :]
        elif self._is_in_course is not False:
            del self._screens[-1:]

    @property
    def may_have_died(self) -> bool:
        """Whether the course that was left last may have been left by a death: not where a star's dance led
        out of it. Lives fall later than the castle is seen."""
        star, black, ended = self._star, self.last_black, self._dance_ended
        if not star or not black or not 0 <= black.time - star.time <= _LONGEST_DANCE:
            return True
        return ended is not None and star.time < ended < black.time - _FADE

    def is_left_before(self, event: Event) -> bool:
        """Whether an event tells that a course was left which the player was not in: after a reset."""
        return event.kind == "left" and self._is_in_course is False

    def is_of_menu(self, event: Event) -> bool:
        """Whether an event is a screen of the menus after a game over or the logo, and none of the game."""
        return self._is_in_menu and event.kind in ("black", "white")

    @property
    def has_left_since_black(self) -> bool:
        """Whether a course was left by the last black screen."""
        black, left = self.last_black, self.last_left
        return black is not None and left is not None and left.time >= black.time

    def _reach(self, count: int, event: Event) -> None:
        if event.kind == "star":
            self._star, self._dance_ended = event, None
        self.count = count
        # After a count that was misread for a while, the screens of the right one go on.
        self._screens = self._screens_of.setdefault(count, [])
        self._since = max(self._since, event.time)

    def _go(self, event: Event) -> None:
        self._is_in_course, self.is_in_castle = event.kind == "entered", event.kind == "left"
        if event.kind == "entered":
            self._before_course = self.count, max(0, len(self._screens) - 1)
            self._star = None
            self._entered, self._screens_inside = event.time, 0
            # Through the hole before which the key leads, and no door.
            self.is_back_after_key, self.has_key = self.has_key and self._castle_screens <= 1, False
        elif event.kind == "left":
            self.last_left, self._castle_screens = event, 0
