"""Journals that were damaged, or written by somebody else: a page, or one sentence."""

import json
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given
from hypothesis import strategies as st

from star_counter.journal.files import JOURNAL
from star_counter.journal.page import page
from star_counter.journal.parsing import COUNTS, SCREENS, read
from star_counter.problem import Problem
from tests.fuzz.outcomes import fuzzed, outcome

# Lines that are nearly a journal's, and any others.
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.none())
KEYS = (
    *("at", "frame", "time", "from", "to", "sure", "decided", "readings", "first", "last", "picture"),
    "split",
)
KINDS = {
    "type": st.sampled_from(["run", "event", "action", "timer", "end"]) | VALUES,
    "event": st.sampled_from((*COUNTS, *SCREENS)) | VALUES,
    "action": st.sampled_from(["start", "split", "undo", "skip", "reset"]) | VALUES,
    "at": st.datetimes(timezones=st.just(timezone.utc) | st.none()).map(datetime.isoformat) | VALUES,
    **dict.fromkeys(("text", "reason", "outcome", "delay", "player", "route"), VALUES),
}
LINES = st.fixed_dictionaries(
    {}, optional={key: st.integers(-5, 5) | st.floats(-1e13, 1e13) | VALUES for key in KEYS} | KINDS
)
CAUSED = st.builds(lambda line, cause: line | {"type": "action", "time": 1, "event": cause}, LINES, LINES)


@fuzzed
@given(st.binary() | st.lists(LINES | CAUSED).map(lambda items: "\n".join(map(json.dumps, items)).encode()))
@example(b"[" * 100_000)
@example(b"9" * 10_000)
@example(b'{"type": "event", "event": "star", "frame": 1' + b"0" * 400 + b"}")
@example(b'{"type": "run", "at": "0001-01-01T00:00:00+23:59", "player": "\\ud800"}')
@example(b'{"type": "timer", "at": "9999-12-31T23:59:59-23:59", "text": "\\u0000"}')
def test_any_bytes_are_a_page_or_a_problem(data):
    with TemporaryDirectory() as folder:
        Path(folder, JOURNAL).write_bytes(data)
        made = outcome(lambda: page(read(Path(folder))), len(data))
    assert isinstance(made, Problem) or made.endswith("</html>\n")
