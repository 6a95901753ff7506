"""Route files: ours, those that come with the star counter, and those of other programs."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.problem import Problem
from star_counter.splitting.formats.errors import JsonLines, whole
from star_counter.splitting.formats.route_files import find, load, parse, shipped
from star_counter.splitting.formats.toml import to_toml
from star_counter.splitting.route import BY_HAND, Condition, faults
from star_counter.words import stars_text
from tests import posix
from tests.routes import routes
from tests.splitting.formats.reading import conditions, errors, fades, keys, pairs, read

SUFFIXES = ("toml", "route", "as64", "lss", "txt", "")


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
    assert fades(route) == pairs("0,1,15,15,16,16,16", "2,2,1,-1,1,4,8")
    assert route.splits[4].name == "16 stars"
    assert route.splits[5].name == "16 stars, black 4"
    (note,) = route.notes
    assert note.startswith("The first 0 starts the timer in the Star Classifier: it is no split.")


def test_lists_of_the_star_classifier_count_since_the_star():
    data = {
        "name": "16 star",
        "fadeout_splits": [0, 1, 4, 15, 15, 16, 16, 16],
        "fadeout_amounts": [2, 2, 1, 1, -1, 1, 4, 8],
        "immediate_splits": [0, 7],
        "starting_star_number": 0,
    }
    route = read(data, "pro.route")
    assert fades(route) == pairs("0,1,4,7,15,15,16,16,16", "2,2,1,0,1,-1,1,4,8")
    assert len(route.notes) == 1


def test_a_first_count_that_is_not_the_start_is_a_split():
    route = read(STRINGS | {"Splits": "1,6", "Fadeout counts": "0,1"}, "some.route")
    assert (fades(route), route.notes) == (pairs("1,6", "0,1"), ())


def test_counts_of_the_star_classifier_that_cannot_be_are_left_to_the_player():
    route = read(STRINGS | {"Splits": "5,4,5,130", "Fadeout counts": "1,1,-1,1"}, "some.route")
    assert conditions(route) == [(5, "black 1"), (None, "by hand"), (5, "white 1"), (None, "by hand")]
    assert [note.partition(" is ")[0] for note in route.notes] == ["Split 4", "Split 2 (4 stars)"]


def test_missing_fades_are_at_once():
    route = read({"Route name": "", "Splits": " 1, 2,3", "Fadeout counts": "1"}, "some.route")
    assert (route.title, fades(route)) == ("some", [(1, 1), (2, 0), (3, 0)])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            STRINGS | {"Splits": "0,x", "Fadeout counts": "0,0"},
            "line 4, Splits: write whole numbers from 0 to 999",
        ),
        (STRINGS | {"Splits": "0,1000"}, "line 4, Splits: write whole numbers from 0 to 999"),
        (
            STRINGS | {"Splits": "0", "Fadeout counts": "0,1"},
            "line 5, Fadeout counts: there are 2 for 1 splits",
        ),
        (STRINGS | {"Splits": "0", "Fadeout counts": "0"}, "line 4, Splits: there are no splits"),
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
        ("a\0b.toml", "a\\x00b.toml cannot be opened (no file can have such a name): check its name."),
        ("a" * 400, "a" * 299 + "… cannot be opened (File name too long): check its name."),
    ],
)
def test_a_file_that_cannot_be_opened_is_told(path, told):
    posix.own_words()
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


@pytest.mark.parametrize(("index", "line"), [(0, 1), (1, 2), (2, 2), (9, 2)])
def test_a_key_that_stands_less_often_than_is_asked_for_is_where_it_was_last(index, line):
    lines = JsonLines('{"a": 1,\n"a": 2,\n"b": 3}')
    assert lines.of("a", index) == line
    assert (lines.of("b"), lines.of("c")) == (3, 1)


@pytest.mark.parametrize(
    ("value", "number"), [(4, 4), (4.0, 4), (-1.0, -1), (4.5, None), (True, None), ("4", None)]
)
def test_a_whole_number_may_be_written_with_a_dot(value, number):
    assert whole(value) == number
