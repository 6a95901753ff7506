"""What rests on parts of the HUD that a video does not show is told, and waited for by no split."""

import json
from functools import partial

import pytest

from star_counter.hud import HudGrid
from tests import pictures
from tests.cli.videos import CROP, SIZE, painted
from tools.simulation.video import render

ROUTE = """
title = "demo"
[[split]]
name = "Cross"
stars = 0
after = "camera 1"
[[split]]
name = "In"
stars = 0
after = "entry"
[[split]]
name = "Death"
after = "death"
"""
#: What is told of each video.
LEFT = {
    "cut.mp4": "The camera is not seen, or not all the time: there is no time for split 1.",
    "lives.mp4": "The lives are not seen, or not all the time: there is no time for split 3.",
}


#: Two seconds before a run's first counter.
FIRST = 1420


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A video without the camera's icon, one with the lives covered, and their route."""
    folder = tmp_path_factory.mktemp("unseen")
    render(folder / "run.mkv", run="16", seconds=80, size=SIZE)
    (folder / "videos").mkdir()
    painted(folder / "run.mkv", folder / "videos" / "cut.mp4", lambda pixels: pixels[:190].copy(), FIRST)
    painted(folder / "run.mkv", folder / "videos" / "lives.mp4", partial(without, "lives"), FIRST)
    (folder / "demo.toml").write_text(ROUTE)
    return folder


def without(part, pixels):
    place = getattr(HudGrid.from_counter(pictures.crop(SIZE)).places(), part)
    pixels[place.pixels().slices] = 90, 40, 120
    return pixels


@pytest.fixture
def splits(run, folder):
    def splits(what, *more):
        return run(
            "splits",
            folder / "videos" / what,
            "--route",
            folder / "demo.toml",
            "--crop",
            CROP,
            "--json",
            *more,
        )

    return splits


def is_made(line):
    return [split["time"] is not None for split in json.loads(line)["splits"]]


@pytest.mark.parametrize("name", LEFT)
def test_splits_that_rest_on_what_is_not_seen_are_told(splits, folder, name):
    status, out, err = splits(name)
    assert (status, err) == (0, f"{folder / 'videos' / name}: {LEFT[name]}\n")
    assert splits(name, "--thorough") == (status, out, err)


def test_no_split_waits_for_one_that_rests_on_what_is_not_seen(splits):
    assert is_made(splits("cut.mp4")[1]) == [False, True, True]


def test_coins_that_are_never_seen_are_told_before_they_are_known_to_be_hidden(splits, folder):
    video = folder / "videos" / ".." / "coins.mp4"
    painted(folder / "run.mkv", video, partial(without, "coins"), FIRST)
    (line,) = splits("../coins.mp4")[2].splitlines()
    assert line.startswith(f"{video}: No coins are seen, by which courses are told from the castle: ")


def test_the_same_is_told_of_what_was_kept(splits, folder, reads):
    status, out, err = splits(".", "--jobs", "2")
    assert status == 0
    assert err.splitlines() == [f"{folder / 'videos' / name}: {left}" for name, left in LEFT.items()]
    assert [*map(is_made, out.splitlines())] == [[False, True, True], [True, True, False]]
    assert splits(".", "--jobs", "2") == (status, out, err)
    assert sorted(reads) == sorted(LEFT)


def test_a_split_that_was_made_is_not_told(run, folder):
    route = folder / "made.toml"
    route.write_text(ROUTE.replace("camera 1", "by hand").replace("death", "by hand"))
    assert run("splits", folder / "videos" / "cut.mp4", "--route", route, "--crop", CROP)[2] == ""


@pytest.mark.parametrize(
    ("name", "told"), [("cut.mp4", "the camera's icon is not seen"), ("lives.mp4", "the lives are not seen")]
)
def test_read_tells_which_parts_are_not_seen(run, folder, name, told):
    hidden = folder / "videos" / name
    (line,) = run("read", hidden, "--crop", CROP)[2].splitlines()
    assert line.startswith(f"{hidden}: {told}, or not all the time: ")
    assert run("read", hidden, "--crop", CROP, "--stars")[2] == ""
