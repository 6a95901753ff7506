"""Splitting in the real OBS: the demo run with a route splits a real timer, and buttons do what they say."""

import json
import statistics
import time

import pytest

from star_counter.hud import Rect
from tests.obs_studio.running import MODULE
from tools.obs_studio import scenes, star_counter_script
from tools.obs_studio.logged_events import Truth
from tools.ports import free_port
from tools.simulation.video import render
from tools.timer.counterpart import Counterpart

pytestmark = pytest.mark.obs

NAMES = ("One (1) [immediate]", "Cave (2)", "Three (3) [immediate]", "Lava [10, immediate]", "End [manual]")
ROUTE = """
title = "demo"
[[split]]
name = "One"
stars = 1
[[split]]
name = "Cave"
stars = 2
after = "black 1"
[[split]]
name = "Three"
stars = 3
[[split]]
name = "Lava"
stars = 10
[[split]]
name = "End"
after = "by hand"
"""


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "run.mp4"
    render(path, seconds=25)
    return path


@pytest.fixture
def timer():
    port = free_port()
    with Counterpart("server.mjs", port, websocketPort=free_port(), names=NAMES) as server:
        server.port = port
        yield server


@pytest.fixture
def splitting(start, video, timer, tmp_path):
    """OBS with the script, a route and the timer, which runs already."""
    (tmp_path / "demo.toml").write_text(ROUTE)

    def begin(**more):
        settings = {
            "route": "file",
            "route_file": str(tmp_path / "demo.toml"),
            "timer": "livesplit",
            "timer_port": timer.port,
            "journal": str(tmp_path / "journal"),
        }
        player = star_counter_script.player(1, "game", Truth.of(video).crop, stars="stars")
        script = start([scenes.media("game", None, looping=False)], player, **settings | more)
        script.wait_for_status("LiveSplit: connected")
        return script

    return begin


def play(script, video, timer):
    timer.player("start")
    star_counter_script.play(script.obs, video)


def splits(script):
    """What OBS logged as split, in order."""
    return [line for line in script.obs.log().splitlines() if "Player 1: split: " in line]


def told(folder):
    """How long the timer took for each of the four splits; nothing while one is not written down."""
    entries = [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]
    delays = [entry["delay"] for entry in entries if entry["type"] == "timer" and entry.get("outcome")]
    return delays if len(delays) == 4 else None


def test_the_demo_run_splits_the_real_timer(splitting, video, timer, tmp_path):
    script = splitting()
    play(script, video, timer)
    script.obs.wait_for(lambda: timer.place[1] == 4, "four splits")
    script.wait_for_status("split 5 of 5 is “End”: by hand")
    assert timer.received.count("split") == 4
    script.obs.wait_for(lambda: len(splits(script)) == 4, "four splits in the log")
    (folder,) = (tmp_path / "journal").iterdir()
    entries = [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]
    actions = [entry for entry in entries if entry["type"] == "action" and entry["action"] == "split"]
    assert [entry["split"] for entry in actions] == [0, 1, 2, 3]
    assert all((folder / entry["picture"]).is_file() for entry in actions)
    delays = script.obs.wait_for(lambda: told(folder), "what the timer made of the four splits")
    assert statistics.median(delays) < 0.5


def test_the_route_may_come_from_the_timers_names(splitting, video, timer):
    script = splitting(route="names")
    play(script, video, timer)
    script.obs.wait_for(lambda: timer.place[1] == 4, "four splits")
    assert timer.received.count("split") == 4
    code = MODULE + "script._plugin.live.autosplitting.autosplitter.understood()"
    understood = script.obs.run_inside(code, thread="ui")
    assert "2. Cave (2): 2 stars, then the 1st black screen" in understood


def test_a_manual_split_is_followed_and_not_doubled(splitting, video, timer):
    script = splitting()
    play(script, video, timer)
    script.obs.wait_for(lambda: timer.place[1] == 1, "the first split")
    timer.player("split")  # the player is quicker than the black screen
    script.wait_for_status("split 3 of 5 is “Three”")
    script.obs.wait_for(lambda: timer.place[1] == 4, "the other splits")
    assert timer.received.count("split") == 3


