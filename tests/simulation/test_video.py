"""The demo run as a video: its truth against its frames."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest

from star_counter.hud import COUNTER, HudGrid
from tools.simulation.__main__ import main
from tools.simulation.play import Play
from tools.simulation.video import render

SIZE = (320, 240)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "run.mkv"
    render(path, size=SIZE, lossless=True)
    return path


@pytest.fixture(scope="module")
def truth(video: Path) -> dict:
    return json.loads(video.with_suffix(".json").read_text())


@pytest.fixture(scope="module")
def frames(video: Path) -> np.ndarray:
    """All frames, uint8 (n, 240, 320, 3)."""
    with av.open(str(video)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


def of_kind(truth: dict, kind: str) -> list[dict]:
    return [event for event in truth["events"] if event["event"] == kind]


def test_the_truth_describes_the_video(truth, frames):
    assert truth["frames"] == len(frames) == 1200
    assert truth["size"] == list(SIZE)
    assert truth["fps"] == 30
    assert truth["crop"] == list(HudGrid(*truth["hud"]).place(COUNTER).pixels())


@pytest.mark.parametrize(("colour", "level"), [("black", 0), ("white", 255)])
def test_each_screen_holds_the_frames_in_which_every_pixel_is(colour, level, truth, frames):
    full = {number for number, frame in enumerate(frames) if (frame == level).all()}
    screens = of_kind(truth, f"{colour}_end")
    held = [full & set(range(screen["first"], screen["last"] + 1)) for screen in screens]
    assert set().union(*held) == full
    assert len(screens) >= 3
    assert all(len(numbers) >= 3 for numbers in held)
    assert [event["frame"] for event in of_kind(truth, colour)] == [screen["first"] for screen in screens]
    first_full = [event["frame"] for event in of_kind(truth, f"{colour}_full")]
    nearly = [number for number, frame in enumerate(frames) if (abs(frame.astype(int) - level) <= 20).all()]
    assert first_full == [number for number in nearly if number - 1 not in nearly]


@pytest.mark.parametrize(("colour", "level", "share"), [("black", 0, 0.5), ("white", 255, 0.9)])
def test_a_screens_corner_is_covered_and_most_of_the_picture(colour, level, share, truth, frames):
    x, y, width, height = truth["crop"]
    for screen in of_kind(truth, f"{colour}_end"):
        shown = np.abs(frames[screen["first"] : screen["last"] + 1].astype(int) - level) <= 20
        assert shown[:, y : y + height, x : x + width].all()
        assert shown.all(axis=3).mean(axis=(1, 2)).min() >= share


def test_there_are_stars_of_every_length_and_jumps(truth):
    stars = of_kind(truth, "star")
    assert len(stars) >= 8
    assert all(star["to"] == star["from"] + 1 for star in stars)
    assert {len(str(star["to"])) for star in stars} == {1, 2, 3}
    assert of_kind(truth, "count")[0]["from"] is None
    assert len(of_kind(truth, "count")) >= 2


def test_a_star_shows_its_count_first_in_its_frame(truth, frames):
    x, y, width, height = truth["crop"]
    crops = frames[:, y : y + height, x : x + width].astype(int)
    for star in of_kind(truth, "star"):
        number = star["frame"]
        before = np.abs(crops[number - 1] - crops[number - 2]).mean()
        at = np.abs(crops[number] - crops[number - 1]).mean()
        assert at > before, star


def test_it_begins_and_ends_quietly(truth, frames):
    assert truth["events"][0]["time"] >= 3
    assert truth["events"][-1]["time"] <= 40 - 1
    last = truth["events"][-1]
    assert (last["event"], last["to"]) == ("star", 120)
    assert any((star["from"], star["to"]) == (98, 99) for star in of_kind(truth, "star"))


def test_a_shaped_fade_covers_the_counter_before_the_centre(truth, frames):
    x, y, width, height = truth["crop"]
    first = frames[of_kind(truth, "black")[0]["frame"]]
    assert not first[y : y + height, x : x + width].any()
    assert first[110:130, 150:170].any()


def test_the_counter_blinks_eight_ticks_on_and_eight_off():
    ticks = list(Play("demo").ticks())
    start = next(number for number, tick in enumerate(ticks) if tick.count == 1)
    drawn = [tick.count is not None for tick in ticks[start : start + 48]]
    assert drawn == ([True] * 8 + [False] * 8) * 3


def test_sixty_frames_a_second_show_each_tick_twice(tmp_path):
    truth = render(tmp_path / "run.mkv", seconds=7, fps=60, size=SIZE, lossless=True)
    assert truth["frames"] == 420
    star = of_kind(truth, "star")[0]
    with av.open(str(tmp_path / "run.mkv")) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert star["frame"] % 2 == 0
    assert (frames[star["frame"]] == frames[star["frame"] + 1]).all()
    assert (frames[star["frame"]] != frames[star["frame"] - 1]).any()


def test_the_seed_decides_the_frames(tmp_path):
    first, second, other = (tmp_path / f"{name}.mkv" for name in "abc")
    for path, seed in ((first, 1), (second, 1), (other, 2)):
        render(path, seconds=4.5, size=SIZE, seed=seed, lossless=True)
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_the_command_writes_a_run_and_its_truth(tmp_path, capsys):
    out = tmp_path / "deep" / "run.mkv"
    options = "--run 70 --seconds 1 --fps 50 --size 320x240 --seed 3 --lossless"
    assert main(["video", str(out), *options.split()]) == 0
    truth = json.loads(out.with_suffix(".json").read_text())
    assert set(truth) == {
        "fps", "frames", "size", "hud", "crop", "lives", "coins", "camera", "events"
    }  # fmt: skip
    assert (truth["fps"], truth["frames"], truth["size"]) == (50, 50, [320, 240])
    assert "50 frames" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options",
    [
        ["--size", "321x240"],
        ["--size", "large"],
        ["--size", "99998x2"],
        ["--seconds", "0"],
        ["--seconds", "nan"],
        ["--seed", "-1"],
        ["--fps", "24"],
        ["--run", "17"],
    ],
)
def test_a_wrong_option_is_refused(tmp_path, capsys, options):
    with pytest.raises(SystemExit):
        main(["video", str(tmp_path / "run.mp4"), *options])
    assert options[0] in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path, capsys):
    (tmp_path / "file").touch()
    (tmp_path / "folder.mp4").mkdir()
    for out in (tmp_path / "file" / "run.mp4", tmp_path / "folder.mp4"):
        assert main(["video", str(out), "--seconds", "0.1", "--size", "64x48"]) == 1
        assert capsys.readouterr().err.startswith(f"{out} cannot be written (")
    assert main(["video", str(tmp_path / "run.doc")]) == 2
    assert ".mp4 or .mkv" in capsys.readouterr().err


def test_only_mkv_keeps_every_pixel(tmp_path, capsys):
    assert main(["video", str(tmp_path / "run.mp4"), "--lossless"]) == 2
    assert ".mkv" in capsys.readouterr().err
