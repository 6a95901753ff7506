"""When numbers are the star counts of a run: what is just enough, and what is said of others."""

import pytest

from star_counter.splitting.formats.name_words import KEY, Name
from star_counter.splitting.formats.run_counts import (
    BareCounts,
    are_no_counts,
    bare_counts,
    begins_again,
    end_of,
    fits,
    misfits,
    total_of,
)

ANY = Name("a")


def names(*numbers, others=()):
    """Names that end in numbers, and others."""
    return [*(Name("a", last=number) for number in numbers), *others]


def counts(*numbers, total=None, others=()):
    """The numbers that are star counts; None where it is not asked, and why they are none."""
    read = bare_counts(names(*numbers, others=others), total)
    return read and (read.why or list(read.counts.values()))


@pytest.mark.parametrize(
    ("title", "total"),
    [
        ("70 Star No LBLJ", 70),
        ("120-stars", 120),
        ("16 – Star", 16),
        ("any 1 STAR", 1),
        ("121 Star", None),
        ("1.16 Star", None),
        ("Any%", None),
        ("16", None),
    ],
)
def test_a_title_tells_the_stars_of_its_category(title, total):
    assert total_of(title) == total


@pytest.mark.parametrize(
    "numbers",
    [(2, 9, 16), (2, 8, 15), (60, 90, 120), (2, 9, 14, 18, 22), (2, 17, 20, 24, 28), (1, 2, 3, 9, 16)],
)
def test_numbers_that_rise_to_the_end_of_a_run_are_its_counts(numbers):
    assert counts(*numbers) == [*numbers]


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        ((9, 9, 16), "they do not rise"),
        ((9, 2, 16), "they do not rise"),
        ((1, 2, 3, 16), "most of them rise by one"),
        ((2, 5, 8), "they may be stars of a course"),
        ((9, 20, 121), "the counter shows no 121 stars"),
        ((2, 9, 14, 22), "they end at no number of stars with which a run does"),
        ((2, 18, 20, 24, 28), "they end at no number of stars with which a run does"),
    ],
)
def test_it_is_said_why_others_are_not(numbers, why):
    assert counts(*numbers) == why


def test_numbers_are_counts_or_none_of_them_is():
    assert bare_counts(names(2, 9, 16), None) == BareCounts({0: 2, 1: 9, 2: 16}, "")
    assert bare_counts(names(2, 5, 8), None) == BareCounts({}, "they may be stars of a course")


def test_they_end_at_three_quarters_of_the_category_at_least():
    why = "they do not end at the 16 stars of the category"
    assert [counts(2, 6, last, total=16) for last in (11, 12, 16, 17)] == [why, [2, 6, 12], [2, 6, 16], why]


def test_it_is_asked_of_three_numbers_or_more_and_where_none_is_in_brackets():
    assert counts(9, 16) is None
    assert counts(2, 9, 16, others=[Name("a", stars=8)]) is None
    assert counts(2, 9, 16, others=[Name("a", large=130)]) is None


def test_numbers_at_the_beginning_are_counts_where_there_are_more_of_them():
    assert counts(2, 9, 16, others=[Name("a", first=5)] * 2) == [2, 9, 16]
    assert counts(2, 9, others=[Name("a", first=first) for first in (4, 9, 16)]) == [4, 9, 16]
    both = [Name("a", last=last, first=first) for last, first in ((2, 4), (9, 11), (16, 15))]
    assert counts(others=both) == [2, 9, 16]


def test_three_of_five_names_have_one():
    """Those alone that have no other meaning: a stage may have one, too."""
    why = "too few names have one"
    assert counts(2, 9, 16, others=[ANY] * 2) == [2, 9, 16]
    assert counts(2, 9, 16, others=[ANY] * 3) == why
    assert counts(2, 9, 16, others=[ANY, ANY, Name("a", word="stage")]) == why
    assert counts(2, 9, 16, others=[ANY, ANY, Name("a", word="key"), Name("a", condition=KEY)]) == [2, 9, 16]
    assert counts(2, 9, 16, others=[Name("a", last=12, condition=KEY)]) == [2, 9, 16]


@pytest.mark.parametrize(
    "numbers",
    [(60, 85, 100, 110, 120), (85, 100, 110, 120), (60, 85, 100), (86, 99, 100, 101, 120)],
)
def test_a_hundred_that_fits_in_is_a_count(numbers):
    assert counts(*numbers, total=120) == [*numbers]


@pytest.mark.parametrize(
    "numbers",
    [(100, 15, 31, 50), (15, 100, 31, 50), (60, 84, 100, 119), (86, 100, 97, 110), (60, 90, 100, 95)],
)
def test_a_hundred_that_fits_in_nowhere_is_of_coins(numbers):
    others = [number for number in numbers if number != 100]
    assert counts(*numbers, total=others[-1]) == others


def test_of_two_hundreds_none_is_left_out():
    assert counts(90, 100, 100, 115, 120) == "they do not rise"


def test_a_hundred_at_the_beginning_has_nothing_before_it():
    assert counts(100, 110, 90) is None


