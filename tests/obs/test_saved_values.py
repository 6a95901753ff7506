"""What the player sets, from the values that OBS keeps of it."""

import json
from pathlib import Path

import pytest

from star_counter.obs import saved_values
from star_counter.obs.settings import MOST_PLAYERS

NOWHERE = "~nobody-of-that-name/x"


def read(**values):
    return saved_values.settings(values)


def player(**values):
    (one,) = read(**values).players
    return one


def test_what_is_set_is_what_is_read():
    values = {
        "players": 2,
        "name_2": "Ann",
        "source_2": "game",
        "left_2": " 12+ ",
        "goal_2": 70,
        "keeps_found_2": True,
        "stars_template_2": "  {stars}\n{player}",
        "readings_a_second": 30,
        "least_confidence": 0.95,
        "route": "file",
        "route_file": "/routes/16.toml",
        "timer": "livesplit",
        "timer_port": 1234,
        "catch_up": False,
        "journal": "~/journal",
        "collects": True,
        "collected": "/pictures",
    }
    settings = saved_values.settings(saved_values.parse(json.dumps(values)))
    one = settings.players[1]
    assert (one.name, one.source, one.crop.x, one.goal, one.keeps_found) == ("Ann", "game", 13, 70, True)
    assert one.stars_template == "  {stars}\n{player}"
    assert one.collected == Path("/pictures")
    assert (settings.readings_a_second, settings.least_sure) == (30, 0.95)
    split = settings.split
    assert (split.route, split.timer, split.port) == ("/routes/16.toml", "livesplit", 1234)
    assert not split.catch_up
    assert split.journal == Path.home() / "journal"


@pytest.mark.parametrize("text", [None, "", "{}", "[]", "12", "{", '{"a":' * 1500 + "1" + "}" * 1500])
def test_without_values_there_are_the_defaults(text):
    settings = saved_values.settings(saved_values.parse(text))
    (one,) = settings.players
    assert (one.name, one.stars_template, one.collected) == ("Player 1", "{stars}", None)
    assert (settings.split.timer, settings.split.host) == ("none", "localhost")
    assert not one.unreadable and settings.split.catch_up


@pytest.mark.parametrize("value", [None, True, 3, 0.5, float("nan"), [1], {"a": {}}], ids=str)
def test_a_text_of_another_kind_is_the_default(value):
    assert player(name_1=value).name == "Player 1"
    assert player(source_1=value).source == ""
    assert read(journal=value).split.journal is None


@pytest.mark.parametrize(
    ("value", "players"),
    [("3", 1), (True, 1), (float("nan"), 1), ([], 1), (-1e300, 1), (10**400, 4), (2.9, 2)],
    ids=["text", "yes", "nan", "list", "far below", "far beyond", "with a part"],
)
def test_a_number_is_one_that_the_window_offers(value, players):
    assert len(read(players=value).players) == players
    assert 1 <= read(timer_port=value).split.port <= 65535
    assert 0 <= player(goal_1=value).goal <= 120


def test_a_name_is_plain_and_what_is_looked_for_stays_as_it_is():
    name = "<b>A\u202en\n\x07n</b>" + "x" * 1000
    one = player(name_1=name, source_1=name, stars_source_1=name)
    assert one.name.startswith("<b>A\\u202en \\x07n</b>") and len(one.name) == 100
    assert one.source == one.stars_source == name


def test_texts_are_such_as_obs_can_take():
    keys = ("source", "stars_source", "stars_template", "screen_template")
    one = player(**{f"{key}_1": "a\0b\ud800c" for key in keys})
    assert {getattr(one, key) for key in keys} == {"a?b?c"}


def test_a_folder_of_nobody_stays_as_it_is():
    settings = read(journal=NOWHERE, model=NOWHERE, packages=NOWHERE, collected=NOWHERE, collects=True)
    found = {settings.split.journal, settings.model, settings.packages, settings.players[0].collected}
    assert found == {Path(NOWHERE)}


def test_crops_from_when_they_were_numbers_are_texts():
    values = {"left_1": 12, "top_1": "9", "width_2": 0, "height_2": True, "left_9": 3}
    assert saved_values.old_crops(values) == {"left_1": "12", "width_2": "0"}


def test_all_that_is_kept_of_each_player_has_a_default():
    assert {f"name_{number}" for number in range(1, MOST_PLAYERS + 1)} <= set(saved_values.DEFAULTS)
