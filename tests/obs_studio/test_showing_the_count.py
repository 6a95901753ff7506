"""The count shown in the current scene by one button, in the real OBS: whatever else is there stays."""

import json

import numpy as np
import pytest

from tests import pictures
from tests.obs_studio.running import MODULE, Plugin
from tools.obs_studio import scenes, star_counter_script
from tools.obs_studio.studio import MAIN_WINDOW
from tools.ports import free_port
from tools.timer.counterpart import Counterpart

pytestmark = pytest.mark.obs

CANVAS = (640, 480)
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
#: All sources as OBS keeps them, with the items of scenes in their order.
KEPT = """
kept = {}
for source in [*obs.obs_enum_sources(), *obs.obs_frontend_get_scenes()]:
    data = obs.obs_save_source(source)
    kept[obs.obs_source_get_name(source)] = obs.obs_data_get_json(data)
    obs.obs_data_release(data)
    obs.obs_source_release(source)
kept
"""


def ask(script, code):
    return script.obs.run_inside(MODULE + code, thread="ui")


def kept(script):
    return {name: json.loads(text) for name, text in ask(script, KEPT).items()}


def show(script, number=1):
    """Presses “Show the count”; returns what is told of it."""
    return ask(script, f"script._window.show_count({number}), script._window._told")[1]


def chosen(script, number=1):
    return ask(script, f"obs.obs_data_get_string(script._plugin.data, 'stars_source_{number}')")


def items(script, scene):
    listed = script.obs.requests.get_scene_item_list(scene).scene_items
    return [one["sourceName"] for one in listed]


def corner(script):
    """In which corner of the scene the text lies: left or right, upper or lower, where all else is black."""

    def drawn():
        pixels = np.asarray(script.obs.screenshot("Main").convert("RGB"))
        rows, columns = (pixels > 100).all(axis=2).nonzero()
        return rows.size and (rows, columns)

    rows, columns = script.obs.wait_for(drawn, "the text on the scene", pause=0.2)
    width, height = CANVAS
    assert rows.max() - rows.min() > height / 20
    side = "left" if columns.max() < width / 2 else "right" if columns.min() > width / 2 else "middle"
    return side, "upper" if rows.max() < height / 2 else "lower" if rows.min() > height / 2 else "middle"


@pytest.fixture
def begin(start_studio, tmp_path):
    """OBS with the script, which reads 12 stars in a scene that is not shown, and the given sources."""

    def start(*sources, players=(), others=()):
        players = players or [star_counter_script.player(1, "game", pictures.crop())]
        game = scenes.image("game", pictures.save(tmp_path / "game.png", pictures.game(12)))
        if not any(one["id"] == "scene" for one in sources):
            sources = [*sources, scenes.scene("Main", [scenes.item(one["name"]) for one in sources])]
        elsewhere = scenes.scene("Elsewhere", [scenes.item("game")])
        collection = scenes.collection(
            "test", [game, *sources, elsewhere], [star_counter_script.script(*players)]
        )
        script = Plugin(start_studio(collection, *others, size=CANVAS, probe=True))
        script.wait_for_status("12 stars, ")
        return script

    return start


@pytest.mark.parametrize("colour", [BLACK, WHITE], ids=str)
def test_a_text_is_made_that_is_seen_on_any_background(begin, colour):
    script = begin(scenes.colour("background", colour, CANVAS))
    before = kept(script)
    assert show(script) == (
        "“Star count” is in the scene “Main”, at the lower left: drag it to where you want it."
    )
    assert chosen(script) == "Star count"
    script.wait_for_text("Star count", "12")
    assert script.obs.requests.get_input_settings("Star count").input_kind == "text_ft2_source_v2"

    def is_seen():
        lower_left = np.asarray(script.obs.screenshot("Main").convert("RGB"))[380:, :200]
        return (lower_left > 200).all(axis=2).sum() > 300 < (lower_left < 60).all(axis=2).sum()

    script.obs.wait_for(is_seen, "white and black at the lower left", pause=0.2)

    # What was there is as it was: all but the scene itself, and of that all items, with their order.
    after = kept(script)
    main, main_before = after.pop("Main"), before.pop("Main")
    del after["Star count"]
    assert after == before
    assert main["settings"]["items"][:-1] == main_before["settings"]["items"]
    assert main["settings"]["items"][-1]["name"] == "Star count"


