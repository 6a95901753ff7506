"""Who may come in as LiveSplit One: no web page but its own, nobody in its place, and no flood stops it."""

import contextlib
import json
import select
import socket
import threading
import time

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as library_connect

from star_counter.problem import Problem
from star_counter.timers import Command, Outcome, Phase, open_timer
from star_counter.timers.entrance import OWN_PAGES, Entrance
from star_counter.timers.websocket import read_head
from tests.timers.conftest import outcomes, wait_for
from tools.timer.counterpart import NAMES, Counterpart

LONG = 10.0  # seconds: what takes two, on a busy machine
EVIL = "https://evil.example"


@pytest.fixture
def timer(link):
    timer = link("livesplit_one")
    wait_for(lambda: "not connected" in timer.status())
    return timer


@pytest.fixture
def entrance(port):
    """The entrance alone, without the thread that looks after it."""
    with contextlib.closing(Entrance("127.0.0.1", port)) as entrance:
        entrance.open()
        yield entrance


@pytest.fixture
def one(port, timer):
    """A real LiveSplit One that is connected, and runs."""
    with Counterpart("livesplit_one.mjs", port) as one:
        wait_for(timer.state)
        one.player("start")
        wait_for(lambda: timer.state().phase is Phase.RUNNING)
        timer.reports()
        yield one


def request(*fields):
    """What a browser says to open a WebSocket, with these fields besides."""
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    always = ("GET / HTTP/1.1", "Upgrade: websocket", "Connection: Upgrade", key, "Sec-WebSocket-Version: 13")
    return "\r\n".join([*always, *fields, "", ""]).encode()


def heard(connected):
    """All that is said until the other side ends it."""
    said = b""
    while data := connected.recv(4096):
        said += data
    return said.decode()


def answer(port, said):
    """What the server answers to that, in its first 4096 bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=LONG) as connected:
        connected.sendall(said)
        return connected.recv(4096).decode("utf-8", "replace")


def knock(entrance, *fields):
    """What the entrance answers to who comes with these fields, in its first 4096 bytes."""
    admitted = []

    def is_answered():
        entrance.look()
        admitted.append(entrance.admit(threading.Event()))
        return select.select([connected], [], [], 0)[0]

    with socket.create_connection(entrance.address, timeout=LONG) as connected:
        connected.sendall(request(*fields))
        wait_for(is_answered)
        said = connected.recv(4096).decode()
    for one in filter(None, admitted):
        one.close()
    return said


FOREIGN = [
    EVIL,
    "null",  # a page in a frame without rights, or a file
    "file://",
    "",
    "http://localhost:8080",
    "http://one.livesplit.org",
    "https://one.livesplit.org:8443",
    "https://one.livesplit.org.evil.example",
    "https://evil.example/https://one.livesplit.org",
    "https://one.livesplit.org, https://evil.example",
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_web_page_is_refused_and_told_why(entrance, port, origin):
    setting = "Page of another LiveSplit One"
    told = f"The web page “{origin}” was refused: write that as “{setting}” if it is yours."
    said = knock(entrance, f"Host: localhost:{port}", f"Origin: {origin}")
    assert said.startswith("HTTP/1.1 403 Forbidden\r\n")
    assert said.endswith(f"\r\n\r\n{told}\n")
    assert entrance.notice == told


def test_the_player_is_told_of_a_page_that_was_refused(timer, port):
    assert answer(port, request(f"Host: localhost:{port}", f"Origin: {EVIL}")).startswith("HTTP/1.1 403 ")
    wait_for(lambda: f"The web page “{EVIL}” was refused: " in timer.status())
    assert timer.status().startswith("LiveSplit One is not connected: ")
    assert timer.state() is None


def test_a_newcomer_is_told_however_many_were_refused_before(timer, port):
    told = "Another LiveSplit One was refused: disconnect this one before."
    for number in range(12):
        answer(port, request(f"Host: localhost:{port}", f"Origin: https://page-{number}.example"))
    for _ in range(2):
        with Counterpart("livesplit_one.mjs", port):
            wait_for(timer.state)
            assert told not in timer.status()
            with library_connect(f"ws://localhost:{port}") as newcomer, pytest.raises(ConnectionClosed):
                newcomer.recv(LONG)
            wait_for(lambda: told in timer.status())
        wait_for(lambda: not timer.state())


@pytest.mark.parametrize("pages", [(OWN_PAGES[0], EVIL), (EVIL, OWN_PAGES[0])])
def test_a_second_field_hides_no_page(entrance, port, pages):
    fields = (f"Host: localhost:{port}", *(f"Origin: {page}" for page in pages))
    assert knock(entrance, *fields).startswith("HTTP/1.1 403 ")


@pytest.mark.parametrize("origin", [None, *OWN_PAGES])
def test_livesplit_one_itself_may_come_in(timer, port, origin):
    with library_connect(f"ws://localhost:{port}", origin=origin) as client:
        assert json.loads(client.recv(LONG)) == {"command": "getCurrentState"}


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1", "127.0.0.2", "[::1]"])
def test_it_may_call_this_computer_by_each_of_its_own_names(entrance, port, name):
    assert knock(entrance, f"Host: {name}:{port}").startswith("HTTP/1.1 101 ")


def test_it_may_use_the_address_that_the_player_allowed():
    """Of this computer in the network, where the tests know none."""
    head = read_head(request("Host: 192.168.1.20:16834"))
    assert not Entrance("192.168.1.20", 16834)._objection(head)
    assert Entrance("192.168.1.21", 16834)._objection(head)


FOREIGN_HOSTS = [
    "evil.example:{}",
    "evil.example",
    "localhost.evil.example:{}",
    "127.0.0.1.evil.example:{}",
    "evil@localhost:{}",
    "localhost:{0}, evil.example:{0}",
    "192.168.1.20:{}",
    "localhost:1",
    "localhost",  # at port 80
    "[::1",
    ":{}",
    "",
]


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_page_whose_name_leads_here_is_refused_whatever_it_says_it_is(entrance, port, host):
    """By DNS rebinding: the page's own name is made to lead to this computer."""
    host = host.format(port)
    said = knock(entrance, f"Host: {host}", f"Origin: {OWN_PAGES[0]}")
    assert said.startswith("HTTP/1.1 403 Forbidden\r\n")
    assert entrance.notice.endswith(
        f"“{host}” was refused: LiveSplit One's address is ws://localhost:{port}."
    )