def test_the_buttons_and_hotkeys(splitting, video, timer):
    script = splitting()
    play(script, video, timer)
    script.obs.wait_for(lambda: timer.place[1] == 1, "the first split")

    def press(button):
        script.obs.run_inside(MODULE + f"script._plugin.live.press({button!r})", thread="ui")

    press("undo")
    script.obs.wait_for(lambda: timer.place[1] == 0, "the undo")
    press("skip")
    script.obs.wait_for(lambda: timer.place[1] == 1, "the skip")
    press("pause")
    script.wait_for_status("demo (paused): split 2 of 5")
    press("pause")
    script.wait_for_status("demo: split 2 of 5")
    script.obs.requests.trigger_hot_key_by_name("mario64_star_counter.reset")
    script.obs.wait_for(lambda: timer.place[1] == -1, "the reset")


@pytest.mark.parametrize(
    "lacking", [{"source_1": "nowhere"}, {"model": "nowhere.onnx"}], ids=["no source", "no model"]
)
def test_hotkeys_wait_for_no_frame(splitting, timer, lacking):
    script = splitting(**lacking)
    timer.player("start")
    script.wait_for_status("connected, split 1 of 5")
    pressed, places = [], [1, 0] * 5
    for place in places:
        hotkey = "skip" if place else "undo"
        pressed.append(time.time())
        script.obs.requests.trigger_hot_key_by_name(f"mario64_star_counter.{hotkey}")
        script.obs.wait_for(lambda wanted=place: timer.place[1] == wanted, f"the {hotkey}", pause=0.2)
    told = [at for name, at in timer.do("received") if name in ("skipsplit", "unsplit")]
    delays = [at - at_press for at, at_press in zip(told, pressed, strict=True)]
    assert statistics.median(delays) < 0.05


def test_settings_may_change_in_the_middle_of_a_run(splitting, video, timer, tmp_path):
    script = splitting()
    play(script, video, timer)
    script.obs.wait_for(lambda: timer.place[1] == 1, "the first split")
    script.change({"name_1": "Ann", "journal": str(tmp_path / "other"), "timer_source": "unused"})
    script.wait_for_status("demo: split 2 of 5")
    script.change({"starts_timer": True, "model": "nowhere.onnx"})
    script.wait_for_status("There is no model file")
    assert "demo: split 2 of 5" in script.status()
    script.change({"model": ""})
    script.obs.wait_for(lambda: timer.place[1] == 4, "the other splits")
    assert timer.received.count("split") == 4
    assert "reset" not in timer.received
    (folder,) = (tmp_path / "other").iterdir()
    assert folder.name.endswith("_Ann")


def test_a_timer_that_hangs_stops_nothing_and_loses_no_split(splitting, video, timer):
    script = splitting()
    play(script, video, timer)
    script.obs.wait_for(lambda: timer.place[1] == 1, "the first split")
    timer.hang()
    script.obs.wait_for(lambda: "star 2 → 3" in script.obs.log(), "a star while the timer hangs")
    script.wait_for_status("LiveSplit is silent")
    timer.go_on()
    script.obs.wait_for(lambda: timer.place[1] >= 3, "the splits it had missed")
    assert timer.received.count("split") == timer.place[1]


def test_a_wrong_route_is_told_with_its_lines(start, video, tmp_path):
    (tmp_path / "wrong.toml").write_text('title = "x"\n[[split]]\nname = "A"\nstars = 500\nafter = "blue"\n')
    player = star_counter_script.player(1, "game", Truth.of(video).crop, stars="stars")
    script = start(
        [scenes.media("game", None, looping=False)],
        player,
        route="file",
        route_file=str(tmp_path / "wrong.toml"),
    )
    status = script.wait_for_status("line 4")
    assert "line 5" in status


def test_the_window_warns_where_others_could_connect_as_the_timer(start):
    script = start([], star_counter_script.player(1, "game", Rect(9, 9, 97, 54)), timer="livesplit_one")
    keys = ("timer_origin", "remote_warning")
    look = MODULE + (
        "shown = script._window.build()\n"
        f"[obs.obs_property_visible(obs.obs_properties_get(shown, key)) for key in {keys}]"
    )
    assert script.obs.run_inside(look, thread="ui") == [True, False]
    script.change({"allow_remote": True})
    assert script.obs.run_inside(look, thread="ui") == [True, True]
    script.change({"timer": "livesplit"})
    assert script.obs.run_inside(look, thread="ui") == [False, False]
