"""The command `star-counter gather`: every label is what the simulation truly showed."""

import re
from collections import Counter

import av
import numpy as np
import pytest
from PIL import Image

from star_counter import progress
from star_counter.cli.main import main
from star_counter.dataset.files import guess_of
from star_counter.dataset.labelling import Stretches
from star_counter.hud import COUNTER, HudGrid
from star_counter.reading.model_form import BLACK, WHITE
from star_counter.reading.reader import Reader
from tools.simulation.camera import Camera
from tools.simulation.play import Play
from training.data import dataset

PLACE = ["--hud", "0,0,1,1"]
SCREENS = (BLACK, WHITE)


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    """A minute of a run of 16 with its first star: a dance, fades, doors, a painting, a blinking counter.

    With it, what each frame truly shows.
    """
    path, moments = tmp_path_factory.mktemp("gather") / "run 1.mp4", []
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"crf": "18", "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for _, picture, moment in Play("16", Camera(), 5, 60.0, start=140.0).pictures():
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            moments.append(moment)
        container.mux(stream.encode())
    return path, moments


@pytest.fixture(scope="module")
def dataset_folder(video, tmp_path_factory):
    out = tmp_path_factory.mktemp("dataset")
    assert gather(video[0], out) == 0
    return out


def gather(video, out, *options):
    return main(["gather", str(video), *PLACE, "--out", str(out), *options])


def gathered(out):
    """Folder, frame and file of each picture."""
    return [(path.parts[-3], int(path.stem.split("_")[-3]), path) for path in sorted(out.rglob("*.png"))]


def is_true(label, moment, crop):
    """Whether a picture truly shows what its label says."""
    if label in SCREENS:
        # A capture may be white before the game is: it cuts off what is too bright.
        is_like = crop.mean() < 25 if label == BLACK else crop.mean() > 235
        return is_like or (moment.count is None and moment.screen is not None)
    return moment.count == label


def test_every_label_of_a_video_is_true(dataset_folder, video):
    found = Counter()
    for label, frame, path in gathered(dataset_folder):
        found[label] += 1
        if label != "unsorted":
            assert is_true(int(label), video[1][frame], np.asarray(Image.open(path))), path
    assert set(found) - {"unsorted"} == {"0", "1", str(BLACK), str(WHITE)}
    assert min(found["0"], found["1"]) >= 3


def test_a_hidden_counter_is_no_picture_of_a_count(dataset_folder, video):
    hidden = [number for number, moment in enumerate(video[1]) if moment.count is None]
    labelled = {frame for label, frame, _ in gathered(dataset_folder) if label in ("0", "1")}
    assert len(hidden) > 100
    assert labelled.isdisjoint(hidden)


def test_the_pictures_are_the_crops_of_their_frames(dataset_folder):
    for _, _, path in gathered(dataset_folder):
        assert path.parent.name == "run_1"
        assert guess_of(path.name)
        with Image.open(path) as image:
            assert (image.mode, image.size) == ("RGB", HudGrid(0, 0, 1, 1).place(COUNTER).pixels()[2:])


def test_training_reads_what_was_gathered(dataset_folder):
    files = [path for label, _, path in gathered(dataset_folder) if label != "unsorted"]
    data = dataset.load(dataset_folder)
    assert len(data) == len(files)
    assert not data.left_out


def test_running_it_again_adds_nothing(dataset_folder, video, capsys):
    before = gathered(dataset_folder)
    assert gather(video[0], dataset_folder) == 0
    assert gathered(dataset_folder) == before
    assert "0 new pictures" in capsys.readouterr().out


def test_the_limit_the_player_and_the_summary(video, tmp_path, capsys):
    assert gather(video[0], tmp_path, "--limit", "2", "--player", "Ann B.") == 0
    out, err = capsys.readouterr()
    assert err == ""
    folders = {path.parent for _, _, path in gathered(tmp_path)}
    assert {folder.name for folder in folders} == {"Ann_B_"}
    labelled = [folder for folder in folders if folder.parent.name != "unsorted"]
    sizes = [len(list(folder.iterdir())) for folder in labelled]
    assert max(sizes) == 2
    assert f"{sum(sizes)} new pictures of {len(labelled)} labels" in out
    assert "two players" in out
    assert gather(video[0], tmp_path, "--limit", "2", "--player", "Bob") == 0
    assert f"make train DATA={tmp_path}" in capsys.readouterr().out


def played(camera, seconds):
    """The samples of a played run, each with what its frame truly showed and the count it was read as."""
    play, stretches, reader = Play("70", camera, 7, seconds, start=400.0), Stretches(), Reader()
    samples, moments, counts = [], {}, {}
    for frame, moment in play.moments():
        (reading,) = reader.read([frame])
        moments[frame.number], counts[frame.number] = moment, reading.count()
        samples += stretches.update(frame, reading)
    samples += stretches.end()
    return [(sample, moments[sample.number], counts[sample.number]) for sample in samples]


# Captures that the reader is at times unsure of, or reads wrong.
@pytest.mark.parametrize(("quality", "seed", "seconds"), [("harsh", 14, 50.0), ("stream", 3, 30.0)])
def test_every_label_of_a_bad_capture_is_true(quality, seed, seconds):
    found = played(Camera.random(np.random.default_rng(seed), quality), seconds)
    labelled = [item for item in found if item[0].is_sure]
    assert len(labelled) >= 8
    for sample, moment, _ in labelled:
        assert is_true(sample.label, moment, sample.crop), sample.number
    if quality == "harsh":
        counts = [(sample, count) for sample, _, count in labelled if sample.label not in SCREENS]
        assert sum(count != sample.label for sample, count in counts) >= 3


def test_it_finds_the_counter_itself(video, tmp_path, capsys):
    empty, out = tmp_path / "empty.png", tmp_path / "out"
    Image.new("RGB", (320, 240), "blue").save(empty)
    assert main(["gather", str(empty), str(video[0]), "--limit", "3", "--out", str(out)]) == 1
    found, missing = capsys.readouterr().err.splitlines()
    assert found.startswith(f"{video[0]}: the counter is at --crop ")
    assert missing.startswith(f"{empty} is a picture: ")
    labelled = [picture for picture in gathered(out) if picture[0] != "unsorted"]
    assert len(labelled) >= 6
    for label, frame, path in labelled:
        assert is_true(int(label), video[1][frame], np.asarray(Image.open(path))), path


def test_what_cannot_be_read_does_not_stop_the_others(video, tmp_path, capsys):
    text = tmp_path / "notes.txt"
    text.write_text("notes " * 500)
    out = tmp_path / "out"
    assert main(["gather", str(text), str(video[0]), *PLACE, "--out", str(out)]) == 1
    assert "text file" in capsys.readouterr().err
    assert gathered(out)


def test_a_folder_that_cannot_be_made_is_one_sentence(video, tmp_path, capsys):
    out = tmp_path / "file"
    out.write_text("no folder")
    assert gather(video[0], out) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Pictures cannot be collected in") and "choose another folder" in line


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_that_cannot_be_is_named(capsys, limit):
    with pytest.raises(SystemExit):
        gather("run.mp4", "x", f"--limit={limit}")
    assert "from 1 to" in capsys.readouterr().err


def test_a_log_tells_how_far_it_is(video, run, tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "_EVERY", 0.05)
    status, _, told = run("gather", video[0], "--out", tmp_path, *PLACE)
    assert status == 0
    lines = [line for line in told.splitlines() if "frames (" in line]
    assert lines
    for line in lines:
        assert re.fullmatch(r".*run 1\.mp4: [\d,]+ of 1,800 frames \(\d+%\), after \d:\d\d\.", line)
