"""The counter found, shown and kept found in the real OBS."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from star_counter.hud import COUNTER, HudGrid, Rect
from tests import pictures
from tests.obs_studio.running import MODULE
from tools.obs_studio import scenes, star_counter_script

pytestmark = pytest.mark.obs

DESKTOP = (1280, 720)
COUNT = 43
# A game's left top corner and size on the desktop.
HERE, THERE = (300, 120, 640, 480), (620, 200, 576, 432)


def desktop(place):
    """A desktop with the game in a window."""
    left, top, width, height = place
    picture = np.full((DESKTOP[1], DESKTOP[0], 3), (40, 44, 52), np.uint8)
    picture[top - 28 : top, left : left + width] = (200, 200, 205)
    picture[top : top + height, left : left + width] = pictures.game(COUNT, (width, height))
    return picture


def crop(place):
    """Where the counter crop lies on that desktop."""
    left, top, width, height = place
    return HudGrid(left, top, width / 320, height / 240).place(COUNTER)


def is_close(one, other):
    """Whether the crops differ by no more than 1.5 HUD units and 3 % in size."""
    unit = other.width / COUNTER.width
    return (
        max(abs(one.x - other.x), abs(one.y - other.y)) <= 1.5 * unit
        and max(abs(one.width / other.width - 1), abs(one.height / other.height - 1))
        <= 0.03 + 1 / other.height
    )


def set_crop(script):
    """The crop as OBS keeps it in the settings."""
    code = MODULE + "list(script.saved_settings.read_crop(script._plugin.data, 1))"
    return Rect(*script.obs.run_inside(code, thread="ui"))


def read_crop(script):
    """The crop that is read."""
    code = MODULE + "list(script._plugin.live.players[1].settings.crop)"
    return Rect(*script.obs.run_inside(code, thread="ui"))


def press(script, what):
    script.obs.run_inside(MODULE + f"script.{what}", thread="ui")


def shown(script, where):
    """The preview of a crop in the window: its pictures, and its text."""
    code = (
        "import dataclasses\nfrom star_counter.hud import Rect\n"
        f"player = script._plugin.live.players[1].settings\ncrop = Rect{tuple(map(int, where))}\n"
        "script._window.preview(dataclasses.replace(player, crop=crop))"
    )
    html = script.obs.run_inside(MODULE + code, thread="ui")
    found = re.findall(r"base64,([^\"]+)", html)
    images = [Image.open(io.BytesIO(base64.b64decode(one))).convert("RGB") for one in found]
    return [np.asarray(image) for image in images], re.sub(r"<[^>]+>", "\n", html)


@pytest.fixture
def save(tmp_path):
    return lambda name, picture: pictures.save(tmp_path / name, picture)


def begin(start, path, **more):
    return start(
        [scenes.image("game", path)],
        star_counter_script.player(1, "game", Rect(9, 9, 97, 54), "stars", **more),
    )


def test_the_counter_is_found_and_shown(start, save):
    script = begin(start, save("desktop.png", desktop(HERE)))
    press(script, "_window.find(1)")
    script.wait_for_status(f"The counter was found, with {COUNT} stars")
    script.wait_for_text("stars", str(COUNT))
    press(script, "_window.refresh()")
    assert set_crop(script) == read_crop(script)
    assert is_close(set_crop(script), crop(HERE))

    (seen, whole), text = shown(script, set_crop(script))
    assert f"{COUNT} stars (" in text
    assert seen.shape == (120, 201, 3)
    assert (seen[0, 0] == pictures.SKY).all()
    red = np.argwhere((whole == (0xFF, 0x30, 0x30)).all(axis=2)) * DESKTOP[0] / whole.shape[1]
    (top, left), (bottom, right) = red.min(axis=0), red.max(axis=0)
    assert is_about((left, top, right, bottom), crop(HERE))
    blue = np.argwhere((whole == (0x30, 0xC0, 0xFF)).all(axis=2)) * DESKTOP[0] / whole.shape[1]
    (top, left), (bottom, right) = blue.min(axis=0), blue.max(axis=0)
    assert is_about((left, top, right, bottom), Rect(*HERE), within=20)


def is_about(corners, where, within=12):
    """Whether corners on a small picture are those of a rectangle, in the source's pixels."""
    true = (where.x, where.y, where.x + where.width, where.y + where.height)
    return max(abs(one - other) for one, other in zip(corners, true, strict=True)) <= within


