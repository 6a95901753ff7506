"""What the four timers say, as damaged streams of bytes: followed, or told in a plain sentence."""

import contextlib
import json
import threading

from hypothesis import example, given
from hypothesis import strategies as st

from star_counter.problem import Problem
from star_counter.timers import websocket
from star_counter.timers.entrance import Entrance
from star_counter.timers.livesplit import LiveSplit
from star_counter.timers.livesplit_one import LiveSplitOne
from star_counter.timers.protocol import Command, TimerState
from star_counter.timers.streams import Lines, checked_host
from tests.fuzz.outcomes import check_plain, fuzzed, outcome

STOP = threading.Event()
MASK = b"\x00\x00\x00\x00"


class Said:
    """A stream that says what it was given, chunk by chunk, and takes everything."""

    def __init__(self, chunks):
        self.chunks, self.written = list(chunks), b""

    def read(self, deadline):
        if not self.chunks:
            raise ConnectionResetError
        if not (chunk := self.chunks.pop(0)):
            raise TimeoutError
        return chunk

    def write(self, data):
        self.written += data

    def close(self):
        pass


@st.composite
def damaged(draw, whole):
    """Bytes as they come in by a network: cut anywhere, some of them wrong, left out or there twice."""
    data = bytearray(b"".join(draw(st.lists(whole, max_size=12))))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 4))] = draw(st.binary(max_size=6))
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=5)))
    return [bytes(data[a:b]) for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]


def check_state(state):
    """Fails where a state is none that the rest could use."""
    if not isinstance(state, TimerState):
        return
    check_plain(f"connected, {state}")
    assert state.index is None or -1 <= state.index <= 1000
    assert state.count is None or 0 <= state.count <= 1000
    assert len(state.names or ()) <= 1000
    for name in (state.name, *(state.names or ())):
        assert name in (None, "") or (len(name) <= 100 and "\n" not in name)
        check_plain(name or "none")


def follow(transport):
    """What comes of asking and telling a timer until it breaks off: states, and sentences."""
    with contextlib.suppress(OSError):
        for _ in range(4):
            check_state(transport.state())
            if refusal := transport.send(Command.SPLIT):
                check_plain(refusal)


WORDS = st.sampled_from(
    ["-", "-1", "0", "1", "3", "999999", "1001", "", "Running", "NotRunning", "Ended", "BoB (1)"]
)
TEXTS = st.one_of(
    WORDS, st.text(max_size=30), st.text(st.characters(categories=["Cc", "Cs", "Cf"]), max_size=5)
)
LINES = st.builds(
    lambda text, end: text.encode("utf-8", "replace") + end, TEXTS, st.sampled_from([b"\n", b"\r\n"])
)
# What a LiveSplit says when it is asked where it is, how many splits it has, and what they are called.
ANSWERS = st.sampled_from(
    [b"-\n-1\nNotRunning\n", b"WF (8)\n1\nRunning\n", b"3\n1\nRunning\n", b"1\nPaused\n"]
)


@fuzzed
@given(damaged(st.one_of(ANSWERS, LINES)))
@example([b"-\n-1\nNotRunning\n999999\n-1\nNotRunning\n"])
@example([b"-\n-1\nNotRunning\n-4\n-1\nNotRunning\n"])
@example([b"\x1b\n0\nRunning\n1\n0\nRunning\n\xe2\x80\xae\n0\nRunning\n"])
@example([b"a" * 5000])
def test_lines_of_a_livesplit(chunks):
    timer = LiveSplit(lambda _stop: Lines(Said(chunks)), "")
    timer.connect(STOP)
    outcome(lambda: follow(timer), sum(map(len, chunks)))


def frame(payload, first=0x81, masked=False):
    """A frame of a WebSocket."""
    size, flag = len(payload), 0x80 if masked else 0
    head = bytes((first, flag | min(size, 126))) + (size.to_bytes(2, "big") if size >= 126 else b"")
    return head + (MASK if masked else b"") + payload


FIRST = st.sampled_from([0x81] * 6 + [0x01, 0x80, 0x89, 0x8A, 0x88, 0xC1, 0x82])
MESSAGES = TEXTS.map(lambda text: text.encode("utf-8", "replace"))


@fuzzed
@given(damaged(st.builds(frame, MESSAGES, FIRST)))
@example([b"\x81\x7f" + (100_000_000).to_bytes(8, "big")])
@example([b"\x01\x00" + b"\x00\x00" * 3000])
def test_messages_of_a_livesplit(chunks):
    timer = LiveSplit(lambda _stop: websocket.WebSocket(Said(chunks), True, b""), "")
    timer.connect(STOP)
    outcome(lambda: follow(timer), sum(map(len, chunks)))


