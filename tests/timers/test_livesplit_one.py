"""LiveSplit One: a WebSocket client around a real timer."""

import time

import pytest

from star_counter.timers import Command, Outcome, Phase
from tests.timers.conftest import free_port, outcomes, wait_for
from tools.timer.counterpart import NAMES, Counterpart

RUNNING, NOT_RUNNING = Phase.RUNNING, Phase.NOT_RUNNING


def connect(port, **options):
    return Counterpart("livesplit_one.mjs", port, **options)


@pytest.fixture
def timer(link):
    return link("livesplit_one")


@pytest.fixture(scope="module")
def window():
    with connect(free_port()) as window:
        yield window


@pytest.fixture
def one(port, timer, window):
    """A LiveSplit One that is connected, with a new timer."""
    window.renew(port=port)
    wait_for(timer.state)
    yield window
    window.go_on()


def run(timer, one):
    one.player("start")
    time.sleep(0.02)  # a split takes no effect at time 0
    wait_for(lambda: timer.state().place == (RUNNING, 0))


def test_it_says_how_to_connect(timer, port):
    wait_for(lambda: f"enter ws://localhost:{port}" in timer.status())
    assert not timer.is_well


def test_every_command_arrives_and_the_timer_is_followed(timer, one):
    assert timer.state().names == NAMES
    for command, place in [
        (Command.START, (RUNNING, 0)),
        (Command.SPLIT, (RUNNING, 1)),
        (Command.SKIP, (RUNNING, 2)),
        (Command.UNDO, (RUNNING, 1)),
        (Command.PAUSE, (Phase.PAUSED, 1)),
        (Command.RESUME, (RUNNING, 1)),
        (Command.SPLIT, (RUNNING, 2)),
        (Command.SPLIT, (RUNNING, 3)),
        (Command.SPLIT, (RUNNING, 4)),
        (Command.SPLIT, (Phase.ENDED, 5)),
        (Command.RESET, (NOT_RUNNING, -1)),
    ]:
        timer.send(command)
        assert outcomes(timer, 1) == [Outcome.CARRIED_OUT]
        assert one.place == timer.state().place == place
        time.sleep(0.02)
    one.player("start")
    wait_for(lambda: timer.status() == "LiveSplit One: connected, split 1 of 5 (BoB (1)).")


def test_a_refusal_is_reported_with_its_reason(timer, one):
    timer.reports()
    timer.send(Command.SPLIT, "a star")
    assert str(wait_for(timer.reports)[0]) == "LiveSplit One: split (a star): ignored, it is not running."
    run(timer, one)
    one.do("open_menu", True)
    timer.send(Command.SPLIT)
    assert "a menu or a question is open" in str(wait_for(timer.reports)[0])


def test_one_that_asks_its_player_keeps_the_connection_and_gets_each_split_once(timer, one):
    run(timer, one)
    one.do("ask")
    timer.send(Command.SPLIT, "carried out, but not answered, or kept")
    wait_for(lambda: "question is open" in timer.status())
    timer.send(Command.SPLIT, "kept")
    wait_for(lambda: "2 commands wait" in timer.status())
    one.do("answer")
    assert len(outcomes(timer, 2)) == 2
    assert one.place == timer.state().place == (RUNNING, 2)
    assert one.received == ["split", "split"]


def test_one_that_lost_its_connection_may_come_back(timer, one):
    run(timer, one)
    one.do("hang_up")
    wait_for(lambda: not timer.is_well)
    timer.send(Command.SPLIT)
    wait_for(lambda: "1 command waits" in timer.status())
    one.do("connect")
    assert outcomes(timer, 1) == [Outcome.CARRIED_OUT]
    assert one.place == (RUNNING, 1)


def test_a_port_that_is_taken_is_told_and_opened_when_it_is_free(port, timer, link):
    wait_for(lambda: "not connected" in timer.status())
    second = link("livesplit_one")
    wait_for(lambda: f"port {port} cannot be opened" in second.status())
    timer.close()
    wait_for(lambda: "not connected" in second.status())
