"""LiveSplit: a real timer (livesplit-core) behind a server that talks as LiveSplit does."""

import json
import statistics
import threading
import time

import pytest

from star_counter.timers import Command, Outcome, Phase, open_timer
from star_counter.timers.livesplit import LiveSplit
from star_counter.timers.streams import Lines, SocketStream
from tests.timers.conftest import free_port, outcomes, wait_for
from tools.timer.counterpart import NAMES, Counterpart, output

RUNNING, PAUSED, ENDED, NOT_RUNNING = Phase.RUNNING, Phase.PAUSED, Phase.ENDED, Phase.NOT_RUNNING
AFTER_THE_START = 0.02  # seconds: a split takes no effect at time 0


def serve(port):
    return Counterpart("server.mjs", port, websocketPort=free_port())


@pytest.fixture(scope="module")
def ports():
    """The server's port for each transport."""
    return {"livesplit": free_port(), "livesplit_websocket": free_port()}


@pytest.fixture(scope="module")
def one_server(ports):
    with Counterpart("server.mjs", ports["livesplit"], websocketPort=ports["livesplit_websocket"]) as server:
        yield server


@pytest.fixture
def server(one_server):
    """The server, with a new timer in it."""
    one_server.renew()
    yield one_server
    one_server.go_on()


@pytest.fixture
def port(ports):
    return ports["livesplit"]


@pytest.fixture
def own_port():
    """A port for a server of the test's own."""
    return free_port()


@pytest.fixture
def timer(server, link):
    """A link to the server, connected."""
    return connected(link())


@pytest.fixture
def running(timer, server):
    """A link to the server, whose timer runs."""
    start(timer, server)
    return timer


def connected(timer):
    wait_for(timer.state)
    return timer


def start(timer, server):
    """Has the timer run, and waits until the link knows."""
    server.player("start")
    time.sleep(AFTER_THE_START)
    wait_for(lambda: timer.state() and timer.state().place == (RUNNING, 0))


def silent(timer):
    """Waits until the link has noticed that the timer hangs."""
    wait_for(lambda: "silent for 2 s" in timer.status())


def test_the_server_talks_as_livesplit_does_with_an_independent_client(server, port):
    seen = output("client.mjs", str(port))
    assert seen == [
        ["NotRunning", -1, "-"],
        ["Running", 0, "BoB (1)"],
        ["Running", 1, "WF (8)"],
        ["Running", 2, None],  # LiveSplit says nothing where a split has no name
        ["Running", 1, "WF (8)"],
        ["Paused", 1, "WF (8)"],
        ["Running", 1, "WF (8)"],
        ["NotRunning", -1, "-"],
    ]


@pytest.fixture(params=["livesplit", "livesplit_websocket"])
def kind(request):
    return request.param


def test_every_command_arrives_and_the_timer_is_followed(server, link, ports, kind):
    timer = connected(link(kind, port=ports[kind]))
    assert timer.state().place == (NOT_RUNNING, -1)
    assert timer.state().names == NAMES
    steps = [
        (Command.START, (RUNNING, 0), "split 1 of 5 (BoB (1))"),
        (Command.SPLIT, (RUNNING, 1), "split 2 of 5 (WF (8))"),
        (Command.SKIP, (RUNNING, 2), "split 3 of 5"),
        (Command.SPLIT, (RUNNING, 3), "split 4 of 5 (Running)"),
        (Command.UNDO, (RUNNING, 2), "split 3 of 5"),
        (Command.PAUSE, (PAUSED, 2), "split 3 of 5, paused"),
        (Command.RESUME, (RUNNING, 2), "split 3 of 5"),
        (Command.RESET, (NOT_RUNNING, -1), "not running, 5 splits"),
    ]
    for command, place, status in steps:
        timer.send(command, "a star")
        assert outcomes(timer, 1) == [Outcome.CARRIED_OUT]
        assert server.place == timer.state().place == place
        assert timer.status() == f"LiveSplit: connected, {status}."
        time.sleep(AFTER_THE_START)


