"""The command `star-counter splits`, on the demo run."""

import argparse
import json

import av
import numpy as np
import pytest

from star_counter.cli import splits as cli_splits
from star_counter.cli.main import main
from star_counter.cli.played.runs import Runs
from star_counter.reading.reader import Reader
from star_counter.recording.index import Unsought
from star_counter.recording.sought import Sought
from star_counter.splitting.formats import lss
from star_counter.splitting.formats.route_files import find
from star_counter.splitting.formats.toml import parse
from star_counter.splitting.retiming import Attempt
from star_counter.splitting.splitter import Action
from star_counter.tracking.event import Event
from tests import pictures
from tests.cli.videos import CROP, SIZE

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
def demo(video, tmp_path_factory):
    """The first part of the demo run, its truth and a route for it."""
    route = tmp_path_factory.mktemp("demo") / "demo.toml"
    route.write_text(ROUTE)
    return video, json.loads(video.with_suffix(".json").read_text()), route


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


@pytest.mark.parametrize(
    "more",
    [
        ("--json",),
        ("--to", "lss"),
        ("--to", "chapters"),
        ("--end", "600"),
        ("--logo", "0:01.33", "--end", "23.34"),
        ("--logo", "1.349", "--end", "0:23.97"),
        ("--end", "23.99"),
        ("--end", "25.5"),
    ],
)
def test_every_frame_tells_the_same(splits, more):
    assert splits(*more) == splits(*more, "--thorough")


def test_frames_in_which_nothing_happens_are_not_read(splits, monkeypatch):
    read = []
    monkeypatch.setattr(
        Reader, "read", lambda self, frames, of=Reader.read: read.append(len(frames)) or of(self, frames)
    )
    splits()
    quick, read[:] = sum(read), []
    splits("--thorough")
    assert quick < 0.9 * sum(read)  # the demo has a star every two seconds


