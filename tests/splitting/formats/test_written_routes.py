"""Routes in the forms of other programs: what is written can be read, and what is lost in it is told."""

import json
import re

import pytest
from hypothesis import example, given

from star_counter.splitting.formats import lss
from star_counter.splitting.formats.limits import MOST_SPLITS
from star_counter.splitting.formats.route_files import FORMS, convert, parse
from star_counter.splitting.route import BY_HAND, MOST_SCREENS, Condition, Route, Split, TimerFile
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
@example(Route("t", (Split("DONE", None, BY_HAND),)))
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


NAMES = "The names of the splits are lost: a .route file has none."


def test_what_is_lost_is_told():
    splits = (Split("a", 8, delay=0.5), Split("b", None, BY_HAND), Split("c", 8, Condition("black", 1)))
    lost = {form: convert(Route("t", splits, 7), form)[1] for form in FORMS}
    delay = "The delay of “a” is lost: only our own files have delays."
    start = "The start with 7 stars is lost: files of this form have none."
    assert lost == {
        "toml": [],
        "lss": [start, delay],
        "route": [start, delay, "“b” is left out: a .route file has no splits by hand.", NAMES],
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
    assert lost[-1] == NAMES
    assert len(lost) == 10


def fades(form, *splits):
    """What is written of splits: their star count and their screens, fade-outs and fade-ins."""
    text = json.loads(convert(Route("t", splits), form)[0])
    if form == "route":
        return text["Splits"], text["Fadeout counts"]
    return [(one["star_count"], one["fade_out"], one["fade_in"]) for one in text["splits"]]


def since_key(number):
    return Condition("black", number, since_key=True)


def test_screens_since_a_key_are_written_for_autosplit64_where_it_counts_from_there_too():
    key, entry = Split("k", 16, Condition("key")), Split("m", 16, Condition("entry"))
    first, second = Split("a", 16, since_key(2)), Split("b", 16, since_key(5))
    seen, unseen = (-1, -1), (99, 0)
    assert fades("as64", key, first, second, Split("c", 17, Condition("black", 3)))[1:] == [
        (16, 2, 0),
        (16, 3, 0),
        (17, 3, 0),
    ]
    assert fades("as64", key, entry, first) == [(16, *seen), (16, *seen), (16, *unseen)]
    assert fades("as64", key, Split("c", 16, Condition("white", 1))) == [(16, *seen), (16, *unseen)]
    assert fades("as64", first) == [(16, *unseen)]


def test_screens_since_a_key_are_not_counted_by_a_route_file():
    splits = Split("a", 16, Condition("black", 1)), Split("b", 16, since_key(2))
    assert fades("route", *splits, Split("c", 16, Condition("black", 3))) == ("0,16,16", "0,1,2")


def test_names_that_a_route_file_gives_its_splits_itself_are_not_lost():
    splits = Split("8 stars", 8, Condition("black", 1)), Split("8 stars, black 2", 8, Condition("black", 2))
    assert convert(Route("t", splits), "route")[1] == []
    assert convert(Route("t", (splits[0], Split("LLL", 8, Condition("black", 2)))), "route")[1] == [NAMES]


def of_autosplit64(**keys):
    """A route from a file of AutoSplit64."""
    split = {"title": "WF", "star_count": 8, "fade_out": 1, "icon_path": keys.pop("icon_path", "")}
    data = {"__route__": True, "title": "Mine", "initial_star": 0, "splits": [split], **keys}
    return parse(json.dumps(data).encode(), "my.as64")


def test_a_route_from_autosplit64_keeps_what_its_file_says_of_it():
    route = of_autosplit64(category="16 Star", version="JP", timing="UP_RTA")
    text, lost = convert(route, "as64")
    data = json.loads(text)
    assert [data[key] for key in ("title", "category", "version", "timing")] == [
        *("Mine", "16 Star", "JP", "UP_RTA")
    ]
    assert lost == []
    data = json.loads(convert(of_autosplit64(), "as64")[0])
    assert [data[key] for key in ("category", "version", "timing")] == ["", "US", "RTA"]
    route = of_autosplit64(version="AUTO", icon_path="a.png", logic_plugin="x")
    text, lost = convert(route, "as64")
    assert json.loads(text)["version"] == "US"
    assert lost == ["Lost of AutoSplit64's file: version, icons, logic plugin."]


@pytest.mark.parametrize("form", ["toml", "lss", "route"])
def test_what_autosplit64s_files_alone_have_is_lost_in_others(form):
    keys = {"category": "16 Star", "version": "JP", "timing": "UP_RTA", "icon_path": "a.png"}
    told = "Lost of AutoSplit64's file: category, version, timing, icons."
    assert convert(of_autosplit64(**keys), form)[1][0] == told
    told = "Lost of AutoSplit64's file: logic plugin."
    assert convert(of_autosplit64(version="US", logic_plugin="x"), form)[1][0] == told
    for keys in ({}, {"category": "Mine", "version": "US", "timing": "RTA"}, {"version": "AUTO"}):
        lost = convert(of_autosplit64(**keys), form)[1]
        assert lost == ([NAMES] if form == "route" else [])


def of_livesplit(names=("WF (8)", "BitS (16)"), game="", offset=0.0):
    """A route from LiveSplit's own file."""
    splits = Split("WF (8)", 8, Condition("black", 1)), Split("BitS (16)", 16, Condition("grand star"))
    return Route("16 Star", splits, timer_file=TimerFile(tuple(names), game, offset))


def test_a_route_from_livesplit_keeps_what_its_file_says_of_the_splits():
    names = ("-WF (8)", "{Lobby} BitS (16)")
    text, lost = convert(of_livesplit(names, "Mario", -1.5), "lss")
    file = lss.parse(text.encode(), "my.lss")
    assert (file.names, file.game, file.category, file.offset) == (names, "Mario", "16 Star", -1.5)
    assert parse(text.encode(), "my.lss").timer_file == TimerFile(names, "Mario", -1.5)
    assert lost == [
        "The times, the attempts and their number, comparisons, icons, platform, region, variables and the "
        "auto splitter's settings are left out: keep the file from LiveSplit for these."
    ]


@pytest.mark.parametrize("form", ["toml", "route", "as64"])
@pytest.mark.parametrize(
    "kept",
    [
        {"names": ("-WF (8)", "BitS (16)")},
        {"names": ("WF (8)", "{Lobby} BitS (16)")},
        {"game": "Mario"},
        {"offset": -1.5},
    ],
)
def test_what_livesplits_files_alone_have_is_lost_in_others(form, kept):
    told = (
        "The timer's offset, the game's name and the sections of subsplits are lost: only LiveSplit's files "
        "have them."
    )
    assert convert(of_livesplit(**kept), form)[1][0] == told


@pytest.mark.parametrize("game", ["", lss.GAME])
def test_nothing_is_lost_where_livesplits_file_says_no_more(game):
    assert convert(of_livesplit(game=game), "toml")[1] == []
    assert convert(Route("t", (Split("a", 8),)), "toml")[1] == []
