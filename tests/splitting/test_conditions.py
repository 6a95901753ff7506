"""Conditions as they are written, and what is said of splits that are out of order, whole."""

import pytest

from star_counter.splitting.route import (
    AT_ONCE,
    BY_HAND,
    Condition,
    Fault,
    Route,
    Split,
    describe,
    faults,
    without_faults,
)
from tests.routes import HAPPENINGS


def black(number):
    return Condition("black", number)


@pytest.mark.parametrize(
    "condition",
    [AT_ONCE, BY_HAND, black(1), black(99), Condition("white", 1), Condition("white", 99), *HAPPENINGS],
    ids=str,
)
def test_a_condition_is_read_as_it_is_written(condition):
    assert Condition.parse(str(condition)) == condition


@pytest.mark.parametrize("colour", ["black", "white"])
def test_screens_since_the_key_are_read_as_they_are_written(colour):
    condition = Condition(colour, 4, since_key=True)
    assert str(condition) == f"{colour} 4 since the key"
    assert Condition.parse(str(condition)) == condition


@pytest.mark.parametrize("text", ["black 0", "white 100", "black 12345678"])
def test_screens_are_counted_from_1_to_99(text):
    with pytest.raises(ValueError, match=r"^screens are counted from 1 to 99$"):
        Condition.parse(text)


@pytest.mark.parametrize("text", ["camera 0", "camera 100"])
def test_crosses_are_counted_from_1_to_99(text):
    with pytest.raises(ValueError, match=r"^crosses are counted from 1 to 99$"):
        Condition.parse(text)


def test_spaces_and_capitals_do_not_matter():
    assert Condition.parse(" Grand  STAR ") == Condition("grand star")
    assert Condition.parse("Camera  3") == Condition("camera", 3)


def test_what_happens_may_happen_again_and_in_any_order():
    """Each is the next one after the split before; only at once comes before all that follows a star."""
    again = [Split(str(condition), 4, condition) for condition in [*HAPPENINGS, *reversed(HAPPENINGS)]]
    without_count = [Split(str(condition), None, condition) for condition in HAPPENINGS]
    assert not list(faults([Split("a", 4), *again, *without_count, Split("b", 4, black(1))]))
    (fault,) = faults([Split("a", 4, Condition("exit")), Split("b", 4)])
    assert (fault.index, fault.key) == (1, "after")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition("exit"), "the course is left"),
        (Condition("entry"), "the next course is entered"),
        (Condition("door"), "a door to another part of the castle"),
        (Condition("pipe"), "the pipe to Bowser"),
        (Condition("black", 4, since_key=True), "the 4th black screen since the key"),
        (Condition("death"), "a death"),
        (Condition("key"), "Bowser's key"),
        (Condition("camera", 2), "the 2nd cross of the camera"),
        (Condition("grand star"), "the grand star"),
        (Condition("logo"), "the start-up logo"),
        (Condition("coins 100"), "100 coins"),
    ],
)
def test_what_is_waited_for_in_words(condition, words):
    assert describe(Split("a", 8, condition)) == f"8 stars, then {words}"
    assert describe(Split("a", None, condition, 0.5)) == f"{words}, 0.5 s later"


def test_a_route_tells_what_it_rests_on_and_what_is_not_seen():
    splits = (Split("a", 1, Condition("entry")), Split("b", None, Condition("key")), Split("c", 2))
    route = Route("t", splits)
    assert route.needs == {"coins", "camera"}
    assert route.unseen({"lives", "coins", "camera"}) == [
        "The camera is not seen: you make split 2 of the route by hand.",
        "The coins are not seen: you make splits 1, 2 of the route by hand.",
    ]
    assert Route("t", splits[2:]).needs == frozenset()
    (told,) = Route("t", (Split("a", None, Condition("death")),)).unseen({"lives", "logo"})
    assert told == "The lives are not seen: you make split 1 of the route by hand."


@pytest.mark.parametrize(
    ("kind", "counts_deaths", "is_told"),
    [
        *(("exit", False, True), ("black 2", False, True), ("white 1", False, True)),
        *(("black 1 since the key", False, True), ("exit", True, True), ("black 2", True, False)),
        *(("entry", False, False), ("at once", False, False)),
    ],
)
def test_that_a_death_is_not_known_without_the_lives_is_told(kind, counts_deaths, is_told):
    splits = (Split("a", 1), Split("b", 2, Condition.parse(kind)))
    route = Route("t", splits, counts_deaths=counts_deaths)
    told = "The lives are not seen: a death is an exit and a screen like any other, and you undo what"
    told += " it has split."
    assert route.unseen({"lives"}) == [told] * is_told
    assert told not in route.unseen({"camera", "coins", "logo"})


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        *(("exit", {"coins"}), ("entry", {"coins"}), ("door", {"coins"}), ("pipe", {"coins"})),
        *(("death", {"lives"}), ("key", {"camera", "coins"}), ("camera 1", {"camera"})),
        *(("grand star", {"camera", "coins"}), ("logo", {"logo"}), ("coins 100", {"coins"})),
        *(("black 1", set()), ("black 1 since the key", {"camera", "coins"})),
    ],
)
def test_a_condition_needs_what_its_event_rests_on(kind, parts):
    assert Condition.parse(kind).needs == parts


@pytest.mark.parametrize(
    "text",
    [
        *("", "black", "grey 1", "black -1", "black 123456789", "black1", "at twice", "camera"),
        *("camera 1 since the key", "key since the key", "black since the key", " since the key"),
    ],
)
def test_anything_else_is_no_condition(text):
    with pytest.raises(ValueError) as error:
        Condition.parse(text)
    told = (
        'write "at once", "black 1" (the first black screen), "black 1 since the key", "white 1", "exit", '
        '"entry", "door", "pipe", "death", "key", "camera 1" (the first cross of the camera), "grand star", '
        '"logo", "coins 100" or "by hand"'
    )
    assert str(error.value) == told


def test_every_fault_is_told_with_its_split():
    splits = (
        Split("a", 0),
        None,
        Split("b", 4, black(2)),
        Split("c", None, BY_HAND),
        Split("d", 4, BY_HAND),
        Split("e", 3),
        Split("f", 4, black(2)),
        Split("g", 4, black(1)),
        Split("h", 4, Condition("white", 1)),
        Split("i", 4),
        Split("j", 5),
    )
    assert list(faults(splits)) == [
        Fault(5, "stars", "3 is less than the 4 before it: counts never fall"),
        Fault(
            6,
            "after",
            "split 3 has the same condition (4 stars, black 2): give one of them another screen, as screens "
            "are counted since the star",
        ),
        Fault(
            7,
            "after",
            "“black 1” is before split 3 (“black 2”) in the game: exchange them, or count the screens since "
            "the star, not since the last split",
        ),
        Fault(
            9,
            "after",
            "“at once” is before split 3 (“black 2”) in the game: exchange them, or count the screens since "
            "the star, not since the last split",
        ),
    ]


def test_what_is_out_of_order_is_left_to_the_player_with_a_note():
    splits = (Split("a", 7), Split("b", 8, black(1), 0.5), Split("c", 7, black(1), 0.5), Split("d", 9))
    route = Route("t", splits, 8, notes=("One.",))
    left = without_faults(route)
    assert left.splits == (Split("a", None, BY_HAND), splits[1], Split("c", None, BY_HAND), splits[3])
    assert (left.title, left.start_count) == ("t", 8)
    assert left.notes == (
        "One.",
        "Split 1 (a) is split by hand: 7 is less than the 8 before it: counts never fall.",
        "Split 3 (c) is split by hand: 7 is less than the 8 before it: counts never fall.",
    )
