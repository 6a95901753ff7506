"""Routes by the names of the splits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.problem import Problem
from star_counter.splitting.formats.segment_names import from_names, name_of_split, split_of_name
from star_counter.splitting.formats.toml import parse, to_toml
from star_counter.splitting.route import BY_HAND, Condition, Route, Split, describe, faults
from tests.routes import routes


@pytest.mark.parametrize(
    ("name", "shown", "words"),
    [
        ("WF (8)", "WF (8)", "8 stars, then the 1st black screen"),
        ("Mips + SSL [24]", "Mips + SSL [24]", "24 stars, then the 1st black screen"),
        ("MIPS [1, immediate]", "MIPS [1, immediate]", "1 star, at once"),
        ("Reds (40) [immediate]", "Reds (40) [immediate]", "40 stars, at once"),
        ("Reds (40) [Manual]", "Reds (40) [Manual]", "by hand"),
        ("CCM [26,fade,noreset]", "CCM [26,fade,noreset]", "26 stars, then the 1st black screen"),
        ("Fire Sea [16, black 3]", "Fire Sea [16, black 3]", "16 stars, then the 3rd black screen"),
        ("Mips (15) [white 1]", "Mips (15) [white 1]", "15 stars, then the 1st white screen"),
        ("Sky AS:[120,immediate]", "Sky", "120 stars, at once"),
        ("-BoB", "BoB", "by hand"),
        ("-BoB (4)", "BoB (4)", "4 stars, then the 1st black screen"),
        ("{Lobby} WF (8)", "WF (8)", "8 stars, then the 1st black screen"),
        ("{Lobby (8)} WF", "WF", "by hand"),
        ("{Lobby (8)}", "Lobby (8)", "8 stars, then the 1st black screen"),
        ("Lobby", "Lobby", "by hand"),
        ("BoB 7", "BoB 7", "by hand"),
        ("BoB [one]", "BoB [one]", "by hand"),
        ("BoB [0008]", "BoB [0008]", "by hand"),
        ("BoB (121)", "BoB (121)", "by hand"),
        ("BoB (²)", "BoB (²)", "by hand"),
        ("Stage [entry=36]", "Stage [entry=36]", "by hand"),
        ("WF (100 coins) (8)", "WF (100 coins) (8)", "8 stars, then the 1st black screen"),
        ("", "Split", "by hand"),
        ("-", "Split", "by hand"),
        ("a\nb\x00 ( 8 )", "a b\\x00 ( 8 )", "8 stars, then the 1st black screen"),
    ],
)
def test_a_name_is_understood(name, shown, words):
    split = split_of_name(name)
    assert (split.name, describe(split)) == (shown, words)


def test_names_make_a_route():
    route = from_names(["Lobby", "WF (8)", "", "Reds (8)", "CCM (7)", "Sky (16)"], "16 Star")
    assert route.title == "16 Star"
    assert [split.name for split in route.splits] == [
        "Lobby",
        "WF (8)",
        "Split 3",
        "Reds (8)",
        "CCM (7)",
        "Sky (16)",
    ]
    assert [split.stars for split in route.splits] == [None, 8, None, None, None, 16]
    assert [note.partition(" is split by hand: ")[0] for note in route.notes] == [
        "Split 4 (Reds (8))",
        "Split 5 (CCM (7))",
    ]


def test_no_names_are_no_route():
    with pytest.raises(Problem) as problem:
        from_names([])
    assert str(problem.value) == "There are no splits: add them in LiveSplit (Edit Splits), as “WF (8)”."


def test_a_route_of_names_alone_is_called_splits():
    assert from_names(["Lobby"]) == Route("Splits", (Split("Lobby", None, BY_HAND),))


@pytest.mark.parametrize(
    ("split", "name"),
    [
        (Split("WF (8)", None, BY_HAND), "WF (8) [manual]"),
        (Split("Lobby", None, BY_HAND), "Lobby"),
        (Split("a" * 100, 8, Condition("black", 1)), "a" * 95 + "… (8)"),
        (Split("a" * 100, 8), "a" * 84 + "… [8, immediate]"),
    ],
)
def test_a_split_gets_a_name_of_a_length_that_can_be_shown(split, name):
    assert name_of_split(split) == name


brackets = st.text("()[]{}-, AS:08immediatebkl1wht", max_size=20)


@given(st.lists(st.text() | brackets, min_size=1, max_size=8), st.text())
def test_any_names_make_a_route_that_can_be_saved(names, title):
    route = from_names(names, title)
    assert len(route.splits) == len(names)
    assert not list(faults(route.splits))
    assert parse(to_toml(route), "my.toml") == route


@given(routes())
def test_a_split_is_understood_by_the_name_that_it_gets(route):
    for split in route.splits:
        read = split_of_name(name_of_split(split))
        stars = None if split.condition == BY_HAND else split.stars
        assert (read.stars, read.condition) == (stars, split.condition)
