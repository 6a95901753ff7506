"""Route files: ours, those that come with the star counter, and those of other programs."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.problem import Problem
from star_counter.splitting.formats.route_files import find, load, parse, shipped
from star_counter.splitting.formats.toml import to_toml
from star_counter.splitting.route import BY_HAND, Condition, faults
from star_counter.words import stars_text
from tests.routes import routes

SUFFIXES = ("toml", "route", "as64", "lss", "txt", "")


def conditions(route):
    """The star count of each split, and its screen: "black 1"."""
    return [(split.stars, str(split.condition)) for split in route.splits]


def read(data, name):
    text = data if isinstance(data, str) else json.dumps(data, indent=2)
    return parse(text.encode(), name)


def errors(data, name):
    with pytest.raises(Problem) as problem:
        read(data, name)
    return [line.strip() for line in str(problem.value).splitlines()[1:]]


def fades(route):
    """What the splits with a star count are, as numbers: 0 is at once, a negative one is white."""
    signs = {"at once": 0, "black": 1, "white": -1}
    return [
        (split.stars, signs[split.condition.kind] * split.condition.number)
        for split in route.splits
        if split.condition.kind in signs
    ]


def keys(route):
    """The star counts of the splits at keys."""
    return [split.stars for split in route.splits if split.condition == Condition("key")]


def pairs(counts, numbers):
    return list(zip(map(int, counts.split(",")), map(int, numbers.split(",")), strict=True))


def test_the_shipped_routes():
    routes = {path.stem: load(path) for path in shipped()}
    assert list(routes) == ["0", "1", "16", "31", "70", "120"]
    # The community's, whose second black screen after the star of a Bowser stage is the key.
    assert fades(routes["16"]) == pairs("0,0,4,7,11,15,15,16,16", "0,2,1,1,1,1,-1,1,8")
    assert fades(routes["70"]) == pairs(
        "0,10,17,19,24,30,34,39,42,48,52,58,62,69", "0,1,1,1,1,1,1,1,1,1,1,1,1,1"
    )
    assert keys(routes["16"]) == [1, 16]
    assert keys(routes["70"]) == [13]
    assert keys(routes["120"]) == [40, 67]
    assert 25 <= len(routes["120"].splits) <= 30
    assert fades(routes["120"])[-1] == (120, 1)
    for name, route in routes.items():
        assert route.title == stars_text(int(name))
        assert route.splits[-1].condition == Condition("grand star")
        assert BY_HAND not in [split.condition for split in route.splits]
        assert not route.notes


STRINGS = {"Game name": "Super Mario 64", "Route name": "16 star"}


def test_strings_of_the_star_classifier_count_since_the_last_split():
    data = STRINGS | {
        "Splits": "0,0,1,15,15,16,16,16",
        "Fadeout counts": "0,2,2,1,-1,1,3,4",
    }
    route = read(data, "pro.route")
    assert route.title == "16 star"
    assert fades(route) == pairs("0,0,1,15,15,16,16,16", "0,2,2,1,-1,1,4,8")
    assert route.splits[5].name == "16 stars"
    assert route.splits[6].name == "16 stars, black 4"


def test_lists_of_the_star_classifier_count_since_the_star():
    data = {
        "name": "16 star",
        "fadeout_splits": [0, 1, 4, 15, 15, 16, 16, 16],
        "fadeout_amounts": [2, 2, 1, 1, -1, 1, 4, 8],
        "immediate_splits": [0, 7],
        "starting_star_number": 0,
    }
    route = read(data, "pro.route")
    assert fades(route) == pairs("0,0,1,4,7,15,15,16,16,16", "0,2,2,1,0,1,-1,1,4,8")


def test_missing_fades_are_at_once():
    route = read({"Route name": "", "Splits": " 1, 2,3", "Fadeout counts": "1"}, "some.route")
    assert (route.title, fades(route)) == ("some", [(1, 1), (2, 0), (3, 0)])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            STRINGS | {"Splits": "0,x", "Fadeout counts": "0,0"},
            "line 4, Splits: write whole numbers from 0 to 120",
        ),
        (STRINGS | {"Splits": "0,121"}, "line 4, Splits: write whole numbers from 0 to 120"),
        (
            STRINGS | {"Splits": "0", "Fadeout counts": "0,1"},
            "line 5, Fadeout counts: there are 2 for 1 splits",
        ),
        (STRINGS | {"Splits": "5,4"}, "line 4, Splits: split 2: 4 is less than the 5 before it"),
        (STRINGS | {"Splits": "5,5"}, "line 4, Splits: split 2: split 1 has the same condition"),
        (STRINGS | {"Splits": ""}, "line 4, Splits: there are no splits"),
        (
            {"fadeout_splits": [1, 2], "fadeout_amounts": [1]},
            "fadeout_amounts: there are 1 for 2 fadeout_splits",
        ),
        ({"fadeout_splits": [1], "fadeout_amounts": [0]}, "write that split's count in immediate_splits"),
        ({"fadeout_splits": [1]}, "line 1, fadeout_amounts: write whole numbers"),
        ({"fadeout_splits": [True], "fadeout_amounts": [1]}, "fadeout_splits: write whole numbers"),
        ({"nothing": 1}, "line 1: this is no route"),
        ([], "line 1: this is no route"),
        ('{\n"Splits" 1}', "line 2: this is no JSON: Expecting ':' delimiter"),
        ("", "line 1: this is no JSON"),
        (
            STRINGS | {"Splits": "1,1", "Fadeout counts": "99,1"},
            "line 4, Splits: split 2: there are 99 screens",
        ),
    ],
)
def test_a_wrong_route_of_the_star_classifier_is_told(data, told):
    (error,) = errors(data, "some.route")
    assert told in error


def as64(*splits, **keys):
    """A file of AutoSplit64, older kind; each split: title, stars, fade-outs, fade-ins, type."""
    names = ("title", "star_count", "fade_out", "fade_in", "split_type")
    tables = [dict(zip(names, split, strict=True)) | {"xcam": -1, "icon_path": ""} for split in splits]
    return {"__route__": True, "title": "16 Star", "initial_star": 0, "splits": tables} | keys


def test_autosplit64_counts_since_the_last_split():
    data = as64(
        ("HMC 15", 15, 1, 0, "Normal"),
        ("Mips", 15, -1, -1, "Mips"),
        ("DDD 16", 16, 1, 0, "Normal"),
        ("BitFS", 16, 3, 0, "Normal"),
        ("BLJs", 16, 4, 0, "Normal"),
        ("BitS", 16, -1, -1, "Final"),
    )
    route = read(data, "some.as64")
    assert (route.title, route.start_count) == ("16 Star", 0)
    assert [split.name for split in route.splits] == ["HMC 15", "Mips", "DDD 16", "BitFS", "BLJs", "BitS"]
    assert conditions(route) == [
        (15, "black 1"),
        (15, "entry"),
        (16, "black 1"),
        (16, "black 4"),
        (16, "black 8"),
        (16, "grand star"),
    ]
    assert route.notes == ("Split 2 (Mips) is when the next course is entered, which is Dire, Dire Docks.",)


def test_a_fade_in_of_autosplit64_is_a_white_screen():
    data = as64(
        ("a", 9, 0, 1, "Normal"),
        ("b", 9, 5, 1, "Normal"),
        ("c", 9, 1, 0, "Normal"),
        ("d", 10, 0, 0, "Normal"),
    )
    route = read(data, "some.as64")
    assert conditions(route) == [(9, "white 1"), (9, "white 2"), (9, "black 6"), (10, "by hand")]
    assert route.notes == (
        "Split 2 (b) is at the 2nd white screen, its black ones are not counted.",
        "Split 4 (d) is split by hand: in AutoSplit64 it has neither a fade_out nor a fade_in to split at.",
    )


def test_what_follows_an_unknown_screen_is_by_hand_up_to_the_next_star():
    data = as64(
        ("a", 9, 1, 0, "X-Cam"), ("b", 9, 1, 0, "Normal"), ("c", -1, 1, 0, "Fade"), ("d", 10, 2, 0, "Normal")
    )
    route = read(data, "some.as64")
    assert conditions(route) == [(9, "by hand"), (9, "by hand"), (None, "by hand"), (10, "black 2")]
    assert len(route.notes) == 3


AS64_TOML = """\
__route__ = true
title = "16 Star"
initial_star = 0

