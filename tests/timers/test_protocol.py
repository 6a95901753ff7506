"""What a timer makes of commands, and which of them it has carried out already."""

import pytest

from star_counter.timers.protocol import Command, Phase, TimerState, after, done_already

START, SPLIT, UNDO, SKIP, RESET, PAUSE, RESUME = Command
NOT_RUNNING = TimerState(Phase.NOT_RUNNING, -1, 3)
ENDED = TimerState(Phase.ENDED, 3, 3)


def running(index):
    return TimerState(Phase.RUNNING, index, 3)


def paused(index):
    return TimerState(Phase.PAUSED, index, 3)


def test_what_commands_do():
    for state, command, following in [
        (NOT_RUNNING, START, running(0)),
        (NOT_RUNNING, SPLIT, NOT_RUNNING),
        (NOT_RUNNING, RESET, NOT_RUNNING),
        (running(0), START, running(0)),
        (running(0), SPLIT, running(1)),
        (running(2), SPLIT, ENDED),
        (running(2), SKIP, running(2)),
        (running(1), SKIP, running(2)),
        (running(0), UNDO, running(0)),
        (ENDED, UNDO, running(2)),
        (ENDED, SPLIT, ENDED),
        (running(1), PAUSE, paused(1)),
        (paused(1), SPLIT, paused(1)),
        (paused(1), UNDO, paused(0)),
        (paused(1), RESUME, running(1)),
        (paused(1), RESET, NOT_RUNNING),
        (ENDED, RESET, NOT_RUNNING),
    ]:
        assert after(state, command) == following


DONE = {
    "nothing": (running(0), [SPLIT, SPLIT], running(0), 0),
    "one of two": (running(0), [SPLIT, SPLIT], running(1), 1),
    "both": (running(0), [SPLIT, SPLIT], running(2), 2),
    "the player went further": (running(0), [SPLIT], running(2), 1),
    "the player undid one": (running(1), [SPLIT], running(0), 0),
    "the last split": (running(2), [SPLIT], ENDED, 1),
    "a split and a pause by the player": (running(0), [SPLIT], paused(1), 1),
    "an undo": (running(2), [UNDO], running(1), 1),
    "a timer started anew": (running(1), [SPLIT], NOT_RUNNING, 0),
    "a timer that would ignore it": (NOT_RUNNING, [SPLIT], NOT_RUNNING, 0),
    "started by the player": (NOT_RUNNING, [START, SPLIT], running(0), 1),
    "started and split by the player": (NOT_RUNNING, [START, SPLIT], running(2), 2),
    "a new run, half way": (running(1), [RESET, START], NOT_RUNNING, 1),
}


@pytest.mark.parametrize(("before", "commands", "now", "done"), DONE.values(), ids=DONE.keys())
def test_what_is_done_already(before, commands, now, done):
    assert done_already(before, commands, now) == done
