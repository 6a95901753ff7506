"""Routes in words, before the run."""

import pytest

from star_counter.splitting.explained import explained, lines
from star_counter.splitting.formats.route_files import load, shipped
from star_counter.splitting.route import BY_HAND, Condition, Route, Split

BLACK, KEY, END = Condition("black", 1), Condition("key"), Condition("grand star")


def risks(*splits, title="t", start=0):
    return [one.risks for one in explained(Route(title, splits, start))]


def test_each_split_is_told_in_words():
    route = Route("t", (Split("WF", 8, BLACK, 0.5), Split("Lobby", None, BY_HAND)), notes=("Note.",))
    assert explained(route)[0] == (1, "WF", "8 stars, then the 1st black screen, 0.5 s later", ())
    assert lines(route) == [
        "1. WF: 8 stars, then the 1st black screen, 0.5 s later",
        "2. Lobby: by hand",
        "Note.",
    ]


@pytest.mark.parametrize("second", [Split("b", None, Condition("exit")), Split("b", 8, Condition("exit"))])
def test_two_splits_at_the_same_moment_are_told(second):
    told = ("where split 1 is at the end of a course, this comes in the same moment",)
    assert risks(Split("a", 8, BLACK), second) == [(), told]
    by_hand = Split("x", None, BY_HAND)
    assert (told[0] in risks(Split("a", 8, BLACK), by_hand, second)[2]) == (second.stars == 8)
    assert lines(Route("t", (Split("a", 8, BLACK), second)))[1].endswith(f" – mind: {told[0]}")


def test_each_risk_of_a_split_is_told():
    route = Route("16 Star", (Split("a", 17, Condition("white", 13)),))
    assert lines(route) == [
        "1. a: 17 stars, then the 13th white screen – mind: a run of 16 stars never has 17"
        " – mind: an ordinary run has no 13 white screens with one star count"
    ]


def test_the_start_and_a_first_split_at_the_same_moment_are_told():
    told = ("where the first counter starts the timer, this comes in the same moment",)
    assert risks(Split("Start", 3), start=3) == [told]
    assert risks(Split("Start", 3), start=2) == [()]


def test_a_later_exit_is_another_moment():
    assert risks(Split("a", 8, BLACK), Split("b", 9, Condition("exit"))) == [(), ()]
    assert risks(Split("a", 8), Split("b", 8, Condition("exit"))) == [(), ()]


@pytest.mark.parametrize("crosses", [(3,), (1, 2), (2, 1), (1, 1, 1), (2, 3)])
@pytest.mark.parametrize("stars", [(None, None), (16, None), (None, 16), (16, 16)])
def test_the_third_cross_and_the_grand_star_at_the_same_moment_are_told(crosses, stars):
    splits = [Split("c", stars[0], Condition("camera", number)) for number in crosses]
    end = Split("end", stars[1], END)
    told = f"where split {len(crosses)} is in the last arena, this comes in the same moment"
    assert risks(*splits, end) == [()] * len(crosses) + [(told,)]
    assert risks(*splits, Split("x", None, BY_HAND), end)[-1] == (told,)
    assert risks(*splits, Split("x", 16, BLACK), end)[-1] == ()


def test_other_crosses_are_other_moments_than_the_grand_star():
    assert risks(Split("c", None, Condition("camera", 2)), Split("end", None, END)) == [(), ()]
    assert risks(Split("c", 15, Condition("camera", 3)), Split("end", 16, END)) == [(), ()]
    third, key = Split("c", None, Condition("camera", 3)), Split("k", None, KEY)
    assert risks(third, key) == [(), ()]


def test_a_logo_after_the_start_is_told():
    logo = Split("l", None, Condition("logo"))
    told = ("the start-up logo comes where the game starts anew, and in no run that goes on",)
    assert risks(logo, Split("a", 8), logo) == [(), (), told]


def test_screens_since_a_key_that_no_split_waits_for_are_told():
    key, key_of_8 = Split("k", None, KEY), Split("k", 8, KEY)
    any_count, of_8 = (Split("b", stars, Condition("black", 2, since_key=True)) for stars in (None, 8))
    told = "no split before this is at a key: it waits until one is taken"
    assert risks(any_count, key) == [(told,), ()]
    assert risks(of_8, key) == [(f"{told} with 8 stars",), ()]
    assert risks(Split("k", 7, KEY), of_8) == [(), (f"{told} with 8 stars",)]
    for first in (key, key_of_8, Split("k", 7, KEY)):
        assert risks(first, any_count) == [(), ()]
    for first in (key, key_of_8):
        assert risks(first, of_8) == [(), ()]


def test_counts_that_the_category_never_passes_are_told():
    splits = (Split("a", 16, BLACK), Split("b", 17, BLACK), Split("c", None, KEY))
    assert risks(*splits, title="16 Star No LBLJ") == [(), ("a run of 16 stars never has 17",), ()]
    assert risks(*splits, title="Mine") == [(), (), ()]


def test_waits_that_an_ordinary_run_cannot_meet_are_told():
    keys = [Split("k", None, KEY)] * 3
    assert risks(*keys) == [(), (), ("this is the 3rd key, and the game has 2",)]
    (told,) = risks(Split("a", 8, Condition("black", 13)))
    assert told == ("an ordinary run has no 13 black screens with one star count",)
    for condition in (Condition("black", 12), Condition("white", 12), Condition("camera", 6)):
        assert risks(Split("a", 8, condition)) == [()]
    (told,) = risks(Split("a", 8, Condition("camera", 7)))
    assert told == ("no place of the game has 7 crosses of the camera",)
    told = risks(Split("a", None, END), Split("x", None, BY_HAND), Split("b", None, KEY))
    assert told == [(), (), ("this is after split 1, the grand star, which ends the run",)]


@pytest.mark.parametrize("name", ["MIPS 1", "HMC + Toad (36)"])
def test_a_castle_star_with_a_black_screen_is_told(name):
    told = ("no black screen follows a star of the castle: “entry” is the next course",)
    assert risks(Split(name, 36, BLACK)) == [told]
    assert risks(Split("Mips + SSL", 36, BLACK)) == [()]


def test_what_waits_for_a_split_by_hand_is_told():
    entry, by_hand = Split("e", None, Condition("entry")), Split("x", None, BY_HAND)
    told = ("this waits for the split before, which you make: the timer must tell where it is",)
    assert risks(entry, by_hand, entry, entry) == [(), (), told, told]
    assert (
        risks(by_hand, Split("e", 8, Condition("entry")), entry, by_hand, Split("k", None, KEY)) == [()] * 5
    )


def test_a_door_upstairs_before_the_end_is_told():
    told = ("where star 70 is taken upstairs, no door comes after it",)
    door, pipe = Split("Upstairs", 70, Condition("door")), Split("BitS", None, Condition("pipe"))
    assert risks(door, Split("x", None, END)) == [told, ()]
    assert risks(door, pipe) == [told, ()]
    for first in (Split("Upstairs", 70, BLACK), Split("Upstairs", None, Condition("door"))):
        assert risks(first, pipe) == [(), ()]
    assert risks(Split("Basement", 70, Condition("door")), pipe) == [(), ()]
    assert risks(door, Split("TTC", 71, BLACK), pipe) == [(), (), ()]


def test_the_shipped_routes_wait_for_nothing_that_cannot_come():
    for path in shipped():
        told = [risk for one in explained(load(path)) for risk in one.risks]
        assert all("starts the timer" in risk for risk in told), path.name
