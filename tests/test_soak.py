"""Some minutes of simulated play through the real reader and the real tracker."""

import pytest

from simulation import soak
from simulation.camera import Camera
from star_counter.hud import JP
from training.samples import Placement

CAMERAS = {
    "clean, PAL": Camera(fps=25, seed=1),
    "clean, frames lost and doubled": Camera(fps=60, dropped=0.05, doubled=0.05, seed=2),
    "stream, misplaced": Camera(
        fps=60, layout=JP, quality="stream", placement=Placement(dx=3, dy=2, kx=1.05, ky=1.05), seed=3
    ),
    "stream, drifting": Camera(
        fps=30, quality="stream", placement=Placement(dx=-2), drifts_to=Placement(dx=1, dy=3), seed=4
    ),
}


@pytest.mark.parametrize("camera", CAMERAS.values(), ids=CAMERAS)
def test_every_star_and_screen_is_found_and_none_invented(camera):
    outcome = soak.follow(soak.Job("16", camera, seed=5, start=60.0, seconds=150.0))
    assert outcome.mistakes == []
    assert outcome.true_stars >= 1
    assert outcome.true_screens >= 5
    assert outcome.exact_stars == outcome.true_stars
    assert max(outcome.delays) <= 4


@pytest.mark.parametrize(("run", "start"), [("70", 1500.0), ("120", 3000.0)])
def test_the_other_routes_are_split_where_they_should(run, start):
    outcome = soak.follow(soak.Job(run, Camera(fps=30, quality="stream", seed=8), 9, start, 150.0))
    assert outcome.mistakes == []
    assert outcome.true_stars >= 1


def test_harsh_pictures_invent_nothing():
    outcome = soak.follow(soak.Job("70", Camera(fps=30, quality="harsh", seed=6), 7, 600.0, 150.0))
    assert outcome.invented["stars"] == outcome.missed["stars"] == []
    assert outcome.true_stars >= 1


def test_a_mistake_is_told_with_its_frame():
    """What the comparison itself does: a star that nobody saw, and one that nobody took."""
    outcome = soak.Outcome(soak.Job("16", Camera(), 0, 0.0, 100.0))
    star = {"event": "star", "frame": 300, "time": 10.0, "from": 3, "to": 4}
    other = star | {"from": 8, "to": 9, "frame": 600, "time": 20.0, "decided": 602}
    soak._compare(outcome, [star], [other])
    assert [mistake.what for mistake in outcome.mistakes] == [
        "missed: star 3 → 4 at 10.00 s",
        "invented: star 8 → 9 at 20.00 s",
    ]
