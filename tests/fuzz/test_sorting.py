"""Whatever a program sends to the page on which pictures are sorted: an answer, and the page goes on."""

import json
import socket
import sys
import threading
from contextlib import closing, contextmanager

from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from star_counter.dataset.sort_server import SortServer
from star_counter.dataset.sorting import Sorting
from tests.fuzz.outcomes import fuzzed

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
BODIES = st.one_of(
    st.binary(max_size=50),
    VALUES.map(json.dumps).map(str.encode),
    st.builds(
        lambda *one: json.dumps(dict(zip(("number", "verdict"), one, strict=True))).encode(), VALUES, VALUES
    ),
)
NAMES = st.sampled_from(["decide", "undo", "state", "", "picture/0", "picture/9"]) | st.text(
    "abc/.%019\xe9\xb2", max_size=9
)


class Server(SortServer):
    """Keeps what goes wrong in it."""

    def handle_error(self, request, client_address):
        self.wrong.append(sys.exc_info()[1])


@contextmanager
def serving(folder):
    server = Server(Sorting(folder))
    server.wrong = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asked(server, data):
    with closing(socket.create_connection(server.server_address, timeout=10)) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer


@fuzzed
@given(st.sampled_from(["GET", "POST"]), NAMES, BODIES)
@example("GET", "picture/" + "9" * 5000, b"")
@example("POST", "decide", b"[" * 999)
@example("POST", "decide", b'{"number": 1e999, "verdict": NaN}')
@example("POST", "decide", b'{"number": ' + b"9" * 900 + b', "verdict": 1}')
def test_any_request_is_answered(tmp_path_factory, method, name, body):
    folder = tmp_path_factory.mktemp("dataset")
    (folder / "unsorted" / "Ann").mkdir(parents=True)
    Image.new("RGB", (67, 40)).save(folder / "unsorted" / "Ann" / "run_000071_71_085.png")
    with serving(folder) as server:
        head = f"{method} /{server.word}/{name} HTTP/1.0\r\nHost: {server.host}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        answer = asked(server, head.encode("latin-1") + body)
        assert not server.wrong
        assert answer.startswith(b"HTTP/1.0 ")
        assert b" 200 " in asked(
            server, f"GET /{server.word}/state HTTP/1.0\r\nHost: {server.host}\r\n\r\n".encode()
        )