INDEXES = st.one_of(st.integers(-2, 3), st.integers(), st.floats(), st.booleans(), st.none(), TEXTS)
PHASES = st.sampled_from(["NotRunning", "Running", "Paused", "Ended", "Flying", [], None])
THINGS = st.recursive(
    st.one_of(INDEXES, TEXTS),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(TEXTS, one, max_size=3),
    max_leaves=5,
)
ONES = st.one_of(
    st.fixed_dictionaries({"success": st.fixed_dictionaries({"state": PHASES, "index": INDEXES})}),
    st.fixed_dictionaries({"success": THINGS}),
    st.fixed_dictionaries({"error": st.one_of(THINGS, st.fixed_dictionaries({"code": TEXTS}))}),
    st.just({"error": {"code": "InvalidIndex"}}),
    st.fixed_dictionaries({"event": THINGS}),
    THINGS,
).map(lambda one: json.dumps(one).encode())


@fuzzed
@given(damaged(st.builds(frame, ONES, FIRST, st.just(True))))
@example(
    [frame(b'{"success": {"state": "Running", "index": true}}', masked=True) + frame(b"{}", masked=True)]
)
@example([frame(b"[" * 60000, masked=True)])
@example([frame(b"1" * 5000, masked=True)])
@example([frame(b'{"error": {"code": "\\ud800"}}', masked=True)])
@example([frame(b'{"event": ""}', masked=True) * 1001])
def test_messages_of_a_livesplit_one(chunks):
    timer = LiveSplitOne("127.0.0.1", 1)
    timer._websocket = websocket.WebSocket(Said(chunks), False, b"")
    outcome(lambda: follow(timer), sum(map(len, chunks)))


HEADS = st.sampled_from([
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
    b"HTTP/1.1 404 Not Found\r\n\r\n",
    b"\r\n\r\n",
    b"\r\n",
])  # fmt: skip


@fuzzed
@given(damaged(st.one_of(HEADS, st.binary(max_size=20))))
@example([b"a" * 9000])
@example([b"HTTP/1.1\x00\x1b\xff\r\n\r\n"])
def test_the_handshake_of_a_server(chunks):
    def connect():
        with contextlib.suppress(OSError):
            websocket.connect(Said(chunks), "localhost:16834", "/livesplit", 10)

    outcome(connect, sum(map(len, chunks)))


FIELDS = st.sampled_from([
    b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n",
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
    b"Host: localhost:16834\r\n",
    b"Host: [::1]:16834\r\n",
    b"Host: evil.example:16834\r\n",
    b"Origin: https://one.livesplit.org\r\n",
    b"Origin: https://evil.example\r\n",
    b"Origin: null\r\n",
    b"\r\n",
])  # fmt: skip


@fuzzed
@given(damaged(st.one_of(FIELDS, st.binary(max_size=20))))
@example([b"GET / HTTP/1.1\r\nHost: \xff\x00\x85\r\n\r\n"])
@example([b"a" * 9000])
def test_what_a_client_asks_for(chunks):
    """Read as it comes in; let in only with a host of ours, and with a page of LiveSplit One's or none."""
    entrance = Entrance("127.0.0.1", 16834)
    data = b"".join(chunks)

    def judge():
        head = websocket.read_head(data)
        return (head, entrance._objection(head)) if head else None

    judged = outcome(judge, len(data))
    if judged is None or isinstance(judged, Problem):
        return
    head, objection = judged
    if objection:
        check_plain(objection[1])
    else:
        assert head.fields["host"].lower() in ("localhost:16834", "[::1]:16834")
        assert head.fields.get("origin", "https://one.livesplit.org").lower() == "https://one.livesplit.org"
        assert websocket.acceptance(head).startswith(b"HTTP/1.1 101 ")


SETTINGS = st.one_of(
    st.sampled_from(
        ["", "localhost", "0.0.0.0", "::", "fe80::1%\n", "::ffff:0.0.0.0", "192.168.1.20", "null", "*"]
    ),
    st.from_regex(r"[a-z]{1,5}://[a-z0-9.:]{1,20}(/.*)?", fullmatch=True),
    st.text(max_size=40),
)


@fuzzed
@given(SETTINGS, st.booleans())
@example("fe80::1%\x1b[2J", True)
@example("a" * 100_000, False)
def test_the_settings_of_a_timer(text, allow_remote):
    host = outcome(lambda: checked_host(text, allow_remote), len(text))
    if isinstance(host, str):
        assert host not in ("0.0.0.0", "::")
        check_plain(host)
    outcome(lambda: LiveSplitOne("127.0.0.1", 1, text), len(text))
