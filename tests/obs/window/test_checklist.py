"""What the list at the top of the window tells."""

from dataclasses import replace
from pathlib import Path

import pytest

from star_counter.obs import saved_values
from star_counter.obs.settings import TOPICS, SplitSettings
from star_counter.obs.window.checklist import Packages, PlayerState, SplitState, items

ALL_THERE = Packages(True, False)
NOTHING = {
    "packages": "all there",
    "game": "none chosen yet",
    "counter": "not read yet",
    "text": "none chosen yet",
    "route": "none chosen: nothing is split",
    "timer": "none chosen",
}
ALL = NOTHING | {"game": "“Capture card”", "counter": "12 stars", "text": "“Star count”"}


def player(source="", text="", stars=None, *, is_there=True, number=1):
    values = {f"source_{number}": source, f"stars_source_{number}": text, "players": number}
    settings = saved_values.settings(values).players[-1]
    return PlayerState(settings, stars, bool(source) and is_there, bool(text) and is_there)


def told(*players, packages=ALL_THERE, **split):
    problems = {key: split.pop(key) for key in list(split) if key.endswith("_problem")}
    lines = items(packages, players, SplitState(SplitSettings(**split), **problems))
    assert list(lines) == list(TOPICS)
    return (
        {topic: line.text for topic, line in lines.items()},
        [topic for topic, line in lines.items() if not line.is_well],
    )


READ = player("Capture card", "Star count", 12)


def test_a_fresh_script_lacks_the_game_the_counter_and_the_text():
    assert told(player()) == (NOTHING, ["game", "counter", "text"])


def test_all_is_well_without_splits():
    assert told(READ) == (ALL, [])


def test_packages_are_missing_or_coming():
    texts, missing = told(player(), packages=Packages(False, False))
    assert (texts["packages"], missing[0]) == ("not all there", "packages")
    texts, missing = told(player(), packages=Packages(False, True))
    assert (texts["packages"], missing[0]) == ("are being installed", "packages")


def test_sources_that_are_gone_are_told():
    texts, missing = told(player("Capture card", "Star count", 12, is_there=False))
    assert texts["game"] == "“Capture card” is not there"
    assert texts["text"] == "“Star count” is not there"
    assert missing == ["game", "text"]


@pytest.mark.parametrize(
    ("split", "route", "timer", "missing"),
    [
        ({"route": "70"}, "70 stars", "none chosen", ["timer"]),
        ({"route": "1"}, "1 star", "none chosen", ["timer"]),
        ({"route": "names", "timer": "livesplit_pipe"}, "by the names of the timer's splits",
         "LiveSplit, by its named pipe (Windows)", []),
        ({"timer": "livesplit"}, "none chosen: nothing is split", "LiveSplit, by its TCP server", ["route"]),
        ({"route": "/home/ann/my <b>.toml", "timer": "livesplit_one"}, "my <b>.toml", "LiveSplit One", []),
        ({"route": "9" * 5000, "timer": "livesplit_one"}, "9" * 999 + "…", "LiveSplit One", []),
        ({"route": "70", "journal": Path("journal")}, "70 stars", "none chosen", []),
        ({"route": "70", "timer": "sundial"}, "70 stars", "sundial", []),
        ({"route": "x", "route_problem": "no file", "timer": "livesplit", "timer_problem": "silent"},
         "cannot be used: see below", "LiveSplit, by its TCP server: see below", ["route", "timer"]),
    ],
)  # fmt: skip
def test_splits_need_both_a_route_and_a_timer(split, route, timer, missing):
    texts, not_well = told(READ, **split)
    assert (texts["route"], texts["timer"], not_well) == (route, timer, missing)


def test_each_player_has_a_part_of_the_lines():
    other = player("", "Bob's count", number=2)
    other = replace(other, settings=replace(other.settings, name="Bob"))
    texts, missing = told(READ, other)
    assert texts["game"] == "Player 1: “Capture card”\nBob: none chosen yet"
    assert texts["counter"] == "Player 1: 12 stars\nBob: not read yet"
    assert texts["text"] == "Player 1: “Star count”\nBob: “Bob's count”"
    assert missing == ["game", "counter"]
