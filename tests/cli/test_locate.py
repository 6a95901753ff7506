"""The command `star-counter locate`, on real files."""

import argparse
import json

import numpy as np
import pytest
from PIL import Image

from star_counter.cli import locate
from star_counter.hud import CAMERA, COINS, LIVES, HudGrid
from star_counter.problem import Problem
from tests import pictures

GRID = HudGrid(0, 0, 2, 2)


@pytest.fixture
def run(capsys):
    """Runs `star-counter locate` in this process: its problems and its lines."""

    def run(*arguments):
        parser = argparse.ArgumentParser()
        locate.add_command(parser.add_subparsers())
        options = parser.parse_args(["locate", *map(str, arguments)])
        problems = options.run(options)
        return problems, capsys.readouterr().out.splitlines()

    return run


def test_the_demo_run_is_located(run, demo):
    video, truth = demo
    problems, (line,) = run(video, "--json")
    found = json.loads(line)
    assert problems == []
    assert set(found) == {"file", "count", "confidence", "crop", "hud", "places"}
    assert found["crop"] == pytest.approx(truth["crop"], abs=3)
    assert found["hud"][2:] == pytest.approx(truth["hud"][2:], rel=0.03)


def test_pictures_with_a_counter_and_without(run, tmp_path):
    with_counter = pictures.save(tmp_path / "64.png", pictures.game(64))
    without = pictures.save(tmp_path / "none.png", pictures.game(None))
    problems, lines = run(with_counter, without)
    assert problems == []
    assert "count 64" in lines[0]
    assert "--crop " in lines[0]
    assert "no counter" in lines[1]
    _, lines = run(without, "--json")
    nothing = dict.fromkeys(("count", "confidence", "crop", "hud", "places"))
    assert json.loads(lines[0]) == {"file": str(without)} | nothing


def test_the_place_is_drawn(run, tmp_path):
    picture, out = pictures.save(tmp_path / "7.png", pictures.game(7)), tmp_path / "where.png"
    run(picture, "--picture", out)
    before, after = (np.asarray(Image.open(file).convert("RGB")) for file in (picture, out))
    assert before.shape == after.shape
    assert 200 < (before != after).any(axis=2).sum() < 8000
    left, top, width, height = pictures.crop()
    red = np.argwhere((after == (255, 48, 48)).all(axis=2))  # as in the script's window
    assert [*red.min(axis=0), *red.max(axis=0)] == pytest.approx(
        [top, left, top + height - 1, left + width - 1], abs=2
    )
    for place, colour in (
        (GRID.place(LIVES), (48, 255, 96)),
        (GRID.place(COINS), (255, 224, 48)),
        (GRID.place(CAMERA), (255, 96, 255)),
    ):
        drawn = np.argwhere((after == colour).all(axis=2))
        left, top, right, bottom = place.pixels().corners
        assert [*drawn.min(axis=0), *drawn.max(axis=0)] == pytest.approx(
            [top, left, bottom - 1, right - 1], abs=2
        )


def test_the_places_of_the_other_parts_are_told(run, tmp_path):
    _, (line,) = run(pictures.save(tmp_path / "7.png", pictures.game(7)), "--json")
    places = json.loads(line)["places"]
    assert places["lives"] == pytest.approx(GRID.place(LIVES).pixels(), abs=1)
    assert places["coins"] == pytest.approx(GRID.place(COINS).pixels(), abs=1)
    assert places["camera"] == pytest.approx(GRID.place(CAMERA).pixels(), abs=2)
    alone = pictures.save(tmp_path / "alone.png", pictures.game(7)[:240])
    assert json.loads(run(alone, "--json")[1][0])["places"]["camera"] is None


def test_what_cannot_be_read_is_told_and_the_rest_is_located(run, tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video" * 100)
    problems, lines = run(broken, pictures.save(tmp_path / "5.png", pictures.game(5)))
    assert len(problems) == 1
    assert "broken.mp4" in str(problems[0])
    assert "count 5" in lines[0]


def test_a_picture_of_several_files_is_refused(run, tmp_path):
    with pytest.raises(Problem, match="one file"):
        run(tmp_path / "a.png", tmp_path / "b.png", "--picture", tmp_path / "c.png")


def test_a_place_that_cannot_be_written_is_told(run, tmp_path):
    file = pictures.save(tmp_path / "5.png", pictures.game(5))
    with pytest.raises(Problem, match="cannot be written"):
        run(file, "--picture", tmp_path / "missing" / "c.png")
