"""Functions that another OBS has lost: one sentence, and OBS goes on."""

import pytest

from tests import pictures
from tests.obs_studio.running import MODULE
from tools.obs_studio import scenes, star_counter_script

pytestmark = pytest.mark.obs

SENTENCE = "This OBS is too old or too new for the star counter"
#: How a function is lost, what has the script look for it, and what is told of it.
LOST = {
    "of obspython": (
        "del obs.obs_source_get_width",
        "",
        "'obspython' has no attribute 'obs_source_get_width'",
    ),
    "of libobs": (
        "from star_counter.obs.bridge import libobs\nlibobs._SIGNATURES['gs_lost'] = (None,)",
        "script._plugin.stop(), script.script_update(script._plugin.data)",
        "gs_lost",
    ),
}


@pytest.mark.parametrize(("lose", "look", "told"), LOST.values(), ids=LOST)
def test_a_function_that_obs_has_lost_is_told_in_a_sentence(start, tmp_path, lose, look, told):
    picture = scenes.image("game", pictures.save(tmp_path / "game.png", pictures.game(12)))
    script = start([picture], star_counter_script.player(1, "game", pictures.crop(), stars="stars"))
    script.wait_for_text("stars", "12")
    script.obs.run_inside(f"{MODULE}{lose}\n{look}", thread="ui")
    assert told in script.wait_for_status(SENTENCE)
    frames = script.obs.requests.get_stats().render_total_frames
    script.obs.wait_for(lambda: script.obs.requests.get_stats().render_total_frames > frames + 30, "frames")
    assert script.times_logged(SENTENCE) == 1
