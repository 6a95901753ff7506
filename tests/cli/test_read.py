"""The command `star-counter`, on real files."""

import contextlib
import io
import json
import re
import subprocess
import sys

import av
import numpy as np
import pytest
from PIL import Image

from star_counter.cli.main import main
from star_counter.cli.options import seconds
from star_counter.recording.index import Unsought
from star_counter.recording.sought import Sought
from star_counter.tracking.event import RUN
from tests import pictures
from tests.real import REAL, needs_real
from tests.recording.test_times import hole
from tools.release.archive import ROOT
from tools.simulation.video import render

COMMAND = [sys.executable, "-m", "star_counter.cli"]
CROP = ",".join(map(str, pictures.crop()))
# What is told of a picture and of a frame.
SEEN = {"count", "lives", "coins", "camera", "confidence", "screen"}


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """A run from power-on to its first seconds with a counter, and its truth."""
    video = tmp_path_factory.mktemp("start") / "start.mp4"
    return video, render(video, run="16", seconds=60, size=(320, 240))


@pytest.fixture(scope="module")
def told(demo):
    """What is told of the demo run."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert main(["read", "--json", str(demo[0]), "--crop", CROP]) == 0
    return [json.loads(line) for line in out.getvalue().splitlines()]


def read_json(read, *arguments):
    status, lines, err = read("--json", *arguments)
    assert (status, err) == (0, "")
    return [json.loads(line) for line in lines]


def place_told(err):
    """The place that `read` says it has found: the four numbers of --crop."""
    (line,) = err.splitlines()
    return [int(number) for number in re.search(r"--crop (\S+) \(", line)[1].split(",")]


def copied(video, path):
    """A recording in another kind of file; one that is made live tells no length."""
    with av.open(str(video)) as source, av.open(str(path), "w", options={"live": "1"}) as copy:
        stream = copy.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                copy.mux(packet)
    return path


def picture_of(count, path):
    return pictures.save(path, pictures.game(count))


def counts(events):
    return [
        (event["event"], event["from"], event["to"], event["frame"])
        for event in events
        if event["event"] in ("count", "star")
    ]


def screens(events):
    return [
        (event["event"], event["first"], event["last"]) for event in events if event["event"].endswith("_end")
    ]


def test_the_demo_run_has_its_counts_on_their_frames(told, demo):
    _, truth = demo
    assert len(counts(truth["events"])) >= 5
    assert counts(told) == counts(truth["events"])


def test_the_demo_run_has_its_screens(told, demo):
    _, truth = demo
    seen, true = screens(told), screens(truth["events"])
    assert [kind for kind, *_ in seen] == [kind for kind, *_ in true]
    for (_, *frames), (_, *true_frames) in zip(seen, true, strict=True):
        assert frames == pytest.approx(true_frames, abs=6)  # fades have no sharp end


def test_the_grid_says_the_same_as_the_crop(read, demo, told):
    video, truth = demo
    grid = ",".join(map(str, truth["hud"]))
    assert read_json(read, video, "--hud", grid) == told


def test_the_stars_alone_are_those_of_all_events(read, demo, told):
    stars = read_json(read, demo[0], "--crop", CROP, "--stars")
    assert [(star["event"], star["frame"], star["to"]) for star in stars] == [
        (event["event"], event["frame"], event["to"]) for event in told if "to" in event
    ]


def test_the_stars_go_on_where_a_video_proves_to_be_none_for_parts(read, demo, told, monkeypatch):
    whole = Sought.read

    def read_some(self, numbers):
        if any(number > 500 for number in numbers):
            raise Unsought("not all of it can be read")
        return whole(self, numbers)

    monkeypatch.setattr(Sought, "read", read_some)
    status, lines, err = read("--json", demo[0], "--crop", CROP, "--stars")
    assert (status, len(err.splitlines())) == (0, 1)
    found = [(one["event"], one["frame"]) for one in map(json.loads, lines)]
    assert found == [(one["event"], one["frame"]) for one in told if "to" in one]


def test_readings_are_one_a_frame(read, demo):
    video, truth = demo
    items = read_json(read, video, "--crop", CROP, "--readings")
    seen = [item for item in items if item["event"] == "reading"]
    assert [item["frame"] for item in seen] == list(range(truth["frames"]))
    assert [item["time"] for item in seen] == pytest.approx(
        [n / 30 for n in range(truth["frames"])], abs=6e-4
    )
    assert all(set(item) == {"event", "frame", "time", "stars", *SEEN} for item in seen)
    events = [item for item in items if item["event"] != "reading"]
    assert events == read_json(read, video, "--crop", CROP)
    first_star = next(event for event in events if event["event"] == "star")
    assert seen[first_star["frame"] - 1]["count"] == first_star["from"]
    assert seen[first_star["frame"]]["count"] == first_star["to"]


def test_pictures_are_read(read, tmp_path):
    files = [picture_of(count, tmp_path / f"{count}.png") for count in (0, 7, 64, 120, None)]
    items = read_json(read, *files, "--crop", CROP)
    assert [set(item) for item in items] == [{"file", *SEEN}] * 5
    assert [item["file"] for item in items] == [str(file) for file in files]
    assert [item["count"] for item in items] == [0, 7, 64, 120, None]
    assert all(item["confidence"] >= 0.9 for item in items[:4])
    assert [(item["lives"], item["coins"], item["camera"]) for item in items[:4]] == [(4, 17, "lakitu")] * 4
    assert (items[4]["lives"], items[4]["coins"]) == (None, None)
    assert items[4]["camera"] in ("none", None)


def test_the_whole_hud_of_a_picture_in_words(read, tmp_path):
    file = pictures.save(tmp_path / "picture.png", pictures.game(64, camera="cross"))
    _, (line,), _ = read(file, "--hud", "0,0,2,2")
    assert line.endswith("), lives 4, coins 17, camera cross")


def test_more_coins_than_can_be_read_are_not_told_as_fewer(read, tmp_path):
    """In the crop alone 150 and 170 are read as 120, with .96."""
    files = [
        pictures.save(tmp_path / f"{coins}.png", pictures.game(64, coins=coins))
        for coins in (0, 100, 120, 150, 170)
    ]
    items = read_json(read, *files, "--hud", "0,0,2,2")
    assert [item["coins"] for item in items] == [0, 100, 120, None, None]


def test_the_counter_alone_tells_nothing_of_the_hud(read, tmp_path):
    crop = pictures.crop()
    file = pictures.save(tmp_path / "crop.png", pictures.game(64)[crop.slices])
    (item,) = read_json(read, file, "--crop", "all")
    assert (item["count"], item["lives"], item["coins"], item["camera"]) == (64, None, None, None)


def test_a_crop_that_sticks_out_is_read(read, tmp_path):
    """As four real captures have it: all digits are there, and the crop's margin is not."""
    file = pictures.save(tmp_path / "cut.png", pictures.game(64)[22:, :610])
    (item,) = read_json(read, file, "--hud", "0,-22,2,2")
    assert (item["count"], item["lives"], item["camera"]) == (64, 4, "lakitu")


