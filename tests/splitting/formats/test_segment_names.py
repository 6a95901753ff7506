"""Routes by the names of the splits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.problem import Problem
from star_counter.splitting.formats.name_words import read
from star_counter.splitting.formats.segment_names import from_names, names_of_splits, split_of_name
from star_counter.splitting.formats.toml import parse, to_toml
from star_counter.splitting.route import BY_HAND, Condition, Route, Split, describe, faults
from tests.routes import routes

BLACK = Condition("black", 1)


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
        ("{Lobby (8)} WF", "WF", "8 stars, then the 1st black screen"),
        ("{Lobby (8)} WF (9)", "WF (9)", "9 stars, then the 1st black screen"),
        ("{Lobby (8)} Key 1", "Key 1", "Bowser's key"),
        ("{Lobby} WF", "WF", "by hand"),
        ("{Lobby (8)}", "Lobby (8)", "8 stars, then the 1st black screen"),
        ("Lobby", "Lobby", "by hand"),
        ("BoB 7", "BoB 7", "by hand"),
        ("BoB [one]", "BoB [one]", "by hand"),
        ("BoB [0008]", "BoB [0008]", "by hand"),
        ("BoB (121)", "BoB (121)", "by hand"),
        ("BoB (²)", "BoB (²)", "by hand"),
        ("Stage [entry=36]", "Stage [entry=36]", "the next course is entered"),
        ("Reds [8,exit=36]", "Reds [8,exit=36]", "8 stars, then the course is left"),
        ("Reds [8,exit=a=b]", "Reds [8,exit=a=b]", "8 stars, then the course is left"),
        ("Door [star-door=50]", "Door [star-door=50]", "by hand"),
        ("Fight [30, pipe]", "Fight [30, pipe]", "30 stars, then the pipe to Bowser"),
        ("Dark World Pipe", "Dark World Pipe", "the pipe to Bowser"),
        ("BLJs [16, black 4 since the key]", "BLJs [16, black 4 since the key]",
         "16 stars, then the 4th black screen since the key"),
        ("WF (8*)", "WF (8*)", "8 stars, then the 1st black screen"),
        ("WF (8 stars)", "WF (8 stars)", "8 stars, then the 1st black screen"),
        ("WF (8, immediate)", "WF (8, immediate)", "8 stars, at once"),
        ("WF \uff088\uff09", "WF (8)", "8 stars, then the 1st black screen"),
        ("BitDW (12)", "BitDW (12)", "12 stars, then Bowser's key"),
        ("Bowser in the Fire Sea [34]", "Bowser in the Fire Sea [34]", "34 stars, then Bowser's key"),
        ("DW Reds (9)", "DW Reds (9)", "9 stars, then the 1st black screen"),
        ("BoB + DW (12)", "BoB + DW (12)", "12 stars, then Bowser's key"),
        ("FS", "FS", "Bowser's key"),
        ("B2", "B2", "Bowser's key"),
        ("Bowser #1 (9)", "Bowser #1 (9)", "9 stars, then Bowser's key"),
        ("Shadow Mario Key (20)", "Shadow Mario Key (20)", "20 stars, then Bowser's key"),
        ("DW - Key", "DW - Key", "Bowser's key"),
        ("Key / 2", "Key / 2", "Bowser's key"),
        ("LBLJ 16", "LBLJ 16", "the next course is entered"),
        ("Enter Sky", "Enter Sky", "the next course is entered"),
        ("Enter Lobby", "Enter Lobby", "by hand"),
        ("Key Entrance", "Key Entrance", "Bowser's key"),
        ("Bowser Reds (9)", "Bowser Reds (9)", "9 stars, then the 1st black screen"),
        ("{Lobby (9)} Bowser Reds", "Bowser Reds", "9 stars, then the 1st black screen"),
        ("Reds BLJ", "Reds BLJ", "the next course is entered"),
        ("MIPS1 (15)", "MIPS1 (15)", "15 stars, then the next course is entered"),
        ("Toad's (36)", "Toad's (36)", "36 stars, then the next course is entered"),
        ("toad (3) -x", "toad (3) -x", "3 stars, then the next course is entered"),
        ("(36) HMC Toad", "(36) HMC Toad", "36 stars, then the next course is entered"),
        ("SSL+MIPS (24)", "SSL+MIPS (24)", "24 stars, then the next course is entered"),
        ("2nd Toad [43]", "2nd Toad [43]", "43 stars, then the next course is entered"),
        ("LBLJ", "LBLJ", "the next course is entered"),
        ("Lobby BLJ", "Lobby BLJ", "the next course is entered"),
        ("Enter DDD", "Enter DDD", "the next course is entered"),
        ("Fire Sea Entry", "Fire Sea Entry", "the next course is entered"),
        ("Enter Lava", "Enter Lava", "by hand"),
        ("Basement (26)", "Basement (26)", "26 stars, then a door to another part of the castle"),
        ("Upstairs [74,key-door]", "Upstairs [74,key-door]",
         "74 stars, then a door to another part of the castle"),
        *(
            (name, name, "a door to another part of the castle")
            for name in ("To upstairs", "Second floor", "2nd Floor", "Going up", "Go to the basement")
        ),
        ("Go upstairs (74)", "Go upstairs (74)", "74 stars, then a door to another part of the castle"),
        *(
            (name, name, "by hand")
            for name in (
                *("30 Star Door (30)", "50 Star Door (50)", "70 Star Door (70)", "Star Door", "Star Door 30"),
                *("Big stars doors (8)", "30* Door (30)", "Enter 8 door [8]", "50s Door"),
            )
        ),
        ("12 door (12)", "12 door (12)", "12 stars, then the 1st black screen"),
        ("30 Star Door Clip", "30 Star Door Clip", "the next course is entered"),
        ("30 Star Door [30, door]", "30 Star Door [30, door]",
         "30 stars, then a door to another part of the castle"),
        ("lvl [24]", "lvl [24]", "by hand"),
        ("WF (100 coins) (8)", "WF (100 coins) (8)", "8 stars, then the 1st black screen"),
        ("Key 1 (19)", "Key 1 (19)", "19 stars, then Bowser's key"),
        ("Bowser 1", "Bowser 1", "Bowser's key"),
        ("DDD(42)/Key2", "DDD(42)/Key2", "42 stars, then Bowser's key"),
        ("2nd key", "2nd key", "Bowser's key"),
        ("Bowser's Sub (66)", "Bowser's Sub (66)", "66 stars, then the 1st black screen"),
        ("Bowser 1 -> WF (2)", "Bowser 1 -> WF (2)", "2 stars, then the 1st black screen"),
        ("Bowser 2 [34,key]", "Bowser 2 [34,key]", "34 stars, then Bowser's key"),
        ("Key (9) [any, key]", "Key (9) [any, key]", "Bowser's key"),
        ("Grand Star", "Grand Star", "the grand star"),
        ("Bowser 3 (70)", "Bowser 3 (70)", "70 stars, then the grand star"),
        ("BitS", "BitS", "by hand"),
        ("BitS (70)", "BitS (70)", "70 stars, then the 1st black screen"),
        ("Mips (15)", "Mips (15)", "15 stars, then the next course is entered"),
        ("HMC+Toad (36)", "HMC+Toad (36)", "36 stars, then the next course is entered"),
        ("SSL and MIPS 1 [24]", "SSL and MIPS 1 [24]", "24 stars, then the next course is entered"),
        ("DDD skip", "DDD skip", "the next course is entered"),
        ("Upstairs", "Upstairs", "a door to another part of the castle"),
        ("Upstairs (74)", "Upstairs (74)", "74 stars, then a door to another part of the castle"),
        ("Stairs [exit]", "Stairs [exit]", "the course is left"),
        ("WF [8, exit]", "WF [8, exit]", "8 stars, then the course is left"),
        ("Bobs [5, coins 100]", "Bobs [5, coins 100]", "5 stars, then 100 coins"),
        ("Door [camera 2]", "Door [camera 2]", "the 2nd cross of the camera"),
        ("Door [logo]", "Door [logo]", "the start-up logo"),
        ("Fall [death]", "Fall [death]", "a death"),
        ("DW [1, black2]", "DW [1, black2]", "1 star, then the 2nd black screen"),
        ("Mips [15,mips]", "Mips [15,mips]", "15 stars, then the next course is entered"),
        ("MIPS (1) (immediate)", "MIPS (1) (immediate)", "1 star, at once"),
        ("WF (exit) (8)", "WF (exit) (8)", "8 stars, then the course is left"),
        ("BLJ (manual)", "BLJ (manual)", "by hand"),
        ("WF (exit=wf, 8)", "WF (exit=wf, 8)", "8 stars, then the course is left"),
        ("Sky (any) (8)", "Sky (any) (8)", "8 stars, then the 1st black screen"),
        ("Upstairs (Mips)", "Upstairs (Mips)", "a door to another part of the castle"),
        ("HMC + Toad (★36)", "HMC + Toad (★36)", "36 stars, then the next course is entered"),
        ("WF (* 8)", "WF (* 8)", "8 stars, then the 1st black screen"),
        ("WF (⭐\ufe0f8)", "WF (⭐\ufe0f8)", "8 stars, then the 1st black screen"),
        ("WF [8⭐\ufe0f]", "WF [8⭐\ufe0f]", "8 stars, then the 1st black screen"),
        ("", "Split", "by hand"),
        ("-", "Split", "by hand"),
        ("a\nb\x00 ( 8 )", "a b\\x00 ( 8 )", "8 stars, then the 1st black screen"),
    ],
)  # fmt: skip
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
    told = (
        "Splits 1, 3 are left to you: no star count in the name, as in “WF (8)”, and no word that is known."
    )
    assert told in route.notes
    assert sorted(note.partition(" is ")[0] for note in route.notes) == [
        "Split 4 (Reds (8))",
        "Split 5 (CCM (7))",
        "Split 6 (Sky (16))",
        "Splits 1, 3 are left to you: no star count in the name, as in “WF (8)”, and no word that",
    ]


def test_the_stage_that_is_the_last_split_is_the_end_of_the_run():
    route = from_names(["BitS", "TTC (69)", "Bowser in the Sky (70)"])
    assert [describe(split) for split in route.splits] == [
        "by hand",
        "69 stars, then the 1st black screen",
        "70 stars, then the grand star",
    ]
    assert describe(from_names(["BitS"]).splits[0]) == "the grand star"


def test_all_that_is_not_understood_is_told():
    names = ["HMC [20,exit=hmc,fade-out=2]", "Upstairs (74)", "Sky [manual]", "KC (121)", "Lobby", "x"]
    assert from_names(names).notes == (
        "Split 1 (HMC [20,exit=hmc,fade-out=2]): “fade-out=2” is not understood, and left out.",
        "Split 1 (HMC [20,exit=hmc,fade-out=2]) is when a course is left, whichever it is: “exit=hmc” says "
        "which, and that is not seen.",
        "Split 2 (Upstairs (74)) is split at the first door to another part of the castle: which one it is "
        "is not seen.",
        "Split 4 (KC (121)) is left to you: the counter shows no 121 stars.",
        "Splits 5, 6 are left to you: no star count in the name, as in “WF (8)”, and no word that is known.",
    )
    assert from_names(["-Owl", "{WF (8)} Tower", "Bowser1 12", "WF (3/7) (9)"]).notes[:3] == (
        "Split 2 (Tower) has its 8 stars from the name of its section.",
        "Split 3 (Bowser1 12) has a bare 12, which is not read as a star count: write “(12)” for that.",
        "Split 4 (WF (3/7) (9)): “3/7” is not understood, and left out.",
    )
    assert (
        from_names(["WF (3/7) (1/2) (9)"])
        .notes[0]
        .endswith(": “3/7”, “1/2” are not understood, and left out.")
    )
    assert from_names(["Lobby"]).notes[0].startswith("Split 1 is left to you")
    assert from_names(["lvl [24]", "12 Bowser 1"]).notes == (
        "Split 1 (lvl [24]) is left to you: 24 may be a star count, or the number of a level.",
        "Split 2 (12 Bowser 1) has a bare 12, which is not read as a star count: write “(12)” for that.",
    )
    assert from_names(["toad (3) -x", "Key (20)*"]).notes[:2] == (
        "Split 1 (toad (3) -x): “-x” is not understood, and left out.",
        "Split 2 (Key (20)*): “*” is not understood, and left out.",
    )


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("WF (27) [30]", "has two counts, 27 and 30: 30 is taken"),
        ("WF (27) [30, 31]", "has 3 counts, 27, 30 and 31: 31 is taken"),
        ("WF (9) [8, exit]", "has two counts, 9 and 8: 8 is taken"),
        ("WF (9) (10) [8, exit]", "has 3 counts, 9, 10 and 8: 8 is taken"),
        ("WF (9) [8, mips]", "has two counts, 9 and 8: 8 is taken"),
        ("s [9, exit ,immediate]", "has two instructions, “exit” and “immediate”: “immediate” is taken"),
        (
            "s [exit] [key] (entry) [exit]",
            "has 3 instructions, “key”, “entry” and “exit”: “exit” is taken",
        ),
        ("BBH (x) (34)", ": “x” is not understood, and left out"),
        ("Key (any) (34)", ": “any” is not understood, and left out"),
        (
            "Mips 31; WF (36)",
            "has a bare 31, which is not read as a star count: write “(31)” for that",
        ),
        ("{Lobby (9) [8]} WF", "has its 8 stars from the name of its section"),
        ("WF (8) [8, exit]", ""),
        ("WF (9) [8, manual]", "has two counts, 9 and 8: 8 is taken"),
        ("WF (9) (8) [manual]", ""),
        ("Mips 31 [manual]", ""),
        ("LLL 31; WF (36)", ""),
    ],
)
def test_what_stands_in_a_name_besides_is_told(names, told):
    names = names.split("; ")
    place, is_told = f"Split 1 ({names[0].rpartition('} ')[2]})", bool(told)
    notes = [note for note in from_names([*names, "x"]).notes if note.startswith(place)]
    assert notes == [f"{place}{'' if told[:1] == ':' else ' '}{told}."] * is_told


@pytest.mark.parametrize(
    ("names", "title", "counts"),
    [
        ("WF (8); LLL (27) [30]; SSL (34)", "", [8, 30, 34]),
        ("WF (8); CCM (20, 100); SSL (24)", "", [8, 20, 24]),
        ("WF (8); CCM (20, 100); LLL (30, 100)", "", [8, 20, 30]),
        ("WF (84); CCM (90, 100); TTC (120)", "", [84, 90, 120]),
        ("WF (85); CCM (90, 100); TTC (120)", "", [85, 100, 120]),
        ("SSL (30); [8] HMC (40); LLL (44)", "", [30, 40, 44]),
        ("SSL (30); HMC (40) [8]; LLL (44)", "", [30, 40, 44]),
        ("SSL (50); HMC (60) [80]", "70 Star", [50, 60]),
        ("SSL (50); HMC (60) [70]", "70 Star", [50, 70]),
        ("WF (8); CCM (20) (30); SSL (35) (25); LLL (40)", "", [8, 30, 35, 40]),
        ("WF (20); CCM (90) (80); SSL (30) (15); LLL (40)", "", [20, None, 30, 40]),
        ("SSL (8); HMC (12) (15); LLL (14)", "", [8, 12, 14]),
        ("SSL (8); Key 1 (8) (7); LLL (12)", "", [8, 8, 12]),
        ("SSL (5); SL (8); HMC (2) (3); WF (4) (9); LLL (12)", "", [5, 8, None, 9, 12]),
        ("SSL (8); HMC (20); WF (9) (90); LLL (12); SL (15)", "", [8, None, 9, 12, 15]),
        ("SSL (3) (0); HMC (5)", "", [0, 5]),
        ("KC (119); HP (9) [121]; RR (130) (120)", "", [119, None, 120]),
        ("WF (20); SSL (30); HMC (40) [8, exit]; LLL (44)", "", [20, 30, None, 44]),
        ("WF (20); SSL (30); HMC (40) [8, mips]; LLL (44)", "", [20, 30, None, 44]),
        ("KC (100); HP (110) [121]; RR (120)", "", [100, 110, 120]),
        ("WF [90, manual]; HMC (9) (10); LLL (44)", "", [None, 10, 44]),
    ],
)
def test_of_several_counts_that_is_taken_which_fits_in(names, title, counts):
    route = from_names([*names.split("; "), "x [manual]"], title)
    assert [split.stars for split in route.splits[:-1]] == counts


def test_of_several_counts_the_one_that_is_taken_is_told():
    notes = from_names(["WF (8)", "CCM (20, 100)", "SSL (24)", "x"]).notes
    assert notes[0] == "Split 2 (CCM (20, 100)) has two counts, 20 and 100: 20 is taken."
    assert len(notes) == 2
    notes = from_names(["KC (119)", "HP (9) [121]", "RR (120)", "x [manual]"]).notes
    assert "Split 2 (HP (9) [121]) is left to you: the counter shows no 121 stars." in notes


@pytest.mark.parametrize(
    ("name", "last", "first"),
    [
        ("WF 9", 9, None),
        ("WF-9 stars", 9, None),
        ("8 BoB", None, 8),
        ("100 Coins", None, None),
        ("WF #8", None, None),
        ("WF # 8", None, None),
        ("Run - 16", None, None),
        ("Act: 7", None, None),
        ("RunX 16", 16, None),
        ("Toad 3", None, None),
        ("Toad 4", 4, None),
        ("12", None, None),
    ],
)
def test_bare_numbers_that_may_be_counts(name, last, first):
    understood = read(name, "")
    assert (understood.last, understood.first) == (last, first)


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
    route = Route("t", (split, Split("x", None, BY_HAND)))
    assert names_of_splits(route) == [name, "x"]


@pytest.mark.parametrize(
    ("split", "name", "as_last"),
    [
        (Split("BitS", None, Condition("grand star")), "BitS [grand star]", "BitS"),
        (Split("BitS", 5, Condition("grand star")), "BitS [5, grand star]", "BitS (5)"),
        (Split("BitS", 5, Condition("black", 1)), "BitS [5, black 1]", "BitS [5, black 1]"),
        (Split("Door", None, Condition("camera", 2)), "Door [camera 2]", "Door [camera 2]"),
        (Split("WF (8)", None, Condition("key")), "WF (8) [any, key]", "WF (8) [any, key]"),
        (Split("WF (8)", 8, Condition("exit")), "WF (8) [8, exit]", "WF (8) [8, exit]"),
    ],
)
def test_a_name_says_what_happens_where_it_has_to(split, name, as_last):
    assert names_of_splits(Route("t", (split, Split("x", None, BY_HAND)))) == [name, "x"]
    assert names_of_splits(Route("t", (split,))) == [as_last]


def test_a_name_that_would_be_the_end_of_the_category_says_that_it_is_not():
    splits = (Split("WF (8)", 8, BLACK), Split("JRB (15)", 15, BLACK), Split("Tower", None, BY_HAND))
    assert names_of_splits(Route("16 Star", splits)) == ["WF (8)", "JRB (15)", "Tower [manual]"]
    assert names_of_splits(Route("70 Star", splits)) == ["WF (8)", "JRB (15)", "Tower"]


def test_where_names_change_what_others_say_again_and_again_each_says_all():
    splits = (
        Split("HMC 15", 0, Condition("grand star")),
        Split("BitS (12)", 12, Condition("door")),
        *(Split(name, None, BY_HAND) for name in ("BitS", "-x", "Done")),
    )
    assert names_of_splits(Route("16 Star", splits)) == [
        "HMC 15 [0, grand star]",
        "BitS (12) [12, door]",
        "BitS [manual]",
        "-x [manual]",
        "Done [manual]",
    ]


brackets = st.text("()[]{}-, AS:08immediatebkl1wht", max_size=20)


@given(st.lists(st.text() | brackets, min_size=1, max_size=8), st.text())
def test_any_names_make_a_route_that_can_be_saved(names, title):
    route = from_names(names, title)
    assert len(route.splits) == len(names)
    assert not list(faults(route.splits))
    assert parse(to_toml(route), "my.toml") == route


@given(routes())
def test_splits_are_understood_by_the_names_that_they_get(route):
    again = from_names(names_of_splits(route), route.title)
    for split, understood in zip(route.splits, again.splits, strict=True):
        stars = None if split.condition == BY_HAND else split.stars
        assert (understood.stars, understood.condition) == (stars, split.condition)
