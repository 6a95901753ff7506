"""Route files from anyone: a route that can be used and written, or one sentence, and neither takes long."""

import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from star_counter.problem import Problem
from star_counter.splitting.formats.route_files import parse
from star_counter.splitting.formats.segment_names import from_names
from star_counter.splitting.route import faults
from star_counter.words import LONGEST_NAME, is_plain
from tests.fuzz.outcomes import check_plain, fuzzed, outcome
from tests.fuzz.route_files import ENDINGS, files, names, segments
from tests.routes import check_written


def check(read, size):
    """Fails where what is read is neither a route as they must be, nor a sentence."""
    route = outcome(read, size)
    if isinstance(route, Problem):
        return
    assert route.splits
    assert not list(faults(route.splits, route.start_count))
    for text in (route.title, *(split.name for split in route.splits)):
        assert is_plain(text)
        assert len(text) <= LONGEST_NAME
    for note in route.notes:
        check_plain(note)
    check_written(route)


@fuzzed
@given(files())
@example((b'{"Splits": "1,1", "Fadeout counts": "99,99"}', "route"))
@example((b'title="x"\n[[split]]\nname="<img src=x>\\u0000\\u202E"\nstars=1', "toml"))
@example((b'{"Splits": "1", "Route name": "\\u0000\\ud800"}', "route"))
@example((b"x = " + b"1" * 5000, "toml"))
@example((b'{"Splits": "1", "a": ' + b"1" * 5000 + b"}", "route"))
@example((b"<?xml version='1.0' encoding='undefined'?><Run/>", "lss"))
@example((b'title = "t"\n[[split]]\nname = "' + b"a" * 95 + b' (8)"\nstars = 8\nafter = "white 12"', "toml"))
@example((b"<Run><Segments><Segment><Name>" + b"a." * 50 + b"</Name></Segment></Segments></Run>", "lss"))
def test_any_file_is_a_route_or_a_sentence(file):
    data, ending = file
    check(lambda: parse(data, f"my.{ending}"), len(data))


@fuzzed
@given(files(most=10_000))
def test_repetitions_take_no_longer_than_their_size(file):
    data, ending = file
    outcome(lambda: parse(data, f"my.{ending}"), len(data))


@fuzzed
@given(st.lists(segments, min_size=1, max_size=40), names)
def test_any_names_of_a_timer_make_a_route(names, title):
    check(lambda: from_names(names, title), 0)


@fuzzed
@given(names, st.sampled_from(ENDINGS), st.sampled_from(["?", "{", "<a/>", '{"Splits": "1"}']))
def test_any_name_of_a_file_can_be_told(name, ending, text):
    check(lambda: parse(text.encode(), f"{name}.{ending}"), 0)


def lss_of(number):
    history = "<Time><RealTime>00:00:01</RealTime></Time>" * 20
    return (
        "<Run><Segments>" + f"<Segment><Name>a (5)</Name>{history}</Segment>" * number + "</Segments></Run>"
    )


#: Files that are read whole, by how much is in them: half of what is allowed, and all of it.
LARGE = {
    "same.lss": lambda part: lss_of(500 * part),
    "same.route": lambda part: json.dumps({"Splits": ",".join(["1"] * 500 * part)}),
    "same.as64": lambda part: json.dumps(
        {"__route__": 1, "splits": [{"star_count": 5, "fade_out": 1, "split_type": "Normal"}] * 500 * part}
    ),
    "same.toml": lambda part: 'title = "t"\n' + '[[split]]\nname = "a"\nstars = 5\n' * 500 * part,
    "white.toml": lambda part: 'title = "t"\n' + '[[split]]\nname = "a"\nafter = "by hand"\n' * 500 * part,
    "tables.toml": lambda part: "".join(f"[a.b.c.d.e.f.g.a{number}]\n" for number in range(7_000 * part)),
    "keys.toml": lambda part: "[a.b.c.d.e.f.g]\n" + "".join(
        f"a.b.c.d.e.f.g.a{number} = 1\n" for number in range(5_000 * part)
    ),
    "list.toml": lambda part: "a = [" + "{a.b.c.d.e.f.g=1}," * (4_500 * part) + "]",
    "deep.toml": lambda part: "a = [" + ("[" * 100 + "]" * 100 + ",") * (140 * part) + "]",
    "text.toml": lambda part: 'a = "' + "\\n" * (120_000 * part) + '"',
    "quotes.toml": lambda part: 'a = """' + '\\"' * (120_000 * part),
    "open.toml": lambda part: '\\"' * (120_000 * part),
    "dots.toml": lambda part: "a = '" + "a.b.c.d.e.f.g.h " * (15_000 * part) + "'",
    "word.toml": lambda part: "a" * (250_000 * part),
    "spaces.toml": lambda part: "a" + " " * (250_000 * part) + "1",
    "digits.toml": lambda part: ("1" * 100 + "a") * (4_900 * part),
    "quotes.route": lambda part: '"' * (250_000 * part),
    "keys.route": lambda part: "{" + '"a" :\n' * (80_000 * part),
    "spaces.route": lambda part: '{"a"' + " " * (250_000 * part),
    "depth.lss": lambda part: "<a>" * (120_000 * part),
    "comment.lss": lambda part: "<Run>" + ("<!--" + "a" * 400_000 + "-->") * (5 * part) + "</Run>",
    "name.lss": lambda part: "<Run><Segments><Segment><Name>" + "a\n" * (2_000_000 * part),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_twice_as_much_takes_about_twice_as_long(name):
    took = []
    for part in (1, 2):
        data = LARGE[name](part).encode()
        runs = []
        for _ in range(2):
            begun = time.thread_time()
            outcome(lambda data=data: parse(data, name), len(data))
            runs.append(time.thread_time() - begun)
        took.append(min(runs))
    assert took[1] < 3.5 * took[0] + 0.1, took