def test_a_run_to_its_end(timer, server):
    timer.send(Command.START)
    outcomes(timer, 1)
    time.sleep(AFTER_THE_START)
    for _ in NAMES:
        timer.send(Command.SPLIT)
    assert outcomes(timer, 5) == [Outcome.CARRIED_OUT] * 5
    assert server.place == timer.state().place == (ENDED, 5)
    assert "the run has ended" in timer.status()


def test_an_old_livesplit_tells_neither_count_nor_names(server, link):
    server.renew(isOld=True)
    timer = connected(link())
    start(timer, server)
    assert timer.state().count is timer.state().names is None
    assert timer.status() == "LiveSplit: connected, split 1 (BoB (1))."


def test_what_the_player_does_in_the_timer_is_noticed(running, server):
    for action, place in [
        ("split", (RUNNING, 1)),
        ("split", (RUNNING, 2)),
        ("undo", (RUNNING, 1)),
        ("skip", (RUNNING, 2)),
        ("pause", (PAUSED, 2)),
        ("reset", (NOT_RUNNING, -1)),
    ]:
        server.player(action)
        wait_for(lambda place=place: running.state().place == place)
    assert server.received == []


IGNORED = {
    "not running": (Command.SPLIT, [], "it is not running"),
    "running already": (Command.START, ["start"], "it is running already"),
    "paused": (Command.SPLIT, ["start", "pause"], "it is paused"),
    "nothing to undo": (Command.UNDO, ["start"], "there is no split to undo"),
    "a pause before the start, which would start": (Command.PAUSE, [], "it is not running"),
}


@pytest.mark.parametrize(("command", "actions", "why"), IGNORED.values(), ids=IGNORED.keys())
def test_an_ignored_command_is_reported_with_the_reason(server, link, command, actions, why):
    server.player(*actions)
    place = server.place
    timer = connected(link())
    timer.reports()
    timer.send(command, "16 stars")
    report = wait_for(timer.reports)[0]
    assert report.outcome is Outcome.IGNORED
    assert str(report) == f"LiveSplit: {command.value} (16 stars): ignored, {why}."
    assert server.place == place


def test_a_split_before_time_0_is_reported_as_ignored(server, link):
    server.renew(offset=-5)
    timer = connected(link())
    start(timer, server)
    timer.reports()
    timer.send(Command.SPLIT)
    assert "its time is not above 0 yet" in str(wait_for(timer.reports)[0])


def test_a_timer_that_starts_later_is_found(link, own_port):
    timer = link(port=own_port)
    wait_for(lambda: "Start TCP Server" in timer.status())
    assert timer.state() is None
    assert not timer.is_well
    with serve(own_port):
        wait_for(timer.state)
        assert timer.is_well


def test_a_split_while_the_connection_is_gone_is_caught_up_once(running, server):
    for number in (1, 2):
        server.do("hang_up")
        running.send(Command.SPLIT)
        assert outcomes(running, 1)[0] in (Outcome.CARRIED_OUT, Outcome.ALREADY_DONE)
        assert server.place == (RUNNING, number)
    assert server.received == ["split"] * 2


def test_what_a_hung_timer_missed_is_caught_up(running, server):
    running.send(Command.SPLIT, "sent into the hang")
    server.hang()
    running.send(Command.SPLIT, "also, or kept")
    silent(running)
    running.send(Command.SPLIT, "kept")
    wait_for(lambda: "wait" in running.status())
    server.go_on()
    assert len(outcomes(running, 3)) == 3
    assert server.place == running.state().place == (RUNNING, 3)
    assert server.received == ["split"] * 3


