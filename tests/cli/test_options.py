"""Numbers that options take: in their range, or the range is told."""

import argparse
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.cli.main import main
from star_counter.cli.options import frame_or_time, join_values, number, seconds, whole_number

SECONDS = "should be a time in seconds, as 83.5, or as 1:23.5 or 1:02:03.5, of 1000000 seconds at most"
FRAME = "should be the number of a frame, as 2505, or its time, as 83.5 or 1:23.5"
PLACE = "each from -1000000 to 1000000"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["splits", "v.mp4", "--route", "16", "--start", "nan"], SECONDS),
        (["splits", "v.mp4", "--route", "16", "--start", "inf"], SECONDS),
        (["splits", "v.mp4", "--route", "16", "--start=-1e7"], SECONDS),
        (["splits", "v.mp4", "--route", "16", "--counter-at", "1e400"], SECONDS),
        (["splits", "v.mp4", "--route", "16", "--counter-at", "9" * 5000], SECONDS),
        (["splits", "v.mp4", "--route", "16", "--counter-at", "1:60"], SECONDS),
        (["splits", "v.mp4", "--route", "16", "--start", "1:60:00"], SECONDS),
        (["splits", "v.mp4", "--route", "16", "--start", "1:2:3:4"], SECONDS),
        (["splits", "v.mp4", "--route", "16", "--start", "-300:00:00"], SECONDS),
        (["splits", "v.mp4", "--route", "16", "--start", "٣"], SECONDS),
        (["report", "j", "--counter-at", "nan"], SECONDS),
        (["splits", "v.mp4", "--route", "16", "--end=-5"], FRAME),
        (["splits", "v.mp4", "--route", "16", "--end=-0:05"], FRAME),
        (["splits", "v.mp4", "--route", "16", "--logo", "1e3"], FRAME),
        (["splits", "v.mp4", "--route", "16", "--logo", "9" * 5000], FRAME),
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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("0", 0.0), ("83.5", 83.5), (".5", 0.5), ("-2.25", -2.25), ("5000", 5000.0), ("1:23.5", 83.5)),
        *(("1:02:03.25", 3723.25), ("-0:05", -5.0), ("90:00", 5400.0), ("12:00:00", 43200.0)),
    ],
)
def test_a_time_is_written_as_people_do(text, value):
    assert seconds(text) == value


def test_a_whole_number_is_a_frames_and_all_else_its_time():
    assert [type(frame_or_time(text)) for text in ("2505", "0", "2505.0", "1:23")] == [int, int, float, float]
    assert [frame_or_time(text) for text in ("2505", "83.5", "1:23.5", "1:02:03")] == [2505, 83.5, 83.5, 3723]


@pytest.mark.parametrize("option", ["--start", "--counter-at"])
def test_a_time_before_the_video_is_no_option(option):
    assert join_values(["splits", option, "-0:05", "v.mp4"]) == ["splits", f"{option}=-0:05", "v.mp4"]


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