def test_pressed_again_it_is_only_chosen(begin):
    script = begin(scenes.colour("background", BLACK, CANVAS))
    show(script)
    script.wait_for_text("Star count", "12")
    before = kept(script)
    assert show(script) == "“Star count” is in the scene “Main” already."
    script.change({"stars_source_1": ""})
    show(script)
    assert chosen(script) == "Star count"
    assert kept(script) == before

    script.obs.requests.set_input_name("Star count", "Stars!")
    script.change({"stars_source_1": ""})
    show(script)
    assert chosen(script) == "Stars!"
    assert items(script, "Main") == ["background", "Stars!"]


def test_it_is_found_again_when_the_scene_collection_is_loaded_anew(begin):
    other = scenes.collection("other", [scenes.text("x")])
    script = begin(scenes.colour("background", BLACK, CANVAS), others=[other])
    show(script)
    script.change({"stars_source_1": ""})
    script.obs.requests.set_current_scene_collection("other")
    script.obs.requests.set_current_scene_collection("test")
    script.wait_for_status("12 stars, ")
    show(script)
    assert chosen(script) == "Star count"
    assert items(script, "Main") == ["background", "Star count"]


@pytest.mark.parametrize(
    ("place", "side"),
    [
        ((0, 300, 300, 180), ("left", "upper")),
        ((0, 0, 300, 480), ("right", "lower")),
    ],
)
def test_it_lies_where_nothing_else_is(begin, place, side):
    left, top, *size = place
    item = scenes.item("box", (left, top))
    item["crop_right"], item["scale"] = 100, {"x": 2.0, "y": 1.0}
    box = scenes.colour("box", BLACK, (size[0] // 2 + 100, size[1]))
    script = begin(box, scenes.scene("Main", [item]))
    show(script)
    script.wait_for_text("Star count", "12")
    assert corner(script) == side


def test_a_turned_item_covers_what_it_covers(begin):
    """One below the canvas, turned up into it."""
    item = scenes.item("bar", (0, 480)) | {"rot": 270.0}
    script = begin(scenes.colour("bar", BLACK, (400, 300)), scenes.scene("Main", [item]))
    show(script)
    script.wait_for_text("Star count", "12")
    assert corner(script) == ("left", "upper")


def test_in_another_scene_the_same_text_is_shown(begin):
    script = begin(scenes.colour("background", BLACK, CANVAS))
    show(script)
    script.obs.requests.set_current_program_scene("Elsewhere")
    assert show(script).startswith("“Star count” is in the scene “Elsewhere”, at the lower left")
    assert items(script, "Main")[-1] == items(script, "Elsewhere")[-1] == "Star count"


def test_a_text_of_the_players_own_is_shown_and_stays_as_it_is(begin):
    player = star_counter_script.player(1, "game", pictures.crop(), stars="mine")
    script = begin(
        scenes.colour("background", BLACK, CANVAS),
        scenes.scene("Main", [scenes.item("background")]),
        scenes.text("mine"),
        scenes.scene("Texts", [scenes.item("mine")]),
        players=[player],
    )
    script.wait_for_text("mine", "12")
    before = kept(script)["mine"]
    assert "“mine” is in the scene “Main”, at the lower left" in show(script)
    assert chosen(script) == "mine"
    assert items(script, "Main") == ["background", "mine"]
    assert kept(script)["mine"] == before
    assert "already" in show(script)


def test_names_that_are_taken_are_left_alone(begin):
    script = begin(scenes.colour("Star count", BLACK, CANVAS))
    show(script)
    assert chosen(script) == "Star count (2)"
    script.wait_for_text("Star count (2)", "12")
    assert items(script, "Main") == ["Star count", "Star count (2)"]


def test_each_player_has_a_text(begin):
    players = [star_counter_script.player(number, "game", pictures.crop()) for number in (1, 2)]
    script = begin(scenes.colour("background", BLACK, CANVAS), players=players)
    for _ in players:
        ask(script, "script._window.show_missing_count()")
    assert [chosen(script, number) for number in (1, 2)] == ["Star count", "Star count 2"]
    for name in ("Star count", "Star count 2"):
        script.wait_for_text(name, "12")
    boxes = [
        one["sceneItemTransform"] for one in script.obs.requests.get_scene_item_list("Main").scene_items[1:]
    ]
    assert len({(box["positionX"], box["positionY"]) for box in boxes}) == 2


def test_in_studio_mode_it_is_shown_in_the_preview(begin):
    script = begin(scenes.colour("background", BLACK, CANVAS))
    script.obs.requests.set_studio_mode_enabled(True)
    script.obs.requests.set_current_preview_scene("Elsewhere")
    show(script)
    assert items(script, "Main") == ["background"]
    assert items(script, "Elsewhere") == ["game", "Star count"]


def test_what_the_player_did_before_can_still_be_undone(begin):
    """And the text is no part of that."""
    script = begin(
        scenes.colour("box", BLACK, (50, 50)), scenes.scene("Main", [scenes.item("box", (100, 60))])
    )
    obs = script.obs

    def position():
        place = obs.requests.get_scene_item_transform("Main", 1).scene_item_transform
        return place["positionX"], place["positionY"]

    def keys(pressed, expected):
        """Presses keys in OBS's window until that comes of it: some may get lost on a busy machine."""
        obs.activate(MAIN_WINDOW)
        obs.keys(pressed)
        obs.wait_for(lambda: position() == expected, f"what {pressed} does")

    selected = """
scene = obs.obs_get_source_by_name("Main")
item = obs.obs_scene_find_source(obs.obs_scene_from_source(scene), "box")
obs.obs_sceneitem_select(item, True)
obs.obs_source_release(scene)
"""
    obs.run_inside(selected)
    keys("ctrl+r", (0, 0))  # OBS's “Reset Transform”
    show(script)
    keys("ctrl+z", (100, 60))
    assert items(script, "Main") == ["box", "Star count"]
    keys("ctrl+y", (0, 0))
    assert items(script, "Main") == ["box", "Star count"]


#: What is shown in the list at the top: lines with their texts, and buttons.
LIST = """
shown = script._window.build()
keys = [f"has_{topic}" for topic in ("packages", "game", "counter", "text", "route", "timer")]
keys += ["all_well", "find_game", "find_counter", "show_count", "split_by_names", "use_livesplit"]
told = {}
for key in keys:
    one = obs.obs_properties_get(shown, key)
    if obs.obs_property_visible(one):
        told[key] = obs.obs_property_long_description(one) or obs.obs_property_description(one)
told
"""


def test_the_list_shortens_to_one_line(begin):
    script = begin(scenes.colour("background", BLACK, CANVAS))
    lines = {
        "has_packages": "all there",
        "has_game": "“game”",
        "has_counter": "12 stars",
        "has_text": "none chosen yet",
        "has_route": "none chosen: nothing is split",
        "has_timer": "none chosen",
    }
    splitting = {"split_by_names": "Split by the timer's names", "use_livesplit": "Use LiveSplit"}
    assert ask(script, LIST) == lines | {"show_count": "Show the count"} | splitting
    show(script)
    assert ask(script, LIST) == {"all_well": "All is well; nothing is split."}

    ask(script, "script._window.split_by_names()")
    lines |= {"has_text": "“Star count”", "has_route": "by the names of the timer's splits"}
    assert ask(script, LIST) == lines | {"use_livesplit": "Use LiveSplit"}
    port = free_port()
    with Counterpart("server.mjs", port, websocketPort=free_port()):
        script.change({"timer_port": port})
        ask(script, "script._window.use_livesplit()")
        script.wait_for_status("LiveSplit: connected")
        assert ask(script, LIST) == {"all_well": "All is well."}
    script.wait_for_status("LiveSplit does not answer")
    assert ask(script, LIST) == lines | {"has_timer": "LiveSplit, by its TCP server: see below"}

    script.change({"source_1": "gone", "route": "", "timer": "none"})
    script.wait_for_status("There is no source “gone”")
    told = ask(script, LIST)
    assert (told["has_game"], told["find_game"]) == ("“gone” is not there", "Find the game")
