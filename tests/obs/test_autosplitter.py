"""A player's splitting: from events to a real timer and to the journal."""

import json

import numpy as np
import pytest

from star_counter.obs import autosplitter, disk
from star_counter.obs.autosplitter import AutoSplitter
from star_counter.reading.frame import Frame
from star_counter.splitting.formats.toml import parse
from star_counter.timers import Phase, open_timer
from star_counter.tracking.event import Event
from tests import posix
from tests.timers.conftest import wait_for
from tools.ports import free_port
from tools.timer.counterpart import Counterpart

NAMES = ("One (1) [immediate]", "Two (2) [immediate]", "Three (3)", "End")
ROUTE = parse(
    """
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
""",
    "test.toml",
)
OTHER = parse(
    'title = "other"\nstart = 1\n[[split]]\nname = "A"\nstars = 2\n[[split]]\nname = "B"\nstars = 3\n'
    'after = "black 1"\n[[split]]\nname = "C"\nstars = 3\nafter = "black 2"\n',
    "other.toml",
)
CROP = np.zeros((40, 67, 3), np.uint8)


def serve():
    """A timer that runs already."""
    port = free_port()
    return Counterpart("server.mjs", port, websocketPort=free_port(), names=NAMES), port


@pytest.fixture
def server():
    counterpart, port = serve()
    with counterpart as server:
        server.port = port
        server.player("start")
        yield server


class Player:
    """Plays frames to an autosplitter, ten a second."""

    def __init__(self, splitting):
        self.splitting, self.frame, self.count, self.notes = splitting, 0, 0, []

    def wait(self, condition=lambda: True, frames=1):
        """Plays frames without an event, so many and until the condition is true."""
        for _ in range(frames):
            self._play([])
        wait_for(lambda: self._play([]) or condition(), 60)

    def to(self, count):
        event = Event("star", self.frame, self.frame / 10, self.count, count, 1.0, self.frame, 3)
        self.count = count
        self._play([event])

    def reset(self):
        self._play([Event("reset", self.frame, self.frame / 10, self.count, 0, 1.0, self.frame, 3)])
        self.count = 0

    def screen(self, kind):
        self._play([Event(kind, self.frame, self.frame / 10)])

    def _play(self, events):
        frame = Frame(self.frame, self.frame / 10, CROP, CROP)
        self.notes += self.splitting.update(frame, events, self.count, 1.0)
        self.frame += 1


@pytest.fixture
def connect():
    """Opens the way to a timer."""
    opened = []

    def connect(port):
        opened.append(open_timer("livesplit", port=port))
        wait_for(lambda: opened[-1].is_well)
        return opened[-1]

    yield connect
    for timer in opened:
        timer.close()


@pytest.fixture
def player(server, connect):
    """A player whose autosplitter has the route, and is connected with the server."""
    splitting = AutoSplitter()
    splitting.use_timer(connect(server.port))
    splitting.use_route(ROUTE)
    yield Player(splitting)
    splitting.close_journal()
    disk.wait_for_all()


def next_split(player):
    return player.splitting.status()[0][0]


def written(folder):
    """The entries of a run's journal."""
    return [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]


def counts(folder):
    """The counts in the journals of a folder, by the players' names."""
    runs = sorted(folder.iterdir()) if folder.exists() else []
    return [
        (run.name.split("_")[-1], [entry["to"] for entry in written(run) if entry.get("event") == "star"])
        for run in runs
        if (run / "journal.jsonl").exists()
    ]


def test_events_split_the_timer(player, server):
    player.to(1)
    player.wait(lambda: server.place == (Phase.RUNNING, 1))
    assert any("split: One: 1 star, at once" in note for note in player.notes)


def test_a_delayed_split_waits(player, server):
    player.to(1)
    player.wait(lambda: server.place[1] == 1)
    player.to(2)
    player.wait(frames=10)
    assert server.place[1] == 1
    player.wait(lambda: server.place[1] == 2, frames=10)


def test_a_delayed_split_comes_without_frames_too(player, server):
    player.to(1)
    player.wait(lambda: server.place[1] == 1)
    player.to(2)
    player.splitting.advance(player.frame / 10 + 2.0)
    wait_for(lambda: server.place[1] == 2)


