"""A player's session: from events to a real timer and to the journal."""

import json

import numpy as np
import pytest

from star_counter.event import Event
from star_counter.reader import Frame
from star_counter.session import Session
from star_counter.split_settings import BY_NAMES, SplitSettings
from star_counter.timers import Phase
from tests.timers.conftest import free_port, wait_for
from tests.timers.counterpart import Counterpart

NAMES = ("One (1) [immediate]", "Two (2) [immediate]", "Three (3)", "End")
ROUTE = """
title = "test"
[[split]]
name = "One"
stars = 1
[[split]]
name = "Two"
stars = 2
delay = 2
[[split]]
name = "Three"
stars = 3
after = "black 1"
[[split]]
name = "End"
after = "by hand"
"""
CROP = np.zeros((40, 67, 3), np.uint8)


@pytest.fixture
def server():
    port = free_port()
    with Counterpart("server.mjs", port, websocketPort=free_port(), names=NAMES) as server:
        server.port = port
        server.player("start")
        yield server


class Player:
    """Plays frames to a session, ten a second."""

    def __init__(self, session):
        self.session, self.frame, self.count, self.notes = session, 0, 0, []

    def wait(self, condition=lambda: True, frames=1):
        """Plays frames without an event, so many and until the condition is true."""
        for _ in range(frames):
            self._play([])
        wait_for(lambda: self._play([]) or condition())

    def to(self, count):
        event = Event("star", self.frame, self.frame / 10, self.count, count, 1.0, self.frame, 3)
        self.count = count
        self._play([event])

    def screen(self, kind):
        self._play([Event(kind, self.frame, self.frame / 10)])

    def _play(self, events):
        frame = Frame(self.frame, self.frame / 10, CROP, CROP)
        self.notes += self.session.follow(frame, events, self.count, 1.0)
        self.frame += 1


@pytest.fixture
def begin(server, tmp_path):
    """A player with a session that is connected with the server."""
    begun = []

    def begin(**settings):
        (tmp_path / "test.toml").write_text(ROUTE)
        settings = {"route": str(tmp_path / "test.toml"), "timer": "livesplit"} | settings
        begun.append(Session(SplitSettings(port=server.port, **settings), "Ann"))
        player = Player(begun[-1])
        player.wait(lambda: player.session.timer.is_well)
        return player

    yield begin
    for session in begun:
        session.close()


def test_events_split_the_timer(begin, server):
    player = begin()
    player.to(1)
    player.wait(lambda: server.place == (Phase.RUNNING, 1))
    assert any("split: One: 1 star, at once" in note for note in player.notes)


def test_a_delayed_split_waits(begin, server):
    player = begin()
    player.to(1)
    player.wait(lambda: server.place[1] == 1)
    player.to(2)
    player.wait(frames=10)
    assert server.place[1] == 1
    player.wait(lambda: server.place[1] == 2, frames=10)


def test_a_split_that_waits_is_not_undone_but_dropped(begin, server):
    player = begin()
    player.to(1)
    player.wait(lambda: server.place[1] == 1)
    player.to(2)
    player.session.press("undo")
    player.wait(frames=40)
    assert server.received.count("split") == 1
    assert "unsplit" not in server.received
    assert player.session._splitter.index == 1


def test_what_the_player_does_is_followed(begin, server):
    player = begin()
    server.player("split", "split")
    player.wait(lambda: player.session._splitter.index == 2)
    server.player("undo")
    player.wait(lambda: player.session._splitter.index == 1)
    lines, is_wrong = player.session.status()
    assert not is_wrong
    assert "test: split 2 of 4 is “Two”: 2 stars, at once, 2 s later." in lines


def test_the_route_comes_from_the_names(begin, server):
    player = begin(route=BY_NAMES)
    player.wait(lambda: player.session.understood())
    assert player.session.understood()[2] == "3. Three (3): 3 stars, then the 1st black screen"
    player.to(1)
    player.wait(lambda: server.place[1] == 1)


def test_the_journal_has_events_actions_and_the_timers_word(begin, server, tmp_path):
    player = begin(journal=tmp_path / "journal")
    player.to(1)
    player.wait(lambda: server.place[1] == 1, frames=3)
    (folder,) = (tmp_path / "journal").iterdir()
    entries = [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]
    assert entries[0]["route"] == "test"
    assert {"event", "action"} <= {entry["type"] for entry in entries}


def test_what_is_wrong_with_the_settings_is_told():
    session = Session(SplitSettings(route="nothing.toml", timer="livesplit", host="192.0.2.1"), "Ann")
    lines, is_wrong = session.status()
    assert is_wrong
    assert any("nothing.toml" in line for line in lines)
    assert any("192.0.2.1" in line for line in lines)
    session.close()
