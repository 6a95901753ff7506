"""The demo run in the real OBS: every count and every screen, none invented."""

import itertools

import pytest

from tests import pictures
from tools.obs_studio import scenes, star_counter_script
from tools.obs_studio.logged_events import Truth, logged, tolerance
from tools.simulation.video import render

pytestmark = pytest.mark.obs


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "run.mp4"
    render(path)
    return path


def test_the_demo_run(start, video):
    truth = Truth.of(video)
    player = star_counter_script.player(
        1, "game", truth.crop, stars="stars", screen="screens", screen_template="{blacks} {whites}"
    )
    obs = start([scenes.media("game", None, looping=False)], player, probe=False).obs
    star_counter_script.play(obs, video)
    texts = []

    def all_logged():
        texts.append(obs.text("stars"))
        return len(logged(obs.log())) >= len(truth.events)

    obs.wait_for(all_logged, "all events of the demo run")
    seen = logged(obs.log())
    assert [event.what for event in seen] == [event.what for event in truth.events]

    offs = [event.time - true.time for event, true in zip(seen, truth.events, strict=True)]
    allowed = [tolerance(*pair, obs.fps) for pair in itertools.pairwise(seen)]
    assert all(
        abs(later - off) <= most for (off, later), most in zip(itertools.pairwise(offs), allowed, strict=True)
    )

    counts = [event.what.split()[-1] for event in truth.events if event.what.startswith(("count", "star"))]
    obs.wait_for(lambda: obs.text("stars") == counts[-1], "the last count")
    shown = [text for text, _ in itertools.groupby([*texts, obs.text("stars")]) if text]
    assert shown == counts
    kinds = [event.what for event in truth.events]
    assert obs.text("screens") == f"{kinds.count('black screen')} {kinds.count('white screen')}"


def test_the_demo_has_no_packages_where_it_is_told_so():
    (script,) = star_counter_script.demo_collection((640, 480), pictures.crop(), packages="")["modules"][
        "scripts-tool"
    ]
    assert script["settings"]["packages"] == ""
