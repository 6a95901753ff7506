"""From OBS 31.1 on there may be several canvases, each with its own scenes, whose names may be the same."""

import pytest

from tests import pictures
from tests.obs_studio.running import MODULE
from tools.obs_studio import scenes, star_counter_script

pytestmark = pytest.mark.obs

#: Another canvas, not saved (16), that keeps its scenes (8); one of them is called like one of ours.
OPEN = """
import ctypes
libobs = ctypes.PyDLL(None)
has_canvases = hasattr(libobs, "obs_canvas_scene_create")
if has_canvases:
    for name in ("obs_canvas_create", "obs_canvas_scene_create"):
        getattr(libobs, name).restype = ctypes.c_void_p
    canvas = ctypes.c_void_p(libobs.obs_canvas_create(b"Vertical", None, 24))
    other = ctypes.c_void_p(libobs.obs_canvas_scene_create(canvas, b"Game"))
has_canvases
"""
CLOSE = """
libobs.obs_canvas_scene_remove(other)
libobs.obs_scene_release(other)
libobs.obs_canvas_remove(canvas)
libobs.obs_canvas_release(canvas)
"""
NAMES = "from star_counter.obs.bridge import sources\nsources.video_source_names()"


def test_a_scene_of_another_canvas_is_not_taken_for_ours(start, tmp_path):
    picture = scenes.image("game", pictures.save(tmp_path / "game.png", pictures.game(12)))
    shown = [scenes.scene("Empty", []), scenes.scene("Game", [scenes.item("game")])]
    player = star_counter_script.player(1, "Game", pictures.crop(), stars="stars")
    script = start([picture, *shown], player)
    script.wait_for_text("stars", "12")
    before = script.obs.run_inside(NAMES, thread="ui")
    if not script.obs.run_inside(OPEN, thread="ui"):
        pytest.skip("this OBS has one canvas")
    assert script.obs.run_inside(NAMES, thread="ui") == before
    other = pictures.save(tmp_path / "other.png", pictures.game(34))
    script.obs.requests.set_input_settings("game", {"file": str(other)}, True)
    script.obs.run_inside(f"{MODULE}script._plugin.stop(), script.script_update(script._plugin.data)", "ui")
    script.wait_for_text("stars", "34")
    script.obs.run_inside(CLOSE, thread="ui")
