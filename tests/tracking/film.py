"""A whole run made up scene by scene, as the readings of its frames: 30 a second, one a frame of the game."""

import numpy as np

from star_counter.reading.frame import CAMERAS, Reading
from star_counter.reading.model_form import BLACK, CLASSES, WHITE
from star_counter.tracking.tracker import Tracker
from tests.tracking.readings import NOTHING
from tests.tracking.readings import events as events_of

#: Frames between two looks at the lives.
LIVES_EVERY = 3


def classes(best=None, confidence=0.999):
    """Probabilities of the classes of counts."""
    if best is None:
        return NOTHING
    probabilities = np.full(len(CLASSES), (1 - confidence) / (len(CLASSES) - 1), np.float32)
    probabilities[best] = confidence
    return probabilities


def icon(name, confidence=0.99):
    """Probabilities of the camera's icons."""
    probabilities = np.full(len(CAMERAS), (1 - confidence) / (len(CAMERAS) - 1), np.float32)
    probabilities[CAMERAS.index(name)] = confidence
    return probabilities


class Film:
    """Writes down readings, None for a frame that nobody looked at.

    What is shown is kept until it changes: ``coins`` is None in the castle.
    """

    def __init__(self, stars=0, lives=4, coins=None, camera="lakitu", unseen=()):
        self.stars, self.lives, self.coins, self.camera = stars, lives, coins, camera
        self.unseen = unseen
        self.readings = []

    @property
    def now(self):
        """The number of the next frame."""
        return len(self.readings)

    def add(self, *, stars=None, lives=None, coins=None, camera="none", **picture):
        """One frame; what is not named is not shown."""
        looks = self.now % LIVES_EVERY == 0
        shown = {"lives": classes(lives) if looks else None, "coins": classes(coins), "camera": icon(camera)}
        nothing = {"lives": NOTHING if looks else None, "coins": NOTHING, "camera": icon("none")}
        shown |= {part: nothing[part] for part in self.unseen}
        self.readings.append(Reading(classes(stars), **shown, **picture))

    def play(self, frames=60, **changes):
        """So many frames with the HUD."""
        for name, value in changes.items():
            setattr(self, name, value)
        for _ in range(frames):
            self.add(stars=self.stars, lives=self.lives, coins=self.coins, camera=self.camera, dark=0.05)
        return self

    def hidden(self, frames=60, dark=0.05):
        """So many frames without the HUD."""
        for _ in range(frames):
            self.add(dark=dark)
        return self

    def unwatched(self, frames):
        """So many frames that nobody looks at: nothing happens in them, and they cost no time."""
        self.readings += [None] * frames
        return self

    def close(self, frames=20, colour="black"):
        """The HUD is covered by a screen: lives first, coins last, as in a shaped fade."""
        for frame in range(1, frames + 1):
            done = frame / frames
            parts = {
                "lives": self.lives if done < 0.2 else None,
                "stars": self.stars if done < 0.5 else BLACK if colour == "black" else WHITE,
                "camera": self.camera if done < 0.6 else "none",
                "coins": self.coins if done < 0.7 else None,
            }
            share = 0.05 + 0.95 * min(1.0, done / 0.95)
            if colour == "black":
                self.add(**parts, dark=share, level=128.0 if done < 0.5 else 0.0)
            else:
                self.add(**parts, bright=share if done > 0.5 else 0.1, level=128.0 if done < 0.5 else 255.0)
        return self

    def covered(self, frames=8, colour="black"):
        """All of the picture is black or white."""
        for _ in range(frames):
            if colour == "black":
                self.add(stars=BLACK, dark=1.0, level=0.0)
            else:
                self.add(stars=WHITE, bright=1.0, level=255.0)
        return self

    def screen(self, closing=20, colour="black", **changes):
        """A screen, and what the HUD shows after it."""
        self.close(closing, colour).covered(8, colour)
        for name, value in changes.items():
            setattr(self, name, value)
        return self.play(1)

    def enter(self):
        """Into a course through a painting, with the selection of a star."""
        self.play(45, camera="cross").close(30, "white").covered(4, "white").hidden(60).covered(12, "white")
        self.coins, self.camera = 0, "lakitu"
        return self.play(1)

    def take_star(self):
        """Touches a star that ends the course, and is thrown out."""
        self.play(2, stars=self.stars + 1)
        self.play(80, camera="cross")
        return self.screen(32, coins=None).play(179).play(60, camera="lakitu")

    def die(self, to_coins=None, cross=True):
        """Dies, and lands with a life less: in the castle or, in an arena, in the stage."""
        self.screen(48, coins=to_coins, camera="cross" if cross and to_coins is None else "lakitu")
        self.play(40).play(79, lives=self.lives - 1).play(60, camera="lakitu")
        return self

    def exit(self):
        """Leaves the course from the pause menu."""
        return self.screen(16, coins=None).play(60)

    def logo(self):
        """Power-on: black, the logo, the title."""
        self.covered(5).unwatched(30).covered(5)
        for width in (0.012, 0.12, 0.37, 0.68, 0.96, 1.0, 0.96, 0.71, 0.78):
            self.add(dark=0.8, letters=width)
        for _ in range(56):
            self.add(dark=0.75, letters=0.78)
        return self.covered(18).hidden(15).unwatched(60)

    def start(self):
        """The file select, the intro, and the first counter with the cross."""
        self.covered(18, "white").hidden(30).unwatched(360).hidden(10)
        return self.play(60, stars=0, lives=4, coins=None, camera="cross").play(60, camera="lakitu")

    def arena(self):
        """The pipe into Bowser's arena, and its entry."""
        self.screen(20, camera="cross")
        return self.play(250).play(300, camera="lakitu")


#: Events of counts and screens are told in other tests.
SCREENS = {"count", "vanished", "appeared", "reset"} | {
    f"{colour}{part}" for colour in ("black", "white") for part in ("", "_full", "_end")
}


def told(film, tracker=None, leave_out=("cutscene", "cutscene_end"), fps=30):
    """The events of the run."""
    tracker = tracker or Tracker()
    events = events_of(film.readings, tracker, fps)
    return [event for event in events if event.kind not in SCREENS and event.kind not in leave_out]


def kinds(film, **options):
    return [event.kind for event in told(film, **options)]


def last(film, kind, **options):
    """The last event of a kind."""
    return [event for event in told(film, leave_out=(), **options) if event.kind == kind][-1]


def begun(**options):
    """A run that has just begun, with the logo."""
    return Film(**options).logo().start()


def grand(film, appears=145):
    """To the third cross of the last arena."""
    film.arena()
    film.play(appears, camera="cross").play(80, camera="lakitu")
    film.third = film.now
    return film.play(500, camera="cross")
