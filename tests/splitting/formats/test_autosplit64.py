"""Route files of AutoSplit64, older and newer ones."""

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
    why = "in AutoSplit64 it splits at a cross of the camera after a screen"
    assert route.notes == (f"Split 3 (Half way) is split by hand: {why}.",)
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
    data = as64(("Key", -1, -1, -1, "Bowser"), ("BLJs", 16, 2, 0, "Normal"), ("End", 16, 0, 0, "Final"))
    route = read(data, "some.as64")
    assert conditions(route) == [(None, "key"), (16, "by hand"), (16, "grand star")]
    why = "in AutoSplit64 it counts from the star or from the split before, whichever is later"
    assert route.notes == (f"Split 2 (BLJs) is split by hand: {why}.",)


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
