"""A minute of simulated play at a time, each with a star, through the real reader and the real tracker."""

import pytest
from PIL import Image

from star_counter.hud import JP
from tools.bench import soak, soak_jobs, soak_report
from tools.bench.__main__ import main
from tools.bench.soak_jobs import Job
from tools.bench.soak_outcome import Mistake, Outcome
from tools.simulation.camera import QUALITIES, Camera
from training.rendering.samples import Placement

CAMERAS = {
    "clean, PAL": Camera(fps=25, seed=1),
    "clean, frames lost and doubled": Camera(fps=60, dropped=0.05, doubled=0.05, seed=2),
    "stream, misplaced": Camera(
        fps=60, layout=JP, quality="stream", placement=Placement(dx=3, dy=2, kx=1.05, ky=1.05), seed=3
    ),
    # In a minute it comes half as far.
    "stream, drifting": Camera(
        fps=30, quality="stream", placement=Placement(dx=-2), drifts_to=Placement(dx=4, dy=6), seed=4
    ),
}


@pytest.mark.parametrize("camera", CAMERAS.values(), ids=CAMERAS)
def test_every_star_and_screen_is_found_and_none_invented(camera):
    outcome = soak.play_through(Job("16", camera, seed=5, start=160.0, seconds=60.0))
    assert outcome.mistakes == []
    assert outcome.true_stars >= 1
    assert outcome.true_screens >= 5
    assert outcome.exact_stars == outcome.true_stars
    assert max(outcome.delays) <= 4


@pytest.mark.parametrize(("run", "start"), [("70", 1540.0), ("120", 3100.0)])
def test_the_other_routes_are_split_where_they_should(run, start):
    outcome = soak.play_through(Job(run, Camera(fps=30, quality="stream", seed=8), 9, start, 65.0))
    assert outcome.mistakes == []
    assert outcome.true_stars >= 1
    assert outcome.true_splits >= 1


def test_harsh_pictures_invent_nothing():
    outcome = soak.play_through(Job("70", Camera(fps=30, quality="harsh", seed=6), 7, 600.0, 70.0))
    assert outcome.invented["stars"] == outcome.missed["stars"] == []
    assert outcome.true_stars >= 1


def test_a_mistake_is_told_with_its_frame():
    """What the comparison itself does: a star that nobody saw, and one that nobody took."""
    outcome = Outcome(Job("16", Camera(), 0, 0.0, 100.0))
    star = {"event": "star", "frame": 300, "time": 10.0, "from": 3, "to": 4}
    other = star | {"from": 8, "to": 9, "frame": 600, "time": 20.0, "decided": 602}
    outcome.compare([star], [other])
    assert [mistake.what for mistake in outcome.mistakes] == [
        "missed: star 3 → 4 at 10.00 s",
        "invented: star 8 → 9 at 20.00 s",
    ]


def test_the_command_plays_and_prints_a_table(tmp_path, capsys):
    assert main(["soak", "--hours", "0.01", "--workers", "2", "--out", str(tmp_path / "soak")]) == 0
    printed = capsys.readouterr().out
    assert "clean: true stars" in printed and "the tracker's own cost a frame" in printed
    assert "clean: cutscene_end" in printed and "mistakes.txt" in printed
    assert (tmp_path / "soak" / "mistakes.txt").exists()


@pytest.mark.parametrize("option", ["--hours=0", "--hours=nan", "--seed=-1", "--workers=0"])
def test_a_number_that_cannot_be_is_refused(capsys, option):
    with pytest.raises(SystemExit) as ended:
        main(["soak", option])
    assert ended.value.code == 2
    assert "number from" in capsys.readouterr().err


def test_the_table_has_a_block_for_each_quality():
    jobs = soak_jobs.jobs(hours=30 / 3600, part=10.0)
    assert [job.camera.quality for job in jobs] == list(QUALITIES)
    names = [row.what for row in soak_report.rows(soak.run(jobs, workers=2))]
    assert [name for name in names if name.endswith("played")] == [f"{one}: played" for one in QUALITIES]


def test_mistakes_are_written_with_their_pictures(tmp_path):
    outcome = Outcome(Job("16", Camera(fps=30), 5, 60.0, 10.0))
    outcome.late = [Mistake("sure after 9 game frames: star 3 → 4 at 2.00 s", 60)]
    text, picture = soak_report.write_report(tmp_path / "soak", [outcome])
    assert text.read_text() == (
        "16 stars from 60 s, seed 5, clean, 30 fps, US: "
        "sure after 9 game frames: star 3 → 4 at 2.00 s (frame 60)\n"
    )
    with Image.open(picture) as sheet:
        assert sheet.width > 12 * 2 * 67  # a row of the frames around it


def test_events_of_the_run_are_compared_kind_by_kind():
    outcome = Outcome(Job("16", Camera(fps=60), 0, 0.0, 100.0))
    true = [
        {"event": "died", "frame": 300, "time": 5.0, "lives": 3, "known": 400},
        {"event": "cutscene", "frame": 600, "time": 10.0, "earliest": 598},
        {"event": "key", "frame": 660, "time": 11.0},
        {"event": "game_over", "frame": 5700, "time": 95.0, "lives": 0},  # decided after the end
    ]
    found = [
        true[0] | {"frame": 302, "decided": 421},
        true[1] | {"frame": 599, "decided": 603},
        {"event": "left", "frame": 900, "time": 15.0, "decided": 901},
        {"event": "cutscene", "frame": 1, "time": 0.0, "decided": 3},  # nobody knows what was before
    ]
    outcome.compare(true, found)
    assert [mistake.what for mistake in outcome.mistakes] == [
        "missed: key at 11.00 s",
        "invented: left at 15.00 s",
    ]
    died, cutscene = outcome.of_run["died"], outcome.of_run["cutscene"]
    assert (died.true, died.errors, died.waits) == (1, [2], [11.0])
    assert (cutscene.true, cutscene.errors, cutscene.waits) == (1, [0], [2.0])
    lines = {line.split()[1]: line.split() for line in soak_report.of_the_run([outcome]) if ": " in line}
    assert lines["died"][2:] == ["1", "0", "0", "0.0", "%", "100.0", "%", "+2", "11", "11"]
    assert lines["key"][2:] == ["1", "1", "0"]


def test_another_number_of_lives_or_another_place_is_another_event():
    outcome = Outcome(Job("16", Camera(), 0, 0.0, 100.0))
    died = {"event": "died", "frame": 300, "time": 10.0, "lives": 3, "decided": 310}
    star = {
        "event": "star",
        "frame": 600,
        "time": 20.0,
        "from": 3,
        "to": 4,
        "where": "castle",
        "decided": 601,
    }
    outcome.compare([died, star], [died | {"lives": 2}, star | {"where": "course"}])
    assert len(outcome.mistakes) == 4


def test_some_parts_are_the_end_of_their_run(monkeypatch):
    monkeypatch.setattr(soak_jobs, "ROUTES", ("0", "1", "16"))  # the others take long to play
    parts = soak_jobs.jobs(hours=0.5, seed=1, part=100.0)
    assert sum(job.seconds for job in parts) == 1800
    ends = [job.start + job.seconds for job in parts]
    wholes = [
        sum(1 for _ in job._replace(start=0.0, seconds=None).play().ticks()) / job.camera.tick_rate
        for job in parts
    ]
    at_end = [end == pytest.approx(whole) for end, whole in zip(ends, wholes, strict=True)]
    assert 0.2 < sum(at_end) / len(parts) < 0.6
    assert all(end <= whole + 1e-6 for end, whole in zip(ends, wholes, strict=True))
