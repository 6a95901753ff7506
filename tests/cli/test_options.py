"""Numbers that options take: in their range, or the range is told."""

import argparse
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.cli.main import main
from star_counter.cli.options import number, whole_number

SECONDS = "should be a number from -1000000 to 1000000"
PLACE = "each from -1000000 to 1000000"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["splits", "v.mp4", "--route", "16", "--start", "nan"], SECONDS),
        (["splits", "v.mp4", "--route", "16", "--start", "inf"], SECONDS),
        (["splits", "v.mp4", "--route", "16", "--start=-1e7"], SECONDS),
        (["splits", "v.mp4", "--route", "16", "--counter-at", "1e400"], SECONDS),
        (["splits", "v.mp4", "--route", "16", "--counter-at", "9" * 5000], SECONDS),
        (["read", "v.mp4", "--confidence", "nan"], "should be a number from 0 to 1"),
        (["read", "v.mp4", "--confidence", "1.01"], "should be a number from 0 to 1"),
        (["read", "v.mp4", "--crop", "inf,0,9,9"], PLACE),
        (["read", "v.mp4", "--crop", f"0,0,{'9' * 400},9"], PLACE),
        (["read", "v.mp4", "--crop", "0,0,-9,9"], "should be above 0"),
        (["read", "v.mp4", "--hud", "0,0,0,9"], "should be above 0"),
        (["read", "v.mp4", "--hud", "0,0,-inf,9"], PLACE),
        (["gather", "v.mp4", "--out", "d", "--limit", "0"], "should be a whole number from 1 to 1000000"),
        (["gather", "v.mp4", "--out", "d", "--limit", "9" * 5000], "should be a whole number from 1 to"),
        (["sort", "d", "--label", "123"], "should be a whole number from 0 to 122"),
        (["sort", "d", "--label=-1"], "should be a whole number from 0 to 122"),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_its_range(capsys, arguments, told):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


@given(st.text() | st.floats().map(str) | st.integers().map(str))
def test_any_text_is_a_number_of_the_range_or_refused(text):
    for kind, parsed in ((float, number(-5, 7)), (int, whole_number(-5, 7))):
        try:
            value = kind(text)
        except ValueError:
            value = math.nan
        if -5 <= value <= 7:
            assert parsed(text) == value
        else:
            with pytest.raises(argparse.ArgumentTypeError, match="from -5 to 7"):
                parsed(text)
