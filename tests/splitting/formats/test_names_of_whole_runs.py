"""What the names of a run's splits say only together: its end, its stages, and bare numbers."""

import pytest

from star_counter.splitting.formats.segment_names import from_names
from star_counter.splitting.route import Condition, describe

GRAND_STAR, KEY, ENTRY, PIPE = map(Condition, ("grand star", "key", "entry", "pipe"))


def whens(names, title=""):
    """When each split of a list of names, with “;” between, happens."""
    return [describe(split) for split in from_names(names.split("; "), title).splits]


def conditions(names, title=""):
    return [split.condition for split in from_names(names.split("; "), title).splits]


def counts(names, title=""):
    return [split.stars for split in from_names(names.split("; "), title).splits]


@pytest.mark.parametrize(
    ("names", "title"),
    [
        ("TTC (69); BitS (70)", ""),
        ("-TTC (69); {SM64 (70)} BitS (70)", ""),
        ("JRB (16); Key 1 (19); Done", ""),
        ("WF (8); CCM (13); The End", ""),
        ("WF (8); CCM (13); RR (69); Whatever", "70 Star"),
        ("WF (8); CCM (13); TTC (69); RR (70); Whatever", ""),
        ("WF 9; Bowser1 12; CCM 16; Bowser3", ""),
        ("LBLJ; Key1; SBLJ; FS; BLJs; Bowser", "1 Star"),
        ("RR (110); BBH (120)", "120 Star"),
        ("HP [121]; Replica [124]; Bowser 3 [130]", ""),
    ],
)
def test_the_last_split_of_a_run_is_the_grand_star(names, title):
    before = "WF (8); JRB (12); "
    assert conditions(before + names if "RR (110)" in names else names, title)[-1] == GRAND_STAR


@pytest.mark.parametrize(
    "names",
    [
        "100; Slide; Head",
        "Start; Middle; Done",
        "HMC (15); Mips; DDD",
        "WF (8); CCM (13); BBH (20)",
        "LLL (30); TTC (69); RR (70); WDW",
        "WF (8); CCM (13); HMC (15); Level 6 (16); Whatever",
        "WF (8); CCM (13); Sky [manual]",
        "LBLJ; Key1; Fire Sea",
    ],
)
def test_the_last_split_of_a_part_that_is_practised_is_not(names):
    assert conditions(names)[-1] != GRAND_STAR


def test_a_run_may_have_no_more_than_the_last_stage_before_its_end():
    assert conditions("BitS; Done") == [PIPE, GRAND_STAR]


def test_castle_stars_are_over_at_the_next_course():
    assert whens("LLL (30); MIPS 1 [31]; HMC+Toad (36); WDW (41); Bowser 3") == [
        "30 stars, then the 1st black screen",
        "31 stars, then the next course is entered",
        "36 stars, then the next course is entered",
        "41 stars, then the 1st black screen",
        "the grand star",
    ]


def test_castle_stars_before_a_door_or_a_jump_are_split_as_they_are_taken():
    """The door comes before the next course, and the jump ends where that is entered."""
    assert whens("MIPS 2 [72]; Upstairs; WDW (79)") == [
        "72 stars, at once",
        "a door to another part of the castle",
        "79 stars, then the 1st black screen",
    ]
    assert whens("Toad (49); BLJs; BitS (50)")[:2] == ["49 stars, at once", "the next course is entered"]
    assert from_names(["Toad (49)", "BLJs", "x"]).notes[:2] == (
        "Split 1 (Toad (49)) is split as the star is taken: the next split comes before a course is entered.",
        "Split 2 (BLJs) is split when the next course is entered: the way there is not seen.",
    )
    assert whens("Mips; Upstairs; x")[0] == "by hand"
    note = "Split 1 (Mips) is left to you: nothing is seen before the next split."
    assert from_names(["Mips", "Upstairs", "x"]).notes[0] == note


def test_a_star_door_is_by_hand_and_told():
    names = ["Toad (30)", "30 Star Door (30)", "DDD (31)", "x [manual]"]
    assert [describe(split) for split in from_names(names).splits][:2] == ["30 stars, at once", "by hand"]
    assert from_names(names).notes[1:] == (
        "Split 2 (30 Star Door (30)) is left to you: a star door (“30 Star Door (30)”) is opened without a "
        "screen.",
    )


