"""Routes in the forms of other programs: what is written can be read, and what is lost in it is told."""

import json
import re

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
@example(Route("t", (Split("a", None, Condition("black", 3, True)), Split("b", 0, Condition("black", 1)))))
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


HAPPENING = Route(
    "t",
    (
        Split("Exit", 1, Condition("exit")),
        Split("Entry", 2, Condition("entry")),
        Split("Key", None, Condition("key")),
        Split("Key", 3, Condition("key")),
        Split("Door", None, Condition("camera", 2)),
        Split("Black", 3, Condition("black", 1)),
        Split("Door", 4, Condition("camera", 1)),
        Split("BitS", 5, Condition("grand star")),
        Split("BitS", None, Condition("grand star")),
    ),
    counts_deaths=True,
)
DEATHS = "That deaths are counted is lost: only our own files say so."


def test_what_happens_is_written_in_our_form():
    text, lost = convert(HAPPENING, "toml")
    assert text.startswith('title = "t"\nstart = 0\ndeaths = "counted"\n\n[[split]]\n')
    assert (parse(text.encode(), "my.toml"), lost) == (HAPPENING, [])


def test_what_happens_is_written_for_autosplit64():
    text, lost = convert(HAPPENING, "as64")
    keys = ("star_count", "fade_out", "fade_in", "xcam", "split_type")
    assert [tuple(split[key] for key in keys) for split in json.loads(text)["splits"]] == [
        (1, 99, 0, -1, "Normal"),
        (2, -1, -1, -1, "Mips"),
        (-1, -1, -1, -1, "Bowser"),
        (3, -1, -1, -1, "Bowser"),
        (-1, -1, -1, 2, "X-Cam"),
        (3, 99, 0, -1, "Normal"),
        (4, -1, -1, 1, "X-Cam"),
        (5, -1, -1, -1, "Final"),
        (-1, -1, -1, -1, "Final"),
    ]
    assert lost == [
        DEATHS,
        "“Exit” is left to you: AutoSplit64 knows no “exit”.",
        "“Entry” is at the entry of Dire, Dire Docks: AutoSplit64 knows no other.",
        "“Black” is left to you: AutoSplit64 counts screens since a split that it sees.",
    ]


@pytest.mark.parametrize("kind", ["exit", "door", "pipe", "death", "logo", "coins 100"])
def test_what_autosplit64_does_not_know_is_left_to_the_player(kind):
    (told,) = convert(Route("t", (Split("a", 1, Condition(kind)),)), "as64")[1]
    assert told == f"“a” is left to you: AutoSplit64 knows no “{kind}”."


def test_what_happens_is_written_in_names():
    text, lost = convert(HAPPENING, "lss")
    assert re.findall("<Name>(.*)</Name>", text) == [
        "Exit [1, exit]",
        "Entry [2, entry]",
        "Key",
        "Key (3)",
        "Door [camera 2]",
        "Black (3)",
        "Door [4, camera 1]",
        "BitS [5, grand star]",
        "BitS",
    ]
    assert lost == [DEATHS]


def test_what_happens_is_left_out_where_a_form_knows_it_not():
    text, lost = convert(HAPPENING, "route")
    assert (json.loads(text)["Splits"], json.loads(text)["Fadeout counts"]) == ("0,3", "0,1")
    assert lost[:2] == [DEATHS, "“Exit” is left out: a .route file knows no “exit”."]
    assert len(lost) == 9
