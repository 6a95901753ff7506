"""What the player sets, from the values that OBS keeps of it."""

import json
from pathlib import Path

import pytest

from star_counter.hud import HudPlaces, Rect
from star_counter.obs import saved_values
from star_counter.obs.settings import MOST_PLAYERS
from tests import posix

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


def test_places_are_read_as_they_are_kept():
    places = HudPlaces(lives=Rect(-4, 19, 97, 54), camera=Rect(516, 0, 96, 64))
    kept = {f"{part}_1": saved_values.place_text(place) for part, place in places._asdict().items()}
    assert kept == {"lives_1": "-4, 19, 97, 54", "coins_1": "", "camera_1": "516, 0, 96, 64"}
    one = player(**kept)
    assert (one.places, one.misplaced, one.place_problem) == (places, (), None)
    assert player().places == HudPlaces()
    assert player(lives_1=" 85,19 , 97,54 ").places.lives == Rect(85, 19, 97, 54)


@pytest.mark.parametrize(
    "text",
    ["x", "1, 2, 3", "1, 2, 0, 4", "1, 2, 801, 4", "1, 2, 3, 501", "1.5, 2, 3, 4", "1, 2, 3, 4, 5", "9" * 99],
)
def test_what_is_no_place_is_told_and_follows_the_crop(text):
    one = player(source_1="game", coins_1=text, camera_1=text)
    assert one.places == HudPlaces()
    assert one.place_problem.startswith("“Coins at” and “Camera at”: give left, top, width and height")
    assert one.problem is None


@pytest.mark.parametrize("value", [None, True, 3, float("nan"), [1, 2, 3, 4], "  "], ids=str)
def test_a_place_of_another_kind_is_as_if_it_were_not_set(value):
    one = player(lives_1=value)
    assert (one.places, one.misplaced) == (HudPlaces(), ())


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
    posix.own_words()
    settings = read(journal=NOWHERE, model=NOWHERE, packages=NOWHERE, collected=NOWHERE, collects=True)
    found = {settings.split.journal, settings.model, settings.packages, settings.players[0].collected}
    assert found == {Path(NOWHERE)}


def test_crops_from_when_they_were_numbers_are_texts():
    values = {"left_1": 12, "top_1": "9", "width_2": 0, "height_2": True, "left_9": 3}
    assert saved_values.old_texts(values) == {"left_1": "12", "width_2": "0"}


def test_all_that_is_kept_of_each_player_has_a_default():
    assert {f"name_{number}" for number in range(1, MOST_PLAYERS + 1)} <= set(saved_values.DEFAULTS)


@pytest.mark.parametrize(
    ("values", "start_at"),
    [
        ({}, "off"),
        ({"starts_timer": True}, "counter"),
        ({"starts_timer": False}, "off"),
        ({"starts_timer": True, "start_at": "logo"}, "logo"),
        ({"start_at": "noon"}, "off"),
        ({"start_at": 3}, "off"),
    ],
)
def test_what_starts_the_timer_is_kept_from_when_it_was_ticked(values, start_at):
    assert read(**values).split.start_at == start_at
    kept = {"start_at": "counter"} if start_at == "counter" else {}
    assert saved_values.old_texts(values) == kept


def test_whether_the_logo_resets_is_one_of_three():
    assert [read(logo_reset=text).split.logo_reset for text in ("always", "unfinished", "x", None)] == [
        "always",
        "unfinished",
        "off",
        "off",
    ]
