"""A whole run in the real OBS, from the logo to the grand star: a real timer is split without one press.

The short run of the simulator: a first attempt, a reset, 100 coins, stars in a course and in the castle,
deaths, a key, and the last arena.
"""

import json
import os

import pytest

from star_counter.splitting.formats.route_files import find
from tests.simulation.quick_runs import play_through
from tools.obs_studio import scenes, star_counter_script
from tools.obs_studio.logged_events import Truth
from tools.ports import free_port
from tools.simulation.video import render
from tools.timer.counterpart import Counterpart

pytestmark = pytest.mark.obs

SPLITS = {
    "Into the course": "entry",
    "100 coins": "coins 100",
    "Out of the course": "exit",
    "Death": "death",
    "Castle star": "at once",
    "Key": "key",
    "Grand star": "grand star",
}
ROUTE = 'title = "whole"\n' + "".join(
    f'[[split]]\nname = "{name}"\nafter = "{after}"\n' + ("stars = 3\n" if after == "at once" else "")
    for name, after in SPLITS.items()
)
#: The shipped routes that are played, too: they take from 6 minutes (0) to 44 (120).
ROUTES = os.environ.get("STAR_COUNTER_ROUTES", "").split()
COMMANDS = {"start": "starttimer", "reset": "reset", "split": "split", "skip": "skipsplit"}
#: How far OBS's clock may be from the video's in so many minutes, and a fade's first frame from the true one.
NEAR = 0.7
#: What is shown beside the count at the end of the run, in another text.
TEMPLATE = "{stars} stars, {lives} lives, {deaths} deaths"


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "run.mp4"
    render(path, run="whole", size=(320, 240))  # as large as the game's own picture: it is long
    return path


@pytest.fixture
def timer():
    port = free_port()
    with Counterpart("server.mjs", port, websocketPort=free_port(), names=tuple(SPLITS)) as server:
        server.port = port
        yield server


def entries(folder):
    """The lines of the journals in a folder, in their order."""
    runs = sorted(folder.glob("*/journal.jsonl"))
    return [json.loads(line) for run in runs for line in run.read_text().splitlines()]


def films(folder):
    """Of which events the journals in a folder keep films."""
    return {entry["event"]["event"] for entry in entries(folder) if entry["type"] == "film"}


def play(start, video, timer, journal, **settings):
    """Has a player's script, whose timer the logo starts and resets, follow a video."""
    script = start(
        [scenes.media("game", None, looping=False)],
        star_counter_script.player(1, "game", Truth.of(video).crop, stars="stars", screen="screens"),
        timer="livesplit",
        timer_port=timer.port,
        start_at="logo",
        logo_reset="unfinished",
        journal=str(journal),
        **settings,
    )
    script.wait_for_status("LiveSplit: connected")
    star_counter_script.play(script.obs, video)
    return script


def commands(timer):
    """What the timer was told; one that does not run ignores what the file before the logo would split."""
    return timer.received[timer.received.index("starttimer") :]


def splits(journal, number):
    """The last splits that a journal tells of."""
    return [one for one in entries(journal) if one["type"] == "action" and one["action"] == "split"][-number:]


def test_a_whole_run_splits_a_real_timer_without_one_press(start, video, timer, tmp_path):
    (tmp_path / "whole.toml").write_text(ROUTE)
    journal, file = tmp_path / "journal", str(tmp_path / "whole.toml")
    script = play(start, video, timer, journal, route="file", route_file=file, screen_template_1=TEMPLATE)
    script.obs.wait_for(lambda: timer.place[1] == len(SPLITS), "the last split", timeout=300)
    script.wait_for_text("screens", "3 stars, 6 lives, 1 deaths")
    # The logo that the title's demo ends with starts nothing anew.
    assert commands(timer) == ["starttimer", *["split"] * len(SPLITS)]
    script.obs.wait_for(lambda: films(journal) == {"logo", "grand_star"}, "the films")
    assert [one["reason"].split(":")[0] for one in splits(journal, len(SPLITS))] == list(SPLITS)


@pytest.mark.parametrize("name", ROUTES)
def test_a_shipped_route_splits_a_real_timer_without_one_press(start, timer, tmp_path, name):
    """After a first attempt, with two deaths on the way: each split when it truly happens."""
    names = [split.name for split in find(name).splits]
    timer.renew(names=tuple(names))
    seconds = render(tmp_path / "run.mp4", run=f"{name}-quick")["frames"] / 30
    script = play(start, tmp_path / "run.mp4", timer, tmp_path / "journal", route=name)
    script.obs.wait_for(lambda: timer.place[1] == len(names), "the last split", timeout=seconds + 60)
    game, _ = play_through(name)
    assert commands(timer) == [COMMANDS[kind] for kind, _ in game.told]
    found = [one["event"] for one in splits(tmp_path / "journal", len(names))]
    true = [action.event for action in game.sent[-len(names) :]]
    assert [one["event"] for one in found] == [event.kind for event in true]
    begun = found[-1]["time"] - true[-1].time  # the video, after OBS
    assert [one["time"] - begun for one in found] == pytest.approx([event.time for event in true], abs=NEAR)
