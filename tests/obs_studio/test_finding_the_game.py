"""The game found among all of OBS's sources, and the count shown in the scene, in the real OBS."""

import numpy as np
import pytest

from star_counter.hud import COUNTER, HudGrid, Rect
from tests import pictures
from tests.obs_studio.running import MODULE, Plugin
from tests.recording.videos import write
from tools.obs_studio import scenes, star_counter_script

pytestmark = pytest.mark.obs

DESKTOP = (1280, 720)
#: What the player made, as OBS keeps it.
MADE = """
made = []
for source in obs.obs_enum_sources():
    kept = obs.obs_save_source(source)
    made.append(obs.obs_data_get_json(kept))
    obs.obs_data_release(kept)
    obs.obs_source_release(source)
"""


@pytest.fixture
def begin(start_studio, tmp_path):
    """OBS with the script as it is when it was just added, on the given sources."""

    def start(sources, *players, **options):
        script = star_counter_script.script(*players)
        obs = start_studio(scenes.collection("fresh", sources, [script]), probe=True, **options)
        return Plugin(obs)

    return start


@pytest.fixture
def game(tmp_path):
    """A source that shows the game with a count, 640×480 or in a window on a desktop."""

    def made(name, count, on_desktop=None):
        picture = pictures.game(count)
        if on_desktop:
            left, top = on_desktop
            whole = np.full((DESKTOP[1], DESKTOP[0], 3), (40, 44, 52), np.uint8)
            whole[top : top + 480, left : left + 640] = picture
            picture = whole
        return scenes.image(name, pictures.save(tmp_path / f"{name}.png", picture))

    return made


def ask(script, code):
    return script.obs.run_inside(MODULE + code, thread="ui")


def saved(script, key):
    return ask(script, f"obs.obs_data_get_string(script._plugin.data, {key!r})")


def saved_crop(script, number=1):
    return Rect(*ask(script, f"list(script.saved_settings.read_crop(script._plugin.data, {number}))"))


def find(script):
    """Presses “Find the game”, and waits until it is over."""
    ask(script, "script._window.find_missing()")
    script.obs.wait_for(
        lambda: not ask(script, "script._plugin.live.game_finder.is_looking"), "the end of the search"
    )
    ask(script, "script._plugin.save_what_was_found()")


def is_about(crop, true):
    return max(abs(one - other) for one, other in zip(crop, true, strict=True)) <= 4


def test_the_game_is_found_in_the_current_scene(begin, game):
    plain = scenes.colour("background", (90, 20, 20), (640, 480))
    script = begin([plain, game("Capture card", 12, (300, 120))])
    assert "press “Find the game”" in script.wait_for_status("Choose the video source")
    find(script)
    assert saved(script, "source_1") == "Capture card"
    assert is_about(saved_crop(script), HudGrid(300, 120, 2, 2).place(COUNTER))
    assert "The game was found in “Capture card”, with 12 stars" in script.wait_for_status("12 stars, ")
    lives = [int(side) for side in saved(script, "lives_1").split(",")]
    assert is_about(lives, HudGrid(300, 120, 2, 2).places().lives)


def test_a_hidden_video_in_another_scene_is_found(begin, tmp_path, game):
    """A media source that is not shown plays only while it is active."""
    video = tmp_path / "game.mp4"
    write(video, [pictures.game(12)] * 100, "libx264", "yuv420p", times=range(0, 10_000, 100))
    videos = [
        scenes.media("Capture card", video, restart_on_activate=True),
        scenes.media("No file", None, restart_on_activate=True),
    ]
    hidden = [scenes.item(one["name"], visible=False) for one in videos]
    shown = [scenes.scene("Empty", []), scenes.scene("Hidden", hidden)]
    script = begin([*videos, scenes.text("12 stars", shown="12"), *shown])
    find(script)
    assert saved(script, "source_1") == "Capture card"
    script.wait_for_status("12 stars, ")
    active = "source = obs.obs_get_source_by_name('No file')\nactive = obs.obs_source_active(source)\n"
    assert not ask(script, f"{active}obs.obs_source_release(source)\nactive")


def test_a_source_is_read_rather_than_a_scene_or_a_group_that_shows_it(begin, game):
    cards = [game(name, 12) for name in ("Capture card", "second", "third")]
    group = {
        **scenes.scene("Group", [scenes.item("second"), scenes.item("third", visible=False)]),
        "id": "group",
    }
    inner = scenes.scene("Inner", [scenes.item("Capture card")])
    items = [
        scenes.item("Group", visible=False),
        scenes.item("Inner"),
        scenes.item("text"),
        scenes.item("sound"),
    ]
    texts = [scenes.text("text", shown="12"), scenes.source("sound", "pulse_input_capture", {})]
    script = begin([*cards, *texts, group, scenes.scene("Outer", items), inner])
    code = "from star_counter.obs.bridge import scenes as shown\nshown.where_games_may_be()"
    assert ask(script, code) == [["Capture card"], ["second", "third"], ["Outer"]]
    script.obs.requests.set_scene_item_enabled("Outer", 1, True)
    assert ask(script, code) == [["Capture card", "second"], ["third"], ["Outer"]]
    script.obs.requests.set_scene_item_enabled("Outer", 1, False)
    find(script)
    assert saved(script, "source_1") == "Capture card"


