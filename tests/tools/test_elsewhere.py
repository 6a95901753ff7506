"""Some seconds of other games and menus through the real reader and the real tracker."""

import itertools

import numpy as np
import pytest

from star_counter.tracking.event import Event
from tools.bench import elsewhere
from tools.bench.__main__ import main
from tools.bench.elsewhere import NUMBERS, Job, Outcome, Told
from tools.simulation.elsewhere import program
from tools.simulation.elsewhere.program import FPS, Program
from tools.simulation.elsewhere.shows import SHOWS, SIZE


@pytest.fixture
def short(monkeypatch):
    """Shows and runs that are short, so that there are many."""
    monkeypatch.setattr(program, "_SECONDS", (0.3, 1.0))
    monkeypatch.setattr(elsewhere, "PLAYED", 3.0)


@pytest.mark.parametrize("name", SHOWS)
def test_a_show_goes_on_and_is_the_same_by_its_seed(name):
    one, other = (list(Program(3, 1.0, (name,)).pictures()) for _ in range(2))
    assert len(one) == FPS
    assert {(picture.shape, picture.dtype, show) for picture, show in one} == {
        ((SIZE[1], SIZE[0], 3), np.dtype(np.uint8), name)
    }
    assert all(np.array_equal(a, b) for (a, _), (b, _) in zip(one, other, strict=True))


def test_frames_have_all_parts_and_go_on_from_a_number():
    frames = [frame for frame, _ in itertools.islice(Program(1, 1.0).frames(100, 5.0), 3)]
    assert [(frame.number, round(frame.time, 3)) for frame in frames] == [
        (100, 5.0),
        (101, 5.033),
        (102, 5.067),
    ]
    parts = [frames[0].crop, frames[0].lives, frames[0].coins, frames[0].camera]
    assert all(part.ndim == 3 and part.size for part in parts)
    assert frames[0].game.shape == (24, 32, 3)


def test_nothing_is_invented_without_a_run(short):
    assert elsewhere.play_through(Job(4, 20.0)).invented == []


@pytest.mark.parametrize("seed", [5, 6])
def test_nothing_is_invented_where_a_run_is_paused_and_it_goes_on(short, seed):
    outcome = elsewhere.play_through(Job(seed, 15.0, is_paused=True))
    assert outcome.invented == []
    assert outcome.is_right


def test_numbers_where_the_counter_is_are_read_and_told():
    """What the tool measures can be seen: the game's own digits are counts to a reader."""
    outcome = elsewhere.play_through(Job(0, 8.0, (NUMBERS,)))
    assert outcome.sure[NUMBERS] > 0
    assert any(told.event.kind == "count" for told in outcome.invented)


def test_the_report_counts_by_kind_and_hour():
    told = [Told(Event("star", 5, 0.2, 7, 8), "game"), Told(Event("count", 9, 0.3, 8, 9), "game")]
    outcome = Outcome(Job(1, 1800.0), told, is_right=True)
    outcome.looked["game"], outcome.sure["game"] = 200, 3
    rows = {row.what: row.value for row in elsewhere.rows([outcome])}
    assert rows["others: star invented"] == rows["others: count invented"] == 2.0
    assert rows["game: frames in which a count is read surely"] == 1.5
    assert next(elsewhere.lines([outcome])) == "seed 1, others, game: star 7 → 8 (frame 5, 0.20 s)"


def test_the_command_prints_the_table(short, monkeypatch, capsys):
    monkeypatch.setattr(program, "_CLEAN", 1.0)
    assert main(["elsewhere", "--minutes", "0.1", "--workers", "1"]) == 0
    assert "others, a run paused: the count wrong after it" in capsys.readouterr().out
