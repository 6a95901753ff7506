"""The star counter's side of LiveSplit's pipe: carries out orders, one a line, and prints JSON for each.

wait            until the timer answers: its state
NAME            a command, such as “split”: what became of it, and the state then
status          what the player is told
lost            until the timer does not answer: what the player is told
close           how many seconds that takes
"""

import json
import sys
import time

from star_counter.timers import Command, open_timer

PATIENCE = 30.0  # seconds


def main():
    timer = open_timer("livesplit_pipe", catch_up=True)
    for line in sys.stdin:
        print(json.dumps(done(timer, line.strip())), flush=True)


def done(timer, order):
    if order == "wait":
        return shown(wait_for(timer.state))
    if order == "status":
        return timer.status()
    if order == "lost":
        wait_for(lambda: not timer.is_well)
        return timer.status()
    if order == "close":
        begun = time.monotonic()
        timer.close()
        return time.monotonic() - begun
    timer.reports()
    timer.send(Command(order))
    told = wait_for(lambda: [report for report in timer.reports() if report.outcome])
    return [told[0].outcome.value, shown(timer.state())]


def shown(state):
    return [state.phase.value, state.index, state.name, state.names and list(state.names)]


def wait_for(condition):
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)
    return value


main()
