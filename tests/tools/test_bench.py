"""The parts of `make bench` that need no OBS, each run small: what they measure here means nothing."""

import math

from star_counter.reading.classifier import BUNDLED_MODEL
from tools.bench import locate, model, recording, table


def measured(rows):
    """The rows' values by what they are."""
    rows = list(rows)
    values = {row.what: row.value for row in rows}
    assert len(values) == len(rows)
    assert all(map(math.isfinite, values.values()))
    return values


def test_models_are_timed_in_turn():
    values = measured(model.rows([BUNDLED_MODEL], rounds=1, pictures=3))
    assert [value > 0 for value in values.values()] == [True]
    *_, share = model.rows([BUNDLED_MODEL, BUNDLED_MODEL], rounds=3, pictures=30)
    assert share.unit == "×"
    assert 0.1 < share.value < 10


def test_the_counter_is_located():
    small = {"each": 1, "nothing_each": 1, "clips": 1, "frames": 2, "rounds": 1}
    values = measured(locate.rows(["console"], ["text"], {"240p": (426, 240)}, **small))
    assert values["all: found, of 1"] == values["console: found, of 1"] == 100
    assert values["found on 1 screens without one"] == 0
    assert values["2 frames: crop off by, worst"] <= 3
    assert [what for what in values if what.startswith("240p")] == [
        f"240p, {picture}: one frame" for picture in ("full", "corner", "no counter")
    ]


def test_a_recording_is_read(tmp_path):
    speed, share, by_keys, memory, at_once = measured(
        recording.rows(tmp_path, seconds=0.5, rounds=1)
    ).values()
    assert min(speed, share, by_keys, at_once) > 0
    assert memory > 10


def test_the_table_tells_the_figures_and_their_targets(capsys):
    table.show([table.Row("a tick", 0.7512, "ms", "≤ 0.9")])
    assert capsys.readouterr().out.splitlines()[1].split() == ["a", "tick", "0.751", "ms", "≤", "0.9"]