@pytest.mark.parametrize("end", ["BitS", "Bowser 3", "BitS; Bowser 3", "Done", "Sky; Grand Star"])
def test_all_stars_of_the_last_floor_are_done_at_the_end_of_a_course(end):
    names = f"Lobby (35); Basement (66); Upstairs (120); {end}"
    assert whens(names)[:3] == [
        "35 stars, then the 1st black screen",
        "66 stars, then a door to another part of the castle",
        "120 stars, then the 1st black screen",
    ]
    assert from_names(names.split("; ")).notes[1] == (
        "Split 3 (Upstairs (120)) is split at the first black screen: with 120 stars all of the floor is "
        "done, and no door comes after it."
    )


@pytest.mark.parametrize(
    "names",
    [
        "Lobby (35); Basement (66); Upstairs (81); BitS",
        "Lobby (35); Basement (66); Upstairs (100); TTC (119); BitS",
        "Lobby (35); Basement (50); Upstairs (82)",
        "Lobby (35); DDD (36); Basement (66); BitS",
        "Lobby (35); Basement (66); Upstairs; BitS",
        "Lobby; Basement; Upstairs (120); BitS",
        "Lobby (35); Basement (66); Upstairs (120) [door]; BitS",
    ],
)
def test_other_doors_stay_doors(names):
    place = 2 if "DDD" in names or "Upstairs" in names else 1
    assert conditions(names)[place] == Condition("door")


def test_a_course_between_the_way_there_and_bowser_ends_when_it_is_left():
    names = "LBLJ; Key1; SBLJ; DDD; FS; BLJ; x"
    assert whens(names)[2:5] == ["the next course is entered", "the course is left", "Bowser's key"]
    assert from_names(names.split("; ")).notes[2] == (
        "Split 4 (DDD) is split when the course is left: it is entered at the split before."
    )
    exit_ = Condition("exit")
    assert conditions("DDD skip; DDD; Key 2; x")[1] == exit_
    assert conditions("SBLJ; DDD; Fight [key]; x")[1] == exit_
    assert conditions("SBLJ; DDD (1); FS; x")[1] == Condition("black", 1)
    for other in (
        "DDD; FS; x",
        "DDD; FS; SBLJ",
        "Key 1; DDD; FS; x",
        "SBLJ; DDD; WF; x",
        "SBLJ; Lobby; FS; x",
        "SBLJ; DDD",
    ):
        assert Condition("exit") not in conditions(other)
    for name in ("Reds", "DDD Sub", "DDD 121", "DDD (121)", "DDD [manual]"):
        assert str(conditions(f"SBLJ; {name}; FS; x")[1]) == "by hand"


def test_of_the_last_fight_and_the_star_the_second_is_the_end():
    assert whens("TTC (69); BitS; Bowser 3; Grand Star")[1:] == [
        "the pipe to Bowser",
        "by hand",
        "the grand star",
    ]
    assert whens("TTC (69); Bowser 3; Done")[1:] == ["by hand", "the grand star"]
    assert whens("WF (8); TTC (69); BitS; Bowser")[2:] == ["the pipe to Bowser", "the grand star"]
    assert whens("WF (8); TTC (69); BitS; LBLJ")[2:] == ["the grand star", "by hand"]


def test_of_two_jumps_one_after_the_other_the_second_ends_at_the_course():
    assert whens("BLJ 1 (16); BLJ 2; BitS")[:2] == ["by hand", "the next course is entered"]
    assert whens("Lakitu Skip; LBLJ; Key 1")[:2] == ["by hand", "the next course is entered"]


def test_bare_numbers_that_make_a_run_are_star_counts():
    names = "BoB 2; WF 9; Bowser1 12; CCM 16; Bowser3"
    assert (counts(names), conditions(names)[2]) == ([2, 9, 12, 16, None], KEY)
    (note,) = from_names(names.split("; ")).notes
    assert note == (
        "The bare numbers in the names (2, 9, 12, 16) are read as star counts, as they rise like those of a "
        "run: write “[manual]” behind a name where that is wrong."
    )
    assert counts("CCM 9; WF 14; BitS 70") == [9, 14, 70]
    assert counts("BoB 8*; WF 15★; Mips 16 stars; Sky") == [8, 15, 16, None]
    assert counts("BoB-8; WF: 15; Mips - 16; Sky") == [8, 15, 16, None]
    assert counts("8 BoB; 15 - WF; 100 Coins; 31 Mips; Sky", "31 Star") == [8, 15, None, 31, None]