@pytest.mark.parametrize(
    ("before", "last", "total", "is_end"),
    [
        ((69,), None, 70, False),  # too few
        ((50, 69), None, 70, True),
        ((50, 70), None, 70, True),
        ((50, 69), 70, 70, True),
        ((50, 69), 69, 70, False),
        ((70, 50), 69, 70, False),
        ((4, 8), None, 70, False),
        ((4, 8), 8, 70, False),
        ((50, 69, 70), None, None, True),
        ((50, 69, 70), 70, None, True),
        ((50, 69, 70), 71, None, False),
        ((69, 70), None, None, False),  # too few where the category is not known
        ((4, 15, 16), None, None, False),  # many parts of a run end with 16
        ((4, 119, 120), None, None, True),
    ],
)
def test_the_last_split_is_the_end_where_all_stars_are_there(before, last, total, is_end):
    assert fits(before, last, total, is_course=False) == is_end


def test_a_course_is_the_end_with_the_last_star_of_the_category_alone():
    assert fits((50, 69), 70, 70, is_course=True)
    assert not fits((50, 69), None, 70, is_course=True)
    assert not fits((50, 69, 70), 70, None, is_course=True)


def stars(*numbers):
    return [Name("a", stars=number) for number in numbers]


@pytest.mark.parametrize(
    ("counts", "is_end", "end"),
    [
        ((15, 16, None), (0, 1, 1), 1),
        ((15, 16, 4), (0, 1, 1), 1),
        ((15, 16, 16), (0, 1, 1), None),
        ((15, 16, 17), (1, 1, 1), None),
        ((15, None, 4), (0, 1, 1), 1),
        ((None, None), (1, 1), 0),
        ((None, 0), (1, 1), None),
        ((15, 16, None, 20), (0, 1, 0, 1), None),
        ((15, 16), (0, 1), None),  # the last one is another question
    ],
)
def test_a_run_ends_where_the_counts_do_not_go_on(counts, is_end, end):
    assert end_of(stars(*counts), is_end, None) == end


@pytest.mark.parametrize(
    ("counts", "total", "end"),
    [
        ((8, 70, 100, 5), None, 1),
        ((8, 70, 85), None, None),  # as many as a split of a run may have
        ((8, 70, 86), None, 1),
        ((8, 70, None, 86), None, 1),
        ((8, 70, 72, 5), None, 1),
        ((8, 70, 72, 5, 120), None, None),  # the 5 is a slip
        ((8, 71, 100), None, None),  # no category has so many
        ((8, 70, 71), 70, 1),
        ((8, 69, 71), 70, 1),
        ((8, 70, 100), 120, None),
        ((8, 120, 120), 120, None),
    ],
)
def test_a_run_ends_where_the_counts_go_on_to_another_games(counts, total, end):
    assert end_of(stars(*counts), (0, 1, 0, 0, 0), total) == end


def test_a_count_with_an_instruction_is_meant_so():
    told = Name("a", stars=100, condition=KEY)
    assert end_of([*stars(8, 70), told, *stars(5)], (0, 1, 0, 0), None) == 1
    assert end_of([*stars(8, 70), told, told], (0, 1, 0, 0), None) is None


def test_an_end_that_is_sure_comes_before_one_that_is_not():
    assert end_of(stars(8, 70, 100, 120, 4, 70), (0, 1, 0, 1, 0, 1), None) == 3


@pytest.mark.parametrize(("count", "end"), [(16, 1), (17, None)])
def test_a_section_ends_with_a_run_where_it_has_the_stars_of_one(count, end):
    section = Name("a", stars=count, ends_section=True)
    assert end_of([*stars(4), section, *stars(20)], (0, 1, 0), None) == end


@pytest.mark.parametrize(
    ("counts", "again"),
    [
        ((4, 11, 16, 1, 3, 8), 3),
        ((4, 11, 16, None, 1, None, 3, 8), 4),
        ((4, 11, 16, 1, 3, 9), None),  # more than half as many, three splits later
        ((4, 11, 16, 1, 3), None),  # too few
        ((4, 11, 16, 3, 1, 8), None),
        ((4, 16, 8, 8, 8), 2),
        ((4, 8, 16), None),
    ],
)
def test_counts_begin_again_where_three_rise_to_half_of_those_before(counts, again):
    assert begins_again(counts) == again


@pytest.mark.parametrize(
    ("counts", "wrong"),
    [
        ((8, 80, 12, 16), {1}),
        ((8, 12, 12, 16), set()),
        ((8, 12, 16, 4), {3}),
        ((9, 8), {1}),  # a late one
        ((9, 9, 8, 8), {2, 3}),
        ((20, 21, 1, 2, 3), {0, 1}),
        ((), set()),
    ],
)
def test_as_few_counts_as_can_be_do_not_fit_in(counts, wrong):
    assert misfits(dict(enumerate(counts))) == wrong


@pytest.mark.parametrize(
    ("counts", "plain", "wrong", "are_none"),
    [
        ((7, 7, 7, 6, 7), {0, 1, 2, 4}, {3}, True),  # four of five
        ((7, 7, 7, 8, 9, 6), {0, 1, 2, 3, 4}, {5}, False),  # three of six
        ((7, 7, 7, 8, 6), {0, 1, 2, 3}, {4}, True),  # three of five
        ((7, 7, 6), {0, 1}, {2}, False),  # two
        ((7, 7, 7, 7, 6), {0}, {4}, False),  # those of which two can be the same
        ((9, 8, 7, 6), {0, 1, 2, 3}, {1, 2, 3}, True),
    ],
)
def test_numbers_are_no_counts_where_most_do_not_rise(counts, plain, wrong, are_none):
    assert are_no_counts(dict(enumerate(counts)), plain, wrong) == are_none