def test_without_catching_up_what_a_hung_timer_missed_is_reported(server, link):
    timer = connected(link(catch_up=False))
    start(timer, server)
    server.hang()
    silent(timer)
    timer.send(Command.SPLIT, "8 stars")
    time.sleep(0.6)
    timer.reports()
    server.go_on()
    wait_for(timer.state)
    missed = [report for report in timer.reports() if report.outcome]
    assert [report.outcome for report in missed] == [Outcome.MISSED]
    assert "8 stars" in str(missed[0])
    assert server.place == (RUNNING, 0)
    timer.send(Command.SPLIT)
    assert outcomes(timer, 1) == [Outcome.CARRIED_OUT]


def test_a_split_that_the_player_made_meanwhile_is_not_made_twice(running, server):
    server.do("answer_after", 60_000)
    silent(running)
    server.player("split")
    running.send(Command.SPLIT, "made by hand")
    running.send(Command.SPLIT, "not yet made")
    wait_for(lambda: "2 commands wait" in running.status())
    server.do("answer_after", 0)
    assert outcomes(running, 2) == [Outcome.ALREADY_DONE, Outcome.CARRIED_OUT]
    assert server.place == (RUNNING, 2)


def test_a_timer_killed_and_started_anew_in_a_run(link, own_port):
    with serve(own_port) as server:
        timer = connected(link(port=own_port))
        start(timer, server)
        timer.send(Command.SPLIT)
        outcomes(timer, 1)
    timer.send(Command.SPLIT, "8 stars")
    wait_for(lambda: "1 command waits" in timer.status())
    with serve(own_port) as server:
        assert outcomes(timer, 1) == [Outcome.IGNORED]  # it was told, and told why
        assert server.place == (NOT_RUNNING, -1)
        timer.send(Command.START)
        assert outcomes(timer, 1) == [Outcome.CARRIED_OUT]


def test_a_reset_leaves_nothing_of_the_run_before_to_catch_up(link, own_port):
    timer = link(port=own_port)
    for command in (Command.START, Command.SPLIT, Command.RESET, Command.START):
        timer.send(command)
    with serve(own_port) as server:
        assert outcomes(timer, 4) == [
            Outcome.MISSED, Outcome.MISSED, Outcome.IGNORED, Outcome.CARRIED_OUT,
        ]  # fmt: skip
        assert server.place == (RUNNING, 0)


def test_a_slow_timer_gets_every_command(running, server):
    server.do("answer_after", 50)
    for _ in range(3):
        running.send(Command.SPLIT)
    assert outcomes(running, 3, seconds=10) == [Outcome.CARRIED_OUT] * 3
    assert server.place == (RUNNING, 3)


def test_a_command_is_on_the_wire_at_once(server, link, ports, kind, capsys):
    timer = connected(link(kind, port=ports[kind]))
    sent, longest = [], 0.0
    for number in range(40):
        sent.append(time.time())
        begun = time.perf_counter()
        timer.send((Command.START, Command.RESET)[number % 2])
        longest = max(longest, time.perf_counter() - begun)
        outcomes(timer, 1)
        time.sleep(0.013)
    delays = sorted(came - went for came, went in zip(server.times(), sent, strict=True))
    figures = {
        "median": round(statistics.median(delays) * 1000, 2),
        "longest": round(delays[-1] * 1000, 2),
        "longest send()": round(longest * 1000, 3),
    }
    with capsys.disabled():
        print(f"\n{kind}, from send() until the timer has it, in ms: {json.dumps(figures)}")
    assert statistics.median(delays) < 0.1


def test_none():
    assert open_timer("none") is None


def test_never_more_is_asked_than_livesplit_takes_at_once(server, ports):
    """Its pipe keeps nothing: of more, each side would wait for the other to read."""
    lengths = []

    class Noted(Lines):
        def send(self, *messages):
            lengths.append(sum(len(f"{message}\r\n".encode()) for message in messages))
            super().send(*messages)

    server.renew(names=[f"Split {number}" for number in range(1000)])
    timer = LiveSplit(lambda stop: Noted(SocketStream.connect("localhost", ports["livesplit"], stop)), "")
    timer.connect(threading.Event())
    assert timer.state().names[-1] == "Split 999"
    timer.close()
    assert 500 < max(lengths) <= 1024
