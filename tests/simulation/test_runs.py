"""What the simulated player does: how long each move lasts, and what the runs hold."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

from tools.simulation.drawing.scenery import PLACES
from tools.simulation.story.routes import ROUTES
from tools.simulation.story.runs import RUNS
from tools.simulation.story.script import FIRST_COUNTER, Script
from tools.simulation.story.tape import Tick

MINUTE = 1800  # ticks


class Fade(NamedTuple):
    """A fade: its colour and its closing shape; ticks until it is closed, closed, and until it is open."""

    colour: str
    shape: str
    closing: int
    held: int
    opening: int


def fades(ticks: Iterable[Tick]) -> list[Fade]:
    found = []
    for is_covered, group in itertools.groupby(ticks, lambda tick: tick.cover is not None):
        covers = [tick.cover for tick in group]
        if is_covered:
            held = [number for number, cover in enumerate(covers) if cover.done == 1]
            first, last = (held[0], held[-1]) if held else (20, 19)  # a teleport is never quite closed
            found.append(
                Fade(covers[0].colour, covers[0].shape, first, last - first + 1, len(covers) - last - 1)
            )
    return found


def written(do) -> list[Tick]:
    run = Script("meadow", count=7)
    do(run)
    return run.taken()


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        (lambda run: run.take_star("hall"), [("black", "cap", 32, 16)]),
        (lambda run: run.take_star_and_stay(), []),
        (lambda run: run.die("hall"), [("black", "horns", 48, 16)]),
        (lambda run: run.open_door("hall"), [("black", "circle", 20, 16)]),
        (lambda run: run.enter_pipe("hall"), [("black", "star", 20, 16)]),
        (lambda run: run.exit_course("hall"), [("black", "plain", 16, 16)]),
        (lambda run: run.enter_painting("lava"), [("white", "plain", 30, 16), ("white", "plain", 16, 26)]),
        (lambda run: run.enter_tower("clouds"), [("white", "plain", 30, 26)]),
        (lambda run: run.teleport(), [("white", "plain", 20, 20)]),
        (lambda run: run.fall_through("lava"), [("black", "circle", 20, 16)]),
        (lambda run: run.die("hall", falls=True), [("black", "circle", 20, 16)]),
        (lambda run: run.take_key("hall"), [("black", "cap", 32, 16)]),
        (lambda run: run.die_in_arena("lava"), [("black", "horns", 48, 16)]),
        (lambda run: run.win(), [("black", "plain", 30, 30)]),
        (lambda run: run.meet_peach(), [("white", "plain", 14, 192)]),
        (lambda run: run.pause(9), []),
        (lambda run: run.talk(9), []),
    ],
)
def test_fades_are_as_long_as_in_the_game(do, expected):
    found = fades(written(do))
    assert [(fade.colour, fade.shape, fade.closing, fade.opening) for fade in found] == expected


def test_a_place_may_open_at_once():
    def cut(run: Script) -> None:
        run.change_place("black", "plain", "hall", 16, opening=0)
        run.play(1)

    (fade,) = fades(written(cut))
    assert (fade.closing, fade.opening) == (16, 0)


def test_a_star_counts_when_it_is_touched_and_the_course_is_left_after_the_dance():
    ticks = written(lambda run: run.take_star("hall", score=64))
    touched = next(number for number, tick in enumerate(ticks) if tick.count == 8)
    assert [tick.count for tick in ticks[:touched]] == [7] * touched
    closing = next(number for number, tick in enumerate(ticks) if tick.cover)
    closed = next(number for number, tick in enumerate(ticks) if tick.cover and tick.cover.done == 1)
    assert (closing - touched, closed - touched) == (80, 112)
    drawn = [tick.count is not None for tick in ticks[-64:]]
    assert drawn == ([True] * 8 + [False] * 8) * 4


def test_a_star_that_ends_no_course_is_always_seen():
    ticks = written(lambda run: run.take_star_and_stay(30))
    assert {tick.count for tick in ticks} == {7, 8}


def test_between_two_cutscenes_mario_walks():
    ticks = written(lambda run: (run.watch(30), run.watch(40), run.enter_painting("lava")))
    icons = [(icon, len(list(same))) for icon, same in itertools.groupby(tick.camera for tick in ticks)]
    assert icons[:5] == [("lakitu", 1), ("cross", 30), ("lakitu", 10), ("cross", 40), ("lakitu", 10)]


def test_a_painting_waits():
    ticks = written(lambda run: run.enter_painting("lava"))
    assert next(number for number, tick in enumerate(ticks) if tick.cover) == 45
    assert ticks[-1].place == "lava"
    assert {tick.count for tick in ticks if tick.place == "stars"} == {None}


def test_a_teleport_keeps_the_counter_and_a_level_change_does_not():
    assert {tick.count for tick in written(lambda run: run.teleport())} == {7}
    assert None in {tick.count for tick in written(lambda run: run.open_door("hall"))}


@pytest.mark.parametrize("verb", ["pause", "talk"])
def test_menus_stop_the_game_and_keep_the_counter(verb):
    ticks = written(lambda run: getattr(run, verb)(30))
    assert len({replace(tick, camera="none") for tick in ticks}) == 1
    assert ticks[0].count == 7


@pytest.mark.parametrize(("version", "seconds"), [("US", 49.27), ("JP", 46.54)])
def test_the_first_counter_of_a_new_file(version, seconds):
    def begin(run: Script) -> None:
        run.power_on(FIRST_COUNTER[version])
        run.play(5)

    ticks = written(begin)
    hidden = [tick.count for tick in ticks].index(0)
    assert hidden / 30 == pytest.approx(seconds, abs=1 / 30)
    assert [tick.count for tick in ticks[hidden:]] == [0] * 5


def test_a_save_state_jumps_from_one_tick_to_the_next():
    def jump(run: Script) -> None:
        run.play(1)
        run.load_state(3, "lava")
        run.play(1)

    before, after = written(jump)
    assert (before.count, before.place, after.count, after.place) == (7, "meadow", 3, "lava")
    assert before.cover is after.cover is None


def test_another_file_has_another_count():
    ticks = written(lambda run: run.load_file(42))
    assert [fade.colour for fade in fades(ticks)] == ["black", "white", "white"]
    assert next(tick.count for tick in reversed(ticks)) == 42


def play(name: str, seed: int, version: str = "US") -> list[Tick]:
    return list(RUNS[name](np.random.default_rng(seed), version))


@pytest.fixture(scope="module", params=[("16", 0), ("16", 1), ("16", 2), ("70", 0), ("120", 1)])
def run(request) -> tuple[str, list[Tick]]:
    name, seed = request.param
    return name, play(name, seed)


def attempt(ticks: list[Tick]) -> list[Tick]:
    """The run without a false start: from the last power-on."""
    starts = [number for number, tick in enumerate(ticks) if tick.place == "logo"]
    return ticks[starts[-1] :]


# The counts of a route's splits, and how many black fades follow each at least; negative ones are white.
FADES = {
    "16": [(0, 2), (1, 2), (4, 1), (7, 1), (11, 1), (15, 1), (15, -1), (16, 1), (16, 4), (16, 8)],
    "70": [(10, 1), (13, 2), *((count, 1) for count in (17, 19, 24, 30, 34, 39, 42, 48, 52, 58, 62, 69))],
    "120": [
        (7, 1),
        (16, 1),
        (24, 1),
        (40, 2),
        (48, 1),
        (57, 1),
        (67, 2),
        (82, 1),
        (105, 1),
        (119, 1),
        (120, 1),
    ],
}


def new_counts(ticks: list[Tick]) -> list[tuple[int, int]]:
    """Each star: the tick that first shows it, and the count that it makes."""
    counts = [(number, tick.count) for number, tick in enumerate(ticks) if tick.count is not None]
    return [
        (number, count) for (_, before), (number, count) in itertools.pairwise(counts) if count == before + 1
    ]


def test_a_run_takes_as_long_as_players_do(run):
    name, ticks = run
    shortest, longest = ROUTES[name].minutes
    assert shortest * MINUTE <= len(ticks) <= longest * MINUTE * 1.03


def test_a_run_takes_each_star_once(run):
    name, ticks = run
    assert [count for _, count in new_counts(attempt(ticks))] == list(range(1, ROUTES[name].stars + 1))


def test_a_run_has_the_fades_of_its_splits(run):
    name, ticks = run
    ticks = attempt(ticks)
    first = next(number for number, tick in enumerate(ticks) if tick.count == 0)
    stars = [(first, 0), *new_counts(ticks), (len(ticks), None)]
    between = {
        count: [fade.colour for fade in fades(ticks[start:end])]
        for (start, count), (end, _) in itertools.pairwise(stars)
    }
    for count, number in FADES[name]:
        colour = "black" if number > 0 else "white"
        assert between[count].count(colour) >= abs(number), (count, number)


def test_the_grand_star_is_not_counted_and_has_no_fade(run):
    name, ticks = run
    last = max(number for number, tick in enumerate(ticks) if tick.star_in == 1)
    assert {tick.count for tick in ticks[last : last + 60]} == {ROUTES[name].stars}
    assert fades(ticks[last : last + 60]) == []
    assert ticks[-1].count is None


def test_much_happens_in_a_long_run():
    ticks = play("120", 1)
    assert {tick.overlay for tick in ticks} == {"", "pause", "dialogue", "score"}
    assert {(fade.colour, fade.shape) for fade in fades(ticks)} >= {
        ("black", "cap"), ("black", "horns"), ("black", "circle"), ("black", "star"), ("white", "plain"),
    }  # fmt: skip
    assert any(tick.cover and tick.cover.colour == "white" and tick.hud for tick in ticks)  # teleports
    assert {"abyss", "blizzard", "gold", "cave", "files", "letter"} <= {tick.place for tick in ticks}
    assert {tick.place for tick in ticks} <= {*PLACES, "logo"}


def test_counts_jump_now_and_then():
    jumps = set()
    for seed in range(12):
        ticks = play("16", seed)
        seen = [tick for tick in ticks if tick.count is not None]
        for before, after in itertools.pairwise(seen):
            if after.count not in (before.count, before.count + 1):
                jumps.add("reset" if after.count == 0 and after.place == "grounds" else "other")
    assert jumps == {"reset", "other"}


def test_the_seed_decides_what_happens():
    assert play("16", 5) == play("16", 5) != play("16", 6)
    assert play("demo", 5) == play("demo", 6)
