"""What a timer says that no timer says: told within seconds, cleaned, and only a little kept of it."""

import contextlib
import json
import os
import threading
import time

import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect as library_connect
from websockets.sync.server import serve as library_serve

from star_counter.timers import livesplit, livesplit_one, open_timer, pipe
from tests.memory import megabytes_held
from tests.timers.conftest import serving, wait_for

LONG = 10.0  # seconds: what takes two, on a busy machine
SAYS = {
    "getcurrentsplitname": "-",
    "getsplitindex": "-1",
    "getcurrenttimerphase": "NotRunning",
    "getsplitcount": "3",
}


NO_MORE = {"error": {"code": "InvalidIndex"}}


@contextlib.contextmanager
def closing_soon(timer):
    """The timer, which has to close in time."""
    try:
        yield timer
    finally:
        started = time.monotonic()
        timer.close()
        assert time.monotonic() - started < LONG
        assert not timer._thread.is_alive()


@contextlib.contextmanager
def livesplit_that(answer):
    """A link to a LiveSplit that gives ``answer(question)``, where that is a text."""

    def behave(connected):
        rest = b""
        while asked := connected.recv(4096):
            *lines, rest = (rest + asked).split(b"\r\n")
            for line in lines:
                said = answer(line.decode())
                connected.sendall(b"" if said is None else f"{said}\n".encode())

    with serving(behave) as port, closing_soon(open_timer("livesplit", port=port)) as timer:
        yield timer


@contextlib.contextmanager
def livesplit_one_that(port, answer):
    """A link to a LiveSplit One that gives ``answer(command)``, as text."""

    def behave():
        with (
            contextlib.suppress(WebSocketException, OSError),
            library_connect(f"ws://localhost:{port}") as client,
        ):
            for message in client:
                client.send(answer(json.loads(message)))

    with closing_soon(open_timer("livesplit_one", port=port)) as timer:
        wait_for(lambda: timer._transport._entrance._listener)
        thread = threading.Thread(target=behave)
        thread.start()
        try:
            yield timer
        finally:
            timer.close()
            thread.join()


RUNNING = {"getcurrenttimerphase": "Running"}
NONSENSE = {
    "a negative count": ({"getsplitcount": "-5"}, "calls the number of its splits “-5”"),
    "a huge count": ({"getsplitcount": "999999"}, "It has more than 1000 splits: load a run with fewer."),
    "a count of more digits": ({"getsplitcount": "9" * 4000}, "calls the number of its splits “999"),
    "a count in other digits": ({"getsplitcount": "٣"}, "calls the number of its splits “٣”"),
    "an index behind the end": ({**RUNNING, "getsplitindex": "4"}, "says that it is at split 5 of 3"),
    "an index before the start": ({**RUNNING, "getsplitindex": "-2"}, "says that it is at split -1 of 3"),
    "an index without a count": (
        {**RUNNING, "getsplitindex": "999999", "getsplitcount": None},
        "says that it is at split 1000000 of its run",
    ),
    "another phase": ({"getcurrenttimerphase": "\x1b[2JFlying"}, "does not talk like LiveSplit: it said “-”"),
    "a name that is a page": ({"getcurrentsplitname": "a" * 9000}, "a line without an end: “aaa"),
}


