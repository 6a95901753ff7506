"""What a splitter makes of the true events of a quick run, in the order in which they can be known."""

from star_counter.splitting.formats.route_files import find
from star_counter.tracking.event import Event
from tests.splitting.game import Game
from tools.simulation.play import Play

FIELDS = {"from": "from_count", "to": "to_count"} | {
    name: name for name in ("lives", "coins", "where", "first", "last")
}


def play_through(name):
    """Plays a shipped route: the game that was told all, and the kinds of what it was told."""
    game, play = Game(find(name)), Play(f"{name}-quick")
    known, kinds = 0, []
    for _, time, _ in play.readings(0.0):
        game.wait(time - game.now)
        events = sorted(play.known[known:], key=lambda event: event["frame"])
        known += len(events)
        kinds += [event["event"] for event in events]
        game.take([told(event) for event in events])
    game.wait(10)
    return game, kinds


def told(event):
    """A true event as the tracker tells it."""
    more = {FIELDS[key]: value for key, value in event.items() if key in FIELDS}
    return Event(event["event"], event["frame"], event["time"], **more)