def test_a_crop_set_by_hand_is_shown_at_once(start, save):
    script = begin(start, save("desktop.png", desktop(HERE)))
    script.wait_for_status("no count yet")
    where = Rect(9, 9, 97, 54)
    # The window waits for the picture for a moment only.
    script.obs.wait_for(lambda: press(script, "_window.refresh()") or shown(script, where)[0], "a picture")
    (seen, _), text = shown(script, where)
    assert (seen == (40, 44, 52)).all()
    assert "stars (" in text
    (seen, _), text = shown(script, crop(HERE).pixels())
    assert f"{COUNT} stars (" in text
    _, text = shown(script, (1250, 9, 97, 54))
    assert "reaches outside" in text


def test_a_crop_that_is_no_number_is_told(start, save):
    script = begin(start, save("desktop.png", desktop(HERE)))
    script.change({"left_1": "", "width_1": "wide", "height_1": "0"})
    script.wait_for_status("Crop left and width and height: give a whole number of pixels")
    script.change({"left_1": "820++", "width_1": "98-", "height_1": "54"})
    script.wait_for_status("no count yet")
    assert read_crop(script) == Rect(822, 9, 97, 54)


def test_a_crop_that_was_kept_as_numbers_is_read(start, save):
    left, top, width, height = map(int, crop(HERE).pixels())
    sides = {"left_1": left, "top_1": top, "width_1": width, "height_1": height}
    picture = scenes.image("game", save("desktop.png", desktop(HERE)))
    script = start([picture], star_counter_script.player(1, "game", Rect(9, 9, 97, 54), "stars"), **sides)
    script.wait_for_text("stars", str(COUNT))
    assert set_crop(script) == read_crop(script) == crop(HERE).pixels()


def test_no_counter_is_told_and_the_crop_stays(start, save):
    script = begin(start, save("none.png", pictures.game(None, DESKTOP)))
    press(script, "_window.find(1)")
    assert script.wait_for_status("No star counter was found").rstrip().endswith(".")
    assert set_crop(script) == Rect(9, 9, 97, 54)


def test_a_source_without_a_picture_is_told(start):
    script = start(
        [scenes.media("game", None)], star_counter_script.player(1, "game", Rect(9, 9, 97, 54), "stars")
    )
    press(script, "_window.find(1)")
    script.wait_for_status("The video source has no picture")


def test_the_search_can_be_stopped(start, save):
    script = begin(start, save("desktop.png", desktop(HERE)))
    script.wait_for_status("no count yet")
    press(script, "_plugin.live.find(1), script._window.find(1)")
    script.wait_for_status("Looking for the counter was stopped")
    assert set_crop(script) == Rect(9, 9, 97, 54)


def test_a_search_that_ends_by_itself_is_shown_with_the_next_change(start, save):
    """OBS lets a script draw its window anew only in answer to a click or a key."""
    script = begin(start, save("desktop.png", desktop(HERE)))
    script.wait_for_status("no count yet")
    shown = MODULE + (
        "shown = script._window.build()\n"
        "label = lambda: obs.obs_property_description(obs.obs_properties_get(shown, 'find_1'))\n"
    )
    script.obs.run_inside(shown + "script._plugin.live.find(1), script._window._fill(shown)", thread="ui")
    assert script.obs.run_inside("label()", thread="ui") == "Stop looking"
    assert not script.obs.run_inside("script._window.changed(shown, None, None)", thread="ui")
    script.wait_for_status("The counter was found")
    assert script.obs.run_inside("script._window.changed(shown, None, None), label()", thread="ui") == [
        True,
        "Find the counter",
    ]
    assert set_crop(script) == read_crop(script)
    assert not script.obs.run_inside("script._window.changed(shown, None, None)", thread="ui")