def test_a_split_that_waits_is_not_undone_but_dropped(player, server):
    player.to(1)
    player.wait(lambda: server.place[1] == 1)
    player.to(2)
    player.splitting.press("undo")
    player.wait(frames=40)
    assert server.received.count("split") == 1
    assert "unsplit" not in server.received
    assert next_split(player) == "test: split 2 of 4 is “Two”: 2 stars, at once, 2 s later."


def test_a_button_needs_no_frame(player, server):
    notes = player.splitting.press("skip")
    assert notes == ["skip: the player's button (0.00 s)"]
    wait_for(lambda: server.place[1] == 1)


def test_what_the_player_does_is_followed(player, server):
    server.player("split", "split")
    player.wait(lambda: "split 3 of 4" in next_split(player))
    server.player("undo")
    player.wait(lambda: "split 2 of 4" in next_split(player))
    lines, is_wrong = player.splitting.status()
    assert not is_wrong
    assert "test: split 2 of 4 is “Two”: 2 stars, at once, 2 s later." in lines


def test_the_timer_is_followed_without_a_frame(player, server):
    server.player("split")

    def is_followed():
        player.splitting.advance(1.0)
        return "split 2 of 4" in next_split(player)

    wait_for(is_followed)


def test_the_route_comes_from_the_names(player, server):
    player.splitting.use_route(None, follows_names=True)
    player.wait(lambda: player.splitting.understood())
    assert player.splitting.understood()[2] == "3. Three (3): 3 stars, then the 1st black screen"
    player.to(1)
    player.wait(lambda: server.place[1] == 1)


def test_the_journal_has_events_actions_and_the_timers_word(player, server, tmp_path):
    player.splitting.use_journal(tmp_path, "Ann")
    player.to(1)
    player.wait(lambda: server.place[1] == 1, frames=3)
    player.splitting.close_journal()
    disk.wait_for_all()
    (folder,) = tmp_path.iterdir()
    entries = written(folder)
    assert (entries[0]["route"], entries[0]["splits"]) == ("test", ["One", "Two", "Three", "End"])
    assert {"event", "action"} <= {entry["type"] for entry in entries}


def test_the_journal_keeps_the_pictures_before_the_end(player, tmp_path):
    player.splitting.use_journal(tmp_path, "Ann")
    player.wait(frames=30)
    cross = Event("grand_star", player.frame - 2, (player.frame - 2) / 10, sure=1.0, decided=player.frame)
    player._play([cross])
    player.wait(frames=3)
    player.splitting.close_journal()
    disk.wait_for_all()
    (folder,) = tmp_path.iterdir()
    (film,) = [entry for entry in written(folder) if entry["type"] == "film"]
    # Ten frames a second: those of two seconds, and one after the cross.
    assert [frame for frame, _ in film["frames"]] == list(range(cross.frame - 20, cross.frame + 2))
    assert (folder / film["film"]).stat().st_size == sum(film["bytes"])


def test_what_is_told_was_written_before(player, tmp_path, monkeypatch):
    monkeypatch.setattr(autosplitter, "_LONGEST_WAIT", 60)
    player.splitting.use_journal(tmp_path, "Ann")
    for count in range(1, 30):
        player.to(count)
        assert counts(tmp_path) == [("Ann", list(range(1, count + 1)))]


def test_a_disk_that_does_not_answer_stops_nothing_but_the_journal(player, server, tmp_path):
    player.splitting.use_journal(tmp_path / "one", "Ann")
    player.screen("black")
    wait_for(lambda: counts(tmp_path / "one"), 60)
    (run,) = (tmp_path / "one").iterdir()
    posix.mkfifo(run / "0001_star.png")  # whoever writes into it waits until it is read
    player.to(1)
    player.wait(lambda: server.place[1] == 1)
    told = f"The journal in {tmp_path}/one cannot be written (its disk does not answer)"
    player.wait(lambda: any(told in line for line in player.splitting.status()[0]))
    assert player.splitting.status()[1]
    player.splitting.use_journal(tmp_path / "two", "Ann")
    player.to(2)
    wait_for(lambda: counts(tmp_path / "two") == [("Ann", [2])], 60)
    assert not player.splitting.status()[1]
    (run / "0001_star.png").read_bytes()
    disk.wait_for_all()
    assert counts(tmp_path / "one") == [("Ann", [1])]