@pytest.mark.parametrize(
    "names",
    [
        "PSS 1; PSS 2; WF 3; WF 4; WF 9",
        "BoB3; WF6; JRB4",
        "BoB 2; WF 5; JRB 8; Sky",
        "; ".join(map(str, range(1, 41))),
        "100; Reds",
        "Run #1; Setup; Run #2",
        "Run 1; Run 4; Run 16",
        "BoB 2; WF 9; CCM 27",
        "BoB 1-2; WF 3-9; CCM 4-16",
        "Bowser-1; Key-2; Run-16; Act 70",
        "BoB 2; WF 9; JRB 130",
        "a 9; b; c; d 14; e; f; g; BitS 70",
    ],
)
def test_other_bare_numbers_are_not(names):
    assert not any(counts(names))


@pytest.mark.parametrize(("number", "more"), [(12, ""), (13, ", …")])
def test_no_more_than_twelve_bare_numbers_are_told(number, more):
    names = [f"a {5 * place}" for place in range(2, number + 1)] + ["b 69"]
    shown = ", ".join(str(5 * place) for place in range(2, 13)) + (", 69" if number == 12 else ", 65")
    assert from_names(names).notes[0].startswith(f"The bare numbers in the names ({shown}{more}) are read")


@pytest.mark.parametrize("names", ["WF 4; SSL 7; HMC 15; DDD 16; x", "WF 4; SSL 7; HMC 80; Sky"])
def test_bare_numbers_must_end_as_the_category_does(names):
    assert not any(counts(names, "70 Star"))
    assert from_names(names.split("; "), "70 Star").notes[0] == (
        "The bare numbers in the names are not read as star counts, as they do not end at the 70 stars of "
        "the category: write those that are in brackets, as in “WF (8)”."
    )


def test_counts_that_no_counter_shows_are_left_to_the_player():
    names = "KC [119]; HP [121]; Replica [124]; Bowser 3 [130]"
    assert whens(names) == ["119 stars, then the 1st black screen", "by hand", "by hand", "the grand star"]
    told = from_names(names.split("; ")).notes
    assert "the counter shows no 121 stars" in told[0]
    assert not any("130" in note for note in told)
    (note,) = from_names(["{WF (8)} KC (121)"]).notes
    assert note == "Split 1 (KC (121)) is left to you: the counter shows no 121 stars."
    route = from_names(["HP [121, immediate]", "Key [122]", "x"])
    assert [split.name for split in route.splits] == ["HP [121, immediate]", "Key [122]", "x"]
    assert [describe(split) for split in route.splits] == ["by hand"] * 3
    assert ["the counter shows no" in note for note in route.notes] == [True, True, False]


def test_a_stage_is_the_key_unless_the_key_is_the_next_split():
    assert conditions("BitDW (12); BitFS (34); BitS (70)") == [KEY, KEY, GRAND_STAR]
    note = (
        "Split 1 (BitDW (12)) is split at Bowser's key, and not at the pipe to him: write “[pipe]” for that."
    )
    assert from_names(["BitDW (12)", "x"]).notes[0] == note
    assert conditions("DW; Key 1; FS (34); Bowser 2 (34); BitS; Bowser 3") == [
        PIPE,
        KEY,
        PIPE,
        KEY,
        PIPE,
        GRAND_STAR,
    ]


@pytest.mark.parametrize("key", ["Fight [12, key]", "Bowser", "Key 1"])
def test_a_stage_before_any_split_at_the_key_is_the_pipe(key):
    assert conditions(f"DW; {key}; x")[:2] == [PIPE, KEY]
    assert conditions(f"WF (8); {key}; DW (12); x")[2] == KEY


@pytest.mark.parametrize(("last", "meant"), [("Key (70)", KEY), ("Toad (70)", ENTRY), ("x (70)", GRAND_STAR)])
def test_a_last_split_that_is_something_else_is_not_the_end(last, meant):
    assert conditions(f"WF (50); TTC (69); {last}", "70 Star")[2] == meant


