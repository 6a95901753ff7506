"""A game for the tests of the splitter: what a player does, as a tracker's events."""

from star_counter.splitting.route import Condition, Route, Split
from star_counter.splitting.splitter import Splitter
from star_counter.tracking.event import Event

#: A frame of the game, in seconds.
TICK = 1 / 30


class Game:
    """Gives a splitter the events of what happens, and keeps what a timer would be told, when it is due.

    A death is told when the lives fall, after the castle is seen; a key when the castle is.
    """

    def __init__(self, route, **options):
        self.splitter = Splitter(route, **{"start_at": "logo", "logo_reset": "always"} | options)
        self.now = 0.0
        self.count = None
        self.sent = []  # actions, in the order in which the timer is told
        self._due = []

    @property
    def told(self):
        """What the timer was told: kinds and indices."""
        return [(action.kind, action.index) for action in self.sent]

    def tell(self, kind, *, after=0.5, **more):
        """An event, so many seconds later."""
        self.wait(after)
        event = Event(kind, round(self.now / TICK), self.now, sure=1.0, **more)
        self.take([event])
        return event

    def take(self, events):
        """Events that are told now, whenever they were."""
        for action in self.splitter.update(events):
            self._line_up(action)
        self.wait(0)

    def wait(self, seconds):
        self.now += seconds
        for action in [one for one in self._due if one.time <= self.now + 1e-9]:
            self._due.remove(action)
            self.sent.append(action)

    def _line_up(self, action):
        waiting = [one for one in self._due if (one.kind, one.index) == ("split", action.index)]
        if action.kind == "reset":
            self._due = [one for one in self._due if one.time <= self.now]
        if action.kind == "undo" and waiting:
            self._due.remove(waiting[-1])
        else:
            self._due.append(action)

    # The console.

    def power_on(self):
        """Switches on, or resets in the middle of whatever is shown."""
        self.tell("black")
        self.tell("logo", after=0.8)

    def new_file(self, count=0):
        """Chooses a file: the first counter is shown after the intro."""
        for colour in ("black", "white", "white"):
            self.tell(colour, after=3)
        self.wait(35)
        self._show(count, "reset" if self.count else "count")
        self.tell("started", after=0.1)

    def _show(self, count, kind):
        if count != self.count:
            before, self.count = self.count, count
            self.tell(kind, from_count=before, to_count=count)

    # The castle.

    def door(self):
        self.tell("cutscene", after=4)
        self.tell("cutscene_end", after=1.5)
        self.tell("black", after=0.3)

    def enter(self, colour="white"):
        if colour == "white":
            self.tell("cutscene", after=5)
        self.tell(colour, after=1.6)
        self.tell("entered", after=1.5)

    # A course.

    def star(self, where="course"):
        """Takes a star that ends no course."""
        self._show(self.count + 1, "star") if where is None else self._take(where)
        self.tell("cutscene", after=0.1)
        self.tell("cutscene_end", after=4)

    def star_exit(self):
        """Takes a star that ends the course."""
        self._take("course")
        self.tell("cutscene", after=0.2)
        self.tell("cutscene_end", after=3.0)
        self.tell("black", after=0.5)
        self._thrown_out()

    def _take(self, where):
        before, self.count = self.count, self.count + 1
        self.tell("star", after=20, from_count=before, to_count=self.count, where=where)

    def _thrown_out(self):
        self.tell("left", after=0.6)
        self.tell("cutscene", after=0.0)
        self.tell("cutscene_end", after=2.5)

    def leave(self):
        """By the pause menu."""
        self.tell("black", after=5)
        self.tell("left", after=0.6)

    def die(self):
        """In a course: back to the castle."""
        self.tell("cutscene", after=8)
        self.tell("cutscene_end", after=2.0)
        self.tell("black", after=0.4)
        self.tell("left", after=0.6)
        self.tell("died", after=1.8, lives=3)

    def die_in_arena(self):
        """Back to the stage."""
        self.tell("black", after=20)
        self.tell("died", after=1.5, lives=2)

    def lose(self):
        """Dies with the last life: game over, and the same file again."""
        self.tell("black", after=20)
        self.tell("game_over", after=1.5, lives=0)
        for colour in ("black", "white"):
            self.tell(colour, after=3)
        self.tell("appeared", after=20)

    def pipe(self):
        """Into the arena."""
        self.tell("black", after=30)
        self.tell("cutscene", after=0.4)
        self.tell("cutscene_end", after=8)

    def take_key(self):
        self.tell("cutscene", after=40)
        self.tell("cutscene_end", after=2.7)
        self.tell("black", after=0.5)
        self.tell("left", after=0.6)
        self.tell("key", after=0.0)
        self.tell("cutscene", after=0.0)
        self.tell("cutscene_end", after=5)

    def win(self):
        """In the last arena, after its entry."""
        self.tell("cutscene", after=60)
        self.tell("cutscene_end", after=5)
        self.tell("cutscene", after=10)
        self.tell("grand_star", after=0.0)
        self.tell("black", after=24)
        self.wait(60)


def black(number):
    return Condition("black", number)


def camera(number):
    return Condition("camera", number)


def play(*splits, count=0, **options):
    """A game whose counter shows a count, with these conditions (a number of stars before them, or none)."""
    named = [Split(f"S{i}", *split) if isinstance(split, tuple) else split for i, split in enumerate(splits)]
    route = Route("t", tuple(named), counts_deaths=options.pop("counts_deaths", False))
    game = Game(route, **{"start_at": "off", "logo_reset": "off"} | options)
    game._show(count, "count")
    game.sent.clear()
    return game


def splits(game):
    """Which splits were made, and the kind of event that made each."""
    return [(action.index, action.event.kind) for action in game.sent if action.kind == "split"]
