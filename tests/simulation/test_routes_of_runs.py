"""The shipped routes, by the true events of simulated runs in the order in which they can be known."""

import pytest

from star_counter.splitting.formats.route_files import find, shipped
from star_counter.tracking.event import Event
from tests.splitting.game import Game
from tools.simulation.play import Play

FIELDS = {"from": "from_count", "to": "to_count"} | {
    name: name for name in ("lives", "coins", "where", "first", "last")
}


def told(event):
    """A true event as the tracker tells it."""
    more = {FIELDS[key]: value for key, value in event.items() if key in FIELDS}
    return Event(event["event"], event["frame"], event["time"], **more)


@pytest.mark.parametrize("name", [path.stem for path in shipped()])
def test_a_run_with_two_deaths_and_a_reset_is_split_without_a_press(name):
    """From power-on to the grand star; before it, another try."""
    game, play = Game(find(name)), Play(f"{name}-quick")
    known, kinds = 0, []
    for _, time, _ in play.readings(0.0):
        game.wait(time - game.now)
        events = sorted(play.known[known:], key=lambda event: event["frame"])
        known += len(events)
        kinds += [event["event"] for event in events]
        game.take([told(event) for event in events])
    game.wait(10)
    assert (kinds.count("died"), kinds.count("logo")) == (2, 2)
    begun = max(number for number, action in enumerate(game.sent) if action.kind == "start") + 1
    assert game.told[begun - 2 : begun] == [("reset", None), ("start", None)]
    assert game.told[begun:] == [("split", index) for index in range(len(find(name).splits))]
    assert game.sent[-1].event.kind == "grand_star"
