"""What the player sets in OBS, as the rest reads it: loads without OBS, and without the packages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..hud import COUNTER, Rect
from ..splitting.settings import SplitSettings
from .text_template import FIELDS, unknown_fields

MOST_PLAYERS = 4
#: The splitter's buttons and hotkeys, and what they are called.
BUTTONS = {"undo": "Undo split", "skip": "Skip split", "reset": "Reset run", "pause": "Pause splitting"}
#: In place of a route: one in a file of the player's.
ROUTE_FILE = "file"
#: The largest crop read: more than a counter takes of a picture in 4K, and still quick to copy.
WIDEST, HIGHEST = 800, 500
#: The names of a crop's settings, without the player's number, and the least pixels each may have. They are
#: texts: OBS draws the window anew to show a changed crop, and only then leaves the cursor where one types.
SIDES = {"left": 0, "top": 0, "width": 1, "height": 1}
#: The counter on a game that fills 640x480.
DEFAULT_CROP = COUNTER.scaled(2, 2).pixels()


@dataclass(frozen=True)
class PlayerSettings:
    """One player: where the counter is read, and where it is shown."""

    number: int
    name: str
    source: str
    crop: Rect
    #: The sides of the crop that are no number.
    unreadable: tuple[str, ...]
    keeps_found: bool
    goal: int
    stars_source: str
    stars_template: str
    screen_source: str
    screen_template: str
    collected: Path | None

    @property
    def problem(self) -> str | None:
        """Why nothing can be read with these settings, or None."""
        if not self.source:
            return "Choose the video source that shows the game."
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
    def template_problem(self) -> str | None:
        """Which fields of the templates do not exist, or None. They are shown as they stand there."""
        unknown = unknown_fields(self.stars_template) + unknown_fields(self.screen_template)
        if unknown:
            return f"No such field in a template: {', '.join(unknown)}. There are {{{'}, {'.join(FIELDS)}}}."
        return None


@dataclass(frozen=True)
class Settings:
    """All that the player sets."""

    players: tuple[PlayerSettings, ...]
    readings_a_second: int
    least_sure: float
    split: SplitSettings
    model: Path | None
    packages: Path | None