@pytest.mark.parametrize("colour", ["black", "white"])
def test_a_picture_of_one_colour_is_a_screen(read, tmp_path, colour):
    Image.new("RGB", (640, 480), colour).save(tmp_path / "p.png")
    (item,) = read_json(read, tmp_path / "p.png", "--crop", CROP)
    assert (item["count"], item["screen"]) == (None, colour)


def test_a_picture_can_be_the_crop(read, tmp_path):
    x, y, width, height = pictures.crop()
    pixels = pictures.game(35)[y : y + height, x : x + width]
    Image.fromarray(pixels).save(tmp_path / "crop.png")
    (by_name,) = read_json(read, tmp_path / "crop.png", "--crop", "all")
    (by_size,) = read_json(read, tmp_path / "crop.png", "--crop", f"0,0,{width},{height}")
    assert by_name == by_size
    assert by_name["count"] == 35


def test_a_grid_may_begin_left_of_the_picture(read, tmp_path):
    pixels = pictures.game(12)[16:, 40:]
    Image.fromarray(pixels).save(tmp_path / "p.png")
    for option in (["--hud", "-40,-16,2,2"], ["--hud=-40,-16,2,2"]):
        (item,) = read_json(read, tmp_path / "p.png", *option)
        assert item["count"] == 12


def test_the_least_confidence_is_kept(read, tmp_path):
    half = pictures.game(12) // 2 + np.random.default_rng(0).integers(0, 128, (480, 640, 3), dtype=np.uint8)
    Image.fromarray(half).save(tmp_path / "p.png")
    (item,) = read_json(read, tmp_path / "p.png", "--crop", CROP, "--confidence", "0")
    assert 0 < item["confidence"] < 1
    above, below = item["confidence"] + 1e-4, item["confidence"] - 1e-4
    assert read_json(read, tmp_path / "p.png", "--crop", CROP, "--confidence", below)[0]["count"] is not None
    assert read_json(read, tmp_path / "p.png", "--crop", CROP, "--confidence", above)[0]["count"] is None