def test_a_game_that_only_the_scene_shows_is_read_there(begin, tmp_path):
    """As of two captures side by side, which cut the counter in two."""
    picture = pictures.game(12)
    for name, part in (("left", picture[:, :570]), ("right", picture[:, 570:])):
        pictures.save(tmp_path / f"{name}.png", part)
    halves = [scenes.image(name, tmp_path / f"{name}.png") for name in ("left", "right")]
    whole = scenes.scene("Both", [scenes.item("left"), scenes.item("right", (570, 0))])
    script = begin([*halves, whole])
    find(script)
    assert saved(script, "source_1") == "Both"
    script.wait_for_status("12 stars, ")


def test_several_are_offered_and_one_is_chosen(begin, game):
    script = begin([game("Capture card", 12), game("Replay & <b>", 70)])
    find(script)
    assert saved(script, "source_1") == ""
    script.wait_for_status("Several sources show a star counter")
    shown = (
        "shown = script._window.build()\n"
        "buttons = [obs.obs_properties_get(shown, f'game_{index}') for index in range(6)]\n"
        "[obs.obs_property_description(one) for one in buttons if obs.obs_property_visible(one)]"
    )
    assert ask(script, shown) == ["Replay && <b>: 70 stars", "Capture card: 12 stars"]
    ask(script, "script._window.choose_game(0)")
    assert saved(script, "source_1") == "Replay & <b>"
    assert is_about(saved_crop(script), pictures.crop())
    assert "The game was found in “Replay & <b>”, with 70 stars" in script.wait_for_status("70 stars, ")
    assert ask(script, shown) == []


def test_where_there_is_no_game_it_is_told_what_to_do(begin, tmp_path):
    script = begin([scenes.image("menu", pictures.save(tmp_path / "menu.png", pictures.game(None)))])
    find(script)
    script.wait_for_status("No source shows a star counter: press “Find the game” while the game shows it")
    ask(script, "script._window.refresh()")
    assert "No source shows" not in script.status()
    assert saved(script, "source_1") == ""


def test_where_there_is_no_source_it_is_told_what_to_do(begin):
    script = begin([scenes.scene("Empty", [])])
    find(script)
    script.wait_for_status("There is no source with a picture: add one that captures the game")


def test_the_second_player_gets_the_other_counter_of_a_race(begin, tmp_path):
    race = pictures.save(tmp_path / "race.png", pictures.game(43), pictures.game(71))
    first = star_counter_script.player(1, "race", pictures.crop())
    second = star_counter_script.player(2, "", Rect(0, 0, 97, 54))
    script = begin([scenes.image("race", race)], first, second)
    script.wait_for_status("43 stars, ")
    find(script)
    assert saved(script, "source_2") == "race"
    assert is_about(saved_crop(script, 2), pictures.crop(left=640))
    script.wait_for_status("71 stars, ")
    assert "43 stars, " in script.status()


def test_a_source_that_is_gone_is_looked_for_again(begin, game):
    script = begin([game("Capture card", 12)], star_counter_script.player(1, "gone", Rect(0, 0, 97, 54)))
    script.wait_for_status("There is no source “gone”")
    find(script)
    assert saved(script, "source_1") == "Capture card"


ENDLESS = """
from star_counter.obs.finding import search as finding
finding.locate_once = finding.locate
finding.locate = lambda *arguments, progress, stop: [None for _ in iter(stop, True)] and None
begun = script._plugin.live.find_game(1, [["Capture card"], ["Replay"]])
"""


def test_pressed_again_it_stops(begin, game):
    script = begin([game("Capture card", 12), game("Replay", 70)])
    script.wait_for_status("Choose the video source")
    ask(script, ENDLESS)
    script.wait_for_status("Looking for the game: source 1 of 2")
    ask(script, "script._window.find(1)")
    script.wait_for_status("Looking for the game was stopped.")
    assert saved(script, "source_1") == ""


def test_a_source_that_is_chosen_meanwhile_stays(begin, game):
    script = begin([game("Capture card", 12), game("Replay", 70)])
    script.wait_for_status("Choose the video source")
    ask(script, ENDLESS)
    script.wait_for_status("Looking for the game: source 1 of 2")
    script.change(star_counter_script.player(1, "Replay", pictures.crop()))
    script.wait_for_status("70 stars, ")
    assert "Looking for" not in script.status()
    script.obs.wait_for(lambda: ask(script, "begun.is_over"), "the end of the search")
    assert saved(script, "source_1") == "Replay"


def test_nothing_of_the_players_is_changed(begin, game):
    others = [game("Capture card", 12), game("webcam", None), scenes.media("video", None)]
    script = begin([*others, scenes.scene("Main", [scenes.item(one["name"]) for one in others])])
    before = ask(script, MADE + "made")
    find(script)
    assert saved(script, "source_1") == "Capture card"
    assert ask(script, MADE + "made") == before
