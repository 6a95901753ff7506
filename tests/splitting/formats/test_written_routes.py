"""Routes in the forms of other programs: what is written can be read, and what is lost in it is told."""

import json

import pytest
from hypothesis import example, given

from star_counter.splitting.formats.limits import MOST_SPLITS
from star_counter.splitting.formats.route_files import FORMS, convert, parse
from star_counter.splitting.route import BY_HAND, MOST_SCREENS, Condition, Route, Split
from star_counter.words import LONGEST_NAME
from tests.routes import check_written, routes


@given(routes())
@example(Route("t", (Split("a", None, BY_HAND),)))
@example(Route("\uffff", (Split("\ufffe", None, BY_HAND),), 7))
@example(Route("t", (Split("a" * LONGEST_NAME, 8, Condition("white", 12)),)))
@example(Route("t", (Split("a", 8, Condition("black", MOST_SCREENS)), Split("b", 8, Condition("white", 1)))))
@example(Route("t", (Split("a", None, Condition("key")),)))
@example(Route("t", (Split("a", 8, Condition("key")), Split("b", 8, Condition("black", 2, since_key=True)))))
@example(Route("t", (Split("a", 8, Condition("key")), Split("b", 8, Condition("black", 9)))))
@example(Route("t", (Split("a", None, Condition("key")), Split("b", 8, Condition("black", 2)))))
@example(Route("t", (Split("a", 8, Condition("entry")), Split("b", 8, Condition("black", 2)))))
@example(Route("t", (Split("a", 8), Split("b", 8, Condition("pipe")), Split("c", 8, Condition("door")))))
@example(Route("t", (Split("-a [8, black 2]", 8, Condition("black", 1)), Split("{b} c (9)", None, BY_HAND))))
def test_what_is_written_can_be_read(route):
    check_written(route)


def test_a_last_split_that_is_called_the_end_is_told():
    text, lost = convert(Route("t", (Split("BitS", 70, Condition("black", 2)),)), "as64")
    assert parse(text.encode(), "my.as64").splits[0].condition == Condition("grand star")
    assert lost == ["“BitS” is the grand star where this is read again: the last split is called so."]


@pytest.mark.parametrize("letter", ["a", "\N{GLOWING STAR}", "&", '"', "\\"])
def test_the_largest_route_can_be_written_and_read(letter):
    conditions = [(stars, Condition("black", number)) for stars in range(121) for number in range(1, 10)]
    name = letter * LONGEST_NAME
    splits = tuple(Split(name, *condition, 59.99999999999999) for condition in conditions[:MOST_SPLITS])
    check_written(Route(name, splits))


def test_a_route_for_autosplit64_keeps_its_screens():
    splits = (
        Split("a", 8, Condition("black", 1)),
        Split("b", 8, Condition("black", 3)),
        Split("c", None, BY_HAND),
    )
    text, lost = convert(Route("t", splits), "as64")
    assert [(s["fade_out"], s["split_type"]) for s in json.loads(text)["splits"]] == [
        (1, "Normal"),
        (2, "Normal"),
        (99, "Normal"),
    ]
    assert [(split.stars, str(split.condition)) for split in parse(text.encode(), "my.as64").splits] == [
        (8, "black 1"),
        (8, "black 3"),
        (8, "by hand"),
    ]
    assert not lost


def test_what_is_lost_is_told():
    splits = (Split("a", 8, delay=0.5), Split("b", None, BY_HAND), Split("c", 8, Condition("black", 1)))
    lost = {form: convert(Route("t", splits, 7), form)[1] for form in FORMS}
    delay = "The delay of “a” is lost: only our own files have delays."
    start = "The start with 7 stars is lost: files of this form have none."
    assert lost == {
        "toml": [],
        "lss": [start, delay],
        "route": [start, delay, "“b” is left out: a .route file has no splits by hand."],
        "as64": [
            delay,
            "“a” is left to you: AutoSplit64 cannot split at once.",
            "“c” is left to you: AutoSplit64 counts screens since a split that it sees.",
        ],
    }
