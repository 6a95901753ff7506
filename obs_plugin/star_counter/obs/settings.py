"""What the player sets in OBS, as the rest reads it: loads without OBS, and without the packages."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..hud import COUNTER, HudGrid, HudPlaces, Rect
from ..splitting.splitter import LOGO_START
from ..timers import PORT
from ..words import plain
from .text_template import FIELDS, unknown_fields

MOST_PLAYERS = 4
#: The number of the player who plays here, and for whom it is split.
FIRST = 1
#: The splitter's buttons and hotkeys, and what they are called.
BUTTONS = {"undo": "Undo split", "skip": "Skip split", "reset": "Reset run", "pause": "Pause splitting"}
#: What may start the timer, and whether the logo resets it (`splitter.STARTS`, `splitter.RESETS`), in words.
START_TEXTS = {
    "off": "by hand",
    "logo": f"at the start-up logo: set it to begin at {LOGO_START:.2f} s",
    "counter": "at the first counter: set it to begin at 49.27 s (US) or 46.54 s (JP)",
}
RESET_TEXTS = {"off": "no", "unfinished": "unless the run is over", "always": "always"}
#: In place of a route: no splits, one in a file of the player's …
NO_ROUTE, ROUTE_FILE = "", "file"
#: … or the route is taken from the names of the timer's splits.
BY_NAMES = "names"
#: The largest crop read: more than a counter takes of a picture in 4K, and still quick to copy.
WIDEST, HIGHEST = 800, 500
#: The least and the most that the window offers.
MOST_READINGS = 60  # a second
CONFIDENCES = (0.5, 0.999)
PORTS = (1, 65535)
#: What the list at the top of the window tells of, and how each is called there.
TOPICS = {
    "packages": "Packages",
    "game": "Game",
    "counter": "Counter",
    "text": "Text",
    "route": "Route",
    "timer": "Timer",
}
#: Among so many games the window lets one choose.
MOST_GAMES = 6
#: What the window shows under these keys is never read from what is kept: OBS would show a value under one of
#: them as HTML, or as the command to type, and whoever passed a scene collection on may have written it.
NOT_KEPT = (
    *(f"has_{topic}" for topic in TOPICS),
    "all_well",
    "told",
    "status",
    "installing",
    "install_command",
    "understood",
    "report",
    "remote_warning",
    *(f"preview_{number}" for number in range(1, MOST_PLAYERS + 1)),
)
#: The names of a crop's settings, without the player's number, and the least pixels each may have: a crop may
#: stick out of the picture a little. They are texts: OBS draws the window anew to show a changed crop, and
#: only then leaves the cursor where one types.
SIDES = {"left": -WIDEST, "top": -HIGHEST, "width": 1, "height": 1}
#: The counter on a game that fills 640x480.
DEFAULT_CROP = COUNTER.scaled(2, 2).pixels()


def place_label(part: str) -> str:
    """What the window calls the setting of where a part is: short, as what stands beside it has to fit."""
    return f"{part.capitalize()} at"


@dataclass(frozen=True)
class PlayerSettings:
    """One player: where the counter is read, and where it is shown."""

    number: int
    name: str
    source: str
    crop: Rect
    #: The sides of the crop that are no number.
    unreadable: tuple[str, ...]
    #: Which of the HUD's other `hud.PARTS` are read.
    parts: tuple[str, ...]
    keeps_found: bool
    goal: int
    stars_source: str
    stars_template: str
    screen_source: str
    screen_template: str
    collected: Path | None
    #: Where the other parts are, each None where it follows the crop; and what is written and no place.
    places: HudPlaces = field(default_factory=HudPlaces)
    misplaced: tuple[str, ...] = ()

    @property
    def problem(self) -> str | None:
        """Why nothing can be read with these settings, or None."""
        if not self.source:
            return "Choose the video source that shows the game, or press “Find the game”."
        if self.unreadable:
            sides = " and ".join(self.unreadable)
            return f"Crop {sides}: give a whole number of pixels, such as {DEFAULT_CROP.width:.0f}."
        if self.crop.width > WIDEST or self.crop.height > HIGHEST:
            return (
                f"The crop of {self.crop.width}×{self.crop.height} pixels is too large (at most "
                f"{WIDEST}×{HIGHEST}): take the star counter alone."
            )
        return None

    @property
    def looked_at(self) -> HudPlaces:
        """Where the other parts are that are read, in whole pixels."""
        followed = HudGrid.from_counter(self.crop).places()
        places = {part: getattr(self.places, part) or getattr(followed, part) for part in self.parts}
        return HudPlaces(**{part: place.pixels() for part, place in places.items()})

    @property
    def place_problem(self) -> str | None:
        """Which of the other parts' places are none, or None. The counter is read all the same."""
        if not self.misplaced:
            return None
        labels = " and ".join(f"“{place_label(part)}”" for part in self.misplaced)
        return (
            f"{labels}: give left, top, width and height in whole "
            f"pixels (at most {WIDEST}×{HIGHEST}), such as “85, 19, 97, 54”, or nothing: then it follows the "
            "crop."
        )

    @property
    def template_problem(self) -> str | None:
        """Which fields of the templates do not exist, or None. They are shown as they stand there."""
        unknown = unknown_fields(self.stars_template) + unknown_fields(self.screen_template)
        if unknown:
            told = plain(", ".join(unknown))
            return f"No such field in a template: {told}. There are {{{'}, {'.join(FIELDS)}}}."
        return None


@dataclass(frozen=True)
class SplitSettings:
    """How a player splits.

    ``route``: `NO_ROUTE`, `BY_NAMES`, the name of a shipped route, or a route file's. ``timer``: one of
    `timers.TIMERS`; ``host``, ``port`` and ``timer_source`` say where it is, ``origin`` which other web page
    may be it. ``start_at``, what starts the timer, and ``logo_reset``, whether the logo resets it: of
    `splitter.STARTS` and `splitter.RESETS`. ``journal``: the folder of the journal, None where none is kept.
    """

    route: str = NO_ROUTE
    timer: str = "none"
    host: str = "localhost"
    port: int = PORT
    timer_source: str = ""
    catch_up: bool = True
    allow_remote: bool = False
    origin: str = ""
    start_at: str = "off"
    logo_reset: str = "off"
    journal: Path | None = None

    @property
    def connection(self) -> tuple:
        """What the connection with the timer depends on: only where this changes it is made anew."""
        if self.timer == "none":
            return (self.timer,)
        if self.timer == "hotkeys":
            return self.timer, self.timer_source, self.catch_up
        if self.timer == "livesplit_pipe":
            return self.timer, self.catch_up
        return self.timer, self.host, self.port, self.allow_remote, self.origin, self.catch_up


@dataclass(frozen=True)
class Settings:
    """All that the player sets."""

    players: tuple[PlayerSettings, ...]
    readings_a_second: int
    least_sure: float
    split: SplitSettings
    model: Path | None
    packages: Path | None