def test_what_comes_after_the_end_is_left_to_the_player():
    route = from_names(["-TTC (69)", "{SM64 (70)} BitS (70)", "Crash (100)", "Key 5"])
    assert [describe(split) for split in route.splits][1:] == [
        "70 stars, then the grand star",
        *["by hand"] * 2,
    ]
    assert "Splits 3, 4 are left to you: the run ends with split 2 (BitS (70))." in route.notes
    route = from_names(["WF (4)", "DDD (15)", "Sky (16)", "WF (4)", "DDD (15)", "Sky (16)"])
    assert [split.stars for split in route.splits] == [4, 15, 16, None, None, None]
    assert "Splits 4, 5, 6 are left to you: the run ends with split 3 (Sky (16))." in route.notes


@pytest.mark.parametrize("end", ["Grand Star (70)", "BitS (70)"])
def test_a_run_ends_with_the_grand_star_in_the_middle_of_the_splits_too(end):
    names = ["WF (8)", end, "LBLJ"]
    assert whens("; ".join(names))[1:] == ["70 stars, then the grand star", "by hand"]
    assert from_names(names).notes[0] == f"Split 3 is left to you: the run ends with split 2 ({end})."
    assert not any("way there" in note for note in from_names(names).notes)


@pytest.mark.parametrize("title", ["", "70 Star"])
def test_a_second_game_in_the_file_is_left_to_the_player(title):
    route = from_names(["WF (8)", "BitS (70)", "SMO Cap (100)", "Cascade (5)"], title)
    assert [describe(split) for split in route.splits] == [
        "8 stars, then the 1st black screen",
        "70 stars, then the grand star",
        *["by hand"] * 2,
    ]
    assert route.notes == (
        "Splits 3, 4 are left to you: the run ends with split 2 (BitS (70)).",
        "Split 2 (BitS (70)) is the end of the run, and split at the grand star.",
    )


def test_a_section_ends_with_a_game_whose_category_is_all_collected():
    """The counts of the next one go on as those of this one would."""
    names = ["-TTC (69)", "{SM64 (70)} BitS (70)", "Cap (72)", "Cascade (75)"]
    assert "Splits 3, 4 are left to you: the run ends with split 2 (BitS (70))." in from_names(names).notes
    without = [names[0], "BitS (70)", *names[2:]]
    assert not any("the run ends" in note for note in from_names(without).notes)


def test_a_leap_at_another_categorys_stars_is_no_end():
    names = ["TTC (69)", "BitS (70)", "THI (95)", "RR (120)"]
    assert not any("the run ends" in note for note in from_names(names, "120 Star").notes)
    assert "Splits 3, 4 are left to you: the run ends with split 2 (BitS (70))." in from_names(names).notes


def test_counts_that_begin_again_are_another_run():
    route = from_names(["WF (4)", "LLL (11)", "DDD (16)", "WF (1)", "LLL (3)", "DDD (8)", "Sky (16)"])
    assert [split.stars for split in route.splits] == [4, 11, 16, None, None, None, None]
    assert "Splits 4 to 7 are left to you: the star counts begin again with split 4." in route.notes


def test_a_stage_of_the_last_bowser_in_the_middle_of_a_run_is_a_course():
    assert whens("RR (100); BitS (101); TTC (119); Bowser 3")[1] == "101 stars, then the 1st black screen"


def test_a_slip_costs_only_its_own_split():
    route = from_names(["WF (8)", "CCM (80)", "SSL (12)", "HMC (16)"])
    assert [split.stars for split in route.splits] == [8, None, 12, 16]
    assert (
        route.notes[0]
        == "Split 2 (CCM (80)) is left to you: its 80 does not fit in, as star counts never fall."
    )


def test_numbers_in_brackets_that_do_not_rise_are_no_star_counts():
    route = from_names(["BoB (7)", "WF (7)", "CCM (7)", "JRB (6)", "BBH (7)", "HMC (3)"])
    assert not any(split.stars for split in route.splits)
    assert route.notes[0] == (
        "Splits 1 to 6 are left to you: the numbers in brackets do not rise, so that they are no star counts "
        "of a run."
    )


def test_splits_with_instructions_may_have_the_same_count():
    names = "a [8, exit]; b [8, entry]; c [8, door]; d [8, key]; e [8, coins 100]"
    assert [str(one) for one in conditions(names)] == ["exit", "entry", "door", "key", "coins 100"]
