"""Routes, and our own format for them: what it reads, and what it says of errors."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.problem import Problem
from star_counter.splitting.formats import errors as route_errors
from star_counter.splitting.formats import toml
from star_counter.splitting.route import (
    AT_ONCE,
    BY_HAND,
    Condition,
    Route,
    Split,
    describe,
    faults,
    without_faults,
)
from tests.routes import routes

BLACK, WHITE = Condition("black", 1), Condition("white", 1)


def errors(text):
    """The lines of what is said of a text, without the heading."""
    with pytest.raises(Problem) as problem:
        toml.parse(text, "my.toml")
    heading, *lines = str(problem.value).splitlines()
    assert heading == f"my.toml has {len(lines)} error{'s' if len(lines) > 1 else ''}:"
    return [line.strip() for line in lines]


@given(routes())
def test_a_route_is_read_as_it_was_written(route):
    assert not list(faults(route.splits, route.start_count))
    assert toml.parse(toml.to_toml(route), "my.toml") == route


@given(routes(), st.sampled_from(["\r\n", "\n"]))
def test_line_ends_do_not_matter(route, end):
    text = toml.to_toml(route).replace("\n", end)
    assert toml.parse(text, "my.toml") == route


def test_the_example_is_a_route():
    route = toml.parse(toml.EXAMPLE, "my.toml")
    assert route == Route(
        "16 stars",
        (Split("Whomp's Fortress", 4, BLACK, 0.5), Split("Grand star", None, Condition("grand star"))),
    )


def test_what_may_be_left_out():
    route = toml.parse('title = "t"\n[[split]]\nname = "a"\nstars = 3\n', "my.toml")
    assert route == Route("t", (Split("a", 3, AT_ONCE, 0.0),), 0)


def test_what_happens_needs_no_count_and_screens_do():
    text = 'title = "t"\n[[split]]\nname = "a"\nafter = '
    assert toml.parse(text + '"exit"', "my.toml").splits == (Split("a", None, Condition("exit")),)
    assert toml.parse(text + '"camera 2"', "my.toml").splits == (Split("a", None, Condition("camera", 2)),)
    assert errors(text + '"white 1"')[0].startswith("line 2, stars: this split has none")


def test_what_a_route_says_of_deaths():
    text = 'title = "t"\ndeaths = {}\n[[split]]\nname = "a"\nafter = "by hand"'
    assert toml.parse(text.format('"counted"'), "my.toml").counts_deaths
    assert not toml.parse(text.format('"not counted"'), "my.toml").counts_deaths
    for wrong, shown in (('"maybe"', "“maybe”"), ("true", "“true”"), ("[1]", "a list")):
        (error,) = errors(text.format(wrong))
        told = f'{shown} is neither: write  deaths = "not counted"  or  deaths = "counted"'
        assert error == f"line 2, deaths: {told}"
    unseen = text.replace("deaths", '"d\\u0065aths"')  # the same key, but not to us
    assert errors(unseen.format("1"))[0].startswith("line 1, deaths: “1” is neither: ")


def test_all_errors_are_told_with_line_and_key():
    text = """\