# Each part is exchanged in the middle of a run, and the others go on.


def test_another_route_is_joined_at_the_timers_split(player, server):
    player.to(1)
    player.wait(lambda: server.place[1] == 1)
    server.player("split")
    player.wait(lambda: "split 3 of 4" in next_split(player))
    player.splitting.use_route(OTHER)
    player.wait(lambda: next_split(player).startswith("other: split 3 of 3"))
    assert player.splitting.start_count == 1


def test_another_route_is_joined_by_the_count_where_no_timer_tells(player):
    player.splitting.use_timer(None)
    player.to(1), player.to(2), player.to(3), player.screen("black")
    player.splitting.press("pause")
    player.splitting.use_route(OTHER)
    assert next_split(player).startswith("other (paused): split 3 of 3")
    player.splitting.press("pause")
    player.screen("black")
    assert next_split(player) == "other: all 3 splits are done."


def test_another_timer_is_told_what_comes_next(player, server, connect):
    player.to(1)
    player.wait(lambda: server.place[1] == 1)
    counterpart, port = serve()
    with counterpart as other:
        player.splitting.use_timer(connect(port))
        player.wait(frames=5)
        assert "split 2 of 4" in next_split(player)
        other.player("start", "split")
        wait_for(lambda: player.wait() or other.place[1] == 1)
        player.to(2)
        player.wait(lambda: other.place[1] == 2, frames=25)
    assert server.received.count("split") == 1


def test_another_journal_begins_anew_and_copies_nothing(player, tmp_path):
    player.splitting.use_journal(tmp_path / "one", "Ann")
    player.to(1)
    player.splitting.use_journal(tmp_path / "two", "Ann")
    assert "split 2 of 4" in next_split(player)
    player.to(2)
    wait_for(lambda: counts(tmp_path / "one") == [("Ann", [1])], 60)
    wait_for(lambda: counts(tmp_path / "two") == [("Ann", [2])], 60)
    (two,) = (tmp_path / "two").iterdir()
    assert written(two)[0]["route"] == "test"


def test_another_name_is_that_of_the_next_run(player, tmp_path):
    player.splitting.use_journal(tmp_path, "Ann")
    player.to(1)
    player.splitting.use_journal(tmp_path, "Bob")
    player.to(2)
    wait_for(lambda: counts(tmp_path) == [("Ann", [1, 2])], 60)
    player.reset()
    player.to(1)
    wait_for(lambda: sorted(counts(tmp_path)) == [("Ann", [1, 2]), ("Bob", [1])], 60)


def test_no_route_and_no_timer_do_nothing():
    player = Player(AutoSplitter())
    player.to(1)
    assert player.splitting.press("undo") == []
    assert player.splitting.status() == ([], False)
    assert player.splitting.understood() == []
    assert player.notes == []


def test_the_logo_resets_a_timer_that_runs_and_starts_it_anew(player, server):
    player.splitting.start_timer("logo", "always")
    player.to(1)
    player.wait(lambda: server.place == (Phase.RUNNING, 1))
    player.screen("logo")
    player.wait(lambda: server.place == (Phase.RUNNING, 0), frames=5)
    assert server.received.count("reset") == 1
    assert server.received.count("starttimer") == 1
    player.to(1)
    player.wait(lambda: server.place == (Phase.RUNNING, 1))


def test_the_logo_starts_a_timer_that_stands_without_a_reset(player, server):
    player.splitting.start_timer("logo", "always")
    player.to(1)
    player.wait(lambda: server.place == (Phase.RUNNING, 1))
    server.player("reset")
    player.wait(lambda: "not running" in player.splitting.status()[0][1])
    player.screen("logo")
    player.wait(lambda: server.place == (Phase.RUNNING, 0), frames=5)
    assert "reset" not in server.received


def test_what_is_not_seen_is_told_with_the_next_split():
    route = parse('title = "t"\n[[split]]\nname = "A"\nafter = "key"\n', "my.toml")
    splitting = AutoSplitter()
    splitting.miss({"camera"})
    splitting.use_route(route)
    told = [
        "t: split 1 of 1 is “A”: Bowser's key.",
        "The camera is not seen: you make split 1 of the route by hand.",
    ]
    assert splitting.status() == (told, False)
    splitting.miss(())
    assert splitting.status() == (told[:1], False)