def test_a_video_that_cannot_be_read_in_parts_is_read_whole(splits, monkeypatch, demo):
    whole = splits("--thorough")

    def fail(self, numbers):
        raise Unsought("its frames are not where its key frames are")

    monkeypatch.setattr(Sought, "read", fail)
    status, out, err = splits()
    assert (status, out) == whole[:2]
    reason = "its frames are not where its key frames are"
    assert err == f"Every frame of {demo[0]} is read, as {reason}: this takes longer.\n"


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
    sky = np.full((*SIZE[::-1], 3), pictures.SKY, np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        (stream.width, stream.height), stream.pix_fmt = SIZE, "yuv420p"
        for picture, frames in ((pictures.game(5, SIZE), 10), (sky, 120), (pictures.game(0, SIZE), 20)):
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


def test_the_end_is_where_it_is_told(splits, tmp_path):
    told = ("--logo", "40", "--end", "700")
    _, out, _ = splits("--json", *told)
    run = json.loads(out)
    assert run["ends_at"] == "burst"
    assert run["start"] == pytest.approx(40 / 30 - 1.33, abs=0.002)
    *_, ten = run["splits"]
    assert (ten["frame"], ten["reason"]) == (700, "the star bursts, as you say")
    assert ten["time"] == pytest.approx(660 / 30 + 1.33, abs=0.002)
    assert splits(*told)[1].splitlines()[-1].endswith(" 700  the star bursts, as you say")
    assert splits(*told, "--to", "lss", "--out", tmp_path / "run.lss")[0] == 0
    assert f"<RealTime>{lss.time_text(ten['time'])[:11]}" in (tmp_path / "run.lss").read_text()


@pytest.mark.parametrize("option", ["--logo", "--end"])
def test_a_frame_that_the_video_has_not_is_told(splits, option):
    status, out, err = splits(option, "99999")
    assert (status, out) == (1, "")
    assert err == f"{option} 99999: the video has frames 0 to 719: give one of them.\n"


def test_a_frame_is_told_by_its_time(splits):
    by_number, by_time = (
        json.loads(splits("--logo", logo, "--end", end, "--json")[1])
        for logo, end in (
            ("40", "700"),
            ("0:01.33", "23.34"),
        )  # as `read` prints 40 / 30 and 700 / 30, nearly
    )
    assert by_time == by_number
    assert by_time["splits"][-1]["frame"] == 700
    assert (
        splits("--end", "1:02:03")[2] == "--end 1:02:03.00: the video ends at 0:23.97: give a time in it.\n"
    )


def test_the_end_is_that_of_the_run_it_lies_in(restarted, tmp_path, capsys):
    (tmp_path / "end.toml").write_text('title = "end"\n[[split]]\nname = "End"\nafter = "grand star"\n')
    route = str(tmp_path / "end.toml")
    arguments = ["splits", str(restarted), "--route", route, "--crop", CROP, "--json"]
    assert main([*arguments, "--logo", "128", "--end", "140"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["start"], first["ends_at"]) == (0.0, None)
    assert second["start"] == pytest.approx(12.8 - 1.33, abs=0.002)
    assert (second["ends_at"], second["splits"][-1]["video_time"]) == ("burst", 14.0)


@pytest.mark.parametrize(("frame", "name"), [("10", "One"), ("250", "Cave")])
def test_an_end_in_the_middle_of_a_run_is_none(splits, demo, frame, name):
    status, out, err = splits("--end", frame, "--to", "lss")
    assert (status, out) == (1, "")
    told = f"--end: on frame {frame} the run had not come to “{name}” yet: give the frame in which its last"
    assert err == f"{told} star bursts.\n"


def test_a_logo_in_the_middle_of_a_run_is_none(splits):
    status, out, err = splits("--logo", "200")
    assert (status, out) == (1, "")
    assert err.startswith("--logo: before frame 200 the run had come to “One” already: give the first frame")


def test_a_run_with_too_few_stars_has_no_end(restarted, demo, capsys):
    arguments = ["splits", str(restarted), "--route", str(demo[2]), "--crop", CROP, "--to", "lss"]
    assert main([*arguments, "--end", "140"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1].startswith("--end: on frame 140 the run had not come to “One” yet")


def test_what_was_no_attempt_at_the_route_is_not_in_its_history(restarted, demo, capsys):
    route = str(demo[2])
    assert main(["splits", str(restarted), "--route", route, "--crop", CROP, "--to", "lss"]) == 0
    out = capsys.readouterr().out
    assert "<AttemptCount>1<" in out and "RealTime" not in out  # the reset's: 5 stars are of another one


def test_a_lone_run_is_an_attempt_wherever_the_video_begins(splits, tmp_path):
    (tmp_path / "late.toml").write_text('title = "late"\nstart = 30\n[[split]]\nname = "A"\nstars = 31\n')
    assert "<AttemptCount>1<" in splits("--route", tmp_path / "late.toml", "--to", "lss")[1]


def seen(events, *, start=None, counter_at=None):
    """The runs of a route's video in which these events were seen."""
    options = argparse.Namespace(start=start, logo=None, counter_at=counter_at, end=None)
    runs = Runs(parse(ROUTE, "demo.toml"), options)
    for event in events:
        runs.update(event)
    return runs.runs


LOGO = Event("logo", 300, 10.0)
WHOLE_RUN = (LOGO, Event("started", 1738, 57.94), Event("count", 1738, 57.94, None, 0))


@pytest.mark.parametrize(("told", "zero"), [({}, 8.67), ({"counter_at": 46.54}, 8.67), ({"start": 2.5}, 2.5)])
def test_a_run_counts_from_its_logo(told, zero):
    (run,) = seen(WHOLE_RUN, **told)
    assert (run.zero, run.is_whole) == (pytest.approx(zero), True)


def test_without_a_logo_a_run_counts_from_its_first_counter():
    assert [run.zero for run in seen(WHOLE_RUN[1:])] == [pytest.approx(57.94 - 49.27)]
    assert [run.zero for run in seen(WHOLE_RUN[1:], counter_at=46.54)] == [pytest.approx(57.94 - 46.54)]


def test_each_logo_after_a_count_is_another_attempt():
    star = Event("star", 2100, 70.0, 0, 1)
    events = (*WHOLE_RUN, star, Event("logo", 3000, 100.0), Event("logo", 3600, 120.0))
    first, second = seen(events, start=2.5)
    assert (first.zero, second.zero) == (2.5, pytest.approx(118.67))
    assert ([action.kind for action in first.actions], first.stars) == (["split"], [star])
    assert second.actions == []


def test_what_was_before_the_start_is_not_the_runs():
    """But the count that is shown then goes on, or is undone where another file is chosen."""
    before = (
        Event("count", 60, 2.0, None, 0),
        Event("star", 90, 3.0, 0, 1),
        Event("star", 330, 11.0, 1, 2),
    )
    (run,) = seen((*before, Event("black", 370, 12.3)), start=12.0)
    assert (run.zero, run.stars) == (12.0, [])
    assert [(one.kind, one.index, one.time) for one in run.actions] == [("split", 1, 12.3)]
    (run,) = seen((*before, *WHOLE_RUN[1:], Event("star", 2100, 70.0, 0, 1)), start=12.0)
    first, *others = run.splits(4)
    assert (run.zero, first.time, others) == (12.0, 70.0, [None] * 3)


@pytest.mark.parametrize(("logo", "zeros"), [(13.4, [12.0]), (60.0, [12.0, 58.67])])
def test_a_logo_soon_after_the_start_is_its_runs_and_a_later_one_another(logo, zeros):
    events = (
        Event("count", 60, 2.0, None, 0),  # and shown until the logo
        Event("logo", round(30 * logo), logo),
        Event("started", 3000, 100.0),
        Event("star", 3600, 120.0, 0, 1),
    )
    *_, run = runs = seen(events, start=12.0)
    assert [one.zero for one in runs] == [pytest.approx(zero) for zero in zeros]
    assert all(one.is_whole for one in runs)
    assert [star.time for star in run.stars] == [120.0]


def test_a_start_that_is_when_something_happens_has_it():
    star = Event("star", 360, 12.0, 0, 1)
    (run,) = seen((star,), start=12.0)
    assert (run.stars, [one.time for one in run.actions]) == ([star], [12.0])


def test_where_no_lives_are_seen_it_is_told_what_a_death_does():
    told = "The lives are not seen: a death is an exit and a screen like any other."
    runs = Runs(find("16"), argparse.Namespace(start=None, logo=None, counter_at=None, end=None))
    runs.miss(frozenset({"lives"}))
    assert runs.without_time() == [told]


def test_a_start_behind_the_video_is_told(splits):
    wrong = "--start 1:00:00.00: the video ends at 0:23.97: give a time in it.\n"
    assert splits("--start", "1:00:00") == splits("--start", "1:00:00", "--thorough") == (1, "", wrong)
    assert splits("--start", "-1:00:00")[0] == 0  # it began before the video


def test_the_split_at_the_cross_says_that_it_is_late():
    run = Attempt(8.67, actions=[Action("split", 3, Event("grand_star", 3000, 100.0), 100.0, "Ten: why")])
    route = parse(ROUTE, "demo.toml")
    *_, last, empty, told = cli_splits._table(1, run, route)
    assert (last.split()[:3], empty) == (["4", "Ten", "1:31.33"], "")
    assert told == (
        "The last split is at the camera's cross, up to 1.5 s late by the rules: --end FRAME tells the first "
        "frame in which the star bursts."
    )
    assert cli_splits._as_dict(run, route)["ends_at"] == "cross"


def test_livesplit_gets_the_same_times(splits, tmp_path):
    _, out, _ = splits("--json")
    times = [split["time"] for split in json.loads(out)["splits"]]
    assert splits("--to", "lss", "--out", tmp_path / "run.lss")[0] == 0
    text = (tmp_path / "run.lss").read_text()
    assert lss.parse(text.encode(), "run.lss").names == ("One", "Cave", "By hand", "Ten")
    for time in times:
        assert time is None or lss.time_text(time)[:11] in text


def test_chapters_that_youtube_would_not_show_are_told(splits):
    status, out, err = splits("--to", "chapters")
    assert (status, out) == (1, "")
    assert "YouTube shows no fewer than 3 chapters of 10 seconds each" in err


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
