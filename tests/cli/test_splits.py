"""The command `star-counter splits`, on the demo run."""

import itertools
import json

import av
import numpy as np
import pytest

from star_counter.cli.main import main
from star_counter.splitting.formats import lss
from tests import pictures
from tools.simulation.video import render

CROP = ",".join(map(str, pictures.crop()))
ROUTE = """
title = "demo"
[[split]]
name = "One"
stars = 1
[[split]]
name = "Cave"
stars = 2
after = "black 1"
[[split]]
name = "By hand"
after = "by hand"
[[split]]
name = "Ten"
stars = 10
delay = 1.5
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The first part of the demo run, its truth and a route for it."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "demo.toml").write_text(ROUTE)
    return folder / "run.mp4", render(folder / "run.mp4", seconds=24), folder / "demo.toml"


@pytest.fixture
def splits(capsys, demo):
    """Runs the command in this process: its exit status, what it prints and what it says on stderr."""
    video, _, route = demo

    def splits(*arguments):
        status = main(["splits", str(video), "--route", str(route), "--crop", CROP, *map(str, arguments)])
        return status, *capsys.readouterr()

    return splits


def true_frame(truth, kind, to=None):
    return next(e["frame"] for e in truth["events"] if e["event"] == kind and e.get("to") == to)


def test_the_splits_are_on_their_frames(splits, demo):
    status, out, err = splits("--json")
    assert (status, err) == (0, "")
    one, cave, by_hand, ten = json.loads(out)["splits"]
    assert one["frame"] == true_frame(demo[1], "star", 1)
    assert cave["frame"] == pytest.approx(true_frame(demo[1], "black"), abs=3)
    assert by_hand["time"] is None
    assert ten["frame"] == true_frame(demo[1], "star", 10)
    assert ten["time"] == pytest.approx(ten["frame"] / 30 + 1.5, abs=0.002)
    assert one["reason"] == "One: 1 star, at once"


def test_it_finds_the_counter_itself(splits, demo, capsys):
    video, _, route = demo
    assert main(["splits", str(video), "--route", str(route), "--json"]) == 0
    out, err = capsys.readouterr()
    assert out == splits("--json")[1]
    assert err.startswith(f"{video}: the counter is at --crop ")


def test_the_table_tells_why(splits):
    status, out, _ = splits()
    assert status == 0
    assert "2 stars, then the 1st black screen" in out
    assert next(line for line in out.splitlines() if "By hand" in line).split()[-2:] == ["by", "hand"]


@pytest.mark.parametrize(
    ("begin", "shift"),
    [((), 0), (("--start", "2.5"), -2.5), (("--counter-at", "49.27"), None)],
)
def test_a_run_begins_where_it_is_told(splits, demo, begin, shift):
    video_time = true_frame(demo[1], "star", 1) / 30
    if shift is None:
        shift = 49.27 - true_frame(demo[1], "count", 0) / 30
    _, out, _ = splits("--json", *begin)
    one = json.loads(out)["splits"][0]
    assert one["time"] == pytest.approx(video_time + shift, abs=0.002)
    assert one["video_time"] == pytest.approx(video_time, abs=0.002)


@pytest.fixture(scope="module")
def restarted(tmp_path_factory):
    """A video of two runs, at ten frames a second: the counter is gone for 12 s, and back at 0 at 13 s."""
    path = tmp_path_factory.mktemp("restarted") / "run.mp4"
    sky = np.full((*pictures.SIZE[::-1], 3), pictures.SKY, np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        (stream.width, stream.height), stream.pix_fmt = pictures.SIZE, "yuv420p"
        for picture, frames in ((pictures.game(5), 10), (sky, 120), (pictures.game(0), 20)):
            for _ in range(frames):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


@pytest.mark.parametrize(
    ("begin", "start"), [((), 13 - 49.27), (("--counter-at", "2.5"), 10.5), (("--counter-at", "0"), 13)]
)
def test_a_run_after_a_reset_begins_where_it_is_told(restarted, demo, capsys, begin, start):
    route = str(demo[2])
    assert main(["splits", str(restarted), "--route", route, "--crop", CROP, "--json", *begin]) == 0
    _, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert second["start"] == pytest.approx(start, abs=0.002)


def test_livesplit_gets_the_same_times(splits, tmp_path):
    _, out, _ = splits("--json")
    times = [split["time"] for split in json.loads(out)["splits"]]
    assert splits("--to", "lss", "--out", tmp_path / "run.lss")[0] == 0
    text = (tmp_path / "run.lss").read_text()
    assert lss.parse(text.encode(), "run.lss").names == ("One", "Cave", "By hand", "Ten")
    for time in times:
        assert time is None or lss.time_text(time)[:11] in text


def test_chapters_are_ten_seconds_apart_and_begin_at_0(splits):
    status, out, err = splits("--to", "chapters")
    assert status == 0
    assert err == "Left out, as they are too short for YouTube: Cave.\n"
    chapters = [line.split(" ", 1) for line in out.splitlines()]
    seconds = [int(clock.split(":")[0]) * 60 + int(clock.split(":")[1]) for clock, _ in chapters]
    assert chapters[0] == ["0:00", "One"]
    assert len(chapters) >= 2
    assert all(later - earlier >= 10 for earlier, later in itertools.pairwise(seconds))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--out", "x.lss"), "--out needs --to"),
        (("--to", "lss", "--json"), "exclude each other"),
        (("--route", "no.toml"), "There is no route no.toml"),
        (("--to", "lss", "--out", "/no/folder/x.lss"), "cannot be written"),
    ],
)
def test_what_is_wrong_is_told(splits, arguments, message):
    status, out, err = splits(*arguments)
    assert (status, out) == (1, "")
    assert message in err


def test_a_shipped_route_is_known_by_its_name(splits):
    status, out, _ = splits("--route", "16", "--json")
    assert status == 0
    assert json.loads(out)["route"] == "16 stars"
