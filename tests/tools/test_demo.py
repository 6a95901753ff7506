"""The demo, as far as it needs no OBS Studio."""

from star_counter.recording.files import Recording
from tools.demo.__main__ import followed
from tools.simulation.video import render


def test_a_video_is_followed_to_its_end_also_where_it_does_not_tell_it(tmp_path):
    for name in ("run.mp4", "run.h264"):
        render(tmp_path / name, seconds=1, size=(320, 240))
    assert followed(Recording(tmp_path / "run.mp4")) == 1
    assert Recording(tmp_path / "run.h264").length is None
    assert followed(Recording(tmp_path / "run.h264")) >= 60
