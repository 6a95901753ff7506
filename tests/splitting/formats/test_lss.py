"""LiveSplit's splits files."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from star_counter.problem import Problem
from star_counter.splitting.formats.lss import Attempt, SplitsFile, parse, parse_time, time_text, to_xml
from star_counter.words import plain

ORDER = [
    "GameIcon",
    "GameName",
    "CategoryName",
    "Metadata",
    "Offset",
    "AttemptCount",
    "AttemptHistory",
    "Segments",
    "AutoSplitterSettings",
]


def segments(file):
    """Of each segment of a written file: the split's time, its own, and the history's."""
    run = ElementTree.fromstring(to_xml(file))
    paths = ("SplitTimes/SplitTime/RealTime", "BestSegmentTime/RealTime", "SegmentHistory/Time/RealTime")
    return [tuple(segment.findtext(path) for path in paths) for segment in run.find("Segments")]


def message(data):
    with pytest.raises(Problem) as problem:
        parse(data, "my.lss")
    return str(problem.value)


@given(
    st.lists(st.text().map(plain), min_size=1, max_size=4),
    st.text().map(plain),
    st.text().map(plain),
    st.floats(-1e6, 1e6).map(lambda seconds: round(seconds, 3)),
)
def test_a_file_is_read_as_it_was_written(names, game, category, offset):
    file = parse(to_xml(SplitsFile(tuple(names), game, category, offset)).encode(), "my.lss")
    # XML has no way to write two letters that are none.
    wanted = [re.sub("[\ufffe\uffff]", "\ufffd", text) for text in (*names, game, category)]
    assert [*file.names, file.game, file.category] == wanted
    assert file.offset == pytest.approx(offset)


def test_the_elements_have_livesplits_order():
    run = ElementTree.fromstring(to_xml(SplitsFile(("a",), attempts=(Attempt((1.0,)),))))
    assert [element.tag for element in run] == ORDER
    segment = run.find("Segments/Segment")
    assert [element.tag for element in segment] == [
        "Name",
        "Icon",
        "SplitTimes",
        "BestSegmentTime",
        "SegmentHistory",
    ]


def test_a_finished_run():
    attempt = Attempt((62.345, 100.0), started=datetime(2024, 5, 6, 7, 8, 9))
    file = SplitsFile(("a", "b"), attempts=(attempt,))
    first, second = "00:01:02.3450000", "00:00:37.6550000"
    assert segments(file) == [(first, first, first), ("00:01:40.0000000", second, second)]
    run = ElementTree.fromstring(to_xml(file))
    attempt = run.find("AttemptHistory/Attempt")
    assert attempt.attrib == {"id": "1", "started": "05/06/2024 07:08:09", "isStartedSynced": "True"}
    assert (run.findtext("AttemptCount"), attempt.findtext("RealTime")) == ("1", "00:01:40.0000000")


def test_a_run_that_was_given_up_has_segments_only():
    file = SplitsFile(("a", "b", "c", "d"), attempts=(Attempt((10.0, None, 35.5)),))
    ten, rest = "00:00:10.0000000", "00:00:25.5000000"
    assert segments(file) == [(None, ten, ten), (None, None, None), (None, None, rest), (None, None, None)]
    run = ElementTree.fromstring(to_xml(file))
    assert run.find("AttemptHistory/Attempt/RealTime") is None


def test_of_several_attempts_the_fastest_is_the_best():
    attempts = (Attempt((10.0, None, 40.0)), Attempt(()), Attempt((9.0, 25.0)), Attempt((12.0, 20.0, 38.0)))
    file = SplitsFile(("a", "b", "c"), attempts=attempts)
    run = ElementTree.fromstring(to_xml(file))
    assert run.findtext("AttemptCount") == "4"
    found = [(one.get("id"), one.findtext("RealTime")) for one in run.find("AttemptHistory")]
    assert found == [
        ("1", "00:00:40.0000000"),
        ("2", None),
        ("3", None),
        ("4", "00:00:38.0000000"),
    ]
    assert [[text and float(text[6:]) for text in segment[:2]] for segment in segments(file)] == [
        [12.0, 9.0],
        [20.0, 8.0],
        [38.0, 18.0],
    ]
    histories = [
        [(time.get("id"), time.findtext("RealTime")) for time in segment.find("SegmentHistory")]
        for segment in run.find("Segments")
    ]
    assert [[(id_, text and float(text[6:])) for id_, text in history] for history in histories] == [
        [("1", 10.0), ("3", 9.0), ("4", 12.0)],
        [("1", None), ("3", 16.0), ("4", 8.0)],
        [("1", 30.0), ("4", 18.0)],
    ]


def test_of_attempts_that_are_as_fast_the_first_is_the_best():
    attempts = (Attempt((None, 40.0)), Attempt((10.0, 40.0)), Attempt((None, 40.0)))
    run = ElementTree.fromstring(to_xml(SplitsFile(("a", "b"), attempts=attempts)))
    assert run.find(".//SplitTime/RealTime").text == "00:00:40.0000000"


def test_without_a_run_there_is_no_attempt():
    run = ElementTree.fromstring(to_xml(SplitsFile(("a",))))
    assert (run.findtext("AttemptCount"), len(run.find("AttemptHistory"))) == ("0", 0)


def test_what_xml_cannot_hold_is_replaced():
    assert "<Name>a\ufffdb &amp; c</Name>" in to_xml(SplitsFile(("a\x00b & c",)))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (62.345, "00:01:02.3450000"),
        (0, "00:00:00.0000000"),
        (0.5, "00:00:00.5000000"),
        (-1.36, "-00:00:01.3600000"),
        (-1e-9, "00:00:00.0000000"),
        (59.99999999, "00:01:00.0000000"),
        (90061.5, "1.01:01:01.5000000"),
    ],
)
def test_times_are_livesplits(seconds, text):
    assert time_text(seconds) == text
    assert parse_time(text) == pytest.approx(seconds, abs=1e-7)


@given(st.floats(-1e8, 1e8))
def test_any_time_is_read_as_it_was_written(seconds):
    assert parse_time(time_text(seconds)) == pytest.approx(seconds, abs=1e-6)


RUN = "<Run>\n<GameName>SM64</GameName>\n{}\n<Segments>{}</Segments></Run>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_file_may_have_any_encoding_that_it_names(encoding):
    head = '<?xml version="1.0" encoding="iso-8859-1"?>\n' if encoding == "latin-1" else ""
    text = head + RUN.format("<Offset>00:00:01.36</Offset>", "<Segment><Name>Größe</Name></Segment>")
    file = parse(text.encode(encoding), "my.lss")
    assert (file.names, file.game, file.offset) == (("Größe",), "SM64", 1.36)


def test_an_empty_offset_is_none():
    data = RUN.format("<Offset> </Offset>", "<Segment/>").encode()
    assert parse(data, "my.lss") == SplitsFile(("",), "SM64", "", 0.0)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "line 1: it is no whole XML file (no element found)"),
        (b"<Run>\n<Segments>", "line 2: it is no whole XML file (no element found)"),
        (b"<Run></run>", "line 1: it is no whole XML file (mismatched tag)"),
        (b"<Layout/>", "is no splits file of LiveSplit"),
        (b"<Run/>", "is no splits file of LiveSplit"),
        (b"<Run><GameName/></Run>", "is no splits file of LiveSplit"),
        (b"<Run>\n<Segments/></Run>", "line 2: it has no segments"),
        (b"<?xml version='1.0' encoding='nonsense'?><Run/>", "save it"),
        (RUN.format("<Offset>soon</Offset>", "<Segment/>").encode(), "line 3, Offset: “soon” is no time"),
        (b'<!DOCTYPE Run [<!ENTITY a "aaaa">]><Run>&a;</Run>', "line 1: it has a document type"),
        (b"<!DOCTYPE html><html></html>", "download the file itself"),
    ],
)
def test_what_is_no_splits_file_is_told(data, told):
    assert told in message(data)


def test_deep_files_do_no_harm():
    assert "no splits file" in message(b"<a>" * 50_000 + b"</a>" * 50_000)


@given(st.binary())
def test_any_bytes_are_splits_or_a_problem(data):
    try:
        assert parse(data, "my.lss").names
    except Problem as problem:
        assert "my.lss" in str(problem)
