"""The shipped routes, by the true events of simulated runs in the order in which they can be known."""

import pytest

from star_counter.splitting.formats.route_files import find, shipped
from tests.simulation.quick_runs import play_through


@pytest.mark.parametrize("name", [path.stem for path in shipped()])
def test_a_run_with_two_deaths_and_a_reset_is_split_without_a_press(name):
    """From power-on to the grand star; before it, another try."""
    game, kinds = play_through(name)
    assert (kinds.count("died"), kinds.count("logo")) == (2, 2)
    begun = max(number for number, action in enumerate(game.sent) if action.kind == "start") + 1
    assert game.told[begun - 2 : begun] == [("reset", None), ("start", None)]
    assert game.told[begun:] == [("split", index) for index in range(len(find(name).splits))]
    assert game.sent[-1].event.kind == "grand_star"
