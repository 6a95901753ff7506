"""Route files of AutoSplit64, older and newer ones."""

import pytest

from star_counter.splitting.formats.limits import LONGEST_SHOWN
from star_counter.splitting.route import AutoSplit64File
from tests.splitting.formats.reading import conditions, errors, read


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


def test_what_a_file_says_besides_its_route_is_kept():
    one, other = ("WF", 8, 1, 0, "Normal"), ("CCM", 9, 1, 0, "Normal")
    data = as64(one, category="16 Star", version="JP", timing="UP_RTA")
    assert read(data, "some.as64").as64_file == AutoSplit64File("16 Star", "JP", "UP_RTA")
    data = as64(one, other, version=1, logic_plugin="x")
    data["splits"][1]["icon_path"] = "a.png"
    assert read(data, "some.as64").as64_file == AutoSplit64File("", unread=("icons", "logic plugin"))


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
    assert conditions(route) == [(8, "black 1"), (9, "key"), (12, "black 1")]
    (note,) = route.notes
    assert note == (
        "Split 3 (Half way) is at its screen: the cross of the camera before that is not looked at."
    )
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
        (16, "black 1 since the key"),
        (None, "by hand"),
        (None, "grand star"),
    ]
    assert [note.partition(" is ")[0] for note in route.notes] == [
        "Split 1 (LBLJ)",
        "Split 4 (Mips X)",
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
    data = as64(("Key", -1, -1, -1, "Bowser"), ("BLJs", 16, 2, 0, "Normal"), ("End", 16, 0, 0, "Final"))
    route = read(data, "some.as64")
    assert conditions(route) == [(None, "key"), (16, "by hand"), (16, "grand star")]
    why = "in AutoSplit64 it counts from the star or from the split before, whichever is later"
    assert route.notes == (f"Split 2 (BLJs) is split by hand: {why}.",)


def test_mips_and_keys_need_no_count():
    text = AS64_TOML.replace("star_count = 9\n", "").replace('"BOWSER"', '"Mips"')
    assert conditions(read(text, "some.as64"))[1] == (None, "entry")


def test_errors_of_the_newer_files_have_their_lines():
    text = AS64_TOML.replace("= 9", "= 1000").replace("= 12\n", '= "12"\n')
    assert [line.partition(": ")[0] for line in errors(text, "some.as64")] == [
        "line 13, star_count",
        "line 20, star_count",
    ]
    (error,) = errors(AS64_TOML.replace("= 9", "="), "some.as64")
    assert error.startswith("line 13: Invalid value: write a value after  star_count =")


def test_errors_of_the_older_files_have_their_lines():
    data = as64(("a", 9, "x", 0, "Normal"), ("b", 4.5, 1, 0, "Normal"), initial_star=-1)
    told = errors(data, "some.as64")
    assert [line.partition(": ")[0] for line in told] == [
        "line 4, initial_star",
        "line 9, fade_out",
        "line 17, star_count",
    ]
    assert errors(as64(splits=3), "some.as64") == ["line 5, splits: write a list of splits, each in { }"]
    assert "there are none" in errors(as64(), "some.as64")[0]


def test_what_cannot_be_is_left_to_the_player_with_its_line():
    text = AS64_TOML.replace("= 9", "= 121").replace('"STAR"', '"MOON"', 1) + "sound = 3\n"
    route = read(text.replace("__ = true", "__ = true\ncolour = 1"), "some.as64")
    assert conditions(route) == [(8, "by hand"), (None, "by hand"), (12, "black 1")]
    assert route.notes[:4] == (
        "“colour” (line 2) is not understood, and left out.",
        "Split 1 (WF) is split by hand: there is no type “MOON” (line 11).",
        "Split 2 (DW) is split by hand: the counter shows no 121 stars.",
        "Split 3 (Half way) has “sound” (line 26), which is not understood, and left out.",
    )
    route = read(AS64_TOML.replace("= 12\n", "= 7\n"), "some.as64")
    assert conditions(route)[2] == (None, "by hand")
    assert "7 is less than the 9 before it" in route.notes[-1]


NEWEST = """\
__route__ = true
title = "16 Star"
initial_star = 0.0
version = "AUTO"
logic_plugin = "RTA"
[SPLIT]
  [SPLIT.split_1]
  id = "1"
  title = "WF"
  star_count = 4.0
  split_type = "Star"
  [SPLIT.split_2]
  title = "Mips"
  split_type = "Mips"
  [SPLIT.split_3]
  title = "FS"
  split_type = "Bowser"
  [SPLIT.split_4]
  title = "Upstairs"
  fade_out = 3.0
  x_cam = 1.0
  split_type = "Custom"
  [SPLIT.split_5]
  title = "BLJs"
  star_count = 16.0
  fade_out = 1.0
  split_type = "Custom"
  [SPLIT.split_6]
  title = "BitS"
  split_type = "Bowser"
"""


def test_the_newest_files_have_whole_numbers_with_dots_and_keys_left_out():
    route = read(NEWEST, "some.as64")
    assert [split.name for split in route.splits] == ["WF", "Mips", "FS", "Upstairs", "BLJs", "BitS"]
    assert conditions(route) == [
        (4, "black 1"),
        (None, "entry"),
        (None, "key"),
        (None, "black 3 since the key"),
        (16, "black 1"),
        (None, "grand star"),
    ]
    assert conditions(read(NEWEST.replace(".0\n", "\n"), "some.as64")) == conditions(route)


def test_a_custom_split_after_a_key_counts_its_fades_from_there():
    text = NEWEST.replace("fade_out = 1.0", "fade_out = 4.0").replace(
        NEWEST[NEWEST.index("  [SPLIT.split_4]") : NEWEST.index("  [SPLIT.split_5]")], ""
    )
    assert conditions(read(text, "some.as64"))[2:4] == [(None, "key"), (16, "black 4 since the key")]
    text = text.replace('"Bowser"\n  [SPLIT.split_5]', '"Bowser"\n  star_count = 16\n  [SPLIT.split_5]')
    assert conditions(read(text, "some.as64"))[2:4] == [(16, "key"), (16, "black 4 since the key")]


def test_titles_with_dots_are_nested_tables():
    text = NEWEST.replace("[SPLIT.split_2]", "[SPLIT.Mr.I]").replace('  title = "Mips"\n', "")
    route = read(text, "some.as64")
    assert sorted(split.name for split in route.splits)[3:5] == ["Mr.I", "Upstairs"]
    assert len(route.splits) == 6


def test_the_oldest_files_have_other_types():
    data = as64(("LBLJ", 0, -1, -1, "SPLIT_LBLJ"), ("WF", 4, 1, 0, "Normal"), version="JP")
    for split in data["splits"]:
        del split["xcam"]
    route = read(data, "some.as64")
    assert conditions(route) == [(0, "entry"), (4, "black 1")]
    assert route.notes == ("Split 1 (LBLJ) is when the next course is entered, which is the Dark World.",)


def test_the_end_of_a_route_of_autosplit64_is_the_grand_star():
    data = as64(("TTC", 69, 1, 0, "Normal"), ("BitS", 70, 2, 0, "Normal"))
    route = read(data, "some.as64")
    assert conditions(route) == [(69, "black 1"), (70, "grand star")]
    assert route.notes == ("Split 2 (BitS) is the end of the run, and split at the grand star.",)
    assert conditions(read(as64(("TTC", 69, 1, 0, "Normal")), "some.as64")) == [(69, "black 1")]


ARRAYS = """\
__route__ = true
[[SPLIT]]
title = "a"
star_count = 8
[[SPLIT]]
title = "b"
star_count = 9
"""


def test_splits_may_be_an_array_of_tables():
    assert conditions(read(ARRAYS, "some.as64")) == [(8, "black 1"), (9, "black 1")]
    (error,) = errors(ARRAYS.replace("9", '"9"'), "some.as64")
    assert error.startswith("line 7, star_count: b: ")
    inline = "__route__ = true\nsplits = [{star_count = '8'}, {star_count = '9'}]"
    assert [error.partition(": write")[0] for error in errors(inline, "some.as64")] == [
        "line 1, star_count: Split 1",
        "line 1, star_count: Split 2",
    ]


def test_what_has_no_line_of_its_own_has_that_of_its_split():
    (note,) = read(ARRAYS + '"s\\u006fund" = 3\n', "some.as64").notes
    assert note == "Split 2 (b) has “sound” (line 5), which is not understood, and left out."


def test_a_cross_after_a_screen_and_one_with_too_many_stars_are_left_to_the_player():
    data = as64(("a", 9, 1, 0, "X-Cam"), ("b", 130, 0, 0, "X-Cam"))
    for split in data["splits"]:
        split["xcam"] = 2
    route = read(data, "some.as64")
    assert conditions(route) == [(9, "by hand"), (None, "by hand")]
    assert route.notes == (
        "Split 1 (a) is split by hand: in AutoSplit64 it splits at a cross of the camera after a screen.",
        "Split 2 (b) is split by hand: the counter shows no 130 stars.",
    )


def with_cross(data, index, crosses=2):
    data["splits"][index]["xcam"] = crosses
    return data


def test_after_a_cross_several_screens_are_known_where_the_star_is_the_later_one():
    """Without a star count the cross may be after the next star, and its screens count from the later one."""
    next_star = ("d", 9, 2, 0, "Normal")
    known = with_cross(as64(("c", 8, 0, 0, "X-Cam"), next_star), 0)
    assert conditions(read(known, "some.as64")) == [(8, "camera 2"), (9, "black 2")]
    unknown = with_cross(as64(("c", -1, 0, 0, "X-Cam"), next_star), 0)
    assert conditions(read(unknown, "some.as64")) == [(None, "camera 2"), (9, "by hand")]


def test_a_cross_alone_is_one_in_newer_files_too():
    text = AS64_TOML.replace("fade_out = 1\nfade_in = -1\nx_cam = 1", "x_cam = 2")
    assert conditions(read(text, "some.as64"))[2] == (12, "camera 2")


def test_after_a_key_with_a_count_the_next_star_is_the_later_one():
    data = as64(("Key", 16, -1, -1, "Bowser"), ("HMC", 17, 3, 0, "Normal"))
    assert conditions(read(data, "some.as64")) == [(16, "key"), (17, "black 3")]


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ("Normal", "black 1"),
        ("Mips X", "entry"),
        ("mips_x", "entry"),
        ("MipsX", "entry"),
        (" SPLIT_FINAL ", "grand star"),
        ("XCam", "camera 1"),
        ("fade-only", "by hand"),
    ],
)
def test_types_are_written_in_several_ways(written, condition):
    data = as64(("a", 9, 1, 0, written))
    if written == "XCam":
        data = with_cross(as64(("a", 9, 0, 0, written)), 0, 1)
    route = read(data, "some.as64")
    assert conditions(route) == [(9, condition)]
    assert not any("no type" in note for note in route.notes)


def test_numbers_may_be_left_empty_and_all_stars_there_are_taken():
    data = as64(("a", 120, 1, "", "Normal"), ("b", 120, 2, "-", "Normal"))
    assert conditions(read(data, "some.as64")) == [(120, "black 1"), (120, "black 3")]


def test_a_route_without_a_title_has_that_of_its_category():
    text = AS64_TOML.replace("title =", "category =", 1)
    assert read(text, "some.as64").title == "16 Star"


def test_long_words_are_cut_in_notes():
    long, cut = "x" * 200, "x" * (LONGEST_SHOWN - 1) + "…"
    data = as64(("a", 9, 1, 0, long)) | {long: 1}
    data["splits"][0][long] = 1
    notes = read(data, "some.as64").notes
    assert [note.partition("“")[2].partition("”")[0] for note in notes] == [cut] * 3


def test_a_word_of_the_route_and_of_its_splits_is_told_with_the_line_of_each():
    data = {"__route__": True, "sound": 1} | as64(("a", 9, 1, 0, "Normal"), ("b", 10, 1, 0, "Normal"))
    for split in data["splits"]:
        split["sound"] = 2
    assert [note.partition("(line ")[2][:2] for note in read(data, "some.as64").notes] == ["3)", "15", "25"]
