"""A whole run in the real OBS, from the logo to the grand star: a real timer is split without one press.

The short run of the simulator: a first attempt, a reset, 100 coins, stars in a course and in the castle,
deaths, a key, and the last arena.
"""

import json

import pytest

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
#: What is shown beside the count at the end of the run, in another text.
TEMPLATE = "{stars} stars, {lives} lives, {deaths} deaths"


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "run.mp4"
    render(path, run="whole")
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


def test_a_whole_run_splits_a_real_timer_without_one_press(start, video, timer, tmp_path):
    (tmp_path / "whole.toml").write_text(ROUTE)
    truth, journal = Truth.of(video), tmp_path / "journal"
    player = star_counter_script.player(1, "game", truth.crop, stars="stars", screen="screens")
    script = start(
        [scenes.media("game", None, looping=False)],
        player,
        route="file",
        route_file=str(tmp_path / "whole.toml"),
        timer="livesplit",
        timer_port=timer.port,
        start_at="logo",
        logo_reset="unfinished",
        journal=str(journal),
        screen_template_1=TEMPLATE,
    )
    script.wait_for_status("LiveSplit: connected")
    star_counter_script.play(script.obs, video)
    script.obs.wait_for(lambda: timer.place[1] == len(SPLITS), "the last split", timeout=300)
    script.wait_for_text("screens", "3 stars, 6 lives, 1 deaths")
    # A timer that does not run ignores what the file before the logo would split.
    begun = timer.received.index("starttimer")
    assert timer.received[begun:] == ["starttimer", "reset", "starttimer", *["split"] * len(SPLITS)]
    script.obs.wait_for(lambda: films(journal) == {"logo", "grand_star"}, "the films")
    told = entries(journal)
    made = [entry["reason"] for entry in told if entry["type"] == "action" and entry["action"] == "split"]
    assert [reason.split(":")[0] for reason in made][-len(SPLITS) :] == list(SPLITS)