def test_lines_for_people_are_aligned(read, demo, tmp_path):
    files = [picture_of(7, tmp_path / "7.png"), picture_of(None, tmp_path / "nothing.png")]
    status, lines, err = read(*files, demo[0], "--crop", CROP)
    assert (status, err) == (0, "")
    assert lines[0].index("count 7") == lines[1].index("no counter")
    assert lines[2] == str(demo[0])
    assert len({line.index(" s  frame ") for line in lines[3:]}) == 1
    assert any("star 1 → 2" in line for line in lines)


def test_several_files_name_each_event(read, demo, tmp_path):
    file = picture_of(7, tmp_path / "7.png")
    items = read_json(read, demo[0], file, demo[0], "--crop", CROP)
    assert [item["file"] for item in items].count(str(demo[0])) == len(items) - 1
    assert items[len(items) // 2] == {**items[len(items) // 2], "file": str(file), "count": 7}


def test_one_bad_file_does_not_stop_the_others(read, tmp_path):
    good = picture_of(7, tmp_path / "7.png")
    small, none, text = tmp_path / "small.png", tmp_path / "none.mp4", tmp_path / "notes.txt"
    Image.new("RGB", (64, 48)).save(small)
    text.write_text("notes " * 500)
    status, lines, err = read("--json", small, none, text, good, "--crop", CROP)
    assert status == 1
    assert [json.loads(line)["count"] for line in lines] == [7]
    small_said, none_said, text_said = err.splitlines()
    assert "does not fit" in small_said and "64x48" in small_said
    assert "none.mp4" in none_said and "cannot be opened" in none_said
    assert "notes.txt is a text file" in text_said


def test_without_a_place_it_finds_the_counter(read, demo, told):
    video, truth = demo
    status, lines, err = read("--json", video)
    assert status == 0
    assert err.startswith(f"{video}: the counter is at --crop ")
    assert place_told(err) == pytest.approx(truth["crop"], abs=1.5 * truth["hud"][2])
    assert [json.loads(line) for line in lines] == told


def test_it_finds_a_counter_that_comes_late(read, start):
    video, truth = start
    first = next(event["frame"] for event in truth["events"] if event["event"] == "count")
    assert first > 0.8 * truth["frames"]
    status, lines, err = read("--json", video)
    assert status == 0
    assert place_told(err) == pytest.approx(truth["crop"], abs=1.5 * truth["hud"][2])
    assert counts([json.loads(line) for line in lines]) == counts(truth["events"])


@pytest.mark.parametrize(("size", "fps"), [((320, 240), 30), ((480, 360), 30), ((640, 480), 60)])
def test_the_logo_is_dated_to_its_first_frame(read, tmp_path, size, fps):
    """A video has half as many samples of colour as of brightness: small letters are grey in it."""
    truth = render(tmp_path / "logo.mp4", run="16", seconds=2.5, size=size, fps=fps)
    grid = ",".join(map(str, truth["hud"]))
    seen = read_json(read, tmp_path / "logo.mp4", "--hud", grid)
    assert [event["frame"] for event in seen if event["event"] == "logo"] == [4 * fps // 3]
    assert 4 * fps // 3 in [event["frame"] for event in truth["events"] if event["event"] == "logo"]


def test_the_logo_of_a_port_in_widescreen(read, tmp_path):
    """It stands in the middle of the picture, and the counter tells where the picture's right is."""
    truth = render(tmp_path / "wide.mp4", run="whole", seconds=22, size=(640, 360), is_wide=True)
    status, lines, _ = read("--json", tmp_path / "wide.mp4")
    logos = [event["frame"] for event in truth["events"] if event["event"] == "logo"]
    assert status == 0 and len(logos) == 1
    seen = [json.loads(line) for line in lines]
    assert [event["frame"] for event in seen if event["event"] == "logo"] == logos


@pytest.mark.parametrize("name", ["v.ts", "live.mkv", "v.h264"])
def test_it_finds_the_counter_where_a_video_tells_no_length_or_place(read, demo, tmp_path, name):
    video, truth = demo
    status, lines, err = read("--json", copied(video, tmp_path / name))
    assert status == 0
    assert place_told(err) == pytest.approx(truth["crop"], abs=1.5 * truth["hud"][2])
    assert counts([json.loads(line) for line in lines]) == counts(truth["events"])


def test_it_finds_the_counter_in_each_picture(read, tmp_path):
    small, large = tmp_path / "small.png", tmp_path / "large.png"
    pictures.save(small, pictures.game(7))
    pictures.save(large, pictures.game(64, (960, 720)))
    status, lines, err = read("--json", small, large)
    assert (status, [json.loads(line)["count"] for line in lines]) == (0, [7, 64])
    said = err.splitlines()
    assert place_told(said[0]) == pytest.approx(pictures.crop(), abs=3)
    assert "(7 stars, " in said[0]
    assert place_told(said[1]) == pytest.approx(pictures.crop((960, 720)), abs=4.5)


def test_it_reads_a_counter_that_the_edge_cuts(read, tmp_path):
    pictures.save(tmp_path / "p.png", pictures.game(120)[24:, :608])
    status, (line,), err = read("--json", tmp_path / "p.png")
    assert (status, json.loads(line)["count"]) == (0, 120)
    assert place_told(err) == pytest.approx([521, -5, 97, 54], abs=3)


def test_where_no_counter_is_found_it_says_what_to_do(read, tmp_path):
    video = tmp_path / "title.mp4"
    render(video, run="16", seconds=20, size=(320, 240))
    good, empty = picture_of(7, tmp_path / "7.png"), picture_of(None, tmp_path / "empty.png")
    status, lines, err = read("--json", video, empty, good)
    assert (status, [json.loads(line)["count"] for line in lines]) == (1, [7])
    found, *missing = err.splitlines()
    assert found.startswith(f"{good}: ")
    for file, said in zip((video, empty), missing, strict=True):
        assert said.startswith(f"No counter was found in {file}: if it shows one, give its place with --crop")
    assert "star-counter locate VIDEO --picture" in missing[0]
    assert "--crop all" in missing[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--crop", "1,2,3"], "should be four numbers X,Y,W,H"),
        (["--crop", "a,b,c,d"], "should be four numbers"),
        (["--crop", "1,2,0,4"], "should be above 0"),
        (["--hud", "nan,0,1,1"], "should be four numbers OX,OY,SX,SY, each from -1000000 to 1000000"),
        (["--crop", "all", "--hud", "0,0,1,1"], "not allowed with"),
        (["--crop", "all", "--confidence", "2"], "from 0 to 1"),
    ],
)
def test_a_wrong_option_is_named(capsys, arguments, message):
    with pytest.raises(SystemExit) as exit_:
        main(["read", "run.mp4", *arguments])
    assert exit_.value.code == 2
    assert message in capsys.readouterr().err


def test_a_foreign_model_is_named(read, tmp_path):
    (tmp_path / "m.onnx").write_bytes(b"nonsense")
    file = picture_of(7, tmp_path / "7.png")
    status, lines, err = read(file, "--crop", CROP, "--model", tmp_path / "m.onnx")
    assert (status, lines) == (1, [])
    assert "m.onnx" in err


@pytest.mark.parametrize("kind", RUN)
def test_help_and_the_docs_name_every_event_of_a_run(kind, capsys):
    with pytest.raises(SystemExit):
        main(["read", "--help"])
    assert f'"{kind}"' in capsys.readouterr().out
    assert f"`{kind}`" in (ROOT / "docs" / "command.md").read_text(encoding="utf-8")


def test_help_teaches():
    result = subprocess.run([*COMMAND, "read", "--help"], capture_output=True, encoding="utf-8", check=True)
    assert CROP in result.stdout


@needs_real
def test_the_real_castle_door(read):
    video = REAL / "castle_door.mp4"
    items = read_json(read, video, "--hud", "193,218.4,1.5,1.44", "--readings")
    events = [item for item in items if item["event"] != "reading"]
    assert [(item["event"], item["frame"]) for item in events] == [
        ("count", 0),
        ("cutscene", 484),  # the door's cross
        ("cutscene_end", 486),
        ("black", 486),
        ("black_full", 487),
        ("black_end", 490),
    ]
    assert (events[0]["from"], events[0]["to"]) == (None, 0)
    assert (events[5]["first"], events[5]["last"]) == (486, 489)
    assert {item["count"] for item in items if item["event"] == "reading"} <= {0, None}


def test_a_hole_is_told_and_what_is_around_it_is_as_ever(read, demo, tmp_path):
    video, truth = demo
    (tmp_path / "run.mp4").write_bytes(hole(video.read_bytes(), 0.55, 0.6))
    status, lines, err = read(tmp_path / "run.mp4", "--crop", CROP, "--json")
    first, last = map(seconds, re.search(r"are missing or damaged from (\S+) to (\S+): what", err).groups())
    assert (status, len(err.splitlines())) == (1, 1)
    assert 0.5 < last - first < 12
    seen, true = counts(map(json.loads, lines)), counts(truth["events"])
    for kept in (lambda count: count[-1] / 30 < first - 1, lambda count: count[-1] / 30 > last + 2):
        assert [one for one in seen if kept(one)] == [one for one in true if kept(one)] != []
