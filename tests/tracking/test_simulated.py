"""The tracker on a whole simulated run, by readings as a good reader gives them."""

import pytest

from star_counter.tracking.tracker import Tracker
from tools.simulation.camera import Camera
from tools.simulation.play import Play

RUN = {
    "logo", "started", "entered", "left", "died", "extra_life", "game_over", "coins", "cutscene",
    "cutscene_end", "key", "grand_star", "no_grand_star", "star", "reset",
}  # fmt: skip
# How far an event may be from the true one to be the same, in seconds. Lives and coins are looked at in every
# third frame, and a fade's first frames change nothing that is read.
_TOLERANCE = 0.25


def compared(camera, noise=0.02):
    """The events of the short whole run: the tracker's and the true ones, as pairs of kind and time."""
    play, tracker, found = Play("whole", camera, seed=1), Tracker(), []
    for number, time, reading in play.readings(noise):
        found += tracker.update(number, time, reading)
    return (
        [event for event in found if event.kind in RUN],
        [event for event in play.events if event["event"] in RUN],
    )


CAMERAS = [
    Camera(fps=25),
    Camera(fps=30),
    Camera(fps=50),
    Camera(fps=60),
    Camera(fps=30, dropped=0.05, doubled=0.05, seed=3),
    Camera(fps=60, dropped=0.05, doubled=0.05, seed=4),
    *(Camera(fps=30, covered=(part,)) for part in ("lives", "coins", "camera")),
    *(Camera(fps=50, missing=(part,)) for part in ("lives", "coins", "camera")),
]


@pytest.mark.parametrize("camera", CAMERAS)
def test_a_whole_run_is_told_as_it_was(camera):
    found, true = compared(camera)
    found_keys = sorted((event.kind, event.time) for event in found)
    true_keys = sorted((event["event"], event["time"]) for event in true)
    assert [kind for kind, _ in found_keys] == [kind for kind, _ in true_keys]
    for (kind, time), (_, true_time) in zip(found_keys, true_keys, strict=True):
        assert abs(time - true_time) <= _TOLERANCE, kind


@pytest.mark.parametrize("fps", [25, 30, 50, 60])
def test_what_needs_no_more_than_it_shows_is_decided_within_four_frames_of_the_game(fps):
    found, _ = compared(Camera(fps=fps))
    game_frame = 2 if fps > 30 else 1
    quick = {"logo", "started", "cutscene", "cutscene_end", "grand_star", "star"}
    assert all(event.decided - event.frame <= 4 * game_frame for event in found if event.kind in quick)
    assert all(event.sure >= 0.8 for event in found)


def test_many_unsure_readings_change_nothing():
    found, true = compared(Camera(fps=30), noise=0.2)
    assert sorted(event.kind for event in found) == sorted(event["event"] for event in true)