def test_stop_looking_shows_what_was_found_where_the_search_has_ended(start, save):
    script = begin(start, save("desktop.png", desktop(HERE)))
    script.wait_for_status("no count yet")
    press(script, "_plugin.live.find(1), script._window._searching.add(1)")
    script.wait_for_status("The counter was found")
    press(script, "_window.find(1)")
    assert "The counter was found" in script.status()
    assert set_crop(script) == read_crop(script)


def test_a_counter_that_moved_is_offered_and_found_again(start, save):
    script = begin(start, save("desktop.png", desktop(HERE)))
    press(script, "_window.find(1)")
    script.wait_for_text("stars", str(COUNT))
    there = save("moved.png", desktop(THERE))
    script.obs.requests.set_input_settings("game", {"file": str(there)}, True)
    script.wait_for_status("The counter has moved: press “Find the counter”")
    press(script, "_window.refresh()")
    assert "has moved" in script.status()
    assert is_close(read_crop(script), crop(HERE))
    press(script, "_window.find(1)")
    assert is_close(read_crop(script), crop(THERE))
    script.obs.wait_for(lambda: "moved" not in script.status(), "a status without the notice")


@pytest.mark.parametrize("size", [(1920, 1080), (854, 480)])
def test_in_a_source_of_another_size_it_is_found_by_itself(start, save, size):
    """In the smaller one the crop reaches outside."""
    script = begin(start, save("desktop.png", desktop(THERE)), keeps_found=True)
    press(script, "_window.find(1)")
    script.wait_for_text("stars", str(COUNT))
    path = save("resized.png", np.asarray(Image.fromarray(desktop(THERE)).resize(size)))
    script.obs.requests.set_input_settings("game", {"file": str(path)}, True)
    place = Rect(*(size[0] / DESKTOP[0] * value for value in crop(THERE)))
    script.obs.wait_for(lambda: is_close(read_crop(script), place), "the counter's new place")
    script.obs.wait_for(lambda: "now: press" not in script.status(), "a status without the notice")
    press(script, "_plugin.save_what_was_found()")
    assert is_close(set_crop(script), place)


def test_players_on_one_source_get_a_counter_each(start, save):
    both = save("race.png", np.concatenate([pictures.game(43), pictures.game(71)], axis=1))
    players = [star_counter_script.player(number, "game", Rect(9, 9, 97, 54)) for number in (1, 2)]
    script = start([scenes.image("game", both)], *players)
    press(script, "_window.find(1)")
    press(script, "_window.find(2)")
    code = MODULE + "[script._plugin.live.players[n].seen.stars for n in (1, 2)]"
    script.obs.wait_for(lambda: set(script.obs.run_inside(code, thread="ui")) == {43, 71}, "both counts")


def test_a_crop_that_is_set_while_it_is_looked_for_stays(start, save):
    script = begin(start, save("desktop.png", desktop(HERE)))
    script.wait_for_status("no count yet")
    press(script, "_plugin.live.find(1)")
    script.change(star_counter_script.player(1, "game", Rect(100, 100, 97, 54), "stars"))
    script.wait_for_status("stopped")
    assert set_crop(script) == read_crop(script) == Rect(100, 100, 97, 54)


def test_ending_does_not_wait_for_a_search(start):
    script = start(
        [scenes.media("game", None)], star_counter_script.player(1, "game", Rect(9, 9, 97, 54), "stars")
    )
    press(script, "_plugin.live.find(1)")
    took = script.obs.run_inside(
        MODULE + "import time\nbegun = time.monotonic()\nscript._plugin.stop()\ntime.monotonic() - begun"
    )
    assert took < 0.9  # a thread that does not end is waited for a second


def test_pictures_are_collected(start, save, tmp_path):
    where = tmp_path / "collected"
    script = start(
        [scenes.image("game", save("desktop.png", desktop(HERE)))],
        star_counter_script.player(1, "game", crop(HERE).pixels(), "stars", name="Ann"),
        collects=True,
        collected=str(where),
    )
    script.wait_for_status("Pictures collected: 1")
    (path,) = (where / str(COUNT) / "Ann").iterdir()
    with Image.open(path) as picture:
        assert picture.size == tuple(map(int, crop(HERE).pixels()[2:]))