@pytest.mark.parametrize(
    "setting", ["http://localhost:8080", " HTTP://localhost:8080/livesplit/index.html?a"]
)
def test_another_page_may_come_in_where_the_player_says_so(link, port, setting):
    timer = link("livesplit_one", origin=setting)
    wait_for(lambda: "not connected" in timer.status())
    for page in ("http://localhost:8080", OWN_PAGES[0]):
        with library_connect(f"ws://localhost:{port}", origin=page) as client:
            assert client.recv(LONG)
    assert answer(port, request(f"Host: localhost:{port}", f"Origin: {EVIL}")).startswith("HTTP/1.1 403 ")


@pytest.mark.parametrize(
    "setting", ["null", "*", "localhost:8080", "https://", "javascript:x", "https://a b"]
)
def test_what_names_no_page_is_told(setting):
    with pytest.raises(Problem, match="is no page: write how it begins"):
        open_timer("livesplit_one", origin=setting)


def test_the_address_that_the_player_allowed_is_the_only_one(link, port):
    timer = link("livesplit_one", host="127.0.0.3", allow_remote=True)
    wait_for(lambda: f"enter ws://127.0.0.3:{port}" in timer.status())
    with library_connect(f"ws://127.0.0.3:{port}") as client:
        assert client.recv(LONG)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=LONG)
    for everything in ("0.0.0.0", "::", "::ffff:0.0.0.0"):
        with pytest.raises(Problem, match="is not the address of one computer"):
            open_timer("livesplit_one", host=everything, allow_remote=True)


def test_it_listens_on_the_newer_addresses_too(link, port):
    if not socket.has_ipv6:
        pytest.skip("there is no IPv6")
    timer = link("livesplit_one", host="::1")
    wait_for(lambda: f"enter ws://[::1]:{port}" in timer.status())
    with library_connect(f"ws://[::1]:{port}") as client:
        assert client.recv(LONG)


def test_no_newcomer_takes_the_place_of_a_connected_one(timer, one, port):
    for _ in range(2):
        with library_connect(f"ws://localhost:{port}", origin=OWN_PAGES[0]) as newcomer:
            with pytest.raises(ConnectionClosed):
                newcomer.recv(LONG)
            assert newcomer.close_code == 1013
            assert "has a LiveSplit One already: disconnect that one first." in newcomer.close_reason
    told = "Another LiveSplit One was refused: disconnect this one before."
    wait_for(lambda: timer.status() == f"LiveSplit One: connected, split 1 of 5 (BoB (1)). {told}")
    assert [str(report) for report in timer.reports()] == [f"LiveSplit One: {told}"]
    timer.send(Command.SPLIT)
    assert outcomes(timer, 1) == [Outcome.CARRIED_OUT]
    assert one.place == (Phase.RUNNING, 1)


def test_a_page_cannot_even_try_while_one_is_connected(timer, one, port):
    assert answer(port, request(f"Host: localhost:{port}", f"Origin: {EVIL}")).startswith("HTTP/1.1 403 ")
    wait_for(lambda: f"connected, split 1 of 5 (BoB (1)). The web page “{EVIL}”" in timer.status())


def test_a_hung_one_keeps_its_place_until_it_is_gone(timer, one, port):
    one.hang()
    wait_for(lambda: not timer.is_well)
    with library_connect(f"ws://localhost:{port}") as newcomer, pytest.raises(ConnectionClosed):
        newcomer.recv(LONG)
    assert newcomer.close_code == 1013
    one.kill()
    with Counterpart("livesplit_one.mjs", port, names=["other"]):
        wait_for(lambda: timer.state() and timer.state().names == ("other",))


