"""Conditions as they are written, and what is said of splits that are out of order, whole."""

import pytest

from star_counter.splitting.route import (
    AT_ONCE,
    BY_HAND,
    Condition,
    Fault,
    Route,
    Split,
    faults,
    without_faults,
)


def black(number):
    return Condition("black", number)


@pytest.mark.parametrize(
    "condition",
    [AT_ONCE, BY_HAND, black(1), black(99), Condition("white", 1), Condition("white", 99)],
    ids=str,
)
def test_a_condition_is_read_as_it_is_written(condition):
    assert Condition.parse(str(condition)) == condition


@pytest.mark.parametrize("text", ["black 0", "white 100", "black 12345678"])
def test_screens_are_counted_from_1_to_99(text):
    with pytest.raises(ValueError, match=r"^screens are counted from 1 to 99$"):
        Condition.parse(text)


@pytest.mark.parametrize("text", ["", "black", "grey 1", "black -1", "black 123456789", "black1", "at twice"])
def test_anything_else_is_no_condition(text):
    with pytest.raises(ValueError) as error:
        Condition.parse(text)
    told = 'write "at once", "black 1" (the first black screen), "white 1" or "by hand"'
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
