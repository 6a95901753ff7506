"""The thread that talks with a timer, so that nobody else ever waits for it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from ..problem import Problem
from .protocol import Command, Outcome, Phase, Report, TimerState, after, done_already, why_ignored
from .transport import SILENCE, Transport

#: How many seconds pass until the timer is asked again where it is.
POLL = 0.1
#: How many seconds a timer may take to carry out a command before it counts as ignored.
CONFIRM = 0.3
#: A command that waited for longer, in seconds, was late.
LATE = 0.5
#: How many seconds a command may take that was sent into a connection which broke then.
UNSURE = 1.0
_STUCK = SILENCE + 1.0  # seconds without an answer in which the thread itself should have said so
_SHORTEST_REST = 0.1  # seconds
_CLOSE_TIMEOUT = 1.0  # seconds
_MOST_REPORTS = 1000
_MOST_NOTICES = 10


@dataclass
class _Order:
    """A command to be sent, and whether that was tried already."""

    command: Command
    reason: str
    time: float
    is_unsure: bool = False

    @property
    def age(self) -> float:
        """How many seconds ago it was given."""
        return time.monotonic() - self.time

    def __str__(self) -> str:
        return f"{self.command.value} ({self.reason})" if self.reason else self.command.value


class TimerConnection:
    """Tells a timer what to do, and follows where it is, on a thread of its own.

    `send`, `state`, `status` and `reports` never wait: not for the timer, and not for a lock that the thread
    may hold. Where the timer is absent, hangs or talks nonsense the thread connects anew, by itself. Commands
    are kept meanwhile, in their order. Then, with ``catch_up``, the ones that the timer has not carried out
    are sent, late; without, they are reported as missed.
    """

    def __init__(self, transport: Transport, catch_up: bool = True):
        self._transport, self._catch_up = transport, catch_up
        self._inbox: SimpleQueue[_Order | None] = SimpleQueue()  # written in C: to put never gives up the GIL
        self._reports: deque[Report] = deque(maxlen=_MOST_REPORTS)
        self._stop = threading.Event()
        self._is_well = False
        self._state: TimerState | None = None
        self._problem = f"{transport.name}: connecting."
        self._heard = 0.0  # when the timer answered last
        # From here on the thread's alone.
        self._waiting: deque[_Order] = deque()
        self._before: TimerState | None = None  # the last state known: the one before the first order waiting
        self._rest = _SHORTEST_REST
        self._noticed: set[str] = set()  # what is reported of its notices already
        self._thread = threading.Thread(target=self._run, name="star counter's timer", daemon=True)
        self._thread.start()

    def send(self, command: Command, reason: str = "") -> None:
        """Has the timer told, at once where it listens. ``reason`` goes into the report."""
        self._inbox.put(_Order(command, reason, time.monotonic()))

    def state(self) -> TimerState | None:
        """Where the timer was a moment ago, or None where it does not answer."""
        return None if self._is_stuck else self._state

    @property
    def is_well(self) -> bool:
        """Whether the timer answers."""
        return self._is_well and not self._is_stuck

    @property
    def _is_stuck(self) -> bool:
        """Whether the thread itself waits for the timer, as it may in writing to a pipe that nobody reads."""
        return self._is_well and time.monotonic() - self._heard > _STUCK

    def _connected(self, state: TimerState) -> str:
        return f"{self._transport.name}: connected, {state}."

    @property
    def _silence(self) -> str:
        name = self._transport.name
        return f"{name} is silent for {SILENCE:g} s: it hangs, or a question is open in its window."

    def status(self) -> str:
        """What is to be known of the timer, in a sentence or two."""
        state = self.state()
        if self.is_well and state:
            told = [self._connected(state)]
        else:
            told = [self._silence if self._is_stuck else self._problem]
            if waiting := len(self._waiting) + self._inbox.qsize():
                told.append("1 command waits." if waiting == 1 else f"{waiting} commands wait.")
        return " ".join([*told, self._transport.notice]).strip()

    def reports(self) -> list[Report]:
        """What happened since the last call, oldest first."""
        reports = []
        while self._reports:
            reports.append(self._reports.popleft())
        return reports

    def tick(self) -> None:
        """Nothing: this timer needs no tick of OBS."""

    def close(self) -> None:
        """Ends the thread, within a second."""
        self._stop.set()
        self._inbox.put(None)
        self._thread.join(_CLOSE_TIMEOUT)

    # The rest runs on the thread.

    def _run(self) -> None:
        while not self._stop.is_set():
            problem = self._talk()
            self._transport.drop()
            self._lose(problem)
            self._wait()
        self._transport.close()

    def _talk(self) -> str:
        """Connects, and talks until something goes wrong; returns what it was, as a sentence."""
        name, is_connected = self._transport.name, False
        try:
            self._transport.connect(self._stop)
            is_connected = True
            self._serve(self._send_waiting(self._poll()))
        except Problem as problem:
            return f"{name}: {problem}"
        except TimeoutError:
            if is_connected:
                return self._silence
        except OSError:
            if is_connected:
                return f"{name}: the connection broke."
        except Exception as error:  # whatever it is, the run goes on and the player is told
            return f"{name}: an error in the star counter itself ({error!r}): report this."
        return self._transport.help

    def _lose(self, problem: str) -> None:
        """Notes that the timer does not answer; tells what is new."""
        if (self._is_well or problem != self._problem) and not self._stop.is_set():
            self._reports.append(Report(problem))
        self._problem, self._is_well, self._state = problem, False, None
        self._tell_notice()

    def _wait(self) -> None:
        """Rests before the next attempt: longer each time, but not when a command comes."""
        rest, self._rest = self._rest, min(self._rest * 2, self._transport.longest_rest)
        with contextlib.suppress(Empty):
            self._keep(self._inbox.get(timeout=rest))

    def _poll(self) -> TimerState:
        """Asks where the timer is."""
        state = self._transport.state()
        self._heard = time.monotonic()
        is_news, self._is_well, self._rest = not self._is_well, True, _SHORTEST_REST
        if not self._waiting:
            self._before = state
        self._state = state
        if is_news:
            self._reports.append(Report(self._connected(state)))
        self._tell_notice()
        return state

    def _tell_notice(self) -> None:
        """Reports what else there is to know, each of it once: who has ever new names fills no log."""
        notice = self._transport.notice
        if notice and notice not in self._noticed and len(self._noticed) < _MOST_NOTICES:
            self._noticed.add(notice)
            self._reports.append(Report(f"{self._transport.name}: {notice}"))

    def _send_waiting(self, state: TimerState) -> TimerState:
        """Deals with the commands that waited, now that the timer is back; returns where it is then."""
        while not self._inbox.empty():
            self._keep(self._inbox.get())
        if not self._waiting:
            return state
        done = self._done(state)
        if self._waiting[0].is_unsure:
            # The timer may not have read yet what was sent into the last connection.
            deadline = time.monotonic() + UNSURE
            while not done and time.monotonic() < deadline and not self._stop.wait(POLL):
                state = self._poll()
                done = self._done(state)
        for _ in range(done):
            self._finish(Outcome.ALREADY_DONE, f"{self._transport.name} has it already")
        while self._waiting and not self._catch_up and self._waiting[0].age > LATE:
            self._finish(Outcome.MISSED, f"{self._transport.name} did not answer")
        self._before = state
        return self._deliver_all(state)

    def _done(self, state: TimerState) -> int:
        if not self._before:
            return 0
        return done_already(self._before, [order.command for order in self._waiting], state)

    def _serve(self, state: TimerState) -> None:
        """Sends each command as it comes, and looks where the timer is meanwhile."""
        while not self._stop.is_set():
            try:
                self._keep(self._inbox.get(timeout=POLL))
            except Empty:
                state = self._poll()
            state = self._deliver_all(state)

    def _keep(self, order: _Order | None) -> None:
        if order is None:
            return
        while self._waiting and order.command is Command.RESET:
            self._finish(Outcome.MISSED, "the run was reset meanwhile")
        self._waiting.append(order)

    def _deliver_all(self, state: TimerState) -> TimerState:
        """Sends the commands that wait, from that state on; returns where the timer is then."""
        while self._waiting and not self._stop.is_set():
            state = self._before = self._deliver(state)
        return state

    def _deliver(self, before: TimerState) -> TimerState:
        """Sends the first command that waits. It waits until it is known what became of it."""
        order = self._waiting[0]
        if order.command is Command.PAUSE and before.phase is Phase.NOT_RUNNING:
            self._finish(Outcome.IGNORED, why_ignored(before, order.command))  # LiveSplit would start
            return before
        order.is_unsure = True
        refusal = self._transport.send(order.command)
        delay = order.age
        now = self._poll()
        if refusal:
            self._finish(Outcome.IGNORED, refusal)
            return now
        if after(before, order.command) != before:  # else it moves only where the player was quicker
            now = self._moved(before, now)
        if now.place != before.place:
            self._finish(Outcome.CARRIED_OUT, f"{delay:.1f} s late" if delay > LATE else "", delay)
        else:
            self._finish(Outcome.IGNORED, why_ignored(now, order.command))
        return now

    def _moved(self, before: TimerState, now: TimerState) -> TimerState:
        """Where the timer is once it has moved, which it may take a moment to do, or has not."""
        deadline = time.monotonic() + CONFIRM
        while now.place == before.place and time.monotonic() <= deadline and not self._stop.wait(0.02):
            now = self._poll()
        return now

    def _finish(self, outcome: Outcome, note: str, delay: float | None = None) -> None:
        """Reports what became of the first command that waits."""
        order = self._waiting.popleft()
        delay = order.age if delay is None else delay
        text = f"{self._transport.name}: {order}: {outcome.value}" + (f", {note}." if note else ".")
        self._reports.append(Report(text, order.command, order.reason, outcome, delay))