[SPLIT.WF]
star_count = 8
fade_out = 1
fade_in = -1
x_cam = -1
split_type = "STAR"

[SPLIT.DW]
star_count = 9
fade_out = 1
fade_in = -1
x_cam = -1
split_type = "BOWSER"

[SPLIT."Half way"]
star_count = 12
fade_out = 1
fade_in = -1
x_cam = 1
split_type = "STAR"
"""


def test_the_newer_files_of_autosplit64():
    route = read(AS64_TOML, "some.as64")
    assert [split.name for split in route.splits] == ["WF", "DW", "Half way"]
    assert conditions(route) == [(8, "black 1"), (9, "key"), (12, "by hand")]
    (note,) = route.notes
    assert "at a cross of the camera after a screen" in note
    assert read(AS64_TOML, "some.toml") == route


def test_what_autosplit64_sees_besides_screens():
    data = as64(
        ("LBLJ", 0, -1, -1, "LBLJ"),
        ("Key", -1, -1, -1, "Bowser"),
        ("WF", 4, 1, 0, "Normal"),
        ("Mips X", 15, -1, -1, "Mips-X"),
        ("Key 2", 16, -1, -1, "Bowser"),
        ("after", 16, 1, 0, "Normal"),
        ("any", -1, 1, 0, "Fade"),
        ("End", -1, -1, -1, "Final"),
    )
    route = read(data, "some.as64")
    assert conditions(route) == [
        (0, "entry"),
        (None, "key"),
        (4, "black 1"),
        (15, "entry"),
        (16, "key"),
        (16, "by hand"),
        (None, "by hand"),
        (None, "grand star"),
    ]
    assert [note.partition(" is ")[0] for note in route.notes] == [
        "Split 1 (LBLJ)",
        "Split 4 (Mips X)",
        "Split 6 (after)",
        "Split 7 (any)",
    ]


def test_crosses_of_autosplit64():
    data = as64(("a", 9, 0, 0, "X-Cam"), ("b", 9, 0, 0, "X-Cam"), ("c", 10, 0, 0, "Normal"))
    data["splits"][0]["xcam"] = 2
    data["splits"][2]["x_cam"] = 3
    route = read(data, "some.as64")
    assert conditions(route) == [(9, "camera 2"), (9, "by hand"), (10, "camera 3")]
    (note,) = route.notes
    assert note.startswith(
        "Split 2 (b) is split by hand: in AutoSplit64 it splits at a cross of the camera, and"
    )


def test_several_screens_after_a_key_without_a_count_are_not_known():
    """They count from the star or the key, whichever is later."""
    data = as64(("Key", -1, -1, -1, "Bowser"), ("CCM", 17, 1, 0, "Normal"), ("HMC", 18, 3, 0, "Normal"))
    assert conditions(read(data, "some.as64")) == [(None, "key"), (17, "black 1"), (18, "black 3")]
    data = as64(("Key", -1, -1, -1, "Bowser"), ("BLJs", 16, 4, 0, "Normal"), ("End", 16, 0, 0, "Final"))
    route = read(data, "some.as64")
    assert conditions(route) == [(None, "key"), (16, "by hand"), (16, "grand star")]
    assert "from the star or from the split before, whichever is later" in route.notes[0]


def test_mips_and_keys_need_no_count():
    text = AS64_TOML.replace("star_count = 9\n", "").replace('"BOWSER"', '"Mips"')
    assert conditions(read(text, "some.as64"))[1] == (None, "entry")


def test_errors_of_the_newer_files_have_their_lines():
    text = AS64_TOML.replace("= 9", "= 121").replace('"STAR"', '"MOON"', 1).replace("= 12\n", '= "12"\n')
    assert [line.partition(": ")[0] for line in errors(text, "some.as64")] == [
        "line 10, split_type",
        "line 13, star_count",
        "line 20, star_count",
    ]
    (error,) = errors(AS64_TOML.replace("= 9", "="), "some.as64")
    assert error.startswith("line 13: Invalid value: write a value after  star_count =")
    (error,) = errors(AS64_TOML.replace("= 9", "= 7"), "some.as64")
    assert error.startswith("line 13, star_count: 7 is less than the 8 before it")


def test_errors_of_the_older_files_have_their_lines():
    data = as64(("a", 9, "x", 0, "Normal"), ("b", 121, 1, 0, "Moon"), initial_star=-1)
    told = errors(data, "some.as64")
    assert [line.partition(": ")[0] for line in told] == [
        "line 4, initial_star",
        "line 9, fade_out",
        "line 17, star_count",
        "line 20, split_type",
    ]
    assert errors(as64(splits=3), "some.as64") == ["line 5, splits: write a list of splits, each in { }"]
    assert "there are none" in errors(as64(), "some.as64")[0]


def test_splits_of_livesplit():
    names = "".join(
        f"<Segment><Name>{name}</Name></Segment>" for name in ("WF (8)", "Lobby", "Mips [24, white 1]")
    )
    text = f"<Run><CategoryName>16 Star</CategoryName><Segments>{names}</Segments></Run>"
    for name in ("some.lss", "some", "some.toml"):
        route = read(text, name)
        assert route.title == "16 Star"
        assert conditions(route) == [(8, "black 1"), (None, "by hand"), (24, "white 1")]


@given(routes())
def test_a_file_of_ours_is_loaded_as_it_was_written(route):
    for name in ("my.toml", "my", "my.txt"):
        assert parse(to_toml(route).encode(), name) == route
        assert parse(b"\xef\xbb\xbf" + to_toml(route).encode(), name) == route


def test_a_file_that_is_not_utf8_is_told_with_its_line():
    with pytest.raises(Problem) as problem:
        parse('\nx = "ö"\n\n'.encode("latin-1"), "my.toml")
    told = "line 2: the text is not UTF-8: save the file as UTF-8."
    assert str(problem.value) == f"my.toml has 1 error:\n  {told}"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (
            "no/none.toml",
            "There is no route no/none.toml: give a route file, or one of 0, 1, 16, 31, 70, 120.",
        ),
        (".", ". is no file: choose a route file."),
        ("a\0b.toml", "a\\x00b.toml cannot be opened (embedded null byte): check its name."),
        ("a" * 400, "a" * 299 + "… cannot be opened (File name too long): check its name."),
    ],
)
def test_a_file_that_cannot_be_opened_is_told(path, told):
    with pytest.raises(Problem, match=f"^{re.escape(told)}$"):
        load(path)


def test_a_route_is_found_by_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.toml").write_text('title = "t"\n[[split]]\nname = "a"\nafter = "by hand"\n')
    assert [find(name).title for name in ("16", "70", "my.toml")] == ["16 stars", "70 stars", "t"]
    (tmp_path / "my.toml").rename(tmp_path / "16")
    assert find("16").title == "t"
    with pytest.raises(Problem, match="There is no route 71"):
        find("71")


def test_deep_nesting_does_no_harm():
    for text in ("[" * 20_000, '{"a":' * 20_000, "x = " + "[" * 20_000, "a." * 2000 + "a = 1"):
        for suffix in SUFFIXES:
            with pytest.raises(Problem):
                read(text, f"my.{suffix}")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-200, 200) | st.floats() | st.text(max_size=5),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=5), values, max_size=3),
    max_leaves=5,
)
as64_values = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(max_size=5) | json_values,
        "star_count": st.integers(-1, 121) | json_values,
        "fade_out": st.integers(-1, 100) | json_values,
        "fade_in": st.integers(-1, 100) | json_values,
        "x_cam": st.integers(-1, 1) | json_values,
        "split_type": st.sampled_from(["Normal", "Fade", "Mips", "Mips-X", "X-Cam", "Final", "STAR"])
        | json_values,
    },
)
documents = st.fixed_dictionaries(
    {},
    optional={
        "__route__": st.just(True),
        "splits": st.lists(as64_values | json_values, max_size=5) | json_values,
        "initial_star": json_values,
        "Splits": st.text("0123,- ", max_size=9) | json_values,
        "Fadeout counts": st.text("0123,- ", max_size=9) | json_values,
        "fadeout_splits": st.lists(st.integers(0, 9), max_size=5) | json_values,
        "fadeout_amounts": st.lists(st.integers(-3, 9), max_size=5) | json_values,
        "immediate_splits": st.lists(st.integers(0, 9), max_size=5) | json_values,
        "starting_star_number": json_values,
        "name": json_values,
    },
)
contents = (
    st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | st.text('[split] "=title#.\n09', max_size=100).map(str.encode)
    | documents.map(lambda document: json.dumps(document).encode())
    | as64_values.map(lambda table: json.dumps({"__route__": 1, "splits": [table]}).encode())
)


@given(contents, st.sampled_from(SUFFIXES))
def test_any_bytes_are_a_route_or_a_problem(data, suffix):
    try:
        route = parse(data, f"my.{suffix}")
    except Problem as problem:
        assert "my" in str(problem)
        return
    assert route.splits
    assert not list(faults(route.splits, route.start_count))
    assert parse(to_toml(route).encode(), "my.toml") == route