start = 121
route = "x"
[[split]]
name = ""
stars = "4"
after = "blue 1"
delay = -1
[[split]]
nam = "x"
stars = 3
delay = true
[[split]]
name = "y"
after = "black 1"
"""
    told = errors(text)
    assert [line.partition(": ")[0] for line in told] == [
        "line 1, title",
        "line 1, start",
        "line 2, route",
        "line 4, name",
        "line 5, stars",
        "line 6, after",
        "line 7, delay",
        "line 9, nam",
        "line 11, delay",
        "line 12, stars",
    ]
    assert "“121” is no star count: write a whole number from 0 to 120" in told[1]
    assert "the keys are title, start, deaths, split" in told[2]
    assert 'write "at once", "black 1"' in told[5]
    assert told[7].endswith("write name")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("stars = 4.0", "line 4, stars: “4.0” is no star count"),
        ("stars = true", "line 4, stars: “true” is no star count"),
        ("stars = -1", "line 4, stars: “-1” is no star count"),
        ("stars = 0x" + "f" * 9999, "line 4, stars: so large a number is no star count"),
        ("stars = [4]", "line 4, stars: a list is no star count"),
        ("stars.x = 4", "line 4, stars: a table is no star count"),
        ('stars = 4\nafter = "black"', "line 5, after: “black” is no condition"),
        (
            'stars = 4\nafter = "black 0"',
            "line 5, after: “black 0” is no condition: screens are counted from 1",
        ),
        ('stars = 4\nafter = "black 100"', "screens are counted from 1 to 99"),
        ('stars = 4\nafter = "black ²"', "line 5, after: “black ²” is no condition"),
        ("stars = 4\nafter = 1", 'write the condition in quotes:  after = "black 1"'),
        ("stars = 4\ndelay = nan", "line 5, delay: “nan” is no delay"),
        ("stars = 4\ndelay = 61", "write seconds from 0 to 60"),
        ('stars = 4\ndelay = "1"', "line 5, delay: “1” is no delay"),
        ("after = \"by hand\"\nname = 'x'", "line 5: Cannot overwrite a value"),
    ],
)
def test_one_error_is_told(line, told):
    (error,) = errors(f'title = "t"\n[[split]]\nname = "a"\n{line}\n')
    assert told in error


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ('stars = 3\nafter = "black 3"', "line 8, stars: 3 is less than the 4 before it"),
        ('stars = 4\nafter = "black 2"', "line 9, after: split 1 has the same condition (4 stars, black 2)"),
        ('stars = 4\nafter = "black 1"', "line 9, after: “black 1” is before split 1 (“black 2”)"),
        ("stars = 4", "line 7, after: “at once” is before split 1"),
    ],
)
def test_splits_out_of_order_are_told(second, told):
    first = '[[split]]\nname = "a"\nstars = 4\nafter = "black 2"'
    (error,) = errors(f'title = "t"\n\n{first}\n[[split]]\n{second}\nname = "b"\n')
    assert told in error


def test_a_count_below_the_start_is_told():
    (error,) = errors('title = "t"\nstart = 8\n[[split]]\nname = "a"\nstars = 7\n')
    assert error == "line 5, stars: 7 is less than the 8 before it: counts never fall"


def test_black_and_white_screens_are_counted_apart():
    splits = (Split("a", 15, BLACK), Split("b", 15, WHITE), Split("c", 15, Condition("black", 2)))
    assert not list(faults(splits))


def test_syntax_errors_are_told_all_at_once():
    told = errors('title = x\n[split]\nname = "a\nstars =\nstars 4\n[split]\nname = "b"\ndelay = x\n')
    assert [line.partition(": ")[0] for line in told] == [
        "line 1",
        "line 2, split",
        "line 3",
        "line 4",
        "line 5",
        "line 6, split",
        "line 8",
    ]
    assert told[0].endswith('write text in quotes:  title = "x"')
    assert told[1].endswith("write [[split]], with two brackets")
    assert told[2].endswith('close the quotes:  name = "a"')
    assert told[3].endswith("write a value after  stars =  or take the line out")
    assert "write  key = value" in told[4]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["line 1, title: write", "line 1, split: there are none"]),
        ('title = "t"\nsplit = 3\n', ["line 2, split: write [[split]]"]),
        ('title = "t"\nsplit = [1]\n', ["line 2, split: write [[split]]"]),
        ('title = "t"\n\n[split.x]\nstars = 1', ["line 1, split: write [[split]]"]),
        ('title = """\n', ["line 2: "]),
        ("x = " + "[" * 20_000, ["line 1: the values are nested too deeply for a route"]),
        ("\x00", ["line 1"]),
    ],
)
def test_what_is_no_route_is_told(text, told):
    lines = errors(text)
    assert len(lines) == len(told)
    assert all(line.startswith(start) for line, start in zip(lines, told, strict=True))


@pytest.mark.parametrize(("quotes", "others"), [('"' * 3, "'" * 3), ("'" * 3, '"' * 3)])
def test_lines_are_right_after_a_text_of_several_lines(quotes, others):
    title = f"{quotes}\n{others}\n[[split]]{quotes}"
    (error,) = errors(f'title = {title}\n\n[[split]]\nname = "a"\nstars = 4\nstar = 3\n')
    assert error == "line 8, star: there is no such key: write stars"


def test_splits_on_one_line_are_told_on_it():
    (error,) = errors('title = "t"\nsplit = [{name = "a", stars = 1}, {name = "b", stars = 121}]\n')
    assert error.startswith("line 2, stars: “121”")


@pytest.mark.parametrize("module", ["tomllib", "tomli", "pip._vendor.tomli"])
def test_any_reader_of_toml_serves(monkeypatch, module):
    reader = route_errors._toml()
    for name in ("tomllib", "tomli", "pip._vendor.tomli"):
        monkeypatch.setitem(sys.modules, name, reader if name == module else None)
    assert toml.parse(toml.EXAMPLE, "my.toml").title == "16 stars"
    assert errors("title = x\n")[0].startswith("line 1: Invalid value")


def test_a_python_without_toml_says_what_to_install(monkeypatch):
    for name in ("tomllib", "tomli", "pip._vendor.tomli"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(Problem) as problem:
        toml.parse(toml.EXAMPLE, "my.toml")
    assert str(problem.value) == (
        "Routes need one more package on Python 3.10: press “Install the packages” in OBS, or run  "
        "python -m pip install tomli"
    )


@pytest.mark.parametrize(
    ("split", "words"),
    [
        (Split("a", 8, BLACK), "8 stars, then the 1st black screen"),
        (Split("a", 1, Condition("white", 2)), "1 star, then the 2nd white screen"),
        (Split("a", 0, Condition("black", 13), 0.5), "0 stars, then the 13th black screen, 0.5 s later"),
        (Split("a", 0, Condition("black", 23)), "0 stars, then the 23rd black screen"),
        (Split("a", 120), "120 stars, at once"),
        (Split("a", None, BY_HAND), "by hand"),
        (Split("a", 120, BY_HAND), "by hand, with 120 stars"),
    ],
)
def test_a_split_is_described(split, words):
    assert describe(split) == words


@pytest.mark.parametrize("text", ["Black 2", " black  2 ", "black 02"])
def test_conditions_are_read_generously(text):
    assert Condition.parse(text) == Condition("black", 2)


def test_splits_out_of_order_are_left_to_the_player():
    splits = (Split("a", 8, BLACK), Split("b", 7, BLACK), Split("c", 8, BLACK), Split("d", 9, BLACK))
    route = without_faults(Route("t", splits))
    assert [split.condition for split in route.splits] == [BLACK, BY_HAND, BY_HAND, BLACK]
    assert [note.partition(" is ")[0] for note in route.notes] == ["Split 2 (b)", "Split 3 (c)"]
