"""Texts that several parts say."""

import pytest

from star_counter.words import clock_text, ordinal, stars_text


def test_one_star_and_several():
    assert [stars_text(count) for count in (0, 1, 2)] == ["0 stars", "1 star", "2 stars"]


def test_places_in_an_order():
    said = [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 111, 122)]
    assert said == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "111th", "122nd"]


@pytest.mark.parametrize(
    ("seconds", "digits", "text"),
    [
        (0.0, 2, "0:00.00"),
        (59.996, 2, "1:00.00"),
        (3723.45, 2, "1:02:03.45"),
        (-12.5, 2, "-0:12.50"),
        (-0.001, 2, "0:00.00"),
        (59.999, 0, "0:59"),
        (3723.0, 0, "1:02:03"),
    ],
)
def test_clocks(seconds, digits, text):
    assert clock_text(seconds, digits) == text