@pytest.mark.parametrize(("answers", "told"), NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_of_a_livesplit_is_told(answers, told):
    says = SAYS | answers
    with livesplit_that(lambda question: says.get(question, "name")) as timer:
        wait_for(lambda: told in timer.status())
        assert timer.state() is None


NAMES = {
    "a": "a",
    "\x1b[31mred\u202e\x00": "\\x1b[31mred\\u202e\\x00",
    "two\tparts\u2028": "two parts",
    "<img src=x>": "<img src=x>",  # what is shown as HTML is escaped there
    "x" * 3000: "x" * 99 + "…",
}


def test_names_of_a_livesplit_are_cleaned_as_they_come():
    says = {**SAYS, **RUNNING, "getsplitindex": "1", "getsplitcount": str(len(NAMES))}
    says |= {f"getsplitname {number}": name for number, name in enumerate(NAMES)}
    says["getcurrentsplitname"] = says["getsplitname 1"]
    with livesplit_that(lambda question: says[question]) as timer:
        state = wait_for(timer.state)
        assert state.names == tuple(NAMES.values())
        assert state.name == "\\x1b[31mred\\u202e\\x00"


def test_names_that_come_slowly_are_not_awaited_for_ever(monkeypatch):
    monkeypatch.setattr(livesplit, "LONGEST_LIST", 0.5)

    def answer(question):
        if question.startswith("getsplitname"):
            time.sleep(0.1)
        return (SAYS | {"getsplitcount": "1000"}).get(question, "name")

    with livesplit_that(answer) as timer:
        wait_for(lambda: "silent for 2 s" in timer.status(), LONG)


def test_a_thousand_names_are_no_nonsense():
    says = SAYS | {"getsplitcount": "1000"}
    with livesplit_that(lambda question: says.get(question, question)) as timer:
        state = wait_for(timer.state, LONG)
    assert state.names == tuple(f"getsplitname {number}" for number in range(1000))


ONES_NONSENSE = {
    "an index that is true": '{"success": {"state": "Running", "index": true}}',
    "a broken index": '{"success": {"state": "Running", "index": 1.0}}',
    "an index as text": '{"success": {"state": "Running", "index": "1"}}',
    "a negative index": '{"success": {"state": "Running", "index": -1}}',
    "an index behind the end": '{"success": {"state": "Paused", "index": 2}}',
    "a huge index": f'{{"success": {{"state": "Running", "index": {"9" * 4000}}}}}',
    "an endless number": '{"success": {"state": "Running", "index": 1e999}}',
    "a number with too many digits": "1" * 9000,
    "no index": '{"success": {"state": "Running"}}',
    "another phase": '{"success": {"state": "Flying"}}',
    "a phase that is none": '{"success": {"state": ["Running"]}}',
    "an error": '{"error": {"code": "\\u0000\\ud800"}}',
    "nesting": "[" * 60000,
    "nesting of an answer": '{"success": ' * 5000 + "1" + "}" * 5000,
}


@pytest.mark.parametrize("said", ONES_NONSENSE.values(), ids=ONES_NONSENSE.keys())
def test_nonsense_of_a_livesplit_one_is_told(port, said):
    names = iter(["a", "b"])

    def answer(command):
        if command["command"] == "getCurrentState":
            return said
        name = next(names, None)
        return json.dumps(NO_MORE if name is None else {"success": name})

    with livesplit_one_that(port, answer) as timer:
        wait_for(lambda: "does not talk like LiveSplit One" in timer.status())
        timer.status().encode()
        assert len(timer.status()) < 300
        assert timer.state() is None


def test_names_of_a_livesplit_one_are_cleaned_as_they_come(port):
    names = [*NAMES, "\ud800"]

    def answer(command):
        if command["command"] == "getCurrentState":
            return '{"success": {"state": "Running", "index": 1}}'
        index = command["index"]
        return json.dumps(
            {"success": names[index]} if index < len(names) else {"error": {"code": "InvalidIndex"}}
        )

    with livesplit_one_that(port, answer) as timer:
        state = wait_for(timer.state)
        assert state.names == (*NAMES.values(), "\\ud800")
        assert state.name == state.names[1]


def test_names_of_a_livesplit_one_that_come_slowly_are_not_awaited_for_ever(port, monkeypatch):
    monkeypatch.setattr(livesplit_one, "LONGEST_LIST", 0.5)

    def answer(command):
        if command["command"] == "getCurrentState":
            return '{"success": {"state": "NotRunning"}}'
        time.sleep(0.1)
        return '{"success": "name"}' if command["index"] < 500 else json.dumps(NO_MORE)

    with livesplit_one_that(port, answer) as timer:
        wait_for(lambda: "silent for 2 s" in timer.status(), LONG)


def test_a_livesplit_one_with_names_without_end_is_told(port):
    def answer(command):
        is_state = command["command"] == "getCurrentState"
        return '{"success": {"state": "NotRunning"}}' if is_state else '{"success": "name"}'

    with livesplit_one_that(port, answer) as timer:
        wait_for(lambda: "It has more than 1000 splits" in timer.status(), LONG)


@contextlib.contextmanager
def saying(kind, port, terminal, lines):
    """A timer of a kind that takes the connection, and says these lines without end; its port."""
    is_over = threading.Event()

    def speak(say):
        with contextlib.suppress(OSError, WebSocketException):
            while lines and not is_over.is_set():
                say()
        is_over.wait()

    def say_in_messages(client):
        speak(lambda: [client.send(line) for line in lines])

    def write():
        with contextlib.suppress(BlockingIOError):
            os.write(terminal, said)
        with contextlib.suppress(BlockingIOError):
            os.read(terminal, 4096)

    said = "".join(f"{line}\n" for line in lines).encode()
    with contextlib.ExitStack() as ending:
        if kind == "livesplit":
            port = ending.enter_context(serving(lambda client: speak(lambda: client.sendall(said))))
        elif kind == "livesplit_websocket":
            server = ending.enter_context(library_serve(say_in_messages, "127.0.0.1", port))
            threading.Thread(target=server.serve_forever).start()
            ending.callback(server.shutdown)
        else:
            os.set_blocking(terminal, False)
            speaker = threading.Thread(target=speak, args=(write,))
            speaker.start()
            ending.callback(speaker.join)
        ending.callback(is_over.set)
        yield port


KINDS = ["livesplit", "livesplit_websocket", "livesplit_pipe"]


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_takes_the_connection_and_never_answers_is_told(port, terminal, kind):
    with saying(kind, port, terminal, []) as port, closing_soon(open_timer(kind, port=port)) as timer:
        wait_for(lambda: "LiveSplit is silent for 2 s" in timer.status(), LONG)
        assert not timer.is_well
        assert timer.state() is None


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_says_the_right_thing_without_end_is_told_and_not_kept(port, terminal, kind):
    lines = ["-1", "NotRunning"] * 100
    told: list[str] = []

    def is_told():
        told.extend(map(str, timer.reports()))
        return any("says more than it is asked" in one or "more than 1000 messages" in one for one in told)

    before = megabytes_held()
    with saying(kind, port, terminal, lines) as port, closing_soon(open_timer(kind, port=port)) as timer:
        wait_for(is_told, LONG)
    assert megabytes_held() - before < 50


def test_a_pipe_that_nobody_reads_is_told_though_it_cannot_be_given_up(terminal):
    """To write into a pipe has no time limit."""
    is_over = threading.Event()

    def answer():
        while not is_over.is_set():
            for line in os.read(terminal, 4096).split():
                if (said := SAYS.get(line.decode())) is not None:
                    os.write(terminal, f"{said}\n".encode())

    answering = threading.Thread(target=answer)
    answering.start()
    timer = open_timer("livesplit_pipe")
    try:
        wait_for(lambda: timer.status() == "LiveSplit: connected, not running, 3 splits.")
        is_over.set()
        answering.join()  # it has answered once more
        fill(pipe.PATH)
        wait_for(lambda: "LiveSplit is silent for 2 s" in timer.status(), LONG)
        assert not timer.is_well
        assert timer.state() is None
    finally:
        os.set_blocking(terminal, False)
        while timer._thread.is_alive():
            timer.close()
            with contextlib.suppress(BlockingIOError):
                os.read(terminal, 65536)


def fill(path):
    """Writes into the other end of a terminal until it takes no more."""
    with open(
        path, "wb", buffering=0, opener=lambda path, flags: os.open(path, flags | os.O_NONBLOCK)
    ) as file:
        while file.write(b"x" * 64):
            pass
