"""The report on what is there, in the real OBS: shown in the window, to be copied into a bug report."""

import pytest

from star_counter import __version__
from star_counter.packages import host
from tests import pictures
from tests.obs_studio.running import MODULE
from tools.obs_studio import scenes, star_counter_script
from tools.obs_studio.studio import SCRIPTS_WINDOW
from tools.ports import free_port

pytestmark = pytest.mark.obs

PRESS = MODULE + "script._window.report(), script._plugin.report.wait(10), script._plugin.report.text"


def lines_of(script):
    """The report's lines, by what they are on: each with whether it is well."""
    verdict, *lines = script.obs.run_inside(PRESS)[-1].splitlines()
    told = (line for line in lines if not line.startswith("   "))
    return verdict, {
        line[10:].partition(": ")[0]: (line.startswith("ok "), line[10:].partition(": ")[2]) for line in told
    }


@pytest.fixture
def picture(tmp_path):
    return scenes.image("game", pictures.save(tmp_path / "game.png", pictures.game(12)))


def test_all_is_told_and_nothing_private(start, picture):
    script = start([picture], star_counter_script.player(1, "game", pictures.crop(), stars="stars"))
    script.wait_for_text("stars", "12")
    verdict, lines = lines_of(script)
    assert verdict == f"Star counter {__version__}: all is well."
    assert [*lines] == [
        *("System", "Python", "numpy", "onnxruntime", "pillow", "OBS Studio", "Model"),
        *("Source of player 1", "Timer"),
    ]
    assert f"info: OBS {lines['OBS Studio'][1]}" in script.obs.log()
    assert lines["Python"][1].startswith(f"{host.VERSION}.")
    assert lines["Model"][1].endswith("star_counter.onnx reads known pictures right")
    assert lines["Source of player 1"] == (True, "“game”, 640×480 pixels")
    assert lines["Timer"] == (True, "none is chosen")


def test_what_is_not_well_says_what_to_do(start, picture):
    player = star_counter_script.player(1, "gone", pictures.crop())
    script = start([picture], player, timer="livesplit", timer_port=free_port())
    script.wait_for_status("There is no source “gone”")
    verdict, lines = lines_of(script)
    assert verdict == f"Star counter {__version__}: 2 of 9 lines are not well."
    assert not lines["Source of player 1"][0]
    assert not lines["Timer"][0]
    assert "LiveSplit" in lines["Timer"][1]


def test_without_packages_it_is_there_too(start, picture, tmp_path):
    player = star_counter_script.player(1, "game", pictures.crop())
    script = start([picture], player, packages=str(tmp_path / "none"))
    script.wait_for_status("There is no folder")
    verdict, lines = lines_of(script)
    assert verdict.endswith(" not well.")
    assert lines["Star counter"][1].startswith("There is no folder")
    assert {"numpy", "onnxruntime", "pillow", "OBS Studio"} <= set(lines)


def test_it_stands_in_a_field_of_the_window_and_is_not_kept(start, picture):
    script = start([picture], star_counter_script.player(1, "game", pictures.crop(), stars="stars"))
    script.wait_for_text("stars", "12")
    obs = script.obs
    obs.run_inside(PRESS)
    obs.select_script(star_counter_script.SCRIPT.name)
    obs.resize_window(SCRIPTS_WINDOW, 1000, 700)
    shown = "obs.obs_data_get_string(script._plugin.data, 'report')"
    obs.wait_for(
        lambda: obs.run_inside(MODULE + shown).startswith("Star counter"), "the report in the window"
    )
    assert not obs.run_inside(MODULE + "obs.obs_data_has_user_value(script._plugin.data, 'report')")
