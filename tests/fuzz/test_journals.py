"""Journals that were damaged, or written by somebody else: a page, or one sentence."""

import io
import json
import time
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from star_counter.journal.files import JOURNAL
from star_counter.journal.film import Film
from star_counter.journal.page import page
from star_counter.journal.parsing import COUNTS, SCREENS, read
from star_counter.journal.retimed import attempt, split_names
from star_counter.problem import Problem
from star_counter.splitting.retiming import to_lss
from star_counter.tracking.event import RUN, Event
from tests.fuzz.outcomes import fuzzed, outcome

# Lines that are nearly a journal's, and any others.
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.none())
KEYS = (
    *("at", "frame", "time", "from", "to", "sure", "decided", "readings", "first", "last", "picture"),
    *("split", "lives", "coins", "where", "rests_on", "splits"),
)
KINDS = {
    "type": st.sampled_from(["run", "event", "action", "timer", "film", "end"]) | VALUES,
    "event": st.sampled_from((*COUNTS, *SCREENS, *RUN)) | VALUES,
    "action": st.sampled_from(["start", "split", "undo", "skip", "reset"]) | VALUES,
    "at": st.datetimes(timezones=st.just(timezone.utc) | st.none()).map(datetime.isoformat) | VALUES,
    **dict.fromkeys(("text", "reason", "outcome", "delay", "player", "route"), VALUES),
}
LINES = st.fixed_dictionaries(
    {}, optional={key: st.integers(-5, 5) | st.floats(-1e13, 1e13) | VALUES for key in KEYS} | KINDS
)
CAUSED = st.builds(lambda line, cause: line | {"type": "action", "time": 1, "event": cause}, LINES, LINES)


@fuzzed
@given(
    st.binary()
    | st.lists(LINES | CAUSED, max_size=6).map(lambda items: "\n".join(map(json.dumps, items)).encode())
)
@example(b"[" * 100_000)
@example(b"9" * 10_000)
@example(b'{"type": "event", "event": "star", "frame": 1' + b"0" * 400 + b"}")
@example(b'{"type": "run", "at": "0001-01-01T00:00:00+23:59", "player": "\\ud800"}')
@example(b'{"type": "run", "at": "0001-01-01T00:00:00", "splits": [3, "", "\\u202e"]}')
@example(b'{"type": "timer", "at": "9999-12-31T23:59:59-23:59", "text": "\\u0000"}')
def test_any_bytes_are_a_page_or_a_problem(data):
    with TemporaryDirectory() as folder:
        Path(folder, JOURNAL).write_bytes(data)
        made = outcome(lambda: _page(Path(folder)), len(data))
        splits = outcome(lambda: _splits(Path(folder)), len(data))
    assert isinstance(made, Problem) or made.endswith("</html>\n")
    assert isinstance(splits, Problem) or splits.endswith("</Run>\n")


def _page(folder):
    run = read(folder)
    return page(run, attempt(run))


def _splits(folder):
    run = read(folder)
    return to_lss([attempt(run)], split_names(run), run.route)


FILE = io.BytesIO()
Image.new("RGB", (67, 40)).save(FILE, "PNG")
PNG = FILE.getvalue()


def ev(kind, number, **others):
    return {
        "type": "event",
        "event": kind,
        "frame": number,
        "time": number / 30,
        "from": 0,
        "to": 1,
        **others,
    }


