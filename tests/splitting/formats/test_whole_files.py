"""Route files, whole: what each is, what is noted and told of it, and how a route is written in each form.

The files stand in the folder `whole`.
"""

import json
from datetime import datetime
from pathlib import Path

import pytest
import tomllib

from star_counter.problem import Problem
from star_counter.splitting.formats.lss import Attempt, SplitsFile, to_xml
from star_counter.splitting.formats.route_files import convert, parse
from star_counter.splitting.formats.toml import to_toml
from star_counter.splitting.route import AT_ONCE, BY_HAND, Condition, Route, Split


def whole(kind):
    """The tables of all files of a kind: "right", "wrong" or "written"."""
    files = sorted((Path(__file__).parent / "whole").glob(f"{kind}*.toml"))
    return [tomllib.loads(file.read_text("utf-8")) for file in files]


RIGHT, WRONG = ([one for file in whole(kind) for one in file[kind]] for kind in ("right", "wrong"))
(WRITTEN,) = whole("written")


line_ends = pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])


@line_ends
@pytest.mark.parametrize("file", RIGHT, ids=lambda file: file["name"])
def test_a_file_is_this_route(file, end):
    route = parse(file["text"].replace("\n", end).encode(), file["name"])
    assert to_toml(route) == file["route"]
    assert list(route.notes) == file["notes"]


@line_ends
@pytest.mark.parametrize("file", WRONG)
def test_all_that_is_wrong_with_a_file_is_told(file, end):
    with pytest.raises(Problem) as problem:
        parse(file["text"].replace("\n", end).encode(), file["name"])
    assert str(problem.value) == file["told"]


ROUTE = Route(
    "16 “stars”",
    (
        Split("a & b", 8, AT_ONCE),
        Split("b", 8, Condition("black", 1), 0.5),
        Split("c", 8, Condition("black", 3)),
        Split("Mips", 8, Condition("white", 2)),
        Split("d", None, BY_HAND),
        Split("e", 9, Condition("black", 2)),
        Split("f", 9, BY_HAND),
    ),
    3,
)


@pytest.mark.parametrize("form", ["toml", "lss", "route", "as64"])
def test_a_route_is_written_as(form):
    assert convert(ROUTE, form) == (WRITTEN[form]["text"], WRITTEN[form]["lost"])


def test_a_run_is_written_for_livesplit():
    begun, ended = datetime(2024, 1, 2, 3, 4, 5), datetime(2024, 1, 2, 3, 5, 16)
    attempt = Attempt((1.5, None, 70.25), begun, ended)
    finished = SplitsFile(("a", "b", "c"), category="x", offset=1.36, attempts=(attempt,))
    assert to_xml(finished) == WRITTEN["runs"]["finished"]
    given_up = SplitsFile(("a", "b", "c"), attempts=(Attempt((1.5, None), begun),))
    assert to_xml(given_up) == WRITTEN["runs"]["given_up"]


def test_a_route_of_splits_by_hand_has_no_file_for_the_star_classifier():
    told = "“t” has no splits at star counts and screens, and a .route file no others: give another form."
    with pytest.raises(Problem, match=f"^{told}$"):
        convert(Route("t", (Split("a", None, BY_HAND),)), "route")


MANY = "1," * 1001
SEGMENTS = "<Segments>" + "<Segment/>" * 1001 + "</Segments>"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("my.as64", '{"__route__": true, "splits": [' + "{}," * 1000 + "{}]}"),
        ("my.route", f'{{"Splits": "{MANY}"}}'),
        ("my.route", f'{{"fadeout_splits": [], "fadeout_amounts": [], "immediate_splits": "{MANY}"}}'),
        (
            "my.route",
            json.dumps(
                {"fadeout_splits": [8] * 600, "fadeout_amounts": [1] * 600, "immediate_splits": [9] * 600}
            ),
        ),
        ("my.lss", f"<Run>{SEGMENTS}</Run>"),
    ],
)
def test_more_splits_than_any_route_has_are_told(name, text):
    with pytest.raises(Problem) as problem:
        parse(text.encode(), name)
    assert str(problem.value) == f"{name} has more than 1000 splits, which no route has: choose another file."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<!--" + "a" * 2_000_000 + "-->", "has a longer tag than any splits file: choose another file."),
        ("<a/>" * 500_000, "has more in it than any splits file: choose another file."),
    ],
    ids=["tag", "elements"],
)
def test_more_than_any_splits_file_has_is_told(text, told):
    with pytest.raises(Problem) as problem:
        parse(f"<Run>{text}</Run>".encode(), "my.lss")
    assert str(problem.value) == f"my.lss {told}"


def test_as_many_splits_as_any_route_has_are_read():
    data = f"<Run><Segments>{'<Segment/>' * 1000}</Segments></Run>".encode()
    assert len(parse(data, "my.lss").splits) == 1000


def test_a_comment_of_a_million_bytes_is_read():
    data = f"<!--{'a' * 1_000_000}--><Run><Segments><Segment/></Segments></Run>".encode()
    assert [split.name for split in parse(data, "my.lss").splits] == ["Split 1"]


def test_half_a_million_elements_are_read():
    data = f"<Run><Segments><Segment/></Segments>{'<a/>' * 499_997}</Run>".encode()
    assert [split.name for split in parse(data, "my.lss").splits] == ["Split 1"]
