"""Texts that several parts say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.words import LONGEST_NAME, clock_text, is_plain, ordinal, plain, stars_text


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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bob-omb  Battlefield\t(8)\r\n", "Bob-omb Battlefield (8)"),
        ("WF\x00\x1b[31m", "WF\\x00\\x1b[31m"),
        ("half \ud800", "half \\ud800"),
        ("\u202e)8( FW", "\\u202e)8( FW"),
        ("<img src=x>", "<img src=x>"),
        ("星 👩\u200d🚀 ñ", "星 👩\u200d🚀 ñ"),
        ("\u2028", ""),
    ],
)
def test_names_from_outside_are_one_line_in_which_all_is_seen(text, shown):
    assert plain(text) == shown


def test_long_names_are_cut():
    assert plain("a" * LONGEST_NAME) == "a" * LONGEST_NAME
    assert plain("a" * 1_000_000) == "a" * (LONGEST_NAME - 1) + "…"


@given(st.text(st.characters(codec=None)), st.integers(1, 50))
def test_what_is_plain_stays_so_and_goes_everywhere(text, longest):
    shown = plain(text, longest)
    assert plain(shown, longest) == shown
    assert len(shown) <= longest
    shown.encode()
    assert is_plain(shown) == bool(shown)