def flood(connected, said, seconds=LONG):
    """Says the same again and again until the other side ends it; returns whether it did."""
    deadline = time.monotonic() + seconds
    with contextlib.suppress(OSError):
        while time.monotonic() < deadline:
            connected.sendall(said)
        return False
    return True


FLOODS = {
    "events": b'\x81\x94\0\0\0\0{"event": "Skipped"}',
    "pings": b"\x89\x80\0\0\0\0",
    "parts of a message": b"\x01\x80\0\0\0\0" + b"\x00\x80\0\0\0\0" * 100,
    "long messages": b"\x81\xfe\xff\xff\0\0\0\0" + b'{"event": 1}'.ljust(65535),
}


@pytest.mark.parametrize("said", FLOODS.values(), ids=FLOODS.keys())
def test_a_flood_is_ended_and_told(timer, port, said):
    with socket.create_connection(("127.0.0.1", port), timeout=LONG) as connected:
        connected.sendall(request(f"Host: localhost:{port}"))
        assert connected.recv(4096)
        assert flood(connected, said * 50)
    wait_for(lambda: any("it sent " in str(report) for report in timer.reports()))
    with Counterpart("livesplit_one.mjs", port):
        wait_for(timer.state)


def test_the_size_of_a_message_is_bounded(timer, port):
    with socket.create_connection(("127.0.0.1", port), timeout=LONG) as connected:
        connected.sendall(request(f"Host: localhost:{port}"))
        assert connected.recv(4096)
        connected.sendall(b"\x81\xff" + (100_000_000).to_bytes(8, "big") + b"mask")
        with pytest.raises(ConnectionResetError):
            while said := connected.recv(4096):
                last = said
            raise ConnectionResetError
    assert b"You sent a message of more than 65536 bytes." in last
    wait_for(lambda: any("more than 65536 bytes" in str(report) for report in timer.reports()))


def test_one_that_only_tells_of_events_is_told_to_be_silent(timer, port):
    def is_told():
        client.send('{"event": "Splitted"}')
        return "silent for 2 s" in timer.status()

    with library_connect(f"ws://localhost:{port}") as client:
        wait_for(is_told, LONG)
        assert timer.state() is None


def test_two_hundred_silent_connections_keep_no_livesplit_one_out(timer, port):
    with contextlib.ExitStack() as connections:
        silent = [
            connections.enter_context(socket.create_connection(("127.0.0.1", port), timeout=LONG))
            for _ in range(200)
        ]
        with Counterpart("livesplit_one.mjs", port):
            wait_for(timer.state, LONG)
            assert len(timer._transport._entrance._guests) <= 8
            assert timer.state().names == NAMES
            assert [heard(one) for one in silent] == [""] * 200  # after two seconds
    assert any("Too many connections" in str(report) for report in timer.reports())


def test_a_connected_one_is_served_while_others_crowd_in(timer, one, port):
    is_over = threading.Event()

    def crowd():
        while not is_over.is_set():
            with contextlib.ExitStack() as connections, contextlib.suppress(OSError):
                for _ in range(50):
                    one = connections.enter_context(socket.create_connection(("127.0.0.1", port), timeout=1))
                    one.sendall(b"GET / HTTP/1.1\r\n")

    crowding = threading.Thread(target=crowd)
    crowding.start()
    try:
        for number in (1, 2, 3):
            timer.send(Command.SPLIT)
            assert outcomes(timer, 1, LONG) == [Outcome.CARRIED_OUT]
            assert one.place == (Phase.RUNNING, number)
    finally:
        is_over.set()
        crowding.join()


def test_a_handshake_that_drips_is_waited_for_by_nobody(entrance, port):
    with socket.create_connection(entrance.address) as dripping:
        dripping.sendall(request(f"Host: localhost:{port}")[:-1])
        wait_for(lambda: entrance.look() or entrance._guests)
        assert knock(entrance, f"Host: localhost:{port}").startswith("HTTP/1.1 101 ")
        dripping.sendall(b"\n")
        wait_for(lambda: entrance.look() or entrance.admit(threading.Event())).close()


def test_a_handshake_that_drips_is_ended_after_two_seconds(timer, port):
    with socket.create_connection(("127.0.0.1", port), timeout=LONG) as dripping:
        begun = time.monotonic()
        with contextlib.suppress(OSError):
            for letter in request(f"Host: localhost:{port}", "X: " + "x" * 1000):
                dripping.sendall(bytes([letter]))
                time.sleep(0.05)
        assert 1.9 < time.monotonic() - begun < LONG
    assert timer.state() is None


STRANGERS = {
    "a browser": (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "426 ", "said “GET / HTTP/1.1”"),
    "nonsense": (b"\xff\x00\r\n\r\n", "426 ", "said “ÿ\\x00”"),
    "a head without an end": (b"a" * 9000, "400 ", "Something that is no LiveSplit One"),
}


@pytest.mark.parametrize(("said", "status", "told"), STRANGERS.values(), ids=STRANGERS.keys())
def test_what_is_no_livesplit_one_is_told(timer, port, said, status, told):
    assert answer(port, said).startswith(f"HTTP/1.1 {status}")
    wait_for(lambda: told in timer.status())
