"""Readings made up at random, by key frames and by every frame: the same is told, and of the same frames."""

import random

import pytest

from star_counter.reading.model_form import BLACK
from star_counter.recording.quick import Read, by_keys
from star_counter.tracking.tracker import Tracker
from tests.tracking.film import Film
from tools.bench.quick import Simulated

FPS = 30
#: What is told whatever is waited for, and what more is told where everything is.
ALWAYS = ("count", "star", "reset", "started", "logo")
WAITED_FOR = (
    *("black", "black_end", "white", "white_end", "cutscene", "cutscene_end"),
    *("entered", "left", "died", "coins", "key", "grand_star"),
)


class Made(Film):
    """Scenes in which parts of the HUD go and come, others that are dark, and long and short absences."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.every = self.random.choice([60, 126, 249])  # frames from one key frame to the next
        unseen = self.random.choice([(), ("lives",), ("lives",), ("camera",), ("coins",)])
        super().__init__(stars=self.random.choice([0, 15, 69]), unseen=unseen)
        self.dark = 0.05

    def unwatched(self, frames):
        return self.hidden(frames)

    def between(self, least, most):
        """So many frames, for a number of seconds between two."""
        return round(self.random.uniform(least, most) * FPS)

    def shown(self, frames, **odd):
        """The HUD, but for what is odd."""
        parts = {"stars": self.stars, "lives": self.lives, "coins": self.coins, "camera": self.camera}
        for _ in range(frames):
            self.add(**{**parts, "dark": self.dark, **odd})

    def quiet(self):
        self.shown(self.between(0.5, 12.0))

    def without_camera(self):
        self.shown(self.between(1.0, 20.0), camera="none")

    def star_without_camera(self):
        self.shown(self.between(5.0, 14.0), camera="none")
        self.stars += 1
        self.shown(self.between(0.2, 4.0), camera="none")

    def dark_scene(self):
        """It becomes dark; then the counter blinks, and its corner is black."""
        before, frames = self.dark, self.between(0.2, 6.0)
        for frame in range(frames):
            self.dark = before + (0.85 - before) * frame / frames
            self.shown(1)
        self.shown(self.between(1.0, 6.0))
        for _ in range(self.random.randint(1, 3)):
            self.shown(self.random.randint(1, 12), stars=BLACK, level=2.0)
            self.shown(self.between(0.1, 1.0))
        self.dark = before
        self.shown(self.between(0.2, 2.0))

    def blink(self):
        self.shown(self.random.randint(1, 25), stars=None)
        self.shown(self.between(0.1, 1.0))

    def star(self):
        self.stars += 1
        self.shown(self.between(0.1, 3.0), camera=self.random.choice(["cross", "lakitu"]))

    def fade(self):
        self.screen(self.random.randint(8, 40))

    def goes_in_or_out(self):
        self.enter() if self.coins is None else self.exit()

    def coins_come(self):
        """As where a state is loaded: without a screen."""
        self.coins = self.random.randint(0, 60) if self.coins is None else None
        self.shown(self.between(0.3, 4.0))

    def misread(self):
        """A part is, for some frames."""
        part = self.random.choice(["stars", "coins", "lives"])
        self.shown(self.random.randint(1, 6), **{part: self.random.randint(0, 120)})
        self.shown(self.between(0.1, 2.0))

    def menu(self):
        """No counter; then the same count as before, or another one."""
        self.hidden(self.between(0.3, 14.0), dark=self.random.choice([0.05, 0.3, 0.7]))
        if self.random.random() < 0.3:
            self.stars = self.random.choice([0, 3, self.stars + 1])
        self.shown(self.between(0.5, 4.0))

    def load(self):
        """Counts that no two key frames show may pass unseen."""
        self.shown(2 * self.every + 10)
        self.stars = self.random.choice([0, 7, self.stars + 2])
        self.shown(self.between(0.5, 4.0))

    def power_on(self):
        self.dark = 0.05
        self.logo().start()
        self.coins = None


SCENES = (
    *(Made.quiet, Made.without_camera, Made.star_without_camera, Made.dark_scene, Made.blink, Made.star),
    *(Made.fade, Made.goes_in_or_out, Made.coins_come, Made.misread, Made.menu, Made.load, Made.power_on),
)

#: What is told too late shows at the end of a film.
LAST = (Made.star_without_camera, Made.quiet, Made.load)


def made(seed, scenes=5):
    """The readings of a film, and how many frames lie between its key frames."""
    film = Made(seed)
    film.hidden(30 if film.random.random() < 0.3 else 330).play(60)
    for scene in (*film.random.choices(SCENES, k=scenes), film.random.choice(LAST)):
        scene(film)
    frames = [Read(number, number / FPS, reading) for number, reading in enumerate(film.readings)]
    return frames, film.every


def told(steps, kinds):
    return [(one.kind, one.frame, one.to_count) for events in steps for one in events if one.kind in kinds]


def both(frames, every, kinds, is_waiting):
    """What both ways tell."""
    source, tracker, whole = Simulated(frames, every, FPS), Tracker(), Tracker()
    quick = told((events for _, events in by_keys(source, tracker, lambda: is_waiting)), kinds)
    return quick, told((whole.update(*frame) for frame in frames), kinds)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_told_is_what_every_frame_tells(seed):
    frames, every = made(seed)
    for kinds, is_waiting in ((ALWAYS, False), (ALWAYS + WAITED_FOR, True)):
        quick, whole = both(frames, every, kinds, is_waiting)
        assert quick == whole
        assert whole


@pytest.mark.parametrize("seconds", [0.2, 5.0])
def test_a_counter_that_blinks_in_a_dark_scene_is_no_screen_by_key_frames_either(seconds):
    """It was as dark just before, however long ago a part was read in full."""
    film = Made(0)
    film.hidden(60).play(60)
    for frame in range(round(seconds * FPS)):
        film.dark = 0.1 + 0.75 * frame / (seconds * FPS)
        film.shown(1)
    film.shown(600)
    film.shown(8, stars=BLACK, level=2.0)
    film.shown(60)
    frames = [Read(number, number / FPS, reading) for number, reading in enumerate(film.readings)]
    quick, whole = both(frames, 60, ("count", "black"), is_waiting=True)
    assert quick == whole == [("count", 60, film.stars)]