#: Lines of journals, each so many: half of what is read, and all of it.
MANY = {
    "grand stars": lambda most: [ev("grand_star", number) for number in range(most)],
    "grand stars that were none": lambda most: [
        ev(kind, number) for number in range(most // 2) for kind in ("grand_star", "no_grand_star")
    ],
    "grand stars at once": lambda most: [ev("grand_star", 1)] * most,
    "places": lambda most: [ev(("entered", "left")[number % 2], number) for number in range(most)],
    "screens": lambda most: [ev("black", number) for number in range(most)],
    "logos": lambda most: [ev("logo", number) for number in range(most)],
    "stars with one picture": lambda most: [
        ev("star", number, picture="0001_star.png") for number in range(most)
    ],
    "splits": lambda most: [
        {"type": "action", "action": "split", "split": number % 999, "time": number, "event": ev("died", 1)}
        for number in range(most)
    ],
    "names of splits": lambda most: [{"type": "run", "splits": ["a"] * 99}] * (most // 10) + [ev("died", 1)],
    "films": lambda most: [FILM] * most + [ev("died", 1)],
}  # fmt: skip


@pytest.mark.parametrize("name", MANY)
def test_twice_as_many_lines_take_about_twice_as_long(name):
    took = []
    for most in (5_000, 10_000):
        data = "\n".join(map(json.dumps, MANY[name](most)))
        with TemporaryDirectory() as folder:
            Path(folder, JOURNAL).write_text(data)
            Path(folder, "0001_logo.mjpeg").write_bytes(b"".join(JPEGS))
            Path(folder, "0001_star.png").write_bytes(PNG)
            begun = time.thread_time()
            made = outcome(lambda folder=folder: _page(Path(folder)), len(data))
            outcome(lambda folder=folder: _splits(Path(folder)), len(data))
            took.append(time.thread_time() - begun)
        assert made.endswith("</html>\n")
    assert took[1] < 3.5 * took[0] + 0.1, took


@fuzzed
@given(st.lists(st.tuples(LINES | CAUSED, st.integers(1, 3_000)), max_size=6))
def test_many_lines_take_no_longer_than_their_size(many):
    data = "\n".join(json.dumps(line) for line, times in many for _ in range(times)).encode()
    with TemporaryDirectory() as folder:
        Path(folder, JOURNAL).write_bytes(data)
        outcome(lambda: _page(Path(folder)), len(data))


# A film of two pictures, as the journal writes it.
GAME = np.random.default_rng(0).integers(0, 256, (120, 160, 3), np.uint8)
JPEGS = list(Film(Event("logo", 7, 0.7), (), (GAME, GAME // 2)).jpegs())
FILM = {
    "type": "film",
    "film": "0001_logo.mjpeg",
    "event": {"event": "logo", "frame": 7, "time": 0.7},
    "frames": [[7, 0.7], [8, 0.8]],
    "bytes": [len(jpeg) for jpeg in JPEGS],
}
ODD = VALUES | st.lists(
    st.lists(st.integers(-5, 300) | VALUES, max_size=3) | st.integers(-9, 9000), max_size=3
)


@fuzzed
@given(
    st.dictionaries(st.sampled_from(sorted(FILM)), ODD, max_size=1),
    st.lists(st.tuples(st.integers(0, sum(FILM["bytes"]) - 1), st.integers(0, 255)), max_size=20),
)
@example({"film": "../0001_logo.mjpeg"}, [])
@example({"film": "0001_logo.mjpeg\0"}, [])
@example({"frames": [[1e400, 0.7], [8, 0.8]]}, [])
@example({"bytes": [True, 2]}, [])
@example({"bytes": [0, 0]}, [])
@example({}, [(position, 255) for position in range(160, 170)])  # about the picture's size
def test_any_film_is_shown_or_left_out(changes, damage):
    data = bytearray(b"".join(JPEGS))
    for position, value in damage:
        data[position] = value
    line = json.dumps(FILM | changes).encode() + b'\n{"type": "end", "text": "full"}'
    with TemporaryDirectory() as folder:
        Path(folder, JOURNAL).write_bytes(line)
        Path(folder, "0001_logo.mjpeg").write_bytes(data)
        made = outcome(lambda: _page(Path(folder)), len(line) + len(data))
    assert made.endswith("</html>\n")
    assert made.count("data:image/jpeg") in (0, 2)


def test_a_film_with_a_picture_that_is_too_large_is_left_out():
    """A browser would take gigabytes for a JPEG file of some kilobytes."""
    file = io.BytesIO()
    Image.new("L", (4000, 4000)).save(file, "JPEG", quality=1)
    jpeg = file.getvalue()
    with TemporaryDirectory() as folder:
        Path(folder, "0001_logo.mjpeg").write_bytes(jpeg)
        line = FILM | {"frames": [[7, 0.7]], "bytes": [len(jpeg)]}
        Path(folder, JOURNAL).write_text(json.dumps(line) + '\n{"type": "end", "text": "full"}')
        assert "data:image/jpeg" not in _page(Path(folder))
