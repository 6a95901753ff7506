"""What `python -m training evaluate` measures, on rendered pictures and on pictures drawn for the tests."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from star_counter.hud import HudGrid
from star_counter.problem import Problem
from star_counter.reading.classifier import BUNDLED_MODEL
from star_counter.reading.model_form import BLACK, CLASSES, INPUT_SIZE
from star_counter.reading.reader import Reader
from star_counter.recording.files import picture
from tests import pictures
from training import __main__
from training.__main__ import main
from training.evaluation import evaluate, labelled, plots, report
from training.evaluation.evaluate import MISPLACEMENTS, Evaluation
from training.evaluation.scores import Answers
from training.rendering import damage
from training.rendering.samples import NONE, Placement

WIDTH, HEIGHT = INPUT_SIZE
WHOLE = (0, 0, 2, 2)
# The game's upper eight rows are cut off, as in many captures.
CUT = (0, -16, 2, 2)
CROP = ("", "", "", "")


def write_labels(folder: Path, *rows: tuple) -> Path:
    """A labels.csv with rows of a file, its label, and its HUD grid."""
    path = folder / "labels.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "label", "kind", *labelled.COLUMNS[2:]])
        writer.writerows([name, label, "a kind", *grid] for name, label, grid in rows)
    return path


@pytest.fixture(scope="module")
def labels(tmp_path_factory) -> Path:
    """Two games with a counter, one of them cut off above, one without, a counter crop, a black screen."""
    folder = tmp_path_factory.mktemp("labelled")
    x, y, width, height = pictures.crop()
    pictures.save(folder / "a.png", pictures.game(88))
    pictures.save(folder / "b.png", pictures.game(104)[16:])
    pictures.save(folder / "c.png", pictures.game(None))
    pictures.save(folder / "d.png", pictures.game(7)[y : y + height, x : x + width])
    pictures.save(folder / "e.png", np.zeros((480, 640, 3), np.uint8))
    return write_labels(
        folder,
        ("a.png", 88, WHOLE),
        ("b.png", 104, CUT),
        ("c.png", "none", WHOLE),
        ("d.png", 7, CROP),
        ("e.png", BLACK, WHOLE),
    )


@pytest.fixture(scope="module")
def dataset(tmp_path_factory) -> Path:
    """A dataset of three pictures by two players; one has the label of another count."""
    folder = tmp_path_factory.mktemp("dataset")
    for label, player, count in ((7, "ann", 7), (88, "ann", 88), (12, "bob", 88)):
        path = folder / str(label) / player / "a.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        pictures.save(path, pictures.game(count))
    return folder


@pytest.fixture(scope="module")
def sources(labels, dataset) -> list[str]:
    """The options for all sources."""
    return ["--rendered", "40", "--data", str(dataset), "--labels", str(labels)]


@pytest.fixture(scope="module")
def written(sources, tmp_path_factory) -> Path:
    """The folder of a report on all sources."""
    out = tmp_path_factory.mktemp("report")
    assert main(["evaluate", *sources, "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def results(written) -> dict:
    return json.loads((written / "report.json").read_text())


def test_the_report_names_the_model_and_the_least_confidence(results):
    digest = hashlib.sha256(BUNDLED_MODEL.read_bytes()).hexdigest()
    assert results["model"] == {"file": "star_counter.onnx", "sha256": digest}
    assert results["least_confidence"] == 0.9
    assert list(results["sources"]) == ["rendered", "data", "labels"]


def test_a_dataset_is_scored(results):
    data = results["sources"]["data"]
    assert data["scores"]["pictures"] == 3
    assert data["scores"]["accuracy"] == pytest.approx(2 / 3, abs=1e-5)
    assert data["confusions"] == [["12", "88", 1]]


def test_each_labelled_file_is_told(results, labels):
    files = results["sources"]["labels"]["files"]
    assert [(file["file"], file["label"]) for file in files] == [
        ("a.png", "88"), ("b.png", "104"), ("c.png", "none"), ("d.png", "7"), ("e.png", "black"),
    ]  # fmt: skip
    assert all(file["right"] for file in files)
    assert [file["accepted"] for file in files] == [True, True, False, True, True]
    # As `star-counter read --hud` and `--crop all` read them.
    reader = Reader()
    for file, grid in (("a.png", HudGrid(*WHOLE)), ("d.png", None)):
        (reading,) = reader.read([picture(labels.parent / file, grid=grid)])
        told = next(each for each in files if each["file"] == file)
        assert told["confidence"] == pytest.approx(reading.confidence, abs=1e-4)
        assert told["read"] == CLASSES[reading.best]


def test_labelled_pictures_are_scored(results):
    scores = results["sources"]["labels"]["scores"]
    assert scores["pictures"] == 5
    assert (scores["accuracy"], scores["accepted"], scores["wrong_accepted"]) == (1.0, 1.0, 0.0)
    assert scores["false_counts"] == 0.0


def test_a_misplaced_crop_that_cuts_digits_off_is_left_out(results):
    curves = results["sources"]["labels"]["misplacements"]
    numbers = {
        kind: {point["kind"]: point["pictures"] for point in points} for kind, points in curves.items()
    }
    # The first digit of 104 begins 2 units right of the crop's left edge, that of 88 further right.
    assert [numbers["dx"][value] for value in (-8, 0, 4, 8)] == [2, 2, 1, 1]
    # The digits begin 5.5 units below the crop's upper edge, of which no more than 1 may be cut off.
    assert numbers["dy"] == dict.fromkeys(range(-5, 7), 2)
    assert numbers["size"][1.0] == numbers["aspect"][1.0] == 2
    well_placed = next(point for point in curves["dx"] if point["kind"] == 0)
    assert well_placed["accuracy"] == 1.0


def test_a_crop_is_moved_as_far_as_told(labels):
    (game, cut, *_) = labelled.load(labels)
    np.testing.assert_array_equal(
        game.crop(Placement()), picture(labels.parent / "a.png", grid=HudGrid(*WHOLE)).crop
    )
    x, y, width, height = pictures.crop()
    whole = np.asarray(game.image)
    for kind, moved in (
        ("dx", np.s_[y : y + height, x + 6 : x + 6 + width]),
        ("dy", np.s_[y + 6 : y + 6 + height, x : x + width]),
    ):
        np.testing.assert_array_equal(game.crop(MISPLACEMENTS[kind].place(3)), whole[moved])
    above = cut.crop(MISPLACEMENTS["dy"].place(-5))  # begins 4.5 HUD rows down, 8 are cut off
    assert above[:7].max() == 0
    assert above[7:].min(axis=(0, 1)).max() > 0
    larger = game.crop(MISPLACEMENTS["size"].place(1.25))
    assert larger.shape[1] / width == pytest.approx(1.25, abs=0.02)
    wider = game.crop(MISPLACEMENTS["aspect"].place(1.1))
    assert wider.shape[1] / wider.shape[0] == pytest.approx(1.1 * width / height, rel=0.03)


def test_rendered_pictures_are_measured_by_misplacement_damage_and_layout(results):
    rendered = results["sources"]["rendered"]
    assert rendered["scores"]["pictures"] == 40
    assert rendered["scores"]["accuracy"] > 0.9
    assert [point["kind"] for point in rendered["damages"]] == [
        "none", *(step.damage.__name__ for step in damage.STEPS),
    ]  # fmt: skip
    assert [point["kind"] for point in rendered["layouts"]] == ["US", "JP", "PAL"]
    assert all(point["pictures"] == 2 for point in (*rendered["damages"], *rendered["layouts"]))
    assert set(rendered["misplacements"]) == set(MISPLACEMENTS)
    assert max(point["kind"] for point in rendered["misplacements"]["dy"]) < 8


def test_the_share_accepted_falls_with_the_least_confidence(results):
    curve = results["sources"]["rendered"]["acceptance"]
    accepted = [each["accepted"] for each in curve]
    assert accepted == sorted(accepted, reverse=True)
    at_reported = next(each for each in curve if each["least_confidence"] == 0.9)
    assert at_reported["accepted"] == results["sources"]["rendered"]["scores"]["accepted"]


def test_another_process_writes_the_same_files_and_needs_no_tensorflow(written, sources, tmp_path):
    code = (
        "import sys; from training.__main__ import main; main(sys.argv[1:]); "
        "sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    )
    command = [sys.executable, "-c", code, "evaluate", *sources, "--out", str(tmp_path)]
    root = Path(__main__.__file__).parents[1]
    subprocess.run(command, check=True, cwd=root, capture_output=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in written.iterdir()
    }


def test_plots_are_written_of_what_was_measured(written):
    every = {"confusions", "confidence", "worst"}
    expected = {
        "training",
        *(f"rendered_{kind}" for kind in every | {"misplacements", "damages"}),
        *(f"data_{kind}" for kind in every),
        *(f"labels_{kind}" for kind in every | {"misplacements"}),
    }
    assert {path.stem for path in written.glob("*.png")} == expected
    for path in written.glob("*.png"):
        assert np.asarray(Image.open(path).convert("L")).std() > 3
    assert sum(path.stat().st_size for path in written.iterdir()) < 2_000_000


def test_the_curves_have_the_points_of_the_results(results):
    measured = results["sources"]["rendered"]["misplacements"]
    panels = {axes.get_xlabel(): axes for axes in plots.misplacements(measured, 0.9, "rendered").axes}
    figure = plots.misplacements(measured, 0.9, "rendered")
    curves = [axes.lines for axes in figure.axes if len(axes.lines) == 3]
    for lines, points in zip(curves, measured.values(), strict=True):
        for line, key in zip(lines, ("accuracy", "accepted"), strict=False):
            assert line.get_xydata().tolist() == [[point["kind"], point[key]] for point in points]
    for kind, points in measured.items():
        bars = panels[MISPLACEMENTS[kind].meaning].patches
        assert [bar.get_height() for bar in bars] == [point["pictures"] for point in points]


def answers(*rows: tuple[int, int, float]) -> Answers:
    """Rows of a label, the class read, and its probability."""
    probabilities = np.zeros((len(rows), len(CLASSES)), np.float32)
    for row, (_, best, confidence) in enumerate(rows):
        probabilities[row, best] = confidence
    return Answers(np.array([label for label, _, _ in rows]), probabilities)


def test_the_worst_pictures_are_confident_mistakes_then_doubtful_right_answers():
    given = answers((7, 7, 0.99), (7, 1, 0.5), (NONE, 3, 0.95), (NONE, 3, 0.2), (8, 8, 0.4), (9, 4, 0.97))
    images = np.broadcast_to(np.arange(6, dtype=np.uint8)[:, None, None, None], (6, HEIGHT, WIDTH, 3))
    worst = Evaluation(images, given).worst(0.9)
    assert [caption for _, caption in worst] == [
        "9 read 4 (0.97)", "none read 3 (0.95)", "7 read 1 (0.50)", "8 read 8 (0.40)", "7 read 7 (0.99)",
    ]  # fmt: skip
    assert [int(image[0, 0, 0]) for image, _ in worst] == [5, 2, 1, 4, 0]


def test_the_confusion_matrix_counts_labels_by_row():
    figure = plots.confusions(answers((7, 1, 0.5), (7, 1, 0.5), (9, 9, 0.5), (NONE, 3, 0.9)), "rendered")
    cells = np.ma.filled(figure.axes[0].images[0].get_array(), 0)
    cells = np.nan_to_num(cells)
    assert cells.shape == (len(CLASSES), len(CLASSES))
    assert (cells[7, 1], cells[9, 9], cells.sum()) == (2, 1, 3)


def test_all_rows_that_do_not_fit_are_listed_at_once(tmp_path):
    pictures.save(tmp_path / "a.png", pictures.game(88))
    (tmp_path / "damaged.png").write_bytes(b"no picture")
    path = write_labels(
        tmp_path,
        ("a.png", 123, WHOLE),
        ("missing.png", 7, WHOLE),
        ("damaged.png", "seven", (0, 0, 0, 2)),
        ("a.png", 7, ("", 0, 2, 2)),
        ("a.png", 7, (0, 0, "nan", 2)),
        ("a.png", 7, (9000, 0, 2, 2)),
        ("a.png", 7, (-2000, 0, 40, 40)),
        ("a.png", 88, WHOLE),
    )
    with pytest.raises(Problem) as raised:
        labelled.load(path)
    first, *lines = str(raised.value).splitlines()
    assert "7 rows" in first
    assert [line.partition(":")[0] for line in lines] == [f"line {number}" for number in range(2, 9)]
    assert "'123' should be 0 to 122, or none" in lines[0]
    assert "missing.png" in lines[1]
    assert all(part in lines[2] for part in ("'seven'", "above 0", "damaged.png cannot be read"))
    assert "hud_ox" in lines[3]
    assert "hud_ox" in lines[4]
    assert "beside a.png" in lines[5]
    assert "larger" in lines[6]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"file,label\na.png,7\n", "lacks the columns hud_ox, hud_oy, hud_sx, hud_sy"),
        (b"file,label,hud_ox,hud_oy,hud_sx,hud_sy\n", "lists no pictures"),
        (b"", "lacks the columns file"),
        (b"\xff\xfe\x00", "cannot be read as CSV"),
        (None, "cannot be read as CSV"),
    ],
)
def test_a_labels_file_of_another_form_is_a_sentence(content, message, tmp_path, capsys):
    path = tmp_path / "labels.csv"
    if content is not None:
        path.write_bytes(content)
    assert main(["evaluate", "--labels", str(path), "--out", str(tmp_path)]) == 1
    assert message in capsys.readouterr().err


def test_labels_of_counter_crops_alone_have_no_misplacements(labels):
    crops = [each for each in labelled.load(labels) if each.grid is None]
    evaluation = evaluate.of_labelled(Reader(), crops)
    assert evaluation.misplacements == {}
    results = report.results(BUNDLED_MODEL, {"labels": evaluation}, 0.9)
    assert results["sources"]["labels"]["scores"]["accuracy"] == 1.0
    assert "Misplaced" not in report.table(results)


def test_the_table_tells_each_source_beside_the_others(results):
    lines = report.table(results).splitlines()
    assert lines[0].split() == ["least", "confidence", "0.9", "rendered", "data", "labels"]
    assert lines[1].split() == ["pictures", "40", "3", "5"]
    assert lines[2].split()[-2:] == ["66.67", "100.00"]
    assert "Commonest confusions, data: 12 as 88 (1)" in lines
    (no_counter,) = (line.split() for line in lines if line.startswith("c.png"))
    assert (no_counter[1], no_counter[-1]) == ("none", "right")


def test_sheets_of_real_pictures_stay_out_of_the_shared_report(labels, tmp_path, monkeypatch):
    monkeypatch.setattr(__main__, "REPORT", tmp_path / "shared")
    monkeypatch.setattr(__main__, "REAL_REPORT", tmp_path / "own")
    assert main(["evaluate", "--labels", str(labels)]) == 0
    assert (tmp_path / "own" / "labels_worst.png").exists()
    assert not (tmp_path / "shared").exists()
    assert main(["evaluate", "--rendered", "1"]) == 0
    assert (tmp_path / "shared" / "rendered_worst.png").exists()


def test_a_model_without_a_record_has_no_training_curves(labels, tmp_path, capsys):
    model = tmp_path / "model.onnx"
    model.write_bytes(BUNDLED_MODEL.read_bytes())
    arguments = ["evaluate", "--labels", str(labels), "--model", str(model), "--out", str(tmp_path / "out")]
    assert main(arguments) == 0
    assert not (tmp_path / "out" / "training.png").exists()
    model.with_suffix(".json").write_text("{}")
    assert main(arguments) == 1
    assert "record" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["evaluate", "--confidence", "90"], "--confidence: “90” should be a number from 0 to 1"),
        (["evaluate", "--rendered", "0"], "--rendered: “0” should be a whole number from 1 to"),
        (["train", "--mix", "nan"], "--mix: “nan” should be a number from 0 to 1"),
        (["train", "--seed=-1"], "--seed: “-1” should be a whole number from 0 to"),
    ],
)
def test_options_that_cannot_be_are_told_at_once(capsys, arguments, told):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_a_sentence(labels, capsys):
    assert main(["evaluate", "--out", str(labels)]) == 1
    assert "give another with --out" in capsys.readouterr().err


def test_help_teaches_each_figure_and_source(capsys):
    with pytest.raises(SystemExit):
        main(["evaluate", "--help"])
    told = capsys.readouterr().out
    for word in (
        "ECE",
        "accepted",
        "misplacement",
        "--rendered",
        "--data",
        "--labels",
        "hud_ox",
        "models/report",
    ):
        assert word in told
